import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareEvaluations } from '../../../src/comparison/compare-evaluations.js';
import type { Comparison } from '../../../src/comparison/comparison.js';
import { judgeConfirmation } from '../../../src/comparison/confirm/judge-confirmation.js';
import { planConfirmation } from '../../../src/comparison/confirm/plan-confirmation.js';
import type { EvalResults } from '../../../src/results/eval-results.js';
import { readEvalResults } from '../../../src/results/read-eval-results.js';

const RECORDED = path.join(import.meta.dirname, '../../fixtures/launcher-0.2.6');

async function compare(baseline: string, candidate: string): Promise<Comparison> {
  const read = (name: string): Promise<EvalResults> => {
    const tree = path.join(RECORDED, name, 'tree');
    return readEvalResults(path.join(tree, readdirSync(tree).find((entry) => /^\d{8}_/.test(entry))!));
  };
  return compareEvaluations(
    { baseline: await read(baseline), candidate: await read(candidate) },
    { mode: 'strict', allowance: { count: 0 } },
  );
}

describe('a recorded regression', () => {
  it('is one task to run again, and stands where the rerun answers as before or as the baseline', async () => {
    const first = await compare('baseline', 'candidate-regressed');
    expect(first.verdict).toBe('NO-GO');
    expect(planConfirmation(first)).toEqual({
      benchmarks: ['arith/pass@1/correct'],
      tasks: [{ name: 'byob_arith.arith', index: 0 }],
    });

    const repeated = await compare('candidate-regressed', 'candidate-regressed');
    const cached = judgeConfirmation(first, first, { baselineRerun: true, repeated });
    expect(cached.verdict).toBe('NO-GO');
    expect(cached.benchmarks[0]!.confirmation).toMatchObject({
      status: 'unanswered',
      reason: expect.stringContaining('in the first run'),
    });

    const served = judgeConfirmation(first, await compare('baseline', 'baseline-rerun'), {
      baselineRerun: false,
    });
    expect(served.verdict).toBe('NO-GO');
    expect(served.benchmarks[0]!.confirmation).toMatchObject({
      status: 'unanswered',
      reason: expect.stringContaining("the baseline's"),
    });
  });

  it('is confirmed by a rerun with answers of its own, and taken back by one that does not show it', async () => {
    const first = await compare('baseline', 'candidate-regressed');
    // The other way round: what got worse got better.
    const better = await compare('candidate-regressed', 'baseline');
    const repeated = better;
    expect(judgeConfirmation(first, first, { baselineRerun: true, repeated })).toMatchObject({
      verdict: 'NO-GO',
      benchmarks: [{ status: 'BREACH', confirmation: { status: 'confirmed' } }, {}],
    });
    expect(judgeConfirmation(first, better, { baselineRerun: true, repeated })).toMatchObject({
      verdict: 'INCONCLUSIVE',
      benchmarks: [{ status: 'INSUFFICIENT_EVIDENCE', confirmation: { status: 'not-confirmed' } }, {}],
    });
  });
});
