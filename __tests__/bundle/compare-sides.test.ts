import { execFileSync } from 'node:child_process';
import { describe, expect, it, jest } from '@jest/globals';
import { sha } from '../baseline/records.js';
import {
  BASE,
  HEAD,
  oneTask,
  onFollowing,
  onPull,
  onPush,
  ROOT_SHA,
  report,
  setUpWorld,
  TIP,
} from './github-world.js';

// Each run is a process that asks several questions.
jest.setTimeout(60_000);

const world = setUpWorld();
const PATH = process.env['PATH']!;

describe('a side that is named', () => {
  it('is a run, by its number or with its artifact, and GitHub tells whose it is', async () => {
    await world.record({ id: 11, headSha: BASE }, { wrong: 20 });
    await world.record({ id: 12, headSha: TIP }, { wrong: 120 });
    const result = await world.compare({ baseline: 'run:11', candidate: 'run:12/eval_results' });
    expect(result).toMatchObject({
      exitCode: 0,
      outputs: {
        state: 'success',
        verdict: 'NO-GO',
        baseline_source: 'artifact',
        baseline_run_id: '11',
        baseline_sha: BASE,
      },
    });
    expect(report(result)).toMatchObject({
      candidate: { sha: TIP, ref: 'main', run_id: '12' },
      baseline: { source: 'artifact', run_id: '11', sha: BASE },
    });
    expect(result.log).toMatch(/baseline: run:11\/eval_results\.baseline \(as named\), main /);
    expect(result.summary).toContain('actions/runs/11');
  });

  it('is the newest of an artifact’s name or of a branch', async () => {
    await world.record({ id: 11, headSha: BASE }, { name: 'other.baseline', wrong: 120 });
    await world.record({ id: 12, headSha: TIP }, { wrong: 20 });
    await world.record({ id: 13, headSha: TIP }, { name: 'other.baseline', wrong: 20 });
    const candidate = world.invocation([oneTask(20)]);
    const byName = await world.compare({ baseline: 'artifact:other', candidate }, onPush());
    expect(byName.outputs).toMatchObject({ verdict: 'GO', baseline_run_id: '13' });
    const byBranch = await world.compare({ baseline: 'branch:main', candidate }, onPush());
    expect(byBranch.outputs).toMatchObject({ verdict: 'GO', baseline_run_id: '12' });
    const both = await world.compare({ baseline: 'run:11/other', candidate: 'artifact:other' }, onPush());
    expect(both.outputs).toMatchObject({ baseline_run_id: '11' });
    expect(report(both)['candidate']).toMatchObject({ run_id: '13' });
    const branch = await world.compare({ baseline: 'none', candidate: 'branch:main' }, onPush());
    expect(report(branch)['candidate']).toMatchObject({ run_id: '12', sha: TIP });
  });

  it('that has expired is no baseline, and no candidate', async () => {
    await world.record({ id: 11, headSha: BASE }, { expiresAt: '2020-01-01T00:00:00Z' });
    const candidate = world.invocation([oneTask(20)]);
    const result = await world.compare({ baseline: 'run:11', candidate });
    expect(result).toMatchObject({
      exitCode: 0,
      outputs: { state: 'success', verdict: 'NO-BASELINE', baseline_source: '', baseline_run_id: '' },
    });
    expect(report(result)).toMatchObject({ baseline: null, benchmarks: [{ score: 0.95 }] });
    expect(result.log).toMatch(/warning.*there is no baseline: the record of run:11 expired on 2020-01-01/);
    expect(result.summary).toContain('NO-BASELINE');
    const none = await world.compare({ baseline: candidate, candidate: 'run:11' });
    expect(none).toMatchObject({ exitCode: 1, outputs: { state: 'config-error', verdict: 'NO-BASELINE' } });
    expect(none.log).toContain('input candidate is run:11: the record of run:11 expired');
    expect(report(none).error).toContain('run:11');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a run that is not there',
      { baseline: 'run:404' },
      /input baseline is run:404: octo\/models has no such run/,
    ],
    ['a candidate that is not there', { candidate: 'run:404' }, /input candidate is run:404: .* no such run/],
    ['an artifact that is not there', { baseline: 'artifact:zzz' }, /zzz\.baseline/],
    ['a branch that is not there', { baseline: 'branch:gone' }, /no such branch/],
    ['no token', { baseline: 'run:11', 'github-token': '' }, /needs a token: check the input github-token/],
    ['auto as a candidate', { candidate: 'auto' }, /input candidate is auto: give a path, run:ID/],
  ])('%s is an error that says so', async (_, inputs, message) => {
    await world.record({ id: 11, headSha: BASE });
    const candidate = world.invocation([oneTask(20)]);
    const result = await world.compare({ baseline: 'run:11', candidate, ...inputs });
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error', verdict: 'NO-BASELINE' } });
    expect(result.log).toMatch(message);
    expect(result.log).not.toMatch(/\n\s+at /);
    expect(report(result).error).toMatch(message);
  });

  it('is refused on a GitHub Enterprise Server, where auto finds nothing', async () => {
    const candidate = world.invocation([oneTask(20)]);
    const env = { GITHUB_SERVER_URL: 'https://ghe.example.com' };
    const named = await world.compare({ baseline: 'run:11', candidate }, { env });
    expect(named).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(named.log).toMatch(/GitHub Enterprise Server \(https:\/\/ghe\.example\.com\).*give a path/);
    const auto = await world.compare({ candidate }, { env });
    expect(auto).toMatchObject({ exitCode: 0, outputs: { state: 'success', verdict: 'NO-BASELINE' } });
    expect(auto.summary).toContain('Enterprise Server');
  });
});

describe('a baseline that is found by itself', () => {
  it('is that of the merge commit’s first parent in a real clone', async () => {
    const candidate = world.invocation([oneTask(20)]);
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', world.workspace, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
        encoding: 'utf8',
      }).trim();
    git('init', '-q', '-b', 'main');
    git('commit', '-q', '--allow-empty', '-m', 'base');
    const base = git('rev-parse', 'HEAD');
    git('checkout', '-q', '-b', 'feature');
    git('commit', '-q', '--allow-empty', '-m', 'change');
    const head = git('rev-parse', 'HEAD');
    git('checkout', '-q', 'main');
    git('commit', '-q', '--allow-empty', '-m', 'newer');
    const tip = git('rev-parse', 'HEAD');
    git('merge', '-q', '--no-ff', '-m', 'merge', 'feature');
    const merge = git('rev-parse', 'HEAD');
    await world.record({ id: 11, headSha: base }, { wrong: 120 });
    await world.record({ id: 12, headSha: tip }, { wrong: 20 });
    await world.record({ id: 13, headSha: sha('later') }, { wrong: 120 });
    const pull = onPull();
    const payload = structuredClone(pull.event!.payload) as { pull_request: Record<string, { sha: string }> };
    payload.pull_request['head']!.sha = head;
    payload.pull_request['base']!.sha = base;
    const result = await world.compare(
      { candidate },
      { ...pull, sha: merge, event: { name: 'pull_request', payload }, env: { PATH } },
    );
    expect(result.outputs).toMatchObject({ verdict: 'GO', baseline_run_id: '12', baseline_sha: tip });
    expect(result.log).toContain('of the commit that the change is measured against');
  });

  it('may be an ancestor’s, and the better ones are said', async () => {
    await world.record({ id: 11, headSha: ROOT_SHA });
    const result = await world.compare({ candidate: world.invocation([oneTask(20)]) }, onPull());
    expect(result.outputs).toMatchObject({ verdict: 'GO', baseline_run_id: '11' });
    expect(result.log).toMatch(/not the commit that the change is measured against: /);
    expect(result.summary).toContain('How it was looked for');
  });

  it.each<[string, Record<string, unknown>]>([
    ['a fork', { headRepository: { id: 99, full_name: 'fork/models' } }],
    ['another workflow', { path: '.github/workflows/other.yml' }],
    ['a pull request', { event: 'pull_request' }],
    ['another branch', { headBranch: 'feature' }],
  ])('is never of %s', async (_, facts) => {
    await world.record({ id: 11, headSha: TIP, ...facts }, { wrong: 120 });
    const result = await world.compare({ candidate: world.invocation([oneTask(20)]) }, onPull());
    expect(result).toMatchObject({ exitCode: 0, outputs: { verdict: 'NO-BASELINE', baseline_run_id: '' } });
  });

  it('is not needed: no actions: read is a warning with the line of YAML', async () => {
    world.services.rest.permissions.actions = 'none';
    world.services.fail({
      match: /^GET .*\/actions\//,
      times: 99,
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    });
    const candidate = world.invocation([oneTask(20)]);
    const result = await world.compare({ candidate }, onPull());
    expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success', verdict: 'NO-BASELINE' } });
    expect(result.log).toMatch(
      /warning.*no baseline can be looked for.*add "actions: read" under "permissions:"/,
    );
    expect(report(result).benchmarks).toHaveLength(1);
    const named = await world.compare({ candidate, baseline: 'run:11' }, onPull());
    expect(named).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(named.log).toContain('actions: read');
  });

  it('is not there yet: the scores are shown, the step succeeds and says how one comes about', async () => {
    const tasks = [oneTask(20), oneTask(40, 'other')];
    const result = await world.compare({ candidate: world.invocation(tasks), 'check-run': 'true' }, onPull());
    expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success', verdict: 'NO-BASELINE' } });
    expect(report(result)).toMatchObject({
      verdict: 'NO-BASELINE',
      gate: null,
      benchmarks: [{ score: 0.95 }, { score: 0.9 }],
    });
    const [check] = world.services.rest.checks;
    expect(check).toMatchObject({ conclusion: 'neutral', status: 'completed' });
    for (const text of [result.summary, check!.output.summary!]) {
      expect(text).toContain('NO-BASELINE');
      expect(text).toContain('arith/pass@1/correct');
      expect(text).toContain('0.95');
      expect(text).toContain('0.9');
    }
    expect(result.summary).toMatch(/main/);
  });

  it('is not there, and a candidate that is INVALID alone is INVALID', async () => {
    const candidate = world.invocation([oneTask(20), { ...oneTask(40, 'broken'), exitCode: 1 }]);
    const result = await world.compare({ candidate, 'check-run': 'true' }, onPull());
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'invalid', verdict: 'INVALID' } });
    expect(report(result)['invalid']).toMatchObject([{ task: 'byob_broken.broken' }]);
    expect(world.services.rest.checks[0]).toMatchObject({ conclusion: 'failure' });
    expect(result.summary).toContain('INVALID');
    expect(result.summary).toContain('broken');
    expect((await world.compare({ candidate, 'fail-on': 'never' }, onPull())).exitCode).toBe(0);
  });
});

it('a workflow_run takes the run of a fork as data alone', async () => {
  await world.record({ id: 11, headSha: BASE }, { wrong: 20 });
  const forged = {
    state: 'success' as const,
    candidate: { model: 'm', sha: TIP, ref: 'refs/heads/main', runId: '11' },
  };
  await world.record(
    {
      id: 55,
      headSha: HEAD,
      headBranch: 'feature',
      event: 'pull_request',
      headRepository: { id: 99, full_name: 'fork/models' },
    },
    { wrong: 120, report: forged },
  );
  const { rest } = world.services;
  rest.addIssue({ number: 7, isPull: true });
  rest.addIssue({ number: 8, isPull: true });
  rest.pulls.push(
    { number: 7, state: 'open', head: { owner: 'fork', ref: 'feature', sha: HEAD }, base: 'main' },
    { number: 8, state: 'open', head: { owner: 'other', ref: 'feature', sha: HEAD }, base: 'main' },
  );
  const inputs = { candidate: 'run:55', 'check-run': 'true', comment: 'always' };
  const result = await world.compare(inputs, onFollowing());
  expect(result.outputs).toMatchObject({ state: 'success', verdict: 'NO-GO', baseline_run_id: '11' });
  expect(report(result)['candidate']).toMatchObject({ sha: HEAD, run_id: '55', ref: 'feature' });
  expect(rest.checks).toMatchObject([{ head_sha: HEAD, status: 'completed' }]);
  expect(rest.comments).toMatchObject([{ issue: 7 }]);
  expect(result.outputs).toMatchObject({
    check_url: expect.stringContaining(String(rest.checks[0]!.id)),
    comment_url: expect.stringContaining('/7#issuecomment-'),
  });
  expect(result.log).toContain('whoever wrote that wrote the record too');

  // The head has moved on: the check stays on the commit that was run, and no comment says what is not so.
  rest.pulls[0]!.head.sha = sha('newer');
  rest.comments.length = 0;
  const late = await world.compare(inputs, onFollowing());
  expect(late.outputs['comment_url']).toBe('');
  expect(late.log).toContain('has moved on');
  expect(rest.comments).toEqual([]);
});

it('leaves what the event pushes alone where nothing is asked for', async () => {
  const candidate = world.invocation([oneTask(20)]);
  const result = await world.compare({ baseline: candidate, candidate }, onPush());
  expect(result.outputs).toMatchObject({ verdict: 'GO', check_url: '', comment_url: '', report_url: '' });
  expect(world.services.requests).toEqual([]);
});
