import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { findBaseline } from '../../src/baseline/find-baseline.js';
import { StoreRefusal } from '../../src/baseline/record-store.js';
import { type BaselineOutcome, type BaselineRequest, toFacts } from '../../src/baseline/request.js';
import { tempDir } from '../temp-dir.js';
import { type FakeRecord, type FakeStore, fakeHistory, fakeStore } from './fakes.js';
import { branchEvent, HOME, pullEvent, queueEvent, recordFiles, sha, snapshotOf } from './records.js';

const dir = tempDir();
const C = [0, 1, 2, 3, 4].map((index) => sha(`c${index}`)) as [string, string, string, string, string];
const [head, merge] = [sha('head'), sha('merge')];
/** main is a line of five commits; the pull request was merged into the last for its run. */
const COMMITS = {
  [C[0]]: [],
  [C[1]]: [C[0]],
  [C[2]]: [C[1]],
  [C[3]]: [C[2]],
  [C[4]]: [C[3]],
  [head]: [C[2]],
  [merge]: [C[4], head],
};
const NOW = new Date('2026-06-03T00:00:00Z');

let pull: BaselineRequest;
let nightly: BaselineRequest;
beforeEach(() => {
  pull = {
    wanted: { kind: 'auto' },
    place: { event: pullEvent(head, C[3]), sha: merge, ref: 'refs/pull/7/merge' },
    artifactName: 'eval_results',
    repository: 'o/r',
    serverUrl: 'https://github.com',
    runId: 900,
    workflow: '.github/workflows/ci.yml',
    now: NOW,
    dir: path.join(dir.path, 'baseline'),
  };
  nightly = { ...pull, place: { event: branchEvent('schedule'), sha: C[4], ref: 'refs/heads/main' } };
});

interface Search {
  outcome: BaselineOutcome;
  store: FakeStore;
}

async function search(
  records: readonly FakeRecord[],
  request = pull,
  change: (store: FakeStore) => void = () => undefined,
): Promise<Search> {
  const store = fakeStore(records);
  change(store);
  const outcome = await findBaseline(request, { history: fakeHistory(COMMITS, { head: merge }), store });
  return { outcome, store };
}

const reasons = ({ tried }: BaselineOutcome): Record<string, string> =>
  Object.fromEntries(tried.map(({ finder, reason }) => [finder, reason]));

describe('the record of the commit that the change is measured against', () => {
  it('serves, and costs three requests', async () => {
    const { outcome, store } = await search([
      { run: 1, sha: C[3] },
      { run: 2, sha: C[4] },
    ]);
    expect(outcome.found).toEqual({
      finder: 'commit',
      source: 'artifact',
      name: 'run:2/eval_results.baseline',
      sha: C[4],
      branch: 'main',
      runId: 2,
      runAttempt: 1,
      event: 'push',
      url: 'https://github.com/o/r/actions/runs/2',
      artifactName: 'eval_results.baseline',
      artifactId: 20,
      createdAt: '2026-06-01T00:00:00Z',
      ageDays: 2,
      dir: path.join(pull.dir, 'record-20'),
    });
    expect(toFacts(outcome.found!)).toEqual({
      source: 'artifact',
      name: 'run:2/eval_results.baseline',
      sha: C[4],
      ref: 'main',
      runId: '2',
      ageDays: 2,
    });
    expect(readFileSync(path.join(outcome.found!.dir, 'result.json'))).toEqual(
      Buffer.from(recordFiles()['result.json']!),
    );
    expect(readdirSync(pull.dir)).toEqual(['record-20']);
    expect(store.asked).toEqual(['listArtifacts eval_results.baseline 1', 'getRun 2', 'download 20']);
    expect(outcome).toMatchObject({ tried: [], warnings: [] });
  });

  it('is that of the base in a merge queue', async () => {
    const request = { ...pull, place: { event: queueEvent(merge, C[4]), sha: merge, ref: '' } };
    expect((await search([{ run: 2, sha: C[4] }], request)).outcome.found?.finder).toBe('commit');
  });

  it('is the newest of its commit', async () => {
    const { outcome } = await search([
      { run: 1, sha: C[4] },
      { run: 3, sha: C[4], event: 'workflow_dispatch' },
    ]);
    expect(outcome.found?.runId).toBe(3);
  });

  it('is the newest of its run', async () => {
    const names = ['eval_results.baseline', 'eval_results.baseline'];
    const { outcome } = await search([
      { run: 1, sha: C[4], names, attempt: 2, createdAt: '2026-06-01T00:00:01Z' },
    ]);
    expect(outcome.found).toMatchObject({ artifactId: 11, runAttempt: 2 });
    // What an earlier attempt left, a re-run of other jobs does not make its own.
    const earlier = await search([{ run: 1, sha: C[4], attempt: 2, createdAt: '2026-05-31T23:00:00Z' }]);
    expect(earlier.outcome.found).not.toHaveProperty('runAttempt');
  });

  it.each<[string, Partial<FakeRecord>, RegExp]>([
    ['is invalid', { verdict: 'INVALID' }, /does not serve: its results are INVALID/],
    ['failed', { state: 'failed' }, /does not serve: its evaluation ended as failed/],
    ['has expired', { expired: true }, /\(\w{7}\) expired on 2026-08-30$/],
    ['is of another workflow', { workflow: '.github/workflows/x.yml' }, /the workflow x.yml, not ci.yml$/],
    ['ran on a pull request', { event: 'pull_request' }, /does not count: it ran on pull_request$/],
    ['ran on what another run asked for', { event: 'workflow_run' }, /it ran on workflow_run$/],
    ['is no zip', { zip: Buffer.from('x') }, /cannot be unpacked: /],
    ['is another thing', { zip: recordFiles()['scores.ndjson.gz']! }, /cannot be unpacked: /],
  ])('does not serve where it %s: the ancestor does', async (_, facts, reason) => {
    const { outcome } = await search([
      { run: 1, sha: C[2] },
      { run: 2, sha: C[4], ...facts },
    ]);
    expect(outcome.found).toMatchObject({ finder: 'ancestor', runId: 1 });
    expect(reasons(outcome)['commit']).toMatch(reason);
    expect(readdirSync(pull.dir)).toEqual(['record-10']);
  });

  it.each<[string, Partial<FakeRecord>]>([
    ['a fork', { headRepositoryId: 666 }],
    ['another branch', { branch: 'feature' }],
  ])('is not taken from %s, whatever the artifact says', async (_, facts) => {
    const { outcome, store } = await search([{ run: 2, sha: C[4], ...facts }]);
    expect(outcome.found).toBeUndefined();
    expect(store.asked).toEqual(['listArtifacts eval_results.baseline 1']);
  });

  it.each<[string, Partial<FakeRecord>, RegExp]>([
    ['a fork', { headRepositoryId: 666 }, /does not count: it is of a fork$/],
    ['another branch', { branch: 'feature' }, /does not count: it is of the branch feature$/],
  ])('is not taken from %s where only the run tells', async (_, facts, reason) => {
    const { outcome } = await search([{ run: 2, sha: C[4], ...facts }], pull, (store) => {
      const { listArtifacts } = store;
      store.listArtifacts = async (name, page) => {
        const listed = await listArtifacts(name, page);
        for (const { run } of listed.artifacts)
          Object.assign(run!, { headRepositoryId: HOME, headBranch: 'main' });
        return listed;
      };
    });
    expect(reasons(outcome)['commit']).toMatch(reason);
  });

  it('serves a change though it was NO-GO: what has landed is not its doing', async () => {
    const { outcome } = await search([{ run: 2, sha: C[4], verdict: 'NO-GO' }]);
    expect(outcome.found?.finder).toBe('commit');
    expect(outcome.warnings).toEqual([expect.stringMatching(/was itself NO-GO against its own/)]);
  });

  it('serves whatever other settings it has: the change may be in them', async () => {
    const { outcome } = await search(
      [
        { run: 2, sha: C[4], limit: 5 },
        { run: 1, sha: C[3] },
      ],
      {
        ...pull,
        snapshot: snapshotOf(10),
      },
    );
    expect(outcome.found?.runId).toBe(2);
  });
});

describe('the nearest first-parent ancestor', () => {
  it('goes before newer runs of older commits, and before what is not an ancestor', async () => {
    const { outcome } = await search([
      { run: 9, sha: sha('not an ancestor') },
      { run: 8, sha: C[0] },
      { run: 1, sha: C[2] },
    ]);
    expect(outcome.found).toMatchObject({ finder: 'ancestor', runId: 1 });
    expect(reasons(outcome)).toEqual({
      commit: `${C[4].slice(0, 7)}, the first parent of the pull request's merge commit, has no record`,
    });
  });

  it('may be of the default branch, from which the base branch was made', async () => {
    const event = pullEvent(head, C[3]);
    event.pullRequest!.baseRef = 'release/1';
    const request = { ...pull, place: { ...pull.place, event } };
    expect((await search([{ run: 1, sha: C[2] }], request)).outcome.found?.finder).toBe('ancestor');
    // The newest of another branch is nobody's baseline.
    expect((await search([{ run: 1, sha: sha('other') }], request)).outcome.found).toBeUndefined();
  });
});

describe('the newest record on the base branch', () => {
  const other = [1, 2, 3, 4, 5].map((index) => sha(`other${index}`));

  it('serves where no ancestor has one, as after a force push', async () => {
    const { outcome } = await search([
      { run: 1, sha: other[1]! },
      { run: 2, sha: other[2]! },
    ]);
    expect(outcome.found).toMatchObject({ finder: 'newest', runId: 2 });
    expect(reasons(outcome)['ancestor']).toMatch(
      /^none of the 4 first-parent ancestors of \w{7} has a record$/,
    );
  });

  it('prefers one with the same settings, and drops the others', async () => {
    const records = [10, 10, 5].map((limit, index) => ({ run: index + 1, sha: other[index]!, limit }));
    const { outcome } = await search(records, { ...pull, snapshot: snapshotOf(10) });
    expect(outcome.found?.runId).toBe(2);
    expect(readdirSync(pull.dir)).toEqual(['record-20']);
    expect(outcome.warnings).toEqual([]);
  });

  it('takes the newest good one where none has them, and says in what it differs', async () => {
    const records = [5, 5].map((limit, index) => ({ run: index + 1, sha: other[index]!, limit }));
    const { outcome } = await search(records, { ...pull, snapshot: snapshotOf(10) });
    expect(outcome.found?.runId).toBe(2);
    expect(outcome.warnings).toEqual([expect.stringMatching(/ran with other settings \(t: sample_limit\)/)]);
  });

  it('looks at a few and no more', async () => {
    const records = Array.from({ length: 50 }, (_, index) => ({
      run: index + 1,
      sha: sha(`bad${index}`),
      state: 'failed',
    }));
    const { outcome, store } = await search(records);
    expect(outcome.found).toBeUndefined();
    expect(reasons(outcome)['newest']).toMatch(/; and 27 more$/);
    expect(store.asked.length).toBeLessThanOrEqual(65);
    // There are records, and this is no first run.
    expect(outcome.isBlind).toBe(true);
    expect(readdirSync(pull.dir)).toEqual([]);
  });
});

describe('a run of a branch', () => {
  it('is compared with the commit before', async () => {
    const { outcome } = await search(
      [
        { run: 1, sha: C[3] },
        { run: 2, sha: C[4] },
      ],
      nightly,
    );
    expect(outcome.found).toMatchObject({ finder: 'commit', runId: 1 });
  });

  it('passes over a regression that landed, so that it stays in sight', async () => {
    const records = [
      { run: 1, sha: C[2] },
      { run: 2, sha: C[3], verdict: 'NO-GO' },
    ];
    const { outcome } = await search(records, nightly);
    expect(outcome.found).toMatchObject({ finder: 'ancestor', runId: 1 });
    expect(reasons(outcome)['commit']).toMatch(/it is NO-GO: a regression that landed/);
  });

  it('stays red for weeks, and is not compared with what is red', async () => {
    const red = Array.from({ length: 25 }, (_, index) => ({
      run: 10 + index,
      sha: sha(`red${index}`),
      verdict: 'NO-GO',
    }));
    const { outcome } = await search([{ run: 1, sha: sha('green') }, ...red], nightly);
    expect(outcome.found).toMatchObject({ finder: 'newest', runId: 1 });
    expect(outcome.tried.find(({ finder }) => finder === 'newest')!.reason).toMatch(/it is NO-GO/);
  });

  it.each([
    ['lacks what its own baseline had', { isPartial: true, verdict: 'INCONCLUSIVE' }, /MISSING in it/],
    [
      'was compared with nothing in an outage',
      { noBaseline: 'unknown', verdict: 'NO-BASELINE' },
      /could not be looked for/,
    ],
  ] as const)('is not compared with a record that %s', async (_, facts, why) => {
    for (const request of [nightly, pull]) {
      const { outcome } = await search(
        [
          { run: 1, sha: C[2] },
          { run: 2, sha: C[3], ...facts },
          { run: 3, sha: C[4], ...facts },
        ],
        request,
      );
      expect(outcome.found).toMatchObject({ runId: 1 });
      expect(reasons(outcome)['commit']).toMatch(why);
    }
  });

  it.each(['asked', 'first'] as const)('is compared with one that had none, %s', async (noBaseline) => {
    const { outcome } = await search([{ run: 2, sha: C[3], noBaseline, verdict: 'NO-BASELINE' }], nightly);
    expect(outcome.found).toMatchObject({ runId: 2 });
  });

  it('finds its record among those of other workflows', async () => {
    const others = Array.from({ length: 20 }, (_, index) => ({
      run: 10 + index,
      sha: C[3],
      workflow: '.github/workflows/other.yml',
    }));
    const { outcome } = await search([{ run: 2, sha: C[3] }, ...others], nightly);
    expect(outcome.found).toMatchObject({ finder: 'commit', runId: 2 });
  });

  it('is never its own baseline', async () => {
    const push = { ...nightly, place: { ...nightly.place, event: branchEvent('push') } };
    expect((await search([{ run: 2, sha: C[4] }], push)).outcome.found).toBeUndefined();
    // Nor does a re-run find what its first attempt left.
    expect((await search([{ run: 900, sha: C[4] }], nightly)).outcome.found).toBeUndefined();
  });

  it('is compared with the night before where nothing was committed since', async () => {
    const { outcome } = await search([{ run: 2, sha: C[4] }], nightly);
    expect(outcome.found).toMatchObject({ finder: 'newest', runId: 2 });
  });

  it('is not compared with a run that overtook it', async () => {
    const { outcome } = await search([{ run: 901, sha: sha('later') }], nightly);
    expect(outcome.found).toBeUndefined();
    expect(reasons(outcome)['newest']).toBe('no other record on main');
  });
});

describe('ten thousand records of pull requests', () => {
  const crowd = Array.from({ length: 10_000 }, (_, index) => ({
    run: 1000 + index,
    sha: sha(`pull${index}`),
    branch: `feature${index}`,
    event: 'pull_request',
  }));

  it('do not hide that of the commit', async () => {
    const { outcome, store } = await search([{ run: 2, sha: C[4] }, ...crowd]);
    expect(outcome.found).toMatchObject({ finder: 'commit', runId: 2 });
    expect(store.asked.length).toBeLessThanOrEqual(7);
  });

  it('do not hide the ancestor, nor the newest', async () => {
    const ancestor = await search([{ run: 2, sha: C[2] }, ...crowd]);
    expect(ancestor.outcome.found).toMatchObject({ finder: 'ancestor', runId: 2 });
    const newest = await search([{ run: 2, sha: sha('other') }, ...crowd]);
    expect(newest.outcome.found).toMatchObject({ finder: 'newest', runId: 2 });
    expect(Math.max(ancestor.store.asked.length, newest.store.asked.length)).toBeLessThanOrEqual(12);
  });
});

describe('where GitHub does not help', () => {
  it('says once what the workflow must allow, and asks no further', async () => {
    const { outcome, store } = await search([{ run: 2, sha: C[4] }], pull, ({ refuse }) => {
      refuse.listArtifacts = new StoreRefusal('permission', 'add "actions: read"');
    });
    expect(outcome.warnings).toEqual(['no baseline can be looked for: add "actions: read"']);
    expect(outcome.tried.map(({ finder }) => finder)).toEqual(['commit', 'cache']);
    expect(store.asked).toHaveLength(1);
  });

  it('has no baseline where a rate limit is reached, in the middle too', async () => {
    const { outcome } = await search([{ run: 2, sha: C[4] }], pull, ({ refuse }) => {
      refuse.getRun = new StoreRefusal('unavailable', 'rate limit');
    });
    expect(reasons(outcome)['commit']).toBe('rate limit');
    expect(outcome.found).toBeUndefined();
  });

  it.each<[string, Partial<BaselineRequest>, RegExp]>([
    ['an Enterprise Server', { serverUrl: 'https://ghe.example.com' }, /Enterprise Server \(https:\/\/ghe/],
    ['an address that is none', { serverUrl: 'x' }, /Enterprise Server/],
  ])('says so of %s', async (_, facts, reason) => {
    const { outcome, store } = await search([{ run: 2, sha: C[4] }], { ...pull, ...facts });
    expect(reasons(outcome)['commit']).toMatch(reason);
    expect(store.asked).toEqual([]);
  });

  it('asks for its own workflow where the runner does not name it', async () => {
    const { workflow: _, ...rest } = pull;
    const { outcome } = await search(
      [
        { run: 2, sha: C[4] },
        { run: 900, sha: merge, branch: 'feature' },
      ],
      rest,
    );
    expect(outcome).toMatchObject({ found: { runId: 2 }, workflow: '.github/workflows/ci.yml' });
    const lost = await search([{ run: 2, sha: C[4] }], { ...rest, runId: 77 });
    expect(reasons(lost.outcome)['commit']).toMatch(/set baseline-workflow$/);
  });

  it('has none without a token', async () => {
    const outcome = await findBaseline(pull, { history: fakeHistory(COMMITS) });
    expect(reasons(outcome)).toEqual({
      commit: 'there is no token to ask GitHub with',
      cache: 'this runner offers no cache',
    });
  });
});

describe('what is not looked for', () => {
  it('is none, and a path', async () => {
    const none = await search([], { ...pull, wanted: { kind: 'none' } });
    expect(none.outcome.tried).toEqual([{ finder: 'explicit', reason: 'baseline is none' }]);
    const given = await search([], { ...pull, wanted: { kind: 'path', path: 'before' } });
    expect(given.outcome.found).toEqual({
      finder: 'explicit',
      source: 'path',
      name: 'before',
      dir: 'before',
    });
    expect([...none.store.asked, ...given.store.asked]).toEqual([]);
    expect(existsSync(pull.dir)).toBe(false);
  });

  it('warns of a baseline that is too old', async () => {
    const records = [{ run: 2, sha: C[4] }];
    expect((await search(records, { ...pull, maxAgeDays: 2 })).outcome.warnings).toEqual([]);
    expect((await search(records, { ...pull, maxAgeDays: 1.9 })).outcome.warnings).toEqual([
      'the baseline, run:2/eval_results.baseline, is 2 days old, more than baseline-max-age-days (1.9): run the workflow on the base branch for a newer one',
    ]);
  });
});
