import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Comparison } from '../../../src/comparison/comparison.js';
import { judgeConfirmation, type Rerun } from '../../../src/comparison/confirm/judge-confirmation.js';
import { buildResultJson } from '../../../src/report/result-json.js';
import type { EvalResults } from '../../../src/results/eval-results.js';
import { readEvalResults } from '../../../src/results/read-eval-results.js';
import { tempDir } from '../../temp-dir.js';
import { BASELINE, compareAlike, compared, gated } from '../comparisons.js';

const ROOT = path.join(import.meta.dirname, '../../..');
const schema = JSON.parse(readFileSync(path.join(ROOT, 'schema/result.v1.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema);
const temp = tempDir();

const write = (judged: Comparison, results?: EvalResults): ReturnType<typeof buildResultJson> =>
  buildResultJson({
    state: 'success',
    verdict: judged.verdict,
    candidate: { sha: 'a'.repeat(40), ref: 'refs/heads/main', runId: '1' },
    tasks: [],
    findings: [],
    comparison: judged,
    baseline: BASELINE,
    ...(results ? { results } : {}),
  });
const confirm = (again: Rerun): ReturnType<typeof buildResultJson> =>
  write(judgeConfirmation(gated('NO-GO', [compared()]), again, { baselineRerun: true }));

const AGAIN = gated('GO', [
  compared({
    status: 'PASS',
    gateStatus: 'PASS',
    candidate: { score: 0.65, stderr: 0.02, n: { count: 990, source: 'items' }, repeats: 1 },
    baseline: { score: 0.645, repeats: 1 },
    delta: 0.005,
    ci95: [-0.01, 0.02],
    pValue: 0.7,
    pairs: 990,
  }),
]);

describe('a rerun in result.json', () => {
  it("has the rerun's numbers, both estimates, and the run's own scores", () => {
    const result = confirm(AGAIN);
    expect(validate(result)).toBe(true);
    expect(result['verdict']).toBe('INCONCLUSIVE');
    expect(result['gate']).toMatchObject({ verdict: 'NO-GO' });
    expect(result['benchmarks']).toMatchObject([
      {
        score: 0.61,
        n: 1000,
        baseline: { score: 0.64 },
        status: 'INSUFFICIENT_EVIDENCE',
        gate_status: 'BREACH',
        delta: 0.005,
        p_value: 0.7,
        pairs: 990,
        confirmation: {
          status: 'not-confirmed',
          baseline_rerun: true,
          score: 0.65,
          baseline_score: 0.645,
          delta: 0.005,
          ci95: [-0.01, 0.02],
          p_value: 0.7,
          n: 990,
          first: { score: 0.61, baseline_score: 0.64, delta: -0.03, p_value: 0.000018, n: 1000 },
        },
      },
    ]);
  });

  it.each<[string, Rerun]>([
    ['failed', { failed: 'two\nlines' }],
    [
      'is infinite',
      gated('GO', [compared({ ...AGAIN.benchmarks[0]!, ci95: [-Infinity, Infinity], delta: Number.NaN })]),
    ],
    ['has no score', gated('GO', [])],
  ])('follows the schema where it %s', (_, again) => {
    const result = confirm(again);
    expect(validate(result)).toBe(true);
    expect(JSON.stringify(result)).not.toContain('\\n');
  });

  it('reads back as the first run, whose items the record holds', async () => {
    const results = await readEvalResults(path.join(ROOT, '__tests__/fixtures/harness/lm-eval-generative'));
    const alike = compareAlike(results);
    const breached = {
      ...alike,
      verdict: 'NO-GO' as const,
      benchmarks: alike.benchmarks.map((one) =>
        one.status === 'PASS' ? { ...one, status: 'BREACH' as const, reasons: ['worse'] } : one,
      ),
    };
    const again = {
      ...alike,
      benchmarks: alike.benchmarks.map((one) => ({
        ...one,
        candidate: { score: 0.123, repeats: 1 },
        pValue: 0.9,
        delta: 0.01,
      })),
    };
    const judged = judgeConfirmation(breached, again, { baselineRerun: false });
    expect(judged.benchmarks.some(({ confirmation }) => confirmation?.status === 'not-confirmed')).toBe(true);
    temp.write('result.json', JSON.stringify(write(judged, results)));
    const record = await readEvalResults(temp.path);
    const scores = (of: EvalResults): object[] =>
      of.benchmarks.map(({ name, value, n }) => ({ name, value, n }));
    expect(scores(record)).toEqual(scores(results));
  });
});
