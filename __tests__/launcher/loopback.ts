import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, expect } from '@jest/globals';
import type { Probed } from '../../src/config/preflight/probe-answer.js';
import { probeFindings } from '../../src/config/preflight/probe-findings.js';
import { type ProbeRequest, probeEndpoint } from '../../src/launcher/probe-endpoint.js';

/** The key that every probe sends, and nothing may show. */
export const KEY = 'sk-canary-0123456789abcdef';

export interface Heard {
  method: string;
  path: string;
  authorization: string | undefined;
  body: Record<string, unknown>;
}
export interface Say {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}
/** What a route answers; a function that returns nothing writes the answer itself. */
export type Answer = Say | ((heard: Heard, response: http.ServerResponse) => Say | undefined);

export const CHAT: Say = {
  body: { object: 'chat.completion', choices: [{ message: { role: 'assistant', content: 'x' } }] },
};
export const TEXT: Say = { body: { object: 'text_completion', choices: [{ text: 'x', logprobs: null }] } };
export const NO_ROUTE: Say = { status: 404, body: { detail: 'Not Found' } };

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
/** Has something closed or undone after the test. */
export const afterwards = (close: () => void): void => void closers.push(close);

/** Listens on loopback until the test is over. Answers the port. */
export async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

/** Answers by `METHOD path`; 404 as FastAPI words it for all else. */
export async function serve(routes: Record<string, Answer>, secure?: https.ServerOptions) {
  const heard: Heard[] = [];
  const handle = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const path = request.url ?? '';
    const one: Heard = {
      method: request.method ?? '',
      path,
      authorization: request.headers.authorization,
      body: text === '' ? {} : JSON.parse(text),
    };
    heard.push(one);
    const answer = routes[`${one.method} ${path}`] ?? NO_ROUTE;
    const say = typeof answer === 'function' ? answer(one, response) : answer;
    if (!say) return;
    response.writeHead(say.status ?? 200, { 'content-type': 'application/json', ...say.headers });
    response.end(typeof say.body === 'string' ? say.body : JSON.stringify(say.body));
  };
  const server = secure ? https.createServer(secure, handle) : http.createServer(handle);
  const port = await listen(server);
  return { heard, port, url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}` };
}

/** Probes with the key, and sees to it that neither answer nor findings show it. */
export async function probe(url: string, more: Partial<ProbeRequest> = {}): Promise<Probed> {
  const request = {
    url,
    model: 'm',
    endpointType: 'chat',
    apiKey: KEY,
    needsLogprobs: false,
    env: {},
    ...more,
  };
  const answer = await probeEndpoint(request);
  if ('skipped' in answer) throw new Error(answer.skipped);
  const shown = JSON.stringify([answer, probeFindings(answer, { url, model: request.model })]);
  expect(shown).not.toContain(KEY);
  return answer;
}

/** Answers one chat request, and lists nothing. */
export const serveChat = (answer: Answer) => serve({ 'POST /v1/chat/completions': answer });
export const probeChat = async (answer: Answer, more?: Partial<ProbeRequest>): Promise<Probed> =>
  probe(`${(await serveChat(answer)).url}/v1/chat/completions`, more);
