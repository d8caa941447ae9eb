import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, jest } from '@jest/globals';
import { unzipSync, zipSync } from 'fflate';
import type { ActionResult, RunOptions } from '../../tools/local-runner/run-action.js';
import { uploadZip } from '../baseline/upload.js';
import { legOf, writeLeg } from '../collecting/write-leg.js';
import { HEAD, oneTask, onPull, onPush, report, setUpWorld, TIP, traces, WORKFLOW } from './github-world.js';

// Each run is a process that asks several questions.
jest.setTimeout(90_000);

const world = setUpWorld();

/** The legs `a` and `b` of a run have uploaded their records. */
async function legs(runId: number, wrong: number, { suffix = '', headSha = TIP } = {}): Promise<void> {
  world.repository.run({ id: runId, headSha, path: WORKFLOW });
  for (const [index, name] of ['a', 'b'].entries()) {
    const facts = {
      matrix: { task: name + suffix },
      index,
      total: 2,
      tasks: [oneTask(wrong, name + suffix)],
    };
    const dir = await writeLeg(path.join(world.base, 'legs', `${runId}-${name}`), facts);
    const files = ['result.json', 'scores.ndjson.gz'].map((file) => [
      file,
      readFileSync(path.join(dir, file)),
    ]);
    await uploadZip(world.services, runId, zipSync(Object.fromEntries(files)), {
      name: `eval_results-${legOf(facts).slug}.baseline`,
    });
  }
}

const collect = (
  runId: string,
  inputs: Record<string, string> = {},
  options: RunOptions = onPush('schedule'),
) =>
  // The cache packs with tar.
  world.collect(inputs, {
    ...options,
    runId,
    tempDir: path.join(world.base, 'temp'),
    env: { PATH: process.env['PATH'] },
  });

const uploaded = (runId: string): string[] =>
  world.services.artifacts.filter((one) => one.runId === runId).map(({ name }) => name);

const filesOf = (runId: string, name: string): Record<string, Uint8Array> =>
  unzipSync(world.services.artifacts.find((one) => one.runId === runId && one.name === name)!.bytes());

describe('what legs come to', () => {
  it('is uploaded, cached, and found by the next run of its own accord', async () => {
    await legs(900, 20);
    const first = await collect('900');
    expect(first.outputs).toMatchObject({ verdict: 'NO-BASELINE', state: 'success' });
    expect(uploaded('900')).toEqual(expect.arrayContaining(['eval_results', 'eval_results.baseline']));
    expect(Object.keys(filesOf('900', 'eval_results')).sort()).toEqual([
      'report.html',
      'result.json',
      'scores.ndjson.gz',
      'summary.md',
      'trend.ndjson.gz',
    ]);
    expect(Object.keys(filesOf('900', 'eval_results.baseline')).sort()).toEqual([
      'result.json',
      'scores.ndjson.gz',
      'trend.ndjson.gz',
    ]);
    expect(world.services.caches).toHaveLength(1);

    await legs(901, 120);
    const second = await collect('901');
    expect(second.outputs).toMatchObject({
      verdict: 'NO-GO',
      baseline_source: 'artifact',
      baseline_run_id: '900',
      baseline_sha: TIP,
    });
    const trend = gunzipSync(filesOf('901', 'eval_results.baseline')['trend.ndjson.gz']!).toString('utf8');
    expect(trend).toContain('"900"');
    expect(trend).toContain('"901"');
    // What regressed is no baseline for its own branch, and not worth caching.
    expect(world.services.caches).toHaveLength(1);
    await legs(902, 20);
    const third = await collect('902');
    expect(third.outputs).toMatchObject({ verdict: 'GO', baseline_run_id: '900' });
  });

  it('is the baseline from the cache once its artifacts have expired', async () => {
    await legs(900, 20);
    await collect('900');
    world.services.fail({
      match: /^GET .*actions\/artifacts\?/,
      times: 99,
      status: 200,
      body: { total_count: 0, artifacts: [] },
    });
    world.services.fail({
      match: /^GET .*actions\/workflows\//,
      times: 99,
      status: 200,
      body: { total_count: 0, workflow_runs: [] },
    });
    await legs(901, 20);
    const second = await collect('901');
    expect(second.outputs).toMatchObject({ verdict: 'GO', baseline_source: 'cache', baseline_sha: TIP });
  });

  it.each<[string, Record<string, string>, RunOptions, number]>([
    ['nothing with artifact-name none', { 'artifact-name': 'none', 'html-report': 'true' }, onPush(), 0],
    ['no cache for a pull request', {}, onPull(), 2],
    ['another name', { 'artifact-name': 'merged' }, onPush(), 2],
  ])('%s', async (_, inputs, options, count) => {
    await legs(900, 20);
    const result = await collect('900', inputs, options);
    expect(result).toMatchObject({ exitCode: 0, outputs: { verdict: 'NO-BASELINE', report_url: '' } });
    expect(uploaded('900')).toHaveLength(2 + count);
    expect(world.services.caches).toHaveLength(inputs['artifact-name'] === 'merged' ? 1 : 0);
    if (inputs['artifact-name'] === 'merged')
      expect(uploaded('900')).toEqual(expect.arrayContaining(['merged', 'merged.baseline']));
  });

  it('is told to check and pull request, with a page of its own', async () => {
    world.services.rest.addIssue({ number: 7, isPull: true });
    await legs(800, 20);
    await collect('800');
    await legs(900, 120);
    const inputs = { 'check-run': 'true', comment: 'changes', 'html-report': 'true' };
    const result = await collect('900', inputs, onPull());
    expect(result.outputs).toMatchObject({ verdict: 'NO-GO', baseline_run_id: '800' });
    const { checks, comments } = world.services.rest;
    expect(checks).toMatchObject([{ head_sha: HEAD, status: 'completed', conclusion: 'neutral' }]);
    expect(checks[0]!.output.summary).toContain('a/pass@1/correct');
    expect(comments).toHaveLength(1);
    expect(comments[0]!.body).toContain('NO-GO');
    expect(uploaded('900')).toContain('eval_results.html');
    expect(result.outputs).toMatchObject({
      check_url: expect.stringContaining('/runs/'),
      comment_url: expect.stringContaining('#issuecomment-'),
      report_url: expect.stringContaining('/artifacts/'),
    });
  });

  it('stands where nothing can be uploaded, with one warning', async () => {
    await legs(900, 20);
    const result = await world.collect(
      { 'html-report': 'true', 'check-run': 'true' },
      { ...onPush(), env: { ACTIONS_RESULTS_URL: undefined, ACTIONS_RUNTIME_TOKEN: undefined } },
    );
    expect(result).toMatchObject({ exitCode: 0, outputs: { verdict: 'NO-BASELINE' } });
    const told = result.commands.filter(({ command }) => command === 'warning').map(({ message }) => message);
    expect(told).toEqual([
      expect.stringContaining(
        'the merged record could not be uploaded (this runner offers no artifact service)',
      ),
      expect.stringContaining('the HTML report could not be uploaded'),
    ]);
    expect(world.services.rest.checks).toMatchObject([{ status: 'completed' }]);
  });
});

it('the token is in nothing that collect leaves', async () => {
  const { token } = world.services;
  await legs(900, 20, { suffix: `-${token}` });
  const options = { ...onPull(), keep: true };
  world.services.rest.addIssue({ number: 7, isPull: true });
  const inputs = { 'check-run': 'true', comment: 'always', 'html-report': 'true' };
  const result: ActionResult = await world.collect(inputs, options);
  expect(result.outputs).toMatchObject({ state: 'success', verdict: 'NO-BASELINE' });
  report(result);
  for (const [name, bytes] of traces(world, result)) {
    // What the legs themselves have uploaded is theirs.
    if (/^(artifact )?eval_results-/.test(name)) continue;
    const text = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    expect([name, text.includes(token)]).toEqual([name, false]);
  }
});
