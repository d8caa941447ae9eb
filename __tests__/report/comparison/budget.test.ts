import { describe, expect, it } from '@jest/globals';
import type { BenchmarkStatus, ComparedBenchmark } from '../../../src/comparison/comparison.js';
import { renderComparison } from '../../../src/report/comparison/render-comparison.js';
import { benchmark, breach, comparison, facts } from '../comparisons.js';

const CHECK = 65_535;
const SUMMARY = 1024 * 1024;
const COMMENT = 60_000;

const sizeOf = (text: string): number => Buffer.byteLength(text);

/** As many benchmarks, one in ten of them a breach, with names and reasons of four-byte characters. */
function manyBenchmarks(count: number, length = 40): ComparedBenchmark[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `${'😀'.repeat(length)}/${index}`;
    const rest = {
      reasons: ['𝕣'.repeat(length), '𝕤'.repeat(length)],
      unknown: [{ field: `f${index}`, reason: '𝕦'.repeat(length) }],
    };
    if (index % 10 === 9) return breach(name, rest);
    if (index % 10 === 8) return benchmark(name, { ...rest, status: null });
    if (index % 10 === 7) return benchmark(name, { ...rest, status: 'INSUFFICIENT_EVIDENCE' });
    return benchmark(name, rest);
  });
}

const given = (count: number, length?: number) =>
  facts(
    comparison('NO-GO', manyBenchmarks(count, length), {
      items: { compared: 1000 * count, changed: 10 * count },
      notes: ['𝕟'.repeat(100)],
      meanChange: { delta: 0, ci95: null, benchmarks: count },
    }),
  );

const rowsOf = (text: string, status: BenchmarkStatus): number =>
  [...text.matchAll(new RegExp(`^\\|.*\\| \\S+ ${status}:.*\\|$`, 'gm'))].length;

describe('a budget', () => {
  describe.each([1, 200, 5000])('for %d benchmarks', (count) => {
    it.each([CHECK, SUMMARY, COMMENT, 5000, 1000])('of %d bytes is kept, verdict first', (bytes) => {
      const text = renderComparison(given(count), { bytes });
      expect(sizeOf(text)).toBeLessThanOrEqual(bytes);
      expect(text).toMatch(/^## ❌ NO-GO: \d+ of \d+ benchmarks? regressed|^## ❌ NO-GO: none/);
      expect(text).not.toMatch(/\p{Surrogate}/u);
    });
  });

  it('is used to the last byte, and one less is enough to leave something out', () => {
    const whole = renderComparison(given(200), { bytes: SUMMARY });
    expect(whole).not.toContain('Shortened to fit');
    expect(renderComparison(given(200), { bytes: sizeOf(whole) })).toBe(whole);
    const less = renderComparison(given(200), { bytes: sizeOf(whole) - 1 });
    expect(less).toContain('Shortened to fit');
    expect(sizeOf(less)).toBeLessThan(sizeOf(whole));
  });

  it('takes items first, one by one, then what is collapsed, then passed rows, and the verdict never', () => {
    const whole = renderComparison(given(60), { bytes: SUMMARY });
    let before = {
      flips: 5,
      collapsed: 4,
      passed: rowsOf(whole, 'PASS'),
      breached: rowsOf(whole, 'BREACH'),
      bytes: SUMMARY,
    };
    expect(before).toMatchObject({ passed: 42, breached: 6 });
    for (let bytes = sizeOf(whole); bytes > 60; bytes -= 151) {
      const text = renderComparison(given(60), { bytes });
      const now = {
        flips: [...text.matchAll(/<summary>.*· item/g)].length,
        collapsed: [...text.matchAll(/<summary>(?!.*· item)/g)].length,
        passed: rowsOf(text, 'PASS'),
        breached: rowsOf(text, 'BREACH'),
        bytes: sizeOf(text),
      };
      expect(text).toMatch(/^## ❌ NO-GO: 6 of 54 benchmarks regressed\n/);
      expect(now.bytes).toBeLessThanOrEqual(bytes);
      for (const part of ['flips', 'collapsed', 'breached'] as const)
        expect(now[part]).toBeLessThanOrEqual(before[part]);
      if (now.collapsed < 4) expect(now.flips).toBe(0);
      if (now.passed < 42) expect(now.collapsed).toBe(0);
      if (now.breached < 6) expect(now.passed).toBe(0);
      before = now;
    }
    expect(before).toMatchObject({ flips: 0, collapsed: 0, passed: 0, breached: 0 });
  });

  it('says what the table leaves out', () => {
    const text = renderComparison(given(5000), { bytes: CHECK });
    const [, more, breaches, unsettled, passed] =
      /_(\d+) more: (?:(\d+) BREACH, )?(\d+) INSUFFICIENT_EVIDENCE, (\d+) PASS\._/.exec(text)!;
    expect([unsettled, passed]).toEqual(['500', '3500']);
    expect(Number(more)).toBe(4000 + Number(breaches ?? 0));
    expect(rowsOf(text, 'BREACH') + Number(breaches)).toBe(500);
    expect(sizeOf(text)).toBeGreaterThan(CHECK - 600);
  });

  it('leaves verdict and counts where nothing else fits, and the verdict whatever it is', () => {
    expect(renderComparison(given(200), { bytes: 150 })).toBe(
      '## ❌ NO-GO: 20 of 180 benchmarks regressed\n\nBenchmarks: 20 BREACH, 20 INSUFFICIENT_EVIDENCE, 140 PASS\n',
    );
    expect(renderComparison(given(200), { bytes: 10 })).toBe('## ❌ NO-GO: 20 of 180 benchmarks regressed\n');
  });

  it('gives the rows their place where what stands around them is large', () => {
    const long = '𝕧'.repeat(200);
    const differences = Array.from({ length: 20 }, (_, index) => ({
      field: `${index}${long}`,
      baseline: `${long}1`,
      candidate: `2${long}`,
      why: long,
    }));
    const rows = Array.from({ length: 20 }, (_, index) => breach(`b${index}`, { differences, examples: [] }));
    const text = renderComparison(facts(comparison('NO-GO', rows)), { bytes: 8000 });
    expect(rowsOf(text, 'BREACH')).toBe(20);
    expect(text).not.toContain('What differs in the configuration');
  });
});
