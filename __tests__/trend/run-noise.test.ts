import { describe, expect, it } from '@jest/globals';
import { runNoiseOf } from '../../src/trend/run-noise.js';
import { line, MODEL, point, run, SETTINGS } from './trends.js';

const OTHER = '9'.repeat(16);
const LINE = { branch: 'main', benchmark: 'mmlu/acc', snapshot: SETTINGS };
const five = line([0.6, 0.61, 0.62, 0.63, 0.64]);

describe('the noise between the runs of a line', () => {
  it('is the variance of five A/A runs', () => {
    expect(runNoiseOf(five, LINE)).toEqual({ runs: 5, degrees: 4, variance: expect.closeTo(0.00025, 12) });
    expect(runNoiseOf(line([0.6, 0.61, 0.62, 0.63]), LINE)).toBeNull();
  });

  it.each([
    ['other settings', { snapshot: OTHER }],
    ['settings that are not known', { snapshot: null }],
    ['another model', { model: OTHER }],
    ['a model that is not known', { model: null }],
    ['an invalid point', { status: 'INVALID' as const }],
    ['no score', { score: null }],
    ['another benchmark', { benchmark: 'x' }],
  ])('does not count %s', (_, more) => {
    const runs = five.runs.map((one, index) =>
      index === 2 ? { ...one, points: one.points.map((point) => ({ ...point, ...more })) } : one,
    );
    expect(runNoiseOf({ runs }, LINE)).toBeNull();
  });

  it('does not count another branch, nor the run that is judged', () => {
    const runs = five.runs.map((one, index) => (index === 4 ? { ...one, branch: 'dev' } : one));
    expect(runNoiseOf({ runs }, LINE)).toBeNull();
    expect(runNoiseOf(five, { ...LINE, except: '1005' })).toBeNull();
    expect(runNoiseOf(five, { ...LINE, except: '9999' })).not.toBeNull();
  });

  it('pools models that were run again, and not their differences', () => {
    const runs = [0.1, 0.9].flatMap((score, model) =>
      [0, 0.01, 0.02].map((more, index) =>
        run(10 * model + index + 1, [point(score + more, { model: model === 0 ? MODEL : OTHER })]),
      ),
    );
    expect(runNoiseOf({ runs }, LINE)).toEqual({ runs: 6, degrees: 4, variance: expect.closeTo(0.0001, 12) });
  });

  it('is nothing where the settings of the comparison are not known', () => {
    expect(runNoiseOf(five, { ...LINE, snapshot: null })).toBeNull();
  });
});
