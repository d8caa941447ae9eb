import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import type { ProbeRequest } from '../../src/launcher/probe-endpoint.js';
import { tempDir } from '../temp-dir.js';
import { afterwards, CHAT, KEY, listen, probe, serve, serveChat } from './loopback.js';

const dir = tempDir();

describe('no answer', () => {
  /** A server of raw bytes: what it says, or closes, once a request has come. */
  const raw = (act: (socket: net.Socket) => void) =>
    listen(net.createServer((socket) => void socket.once('data', () => act(socket))));
  const failure = async (port: number, more: Partial<ProbeRequest> = {}) =>
    (await probe(`http://127.0.0.1:${port}/v1/chat/completions`, more)).request;
  const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

  it('for want of a name', async () => {
    const { request, models: list } = await probe('http://nothing.invalid/v1/chat/completions');
    expect(request).toEqual({
      failure: { kind: 'dns', code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) },
    });
    expect(list.state).toBe('absent');
  });

  it('at a port where nobody listens', async () => {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await failure(port)).toEqual({ failure: { kind: 'refused', code: 'ECONNREFUSED' } });
  });

  it.each<[string, string, string]>([
    ['closes at once', '', 'closed'],
    ['closes within the head', 'HTTP/1.1 20', 'closed'],
    ['closes within the body', `${HEAD}content-length: 100\r\n\r\n{"choices"`, 'closed'],
    ['closes within a chunk', `${HEAD}transfer-encoding: chunked\r\n\r\n5\r\n{"a`, 'closed'],
    [
      'sends garbage for chunks',
      `${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n{"a"}\r\n0\r\n\r\n`,
      'not_http',
    ],
    ['speaks another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', 'not_http'],
    ['sends endless headers', `${HEAD}x-a: ${'x'.repeat(1 << 17)}\r\n\r\n`, 'not_http'],
    ['changes the protocol', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n', 'closed'],
  ])('from a server that %s', async (_what, bytes, kind) => {
    const port = await raw((socket) => socket.end(bytes));
    expect(await failure(port)).toMatchObject({ failure: { kind } });
  });

  it('from a server that resets', async () => {
    const port = await raw((socket) => socket.resetAndDestroy());
    expect(await failure(port)).toEqual({ failure: { kind: 'closed', code: 'ECONNRESET' } });
  });

  it.each([
    ['is silent', ''],
    ['stops within the head', 'HTTP/1.1 200 OK\r\n'],
    ['stops within the body', `${HEAD}content-length: 100\r\n\r\n{"choices"`],
  ])('from a server that %s', async (_what, bytes) => {
    const port = await raw((socket) => socket.write(bytes));
    const more = { timeoutMs: 200 };
    expect(await failure(port, more)).toEqual({ failure: { kind: 'no_answer', code: '' } });
  });

  it('from a server that never finishes the handshake', async () => {
    const port = await raw(() => undefined);
    const { request } = await probe(`https://127.0.0.1:${port}/v1/chat/completions`, { timeoutMs: 200 });
    expect(request).toEqual({ failure: { kind: 'no_connection', code: '' } });
  });

  it('but a refusal counts, even where its body breaks off', async () => {
    const port = await raw((socket) => socket.end('HTTP/1.1 401 No\r\ncontent-length: 100\r\n\r\nno key'));
    expect(await failure(port)).toMatchObject({ status: 401 });
  });

  it('for a key that no header can carry', async () => {
    const { heard, url } = await serveChat(CHAT);
    const { request } = await probe(`${url}/v1/chat/completions`, { apiKey: `${KEY}\nX-Evil: 1` });
    expect(request).toEqual({ failure: { kind: 'unsendable_key', code: 'ERR_INVALID_CHAR' } });
    expect(heard).toEqual([]);
  });

  it('once it is called off', async () => {
    const port = await raw(() => undefined);
    const controller = new AbortController();
    const waiting = failure(port, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('cancelled')), 50);
    await expect(waiting).rejects.toThrow('cancelled');
    await expect(failure(port, { signal: controller.signal })).rejects.toThrow('cancelled');
  });
});

describe('TLS', () => {
  /** A certificate of its own authority, valid for a name or over, made for this test. */
  function certificate(name: string, [from, to]: [string, string] = ['20200101000000Z', '20991231000000Z']) {
    const at = { cwd: dir.path, stdio: 'pipe' } as const;
    dir.write('index.txt', '');
    dir.write(
      'ca.cnf',
      `[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nrand_serial=yes\n[p]\ncommonName=supplied\n[e]\nbasicConstraints=CA:true\nsubjectAltName=${name}\n`,
    );
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    execFileSync('openssl', ['req', '-new', ...curve, '-keyout', 'k', '-out', 'r', '-subj', '/CN=test'], at);
    const dates = ['-startdate', from, '-enddate', to, '-extensions', 'e', '-notext'];
    const ca = ['ca', '-batch', '-config', 'ca.cnf', '-selfsign', '-keyfile', 'k', '-in', 'r', '-out', 'c'];
    execFileSync('openssl', [...ca, ...dates], at);
    const read = (file: string) => readFileSync(`${dir.path}/${file}`, 'utf8');
    return { key: read('k'), cert: read('c') };
  }

  function trust(cert: string): void {
    const before = tls.getCACertificates();
    tls.setDefaultCACertificates([...before, cert]);
    afterwards(() => tls.setDefaultCACertificates(before));
  }

  it('with a trusted certificate works', async () => {
    const made = certificate('IP:127.0.0.1');
    trust(made.cert);
    const { url } = await serve({ 'POST /v1/chat/completions': CHAT }, made);
    expect((await probe(`${url}/v1/chat/completions`)).request).toMatchObject({ status: 200, form: 'chat' });
  });

  it.each<[string, string, [string, string] | undefined, boolean, string]>([
    ['signed by itself', 'IP:127.0.0.1', undefined, false, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['that has expired', 'IP:127.0.0.1', ['20200101000000Z', '20200102000000Z'], true, 'CERT_HAS_EXPIRED'],
    ['of the future', 'IP:127.0.0.1', ['20980101000000Z', '20990101000000Z'], true, 'CERT_NOT_YET_VALID'],
    ['of another host', 'DNS:other.example', undefined, true, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('with a certificate %s fails', async (_what, name, dates, trusted, code) => {
    const made = certificate(name, dates);
    if (trusted) trust(made.cert);
    const { heard, url } = await serve({ 'POST /v1/chat/completions': CHAT }, made);
    const { request } = await probe(`${url}/v1/chat/completions`);
    expect(request).toEqual({ failure: { kind: 'tls', code } });
    expect(heard).toEqual([]);
  });

  it('to a server without it fails', async () => {
    const { port } = await serveChat(CHAT);
    const { request } = await probe(`https://127.0.0.1:${port}/v1/chat/completions`);
    expect(request).toMatchObject({
      failure: { kind: 'tls', code: expect.stringMatching(/^(ERR_SSL_|EPROTO)/) },
    });
  });
});
