import { describe, expect, it } from '@jest/globals';
import type { Comparison, GateMode } from '../../src/comparison/comparison.js';
import { toCompareReport } from '../../src/report/compare-report.js';
import type { EvalResults } from '../../src/results/eval-results.js';
import { comparison } from './comparisons.js';

const doubtful = (kind: EvalResults['kind']): EvalResults => ({
  kind,
  dir: '/r',
  tasks: [{ name: 'mmlu', index: 0, state: 'invalid', reasons: ['it states NaN'], notes: [] }],
  benchmarks: [],
});
const judged = (verdict: Comparison['verdict'], mode: GateMode): Comparison => ({
  ...comparison(verdict, []),
  gate: { verdict: 'GO', mode, policy: 'gate.yaml' },
});
const stateOf = (kind: EvalResults['kind'], of: Comparison): string => {
  const results = { baseline: doubtful(kind), candidate: doubtful(kind) };
  return toCompareReport({ results, baseline: { source: 'path', name: 'b' }, candidate: {} }, of, undefined)
    .state;
};

describe('the state of a candidate that states no score for what its rows tell', () => {
  it.each<[EvalResults['kind'], Comparison['verdict'], GateMode, string]>([
    ['bundles', 'GO', 'nel', 'success'],
    ['bundles', 'INVALID', 'nel', 'invalid'],
    ['bundles', 'INVALID', 'strict', 'invalid'],
    ['invocation', 'INVALID', 'nel', 'invalid'],
  ])('of %s with verdict %s, gate-mode %s, is %s', (kind, verdict, mode, state) => {
    expect(stateOf(kind, judged(verdict, mode))).toBe(state);
  });
});
