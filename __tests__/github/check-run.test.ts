import { describe, expect, it } from '@jest/globals';
import { checkCommit, checkExternalId, concludeCheck, openCheck } from '../../src/github/check-run.js';
import type { RunEvent } from '../../src/github/event.js';
import type { Annotation } from '../../src/report/check-text.js';
import { SECRET, setUpPosting } from './posting-setup.js';

const held = setUpPosting();
const SHA = 'a'.repeat(40);
const OPEN = {
  name: 'nemo-eval',
  headSha: SHA,
  externalId: '12/2/job',
  title: 'Evaluating',
  summary: 'wait',
};
const ENDING = { conclusion: 'failure' as const, title: 'NO-GO', summary: 'all of it' };
const BOX = 'checks: write" under "permissions:"';

function addCheck(
  rest: { externalId?: string; name?: string; app?: number; status?: 'in_progress' | 'completed' } = {},
) {
  const { externalId = '12/1/job', name = OPEN.name, app = 15368, status = 'in_progress' } = rest;
  const check = {
    id: held.services.rest.nextId(),
    name,
    head_sha: SHA,
    external_id: externalId,
    app,
    status,
    conclusion: status === 'completed' ? 'failure' : null,
    started_at: null,
    completed_at: null,
    output: {},
    annotations: [],
  };
  held.services.rest.checks.push(check);
  return check;
}

const annotation = (line: number): Annotation => ({
  path: 'policy.yaml',
  line,
  level: 'failure',
  title: `line ${line}`,
  message: 'worse',
});

describe('checkCommit', () => {
  const event = (rest: Partial<RunEvent>): RunEvent => ({ name: 'x', isPrivateRepository: false, ...rest });
  it.each([
    ['a push', event({}), 'merge'],
    [
      'a pull request',
      event({
        pullRequest: {
          number: 1,
          headSha: 'head',
          headRef: 'x',
          baseSha: 'b',
          baseRef: 'm',
          fromFork: false,
        },
      }),
      'head',
    ],
    ['a merge queue', event({ mergeGroup: { headSha: 'group', baseSha: 'b', baseBranch: 'main' } }), 'group'],
    [
      'a followed run',
      event({ followedRun: { id: 1, headSha: 'followed', headBranch: 'x', headOwner: 'y', event: 'z' } }),
      'followed',
    ],
    [
      'an event that does not say',
      event({ followedRun: { id: 1, headSha: '', headBranch: '', headOwner: '', event: '' } }),
      'merge',
    ],
  ])('of %s', (_, given, expected) => {
    expect(checkCommit(given, 'merge')).toBe(expected);
  });
});

describe('a check', () => {
  it('is opened in progress and concluded, without secrets', async () => {
    const posting = await held.connect();
    const externalId = checkExternalId({ runId: '12', attempt: '2' }, 'job');
    const check = await openCheck(posting, { ...OPEN, externalId, summary: `with ${SECRET}` });
    const [made] = held.services.rest.checks;
    expect(made).toMatchObject({ status: 'in_progress', head_sha: SHA, external_id: '12/2/job' });
    expect(Date.parse(made!.started_at!)).toBeGreaterThan(Date.now() - 60_000);
    expect(made!.output.summary).toBe('with ***');
    const stored = JSON.parse(JSON.stringify(check)) as typeof check;
    const annotations = [{ ...annotation(3), title: SECRET, message: SECRET }];
    const ending = { ...ENDING, title: SECRET, summary: SECRET, text: SECRET, annotations };
    expect(await concludeCheck(posting, stored!, ending)).toBe(true);
    expect(made).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(made!.output).toEqual({ title: '***', summary: '***', text: '***' });
    expect(JSON.stringify(made)).not.toContain(SECRET);
    expect(made!.annotations).toEqual([
      {
        path: 'policy.yaml',
        start_line: 3,
        end_line: 3,
        annotation_level: 'failure',
        title: '***',
        message: '***',
      },
    ]);
    expect(check!.url).toBe(`https://github.com/o/r/runs/${made!.id}`);
    expect(held.warnings).toEqual([]);
  });

  it('takes any number of annotations, 50 at a time', async () => {
    const posting = await held.connect();
    const check = await openCheck(posting, OPEN);
    const annotations = Array.from({ length: 101 }, (_, index) => annotation(index + 1));
    expect(await concludeCheck(posting, check!, { ...ENDING, annotations })).toBe(true);
    const [made] = held.services.rest.checks;
    expect(made!.annotations.map(({ start_line }) => start_line)).toEqual(
      annotations.map(({ line }) => line),
    );
    expect(held.requests('PATCH')).toHaveLength(3);
    expect(made!.output.summary).toBe(ENDING.summary);
    expect(held.warnings).toEqual([]);
  });

  it('is concluded without annotations where these are refused', async () => {
    const posting = await held.connect();
    const check = await openCheck(posting, OPEN);
    const annotations = [{ ...annotation(1), path: '/absolute' }];
    expect(await concludeCheck(posting, check!, { ...ENDING, annotations })).toBe(true);
    expect(held.services.rest.checks[0]).toMatchObject({ conclusion: 'failure', annotations: [] });
    expect(held.warnings).toEqual([expect.stringContaining('has no annotations')]);
  });

  it.each(['a', '😀', 'line\n', '<details>\n\nx\n\n</details>\n'])(
    'fits whatever its texts are: %j',
    async (unit) => {
      const posting = await held.connect();
      const long = unit.repeat(Math.ceil(80_000 / unit.length));
      const check = await openCheck(posting, { ...OPEN, title: '😀'.repeat(100), summary: long });
      expect(await concludeCheck(posting, check!, { ...ENDING, summary: long, text: long })).toBe(true);
      const { summary = '', text = '' } = held.services.rest.checks[0]!.output;
      for (const one of [summary, text]) {
        expect(Buffer.byteLength(one)).toBeLessThanOrEqual(65_535);
        expect(Buffer.byteLength(one)).toBeGreaterThan(65_400);
        expect(one).not.toMatch(/\ufffd|\p{Surrogate}/u);
        expect(one.match(/<details>/g)?.length).toBe(one.match(/<\/details>/g)?.length);
      }
    },
  );

  it('of an earlier attempt is concluded, and no other', async () => {
    for (let count = 0; count < 120; count += 1) addCheck({ externalId: `${count + 20}/1/job` });
    const earlier = addCheck();
    const others = [
      addCheck({ externalId: '12/3/job' }),
      addCheck({ externalId: '12/1/other' }),
      addCheck({ externalId: '13/1/job' }),
      addCheck({ externalId: 'x' }),
      addCheck({ name: 'other' }),
      addCheck({ app: 2 }),
    ];
    const done = addCheck({ status: 'completed' });
    const check = await openCheck(await held.connect(), OPEN);
    expect(earlier).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
    expect(earlier.output).toEqual({
      title: 'Replaced by a newer check',
      summary: `The run was started again: see [a newer check](${check!.url}).`,
    });
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 'in_progress'));
    expect(done.output).toEqual({});
    expect(held.requests('PATCH')).toHaveLength(1);
    expect(held.services.rest.checks.at(-1)).toMatchObject({ id: check!.id, status: 'in_progress' });
  });

  it('is not left open twice where the answer to its making was lost', async () => {
    held.services.fail({ match: /^POST .*check-runs$/, status: 502, late: true, body: {} });
    const check = await openCheck(await held.connectSlowly(), OPEN);
    const open = held.services.rest.checks.filter(({ status }) => status === 'in_progress');
    expect(held.services.rest.checks).toHaveLength(2);
    expect(open.map(({ id }) => id)).toEqual([check!.id]);
  });

  it('that was concluded is left alone by the post step', async () => {
    const posting = await held.connect();
    const check = await openCheck(posting, OPEN);
    const cut = { conclusion: 'cancelled' as const, title: 'cut off', summary: 'x' };
    expect(await concludeCheck(posting, check!, cut, { onlyIfOpen: true })).toBe(true);
    expect(held.services.rest.checks[0]!.conclusion).toBe('cancelled');
    expect(await concludeCheck(posting, check!, ENDING, { onlyIfOpen: true })).toBe(true);
    expect(held.services.rest.checks[0]!.conclusion).toBe('cancelled');
    expect(await concludeCheck(posting, check!, ENDING)).toBe(true);
    expect(held.services.rest.checks[0]!.conclusion).toBe('failure');
  });

  it('is concluded after a rate limit that ends soon', async () => {
    const posting = await held.connectSlowly();
    const check = await openCheck(posting, OPEN);
    const body = { message: 'You have exceeded a secondary rate limit.' };
    held.services.fail({ match: /^PATCH/, status: 403, headers: { 'retry-after': '1' }, body });
    expect(await concludeCheck(posting, check!, ENDING)).toBe(true);
    expect(held.services.rest.checks[0]!.conclusion).toBe('failure');
    expect(held.warnings).toEqual([]);
  });

  it('that may not be made is a warning', async () => {
    held.services.rest.permissions.checks = 'read';
    const posting = await held.connect();
    expect(await openCheck(posting, OPEN)).toBeUndefined();
    expect(await concludeCheck(posting, { id: addCheck().id, name: 'nemo-eval' }, ENDING)).toBe(false);
    expect(held.warnings).toEqual([
      expect.stringMatching(/^the check "nemo-eval" could not be opened: .*/),
      expect.stringMatching(/^the check "nemo-eval" could not be concluded: .*/),
    ]);
    for (const warning of held.warnings) expect(warning).toContain(BOX);
  });

  it('stays open where only the earlier ones cannot be listed', async () => {
    held.services.fail({ match: /^GET .*check-runs/, status: 404, body: { message: 'Not Found' } });
    expect(await openCheck(await held.connect(), OPEN)).toBeDefined();
    expect(held.warnings).toEqual([expect.stringContaining('earlier checks "nemo-eval" may still be open')]);
  });
});
