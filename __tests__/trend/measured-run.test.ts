import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { TaskSnapshot } from '../../src/config/snapshot.js';
import type { EvalResults } from '../../src/results/eval-results.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { identifyModel, measureRun, type RunOrigin } from '../../src/trend/measured-run.js';
import { readTrend, writeTrend } from '../../src/trend/trend-file.js';
import { compared, comparison } from '../report/comparisons.js';

const FIXTURES = path.join(import.meta.dirname, '../fixtures');
const ORIGIN: RunOrigin = {
  runId: '42',
  attempt: 2,
  branch: 'main',
  sha: 'a'.repeat(40),
  createdAt: '2026-02-03T04:05:06Z',
};
const tree = (name: string): Promise<EvalResults> => readEvalResults(path.join(FIXTURES, name));
/** As where a task has a snapshot. */
const withSnapshots = (results: EvalResults, hash: string, context: object = {}): EvalResults => ({
  ...results,
  snapshot: { context } as EvalResults['snapshot'] & object,
  tasks: results.tasks.map((task) => ({
    ...task,
    snapshot: { name: task.name, hash, fields: {} } satisfies TaskSnapshot,
  })),
});

describe('what a run measured', () => {
  it('is its own score, error and count of each benchmark, groups without their parts', async () => {
    const results = await tree('harness/lm-eval-group-57');
    const run = measureRun(results, ORIGIN);
    const shown = results.benchmarks.filter(({ role, primary }) => role === 'benchmark' && primary);
    expect(run).toMatchObject({ runId: '42', branch: 'main', createdAt: '2026-02-03T04:05:06.000Z' });
    expect(run.points).toHaveLength(shown.length);
    expect(results.benchmarks.length).toBeGreaterThan(50);
    for (const { name, value, stderr, n } of shown)
      expect(run.points.find(({ benchmark }) => benchmark === name)).toMatchObject({
        attempt: 2,
        score: value,
        stderr: stderr ?? null,
        n: n?.count ?? null,
        status: null,
      });
  });

  it('has the status of its comparison, and never the scores of the other side or of a rerun', async () => {
    const results = await tree('harness/lm-eval-generative');
    const [main] = results.benchmarks.filter(({ primary }) => primary);
    const judged = comparison('NO-GO', [
      compared({ name: main!.name, status: 'BREACH', candidate: { score: 0.123, repeats: 1 } }),
    ]);
    const [point] = measureRun(results, ORIGIN, judged).points;
    expect(point).toMatchObject({ benchmark: main!.name, score: main!.value, status: 'BREACH' });
  });

  it('shows the metric that a policy judges, too', async () => {
    const results = await tree('harness/lm-eval-generative');
    const other = results.benchmarks.find(({ primary, role }) => !primary && role === 'benchmark')!;
    const judged = comparison('GO', [compared({ name: other.name, status: 'PASS' })]);
    const names = (run: ReturnType<typeof measureRun>): string[] =>
      run.points.map(({ benchmark }) => benchmark);
    expect(names(measureRun(results, ORIGIN))).not.toContain(other.name);
    expect(names(measureRun(results, ORIGIN, judged))).toContain(other.name);
  });

  it('is INVALID for its own faults alone, not for those of its baseline', async () => {
    const results = await tree('harness/lm-eval-generative');
    const broken: EvalResults = {
      ...results,
      tasks: results.tasks.map((task) => ({ ...task, state: 'failed' })),
    };
    expect(measureRun(broken, ORIGIN).points.map(({ status }) => status)).toEqual(['INVALID']);
    const nothing: EvalResults = {
      ...results,
      benchmarks: results.benchmarks.map((one) => ({ ...one, value: Number.NaN, invalid: ['no number'] })),
    };
    expect(measureRun(nothing, ORIGIN).points).toMatchObject([{ status: 'INVALID', score: null }]);
  });

  it('knows settings and model where there is a snapshot, and reads back', async () => {
    const results = withSnapshots(await tree('harness/lm-eval-generative'), 'c'.repeat(64), {
      checkpoint: '/runs/7b/iter_0002000',
    });
    const run = measureRun(results, ORIGIN);
    expect(run.points[0]).toMatchObject({
      snapshot: 'c'.repeat(16),
      model: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(readTrend(writeTrend({ runs: [run] }))).toEqual({ trend: { runs: [run] }, dropped: [] });
    const bare = await tree('harness/lm-eval-generative');
    expect(measureRun(bare, ORIGIN).points[0]!.snapshot).toBeNull();
  });

  it('takes no time that is none, and no hash that is none', async () => {
    const results = withSnapshots(await tree('harness/lm-eval-generative'), '"]::error::');
    expect(measureRun(results, { ...ORIGIN, createdAt: 'soon' })).toMatchObject({
      createdAt: null,
      points: [{ snapshot: null }],
    });
  });
});

describe('the model of a point', () => {
  const sha = 'a'.repeat(40);

  it('is its checkpoint, whatever the commit', () => {
    const known = identifyModel({ model: 'm', checkpoint: '/c/iter_1', sha });
    expect(identifyModel({ model: 'm', checkpoint: '/c/iter_1', sha: null })).toBe(known);
    expect(identifyModel({ model: 'm', checkpoint: '/c/iter_2', sha })).not.toBe(known);
    expect(identifyModel({ model: 'n', checkpoint: '/c/iter_1', sha })).not.toBe(known);
  });

  it('is a name and a commit where no checkpoint is known, and nothing where one of these is not', () => {
    const known = identifyModel({ model: 'm', sha });
    expect(known).toMatch(/^[0-9a-f]{16}$/);
    expect(identifyModel({ model: 'm', checkpoint: '', sha })).toBe(known);
    expect(identifyModel({ model: 'm', sha: 'b'.repeat(40) })).not.toBe(known);
    expect(identifyModel({ model: 'm', sha: null })).toBeNull();
    expect(identifyModel({ model: null, sha })).toBeNull();
  });
});
