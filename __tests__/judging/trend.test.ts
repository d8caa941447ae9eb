import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { BaselineOutcome } from '../../src/baseline/request.js';
import { readRunContext } from '../../src/github/run-context.js';
import type { BaselinePlace } from '../../src/judging/find-baseline.js';
import { type LoadedTrend, loadTrend } from '../../src/judging/load-trend.js';
import { growTrend, noiseBefore } from '../../src/judging/own-trend.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { identifyModel } from '../../src/trend/measured-run.js';
import type { TrendRun } from '../../src/trend/trend.js';
import { TREND_FILE, writeTrend } from '../../src/trend/trend-file.js';
import { answers, writeInvocation } from '../comparison/byob-invocation.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const NAME = 'arith/pass@1/correct';

const context = (env: Record<string, string> = {}) =>
  readRunContext({
    GITHUB_RUN_ID: '50',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_EVENT_NAME: 'schedule',
    RUNNER_TEMP: dir.path,
    GITHUB_WORKSPACE: dir.path,
    ...env,
  });

const runOf = (id: number, score: number, rest: Partial<TrendRun['points'][number]> = {}): TrendRun => ({
  runId: String(id),
  branch: 'main',
  sha: 'b'.repeat(40),
  createdAt: `2026-01-${String(id).padStart(2, '0')}T00:00:00.000Z`,
  points: [
    {
      benchmark: NAME,
      attempt: 1,
      score,
      stderr: 0.01,
      n: 400,
      status: 'PASS',
      snapshot: 's',
      model: identifyModel({ model: 'm', checkpoint: '/c', sha: null }),
      ...rest,
    },
  ],
});

const place = async (loaded: Partial<LoadedTrend> = {}) => ({
  loaded: { trend: { runs: [] }, branch: 'main', isOwn: true, createdAt: '2026-01-20T00:00:00Z', ...loaded },
  results: await readEvalResults(writeInvocation(dir.path, [{ name: 'arith', answers: answers(400, 20) }])),
  context: context(),
});

describe('the line of a run', () => {
  it('has the run’s own points at its end, under its attempt', async () => {
    const { runs } = growTrend(await place({ trend: { runs: [runOf(1, 0.9)] } }), undefined);
    expect(runs.map(({ runId }) => runId)).toEqual(['1', '50']);
    expect(runs[1]).toMatchObject({
      branch: 'main',
      sha: 'a'.repeat(40),
      points: [{ benchmark: NAME, attempt: 2, score: 0.95, status: null }],
    });
  });

  it('is as it was where a change is only held against it', async () => {
    const trend = { runs: [runOf(1, 0.9)] };
    expect(growTrend(await place({ trend, isOwn: false }), undefined)).toBe(trend);
  });

  it('tells no noise where the settings are not known, or there are few runs', async () => {
    const trend = { runs: [1, 2, 3, 4, 5, 6].map((id) => runOf(id, 0.9 + id / 1000)) };
    expect(noiseBefore(await place({ trend }))(NAME)).toBeNull();
    expect(noiseBefore(await place())(NAME)).toBeNull();
  });

  it('tells the noise of A/A runs at the same settings', async () => {
    const known = await place();
    const tasks = [{ name: known.results.tasks[0]!.name, hash: '0123456789abcdef', fields: {} }];
    const results = {
      ...known.results,
      tasks: known.results.tasks.map((task) => ({ ...task, snapshot: tasks[0]! })),
    };
    // Under the very hash that this run's own point has.
    const own = growTrend({ ...known, results }, undefined).runs.at(-1)!.points[0]!;
    expect(own.snapshot).not.toBeNull();
    const runs = [1, 2, 3, 4, 5, 6].map((id) => runOf(id, 0.9 + (id % 2) / 50, { snapshot: own.snapshot }));
    const noise = noiseBefore({ ...known, results, loaded: { ...known.loaded, trend: { runs } } })(NAME);
    expect(noise).toMatchObject({ runs: 6 });
  });
});

describe('the trend that is loaded', () => {
  const at = (env?: Record<string, string>): BaselinePlace & { said: string[] } => {
    const said: string[] = [];
    const log = { info: (line: string) => said.push(line), warn: (line: string) => said.push(line) };
    return {
      inputs: { baseline: 'auto' },
      context: context(env),
      env: { PATH: '/nowhere' },
      log,
      token: '',
      artifactName: 'eval_results',
      dir: path.join(dir.path, 'records'),
      said,
    };
  };

  it('is empty on a branch without a token, and the run is of it', async () => {
    expect(await loadTrend(at(), undefined)).toEqual({
      trend: { runs: [] },
      branch: 'main',
      isOwn: true,
      createdAt: null,
    });
  });

  const outcome = (found: Partial<BaselineOutcome['found']> | undefined): BaselineOutcome =>
    ({
      found: found && { finder: 'commit', source: 'artifact', name: 'r', dir: dir.path, ...found },
      tried: [],
      warnings: [],
      measured: { kind: 'change', baseBranch: 'main', own: [] },
      artifactName: 'eval_results.baseline',
    }) as BaselineOutcome;
  const pull = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/7/merge' };

  it('is that of the baseline’s record for a change', async () => {
    dir.write(TREND_FILE, writeTrend({ runs: [runOf(1, 0.9)] }));
    const loaded = await loadTrend(at(pull), outcome({ branch: 'release' }));
    expect(loaded).toMatchObject({ branch: 'release', isOwn: false, trend: { runs: [{ runId: '1' }] } });
    expect(await loadTrend(at(pull), outcome({}))).toMatchObject({ branch: 'main' });
  });

  it.each<[string, Partial<BaselineOutcome['found']> | undefined]>([
    ['no baseline', undefined],
    ['a path', { source: 'path' }],
    ['a record of an older version', {}],
  ])('is none with %s', async (_, found) => {
    expect(await loadTrend(at(pull), outcome(found))).toBeUndefined();
  });

  it('that cannot be read is said, and costs nothing', async () => {
    dir.write(TREND_FILE, 'not gzip');
    const loaded = await loadTrend(at(pull), outcome({}));
    expect(loaded?.trend.runs ?? []).toEqual([]);
  });

  it('is none of a tag', async () => {
    expect(await loadTrend(at({ GITHUB_REF: 'refs/tags/v1' }), undefined)).toBeUndefined();
  });
});
