import { describe, expect, it, jest } from '@jest/globals';
import { A, B, HEAD, setUpOpenWorld } from './open-world.js';

// Two collectors a case, each a process whose client pauses between writes.
jest.setTimeout(180_000);
const world = setUpOpenWorld();

async function submitted(invocation = A): Promise<void> {
  await world.submit(invocation, { run: { event: 'pull_request', headBranch: 'feature' } });
  world.services.rest.addIssue({ number: 7, isPull: true });
  const head = { owner: 'octo', ref: 'feature', sha: HEAD };
  world.services.rest.pulls.push({ number: 7, state: 'open', head, base: 'main' });
}

/** One result, one report, and nothing that is open. */
function expectOne(): void {
  const { checks, comments } = world.services.rest;
  expect(world.left(A)).toEqual({ open: [], results: [expect.any(Number)] });
  expect(checks).toMatchObject([
    { status: 'completed', conclusion: 'success', external_id: '12/1/evaluate/__self' },
  ]);
  expect(comments).toMatchObject([{ issue: 7 }]);
  expect(world.files(A)).toEqual([expect.any(Number)]);
  const baselines = world.services.artifacts.filter(
    ({ name, digest }) => name.endsWith('.baseline') && digest,
  );
  expect(baselines).toHaveLength(1);
}

const INPUTS = { 'pull-requests': 'true' };

describe('a collector that is killed', () => {
  // Every request that changes something is such a point: what it asked for is done, and it never hears of it.
  it.each<[string, RegExp, { finishes: number; reports: number }]>([
    ['before it has fetched', /artifacts\?name=nea-result/, { finishes: 1, reports: 1 }],
    ['as it begins to upload the result', /CreateArtifact/, { finishes: 2, reports: 1 }],
    ['once the result is uploaded', /FinalizeArtifact/, { finishes: 1, reports: 1 }],
    ['as it begins to upload the files', /CreateArtifact eval_results/, { finishes: 1, reports: 2 }],
    ['once the files are uploaded', /FinalizeArtifact eval_results/, { finishes: 1, reports: 2 }],
    ['once the check is opened', /^POST .*\/check-runs/, { finishes: 1, reports: 2 }],
    ['once the check is concluded', /^PATCH .*\/check-runs/, { finishes: 1, reports: 2 }],
    ['once the comment is written', /^POST .*\/comments/, { finishes: 1, reports: 2 }],
    ['as it begins to keep the baseline record', /CreateArtifact \S+\.baseline/, { finishes: 1, reports: 2 }],
    ['once the baseline record is kept', /FinalizeArtifact \S+\.baseline/, { finishes: 1, reports: 2 }],
    ['once the record is deleted', /^DELETE .*\/artifacts/, { finishes: 1, reports: 1 }],
  ])('%s', async (_, request, { finishes, reports }) => {
    await submitted();
    const victim = world.start(INPUTS, 900);
    const strike = world.services.fail({
      match: ({ method, path, body }) => {
        if (!request.test(`${method} ${path} ${body?.name ?? ''}`)) return false;
        victim.kill();
        return true;
      },
      late: true,
      drop: true,
    });
    const killed = await victim.done;
    expect(strike.hits).toBe(1);
    expect(killed.exitCode).not.toBe(0);
    const next = await world.collect(INPUTS, 901);
    expect(next.exitCode).toBe(0);
    expectOne();
    const calls = world.calls();
    expect(calls.filter((call) => call.includes(' finish '))).toHaveLength(finishes);
    expect(calls.filter((call) => call.includes(' report '))).toHaveLength(reports);
  });
});

describe('two collectors at once', () => {
  it('come to one result and one report, whoever is faster', async () => {
    await submitted();
    world.cluster({ finishMs: 300 });
    const both = await Promise.all([world.collect(INPUTS, 900), world.collect(INPUTS, 901)]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(both.map(({ outputs }) => outputs['finished_invocations']).sort()).toEqual(['', A]);
    for (const { outputs } of both)
      if (outputs['finished_invocations'] === A) expect(outputs['open_invocations']).toBe('');
    expectOne();
    expect(world.calls().filter((call) => call.includes(' report '))).toHaveLength(1);
  });

  it('that both find a result without a report make one', async () => {
    await submitted();
    await world.result(A, 31);
    const both = await Promise.all([world.collect(INPUTS, 900), world.collect(INPUTS, 901)]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const { checks, comments } = world.services.rest;
    expect(world.left(A)).toEqual({ open: [], results: [expect.any(Number)] });
    expect(comments).toMatchObject([{ issue: 7 }]);
    expect(world.files(A)).toHaveLength(1);
    // A check cannot be deleted: of two, GitHub shows the newer, and the other says that it was replaced.
    expect(checks.at(-1)).toMatchObject({ status: 'completed', conclusion: 'success' });
    for (const older of checks.slice(0, -1)) expect(older).toMatchObject({ status: 'completed' });
    expect(world.calls().filter((call) => call.includes(' finish '))).toEqual([]);
  });

  it('share the work where there is more of it', async () => {
    await submitted();
    await world.submit(B, { runId: 13 });
    const both = await Promise.all([
      world.collect({ ...INPUTS, invocation: A }, 900),
      world.collect(INPUTS, 901),
    ]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(world.left(A)).toEqual({ open: [], results: [expect.any(Number)] });
    expect(world.left(B)).toEqual({ open: [], results: [expect.any(Number)] });
  });
});
