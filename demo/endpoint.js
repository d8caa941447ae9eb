// An OpenAI-compatible endpoint on loopback, for the demo and the tests.
//   node demo/endpoint.js [--port N] [--api-key-env NAME]     prints one JSON line and serves until it is interrupted
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ApiError, createModels, MODEL_IDS } from './models.js';

const HOST = '127.0.0.1';
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * @typedef {object} Endpoint
 * @property {string} url of the chat completions
 * @property {number} port
 * @property {Record<string, number>} requests completions asked for, by model, failures included
 * @property {() => Promise<void>} close
 *
 * @typedef {{body: Record<string, unknown>, authorization: string | undefined, signal: AbortSignal}} Asked
 */

/**
 * @param {{port?: number, apiKey?: string | undefined, log?: (line: string) => void}} [options]
 *   apiKey: what the model `needs-key` wants as bearer token
 * @returns {Promise<Endpoint>}
 */
export async function startEndpoint({ port = 0, apiKey, log = () => {} } = {}) {
  const ask = createModels({ apiKey });
  /** @type {Record<string, number>} */
  const requests = {};

  /** @param {Asked} asked @param {'chat' | 'text'} kind */
  async function complete({ body, authorization, signal }, kind) {
    const { model } = body;
    if (typeof model !== 'string') throw invalid("'model' must be a string.");
    if (body['stream'] === true) throw invalid("This endpoint does not stream: leave out 'stream'.");
    requests[model] = (requests[model] ?? 0) + 1;
    const prompt = kind === 'chat' ? lastUserMessage(body['messages']) : singlePrompt(body['prompt']);
    const text = await ask({ model, prompt, authorization, signal });
    return completion(kind, model, prompt, text, body['max_tokens'] ?? body['max_completion_tokens']);
  }

  const server = createServer(async (request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const path = String(request.url?.split('?')[0]);
    let status = 200;
    /** @type {unknown} */
    let answer;
    try {
      const authorization = request.headers.authorization;
      const read = async () => ({ body: await readJson(request), authorization, signal: gone.signal });
      answer = await route(request.method ?? 'GET', path, read, complete);
    } catch (error) {
      if (gone.signal.aborted) return;
      const failure = error instanceof ApiError ? error : new ApiError(500, String(error), 'server_error');
      status = failure.status;
      answer = failure.body;
    }
    log(`${request.method} ${path} ${status}`);
    // A body that was refused half read would be taken for the next request of the connection.
    if (status === 413) response.setHeader('connection', 'close');
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });

  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => resolve(undefined));
  });
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://${HOST}:${address.port}/v1/chat/completions`,
    port: address.port,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {string} method
 * @param {string} path
 * @param {() => Promise<Asked>} read
 * @param {(asked: Asked, kind: 'chat' | 'text') => Promise<unknown>} complete
 */
async function route(method, path, read, complete) {
  switch (`${method} ${path}`) {
    case 'GET /v1/models':
      return {
        object: 'list',
        data: MODEL_IDS.map((id) => ({ id, object: 'model', created: 0, owned_by: 'demo' })),
      };
    case 'POST /v1/chat/completions':
      return complete(await read(), 'chat');
    case 'POST /v1/completions':
      return complete(await read(), 'text');
    default:
      throw new ApiError(404, `No such resource: ${method} ${path}.`, 'invalid_request_error', 'not_found');
  }
}

/** @param {string} message */
const invalid = (message) => new ApiError(400, message, 'invalid_request_error');

/** @param {import('node:http').IncomingMessage} request @returns {Promise<Record<string, unknown>>} */
async function readJson(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  let size = 0;
  // Read to the end even when it is too much: a client that still writes does not see the answer.
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (size > MAX_BODY_BYTES) {
    throw new ApiError(
      413,
      `The body has ${size} bytes; ${MAX_BODY_BYTES} are allowed.`,
      'invalid_request_error',
    );
  }
  /** @type {unknown} */
  let body;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw invalid('The body is not valid JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid('The body is not a JSON object.');
  return /** @type {Record<string, unknown>} */ (body);
}

/** @param {unknown} messages */
function lastUserMessage(messages) {
  if (!Array.isArray(messages) || messages.length === 0)
    throw invalid("'messages' must be a list with entries.");
  const last = messages.findLast((message) => message?.role === 'user');
  const content = Array.isArray(last?.content)
    ? last.content.map((/** @type {{text?: string}} */ part) => part?.text ?? '').join('')
    : last?.content;
  if (typeof content !== 'string') throw invalid("'messages' has no user message with text.");
  return content;
}

/** @param {unknown} prompt */
function singlePrompt(prompt) {
  const single = Array.isArray(prompt) && prompt.length === 1 ? prompt[0] : prompt;
  if (typeof single !== 'string') throw invalid("'prompt' must be one string.");
  return single;
}

/**
 * @param {'chat' | 'text'} kind
 * @param {string} model
 * @param {string} prompt
 * @param {string} text
 * @param {unknown} maxTokens
 */
function completion(kind, model, prompt, text, maxTokens) {
  const words = text.split(/(?<=\s)/);
  const limit = typeof maxTokens === 'number' && maxTokens >= 0 ? Math.floor(maxTokens) : words.length;
  const said = words.slice(0, limit).join('');
  const counts = { prompt: prompt.split(/\s+/).length, completion: Math.min(limit, words.length) };
  const finish = { index: 0, logprobs: null, finish_reason: limit < words.length ? 'length' : 'stop' };
  const digest = createHash('sha256').update(`${kind}\0${model}\0${prompt}`).digest('hex').slice(0, 24);
  return {
    id: `${kind === 'chat' ? 'chatcmpl' : 'cmpl'}-${digest}`,
    object: kind === 'chat' ? 'chat.completion' : 'text_completion',
    created: Math.floor(Date.now() / 1000),
    model,
    choices: [
      kind === 'chat'
        ? { ...finish, message: { role: 'assistant', content: said } }
        : { ...finish, text: said },
    ],
    usage: {
      prompt_tokens: counts.prompt,
      completion_tokens: counts.completion,
      total_tokens: counts.prompt + counts.completion,
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { port: { type: 'string' }, 'api-key-env': { type: 'string' } } });
  const apiKey = values['api-key-env'] ? process.env[values['api-key-env']] : undefined;
  const endpoint = await startEndpoint({ port: Number(values.port ?? 0), apiKey });
  console.log(JSON.stringify({ url: endpoint.url, port: endpoint.port }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void endpoint.close());
}
