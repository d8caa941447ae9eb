import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  artifactText,
  containers,
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

describe("GitHub's services when they fail", () => {
  it('retry an upload that meets a 500', async () => {
    world.services.fail({ match: /CreateArtifact/, status: 500, times: 1 });
    const result = await run(world, rawConfig(world, ARITH));
    expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success' } });
    expect(result.outputs['artifact_id']).not.toBe('');
  });

  it('cost a warning, never the result, where the upload is refused for good', async () => {
    world.services.fail({ match: /CreateArtifact/, status: 403, times: 1 });
    const result = await run(world, rawConfig(world, ARITH));
    expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success', artifact_id: '' } });
    expect(result.log).toMatch(/##\[warning\]the artifact could not be uploaded .* the results lie in \//);
    expect(result.summary).toContain(result.outputs['invocation_dir']!);
  });

  it('take a second name where another job of the run holds the first', async () => {
    await run(world, rawConfig(world, ARITH), { 'artifact-name': 'taken' });
    const result = await run(
      world,
      rawConfig(world, ARITH),
      { 'artifact-name': 'taken' },
      { job: 'evaluate' },
    );
    expect(result.outputs['state']).toBe('success');
    expect(resultArtifacts(world).at(-1)!.name).toMatch(/^taken-evaluate-[0-9a-f]{8}$/);
    expect(result.outputs['artifact_id']).toBe(String(resultArtifacts(world).at(-1)!.id));
  });

  it('are not there: results stay on disk with one warning', async () => {
    const result = await run(
      world,
      rawConfig(world, ARITH),
      {},
      { env: { ACTIONS_RUNTIME_TOKEN: undefined, ACTIONS_RESULTS_URL: undefined } },
    );
    expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success', artifact_id: '' } });
    expect(result.commands.filter(({ command }) => command === 'warning')).toHaveLength(1);
    expect(result.log).toContain('this runner offers no artifact service');
  });

  it('are those of GHES, which the artifact client does not support', async () => {
    const result = await run(
      world,
      rawConfig(world, ARITH),
      {},
      { env: { GITHUB_SERVER_URL: 'https://github.example.com' } },
    );
    expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success', artifact_id: '' } });
    expect(result.log).toMatch(/the artifact could not be uploaded \(.*GHES/);
  });
});

describe('what is uploaded', () => {
  it('is only this run of an output directory that several share', async () => {
    const inputs = { 'output-dir': 'shared' };
    await run(world, rawConfig(world, ARITH), inputs);
    const result = await run(world, rawConfig(world, ARITH), inputs);
    const folders = new Set([...lastArtifact(world).keys()].map((name) => name.split('/')[0]));
    expect(folders).toEqual(new Set(['nemo-eval', result.outputs['invocation_dir']!.split('/').at(-1)]));
  });

  it('holds no text of samples with artifact-contents: results, and nothing with artifact-name: none', async () => {
    const before = resultArtifacts(world).length;
    const result = await run(world, rawConfig(world, ARITH), { 'artifact-contents': 'results' });
    expect(result.outputs['state']).toBe('success');
    const files = lastArtifact(world);
    // Our own report has no texts then.
    expect(artifactText(files, 'nemo-eval/report.html')).not.toContain('What is');
    expect(
      [...files.keys()].filter((name) =>
        /predictions|cache|report(?!\.html$)|artifacts\/report|client_stdout/.test(name),
      ),
    ).toEqual([]);
    expect(artifactText(files, '/results.yml')).toContain('arith');
    await run(world, rawConfig(world, ARITH), { 'artifact-name': 'none' });
    expect(resultArtifacts(world)).toHaveLength(before + 1);
  });

  it('is still uploaded by the post step where a cancel meets the upload', async () => {
    const before = resultArtifacts(world).length;
    world.services.fail({ match: /CreateArtifact/, status: 503, times: 4 });
    const log: string[] = [];
    const handle = start(
      world,
      rawConfig(world, ARITH),
      {},
      { onLine: (line) => log.push(line), grace: { interruptMs: 1500, terminateMs: 500 } },
    );
    await until(() => log.some((line) => line.includes('Attempt 1 of')));
    await handle.cancel();
    const result = await handle.done;
    expect(result.outputs['state']).toBe('success');
    expect(resultArtifacts(world)).toHaveLength(before + 1);
    expect(JSON.parse(artifactText(lastArtifact(world), 'nemo-eval/result.json'))).toMatchObject({
      state: 'success',
    });
  });
});

describe('memory', () => {
  it('is named where the engine killed the container for it', async () => {
    const config = rawConfig(world, ARITH).replace(
      '--network host',
      '--network host --memory 48m --memory-swap 48m',
    );
    const result = await run(world, config);
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'failed' } });
    expect(result.log).toContain('ran out of memory (exit 137)');
  });
});
