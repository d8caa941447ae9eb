import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { edited } from '../../open-records/records.js';
import { A, B, C, HEAD, SUBMIT, setUpOpenWorld } from './open-world.js';

// Each collector is a process, and its client pauses between writes.
jest.setTimeout(120_000);
const world = setUpOpenWorld();
const QUIET = { 'check-run': 'false', comment: 'off' };
/** A record whose step has opened no check. */
const quietly = (text: string): string => edited(text, 'posts.has_check', false);
const errorsOf = (result: { commands: { command: string; message: string }[] }, kind = 'error'): string[] =>
  result.commands.filter(({ command }) => command === kind).map(({ message }) => message);

describe('an evaluation that has ended', () => {
  it('is told to the commit and pull request of the run that asked, by what the API says of it', async () => {
    const forged = (text: string): string =>
      edited(edited(text, 'asked_by.pull_request', 666), 'asked_by.commit', 'f'.repeat(40));
    await world.submit(A, { run: { event: 'pull_request', headBranch: 'feature' }, edit: forged });
    world.services.rest.addIssue({ number: 7, isPull: true });
    world.services.rest.addIssue({ number: 666, isPull: true });
    const head = { owner: 'octo', ref: 'feature', sha: HEAD };
    world.services.rest.pulls.push({ number: 7, state: 'open', head, base: 'main' });
    const result = await world.collect({ 'pull-requests': 'true' });
    expect(result).toMatchObject({
      exitCode: 0,
      outputs: { state: 'success', verdict: 'GO', finished_invocations: A, open_invocations: '' },
    });
    expect(world.requests(/\/repos\//)).toHaveLength(1 + 2 + 16);
    const { checks, comments } = world.services.rest;
    expect(checks).toMatchObject([
      { head_sha: HEAD, external_id: '12/1/evaluate/__self', status: 'completed', conclusion: 'success' },
    ]);
    expect(comments).toMatchObject([{ issue: 7, body: expect.stringContaining('run=12 attempt=1') }]);
    expect(result.outputs).toMatchObject({
      check_url: expect.stringMatching(/^https:.*\/runs\//),
      comment_url: expect.stringContaining('#issuecomment-'),
    });
    expect(world.left(A)).toEqual({ open: [], results: [expect.any(Number)] });
    expect(result.summary).toContain('1 finished, 0 under way');

    // The same one again finds nothing to do, and says so where it was named.
    const again = await world.collect({}, 901);
    expect(again).toMatchObject({ exitCode: 0, outputs: { state: 'success', verdict: '' } });
    expect(again.summary).toContain('Nothing is open.');
    const named = await world.collect({ invocation: A }, 902);
    expect(named).toMatchObject({ exitCode: 0, outputs: { finished_invocations: '', open_invocations: '' } });
    expect(named.summary).toContain('has been reported, by run 900');
    expect(named.log).toContain(`${A}: it has been reported, by run 900`);
    expect(world.calls()).toEqual([`900 finish ${A}`, `900 report ${A}`]);
  });

  it('costs as many requests as the documentation says', async () => {
    const page = readFileSync(path.join(import.meta.dirname, '../../../docs/collect.md'), 'utf8');
    const [, posted, quiet] = /ended costs (\d+) more with check and comment, (\d+) without/.exec(page)!;
    await world.submit(A, { edit: quietly });
    await world.collect(QUIET);
    // Beside the page, the run and the record.
    expect(world.requests(/\/repos\//)).toHaveLength(1 + 2 + Number(quiet));
    expect(posted).toBe('16');
  });

  it('brings the check to its end that the submitting step has opened, also where none is asked for here', async () => {
    const external = '12/1/evaluate/__self';
    await world.submit(A);
    world.services.rest.checks.push({
      id: 77,
      name: 'Cluster',
      head_sha: HEAD,
      external_id: external,
      app: world.services.rest.app,
      status: 'in_progress',
      conclusion: null,
      started_at: null,
      completed_at: null,
      output: {},
      annotations: [],
    });
    const result = await world.collect(QUIET);
    expect(result.outputs['check_url']).toContain('/runs/77');
    expect(world.services.rest.checks).toMatchObject([
      { id: 77, status: 'completed', conclusion: 'success' },
    ]);
  });

  it('is left alone while it runs, and does not stand in the way of others', async () => {
    await world.submit(A, { edit: quietly });
    await world.submit(B, { runId: 13, edit: quietly });
    await world.submit(C, { runId: 14, edit: quietly });
    world.cluster({ looks: { [A]: 'running', [B]: 'unknown' } });
    const result = await world.collect(QUIET);
    expect(result).toMatchObject({
      exitCode: 1,
      outputs: { state: 'infrastructure-error', finished_invocations: C, open_invocations: `${A}\n${B}` },
    });
    expect(errorsOf(result)).toEqual([`${B}: stub: unknown`]);
    expect(world.left(A).open).toHaveLength(1);
    expect(world.left(B).open).toHaveLength(1);
    expect(world.left(C)).toEqual({ open: [], results: [expect.any(Number)] });
    expect(world.requests(/actions\/runs\//)).toHaveLength(4);
  });

  it('fails the step as a mistake where one kept it from being looked at', async () => {
    await world.submit(A, { edit: quietly });
    world.cluster({ looks: { [A]: 'unknown' }, unknownIs: 'config-error' });
    const result = await world.collect(QUIET);
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error', open_invocations: A } });
  });

  it('that is named is the only one', async () => {
    await world.submit(A, { edit: quietly, ageHours: 2000 });
    await world.submit(B, { runId: 13, edit: quietly });
    const result = await world.collect({ ...QUIET, invocation: A });
    expect(result).toMatchObject({ exitCode: 0, outputs: { finished_invocations: A } });
    expect(world.left(B).open).toHaveLength(1);
    expect(world.requests(/artifacts\?per_page=100&page=/)).toEqual([]);
  });
});

describe('an evaluation that is too old', () => {
  it('is cancelled, and closed as a timeout', async () => {
    await world.submit(A, { ageHours: 170, edit: quietly });
    await world.submit(B, { runId: 13, ageHours: 170, edit: quietly });
    world.cluster({ looks: { [A]: 'running' } });
    const result = await world.collect(QUIET);
    expect(result).toMatchObject({
      exitCode: 1,
      outputs: { state: 'timeout', finished_invocations: `${A}\n${B}` },
    });
    expect(world.calls()).toEqual([
      `900 cancel ${A}`,
      `900 finish ${A}`,
      `900 report ${A}`,
      `900 finish ${B}`,
      `900 report ${B}`,
    ]);
    expect(errorsOf(result, 'warning')).toEqual([
      `${A} has been under way for 170 hours, more than max-age-hours (168): its jobs are cancelled`,
    ]);
    expect(world.left(A).open).toEqual([]);
  });

  it('stays open where its jobs cannot be cancelled', async () => {
    await world.submit(A, { ageHours: 170, edit: quietly });
    world.cluster({ looks: { [A]: 'running' }, fails: { cancel: 'infrastructure' } });
    const result = await world.collect(QUIET);
    expect(result).toMatchObject({
      exitCode: 1,
      outputs: { state: 'infrastructure-error', open_invocations: A },
    });
    expect(world.left(A)).toEqual({ open: [expect.any(Number)], results: [] });
  });

  it('is cancelled where it cannot be looked at, and stays open; what is not too old is left alone', async () => {
    await world.submit(A, { ageHours: 170, edit: quietly });
    await world.submit(B, { runId: 13, edit: quietly });
    world.cluster({ looks: { [A]: 'unknown', [B]: 'unknown' } });
    const result = await world.collect(QUIET);
    expect(result).toMatchObject({
      exitCode: 1,
      outputs: { state: 'infrastructure-error', finished_invocations: '', open_invocations: `${A}\n${B}` },
    });
    expect(world.calls()).toEqual([`900 cancel ${A}`]);
    expect(errorsOf(result)).toEqual([
      `${A}: stub: unknown; it was submitted 170 hours ago, more than max-age-hours (168), and its jobs are cancelled`,
      `${B}: stub: unknown`,
    ]);
    expect(world.left(A)).toEqual({ open: [expect.any(Number)], results: [] });
  });

  it('is cancelled where looking at all fails, and says so where it cannot be', async () => {
    await world.submit(A, { ageHours: 170, edit: quietly });
    await world.submit(B, { runId: 13, edit: quietly });
    world.cluster({ fails: { look: 'config', cancel: 'infrastructure' } });
    const result = await world.collect(QUIET);
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(world.calls()).toEqual([`900 cancel ${A}`]);
    expect(errorsOf(result)).toEqual([
      `${A}: the stub refuses to look; it was submitted 170 hours ago, more than max-age-hours (168), and cannot be cancelled: the stub cannot cancel`,
      `${B}: the stub refuses to look`,
    ]);
  });
});

it('an evaluation whose artifact is kept for too short is a mistake, and is finished all the same', async () => {
  await world.submit(A, { keptHours: 24, edit: quietly });
  const result = await world.collect(QUIET);
  expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error', finished_invocations: A } });
  expect(errorsOf(result)).toEqual([
    expect.stringMatching(
      /^nea-open-aaaa.* its artifact is kept for 24 hours, less than max-age-hours \(168\)/,
    ),
  ]);
});

describe('a collector that is cancelled', () => {
  it.each<[string, number, string[], string[]]>([
    ['finishes what it is at, and leaves the rest', 1_000, [A], [B]],
    ['leaves what takes longer too', 60_000, [], [A, B]],
  ])('%s', async (_, finishMs, finished, open) => {
    await world.submit(A, { edit: quietly });
    await world.submit(B, { runId: 13, edit: quietly });
    world.cluster({ finishMs });
    const handle = world.start(QUIET);
    while (!world.calls().includes(`900 finish ${A}`)) await sleep(20);
    void handle.cancel();
    const result = await handle.done;
    expect(result).toMatchObject({
      exitCode: 1,
      outputs: {
        state: 'cancelled',
        finished_invocations: finished.join('\n'),
        open_invocations: open.join('\n'),
      },
    });
    expect(result.summary).toContain('the step was cancelled before');
    expect(world.calls()).not.toContain(`900 finish ${B}`);
    expect(world.left(B).open).toHaveLength(1);
  });
});

describe('a forged record', () => {
  it('of a run that may say nothing is passed over, and of a fork costs no request', async () => {
    const fork = { headRepository: { id: 99, full_name: 'fork/models' } };
    await world.submit(A, { runId: 21, run: fork });
    await world.submit(A, { runId: 22, run: { path: '.github/workflows/ci.yml' } });
    await world.submit(A, { runId: 23, run: { event: 'pull_request' } });
    await world.submit(A, { runId: 24, run: { headRepository: null } });
    const result = await world.collect();
    expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success', verdict: '' } });
    expect(result.log).toMatch(/of run 21\) is passed over: its run is of another repository/);
    expect(result.log).toMatch(
      /of run 22\) is passed over: its run is of the workflow ci\.yml, not submit\.yml/,
    );
    expect(result.log).toMatch(/of run 23\) is passed over: its run was started by pull_request \(input/);
    expect(result.log).toMatch(/of run 24\) is passed over: its run is of a repository that is gone/);
    expect(world.requests(/actions\/runs\/21/)).toEqual([]);
    expect(world.requests(/\/zip|^DELETE/)).toEqual([]);
    expect(world.calls()).toEqual([]);
    const named = await world.collect({ invocation: A }, 901);
    expect(named).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(errorsOf(named)).toHaveLength(4);
  });

  it('of a fork takes nobody’s turn, whatever their number', async () => {
    const fork = { headRepository: { id: 99, full_name: 'fork/models' } };
    await world.submit(B, { edit: quietly });
    for (let at = 0; at < 230; at++)
      await world.submit(at.toString(16).padStart(16, '0'), { runId: 5000 + at, run: fork });
    const result = await world.collect(QUIET);
    expect(result).toMatchObject({ exitCode: 0, outputs: { finished_invocations: B } });
    expect(result.log).toContain('231 open records\n');
    expect(result.log).toContain('225 more are of other repositories, and are passed over');
    expect(result.log.match(/is passed over/g)).toHaveLength(5);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    [
      'another host',
      (text) => text.replaceAll('login.slurm.test', 'evil.test'),
      /its host is evil\.test, and the input hosts has login\.slurm\.test/,
    ],
    [
      'a command in its path',
      (text) => edited(text, 'tasks.0.remote_dir', `/remote/evals/$(touch x)`),
      /its tasks\[0\]\.remote_dir is "\/remote\/evals\/\$\(touch x\)"/,
    ],
    [
      'an executor that nobody knows',
      (text) => edited(text, 'executor', 'k8s'),
      /its executor is "k8s": this version of the action knows slurm and lepton/,
    ],
    [
      'the tag of another run',
      (text) => text.replaceAll('nea/4711/12/', 'nea/4711/11/').replace('"run_id": "12"', '"run_id": "11"'),
      /its tag nea\/4711\/11\/1\/evaluate is of the run 11/,
    ],
    ['the name of another', (text) => text.replaceAll(A, B), /it is of the invocation bbbb/],
  ])('with %s is refused by name, fails the step, and runs nothing', async (_, edit, why) => {
    await world.submit(A, { edit });
    const result = await world.collect();
    expect(result).toMatchObject({
      exitCode: 1,
      outputs: { state: 'config-error', finished_invocations: '' },
    });
    expect(errorsOf(result, 'warning')).toEqual([expect.stringMatching(why)]);
    expect(result.summary).toContain('refused');
    expect(world.calls()).toEqual([]);
    expect(world.left(A).open).toHaveLength(1);
  });

  it('a result of a fork stands in nobody’s way', async () => {
    const forged = await world.result(A, 31, { headRepository: { id: 99, full_name: 'fork/models' } });
    await world.submit(A, { edit: quietly });
    const result = await world.collect(QUIET);
    expect(result).toMatchObject({ exitCode: 0, outputs: { finished_invocations: A } });
    expect(world.left(A)).toEqual({ open: [], results: [forged, expect.any(Number)] });
    expect(world.calls()).toEqual([`900 finish ${A}`, `900 report ${A}`]);
  });
});

describe('a record that cannot be had', () => {
  it('since another collector has just closed it is no mistake', async () => {
    await world.submit(A);
    await world.result(A, 31);
    world.services.fail({ match: /\/zip/, status: 404 });
    const result = await world.collect();
    expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success' } });
    world.services.fail({ match: /\/zip/, status: 404 });
    const named = await world.collect({ invocation: A }, 901);
    expect(named.exitCode).toBe(0);
    expect(named.summary).toContain('has been reported, by run 31');
  });

  it('since GitHub does not hand it out stands in no other’s way', async () => {
    const id = await world.submit(A, { edit: quietly });
    await world.submit(B, { runId: 13, edit: quietly });
    world.services.fail({ match: new RegExp(`artifacts/${id}/zip`), status: 503, times: 99 });
    const result = await world.collect(QUIET);
    expect(result).toMatchObject({
      exitCode: 1,
      outputs: { state: 'infrastructure-error', finished_invocations: B, open_invocations: A },
    });
  });
});

describe('what GitHub refuses', () => {
  it('to list is a mistake of the workflow', async () => {
    world.services.rest.permissions.actions = 'none';
    const result = await world.collect();
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(errorsOf(result)).toEqual([expect.stringContaining('add "actions: read" under "permissions:"')]);
  });

  it('to delete is one too, after the report', async () => {
    await world.submit(A);
    world.services.rest.permissions.actions = 'read';
    const result = await world.collect({ comment: 'off' });
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error', open_invocations: A } });
    expect(errorsOf(result)).toEqual([
      expect.stringMatching(/it is reported, and its record cannot be deleted.*actions: write/),
    ]);
    expect(world.services.rest.checks).toMatchObject([{ status: 'completed' }]);
    // With the right given, the next one has nothing but to say it again.
    world.services.rest.permissions.actions = 'write';
    const next = await world.collect({ comment: 'off' }, 901);
    expect(next).toMatchObject({ exitCode: 0, outputs: { finished_invocations: A } });
    expect(world.calls()).toEqual([`900 finish ${A}`, `900 report ${A}`, `901 report ${A}`]);
    expect(world.services.rest.checks).toHaveLength(1);
  });

  it.each<[string, number, string, string]>([
    ['for now', 500, 'infrastructure-error', 'GitHub refuses it (500'],
    ['without the right', 403, 'config-error', 'add "checks: write" under "permissions:"'],
    ['for a reason of its own', 422, 'infrastructure-error', 'GitHub refuses it (422'],
  ])(
    'to conclude the check %s keeps the record open for a collector that can',
    async (_, status, state, why) => {
      await world.submit(A);
      let refuses = true;
      const match = ({ method = '', path = '' }): boolean =>
        refuses && method === 'PATCH' && /check-runs/.test(path);
      const strike = world.services.fail({ match, status, times: 99 });
      const result = await world.collect({ comment: 'off' });
      expect(strike.hits).toBeGreaterThan(0);
      expect(result).toMatchObject({ exitCode: 1, outputs: { state, open_invocations: A } });
      expect(errorsOf(result)).toEqual([
        expect.stringContaining(`its report is not complete, and its record stays open: the check`),
      ]);
      expect(result.log).toContain(why);
      expect(world.left(A)).toEqual({ open: [expect.any(Number)], results: [expect.any(Number)] });
      expect(world.services.rest.checks).toMatchObject([{ status: 'in_progress' }]);
      refuses = false;
      const next = await world.collect({ comment: 'off' }, 901);
      expect(next).toMatchObject({ exitCode: 0, outputs: { finished_invocations: A } });
      expect(world.services.rest.checks).toMatchObject([{ status: 'completed' }]);
      expect(world.left(A).open).toEqual([]);
    },
  );

  it('of a report is no reason to look for ever', async () => {
    await world.submit(A, { ageHours: 170 });
    world.services.rest.permissions.checks = 'none';
    const result = await world.collect({ comment: 'off' });
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'success', finished_invocations: A } });
    expect(errorsOf(result)).toEqual([
      expect.stringMatching(/^aaaa\d+ is older than max-age-hours \(168\), and closed though the check/),
    ]);
    expect(world.left(A).open).toEqual([]);
  });

  it.each<[string, RegExp, string]>([
    ['the comment', /^POST .*\/comments/, 'the comment on pull request #7 could not be written'],
    ['the list of pull requests', /\/pulls\?/, 'comment: the pull requests could not be listed'],
  ])('of %s keeps it open too', async (_, match, why) => {
    await world.submit(A, { run: { event: 'pull_request', headBranch: 'feature' }, edit: quietly });
    world.services.rest.addIssue({ number: 7, isPull: true });
    const head = { owner: 'octo', ref: 'feature', sha: HEAD };
    world.services.rest.pulls.push({ number: 7, state: 'open', head, base: 'main' });
    world.services.fail({ match, status: 403, times: 99 });
    const result = await world.collect({ 'check-run': 'false', 'pull-requests': 'true' });
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error', open_invocations: A } });
    expect(errorsOf(result)).toEqual([expect.stringContaining(why)]);
  });

  it('because it is an Enterprise Server is said', async () => {
    const result = await world.collect({}, 900, { GITHUB_SERVER_URL: 'https://git.example.com' });
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(errorsOf(result)).toEqual([
      expect.stringContaining('GitHub Enterprise Server (https://git.example.com)'),
    ]);
  });

  it.each(['pull_request', 'issue_comment'])('to trust a collector that runs on %s', async (name) => {
    await world.submit(A, { edit: quietly });
    const result = await world.collect({}, 900, { GITHUB_EVENT_NAME: name });
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(errorsOf(result)).toEqual([
      expect.stringMatching(/^no other collector could count on what this one/),
    ]);
    expect(world.calls()).toEqual([]);
  });

  it('for want of a token, or of artifacts', async () => {
    const token = await world.collect({ 'github-token': ' ' });
    expect(errorsOf(token)).toEqual([expect.stringContaining('input github-token is empty')]);
    const none = await world.collect({}, 901, { ACTIONS_RUNTIME_TOKEN: undefined });
    expect(errorsOf(none)).toEqual([expect.stringContaining('this runner offers no artifact service')]);
  });
});

it('what a record has in its exec db that nobody knows is named on one line', async () => {
  const odd = (text: string): string => {
    const [line] = (JSON.parse(text) as { exec_db: string[] }).exec_db as [string];
    return edited(
      quietly(text),
      'exec_db.0',
      JSON.stringify({ ...JSON.parse(line), 'a\n::error::b\u2028c': 1 }),
    );
  };
  await world.submit(A, { edit: odd });
  const result = await world.collect(QUIET);
  expect(result).toMatchObject({ exitCode: 0, outputs: { finished_invocations: A } });
  expect(result.log).toContain('not known here and not used: a ::error::bc\n');
});

it('what never was submitted is not found', async () => {
  const result = await world.collect({ invocation: C });
  expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
  expect(errorsOf(result)).toEqual([
    expect.stringContaining(`input invocation is ${C}, and the repository has neither nea-open-${C}`),
  ]);
});

it('doubles that a collector left which was cut off are tidied up', async () => {
  const first = await world.result(A, 31);
  await world.result(A, 32);
  await world.result(A, 33, { path: SUBMIT, event: 'push' });
  const result = await world.collect();
  expect(result.exitCode).toBe(0);
  expect(world.left(A).results).toEqual([first]);
});
