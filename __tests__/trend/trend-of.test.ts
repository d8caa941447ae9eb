import { describe, expect, it } from '@jest/globals';
import { trendOf } from '../../src/trend/trend-of.js';
import { line, point, run } from './trends.js';

const MAIN = { branch: 'main', benchmark: 'mmlu/acc' };
const OTHER = '9'.repeat(16);

const scoresOf = (trend: ReturnType<typeof trendOf>): (number | null)[][] =>
  trend.segments.map(({ points }) => points.map((one) => one.point.score));

describe('a line', () => {
  it('begins with its first point, and marks runs without it as gaps', () => {
    const found = trendOf(line([undefined, 0.1, 0.2, undefined, 0.3]), MAIN);
    expect(found.slots.map(({ kind }) => kind)).toEqual(['point', 'point', 'missing', 'point']);
    expect(scoresOf(found)).toEqual([[0.1, 0.2], [0.3]]);
  });

  it('does not join what was measured with other settings', () => {
    const runs = [
      run(1, [point(0.1)]),
      run(2, [point(0.2, { snapshot: OTHER })]),
      run(3, [point(0.3, { snapshot: OTHER })]),
    ];
    const found = trendOf({ runs }, MAIN);
    expect(found.slots.map((slot) => slot.kind === 'point' && slot.isIncomparable)).toEqual([
      false,
      true,
      false,
    ]);
    expect(scoresOf(found)).toEqual([[0.1], [0.2, 0.3]]);
  });

  it('says so across a gap, too', () => {
    const runs = [run(1, [point(0.1)]), run(2, []), run(3, [point(0.3, { snapshot: OTHER })])];
    expect(trendOf({ runs }, MAIN).slots[2]).toMatchObject({ kind: 'point', isIncomparable: true });
  });

  it('takes settings that are not known for equal, and remembers those that are', () => {
    const runs = [
      run(1, [point(0.1)]),
      run(2, [point(0.2, { snapshot: null })]),
      run(3, [point(0.3)]),
      run(4, [point(0.4, { snapshot: null })]),
      run(5, [point(0.5, { snapshot: OTHER })]),
    ];
    expect(scoresOf(trendOf({ runs }, MAIN))).toEqual([[0.1, 0.2, 0.3, 0.4], [0.5]]);
  });

  it('leaves out what proves nothing', () => {
    const runs = [
      run(1, [point(0.1)]),
      run(2, [point(0, { status: 'INVALID' })]),
      run(3, [point(null)]),
      run(4, [point(0.4, { status: 'BREACH' })]),
    ];
    const found = trendOf({ runs }, MAIN);
    expect(found.slots.map(({ kind }) => kind)).toEqual(['point', 'invalid', 'invalid', 'point']);
    expect(scoresOf(found)).toEqual([[0.1], [0.4]]);
  });

  it('is of its own branch and benchmark', () => {
    const runs = [
      run(1, [point(0.1), point(0.9, { benchmark: 'x' })]),
      run(2, [point(0.2)], { branch: 'dev' }),
    ];
    expect(scoresOf(trendOf({ runs }, MAIN))).toEqual([[0.1]]);
    expect(trendOf({ runs }, { branch: 'main', benchmark: 'never' })).toMatchObject({
      slots: [],
      segments: [],
    });
  });

  it('may be cut to its newest runs', () => {
    expect(scoresOf(trendOf(line([0.1, 0.2, 0.3]), MAIN, 2))).toEqual([[0.2, 0.3]]);
  });
});
