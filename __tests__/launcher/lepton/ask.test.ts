import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openLepton } from '../../../src/launcher/lepton/ask.js';
import { loadLogin } from '../../../src/launcher/lepton/load-login.js';
import type { LeptonLogin } from '../../../src/lepton/login.js';
import { LeptonServer } from '../../../tools/lepton/server.js';
import { makeTask } from './direct.js';

const LIST = {
  method: 'GET',
  path: '/jobs',
  query: { job_query_mode: 'alive_only', q: 'eval-abcdef-' },
} as const;
let server: LeptonServer;
let login: LeptonLogin;
let dir: string;

beforeEach(async () => {
  server = new LeptonServer();
  await server.listen();
  const found = loadLogin(server.variables);
  if ('problem' in found) throw new Error(found.problem);
  login = found;
  dir = mkdtempSync(path.join(tmpdir(), 'nea-lepton-'));
});
afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A program in the place of the launcher's Python. */
function program(text: string): string {
  const file = path.join(dir, 'python');
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('asking without a Python that can', () => {
  const pythons: [string, () => { python?: string }][] = [
    ['nothing is installed', () => ({})],
    ['the environment is gone', () => ({ python: '/nowhere/bin/python' })],
    [
      'the environment lacks the library',
      () => ({ python: program(`echo "ModuleNotFoundError: No module named 'requests'" >&2; exit 1`) }),
    ],
  ];
  it.each(pythons)('lists and deletes all the same where %s', async (_, python) => {
    await makeTask(server, 'mmlu', 'eval-abcdef-mmlu-0', 'vllm-mmlu-0-abcdef');
    const ask = openLepton({ ...python(), login, env: {} });
    const [list, deletion, missing] = await ask([
      LIST,
      { method: 'DELETE', path: '/deployments/vllm-mmlu-0-abcdef' },
      { method: 'DELETE', path: '/deployments/other' },
    ]);
    expect(list).toMatchObject({
      status: 200,
      body: { jobs: [{ metadata: { name: 'eval-abcdef-mmlu-0' } }] },
    });
    expect(deletion).toMatchObject({ status: 200 });
    expect(missing).toMatchObject({ status: 404 });
    expect(server.endpoints.size).toBe(0);
    expect(Object.fromEntries(server.calls.find(({ method }) => method === 'GET')!.query)).toMatchObject(
      LIST.query,
    );
  });

  it('waits no longer than it may, and takes no silence for an answer', async () => {
    server.fault = () => 'hang';
    const [reply] = await openLepton({ login, env: {} })([LIST], { timeoutMs: 300 });
    expect(reply).toEqual({ problem: 'no answer in time' });
  });

  it('says what is wrong in words where nobody answers, or no JSON', async () => {
    server.fault = () => ({ status: 502, body: '<html>bad gateway</html>' });
    const ask = openLepton({ login, env: {} });
    expect(await ask([LIST])).toEqual([{ status: 502, body: '<html>bad gateway</html>' }]);
    await server.close();
    expect(await ask([LIST])).toEqual([{ problem: expect.stringContaining('ECONNREFUSED') }]);
    await server.listen();
  });

  it('sends the token past no proxy that is asked for', async () => {
    const elsewhere = { ...login, url: 'https://gateway.lepton.invalid/api/v2/workspaces/ws' };
    const ask = openLepton({ login: elsewhere, env: { https_proxy: 'http://proxy.invalid:3128' } });
    expect(await ask([LIST])).toEqual([
      { problem: "the launcher's environment is needed to go through the proxy (https_proxy)" },
    ]);
  });

  it('leaves a fault of Python itself a fault', async () => {
    const ask = openLepton({ python: program('echo "MemoryError" >&2; exit 1'), login, env: {} });
    expect(await ask([LIST])).toEqual([{ problem: 'MemoryError' }]);
    expect(server.calls).toEqual([]);
  });
});
