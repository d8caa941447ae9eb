import { describe, expect, it } from '@jest/globals';
import { applyThresholds } from '../../src/comparison/gate/apply-thresholds.js';
import { DEFAULT_THRESHOLDS } from '../../src/comparison/policy/gate-policy.js';

const { NaN: NONE, POSITIVE_INFINITY: INFINITE } = Number;

describe('numbers that are none', () => {
  it.each<[number | null, readonly [number, number] | null, number, string, string]>([
    [
      NONE,
      [NONE, NONE],
      0.02,
      'INSUFFICIENT_EVIDENCE',
      'the drop is not a number, and is not clear of the limit of 0.0200',
    ],
    [
      -0.1,
      [-0.2, 0],
      INFINITE,
      'PASS',
      'drop of [0.0000, 0.2000] (95 %) is within a limit that nothing is above',
    ],
    [
      -0.1,
      [-0.2, 0],
      NONE,
      'INSUFFICIENT_EVIDENCE',
      'drop of [0.0000, 0.2000] (95 %) is not clear of a limit that is not a number',
    ],
    [
      -0.1,
      [-INFINITE, 0],
      0.02,
      'INSUFFICIENT_EVIDENCE',
      'drop of [0.0000, ∞] (95 %) is not clear of the limit of 0.0200',
    ],
    [
      -0.1,
      null,
      INFINITE,
      'PASS',
      'drop of 0.1000, without an interval, is within a limit that nothing is above',
    ],
  ])('%p %p by %p: %s', (delta, interval, maxDrop, status, reason) => {
    const thresholds = { ...DEFAULT_THRESHOLDS, maxDrop };
    expect(applyThresholds({ delta, baselineScore: 0.5, interval }, thresholds, true)).toMatchObject({
      status,
      reason,
    });
  });
});
