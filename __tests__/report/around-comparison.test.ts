import { describe, expect, it } from '@jest/globals';
import { findDrift, renderAnchor } from '../../src/report/anchor/anchor.js';
import { renderAround } from '../../src/report/around-comparison.js';
import { benchmark, comparison } from './comparisons.js';

const breached = (name: string) => benchmark(name, { status: 'BREACH', delta: -0.14, ci95: [-0.2, -0.08] });
const anchorOf = (...names: string[]) => ({
  facts: { source: 'path' as const, name: 'first<img>' },
  comparison: comparison('NO-GO', names.map(breached)),
});
const step = comparison('NO-GO', [benchmark('a/acc'), breached('b/acc')]);

describe('the anchor', () => {
  it('has drifted where it is breached and the step was not', () => {
    expect(findDrift(anchorOf('a/acc', 'b/acc', 'c/acc'), step).map(({ name }) => name)).toEqual([
      'a/acc',
      'c/acc',
    ]);
    expect(findDrift(anchorOf('b/acc'), step)).toEqual([]);
    expect(findDrift(anchorOf('b/acc'), undefined)).toHaveLength(1);
  });

  it('is shown with its deltas, its name escaped, and no more than twenty rows', () => {
    const text = renderAnchor(anchorOf('a/acc', 'b/acc'), step);
    expect(text).toMatch(/^\*\*Since the anchor\*\* first&lt;img&gt;: small drops have added up\n/);
    expect(text).toContain('| a/acc | −14.0 pp (−20.0 … −8.0) | ❌ drifted |');
    expect(text).toContain('| b/acc | −14.0 pp (−20.0 … −8.0) | BREACH |');
    const many = renderAnchor(anchorOf(...Array.from({ length: 30 }, (_, at) => `m${at}/acc`)), step);
    expect(many.match(/^\| m\d/gm)).toHaveLength(20);
    expect(many).toContain('_10 more are in result.json._');
    const silent = { ...anchorOf(), comparison: comparison('GO', [benchmark('a/acc', { delta: null })]) };
    expect(renderAnchor(silent, step)).toBe('');
  });
});

describe('what stands around a comparison', () => {
  const search = ['Baseline: none', 'Not the commit: 🤖', 'Not the cache: x'];

  it('is empty where there is nothing, and folds how the baseline was looked for', () => {
    expect(renderAround({}, 1000)).toBe('');
    expect(renderAround({ search: ['Baseline: `x`'] }, 1000)).toBe('Baseline: `x`');
    expect(renderAround({ search }, 1000)).toMatch(
      /^Baseline: none\n\n<details><summary>How it was looked for<\/summary>\n\n- Not the commit: 🤖\n- Not the cache: x\n\n<\/details>$/,
    );
  });

  it('never takes more bytes than there are, and keeps the finding longest', () => {
    const around = { search, anchor: anchorOf('a/acc', '🤖/acc'), comparison: step };
    const whole = Buffer.byteLength(renderAround(around, 100_000));
    for (let bytes = 0; bytes <= whole + 10; bytes += 1)
      expect(Buffer.byteLength(renderAround(around, bytes))).toBeLessThanOrEqual(bytes);
    expect(renderAround(around, 60)).toBe('Baseline: none');
    expect(renderAround(around, 5)).toBe('');
    expect(renderAround(around, whole + 4)).toContain('Since the anchor');
  });
});
