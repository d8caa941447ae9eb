import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { unzipSync } from 'fflate';
import { createRepository, REPOSITORY_ID } from '../../tools/local-runner/repository.js';
import type { RunOptions } from '../../tools/local-runner/run-action.js';
import { openWorld, rawConfig, run, type World } from './world.js';

jest.setTimeout(15 * 60_000);

const WORKFLOW = '.github/workflows/evaluate.yml';
const BASE = '1'.repeat(40);
const HEAD = '2'.repeat(40);
const MERGE = '3'.repeat(40);
const repository = createRepository({ fullName: 'octo/models' });
const facts = { id: REPOSITORY_ID, full_name: 'octo/models', default_branch: 'main', private: true };

let world: World;
beforeAll(async () => {
  world = await openWorld({ repository });
  repository.commit(BASE);
  repository.commit(HEAD, BASE);
  repository.commit(MERGE, BASE, HEAD);
  repository.branches.set('main', BASE);
  world.services.rest.addIssue({ number: 7, isPull: true });
});
afterAll(() => world?.close());

const push: Partial<RunOptions> = {
  runId: '101',
  sha: BASE,
  ref: 'refs/heads/main',
  event: { name: 'push', payload: { repository: facts } },
};
const pull: Partial<RunOptions> = {
  runId: '102',
  sha: MERGE,
  ref: 'refs/pull/7/merge',
  event: {
    name: 'pull_request',
    payload: {
      repository: facts,
      pull_request: {
        number: 7,
        head: { sha: HEAD, ref: 'topic', repo: { id: REPOSITORY_ID } },
        base: { sha: BASE, ref: 'main', repo: { id: REPOSITORY_ID } },
      },
    },
  },
};
const inputs = { 'artifact-name': '', 'limit-samples': '100', 'html-report': 'true' };

describe('a change', () => {
  it('is judged against the record of the commit that it is put on, run again, and told to its pull request', async () => {
    const config = rawConfig(world, ['byob_arith.arith', 'byob_mcq.mcq']);
    repository.run({ id: 101, headSha: BASE, path: WORKFLOW });
    const before = await run(world, config, inputs, push);
    expect(before.outputs).toMatchObject({ state: 'success', verdict: 'NO-BASELINE' });
    expect(before.summary).toMatch(/Baseline: none/);
    const names = (runId: string): string[] =>
      world.services.artifacts.filter((one) => one.runId === runId).map(({ name }) => name);
    expect(names('101')).toEqual(['eval_results', 'eval_results.baseline', 'eval_results.html']);
    expect(world.services.caches.map(({ key }) => key)).toContainEqual(
      expect.stringMatching(/^nemo-eval-baseline-v1-/),
    );

    repository.run({ id: 102, headSha: HEAD, headBranch: 'topic', event: 'pull_request', path: WORKFLOW });
    const asked = { ...inputs, model: 'worse', confirm: 'true', 'check-run': 'true', comment: 'regression' };
    const change = await run(world, config, asked, pull);
    expect(change.outputs).toMatchObject({
      state: 'success',
      verdict: 'NO-GO',
      baseline_source: 'artifact',
      baseline_run_id: '101',
      baseline_sha: BASE,
    });

    const files = unzipSync(world.services.artifacts.find((one) => one.runId === '102')!.bytes());
    const text = (name: string): string => Buffer.from(files[name]!).toString('utf8');
    const result = JSON.parse(text('nemo-eval/result.json'));
    const arith = result.benchmarks.find((one: { task: string }) => one.task === 'byob_arith.arith');
    // The demo's models give the same answers each time, and so a rerun confirms nothing; the baseline's is served too.
    expect(arith).toMatchObject({
      status: 'BREACH',
      confirmation: { status: 'unanswered', baseline_rerun: true, n: 100 },
    });
    expect(arith.confirmation.reason).toMatch(/deterministic/);
    expect(Object.keys(files).filter((name) => /^confirm\/[^/]+\/.*results\.yml$/.test(name))).toHaveLength(
      4,
    );
    expect(text('nemo-eval/report.html')).toContain('byob_arith');

    const [check] = world.services.rest.checks;
    expect(check).toMatchObject({ head_sha: HEAD, status: 'completed', conclusion: 'neutral' });
    expect(change.outputs['check_url']).toEqual(expect.stringMatching(new RegExp(`/${check!.id}$`)));
    const [comment] = world.services.rest.comments;
    expect(comment).toMatchObject({ issue: 7 });
    expect(comment!.body).toContain('NO-GO');
    expect(change.outputs['comment_url']).toEqual(expect.stringMatching(new RegExp(`${comment!.id}$`)));
    expect(change.outputs['report_url']).toContain('/actions/runs/102/artifacts/');
    expect(change.orphans).toEqual([]);
  });
});
