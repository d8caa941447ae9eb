import http from 'node:http';
import https from 'node:https';
import type { Failure, FailureKind } from '../config/preflight/probe-answer.js';

/** More of a body is not read. */
const BODY_LIMIT = 64 << 10;

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: URL;
  /** Sent as bearer token. */
  apiKey?: string | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** From the start of the request to the end of the answer. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  status: number;
  location?: string;
  body: string;
  /** Whether this is all of the body. */
  whole: boolean;
}

/**
 * One request, on a connection of its own, past any proxy and without following redirects.
 * @returns the answer, or why there is none; a refusal whose body breaks off is an answer all the same.
 * @throws the reason of the signal, where it aborts.
 */
export function exchangeHttp(asked: HttpRequest): Promise<HttpAnswer | { failure: Failure }> {
  const { url, timeoutMs, signal } = asked;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    let request: http.ClientRequest;
    let connected = false;
    let partial: (() => HttpAnswer) | undefined;

    const settle = (done: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      request?.destroy();
      done();
    };
    const fail = (failure: Failure): void => {
      const answer = partial?.();
      const usable = answer !== undefined && (answer.status < 200 || answer.status > 299);
      settle(() => resolve(usable ? answer : { failure }));
    };
    const abort = (): void => settle(() => reject(signal?.reason));
    const timer = setTimeout(
      () => fail({ kind: connected ? 'no_answer' : 'no_connection', code: '' }),
      timeoutMs,
    );
    signal?.addEventListener('abort', abort);

    try {
      request = open(asked);
    } catch (error) {
      fail(failureOf(error));
      return;
    }
    request.on('error', (error) => fail(failureOf(error)));
    request.on('close', () => fail({ kind: 'closed', code: '' }));
    request.on('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        connected = true;
      });
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const answer = (whole: boolean): HttpAnswer => ({
        status: response.statusCode ?? 0,
        ...(response.headers.location === undefined ? {} : { location: response.headers.location }),
        body: Buffer.concat(chunks).subarray(0, BODY_LIMIT).toString('utf8'),
        whole,
      });
      partial = () => answer(false);
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > BODY_LIMIT) settle(() => resolve(answer(false)));
      });
      response.on('end', () => settle(() => resolve(answer(true))));
      response.on('error', (error) => fail(failureOf(error)));
    });
    request.end(asked.body === undefined ? undefined : JSON.stringify(asked.body));
  });
}

function open({ method, url, apiKey, body }: HttpRequest): http.ClientRequest {
  const client = url.protocol === 'https:' ? https : http;
  return client.request(url, {
    method,
    agent: false,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'nemo-eval-action',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
    },
  });
}

/** The codes of node:dns, libuv, llhttp and OpenSSL (the latter as node:tls lists them), by what they mean. */
const KINDS: readonly [RegExp, FailureKind][] = [
  [/^(ENOTFOUND|EAI_)/, 'dns'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/, 'unroutable'],
  [/^ETIMEDOUT$/, 'no_connection'],
  [/^(ECONNRESET|ECONNABORTED|EPIPE)$/, 'closed'],
  [/^(ERR_TLS_|ERR_SSL_|EPROTO$)/, 'tls'],
  [/CERT|^CRL_|^UNABLE_TO_|^ERROR_IN_C|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH_|^HOSTNAME_MISMATCH$/, 'tls'],
  [/^HPE_/, 'not_http'],
  [/^ERR_INVALID_CHAR$/, 'unsendable_key'],
];

function failureOf(error: unknown): Failure {
  const code = String((error as NodeJS.ErrnoException)?.code ?? '');
  return { kind: KINDS.find(([pattern]) => pattern.test(code))?.[1] ?? 'other', code };
}
