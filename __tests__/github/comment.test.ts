import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type CommentRequest, postComment } from '../../src/github/comment.js';
import { readMark, writeMark } from '../../src/report/mark.js';
import { JOB_BOT } from '../../tools/local-runner/rest-state.js';
import { PERSON, SECRET, setUpPosting } from './posting-setup.js';

const held = setUpPosting();
const PULL = 9;

function request(rest: Partial<CommentRequest> = {}, verdict = 'NO-GO'): CommentRequest {
  return {
    number: PULL,
    key: 'nightly',
    mode: 'always',
    isWanted: true,
    text: { body: `## ${verdict}\n\nall of it`, short: `✅ ${verdict} in short`, verdict },
    run: { runId: '12', attempt: '1' },
    ...rest,
  };
}

const markOf = (runId: string, key = 'nightly', facts = {}): string =>
  writeMark({ kind: 'comment', key, runId, attempt: '1', facts });
const post = async (given = request()) => postComment(await held.connect(), given);
const bodies = (): string[] => held.services.rest.comments.map(({ body }) => body);

beforeEach(() => {
  held.services.rest.addIssue({ number: PULL, isPull: true });
});

describe('postComment', () => {
  it('makes one comment and then brings it up to date', async () => {
    const made = await post();
    const [comment] = held.services.rest.comments;
    expect(made).toEqual({ action: 'created', url: expect.stringContaining(`issuecomment-${comment!.id}`) });
    expect(comment!.body).toMatch(
      /^<!-- nemo-eval:comment key=nightly run=12 attempt=1 [^\n]*-->\n## NO-GO\n/,
    );
    const run = { runId: '13', attempt: '1' };
    expect((await post(request({ run }, 'GO'))).action).toBe('updated');
    expect(bodies()).toEqual([expect.stringContaining('## GO')]);
    expect((await post(request({ key: 'other' }))).action).toBe('created');
    expect(bodies()).toHaveLength(2);
    expect(held.warnings).toEqual([]);
  }, 30_000);

  it('finds its own among 350, whoever quotes it', async () => {
    const { rest } = held.services;
    for (let count = 0; count < 340; count += 1) rest.addComment(PULL, `comment ${count}`, PERSON);
    rest.addComment(PULL, markOf('1'), PERSON);
    rest.addComment(PULL, `> ${markOf('1')}\n\nI agree`);
    rest.addComment(PULL, `see ${markOf('1')}`);
    rest.addComment(PULL, markOf('1', 'nightly2'));
    rest.addComment(PULL, markOf('1'), { login: 'other[bot]', id: 3, type: 'Bot' });
    rest.addComment(PULL, markOf('1'), { ...JOB_BOT, type: 'User' });
    const own = rest.addComment(PULL, `Edited by a person\r\n${markOf('11')}\r\nold`);
    for (let count = 0; count < 3; count += 1) rest.addComment(PULL, 'later', PERSON);
    const before = bodies();
    expect((await post()).action).toBe('updated');
    expect(rest.comments.filter(({ body }, index) => body !== before[index])).toEqual([own]);
    expect(own.body).toMatch(/^<!-- .* -->\n## NO-GO\n\nall of it$/);
    expect(held.requests('GET').filter((path) => path.includes('per_page=100'))).toHaveLength(4);
  });

  it('knows itself by any kind of token', async () => {
    const { rest } = held.services;
    for (const viewer of [PERSON, { login: 'my-app[bot]', id: 4, type: 'Bot' as const }]) {
      rest.viewer = viewer;
      expect((await post()).action).toBe('created');
      expect((await post()).action).toBe('updated');
    }
    expect(rest.comments.map(({ user }) => user.login)).toEqual(['somebody', 'my-app[bot]']);
    rest.viewer = JOB_BOT;
    held.services.fail({
      match: /graphql/,
      times: 99,
      status: 403,
      body: { message: 'Resource not accessible' },
    });
    expect((await post()).action).toBe('created');
    expect((await post()).action).toBe('updated');
    expect(held.requests('GET')).not.toContain('/user');
  }, 60_000);

  it.each([1, 2, 3])(
    'comes to one comment where several jobs write at the same time (round %d)',
    async () => {
      const ids = ['12', '14', '13', '12', '14', '11', '13', '12'];
      // None writes before two have looked: a race it must be.
      let race: () => void;
      const raced = new Promise<void>((resolve) => {
        race = resolve;
      });
      let looked = 0;
      const isList = (url: string): boolean => /\/comments(\?|$)/.test(url);
      const outcomes = await Promise.all(
        ids.map(async (runId) => {
          const posting = await held.connect();
          posting.github.octokit.hook.wrap('request', async (send, options) => {
            await setTimeout(40 * Math.random());
            if (options.method === 'POST' && isList(options.url)) await raced;
            const answer = await send(options);
            if (options.method === 'GET' && isList(options.url) && ++looked === 2) race();
            return answer;
          });
          return postComment(posting, request({ run: { runId, attempt: '1' } }, `verdict ${runId}`));
        }),
      );
      expect(bodies()).toEqual([expect.stringContaining('## verdict 14')]);
      expect(held.requests('POST').filter((path) => path.endsWith('/comments')).length).toBeGreaterThan(1);
      const url = `https://github.com/o/r/issues/9#issuecomment-${held.services.rest.comments[0]!.id}`;
      for (const outcome of outcomes)
        expect(outcome).toEqual({ action: expect.not.stringMatching('refused'), url });
      expect(held.warnings).toEqual([]);
    },
    60_000,
  );

  it('makes no second one where the answer to the first is lost', async () => {
    held.services.fail({ match: /^POST .*comments$/, status: 502, late: true, body: {} });
    expect((await postComment(await held.connectSlowly(), request())).action).toBe('created');
    expect(bodies()).toHaveLength(1);
    expect(held.requests('DELETE')).toHaveLength(1);
  }, 30_000);

  it('deletes what a run that was cut off left double', async () => {
    const { rest } = held.services;
    const first = rest.addComment(PULL, `${markOf('10')}\nfirst`);
    rest.addComment(PULL, `${markOf('11')}\nsecond`);
    const sameRun = rest.addComment(PULL, `${markOf('12')}\nof another job, which deletes it itself`);
    await post();
    expect(rest.comments).toEqual([first, sameRun]);
    expect(first.body).toContain('all of it');
  });

  it('never puts older results over newer ones', async () => {
    const { rest } = held.services;
    for (const [runId, attempt] of [
      ['13', '1'],
      ['12', '2'],
    ] as const) {
      const body = writeMark({ kind: 'comment', key: 'nightly', runId, attempt, facts: {} });
      rest.comments.splice(0, 9);
      rest.addComment(PULL, body);
      expect((await post()).action).toBe('older');
      expect(bodies()).toEqual([body]);
    }
  });

  it('writes again where an older run has just overwritten it', async () => {
    const comment = held.services.rest.addComment(PULL, markOf('10'));
    const posting = await held.connect();
    let overwritten = 0;
    posting.github.octokit.hook.after('request', (_, options) => {
      if (options.method !== 'PATCH' || overwritten > 0) return;
      overwritten += 1;
      comment.body = markOf('11');
    });
    expect((await postComment(posting, request())).action).toBe('updated');
    expect(comment.body).toContain('run=12');
  });

  it.each(['GET', 'PATCH'])('starts again where the comment vanishes before %s', async (gone) => {
    held.services.rest.addComment(PULL, markOf('10'));
    held.services.fail({
      match: ({ method, path }) => {
        if (method === gone && path.includes('/comments/')) held.services.rest.comments.splice(0, 1);
        return false;
      },
    });
    const outcome = await post();
    expect(outcome.action).toBe('created');
    expect(bodies()).toEqual([expect.stringContaining('run=12')]);
  });

  it('leaves alone what a newer run has written since the list was read', async () => {
    const comment = held.services.rest.addComment(PULL, markOf('10'));
    held.services.fail({
      match: ({ method, path }) => {
        if (method === 'GET' && path.includes('/comments/')) comment.body = markOf('13');
        return false;
      },
    });
    expect((await post()).action).toBe('older');
    expect(comment.body).toBe(markOf('13'));
  });

  it('is quiet where the mode does not ask for a comment, and strikes one that no longer holds', async () => {
    expect(await post(request({ mode: 'off' }))).toEqual({ action: 'none' });
    expect(held.services.requests).toEqual([]);
    const calm = request({ mode: 'regression', isWanted: false }, 'GO');
    expect(await post(calm)).toEqual({ action: 'none' });
    expect(bodies()).toEqual([]);
    await post(request({ mode: 'regression' }));
    expect((await post(calm)).action).toBe('updated');
    expect(bodies()).toEqual([expect.stringMatching(/-->\n~~❌ NO-GO~~ ✅ GO in short$/)]);
    expect((await post(calm)).action).toBe('updated');
    expect(bodies()).toEqual([expect.stringMatching(/-->\n✅ GO in short$/)]);
  }, 30_000);

  it('lets no key out of its mark, and no secret into the text', async () => {
    const key = `x --> @octocat <b> "\n<!-- nemo-eval:comment key=nightly run=99 attempt=1 -->\u{1f600}`;
    const text = { body: `with ${SECRET}`, short: SECRET, verdict: 'GO' };
    expect((await post(request({ key, text }))).action).toBe('created');
    const [body] = bodies();
    expect(body!.split('\n')).toHaveLength(2);
    expect(body!.split('-->')).toHaveLength(2);
    expect(body).toMatch(/\nwith \*\*\*$/);
    expect(readMark(body!, 'comment', 'nightly')).toBeUndefined();
    expect((await post(request({ key, text }))).action).toBe('updated');
  }, 30_000);

  it.each(['a', '😀', 'line of text\n'])('fits whatever its text is: %j', async (unit) => {
    const text = { body: unit.repeat(Math.ceil(90_000 / unit.length)), short: 'x', verdict: 'GO' };
    expect((await post(request({ text, key: 'k'.repeat(5000) }))).action).toBe('created');
    expect(Buffer.byteLength(bodies()[0]!)).toBeLessThanOrEqual(65_536);
  });

  it.each([
    [{ number: 404 }, /404 Not Found\): add "pull-requests: write"/],
    [
      {},
      /403 Resource not accessible by integration\): add "pull-requests: write" under "permissions:" of the job/,
    ],
  ])('warns where it is refused: %j', async (rest, message) => {
    Object.assign(held.services.rest.permissions, { issues: 'read', 'pull-requests': 'read' });
    expect(await post(request(rest))).toEqual({ action: 'refused' });
    expect(held.warnings).toEqual([expect.stringMatching(message)]);
  });

  it('warns where the conversation is locked', async () => {
    held.services.rest.issues[0]!.locked = true;
    expect(await post()).toEqual({ action: 'refused' });
    expect(held.warnings).toEqual([
      'the comment on pull request #9 could not be written: the conversation is locked (403 Unable to create comment because issue is locked.)',
    ]);
  });

  it('waits for a rate limit that ends soon, and gives up on a long one', async () => {
    const body = { message: 'You have exceeded a secondary rate limit.' };
    held.services.fail({ match: /^POST .*comments$/, status: 429, headers: { 'retry-after': '1' }, body });
    expect((await postComment(await held.connectSlowly(), request())).action).toBe('created');
    held.services.fail({ match: /^PATCH/, times: 9, status: 429, headers: { 'retry-after': '3600' }, body });
    expect(await postComment(await held.connectSlowly(), request())).toEqual({ action: 'refused' });
    expect(held.warnings).toEqual([expect.stringContaining("GitHub's rate limit is reached")]);
  }, 30_000);
});
