import { describe, expect, it } from '@jest/globals';
import { probeEndpoint } from '../../src/launcher/probe-endpoint.js';

/** Why nothing is sent; rejects with `probed` where something would be. */
async function skipReason(url: string, env: Record<string, string>): Promise<string | undefined> {
  const signal = AbortSignal.abort(new Error('probed'));
  const request = { url, model: 'm', endpointType: 'chat', needsLogprobs: false };
  const answer = await probeEndpoint({ ...request, env, signal });
  return 'skipped' in answer ? answer.skipped : undefined;
}

// Each as Python's requests 2.34 has it, but for loopback.
describe('a proxy', () => {
  const host = 'http://models.example:8000/v1/chat/completions';

  it.each([
    [host, { HTTP_PROXY: 'http://p' }, /^HTTP_PROXY sends requests to models\.example/],
    [host, { http_proxy: 'http://p', HTTP_PROXY: 'http://q' }, /^http_proxy /],
    [host, { ALL_PROXY: 'socks5://p' }, /^ALL_PROXY /],
    [host.replace('http', 'https'), { https_proxy: 'http://p' }, /^https_proxy /],
    [host, { HTTP_PROXY: 'http://p', NO_PROXY: 'other.example,ample,models.example:80' }, /^HTTP_PROXY /],
    [
      'http://10.1.2.3/v1/completions',
      { HTTP_PROXY: 'http://p', NO_PROXY: '10.2.0.0/16,x/y,10.1.2.3/99' },
      /^HTTP/,
    ],
  ])('skips the probe of %s with %j', async (url, env, reason) => {
    expect(await skipReason(url, env)).toMatch(reason);
  });

  it.each([
    [host, {}],
    [host, { HTTPS_PROXY: 'http://p' }],
    [host, { HTTP_PROXY: '' }],
    [host, { http_proxy: '', HTTP_PROXY: 'http://p' }],
    [host, { HTTP_PROXY: 'http://p', NO_PROXY: 'a, .example' }],
    [host, { HTTP_PROXY: 'http://p', no_proxy: 'Models.Example' }],
    [host, { HTTP_PROXY: 'http://p', NO_PROXY: 'models.example:8000' }],
    [host, { HTTP_PROXY: 'http://p', NO_PROXY: '*' }],
    ['http://10.1.2.3/v1/completions', { HTTP_PROXY: 'http://p', NO_PROXY: '10.0.0.0/8' }],
    ['http://127.0.0.1:9/v1/completions', { HTTP_PROXY: 'http://p' }],
    ['http://[::1]:9/v1/completions', { ALL_PROXY: 'http://p' }],
    ['http://localhost:9/v1/completions', { HTTP_PROXY: 'http://p' }],
  ])('does not lie before %s with %j', async (url, env) => {
    await expect(skipReason(url, env)).rejects.toThrow('probed');
  });
});

it.each(['', 'x', '/v1', 'ftp://h/v1', 'https://'])('skips what is no address: %j', async (url) => {
  expect(await skipReason(url, {})).toContain('not an absolute http');
});
