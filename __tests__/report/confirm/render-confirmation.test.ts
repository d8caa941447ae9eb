import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../../src/comparison/comparison.js';
import { judgeConfirmation } from '../../../src/comparison/confirm/judge-confirmation.js';
import { renderComparison } from '../../../src/report/comparison/render-comparison.js';
import { renderConfirmation } from '../../../src/report/confirm/render-confirmation.js';
import { BASELINE, compared, comparison } from '../comparisons.js';

const NAME = 'a|b <img> @team `x`';
const before = comparison(
  'NO-GO',
  ['mmlu/acc', NAME, 'gsm8k/em'].map((name) => compared({ name, gateStatus: null })),
  { gate: null, notes: [] },
);
const again = comparison(
  'INCONCLUSIVE',
  [
    compared({
      name: 'mmlu/acc',
      delta: -0.02,
      ci95: [-0.04, 0],
      pValue: 0.02,
      pairs: 990,
      candidate: { score: 0.62, repeats: 1 },
    }),
    compared({
      name: NAME,
      delta: 0.001,
      ci95: [-0.01, 0.02],
      pValue: 0.6,
      candidate: { score: 0.641, repeats: 1 },
    }),
  ],
  { gate: null },
);
const after = judgeConfirmation(before, again, { baselineRerun: false });

describe('a rerun in Markdown', () => {
  it('shows both estimates and what was not confirmed', () => {
    const text = renderConfirmation(after);
    expect(text).toContain(
      '| mmlu/acc | −3.0 pp (−4.4 … −1.6), n 1000, p 2e-5 | −2.0 pp (−4.0 … 0.0), n 990, p 0.020 | ❌ confirmed: the rerun alone is 2.00 pp worse, p 0.020 |',
    );
    expect(text).toContain(
      '| gsm8k/em | −3.0 pp (−4.4 … −1.6), n 1000, p 2e-5 | — | ❌ no answer, the first verdict stands: the rerun has no score of it |',
    );
    expect(text).toMatch(/^Not confirmed: a\\\|b .* The baseline was not run again/m);
  });

  it('escapes what is from outside', () => {
    const failed: Comparison = judgeConfirmation(
      before,
      { failed: '<script> | @team ```\n# x' },
      { baselineRerun: true },
    );
    for (const text of [renderConfirmation(after), renderConfirmation(failed)]) {
      expect(text).not.toMatch(/<img|<script|@team|^#/m);
      const rows = text.split('\n').filter((line) => line.startsWith('| '));
      for (const row of rows.slice(1)) expect(row.replace(/\\\|/g, '').match(/\|/g)).toHaveLength(5);
    }
    expect(renderConfirmation(failed)).toContain('None of them is taken back.');
    expect(renderConfirmation(failed)).not.toContain('was not run again');
  });

  it('is nothing where nothing was run again', () => {
    expect(renderConfirmation(before)).toBe('');
  });

  it('stands in the summary, whose table has the numbers of the rerun', () => {
    const facts = { comparison: after, baseline: BASELINE, candidate: {}, showItems: false };
    const text = renderComparison(facts, { bytes: 100_000 });
    expect(text).toContain('**What breached was run once more**');
    expect(text).toMatch(
      /^\| mmlu\/acc \| 64\.0 \| 62\.0 \| −2\.0 \(−4\.0 … 0\.0\) \| 990 \| 0\.020 \| ❌ BREACH: confirmed/m,
    );
    expect(text).toMatch(/INSUFFICIENT_EVIDENCE: not confirmed/);
    for (const bytes of [200, 1000, 3000])
      expect(Buffer.byteLength(renderComparison(facts, { bytes }))).toBeLessThanOrEqual(bytes);
  });
});
