import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { BASE, HEAD, oneTask, onPull, onPush, REPOSITORY, report, setUpWorld, TIP } from './github-world.js';

// Each run is a process that asks several questions.
jest.setTimeout(90_000);

const world = setUpWorld();
const RUN_URL = `https://github.com/${REPOSITORY}/actions/runs/900`;
const POLICY = 'benchmarks:\n  arith: {metric: correct, tier: critical, max_drop: 0.1}\n';

/** A baseline and a candidate that is worse by a quarter, as inputs. */
const regressed = (): Record<string, string> => ({
  baseline: world.invocation([oneTask(20)]),
  candidate: world.invocation([oneTask(120)]),
});
const sound = (): Record<string, string> => {
  const candidate = world.invocation([oneTask(20)]);
  return { baseline: candidate, candidate };
};

describe('the check', () => {
  it('is opened in progress on the pull request’s head, and concluded with the verdict', async () => {
    const policy = world.write('policies/gate.yaml', POLICY);
    const result = await world.compare({ ...regressed(), policy, 'check-run': 'true' }, onPull());
    expect(result).toMatchObject({ exitCode: 1, outputs: { verdict: 'NO-GO' } });
    const [check, ...others] = world.services.rest.checks;
    expect(others).toEqual([]);
    expect(check).toMatchObject({
      name: 'NeMo evaluation',
      head_sha: HEAD,
      status: 'completed',
      conclusion: 'failure',
      external_id: '900/1/evaluate/__self',
    });
    const opened = world.services.requests.find(
      ({ method, path }) => method === 'POST' && /check-runs/.test(path),
    );
    expect(opened!.body).toMatchObject({ status: 'in_progress', details_url: RUN_URL });
    expect(check!.output.title).toContain('NO-GO');
    expect(check!.output.summary).toContain(`(${RUN_URL})`);
    expect(check!.output.summary).toContain('arith/pass@1/correct');
    expect(check!.annotations).toMatchObject([
      {
        path: 'policies/gate.yaml',
        start_line: 2,
        annotation_level: 'failure',
        title: expect.stringContaining('BREACH: arith'),
      },
    ]);
    expect(result.outputs['check_url']).toBe(`https://github.com/${REPOSITORY}/runs/${check!.id}`);
    // The post step has nothing left to do.
    expect(result.post!.exitCode).toBe(0);
    expect(result.post!.log).not.toContain('warning');
  });

  it.each<[string, () => Record<string, string>, string, number]>([
    ['a regression without a policy is neutral', regressed, 'neutral', 0],
    ['GO is a success', sound, 'success', 0],
    [
      'what fails the step fails the check',
      () => ({ ...regressed(), 'fail-on': 'regression' }),
      'failure',
      1,
    ],
    ['an error of the inputs is a failure', () => ({ ...sound(), candidate: 'nowhere' }), 'failure', 1],
  ])('%s', async (_, inputs, conclusion, exitCode) => {
    const result = await world.compare({ ...inputs(), 'check-run': 'true' }, onPush());
    expect(result.exitCode).toBe(exitCode);
    expect(world.services.rest.checks).toMatchObject([{ conclusion, head_sha: TIP, status: 'completed' }]);
  });

  it('has a name of its own, and no annotation of a policy that lies elsewhere', async () => {
    const policy = world.write('../gate.yaml', POLICY);
    await world.compare({ ...regressed(), policy, 'check-run': 'true', 'check-name': 'quality' }, onPull());
    expect(world.services.rest.checks).toMatchObject([{ name: 'quality', annotations: [] }]);
  });

  it('is concluded by the post step where the step is killed, and by the next attempt where that is too', async () => {
    // The step waits for a limit to end before it may ask for its baseline.
    await world.record({ id: 11, headSha: BASE });
    const inputs = { baseline: 'run:11', candidate: world.invocation([oneTask(20)]), 'check-run': 'true' };
    const hang = (): void => {
      world.services.fail({
        match: /^GET .*\/actions\/runs\/11$/,
        times: 99,
        status: 429,
        headers: { 'retry-after': '60' },
        body: { message: 'You have exceeded a secondary rate limit.' },
      });
    };
    hang();
    const { checks } = world.services.rest;
    const opened = async (count: number): Promise<void> => {
      while (checks.length < count || !world.services.requests.at(-1)!.path.endsWith('/runs/11'))
        await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const cancelled = world.start('compare', inputs, {
      ...onPull(),
      grace: { interruptMs: 100, terminateMs: 100 },
    });
    await opened(1);
    await cancelled.cancel();
    expect(await cancelled.done).toMatchObject({ outcome: 'cancelled', post: { exitCode: 0 } });
    expect(checks).toMatchObject([{ status: 'completed', conclusion: 'cancelled', head_sha: HEAD }]);
    expect(checks[0]!.output.summary).toContain(`(${RUN_URL})`);

    // The runner dies: no post step.
    const killed = world.start('compare', inputs, onPull());
    await opened(2);
    killed.kill();
    await killed.done;
    expect(checks[1]).toMatchObject({ status: 'in_progress' });

    const again = await world.compare(
      { ...inputs, baseline: inputs.candidate },
      { ...onPull(), runAttempt: '2' },
    );
    expect(again.exitCode).toBe(0);
    expect(checks.map(({ status, conclusion, external_id }) => [status, conclusion, external_id])).toEqual([
      ['completed', 'cancelled', '900/1/evaluate/__self'],
      ['completed', 'cancelled', '900/1/evaluate/__self'],
      ['completed', 'success', '900/2/evaluate/__self'],
    ]);
    expect(checks[2]!.output.summary).toContain(`${RUN_URL}/attempts/2`);
    expect(checks[1]!.output.summary).toContain('a newer check');
  });
});

describe('the comment', () => {
  const comments = () => world.services.rest.comments;
  const post = (inputs: Record<string, string>, runId = '900') => {
    if (!world.services.rest.issues.some(({ number }) => number === 7))
      world.services.rest.addIssue({ number: 7, isPull: true });
    return world.compare(inputs, { ...onPull(), runId });
  };

  it('is one for its key, and follows the newest run', async () => {
    const first = await post({ ...regressed(), comment: 'always' });
    expect(comments()).toHaveLength(1);
    expect(comments()[0]!.body).toContain('NO-GO');
    expect(first.outputs['comment_url']).toContain('/7#issuecomment-');
    const second = await post({ ...sound(), comment: 'always' }, '901');
    expect(second.outputs['comment_url']).toBe(first.outputs['comment_url']);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]!.body).toContain('✅ GO');
    // An older run that comes late does not bring back what it knows.
    await post({ ...regressed(), comment: 'always' }, '899');
    expect(comments()[0]!.body).toContain('✅ GO');
    await post({ ...regressed(), comment: 'always', 'comment-key': 'other' }, '902');
    expect(comments()).toHaveLength(2);
  });

  it.each<[string, () => Record<string, string>, boolean]>([
    ['off', regressed, false],
    ['changes', regressed, true],
    ['changes', sound, false],
    ['regression', regressed, true],
    ['regression', sound, false],
    ['always', sound, true],
  ])('in mode %s', async (comment, inputs, isWanted) => {
    const result = await post({ ...inputs(), comment });
    expect(comments()).toHaveLength(isWanted ? 1 : 0);
    expect(result.outputs['comment_url'] !== '').toBe(isWanted);
  });

  it('that no longer holds is struck out', async () => {
    await post({ ...regressed(), comment: 'regression' });
    await post({ ...sound(), comment: 'regression' }, '901');
    expect(comments()).toHaveLength(1);
    expect(comments()[0]!.body).toContain('~~❌ NO-GO~~ ');
  });

  it('is left out where the run is of no pull request, and where the token of a fork may only read', async () => {
    const result = await world.compare({ ...sound(), comment: 'always' }, onPush());
    expect(result.log).toContain('comment: none, since the event push belongs to no pull request');
    const asked = world.services.requests.length;
    const fork = await world.compare(
      { ...sound(), comment: 'always', 'check-run': 'true' },
      onPull({ fromFork: true }),
    );
    expect(fork).toMatchObject({ exitCode: 0, outputs: { verdict: 'GO', check_url: '', comment_url: '' } });
    expect(fork.log.match(/the token of a pull request from a fork may only read/g)).toHaveLength(1);
    expect(world.services.requests).toHaveLength(asked);
  });
});

it('the rolling issue of scheduled runs is opened, follows them and is closed', async () => {
  const scheduled = (inputs: Record<string, string>, runId: string, name = 'schedule') =>
    world.compare({ ...inputs, 'rolling-issue': 'true' }, { ...onPush(name), runId });
  const { issues, comments } = world.services.rest;
  await scheduled(regressed(), '900', 'push');
  await scheduled(sound(), '901');
  expect(issues).toEqual([]);
  await scheduled(regressed(), '902');
  expect(issues).toMatchObject([{ state: 'open', title: 'Evaluation regressed: evaluate, main' }]);
  expect(issues[0]!.body).toContain('actions/runs/902');
  await scheduled(regressed(), '903');
  expect(issues).toHaveLength(1);
  expect(issues[0]!.body).toContain('actions/runs/903');
  const last = await scheduled(sound(), '904');
  expect(issues).toMatchObject([{ state: 'closed', state_reason: 'completed' }]);
  expect(comments.at(-1)!.body).toContain('Recovered');
  expect(last.log).toContain('rolling issue: closed');
});

describe('the HTML report', () => {
  it('is written always, and uploaded as a page where that is asked for', async () => {
    const result = await world.compare(
      { ...regressed(), 'html-report': 'true', 'show-items': 'always' },
      onPull(),
    );
    const page = readFileSync(result.outputs['report_path']!, 'utf8');
    expect(page).toContain('PROMPT 20');
    expect(world.services.artifacts).toMatchObject([{ name: 'comparison.html', mimeType: 'text/html' }]);
    const { id, bytes } = world.services.artifacts[0]!;
    expect(bytes().toString('utf8')).toBe(page);
    expect(result.outputs['report_url']).toBe(`${RUN_URL}/artifacts/${id}`);
    const plain = await world.compare(sound(), onPull());
    expect(readFileSync(plain.outputs['report_path']!, 'utf8')).toContain('<!doctype html>');
    expect(world.services.artifacts).toHaveLength(1);
  });

  it('has another name where a step of the run has taken it', async () => {
    for (let step = 0; step < 2; step += 1)
      await world.compare({ ...sound(), 'html-report': 'true' }, onPull());
    const names = world.services.artifacts.map(({ name }) => name);
    expect(names[0]).toBe('comparison.html');
    expect(names[1]).toMatch(/^comparison-evaluate-[0-9a-f]{8}\.html$/);
  });

  it('shows no prompt or answer with show-items never, and neither does anything else', async () => {
    world.services.rest.addIssue({ number: 7, isPull: true });
    const options = onPull();
    (options.event!.payload as { repository: { private: boolean } }).repository.private = true;
    const shown = {
      ...regressed(),
      'check-run': 'true',
      comment: 'always',
      'html-report': 'true',
    };
    const texts = (result: Awaited<ReturnType<typeof world.compare>>): string[] => {
      const { checks, comments } = world.services.rest;
      return [
        result.summary,
        JSON.stringify(checks.at(-1)),
        JSON.stringify(comments.at(-1)),
        readFileSync(result.outputs['report_path']!, 'utf8'),
        world.services.artifacts.at(-1)!.bytes().toString('utf8'),
      ];
    };
    for (const text of texts(await world.compare(shown, options))) expect(text).toContain('PROMPT');
    const hidden = await world.compare({ ...shown, 'show-items': 'never' }, { ...options, runId: '901' });
    for (const text of texts(hidden)) {
      expect(text).toContain('NO-GO');
      expect(text).not.toContain('PROMPT');
    }
  });
});

describe('the anchor', () => {
  it('tells of small drops that have added up, in log, summary and result.json', async () => {
    const policy = world.write('gate.yaml', POLICY);
    await world.record({ id: 5, headSha: BASE }, { wrong: 0 });
    // The candidate's wrong answers are the baseline's and 28 more: 7 points of the 10 that are allowed.
    const baseline = world.invocation([oneTask(28)]);
    const candidate = world.invocation([oneTask(56)]);
    const inputs = { baseline, candidate, policy, anchor: 'run:5' };
    const result = await world.compare({ ...inputs, 'fail-on': 'never' }, onPush());
    expect(result.outputs['verdict']).toBe(report(result).verdict);
    expect(report(result).benchmarks[0]!['status']).not.toBe('BREACH');
    expect(result.log).toMatch(/warning.*small drops have added up: against the anchor run:5/);
    expect(result.summary).toContain('Since the anchor');
    expect(result.summary).toContain('small drops have added up');
    expect(report(result).anchor).toMatchObject({
      source: 'artifact',
      run_id: '5',
      sha: BASE,
      verdict: 'NO-GO',
      benchmarks: [{ name: 'arith/pass@1/correct', status: 'BREACH', delta: -0.14 }],
    });
  });

  it('may be a path or a tag; one that has expired is a warning, and one that is not there an error', async () => {
    const inputs = sound();
    const path = await world.compare({ ...inputs, anchor: inputs['baseline']! }, onPush());
    expect(report(path).anchor).toMatchObject({ source: 'path', verdict: 'GO' });
    await world.record({ id: 5, headSha: BASE });
    world.repository.tags.set('v1', BASE);
    const tag = await world.compare({ ...inputs, anchor: 'v1' }, onPush());
    expect(report(tag).anchor).toMatchObject({ sha: BASE, run_id: '5' });
    await world.record({ id: 6, headSha: BASE }, { expiresAt: '2020-01-01T00:00:00Z' });
    const expired = await world.compare({ ...inputs, anchor: 'run:6' }, onPush());
    expect(expired).toMatchObject({ exitCode: 0, outputs: { verdict: 'GO' } });
    expect(expired.log).toMatch(/warning.*there is no anchor: the record of run:6 expired/);
    expect(report(expired).anchor).toBeNull();
    const none = await world.compare({ ...inputs, anchor: 'v9' }, onPush());
    expect(none).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(none.log).toContain('there is neither such a path nor such a tag');
    report(none);
  });
});
