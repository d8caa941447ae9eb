import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ComparedBenchmark } from '../../../src/comparison/comparison.js';
import { type ComparisonFacts, renderComparison } from '../../../src/report/comparison/render-comparison.js';
import { benchmark, breach, comparison, facts, side } from '../comparisons.js';
import { GOLDEN_CASES } from './golden-cases.js';

const render = (given: ComparisonFacts): string => renderComparison(given, { bytes: 1_000_000 });
const one = (rest: Partial<ComparedBenchmark>): string =>
  render(facts(comparison('GO', [benchmark('mmlu/acc', rest)])));

describe('a comparison in Markdown', () => {
  it.each(GOLDEN_CASES)('%s is as recorded', (name, given) => {
    expect(render(given)).toBe(readFileSync(path.join(import.meta.dirname, 'golden', `${name}.md`), 'utf8'));
  });

  it('puts the gravest first, the advisory after those that decide, the largest drop before smaller ones', () => {
    const names = ['PASS', 'NEW', 'INSUFFICIENT_EVIDENCE', 'NOT_COMPARABLE', 'MISSING', 'INVALID'] as const;
    const text = render(
      facts(
        comparison('INVALID', [
          ...names.map((status) => benchmark(status.toLowerCase(), { status, examples: [] })),
          breach('advisory', { tier: 'advisory', delta: -0.5, examples: [] }),
          breach('small', { delta: -0.02, examples: [] }),
          breach('large', { scale: 'percent', delta: -30, examples: [] }),
          breach('lower', { direction: 'lower_is_better', delta: 0.1, examples: [] }),
        ]),
      ),
    );
    const order = [...text.split('What could')[0]!.matchAll(/^\| (\w+)/gm)].map(([, name]) => name);
    expect(order.slice(1)).toEqual([
      'large',
      'lower',
      'small',
      'advisory',
      ...[...names].reverse().map((name) => name.toLowerCase()),
    ]);
  });

  it.each([
    [0.2, '5 hours old'],
    [0.01, 'under an hour old'],
    [0.05, '1 hour old'],
    [1.6, '2 days old'],
    [45, '45 days old'],
    [-1, 'ended after this run began'],
  ])('says that a baseline of %d days is %s', (ageDays, text) => {
    const given = facts(comparison('GO', []), { baseline: { source: 'path', name: 'x', ageDays } });
    expect(render(given)).toContain(`(${text}; path)`);
  });

  describe('warns that nothing changed', () => {
    const warning = /No item's score differs although the checkpoint changed: same model, or a cache\?/;
    const given = (compared: number, changed: number, rest: Partial<ComparisonFacts> = {}): string =>
      render(facts(comparison('GO', [benchmark('a')], { items: { compared, changed } }), rest));

    it('where 50 items or more are equal and model or commit differ', () => {
      expect(given(50, 0)).toMatch(warning);
      const sha = { sha: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d' };
      expect(given(50, 0, { candidate: { model: 'other', ...sha } })).toMatch(warning);
      expect(given(50, 0, { candidate: { model: 'iter_0001000', sha: 'other' } })).toMatch(warning);
    });

    it('and not where that is no surprise, or not known', () => {
      const sha = { sha: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d' };
      expect(given(49, 0)).not.toMatch(warning);
      expect(given(50, 1)).not.toMatch(warning);
      expect(given(50, 0, { candidate: { model: 'iter_0001000', ...sha } })).not.toMatch(warning);
      expect(given(50, 0, { candidate: {} })).not.toMatch(warning);
      expect(given(50, 0, { baseline: null })).not.toMatch(warning);
    });
  });

  it('speaks of false failures from 1 % on', () => {
    const given = (falseFailRate: number): string => render(facts(comparison('GO', [], { falseFailRate })));
    expect(given(0.0099)).not.toContain('Equal models');
    expect(given(0.01)).toContain('Equal models would fail this policy in about 1 of 100 runs');
    expect(given(0.97)).toContain('in nearly every run');
  });

  it('shows items only where that is allowed, five at most, of each benchmark one before two', () => {
    const many = (name: string, status: 'BREACH' | 'PASS'): ComparedBenchmark => ({
      ...breach(name, { status }),
      examples: Array.from({ length: 4 }, (_, index) => ({
        kind: 'regressed' as const,
        difference: -1,
        item: String(index),
        repeat: 0,
        task: name,
        prompt: `secret ${name}`,
      })),
    });
    const given = comparison('NO-GO', [many('p', 'PASS'), many('a', 'BREACH'), many('b', 'BREACH')], {
      items: { compared: 3000, changed: 156 },
    });
    const shown = [...render(facts(given)).matchAll(/<summary>(\w) · item (\d)/g)].map(
      ([, name, item]) => `${name}${item}`,
    );
    expect(shown).toEqual(['a0', 'b0', 'a1', 'b1', 'a2']);
    const hidden = render(facts(given, { showItems: false }));
    expect(hidden).not.toMatch(/secret|item 0/);
    expect(hidden).toMatch(/156 worse|flips\.ndjson \(output flips_path\); `show-items: always`/);
  });

  it('keeps the end of a long prompt, where the question stands', () => {
    const prompt = `start${'😀'.repeat(2000)}the question?`;
    const example = {
      kind: 'regressed' as const,
      difference: -0.25,
      item: '1',
      repeat: 2,
      task: 'mmlu',
      prompt,
    };
    const text = render(facts(comparison('NO-GO', [breach('mmlu/acc', { examples: [example] })])));
    expect(text).toMatch(/\| prompt \| start(?:😀)+ … _3418 characters_ … (?:😀)+the question\? \|/);
    expect(text).toContain('mmlu/acc · item 1 · repeat 2: worse (−0.25)');
    expect(text).not.toMatch(/\p{Surrogate}/u);
  });

  it('shows long values from where they part', () => {
    const value = (last: number): unknown => ({ text: 'x'.repeat(500), last });
    const text = one({
      differences: [{ field: 'adapter', baseline: value(1), candidate: value(2), why: 'w' }],
    });
    expect(text).toMatch(/\| <code>…x+","last":1\\\}<\/code> \| <code>…x+","last":2\\\}<\/code> \|/);
  });

  it('counts fields that differ once, and names what is not known', () => {
    const differences = ['a', 'b'].map((field) => ({ field, baseline: 1, candidate: 2, why: 'w' }));
    const unknown = [{ field: 'dataset', reason: 'neither says' }];
    const text = render(
      facts(
        comparison('INCONCLUSIVE', [
          benchmark('x', { differences }),
          benchmark('y', { differences: differences.slice(1), unknown }),
        ]),
      ),
    );
    expect(text).toContain('· **2 fields differ** (a, b) · not known: dataset\n');
    expect(text).toMatch(/\| x \| a \|.*\n\| x, y \| b \|/);
  });

  it('says what the gate would answer where that is another status, and where it would stop', () => {
    const gate = { verdict: null, mode: 'nel', policy: 'p|q.yaml' } as const;
    const text = render(
      facts(comparison('INVALID', [benchmark('x', { tier: 'critical', gateStatus: 'BREACH' })], { gate })),
    );
    expect(text).toContain('✅ PASS (gate: BREACH)');
    expect(text).toContain(
      "gate (nel gate's own answer): none, it would stop with an error · gate-mode: nel",
    );
    expect(text).toContain('<code>p\\|q.yaml</code>');
  });

  it('lets nothing from outside out of its place', () => {
    const hostile =
      '\n\n::error::x\r\n| a | b |\n# head\n</code></details><img src=x onerror=y> @octocat org/repo#1 https://evil.example [x](y) `c` ```\n$$z$$ \u202e\u0000 <!-- -- ';
    const unknown = [{ field: hostile, baseline: hostile, reason: hostile }];
    const differences = [{ field: hostile, baseline: hostile, candidate: [hostile], why: hostile }];
    const example = {
      kind: 'regressed' as const,
      difference: -1,
      item: hostile,
      repeat: 0,
      task: hostile,
      prompt: hostile.repeat(20),
      target: hostile,
      baselineAnswer: hostile,
      candidateAnswer: hostile,
    };
    const text = render({
      comparison: comparison(
        'NO-GO',
        [
          breach(hostile, { reasons: [hostile, hostile], unknown, differences, examples: [example] }),
          benchmark(`${hostile}2`, { status: 'INSUFFICIENT_EVIDENCE' }),
          benchmark(`${hostile}3`),
          benchmark(`${hostile}4`, { status: null, parent: hostile, baseline: side(null) }),
        ],
        {
          gate: { verdict: 'NO-GO', mode: 'strict', policy: hostile },
          notes: [hostile],
          items: { compared: 1000, changed: 3 },
        },
      ),
      baseline: {
        source: 'artifact',
        name: hostile,
        model: hostile,
        sha: hostile,
        ref: hostile,
        runId: hostile,
        ageDays: 1,
      },
      candidate: { model: hostile, sha: hostile },
      showItems: true,
      attempt: hostile,
    });
    const tags = new Set([...text.matchAll(/<\/?[a-z!][^>]*>/g)].map(([tag]) => tag));
    expect([...tags].sort()).toEqual(
      [
        '<br>',
        '<code>',
        '</code>',
        '<details>',
        '</details>',
        '<span>',
        '</span>',
        '<summary>',
        '</summary>',
      ].sort(),
    );
    expect(text).not.toMatch(/@octocat|repo#1|:\/\/evil|\$\$|\u202e|\r/);
    // No Markdown is read within a summary of details.
    expect(text.replace(/<summary>.*<\/summary>/g, '')).not.toMatch(/\]\(|(?<!\\)`/);
    expect(text).not.toContain('\u0000');
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(
        /^(## ❌ NO-GO: 1 of 3|<code>|gate \(nel|\||- |\*\*What|3 of 1000|<details>|<\/details>|$)/,
      );
    const tables = text.split('\n\n').filter((part) => part.startsWith('|'));
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) {
      const bars = table.split('\n').map((line) => line.replace(/\\./g, '').split('|').length);
      expect(new Set(bars).size).toBe(1);
    }
  });
});
