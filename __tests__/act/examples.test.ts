import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { GATE, openPull } from './pull.js';
import {
  API_KEY,
  artifactNames,
  type Finished,
  modelConfig,
  openWorld,
  outputsOf,
  recordOf,
  runExample,
  trendOf,
  type World,
} from './world.js';

jest.setTimeout(10 * 60_000);

let world: World;
/** Commits of main and the nights that evaluated them. */
const nights: { commit: string; run: Finished }[] = [];

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

async function night(model: string): Promise<Finished> {
  const commit = world.clone.commit('main', { ...modelConfig(model), 'eval/gate.yaml': GATE });
  const run = await runExample(world, { file: 'nightly.yml', event: 'schedule', commit });
  nights.push({ commit, run });
  return run;
}

const daysUntil = (time: string): number => Math.round((Date.parse(time) - Date.now()) / 86_400_000);
const checksOf = (sha: string) => world.services.rest.checks.filter((check) => check.head_sha === sha);
const commentsOf = (number: number) =>
  world.services.rest.comments.filter(({ issue }) => issue === number).map(({ body }) => body);

describe('nightly.yml', () => {
  it('begins without a baseline, and leaves the record that becomes one', async () => {
    const run = await night('good');
    expect(run.job('evaluate').result).toBe('success');
    expect(outputsOf(run)).toMatchObject({ state: 'success', verdict: 'NO-BASELINE', baseline_source: '' });
    expect(artifactNames(world, run)).toEqual(['eval_results', 'eval_results.baseline', 'eval_results.html']);
    // The large ones go after a month; the record stays as long as the repository keeps anything.
    expect(world.services.artifacts.map(({ name, expiresAt }) => [name, daysUntil(expiresAt)])).toEqual([
      ['eval_results', 30],
      ['eval_results.baseline', 90],
      ['eval_results.html', 30],
    ]);
    expect(recordOf(world, run)).toMatchObject({ state: 'success', verdict: 'NO-BASELINE' });
    expect(world.services.rest.issues).toEqual([]);
  });

  it('opens an issue on the night that regresses, and fails', async () => {
    const run = await night('worse');
    const [first] = nights;
    expect(run.job('evaluate').result).toBe('failure');
    expect(outputsOf(run)).toMatchObject({
      state: 'success',
      verdict: 'NO-GO',
      baseline_source: 'artifact',
      baseline_run_id: first!.run.runId,
      baseline_sha: first!.commit,
    });
    expect(world.services.rest.issues).toMatchObject([
      { state: 'open', labels: ['nemo-eval'], body: expect.stringContaining('NO-GO') },
    ]);
    expect(world.services.rest.issues[0]!.body).toContain(`/actions/runs/${run.runId}`);
  });

  it('closes it on the night that recovers, which is not compared with the regression', async () => {
    const run = await night('good');
    expect(run.job('evaluate').result).toBe('success');
    expect(outputsOf(run)).toMatchObject({ verdict: 'GO', baseline_run_id: nights[0]!.run.runId });
    const [issue, ...others] = world.services.rest.issues;
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ state: 'closed', state_reason: 'completed' });
    expect(commentsOf(issue!.number)).toEqual([expect.stringContaining(`/actions/runs/${run.runId}`)]);
    // The key is nowhere where people read.
    const posted = JSON.stringify([world.services.rest.issues, world.services.rest.comments]);
    expect(posted).not.toContain(API_KEY);
  });

  it('keeps the trend of all nights in the newest record, and shows it', () => {
    const last = nights.at(-1)!.run;
    expect(trendOf(world, last).map(({ run_id: id }) => id)).toEqual(nights.map(({ run }) => run.runId));
    expect(last.job('evaluate').summaries.join('')).toMatch(/[▁▂▃▄▅▆▇█]{3}/);
  });
});

describe('pull-request.yml', () => {
  it('gates a checkpoint that is worse than what the nightly measured', async () => {
    const pull = openPull(world, 7, 'iter-3000', 'worse');
    const run = await pull.run('pull-request.yml');
    const latest = nights.at(-1)!;
    expect(run.job('evaluate').result).toBe('failure');
    expect(outputsOf(run)).toMatchObject({
      verdict: 'NO-GO',
      baseline_run_id: latest.run.runId,
      baseline_sha: latest.commit,
      check_url: expect.stringContaining('/runs/'),
      comment_url: expect.stringContaining('/issues/7#issuecomment-'),
    });
    // On the head of the pull request, not on the merge commit that was tested.
    expect(checksOf(pull.merge)).toEqual([]);
    const [check, ...others] = checksOf(pull.head);
    expect(others).toEqual([]);
    expect(check).toMatchObject({ name: 'NeMo evaluation', status: 'completed', conclusion: 'failure' });
    expect(check!.output.title).toContain('NO-GO');
    const lines = check!.annotations.map(({ path, start_line: line }) => [path, GATE.split('\n')[line - 1]]);
    expect(lines.sort()).toEqual([
      ['eval/gate.yaml', expect.stringContaining('gsm8k_cot_instruct')],
      ['eval/gate.yaml', expect.stringContaining('mmlu_instruct')],
    ]);
    expect(commentsOf(7)).toEqual([expect.stringContaining('NO-GO')]);
    expect(commentsOf(7)[0]).toContain(`/actions/runs/${run.runId}`);
    expect(run.job('evaluate').lines.join('\n')).toMatch(/^- mmlu_instruct\/exact_match: 0\.92 to 0\.\d+$/m);
  });

  it('brings the comment up to date when the pull request is mended', async () => {
    const pull = openPull(world, 7, 'iter-3000', 'good');
    const run = await pull.run('pull-request.yml');
    expect(run.job('evaluate').result).toBe('success');
    expect(outputsOf(run)).toMatchObject({ verdict: 'GO' });
    expect(checksOf(pull.head)).toMatchObject([{ conclusion: 'success' }]);
    expect(commentsOf(7)).toHaveLength(1);
    expect(commentsOf(7)[0]).toMatch(/^(?:<!--.*-->\n)?## ✅ GO/m);
  });
});

describe('promote-baseline.yml', () => {
  it('makes a checkpoint the baseline of pull requests that name it', async () => {
    const commit = world.clone.commit('main', modelConfig('worse'));
    const promoted = await runExample(world, {
      file: 'promote-baseline.yml',
      event: 'workflow_dispatch',
      payload: { inputs: { reason: 'iter 4000 trades mmlu for speed' }, ref: 'refs/heads/main' },
      commit,
    });
    expect(promoted.job('promote').result).toBe('success');
    expect(outputsOf(promoted)).toMatchObject({ verdict: 'NO-BASELINE', state: 'success' });
    expect(promoted.job('promote').summaries.join('')).toContain('iter 4000 trades mmlu for speed');

    const pull = openPull(world, 8, 'iter-4001', 'worse');
    const run = await pull.run('pull-request.yml', {
      change: (text) =>
        text.replace('baseline-workflow: nightly.yml', 'baseline-workflow: promote-baseline.yml'),
    });
    expect(outputsOf(run)).toMatchObject({ verdict: 'GO', baseline_run_id: promoted.runId });
  });
});

describe('fork-evaluate.yml and fork-report.yml', () => {
  const fork = { id: 99, full_name: 'stranger/models' };
  let evaluated: Finished;

  it('evaluates with nothing but read access, and posts nothing', async () => {
    const pull = openPull(world, 9, 'faster', 'worse', fork);
    const { rest } = world.services;
    const before = { ...rest.permissions };
    Object.assign(rest.permissions, {
      actions: 'read',
      checks: 'none',
      issues: 'none',
      'pull-requests': 'none',
    });
    evaluated = await pull
      .run('fork-evaluate.yml', {
        secrets: {},
        change: (text) =>
          text.replace('https://public-models.example.com/v1/chat/completions', world.endpoint.url),
      })
      .finally(() => Object.assign(rest.permissions, before));
    expect(evaluated.job('evaluate').result).toBe('success');
    expect(outputsOf(evaluated)).toMatchObject({ state: 'success', verdict: 'NO-BASELINE' });
    expect(artifactNames(world, evaluated)).toEqual(['eval_results', 'eval_results.baseline']);
    expect(checksOf(pull.head)).toEqual([]);
    expect(commentsOf(9)).toEqual([]);
  });

  const report = (head: string): Promise<Finished> =>
    runExample(world, {
      file: 'fork-report.yml',
      event: 'workflow_run',
      commit: world.repository.branches.get('main')!,
      payload: {
        action: 'completed',
        workflow_run: {
          id: Number(evaluated.runId),
          event: 'pull_request',
          conclusion: 'success',
          head_sha: head,
          head_branch: 'faster',
          head_repository: { ...fork, owner: { login: 'stranger' } },
          pull_requests: [],
        },
      },
    });

  it('reports what was measured on the pull request of that very commit', async () => {
    const head = world.repository.runs.get(Number(evaluated.runId))!.headSha;
    const run = await report(head);
    expect(run.job('report').result).toBe('failure');
    expect(outputsOf(run)).toMatchObject({ verdict: 'NO-GO', baseline_source: 'artifact' });
    // The nightly's newest good record up to where the fork branched off.
    expect(outputsOf(run)['baseline_run_id']).toBe(nights.at(-1)!.run.runId);
    expect(checksOf(head)).toMatchObject([{ name: 'NeMo evaluation (fork)', conclusion: 'failure' }]);
    expect(commentsOf(9)).toEqual([expect.stringContaining('NO-GO')]);
  });

  it('says nothing on a pull request that has moved on', async () => {
    const head = world.repository.runs.get(Number(evaluated.runId))!.headSha;
    const [before] = commentsOf(9);
    world.services.rest.pulls.find(({ number }) => number === 9)!.head.sha = 'f'.repeat(40);
    const run = await report(head);
    expect(outputsOf(run)).toMatchObject({ verdict: 'NO-GO', comment_url: '' });
    expect(commentsOf(9)).toEqual([before]);
  });
});

describe('evaluate.yml', () => {
  it('has the run of a push as baseline of a pull request, all in one workflow', async () => {
    const commit = world.clone.commit('main', modelConfig('good'));
    const pushed = await runExample(world, {
      file: 'evaluate.yml',
      event: 'push',
      payload: { ref: 'refs/heads/main' },
      commit,
    });
    expect(outputsOf(pushed)).toMatchObject({ state: 'success', verdict: 'NO-BASELINE', comment_url: '' });
    expect(checksOf(commit)).toMatchObject([{ conclusion: 'neutral' }]);

    const pull = openPull(world, 10, 'iter-5000', 'worse');
    const run = await pull.run('evaluate.yml');
    // Without a policy a regression warns, and fails nothing.
    expect(run.job('evaluate').result).toBe('success');
    expect(outputsOf(run)).toMatchObject({
      verdict: 'NO-GO',
      baseline_run_id: pushed.runId,
      baseline_sha: commit,
    });
    expect(checksOf(pull.head)).toMatchObject([{ conclusion: 'neutral' }]);
    expect(commentsOf(10)).toEqual([expect.stringContaining('NO-GO')]);
    expect(artifactNames(world, run)).toEqual(['eval_results', 'eval_results.baseline', 'eval_results.html']);
  });
});
