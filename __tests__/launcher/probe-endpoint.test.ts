import { describe, expect, it } from '@jest/globals';
import { startEndpoint } from '../../demo/endpoint.js';
import { probeFindings } from '../../src/config/preflight/probe-findings.js';
import {
  type Answer,
  afterwards,
  CHAT,
  KEY,
  NO_ROUTE,
  probe,
  probeChat,
  type Say,
  serve,
  serveChat,
  TEXT,
} from './loopback.js';

const models = (...data: unknown[]) => ({ body: { object: 'list', data } });

describe('the demo endpoint', () => {
  it.each(['chat/completions', 'completions'])('has no fault at %s', async (path) => {
    const endpoint = await startEndpoint({ apiKey: KEY });
    afterwards(() => void endpoint.close());
    const url = `http://127.0.0.1:${endpoint.port}/v1/${path}`;
    const endpointType = path === 'completions' ? 'completions' : 'chat';
    const answer = await probe(url, { model: 'needs-key', endpointType });
    expect(answer).toEqual({
      form: endpointType,
      timeoutMs: 10_000,
      models: { state: 'listed' },
      request: { status: 200, said: '', form: endpointType },
    });
    expect(probeFindings(answer, { url, model: 'needs-key' })).toEqual([]);
    expect(endpoint.requests).toEqual({ 'needs-key': 1 });
  });

  it.each([
    ['a wrong key', { apiKey: 'wrong' }, ['endpoint_unauthorized']],
    ['an unknown model', { model: 'needskey' }, ['model_not_listed']],
    ['the other type', { endpointType: 'completions' }, ['wrong_endpoint_type']],
  ])('is told from %s', async (_what, more, ids) => {
    const endpoint = await startEndpoint({ apiKey: KEY });
    afterwards(() => void endpoint.close());
    const request = { model: 'needs-key', ...more };
    const findings = probeFindings(await probe(endpoint.url, request), {
      url: endpoint.url,
      model: request.model,
    });
    expect(findings.map(({ id }) => id)).toEqual(ids);
  });
});

describe('what is sent', () => {
  it.each([
    ['chat', '/v1/chat/completions', { messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 }],
    ['vlm', '/v1/chat/completions', { messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 }],
    ['completions', '/v1/completions', { prompt: 'Hi', max_tokens: 1 }],
    ['completions_logprob', '/v1/completions', { prompt: 'Hi', max_tokens: 1 }],
    ['embedding', '/v1/embeddings', { input: 'Hi' }],
  ])('for %s is one list and one request of one token, with the key', async (endpointType, path, body) => {
    const { heard, url } = await serve({ [`POST ${path}`]: CHAT });
    await probe(url + path, { endpointType });
    const authorization = `Bearer ${KEY}`;
    expect(heard.sort((a, b) => a.method.localeCompare(b.method))).toEqual([
      { method: 'GET', path: '/v1/models', authorization, body: {} },
      { method: 'POST', path, authorization, body: { model: 'm', ...body } },
    ]);
  });

  it('has no key where there is none, and keeps queries', async () => {
    const { heard, url } = await serve({});
    await probe(`${url}/openai/chat/completions/?api-version=2`, { apiKey: '' });
    expect(heard.map(({ path }) => path).sort()).toEqual([
      '/openai/chat/completions/?api-version=2',
      '/openai/completions?api-version=2',
      '/openai/models?api-version=2',
    ]);
    expect(heard.map(({ authorization }) => authorization)).toEqual([undefined, undefined, undefined]);
  });

  it('passes hostile model names as they are', async () => {
    const model = '"},{\r\nX-Evil: 1\u0000\u202e${jndi:x}`rm -rf`';
    const { heard, url } = await serve({
      'GET /v1/models': models({ id: model }),
      'POST /v1/chat/completions': CHAT,
    });
    const answer = await probe(`${url}/v1/chat/completions`, { model });
    expect(answer.models).toEqual({ state: 'listed' });
    expect(heard.find(({ method }) => method === 'POST')?.body['model']).toBe(model);
  });
});

it('leaves no timer behind that keeps the process alive', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  await probeChat(CHAT);
  await probe('http://nothing.invalid/v1/completions');
  expect(timers()).toBeLessThanOrEqual(before);
});

describe('the list of models', () => {
  const list = async (answer: Answer, model = 'm') => {
    const { url } = await serve({ 'GET /v1/models': answer, 'POST /v1/chat/completions': CHAT });
    return (await probe(`${url}/v1/chat/completions`, { model })).models;
  };

  it.each([
    ['max_model_len', { max_model_len: 4096 }, { field: 'max_model_len', tokens: 4096 }],
    ['context_length', { context_length: 8192 }, { field: 'context_length', tokens: 8192 }],
    ['both', { context_length: 1, max_model_len: 2 }, { field: 'max_model_len', tokens: 2 }],
  ])('gives the context in %s', async (_what, fields, context) => {
    expect(await list(models({ id: 'other', max_model_len: 1 }, { id: 'm', ...fields }))).toEqual({
      state: 'listed',
      context,
    });
  });

  it.each([[null], ['4096'], [-1], [0], [1.5], [1e300], [{}]])('ignores a context of %j', async (value) => {
    expect(await list(models({ id: 'm', max_model_len: value }))).toEqual({ state: 'listed' });
  });

  it.each([
    ['lama-3', ['llama-3'], 'llama-3'],
    ['llama-3', ['x', 'meta/llama-3'], 'meta/llama-3'],
    ['llama3', ['x', 'llama3:latest'], 'llama3:latest'],
    ['gpt', ['qwen-very-long'], undefined],
  ])('lacks %s among %j', async (model, ids, near) => {
    expect(await list(models(...ids.map((id) => ({ id }))), model)).toEqual({
      state: 'unlisted',
      count: ids.length,
      some: ids,
      ...(near ? { near } : {}),
    });
  });

  it('shows few names, short, on one line and without the key', async () => {
    const ids = [`a\n\u001b[31m${KEY}\u202e`, 'b'.repeat(5000), 'c', 'd', 'e', 'f'];
    const found = await list(models(...ids.map((id) => ({ id }))), 'zzzzzz');
    expect(found).toEqual({
      state: 'unlisted',
      count: 6,
      some: ['a [31m***', `${'b'.repeat(99)}…`, 'c', 'd', 'e'],
    });
  });

  it.each<[string, Answer, RegExp]>([
    ['404', NO_ROUTE, /404/],
    ['405', { status: 405, body: '' }, /405/],
    ['a redirect', { status: 302, headers: { location: '/login' }, body: '' }, /302/],
    ['an empty list', models(), /empty/],
    ['names that are none', models(null, 1, 'x', { id: 1 }, []), /empty/],
    ['another shape', { body: { data: {} } }, /cannot be read/],
    ['no JSON', { body: '<html>' }, /cannot be read/],
    ['deep nesting', { body: '['.repeat(60_000) }, /cannot be read/],
    ['more than 64 kB', models({ id: 'm' }, { id: 'x'.repeat(70_000) }), /over 64 kB/],
  ])('may be absent: %s', async (_what, answer, why) => {
    expect(await list(answer)).toEqual({ state: 'absent', why: expect.stringMatching(why) });
  });

  it('is not sought where the path tells nothing', async () => {
    const { heard, url } = await serve({ 'POST /generate': CHAT });
    expect((await probe(`${url}/generate`)).models).toMatchObject({ state: 'absent' });
    expect(heard.map(({ path }) => path)).toEqual(['/generate']);
  });
});

describe('the other form', () => {
  it.each([
    ['chat', '/v1/chat/completions', 'completions', '/v1/completions', TEXT],
    ['completions', '/v1/completions', 'chat', '/v1/chat/completions', CHAT],
  ])('is found where %s is refused', async (endpointType, path, form, where, answer) => {
    const { url } = await serve({ [`POST ${where}`]: answer });
    expect((await probe(url + path, { endpointType })).other).toEqual({
      form,
      url: url + where,
      works: true,
    });
  });

  it('may be the one of the path', async () => {
    const { url } = await serveChat(({ body }) => (body['messages'] ? CHAT : { status: 400, body: 'no' }));
    const path = `${url}/v1/chat/completions`;
    const { other } = await probe(path, { endpointType: 'completions' });
    expect(other).toEqual({ form: 'chat', url: path, works: true });
  });

  it('is asked for only where a refusal may be one of the form', async () => {
    const answers: Say[] = [
      CHAT,
      { status: 401, body: '' },
      { status: 429, body: '' },
      { status: 500, body: '' },
      { status: 404, body: { error: { code: 'model_not_found' } } },
      { status: 400, body: { error: { message: 'use max_completion_tokens' } } },
    ];
    for (const answer of answers) {
      const { heard, url } = await serveChat(answer);
      expect((await probe(`${url}/v1/chat/completions`)).other).toBeUndefined();
      // An error of the server is asked again twice, in the same form.
      expect(heard).toHaveLength(1 + ('status' in answer && answer.status === 500 ? 3 : 1));
    }
  });

  it('is not needed where the server was only out of breath', async () => {
    let asked = 0;
    const { url } = await serveChat(({ body }) => {
      if (body['messages']) asked += 1;
      return asked < 3 ? { status: 503, body: 'loading' } : CHAT;
    });
    const { request } = await probe(`${url}/v1/chat/completions`);
    expect(request).toMatchObject({ status: 200, form: 'chat' });
  });
});

describe('log-probabilities', () => {
  const logprobs = (value: unknown) => ({ body: { choices: [{ text: 'x', logprobs: value }] } });
  const probeLogprobs = async (answer: Answer) => {
    const { heard, url } = await serve({
      'POST /v1/completions': (one, response) =>
        one.body['echo'] ? (typeof answer === 'function' ? answer(one, response) : answer) : TEXT,
    });
    const request = { endpointType: 'completions_logprob', needsLogprobs: true };
    const probed = await probe(`${url}/v1/completions`, request);
    expect(heard.at(-1)?.body).toMatchObject({ logprobs: 1, echo: true, max_tokens: 1 });
    return probed.logprobs;
  };

  it.each<[string, unknown, string]>([
    ['of the prompt', { token_logprobs: [null, -1, -2, -0.5] }, 'prompt'],
    ['of the generated token', { token_logprobs: [-0.5] }, 'generated'],
    ['of the generated token, as chat', { content: [{ token: 'x', logprob: -1 }] }, 'generated'],
    ['that are null', { token_logprobs: [null, null, null, -1] }, 'generated'],
    ['null', null, 'none'],
    ['of no token', { token_logprobs: [] }, 'none'],
    ['in another shape', { token_logprobs: 'x', content: {} }, 'none'],
  ])('%s', async (_what, value, of) => {
    expect(await probeLogprobs(logprobs(value))).toMatchObject({ of, reply: { status: 200 } });
  });

  it('refused', async () => {
    const refused = { status: 400, body: { error: { message: "'echo' and 'logprobs' at once: no" } } };
    expect(await probeLogprobs(refused)).toMatchObject({ of: 'none', reply: { status: 400 } });
  });

  it('are not asked of an endpoint that refuses', async () => {
    const { heard, url } = await serve({ 'POST /v1/completions': { status: 401, body: '' } });
    const probed = await probe(`${url}/v1/completions`, { endpointType: 'completions', needsLogprobs: true });
    expect(probed.logprobs).toBeUndefined();
    expect(heard).toHaveLength(2);
  });
});

describe('answers that are none', () => {
  it.each<[string, Answer]>([
    ['HTML', { headers: { 'content-type': 'text/html' }, body: '<html>Welcome</html>' }],
    ['no choices', { body: { choices: [] } }],
    ['null', { body: 'null' }],
    ['nothing', { status: 204, body: '' }],
    ['more than 64 kB', { body: { choices: [{ message: { content: 'x'.repeat(1 << 20) } }] } }],
  ])('%s', async (_what, answer) => {
    const { request } = await probeChat(answer);
    expect(request).not.toHaveProperty('form');
    expect(request).not.toHaveProperty('failure');
  });

  it('stop being read at 64 kB, however long they go on', async () => {
    let written = 0;
    let closed: Promise<void> | undefined;
    const { request } = await probeChat((_heard, response) => {
      const pump = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1 << 14))) written += 1 << 14;
      };
      closed = new Promise((resolve) => response.on('close', resolve));
      response.on('drain', pump);
      pump();
      return undefined;
    });
    await closed;
    expect(request).toMatchObject({ status: 200 });
    expect(written).toBeGreaterThan(64 << 10);
  });

  it('of embeddings may be longer than what is read', async () => {
    const body = { object: 'list', data: [{ embedding: Array.from({ length: 20_000 }, () => 0.123) }] };
    const { url } = await serve({ 'POST /v1/embeddings': { body } });
    const { request } = await probe(`${url}/v1/embeddings`, { endpointType: 'embedding' });
    expect(request).toMatchObject({ status: 200, form: 'embedding' });
  });
});
