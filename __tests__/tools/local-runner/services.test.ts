import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Services, startServices } from '../../../tools/local-runner/services.js';

const IDS = { workflow_run_backend_id: '1', workflow_job_run_backend_id: 'evaluate' };
const TAKEN = 'an artifact with this name already exists on the workflow run';

let services: Services;

beforeEach(async () => {
  services = await startServices();
});

afterEach(async () => {
  await services.close();
});

interface Answer {
  status: number;
  body: Record<string, string>;
}

async function call(
  method: string,
  message: object,
  token = services.env['ACTIONS_RUNTIME_TOKEN'],
): Promise<Answer> {
  const service = method.includes('Cache') ? 'CacheService' : 'ArtifactService';
  const response = await fetch(`${services.url}/twirp/github.actions.results.api.v1.${service}/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(message),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const put = (url: string, body: string) =>
  fetch(url, { method: 'PUT', body, headers: { 'x-ms-blob-type': 'BlockBlob' } });

async function upload(name: string, content: string, extra: object = {}): Promise<Answer> {
  const { body } = await call('CreateArtifact', { ...IDS, name, version: 7, ...extra });
  await put(body['signed_upload_url']!, content);
  return call('FinalizeArtifact', { ...IDS, name, size: String(content.length) });
}

describe('ArtifactService', () => {
  it.each([
    ['no token', undefined, 401, 'unauthenticated'],
    [
      'a token without the scope',
      `e30.${Buffer.from('{"scp":"Other:1:1"}').toString('base64url')}.s`,
      401,
      'unauthenticated',
    ],
    ['another run’s token', 'other', 403, 'permission_denied'],
  ])('refuses %s', async (_, token, status, code) => {
    const sent = token === 'other' ? services.tokenFor('2', 'evaluate') : (token ?? 'nothing');
    expect(await call('ListArtifacts', IDS, sent)).toEqual({
      status,
      body: { code, msg: expect.any(String) },
    });
  });

  it('takes a name from CreateArtifact on, and frees it with DeleteArtifact', async () => {
    await call('CreateArtifact', { ...IDS, name: 'a' });
    const again = await call('CreateArtifact', { ...IDS, name: 'a' });
    expect(again).toEqual({ status: 409, body: { code: 'already_exists', msg: TAKEN } });
    expect(services.artifacts).toEqual([]);

    await upload('b', 'x');
    await call('DeleteArtifact', { ...IDS, name: 'b' });
    expect((await upload('b', 'y')).status).toBe(200);
  });

  it('checks size and digest of the blob when finalizing', async () => {
    const finalize = (more: object) => call('FinalizeArtifact', { ...IDS, name: 'a', ...more });
    const { body } = await call('CreateArtifact', { ...IDS, name: 'a' });
    expect((await finalize({ size: '3' })).status).toBe(412);
    await put(body['signed_upload_url']!, 'abc');
    const hash = `sha256:${createHash('sha256').update('abc').digest('hex')}`;
    expect((await finalize({ size: '4', hash })).status).toBe(400);
    expect((await finalize({ size: '3', hash: hash.replace(/.$/, 'x') })).status).toBe(400);
    expect(await finalize({ size: '3', hash })).toEqual({
      status: 200,
      body: { ok: true, artifact_id: '1001' },
    });
  });
});

describe('the blob store', () => {
  it('joins blocks in the order of the list, and refuses a list with an unknown one', async () => {
    const { body } = await call('CreateArtifact', { ...IDS, name: 'a' });
    const url = body['signed_upload_url']!;
    const list = (...ids: string[]) =>
      put(
        `${url}&comp=blocklist`,
        `<BlockList>${ids.map((id) => `<Latest>${id}</Latest>`).join('')}</BlockList>`,
      );
    for (const [id, text] of [
      ['MQ==', 'stale'],
      ['Mg==', 'second'],
      ['MQ==', 'first '],
    ] as const) {
      await put(`${url}&comp=block&blockid=${encodeURIComponent(id)}`, text);
    }
    const refused = await list('MQ==', 'Mw==');
    expect([refused.status, refused.headers.get('x-ms-error-code')]).toEqual([400, 'InvalidBlockList']);
    expect((await list('MQ==', 'Mg==')).status).toBe(201);
    await call('FinalizeArtifact', { ...IDS, name: 'a', size: '12' });
    expect(services.artifacts[0]?.bytes().toString()).toBe('first second');
  });

  it('checks signatures and serves ranges', async () => {
    await upload('a', 'abcdef', { mime_type: 'text/html' });
    const { body } = await call('GetSignedArtifactURL', { ...IDS, name: 'a' });
    const url = body['signed_url']!;
    const part = await fetch(url, { headers: { range: 'bytes=1-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'bcd']);
    expect(part.headers.get('content-disposition')).toMatch(/^inline; filename="a"/);
    expect((await fetch(url.replace(/.$/, (c) => (c === '0' ? '1' : '0')))).status).toBe(403);
    expect((await put(url, 'overwritten')).status).toBe(403);
  });
});

describe('CacheService', () => {
  it('answers an unfinished or unknown entry with a miss', async () => {
    await call('CreateCacheEntry', { key: 'k', version: 'v' });
    expect((await call('CreateCacheEntry', { key: 'k', version: 'v' })).status).toBe(409);
    const answer = await call('GetCacheEntryDownloadURL', { key: 'k', version: 'v' });
    expect(answer).toEqual({ status: 200, body: { ok: false } });
  });
});

describe('the REST API', () => {
  const get = (path: string, init: RequestInit = {}) =>
    fetch(`${services.url}/repos/octo/models/actions${path}`, {
      redirect: 'manual',
      headers: { authorization: 'token ghs_test' },
      ...init,
    });

  it('lists by page and by name', async () => {
    for (const name of ['a', 'b', 'c']) await upload(name, name);
    const page = await get('/runs/1/artifacts?per_page=2&page=1');
    expect(page.headers.get('link')).toContain('page=2>; rel="next"');
    const body = (await page.json()) as { total_count: number; artifacts: { name: string }[] };
    expect([body.total_count, body.artifacts.map((a) => a.name)]).toEqual([3, ['c', 'b']]);
    expect(await (await get('/runs/1/artifacts?name=b')).json()).toMatchObject({ total_count: 1 });
    expect(await (await get('/runs/2/artifacts')).json()).toMatchObject({ total_count: 0 });
  });

  it('redirects to the blob, unless expired, unknown or anonymous', async () => {
    await upload('new', 'content');
    await upload('old', 'content', { expires_at: '2020-01-01T00:00:00Z' });
    const zip = await get('/artifacts/1001/zip');
    expect(zip.status).toBe(302);
    expect(await (await fetch(zip.headers.get('location')!)).text()).toBe('content');
    expect((await get('/artifacts/1002/zip')).status).toBe(410);
    expect((await get('/artifacts/1003/zip')).status).toBe(404);
    expect((await get('/artifacts/1001', { headers: {} })).status).toBe(401);
  });
});

describe('startServices', () => {
  it('injects faults by function, logs requests, and takes further routes', async () => {
    await services.close();
    services = await startServices({
      routes: [
        {
          method: 'GET',
          path: '/repos/:owner/:repo',
          handle: ({ params }) => ({ status: 200, body: params }),
        },
      ],
    });
    services.fail({
      match: (r) => r.body?.name === 'b',
      status: 429,
      body: { code: 'x', msg: 'slow down' },
      times: 2,
    });
    expect((await call('CreateArtifact', { ...IDS, name: 'a' })).status).toBe(200);
    expect((await call('CreateArtifact', { ...IDS, name: 'b' })).body).toEqual({
      code: 'x',
      msg: 'slow down',
    });
    expect((await call('CreateArtifact', { ...IDS, name: 'b' })).status).toBe(429);
    expect((await call('CreateArtifact', { ...IDS, name: 'b' })).status).toBe(200);
    expect(services.requests.map((r) => r.status)).toEqual([200, 429, 429, 200]);
    expect(services.requests[0]).toMatchObject({ method: 'POST', body: { name: 'a' } });

    services.fail({ match: /CreateArtifact/, status: 502, late: true });
    expect((await call('CreateArtifact', { ...IDS, name: 'c' })).status).toBe(502);
    expect((await call('CreateArtifact', { ...IDS, name: 'c' })).status).toBe(409);

    services.fail({ match: /GET/, drop: true });
    const repo = () => fetch(`${services.url}/repos/o/r`, { headers: { authorization: 'Bearer t' } });
    await expect(repo()).rejects.toThrow();
    expect(await (await repo()).json()).toEqual({ owner: 'o', repo: 'r' });
  });
});
