import { describe, expect, it } from '@jest/globals';
import { type RollingIssueRequest, updateRollingIssue } from '../../src/github/rolling-issue.js';
import { writeMark } from '../../src/report/mark.js';
import { PERSON, SECRET, setUpPosting } from './posting-setup.js';

const held = setUpPosting();
let lastRun = 100;

function request(rest: Partial<RollingIssueRequest> = {}): RollingIssueRequest {
  lastRun += 1;
  return {
    key: 'nightly.yml',
    title: 'Evaluation regressed: main',
    body: `run ${lastRun}`,
    regression: true,
    regressions: ['mmlu/acc'],
    run: { runId: String(lastRun), attempt: '1' },
    runUrl: `https://github.com/o/r/actions/runs/${lastRun}`,
    ...rest,
  };
}

const night = async (rest: Partial<RollingIssueRequest> = {}) =>
  updateRollingIssue(await held.connect(), request(rest));
const good = { regression: false, regressions: [] };
const comments = (): string[] => held.services.rest.comments.map(({ body }) => body);
const issues = () => held.services.rest.issues;

describe('updateRollingIssue', () => {
  it('opens one issue, tells of what is new, closes it on recovery, and opens it again', async () => {
    expect(await night(good)).toEqual({ action: 'none' });
    expect(await night({ regression: undefined })).toEqual({ action: 'none' });
    expect(await night()).toEqual({ action: 'opened', number: 1, url: 'https://github.com/o/r/issues/1' });
    expect(issues()).toEqual([expect.objectContaining({ labels: ['nemo-eval'], state: 'open' })]);
    expect(issues()[0]!.title).toBe('Evaluation regressed: main');

    expect((await night()).action).toBe('updated');
    expect(issues()[0]!.body).toMatch(new RegExp(`-->\nrun ${lastRun}$`));
    expect(comments()).toEqual([]);
    expect((await night({ regressions: ['gsm8k/@user', 'mmlu/acc'] })).action).toBe('updated');
    expect(comments()).toEqual([
      `❌ New regressions: gsm8k/@<span></span>user ([workflow run](https://github.com/o/r/actions/runs/${lastRun})).\n`,
    ]);
    // What comes and goes is new only once.
    await night();
    await night({ regressions: ['gsm8k/@user', 'mmlu/acc'] });
    expect((await night({ regression: undefined })).action).toBe('none');
    expect(comments()).toHaveLength(1);

    expect((await night(good)).action).toBe('closed');
    expect(issues()[0]).toMatchObject({ state: 'closed', state_reason: 'completed' });
    expect(comments()[1]).toMatch(/^✅ Recovered/);
    expect((await night(good)).action).toBe('left');
    expect(comments()).toHaveLength(2);

    expect((await night()).action).toBe('reopened');
    expect(issues()).toEqual([expect.objectContaining({ state: 'open' })]);
    expect(comments()[2]).toMatch(/^❌ Regressed again: mmlu\/acc/);
    expect(held.warnings).toEqual([]);
  }, 90_000);

  it('hears the person who closes it, until it regresses after a recovery', async () => {
    await night();
    issues()[0]!.state = 'closed';
    expect((await night({ regressions: ['new'] })).action).toBe('left');
    expect(issues()).toEqual([expect.objectContaining({ state: 'closed' })]);
    expect((await night(good)).action).toBe('left');
    expect(comments()).toEqual([]);
    expect((await night()).action).toBe('reopened');
    expect(issues()).toEqual([expect.objectContaining({ state: 'open' })]);
  }, 60_000);

  it('leaves open what a person opened again after a recovery', async () => {
    await night();
    await night(good);
    issues()[0]!.state = 'open';
    expect((await night(good)).action).toBe('left');
    expect(issues()[0]!.state).toBe('open');
  }, 60_000);

  it('touches no issue of a person, of another key, and no pull request', async () => {
    const { rest } = held.services;
    const body = writeMark({ kind: 'issue', key: 'nightly.yml', runId: '1', attempt: '1', facts: {} });
    const other = writeMark({ kind: 'issue', key: 'other', runId: '1', attempt: '1', facts: {} });
    rest.addIssue({ user: PERSON, body, labels: ['nemo-eval'] });
    rest.addIssue({ body: `> ${body}`, labels: ['nemo-eval'] });
    rest.addIssue({ body: other, labels: ['nemo-eval'] });
    rest.addIssue({ body, isPull: true, labels: ['nemo-eval'] });
    const before = JSON.stringify(issues());
    expect(await night(good)).toEqual({ action: 'none' });
    expect((await night()).action).toBe('opened');
    expect(JSON.stringify(issues().slice(0, 4))).toBe(before);
  }, 30_000);

  it('finds its own without a label, among 350, when it is not allowed to label', async () => {
    const { rest } = held.services;
    rest.mayLabel = false;
    expect((await night()).action).toBe('opened');
    expect(issues()[0]!.labels).toEqual([]);
    for (let count = 0; count < 350; count += 1) rest.addIssue({ user: PERSON });
    expect(await night()).toMatchObject({ action: 'updated', number: 1 });
    expect(await night(good)).toMatchObject({ action: 'closed', number: 1 });
  }, 60_000);

  it('is opened without a label that GitHub refuses', async () => {
    expect((await night({ label: 'x'.repeat(60) })).action).toBe('opened');
    expect(issues()).toEqual([expect.objectContaining({ labels: [] })]);
    expect(held.warnings).toEqual([]);
  }, 30_000);

  it('is one where two runs open it at the same time', async () => {
    const requests = [request(), request(), request()];
    const postings = await Promise.all(requests.map(() => held.connect()));
    await Promise.all(requests.map((one, index) => updateRollingIssue(postings[index]!, one)));
    const open = issues().filter(({ state }) => state === 'open');
    expect(open).toEqual([
      expect.objectContaining({ number: 1, body: expect.stringContaining(requests[2]!.body) }),
    ]);
    for (const { number, body } of issues())
      if (number !== 1) expect(body).toBe('Two runs opened an issue at the same time: see #1.\n');
    expect(issues().length).toBeGreaterThan(1);
    expect(held.warnings).toEqual([]);
    expect(await night(good)).toMatchObject({ action: 'closed', number: 1 });
  }, 60_000);

  it('never puts an older run over a newer one', async () => {
    const early = request(good);
    await night();
    const before = JSON.stringify(issues());
    expect((await updateRollingIssue(await held.connect(), early)).action).toBe('older');
    expect(JSON.stringify(issues())).toBe(before);
  }, 30_000);

  it('remembers thousands of regressions within GitHub’s limit, and shows no secret', async () => {
    const regressions = Array.from({ length: 5000 }, (_, index) => `benchmark ${index}`);
    const body = `${SECRET}\n${'😀'.repeat(20_000)}`;
    expect((await night({ regressions, body, title: SECRET })).action).toBe('opened');
    const [issue] = issues();
    expect(issue!.title).toBe('***');
    expect(Buffer.byteLength(issue!.body)).toBeLessThanOrEqual(65_536);
    await night({ regressions: regressions.slice(1), body });
    expect(comments()).toEqual([]);
    await night({ regressions: [...regressions, 'more'], body });
    expect(comments()).toEqual([expect.stringMatching(/^❌ New regressions \(\[workflow run\]/)]);
    expect(JSON.stringify(issues())).not.toContain(SECRET);
  }, 60_000);

  it('warns where it is refused', async () => {
    held.services.rest.permissions.issues = 'read';
    expect(await night()).toEqual({ action: 'refused' });
    expect(held.warnings).toEqual([
      'the rolling issue could not be written: the job\'s token may not do this (403 Resource not accessible by integration): add "issues: write" under "permissions:" of the job',
    ]);
  });

  it('stays up to date where only its comment is refused', async () => {
    await night();
    issues()[0]!.locked = true;
    expect((await night(good)).action).toBe('closed');
    expect(issues()[0]!.state).toBe('closed');
    expect(held.warnings).toEqual([
      expect.stringContaining('issue #1 got no comment: the conversation is locked'),
    ]);
  }, 30_000);
});
