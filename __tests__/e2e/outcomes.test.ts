import { execFileSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  API_KEY,
  artifactText,
  containers,
  lastArtifact,
  openWorld,
  rawConfig,
  readText,
  resultArtifacts,
  run,
  secretFiles,
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

describe('an evaluation by the real launcher in real containers', () => {
  it('scores a model, uploads the results and reports them', async () => {
    const result = await run(world, rawConfig(world, ARITH));
    expect(result).toMatchObject({
      exitCode: 0,
      outcome: 'success',
      outputs: { state: 'success', verdict: 'NO-BASELINE' },
    });
    const { outputs, log, summary } = result;
    expect(outputs['invocation_id']).toMatch(/^[0-9a-f]{16}$/);
    for (const line of ['launcher_config', 'status_command', 'logs_command'] as const) {
      expect(log).toContain(`\n${line}: ${outputs[line]}`);
    }
    expect(log).toContain(`\nlauncher_invocation_id: ${outputs['invocation_id']}`);
    expect(summary).toMatch(/\| arith\/pass@1\/correct \| [01](?:\.\d+)? \| 0(?:\.\d+)? \| 20 \| ok \|/);
    const files = lastArtifact(world);
    expect(
      [...files.keys()].every(
        (name) => name.startsWith('nemo-eval/') || name.includes(outputs['invocation_id']!),
      ),
    ).toBe(true);
    expect(artifactText(files, '/results.yml')).toContain('count: 20');
    expect(JSON.parse(artifactText(files, 'nemo-eval/result.json'))).toMatchObject({
      schema_version: 1,
      state: 'success',
    });
    const rows = gunzipSync(files.get('nemo-eval/scores.ndjson.gz')!).toString().trim().split('\n');
    expect(rows).toHaveLength(20);
    expect(JSON.parse(rows[0]!)).toMatchObject({
      benchmark: 'byob_arith.arith',
      item: '0',
      repeat: 0,
      scores: { correct: expect.any(Boolean) },
      hash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(JSON.parse(artifactText(files, 'nemo-eval/snapshot.json'))).toMatchObject({
      config_file: { name: expect.stringMatching(/^launcher-\d+\.yaml$/), hash: expect.any(String) },
      output_dir: outputs['output_dir'],
      fields: { launcher_version: { value: '0.2.6' } },
      tasks: [
        {
          name: 'byob_arith.arith',
          fields: {
            harness: { value: 'byob_arith' },
            image: { value: world.image },
            // The image was built here: no registry has given it a digest.
            image_digest: { value: { digest: expect.stringMatching(/^sha256:/), kind: 'image-id' } },
            evaluator_version: { value: expect.stringMatching(/^0\.2\./) },
            sample_limit: { value: 20 },
            effective_parameters: { value: expect.objectContaining({ limit_samples: 20 }) },
          },
        },
      ],
    });
    expect(outputs['artifact_digest']).toBe(resultArtifacts(world).at(-1)!.digest);
  });

  it("lists the files of the run, and a line to paste for the launcher's commands", async () => {
    const result = await run(world, rawConfig(world, ARITH));
    const { invocation_dir: folder, status_command: command } = result.outputs;
    expect(result.log).toContain(`Files of the invocation, below ${folder}\n`);
    expect(result.log).toContain('\nbyob_arith.arith.0/artifacts/results.yml\n');
    const [, line] = /\nfor status_command and logs_command: (export .*)\n/.exec(result.log)!;
    const status = execFileSync('bash', ['-c', `${line}\n${command} --json`], { encoding: 'utf8' });
    expect(JSON.parse(status)).toEqual([
      expect.objectContaining({ invocation: result.outputs['invocation_id'], status: 'success' }),
    ]);
  });

  it('runs two tasks, each behind a port of its own', async () => {
    const result = await run(world, rawConfig(world, ['byob_arith.arith', 'byob_mcq.mcq']));
    expect(result.outputs['state']).toBe('success');
    expect(result.log).toMatch(/adapter ports on the host network: byob_arith\.arith \d+, byob_mcq\.mcq \d+/);
    const { benchmarks } = JSON.parse(readText(result.outputs['result_json']!));
    expect(new Set(benchmarks.map(({ task }: { task: string }) => task))).toEqual(
      new Set(['byob_arith.arith', 'byob_mcq.mcq']),
    );
  });

  it('says why a harness that died failed, and keeps what is there', async () => {
    const result = await run(world, rawConfig(world, ['byob_crash.crash']));
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'failed' } });
    expect(artifactText(lastArtifact(world), 'client_stdout.log')).not.toBe('');
    expect(result.summary).toContain('byob_crash.crash');
  });

  it('names an image that is missing', async () => {
    const config = rawConfig(world, ARITH).replace(world.image, 'localhost/no-such-image:1');
    const result = await run(world, config);
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'failed' } });
    expect(result.log).toContain('the image localhost/no-such-image:1 is not on this machine');
  });

  it('takes a dead endpoint for what it is', async () => {
    const result = await run(world, rawConfig(world, ARITH), {
      'endpoint-url': 'http://127.0.0.1:9/v1/chat/completions',
      preflight: 'warn',
    });
    expect(result.log).toContain('endpoint_unreachable: ');
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'invalid', verdict: 'INVALID' } });
    expect(result.log).toMatch(/20 of 20 samples got no answer: is the endpoint at http:\/\/127\.0\.0\.1:9/);
  });

  it('blames the key for 401, and lets fail-on: never pass', async () => {
    const result = await run(
      world,
      rawConfig(world, ARITH),
      { model: 'needs-key', 'api-key-name': 'MODEL_API_KEY', 'fail-on': 'never', preflight: 'off' },
      { env: { MODEL_API_KEY: 'wrong-0123456789-key' } },
    );
    expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'invalid', verdict: 'INVALID' } });
    expect(result.log).toMatch(/20 of 20 requests answered 401: check api-key-name \(MODEL_API_KEY\)/);
  });

  it('allows failed samples up to max-failed-samples', async () => {
    const strict = await run(world, rawConfig(world, ARITH), { model: 'flaky500', 'limit-samples': '60' });
    expect(strict.outputs['state']).toBe('invalid');
    const lenient = await run(world, rawConfig(world, ARITH), {
      model: 'flaky500',
      'limit-samples': '60',
      'max-failed-samples': '20%',
    });
    expect(lenient.outputs['state']).toBe('success');
  });

  it('refuses in one line what the launcher refuses', async () => {
    const result = await run(world, rawConfig(world, ARITH), { 'trust-unlisted-tasks': 'false' });
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(result.log).toContain('set the input trust-unlisted-tasks to true');
  });
});

describe('secrets', () => {
  it('leave nothing in the artifact, given by name', async () => {
    const result = await run(
      world,
      rawConfig(world, ARITH),
      { model: 'needs-key', 'api-key-name': 'MODEL_API_KEY' },
      { env: { MODEL_API_KEY: API_KEY } },
    );
    expect(result.outputs['state']).toBe('success');
    expectNoSecret(result.log);
  });

  it('leave nothing in the artifact, written into the config through ${oc.env:}', async () => {
    const extra =
      '  nemo_evaluator_config:\n    config:\n      params:\n        extra:\n          note: "key ${oc.env:MODEL_API_KEY} end"\n';
    const result = await run(
      world,
      rawConfig(world, ARITH, extra),
      { model: 'needs-key', 'api-key-name': 'MODEL_API_KEY' },
      { env: { MODEL_API_KEY: API_KEY } },
    );
    expect(result.outputs['state']).toBe('success');
    expect(readText(result.outputs['launcher_config']!)).toContain('${oc.env:MODEL_API_KEY}');
    // The launcher did write it: without redaction it would be in the artifact.
    expect(readText(`${result.outputs['invocation_dir']}/byob_arith.arith.0/run.sh`)).toContain(API_KEY);
    expect(result.log).toMatch(/redacted in the uploaded copies: .*run\.sh/);
    expectNoSecret(result.log);
    const script = artifactText(lastArtifact(world), 'byob_arith.arith.0/run.sh');
    const blocks = [...script.matchAll(/"([A-Za-z0-9+/]{100,}={0,2})"/g)].map(([, block]) =>
      Buffer.from(block!, 'base64').toString(),
    );
    expect(blocks.join()).toContain('key *** end');
  });

  function expectNoSecret(log: string): void {
    const bytes = Buffer.from(API_KEY);
    const encoded = [0, 1, 2].map((shift) =>
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .slice(4, -4),
    );
    for (const [name, content] of lastArtifact(world)) {
      for (const form of [API_KEY, encodeURIComponent(API_KEY), ...encoded]) {
        if (content.includes(form)) throw new Error(`${name} holds the secret as ${form}`);
      }
    }
    expect(log).not.toContain(API_KEY);
  }
});
