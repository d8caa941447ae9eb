import { describe, expect, it } from '@jest/globals';
import type { BenchmarkStatus, ComparedBenchmark } from '../../src/comparison/comparison.js';
import { CHECK_BYTES, renderCheck } from '../../src/report/check-text.js';
import {
  asksForComment,
  COMMENT_BYTES,
  COMMENT_MODES,
  renderComment,
  strikeEarlier,
} from '../../src/report/comment-text.js';
import { renderIssue } from '../../src/report/issue-text.js';
import type { PostedReport } from '../../src/report/redact-report.js';
import { compared, comparison, withStatus } from './comparisons.js';
import { comparedReport, posted, postedFacts, RUN_URL } from './posted-facts.js';

const STILL = { items: { compared: 100, changed: 0 } };
const same = (rest: Partial<ComparedBenchmark> = {}): ComparedBenchmark =>
  compared({ status: 'PASS', delta: 0, flips: { regressed: 0, improved: 0 }, ...rest });
const report = (benchmark: ComparedBenchmark, rest = {}): PostedReport =>
  comparedReport(comparison('GO', [benchmark], { ...STILL, ...rest }));

describe('asksForComment', () => {
  const { pairs: _, ...rest } = same({ flips: null });
  it.each<[string, PostedReport, string[]]>([
    ['nothing changed', report(same()), ['always']],
    ['items changed', report(same(), { items: { compared: 100, changed: 1 } }), ['always', 'changes']],
    ['flips', report(same({ flips: { regressed: 0, improved: 1 } })), ['always', 'changes']],
    [
      'a score moved and there are no items',
      report({ ...rest, pairs: null, delta: 0.01 }),
      ['always', 'changes'],
    ],
    ['the same without items', report({ ...rest, pairs: null, delta: 0 }), ['always']],
    ['no baseline', posted(), ['always']],
    ['NO-GO', comparedReport(comparison('NO-GO', [compared()])), ['always', 'changes', 'regression']],
    ['INVALID', comparedReport(comparison('INVALID', [])), ['always', 'changes', 'regression']],
    ['invalid results', posted({ state: 'invalid' }), ['always', 'changes', 'regression']],
    ['a failed run', posted({ state: 'failed' }), ['always', 'changes']],
    [
      'a want of evidence',
      comparedReport(comparison('INCONCLUSIVE', [same({ status: 'INSUFFICIENT_EVIDENCE' })], STILL)),
      ['always'],
    ],
    ...(['BREACH', 'MISSING', 'NEW', 'INVALID', 'NOT_COMPARABLE'] as BenchmarkStatus[]).map(
      (status): [string, PostedReport, string[]] => [
        status,
        report({ ...withStatus(status), flips: null }),
        ['always', 'changes'],
      ],
    ),
  ])('%s', (_, given, expected) => {
    expect(COMMENT_MODES.filter((mode) => asksForComment(mode, given))).toEqual(expected);
  });
});

describe('renderComment', () => {
  it('has a short form without anything from outside', () => {
    const given = comparedReport(comparison('NO-GO', [compared({ name: '@user' })]));
    const { short, verdict, body } = renderComment(postedFacts(given));
    expect(short).toBe(`❌ NO-GO: 1 of 1 benchmark regressed\n\n[workflow run](${RUN_URL})\n`);
    expect(verdict).toBe('NO-GO');
    expect(body).toContain('@<span></span>user');
    expect(body).not.toContain('@user');
    expect(renderComment(postedFacts(posted({ state: 'failed' }))).verdict).toBe('failed');
  });

  it.each([
    ['NO-GO', '~~❌ NO-GO~~ ✅ GO: x'],
    ['GO', '✅ GO: x'],
    ['<b>', '✅ GO: x'],
    ['__proto__', '✅ GO: x'],
    [undefined, '✅ GO: x'],
  ])('after %s strikes it out', (earlier, expected) => {
    expect(strikeEarlier(earlier, '✅ GO: x')).toBe(expected);
  });
});

describe.each([1, 200, 5000])('for %d benchmarks with four-byte characters', (count) => {
  const name = '😀𝕣'.repeat(30);
  const benchmarks = Array.from({ length: count }, (_, index) =>
    compared({ name: `${name}/${index}`, reasons: ['𝕤'.repeat(200), '𝕥'.repeat(600)] }),
  );
  const given = comparedReport(comparison('NO-GO', benchmarks), { error: '𝕖'.repeat(2000) });
  const scores = benchmarks.map(({ name }) => ({
    task: 't',
    metric: 'm',
    score: 'm',
    name,
    value: 0.5,
    isGroup: false,
  }));
  const alone = posted({ tasks: [{ task: name, state: 'success', reasons: [], scores }] });

  it.each([
    ['a check', CHECK_BYTES, (one: PostedReport) => renderCheck(postedFacts(one)).summary],
    ['a comment', COMMENT_BYTES, (one: PostedReport) => renderComment(postedFacts(one)).body],
    ['an issue', COMMENT_BYTES, (one: PostedReport) => renderIssue(postedFacts(one), 'main').body],
  ])('%s keeps to %d bytes, verdict and link first', (_, bytes, render) => {
    for (const one of [given, alone, { ...given, state: 'failed' as const }]) {
      const text = render(one);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytes);
      if (count > 1) expect(Buffer.byteLength(text)).toBeGreaterThan(0.8 * Math.min(bytes, 40_000));
      expect(text).toMatch(
        /^## \S+ .+\n\n\[workflow run\]\(https:\/\/github\.com\/o\/r\/actions\/runs\/12\)\n/,
      );
      expect(text).not.toMatch(/\ufffd|\p{Surrogate}/u);
      expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    }
  });
});
