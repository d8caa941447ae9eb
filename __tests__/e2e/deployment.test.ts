import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findFreePorts } from '../../src/launcher/ports.js';
import { findNode } from '../../tools/local-runner/node-path.js';
import {
  artifactText,
  containers,
  lastArtifact,
  openWorld,
  ROOT,
  readText,
  run,
  secretFiles,
  start,
  until,
  type World,
} from './world.js';

jest.setTimeout(5 * 60_000);

const TOKEN = 'hf_canary-0123456789-SECRET';

let world: World;
let bin: string;
beforeAll(async () => {
  world = await openWorld();
  bin = path.join(world.temp, 'bin');
  mkdirSync(bin);
  writeFileSync(path.join(bin, 'docker'), stripGpus());
  chmodSync(path.join(bin, 'docker'), 0o755);
});
afterAll(() => world?.close());
afterEach(() => {
  expect([...containers(world), ...servers()]).toEqual([]);
  expect(secretFiles(world.workspace)).toEqual([]);
});

/**
 * The launcher starts every server with `--gpus all`, which an engine without NVIDIA's toolkit refuses, and reaches it by
 * a published port, which an engine without a bridge does not have.
 */
function stripGpus(): string {
  const real = execFileSync('bash', ['-c', 'command -v docker'], { encoding: 'utf8' }).trim();
  return `#!/bin/bash
words=()
skip=
for word in "$@"; do
  if [ -n "$skip" ]; then skip=; elif [ "$word" = --gpus ]; then skip=1; else words+=("$word"); fi
done
if [[ " $* " == *" --name server-"* ]]; then words=(run --network host "\${words[@]:1}"); fi
exec ${real} "\${words[@]}"
`;
}

function servers(): string[] {
  return containers(world, 'server-');
}

let checkpoints = 0;

/** A folder that the server reads as its model. */
function checkpoint(behaviour: object): string {
  checkpoints += 1;
  const folder = path.join(world.temp, `checkpoint-${checkpoints}`);
  mkdirSync(folder);
  writeFileSync(
    path.join(folder, 'model.json'),
    JSON.stringify({ name: 'tiny', quality: 'good', ...behaviour }),
  );
  return folder;
}

/** A config that serves a checkpoint with the test's server in the evaluation image. */
async function deployed(
  folder: string,
  { type = 'generic', tasks = ['byob_arith.arith'], timeout = 60 } = {},
) {
  const [port] = await findFreePorts(1);
  const entries = tasks.map((name) => `    - {name: ${name}, container: "${world.image}"}`);
  return `execution:
  type: local
  mode: sequential
  endpoint_readiness_timeout: ${timeout}
  mounts:
    deployment: {${findNode()}: "/node:ro", ${ROOT}: "/repository:ro"}
deployment:
  type: ${type}
  image: ${world.image}
  checkpoint_path: ${folder}
  command: /node /repository/__tests__/e2e/deployed/server.mjs /checkpoint --port ${port}
  port: ${port}
  served_model_name: tiny
  env_vars: {HF_TOKEN: host:HF_TOKEN}
  endpoints: {chat: /v1/chat/completions, health: /health}
evaluation:
  nemo_evaluator_config: {config: {params: {max_retries: 1}}}
  tasks:
${entries.join('\n')}
`;
}

const options = (more: Record<string, string> = {}): { env: Record<string, string> } => ({
  env: { PATH: `${bin}:${process.env['PATH']}`, HF_TOKEN: TOKEN, ...more },
});
const NO_ENDPOINT = { model: '', 'endpoint-url': '' };
const evaluateModel = (config: string): ReturnType<typeof run> => run(world, config, NO_ENDPOINT, options());

describe('a model that the launcher deploys', () => {
  it('is loaded, evaluated and stopped, and what served it is in the snapshot', async () => {
    const folder = checkpoint({ loadSeconds: 4 });
    const result = await evaluateModel(await deployed(folder, { type: 'vllm' }));
    expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success' } });
    const { log } = result;
    expect(log).toMatch(/\nbyob_arith\.arith {2}server: loading, 3s {2}\(serving tiny on port \d+\)\n/);
    expect(log).toMatch(/\nbyob_arith\.arith {2}server: ready after [5-9]s\n/);
    expect(log).toMatch(
      /##\[group\]Server log: byob_arith\.arith\n[\s\S]*?loading tiny with the token \*\*\*\n/,
    );
    const files = lastArtifact(world);
    expect(artifactText(files, '/server_stdout.log')).toContain('loading tiny with the token ***');
    for (const [name, content] of files) expect([name, content.includes(TOKEN)]).toEqual([name, false]);
    expect(log).not.toContain(TOKEN);
    expect(JSON.parse(artifactText(files, 'nemo-eval/snapshot.json'))).toMatchObject({
      tasks: [
        {
          fields: {
            server: {
              value: { type: 'vllm', command: expect.stringContaining('/checkpoint --port {port}') },
            },
            server_image_digest: { value: { kind: 'image-id' } },
          },
        },
      ],
      context: { model: 'tiny', checkpoint: folder },
    });
  });

  it('that cannot load is the reason, by what its server said', async () => {
    const failLoading = 'ValueError: the checkpoint is of another architecture';
    const result = await evaluateModel(await deployed(checkpoint({ failLoading })));
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'failed' } });
    expect(result.log).toContain(`the model's server died while it loaded: ${failLoading}`);
    expect(result.summary).toContain('died while it loaded');
  });

  it('that dies in the middle is the reason, before the samples that got no answer', async () => {
    const config = await deployed(checkpoint({ dieAfter: 9 }));
    const result = await run(world, config, { ...NO_ENDPOINT, 'limit-samples': '10' }, options());
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'invalid' } });
    expect(result.log).toMatch(
      /byob_arith\.arith is invalid: the model's server died during the evaluation: the GPU ran out of memory: .*; \d+ of 10 samples failed/,
    );
  });

  it('that never gets ready is given up, and does not keep the next one from its port', async () => {
    const tasks = ['byob_arith.arith', 'byob_mcq.mcq'];
    const result = await evaluateModel(
      await deployed(checkpoint({ loadSeconds: 900 }), { tasks, timeout: 1 }),
    );
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'failed' } });
    const { invalid: judged } = JSON.parse(readText(result.outputs['result_json']!));
    for (const { reasons } of judged)
      expect(reasons).toEqual([
        expect.stringMatching(
          /^the model's server was not ready after 1 s \(execution\.endpoint_readiness_timeout\): .* ends with: serving tiny/,
        ),
      ]);
    expect(judged).toHaveLength(2);
  });

  it('is stopped with the job, also while it loads', async () => {
    const config = await deployed(checkpoint({ loadSeconds: 900 }));
    const action = start(world, config, NO_ENDPOINT, options());
    await until(() => servers().length > 0);
    await action.cancel();
    const result = await action.done;
    expect(result.outputs['state']).toBe('cancelled');
    expect(servers()).toEqual([]);
  });
});

describe('before anything is launched', () => {
  it('a checkpoint that is not there is named', async () => {
    const result = await evaluateModel(await deployed(path.join(world.temp, 'no-checkpoint')));
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(result.log).toMatch(/deployment\.checkpoint_path .*no-checkpoint, which is not there/);
  });

  it('so is an image that cannot be had', async () => {
    const config = (await deployed(checkpoint({}))).replace(
      `image: ${world.image}`,
      'image: 127.0.0.1:9/no/server:1',
    );
    const result = await evaluateModel(config);
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'infrastructure-error' } });
    expect(result.log).toContain(
      'the image 127.0.0.1:9/no/server:1 of deployment.image is not on this machine',
    );
  });

  it('and a port that somebody has', async () => {
    const config = (await deployed(checkpoint({}))).replaceAll(/\b2\d{4}$/gm, String(world.endpoint.port));
    const result = await evaluateModel(config);
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(result.log).toContain(`port ${world.endpoint.port} (deployment.port) is taken on this machine`);
  });

  const itWithoutGpus = existsSync('/dev/nvidiactl') ? it.skip : it;
  itWithoutGpus('an engine that has no GPUs to give is told from one that has', async () => {
    const given = { PATH: process.env['PATH']! };
    const result = await run(world, await deployed(checkpoint({})), NO_ENDPOINT, options(given));
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(result.log).toContain('cannot give a container GPUs');
  });
});
