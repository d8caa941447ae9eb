import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { installEnvironment } from '../../src/launcher/environment.js';
import { type InstallRequest, installLauncher } from '../../src/launcher/install.js';
import { findPython } from '../../src/launcher/python.js';
import { openWorld, ROOT, rawConfig, run, type World } from './world.js';

jest.setTimeout(15 * 60_000);

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const ARITH = ['byob_arith.arith'];

function which(program: string): string {
  return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
}

let bins = 0;
/** A PATH with the programs named and nothing else; text in place of a path is a script. */
function pathWith(programs: Record<string, string>): string {
  bins += 1;
  const folder = path.join(world.temp, `bin-${bins}`);
  mkdirSync(folder);
  for (const [name, target] of Object.entries(programs)) {
    const file = path.join(folder, name);
    if (path.isAbsolute(target)) symlinkSync(target, file);
    else {
      writeFileSync(file, `#!/bin/sh\n${target}\n`);
      chmodSync(file, 0o755);
    }
  }
  return folder;
}

async function realPython(): Promise<string> {
  return (await findPython(installEnvironment(process.env))).executable;
}

describe("the launcher's environment", () => {
  it('is installed once, saved to the Actions cache, and restored from it', async () => {
    const env = { RUNNER_TOOL_CACHE: path.join(world.temp, 'tool-cache') };
    const first = await run(world, rawConfig(world, ARITH), {}, { env });
    expect(first.outputs['state']).toBe('success');
    expect(first.log).toContain('nemo-evaluator-launcher 0.2.6 installed');
    expect(world.services.caches).toHaveLength(1);
    const [entry] = world.services.caches;
    expect(entry!.key).toMatch(/^nemo-evaluator-launcher-linux-\w+-py3\.\d+\.\d+-[0-9a-f]{16}$/);
    // 26 MB on disk; leptonai and ray alone would be ten times that.
    expect(entry!.size).toBeLessThan(20 << 20);

    rmSync(env.RUNNER_TOOL_CACHE, { recursive: true });
    const second = await run(world, rawConfig(world, ARITH), {}, { env });
    expect(second.outputs['state']).toBe('success');
    expect(second.log).toContain('nemo-evaluator-launcher 0.2.6 restored');

    const third = await run(world, rawConfig(world, ARITH), {}, { env });
    expect(third.log).toContain('nemo-evaluator-launcher 0.2.6 kept');
  });

  it('is installed where there is no uv on PATH: a hashed uv is fetched first', async () => {
    const python = await realPython();
    const PATH = `${pathWith({ python3: `exec ${python} "$@"`, docker: which('docker') })}:/usr/bin:/bin`;
    const result = await run(world, rawConfig(world, ARITH), { cache: 'false' }, { env: { PATH } });
    expect(result.outputs['state']).toBe('success');
    expect(result.log).toMatch(/with uv \(\/.*\/uv-[0-9a-f]{8}\/bin\/uv\)|with uv \(uv\)/);
    expect(world.services.caches).toHaveLength(1);
  });

  it('is installed with venv and pip where uv cannot be had', async () => {
    const { request, lines } = await installRequest();
    cpSync(path.join(ROOT, 'requirements'), request.requirements, { recursive: true });
    const lock = path.join(request.requirements, 'uv.txt');
    writeFileSync(
      lock,
      readFileSync(lock, 'utf8').replaceAll(/sha256:[0-9a-f]{64}/g, `sha256:${'0'.repeat(64)}`),
    );
    const installed = await installLauncher(request);
    expect(lines).toContain('with venv and pip');
    expect(existsSync(path.join(installed.venv, 'bin/nemo-evaluator-launcher'))).toBe(true);
  });

  it('is refused where a package does not have the hash of the lock', async () => {
    const { request } = await installRequest();
    cpSync(path.join(ROOT, 'requirements'), request.requirements, { recursive: true });
    const lock = path.join(request.requirements, 'launcher-0.2.6.txt');
    writeFileSync(
      lock,
      readFileSync(lock, 'utf8').replace(
        /(idna==[^\n]+\n)(.*sha256:[0-9a-f]{64}.*\n)+/,
        `$1    --hash=sha256:${'0'.repeat(64)}\n`,
      ),
    );
    await expect(installLauncher(request)).rejects.toThrow(/does not have the hash of the lock/);
    expect(
      readdirSync(request.toolCache).filter((name) =>
        existsSync(path.join(request.toolCache, name, '.nemo-eval-complete')),
      ),
    ).toEqual([]);
  });

  async function installRequest(): Promise<{ request: InstallRequest; lines: string[] }> {
    const base = path.join(world.temp, `install-${Math.random().toString(36).slice(2)}`);
    for (const name of ['requirements', 'tools', 'scratch'])
      mkdirSync(path.join(base, name), { recursive: true });
    const PATH = `${pathWith({ python3: `exec ${await realPython()} "$@"` })}:/usr/bin:/bin`;
    const lines: string[] = [];
    const request: InstallRequest = {
      version: '0.2.6',
      extras: [],
      requirements: path.join(base, 'requirements'),
      toolCache: path.join(base, 'tools'),
      scratch: path.join(base, 'scratch'),
      keep: true,
      env: { ...installEnvironment(process.env), PATH },
      log: (line) => lines.push(line),
      warn: (line) => lines.push(line),
    };
    return { request, lines };
  }
});

describe('a machine that lacks something', () => {
  const refused = async (PATH: string, extra: Record<string, string> = {}): Promise<string> => {
    const result = await run(world, rawConfig(world, ARITH), { cache: 'false' }, { env: { PATH, ...extra } });
    expect(result).toMatchObject({
      exitCode: 1,
      outputs: { state: 'infrastructure-error', invocation_id: '', artifact_id: '' },
    });
    expect(result.outputs['launcher_config']).not.toBe('');
    expect(result.commands.filter(({ command }) => command === 'error')).toHaveLength(1);
    return result.log;
  };

  it('is told that it has no docker', async () => {
    expect(await refused(pathWith({ python3: await realPython() }))).toContain('docker is not on PATH');
  });

  it('is told that it has no Python', async () => {
    expect(await refused(pathWith({ docker: which('docker') }))).toContain(
      'needs Python 3.10 to 3.13 (no python3 on PATH)',
    );
  });

  it('is told that its Python is too old', async () => {
    const old = pathWith({ docker: which('docker'), python3: 'printf "/usr/bin/python3\\n3.9.2\\n"' });
    expect(await refused(old)).toContain('needs Python 3.10 to 3.13 (found 3.9.2)');
  });

  it('is told that no package index can be reached', async () => {
    const nowhere = 'http://127.0.0.1:9/simple';
    const log = await refused(`${process.env['PATH']}`, {
      PIP_INDEX_URL: nowhere,
      PIP_FIND_LINKS: '',
      UV_INDEX_URL: nowhere,
      UV_DEFAULT_INDEX: nowhere,
      UV_HTTP_RETRIES: '0',
      PIP_RETRIES: '0',
      UV_CACHE_DIR: path.join(world.temp, 'uv-cache'),
    });
    expect(log).toContain('the package index cannot be reached');
  });
});
