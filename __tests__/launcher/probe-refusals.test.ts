import { describe, expect, it } from '@jest/globals';
import { KEY, probe, probeChat, serve, serveChat } from './loopback.js';

describe('refusals', () => {
  const error = (message: string, more: object = {}) => ({ error: { message, ...more } });

  it.each([400, 401, 402, 403, 404, 405, 408, 422, 429, 500, 502, 503, 504])(
    'keep status %d',
    async (status) => {
      const { request } = await probeChat({ status, body: error('no') });
      expect(request).toEqual({ status, said: 'no' });
    },
  );

  it.each<[string, number, unknown, string | undefined]>([
    [
      'OpenAI',
      404,
      error('The model `m` does not exist or you do not have access to it.', { code: 'model_not_found' }),
      'unknown_model',
    ],
    ['the code alone', 404, error('no', { code: 'model_not_found' }), 'unknown_model'],
    [
      'vLLM',
      404,
      { object: 'error', message: 'The model `m` does not exist.', type: 'NotFoundError', code: 404 },
      'unknown_model',
    ],
    ['Ollama', 404, error('model "m" not found, try pulling it first'), 'unknown_model'],
    ['a router', 400, error('m is not a valid model ID'), 'unknown_model'],
    [
      'OpenAI of completions',
      404,
      error(
        'This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use v1/completions?',
      ),
      'wrong_form',
    ],
    [
      'vLLM of completions',
      400,
      { message: 'The model does not support Chat Completions API' },
      'wrong_form',
    ],
    [
      'vLLM without a template',
      400,
      error('default chat template is no longer allowed, so you must provide a chat template'),
      'wrong_form',
    ],
    [
      'FastAPI',
      422,
      {
        detail: [
          { type: 'missing', loc: ['body', 'prompt'], msg: 'Field required', input: { max_tokens: 1 } },
        ],
      },
      'wrong_form',
    ],
    [
      'OpenAI of limits',
      400,
      error(
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        { param: 'max_tokens', code: 'unsupported_parameter' },
      ),
      'token_limit',
    ],
    [
      'OpenAI of thinking',
      400,
      error('Could not finish the message because max_tokens or model output limit was reached.'),
      'token_limit',
    ],
    ['a limit of another status', 500, error('max_tokens'), undefined],
    ['nobody', 400, error('no'), undefined],
    ['a bare route', 404, { detail: 'Not Found' }, undefined],
  ])('in the words of %s', async (_who, status, body, complaint) => {
    const { request } = await probeChat({ status, body });
    expect('failure' in request ? request : request.complaint).toBe(complaint);
  });

  it.each<[string, unknown]>([
    [
      'OpenAI',
      error(
        'This is a chat model and not supported in the v1/completions endpoint. Did you mean to use v1/chat/completions?',
      ),
    ],
    ['vLLM', { message: 'The model does not support Completions API' }],
    [
      'pydantic',
      {
        message:
          "[{'type': 'missing', 'loc': ('body', 'messages'), 'msg': 'Field required', 'input': {'max_tokens': 1}}]",
      },
    ],
  ])('of completions in the words of %s', async (_who, body) => {
    const { url } = await serve({ 'POST /v1/completions': { status: 400, body } });
    const { request } = await probe(`${url}/v1/completions`, { endpointType: 'completions' });
    expect(request).toMatchObject({ complaint: 'wrong_form' });
  });

  it.each<[string, unknown, string]>([
    ['error.message', error('a'), 'a'],
    ['error', { error: 'b' }, 'b'],
    ['message', { message: 'c' }, 'c'],
    ['detail', { detail: 'd' }, 'd'],
    ['title', { title: 'e', detail: 7 }, 'e'],
    ['a list', { detail: [{ loc: ['body', 'x'], msg: 'bad', input: KEY }, null] }, 'body.x bad;'],
    ['text', 'plain\n\ttext', 'plain text'],
    ['HTML with a title', `<html><title>Sign in</title>${KEY}`, 'Sign in'],
    ['HTML', '<p>So<b>rry</b></p>', 'So rry'],
    ['nothing', '', ''],
    ['tags without end', '<'.repeat(60_000), `${'<'.repeat(199)}…`],
    ['a long text', error('x'.repeat(5000)), `${'x'.repeat(199)}…`],
    [
      'invisible characters',
      error('a\u0000b\u001b[2Jc\u202ed\u200be\u2028f\r\n::error::g'),
      'ab[2Jcde f ::error::g',
    ],
  ])('are told by %s', async (_what, body, said) => {
    expect((await probeChat({ status: 400, body })).request).toEqual({ status: 400, said });
  });

  const echoes: [string, unknown][] = [
    ['a message', error(`key ${KEY} refused`)],
    ['text', `key ${KEY} refused`],
    ['invisible characters', error(`key sk-\u200bcanary-\u00000123456789abcdef refused`)],
    ['the place where a message is cut', error(`${'x'.repeat(190)}${KEY}`)],
    ['the place where reading ends', ' '.repeat((64 << 10) - 12) + KEY],
    ['base64', error(Buffer.from(`Bearer ${KEY}`).toString('base64'))],
  ];
  it.each(echoes)('never show a key echoed in %s', async (_what, body) => {
    const { request } = await probeChat({ status: 401, body });
    const said = 'failure' in request ? '' : request.said;
    expect(said).not.toMatch(/canary/);
    expect(Buffer.from(said, 'base64').toString()).not.toContain('canary');
  });

  it('never show a short key either', async () => {
    const { request } = await probeChat({ status: 401, body: error('not the-key') }, { apiKey: 'the-key' });
    expect(request).toEqual({ status: 401, said: 'not ***' });
  });

  it.each([
    ['https://sso.example/login?back=x&token=secret#f', 'https://sso.example/login'],
    ['/v2/chat/completions?x=1', expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v2\/chat\/completions$/)],
    [`https://u:p@h.example/${KEY}`, 'https://h.example/***'],
    ['http://[', undefined],
  ])('redirect to %s', async (location, shown) => {
    const { heard, url } = await serveChat({ status: 307, headers: { location }, body: '' });
    const { request } = await probe(`${url}/v1/chat/completions`);
    expect(request).toEqual({ status: 307, said: '', ...(shown === undefined ? {} : { location: shown }) });
    expect(heard.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});
