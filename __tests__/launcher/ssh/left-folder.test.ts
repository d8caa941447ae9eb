import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { openLink } from '../../../src/launcher/ssh/open-link.js';
import { compileSource } from '../../../tools/compile-source.js';
import { findNode } from '../../../tools/local-runner/node-path.js';
import { INPUTS } from '../../collecting/open/open-world.js';
import { tempDir } from '../../temp-dir.js';

jest.setTimeout(60_000);

const dir = tempDir();

describe('the folder of a link', () => {
  it('is told of while it is empty, so that others can remove it', async () => {
    let told = '';
    const link = await openLink({
      host: 'login',
      user: userInfo().username,
      inputs: { mode: 'local' },
      env: { PATH: process.env['PATH'] },
      log: () => undefined,
      onFolder: (folder) => {
        told = folder;
        expect(existsSync(path.join(folder, 'b/ssh'))).toBe(false);
      },
    });
    expect(link.environment().home).toBe(path.join(told, 'h'));
    await link.close();
    expect(existsSync(told)).toBe(false);
  });

  // The second signal is the one with which the runner insists.
  it.each([
    [['SIGINT'], 1],
    [['SIGINT', 'SIGTERM'], 143],
  ] as const)('goes as collect is cancelled by %j', async (signals, status) => {
    compileSource(path.join(dir.path, 'src'));
    mkdirSync(path.join(dir.path, 'temp'));
    writeFileSync(path.join(dir.path, 'package.json'), '{"type":"module"}');
    dir.write('event.json', '{"repository":{"id":4711,"private":true,"default_branch":"main"}}');
    const script = path.join(dir.path, 'collect.js');
    writeFileSync(
      script,
      `import { collect } from './src/entry.js';
import { makeLinkFolder } from './src/launcher/ssh/private-folder.js';
console.log(makeLinkFolder({ TMPDIR: ${JSON.stringify(tmpdir())} }).dir);
await collect();`,
    );
    // GitHub, in no hurry.
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const github = createServer(() => asked()).listen(0, '127.0.0.1');
    await new Promise((resolve) => github.once('listening', resolve));
    const url = `http://127.0.0.1:${(github.address() as AddressInfo).port}`;
    const child = spawn(findNode(), [script], {
      env: {
        PATH: process.env['PATH'],
        RUNNER_TEMP: path.join(dir.path, 'temp'),
        GITHUB_API_URL: url,
        GITHUB_REPOSITORY: 'octo/models',
        GITHUB_RUN_ID: '7',
        GITHUB_WORKFLOW_REF: 'octo/models/.github/workflows/collect.yml@refs/heads/main',
        GITHUB_EVENT_NAME: 'schedule',
        GITHUB_EVENT_PATH: path.join(dir.path, 'event.json'),
        ...Object.fromEntries(
          Object.entries(INPUTS).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
        ),
        'INPUT_GITHUB-TOKEN': 'token',
        ACTIONS_RUNTIME_TOKEN: `e30.${Buffer.from('{"scp":"Actions.Results:1:1"}').toString('base64url')}.x`,
        ACTIONS_RESULTS_URL: `${url}/`,
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      said += part;
    });
    const ended = new Promise((resolve) => child.on('exit', (code) => resolve(code)));
    try {
      await Promise.race([isAsked, ended]);
      const folder = /^\/\S*nea-\S+$/m.exec(said)![0];
      expect([said, existsSync(folder)]).toEqual([said, true]);
      for (const signal of signals) {
        child.kill(signal);
        await sleep(500);
      }
      expect(await ended).toBe(status);
      expect(existsSync(folder)).toBe(false);
    } finally {
      child.kill('SIGKILL');
      github.closeAllConnections();
      github.close();
    }
  });
});
