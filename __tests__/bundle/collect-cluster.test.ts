import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { unzipSync } from 'fflate';
import { FIRST, LAST, SHA, setUpClusterWorld, treeOf } from './collect-cluster-world.js';

jest.setTimeout(120_000);
const world = setUpClusterWorld();
const [A, B] = ['aaaa000000000001', 'bbbb000000000002'] as [string, string];
const LEAVE = { wait: 'false', baseline: 'none' };

describe('a step that is killed as it leaves its evaluation', () => {
  it.each<[string, RegExp, boolean]>([
    ['has its record uploaded by the post step, and is finished by collect', /CreateArtifact/, false],
    [
      'has a record that the post step knows, where it is killed once that is there',
      /FinalizeArtifact/,
      true,
    ],
  ])('%s', async (_, request, late) => {
    world.launches({ invocation: A, results: 'baseline' });
    const handle = await world.submit({ ...LEAVE, 'check-run': 'true' });
    let struck = false;
    const strike = world.services.fail({
      match: ({ path }) => {
        if (struck || !request.test(path)) return false;
        struck = true;
        return process.kill(handle.pid, 'SIGKILL');
      },
      drop: true,
      late,
    });
    const submitted = await handle.done;
    expect(strike.hits).toBe(1);
    expect(submitted.outcome).toBe('failure');
    expect(submitted.post?.log).toContain(`open record: nea-open-${A}`);
    expect(world.names()).toEqual([`nea-open-${A}`]);
    // The check is collect's to conclude.
    expect(world.services.rest.checks).toMatchObject([{ status: 'in_progress' }]);
    expect(world.cluster.calls().filter((call) => call.startsWith('scancel'))).toEqual([]);
    const collected = await (await world.collect()).done;
    expect(collected.log).toContain(`${A}: ended`);
    expect(collected.outputs).toMatchObject({ state: 'success', finished_invocations: A });
    expect(world.services.rest.checks).toMatchObject([{ status: 'completed' }]);
  });
});

describe('a cancel that leaves the evaluation', () => {
  it('stops a rerun that was to confirm it, of which no record is left', async () => {
    cpSync(path.dirname(treeOf('baseline')), path.join(world.dir, 'before'), { recursive: true });
    world.launches({ invocation: A, results: 'candidate-regressed' }, { invocation: B });
    let handle: Awaited<ReturnType<typeof world.submit>> | undefined;
    handle = await world.submit(
      { baseline: 'before', confirm: 'true', cancel: 'detach' },
      {
        onLine: (line) => {
          if (/^confirm candidate: .*running/.test(line)) void handle!.cancel();
        },
      },
    );
    const { log, outputs, post } = await handle.done;
    expect(log).toContain('breached and are run once more');
    expect(outputs).toMatchObject({ invocation_id: A, verdict: 'NO-GO' });
    expect(log).not.toContain('goes on');
    expect(world.names().filter((name) => name.startsWith('nea-open-'))).toEqual([]);
    // The job of the rerun is gone; that of the run has ended by itself.
    expect(world.cluster.queued()).toEqual(['11']);
    expect(post?.exitCode).toBe(0);
  });
});

describe('what one collector finishes', () => {
  it('becomes the baseline of main only where it was measured there', async () => {
    world.launches({ invocation: A, results: 'baseline' }, { invocation: B, results: 'baseline' });
    await (await world.submit(LEAVE, { run: { headBranch: 'feature' } })).done;
    const feature = await (await world.collect()).done;
    expect(feature.outputs).toMatchObject({ state: 'success', finished_invocations: A });
    expect(world.names()).toEqual([`eval_results-${A}`, `nea-result-${A}`]);
    expect(feature.log).toContain('no baseline record is kept');
    await (await world.submit(LEAVE, { runId: 13 })).done;
    await (await world.collect({}, 901)).done;
    expect(world.names()).toContain('eval_results.baseline');
  });

  it('has none of the keys of either, where one process finishes two', async () => {
    world.launches({ invocation: A, results: 'baseline' }, { invocation: B, results: 'baseline' });
    const [keyA, keyB] = ['canary-of-a-0123456789', 'canary-of-b-0123456789'];
    const env = { MODEL_API_KEY: keyA, OTHER_KEY: keyB };
    await (await world.submit({ ...LEAVE, 'artifact-name': 'a' }, { env })).done;
    const other = { ...LEAVE, 'artifact-name': 'b', 'api-key-name': 'OTHER_KEY' };
    await (await world.submit(other, { runId: 13, env })).done;
    const said = (invocation: string, key: string): void =>
      writeFileSync(path.join(world.remoteOf(invocation), 'logs/said.log'), `Authorization: Bearer ${key}\n`);
    said(A, keyA);
    said(B, keyB);
    const { outputs } = await (await world.collect({}, 900, env)).done;
    expect(outputs['finished_invocations']!.split('\n')).toEqual([A, B]);
    for (const name of [`a-${A}`, `b-${B}`]) {
      const artifact = world.services.artifacts.find((one) => one.name === name)!;
      const files = Object.entries(unzipSync(artifact.bytes()));
      expect(files.map(([file]) => path.basename(file))).toContain('said.log');
      for (const [, bytes] of files) expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/canary-of-/);
    }
  });
});

describe('two pushes whose evaluations one collector finishes', () => {
  it('have a record each, of which the second is the baseline of the third', async () => {
    const C = 'cccc000000000003';
    const leave = { ...LEAVE, 'artifact-name': 'shared' };
    world.launches(
      { invocation: A, results: 'candidate-regressed' },
      { invocation: B, results: 'baseline' },
      { invocation: C, results: 'baseline-rerun' },
    );
    await (await world.submit(leave, { runId: 12, sha: FIRST })).done;
    await (await world.submit(leave, { runId: 13, sha: SHA })).done;
    const both = await (await world.collect()).done;
    expect(both.outputs['finished_invocations']!.split('\n')).toEqual([A, B]);
    expect(world.names().filter((name) => name.endsWith('.baseline'))).toEqual([
      `shared-${B}.baseline`,
      'shared.baseline',
    ]);
    await (await world.submit(leave, { runId: 950, sha: LAST })).done;
    const third = await (await world.collect({}, 951)).done;
    expect(third.log).toContain(`run:900/shared-${B}.baseline`);
    // That of the first regressed, and this would be an improvement on it.
    expect(third.outputs).toMatchObject({ state: 'success', finished_invocations: C });
    const result = world.services.artifacts.find(({ name }) => name === `shared-${C}`)!;
    const text = unzipSync(result.bytes())['nemo-eval/result.json']!;
    expect(JSON.parse(Buffer.from(text).toString()).baseline).toMatchObject({ sha: SHA, run_id: '13' });
  });
});

describe('a collector whose upload is refused', () => {
  const refuse = (name: string): { readonly hits: number } =>
    world.services.fail({
      match: ({ path, body }) => /CreateArtifact/.test(path) && body?.name === name,
      status: 403,
      body: { code: 'permission_denied', msg: 'Artifact storage quota has been hit' },
    });

  it('leaves the evaluation open, and the next one uploads its files', async () => {
    world.launches({ invocation: A, results: 'baseline' });
    await (await world.submit({ ...LEAVE, 'check-run': 'true' })).done;
    const strike = refuse(`eval_results-${A}`);
    const first = await (await world.collect()).done;
    expect(strike.hits).toBe(1);
    expect(first).toMatchObject({
      outcome: 'failure',
      outputs: { state: 'infrastructure-error', open_invocations: A },
    });
    expect(first.log).toMatch(
      /its report is not complete, and its record stays open: the artifact could not be uploaded .*quota/,
    );
    expect(world.names()).toEqual([`nea-open-${A}`, `nea-result-${A}`]);
    const next = await (await world.collect({}, 901)).done;
    expect(next.outputs).toMatchObject({ state: 'success', finished_invocations: A, open_invocations: '' });
    expect(world.names()).toEqual([`eval_results-${A}`, 'eval_results.baseline', `nea-result-${A}`]);
    const { bytes } = world.services.artifacts.find(({ name }) => name === `eval_results-${A}`)!;
    expect(Object.keys(unzipSync(bytes())).join()).toContain('results.yml');
  });
});

describe('a collector that is killed once it has uploaded the files of an evaluation', () => {
  it('leaves them to the next one, which fetches and uploads them no more', async () => {
    world.launches({ invocation: A, results: 'baseline' });
    await (await world.submit({ ...LEAVE, 'check-run': 'true' })).done;
    const victim = await world.collect();
    const strike = world.services.fail({
      match: ({ path, body }) => {
        if (!/FinalizeArtifact/.test(path) || body?.name !== `eval_results-${A}`) return false;
        victim.kill();
        return true;
      },
      late: true,
      drop: true,
    });
    await victim.done;
    expect(strike.hits).toBe(1);
    const names = [`eval_results-${A}`, `nea-open-${A}`, `nea-result-${A}`];
    expect(world.names()).toEqual(names);
    const { id } = world.services.artifacts.find(({ name }) => name === names[0])!;
    const next = await (await world.collect({}, 901)).done;
    expect(next.outputs).toMatchObject({ state: 'success', finished_invocations: A });
    expect(world.names()).toEqual([`eval_results-${A}`, 'eval_results.baseline', `nea-result-${A}`]);
    expect(world.services.artifacts.find(({ name }) => name === names[0])!.id).toBe(id);
    expect(next.log).not.toContain(`Uploading artifact: eval_results-${A}`);
    const [check] = world.services.rest.checks;
    expect(JSON.stringify(check)).toContain(`/actions/runs/900/artifacts/${id}`);
  });
});

describe('a collector that is killed once it has kept the baseline record', () => {
  it('has a next one that keeps no second, and compares the evaluation with nothing', async () => {
    world.launches({ invocation: A, results: 'baseline' });
    await (await world.submit(LEAVE)).done;
    const victim = await world.collect();
    const strike = world.services.fail({
      match: ({ path, body }) => {
        if (!/FinalizeArtifact/.test(path) || body?.name !== 'eval_results.baseline') return false;
        victim.kill();
        return true;
      },
      late: true,
      drop: true,
    });
    await victim.done;
    expect(strike.hits).toBe(1);
    const names = [`eval_results-${A}`, 'eval_results.baseline', `nea-result-${A}`];
    expect(world.names()).toEqual([...names, `nea-open-${A}`].sort());
    const next = await (await world.collect({}, 901)).done;
    expect(next.outputs).toMatchObject({ state: 'success', verdict: 'NO-BASELINE', finished_invocations: A });
    expect(next.log).toContain('baseline record: kept before, as eval_results.baseline');
    expect(world.names()).toEqual(names);
  });
});

describe('a collector that is cancelled while its cluster is slow', () => {
  it('says what it leaves open', async () => {
    world.launches({ invocation: A, results: 'baseline' });
    await (await world.submit(LEAVE)).done;
    // The transfer takes longer than a cancel leaves.
    const slow = path.join(world.cluster.dir, 'login/rsync');
    writeFileSync(slow, '#!/bin/sh\nexec sleep 30\n', { mode: 0o755 });
    let handle: Awaited<ReturnType<typeof world.collect>> | undefined;
    handle = await world.collect({}, 900, {}, (line) => {
      if (line.startsWith(`${A}: ended`)) void handle!.cancel();
    });
    const { exitCode, outputs, log } = await handle.done;
    expect(exitCode).toBe(1);
    expect(outputs).toMatchObject({ state: 'cancelled', finished_invocations: '', open_invocations: A });
    expect(log).toContain('the step was cancelled: what it was not done with stays open');
    expect(world.names()).toEqual([`nea-open-${A}`]);
  });
});
