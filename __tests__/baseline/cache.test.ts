import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { baselineCacheKeys, mayWriteCache, parseCacheKey } from '../../src/baseline/cache-keys.js';
import { findBaseline } from '../../src/baseline/find-baseline.js';
import { isWorthCaching } from '../../src/baseline/judge-record.js';
import type { BaselineCache, BaselineOutcome, BaselineRequest } from '../../src/baseline/request.js';
import { baselineCache } from '../../src/github/baseline-cache.js';
import { type Services, startServices } from '../../tools/local-runner/services.js';
import { tempDir } from '../temp-dir.js';
import { fakeHistory } from './fakes.js';
import { branchEvent, pullEvent, type RecordFacts, recordFiles, sha } from './records.js';

const dir = tempDir();
const scope = { workflow: '.github/workflows/ci.yml', artifactName: 'eval_results', branch: 'main' };
const [head, base] = [sha('head'), sha('base')];

describe('baselineCacheKeys', () => {
  it('keep workflows, artifacts and branches apart, in keys that the cache takes', () => {
    const saved = ['x,y', 'a'.repeat(600)].flatMap((name) =>
      (['workflow', 'artifactName', 'branch'] as const).map(
        (field) => baselineCacheKeys({ ...scope, [field]: name }, { sha: base, runId: 5 }).save!,
      ),
    );
    expect(new Set(saved).size).toBe(6);
    for (const key of saved) expect(key).toMatch(/^[a-z0-9-]{1,200}$/);
  });

  it('are found by commit, then by branch', () => {
    const { save, restore } = baselineCacheKeys(scope, { sha: base, runId: 5 }, base);
    expect(restore).toHaveLength(2);
    expect(restore.every((prefix) => save!.startsWith(prefix))).toBe(true);
    expect(parseCacheKey(save!)).toEqual({ sha: base, runId: 5 });
    expect(parseCacheKey('nemo-eval-baseline-v1-x')).toBeUndefined();
  });
});

it.each([
  ['push', 'refs/heads/main', true],
  ['schedule', 'refs/heads/main', true],
  ['workflow_dispatch', 'refs/heads/main', true],
  ['push', 'refs/heads/feature', false],
  ['push', 'refs/tags/main', false],
  ['pull_request', 'refs/pull/1/merge', false],
])('%s on %s may write the cache: %s', (event, ref, may) => {
  expect(mayWriteCache(branchEvent(event), ref)).toBe(may);
});

/** Writes a record. */
function record(name: string, facts?: RecordFacts): string {
  for (const [file, bytes] of Object.entries(recordFiles(facts))) dir.write(`${name}/${file}`, bytes);
  return path.join(dir.path, name);
}

it('only good records are worth a place in the cache', () => {
  const states: RecordFacts[] = [{}, { verdict: 'NO-GO' }, { verdict: 'INVALID' }, { state: 'failed' }];
  const worth = states.map((facts, index) => isWorthCaching(record(`state${index}`, facts)));
  expect(worth).toEqual([true, false, false, false]);
  expect(isWorthCaching(path.join(dir.path, 'nowhere'))).toBe(false);
});

describe('the cached record', () => {
  const request = (): BaselineRequest => ({
    wanted: { kind: 'auto' },
    place: { event: pullEvent(head, base), sha: head, ref: 'refs/pull/7/merge' },
    artifactName: 'eval_results',
    repository: 'o/r',
    serverUrl: 'https://github.com',
    runId: 900,
    workflow: scope.workflow,
    now: new Date(),
    dir: path.join(dir.path, 'found'),
  });
  const key = (runId: number, commit = base): string =>
    baselineCacheKeys(scope, { sha: commit, runId }).save!;

  const find = (
    matched: string,
    facts: RecordFacts = {},
    change: Partial<BaselineRequest> = {},
  ): Promise<BaselineOutcome> => {
    const cache: BaselineCache = {
      async restore(_prefixes, target) {
        mkdirSync(target, { recursive: true });
        for (const [file, bytes] of Object.entries(recordFiles(facts)))
          writeFileSync(path.join(target, file), bytes);
        return { key: matched };
      },
    };
    return findBaseline(
      { ...request(), ...change },
      { history: fakeHistory({ [head]: [base], [base]: [] }), cache },
    );
  };

  it('serves where there is no other', async () => {
    const { found, tried } = await find(key(5));
    expect(found).toMatchObject({
      finder: 'cache',
      source: 'cache',
      sha: base,
      runId: 5,
      url: 'https://github.com/o/r/actions/runs/5',
    });
    expect(existsSync(path.join(found!.dir, 'result.json'))).toBe(true);
    expect(tried.map(({ finder }) => finder)).toEqual(['commit']);
  });

  it('of a later run serves a change, and not a branch, which it overtook', async () => {
    const place = { event: branchEvent('push'), sha: head, ref: 'refs/heads/main' };
    const { found, tried } = await find(key(901), {}, { place });
    expect(found).toBeUndefined();
    expect(tried.at(-1)!.reason).toMatch(/is of a later run$/);
    expect((await find(key(901))).found).toMatchObject({ runId: 901 });
  });

  it.each(['schedule', 'workflow_dispatch'])('of the same commit serves %s, which repeats', async (event) => {
    const place = { event: branchEvent(event), sha: head, ref: 'refs/heads/main' };
    expect((await find(key(5, head), {}, { place })).found).toMatchObject({ runId: 5 });
  });

  it.each<[string, string, RecordFacts, RegExp]>([
    ['of this run', key(900), {}, /is this run's own$/],
    ['of its own commit', key(5, head), {}, /is of this run's own commit$/],
    ['of another key', 'nemo-eval-baseline-x', {}, /answered with another key$/],
    ['that failed', key(5), { state: 'failed' }, /its evaluation ended as failed$/],
  ])('does not serve where it is one %s', async (_, matched, facts, reason) => {
    const { found, tried } = await find(matched, facts);
    expect(found).toBeUndefined();
    expect(tried.at(-1)).toEqual({ finder: 'cache', reason: expect.stringMatching(reason) });
    expect(existsSync(path.join(dir.path, 'found', 'record-of-cache'))).toBe(false);
  });
});

describe('baselineCache', () => {
  let services: Services;
  const warnings: string[] = [];
  const log = { warn: (line: string) => void warnings.push(line) };
  const before = { ...process.env };

  beforeEach(async () => {
    warnings.length = 0;
    services = await startServices();
    Object.assign(process.env, services.env, { RUNNER_TEMP: dir.path, GITHUB_WORKSPACE: dir.path });
  });
  afterEach(async () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    await services.close();
  });

  it('is not offered where the runner has none', async () => {
    expect(await baselineCache({}, dir.path, log)).toBeUndefined();
    expect(await baselineCache({ ACTIONS_RESULTS_URL: 'http://x/' }, dir.path, log)).toBeUndefined();
  });

  it('gives back the newest record of the branch, and the one of the commit before it', async () => {
    const cache = (await baselineCache(process.env, dir.path, log))!;
    const [first, second] = [1, 2].map(
      (id) => baselineCacheKeys(scope, { sha: sha(`c${id}`), runId: id }).save!,
    );
    await cache.save(first!, record('one', { verdict: 'GO' }));
    await cache.save(second!, record('two', { verdict: 'INCONCLUSIVE' }));
    expect(warnings).toEqual([]);
    const restore = (commit: string) =>
      cache.restore(baselineCacheKeys(scope, undefined, commit).restore, path.join(dir.path, commit));
    expect(await restore(sha('c1'))).toEqual({ key: first });
    expect(await restore(sha('elsewhere'))).toEqual({ key: second });
    expect(existsSync(path.join(dir.path, sha('c1'), 'result.json'))).toBe(true);
    expect(existsSync(path.join(dir.path, 'nemo-eval-baseline'))).toBe(false);
    expect(
      await cache.restore(baselineCacheKeys({ ...scope, branch: 'x' }).restore, dir.path),
    ).toBeUndefined();
  });

  it('warns where nothing can be saved, and follows no link', async () => {
    const cache = (await baselineCache(process.env, dir.path, log))!;
    const linked = path.join(dir.path, 'linked');
    mkdirSync(linked);
    symlinkSync('/etc/passwd', path.join(linked, 'result.json'));
    await cache.save('k', linked);
    expect(warnings).toEqual([
      'the baseline record could not be saved to the cache: result.json is no file of a record',
    ]);
    expect(services.caches).toHaveLength(0);
  });
});
