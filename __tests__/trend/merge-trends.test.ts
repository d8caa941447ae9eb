import { describe, expect, it } from '@jest/globals';
import { appendPoints, mergeTrends } from '../../src/trend/merge-trends.js';
import { MOST_POINTS, type Trend } from '../../src/trend/trend.js';
import { line, point, run } from './trends.js';

const ids = ({ runs }: Trend): string[] => runs.map(({ runId }) => runId);
const scores = ({ runs }: Trend): (number | null)[] =>
  runs.flatMap(({ points }) => points.map(({ score }) => score));

describe('the union of records', () => {
  it('has what parallel runs saw of each other, in the order of creation', () => {
    // Run 2 took longer than 3, so that neither record has the other's point.
    const two = { runs: [run(1, [point(0.1)]), run(2, [point(0.2)])] };
    const three = { runs: [run(1, [point(0.1)]), run(3, [point(0.3)])] };
    const merged = mergeTrends([three, two]);
    expect(scores(merged)).toEqual([0.1, 0.2, 0.3]);
    expect(mergeTrends([two, three])).toEqual(merged);
    expect(mergeTrends([merged, two, merged])).toEqual(merged);
  });

  it('orders by creation and not by id, and equal times by the id as a number', () => {
    const early = run(9, [point(0.9)], { createdAt: '2025-12-01T00:00:00.000Z' });
    const same = ['10', '9', '123456789012345678', '123456789012345677'].map((runId) =>
      run(2, [], { runId }),
    );
    expect(ids(mergeTrends([{ runs: [run(1, []), early, ...same] }]))).toEqual([
      '1009',
      '1001',
      '9',
      '10',
      '123456789012345677',
      '123456789012345678',
    ]);
  });

  it('goes by ids throughout where one run does not say when it was created', () => {
    const runs = [
      run(3, [], { createdAt: '2020-01-01T00:00:00.000Z' }),
      run(1, []),
      run(2, [], { createdAt: null }),
    ];
    for (const order of [runs, [...runs].reverse()])
      expect(ids(mergeTrends([{ runs: order }]))).toEqual(['1001', '1002', '1003']);
  });

  it('lets the higher attempt win, and leaves what it did not run again', () => {
    const first = run(1, [point(0.5), point(0.7, { benchmark: 'gsm8k/em' })]);
    const again = run(1, [point(0.6, { attempt: 2 })], { sha: 'b'.repeat(40) });
    for (const list of [
      [first, again],
      [again, first],
    ]) {
      const merged = mergeTrends(list.map((one) => ({ runs: [one] })));
      expect(merged.runs).toHaveLength(1);
      expect(merged.runs[0]).toMatchObject({
        sha: 'b'.repeat(40),
        points: [
          { benchmark: 'gsm8k/em', attempt: 1, score: 0.7 },
          { benchmark: 'mmlu/acc', attempt: 2, score: 0.6 },
        ],
      });
    }
  });

  it('does not depend on the order where two records contradict each other', () => {
    const records = [0.1, 0.2, 0.3].map((score) => ({ runs: [run(1, [point(score)])] }));
    const merged = mergeTrends(records);
    expect(mergeTrends([...records].reverse())).toEqual(merged);
    expect(merged.runs).toHaveLength(1);
  });

  it('keeps runs of one id on two branches apart', () => {
    const merged = mergeTrends([line([0.1]), { runs: [run(1, [point(0.9)], { branch: 'dev' })] }]);
    expect(merged.runs).toHaveLength(2);
  });
});

describe('the cut', () => {
  it('keeps the newest 400 points of each line', () => {
    const long = line(Array.from({ length: MOST_POINTS + 5 }, (_, index) => index / 1000));
    const merged = mergeTrends([long]);
    expect(merged.runs).toHaveLength(MOST_POINTS);
    expect(scores(merged)[0]).toBe(0.005);
  });

  it('keeps a rare benchmark though its runs are old', () => {
    const rare = run(1, [point(0.4, { benchmark: 'rare/acc' }), point(0.1)]);
    const rest = Array.from({ length: MOST_POINTS }, (_, index) => run(index + 2, [point(0.2)]));
    const merged = mergeTrends([{ runs: [rare, ...rest] }]);
    expect(merged.runs).toHaveLength(MOST_POINTS + 1);
    expect(merged.runs[0]!.points.map(({ benchmark }) => benchmark)).toEqual(['rare/acc']);
  });

  it('counts branches apart, and drops old runs without points', () => {
    const empty = run(1, []);
    const main = Array.from({ length: MOST_POINTS }, (_, index) => run(index + 2, [point(0.2)]));
    const dev = run(1, [point(0.3)], { branch: 'dev', runId: '7' });
    const merged = mergeTrends([{ runs: [empty, dev, ...main] }]);
    expect(merged.runs).toHaveLength(MOST_POINTS + 1);
    expect(merged.runs[0]!.branch).toBe('dev');
  });
});

describe('the record of a run', () => {
  it('carries its own branch, with the run in its place', () => {
    const before = { runs: [...line([0.1, 0.2, 0.4]).runs, run(9, [point(0.9)], { branch: 'dev' })] };
    const overtaken = run(3, [point(0.3)], { runId: '77', createdAt: '2026-01-02T12:00:00.000Z' });
    expect(scores(appendPoints(before, overtaken))).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(scores(appendPoints({ runs: [] }, overtaken))).toEqual([0.3]);
  });
});
