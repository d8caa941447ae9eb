import type { BenchmarkStatus, Comparison, ComparisonVerdict } from '../../comparison/comparison.js';
import { countStatuses, isAdvisory, type JudgedBenchmark, judgedBySeverity } from './judged-benchmarks.js';

const ICONS: Record<ComparisonVerdict, string> = {
  GO: '✅',
  'NO-GO': '❌',
  INCONCLUSIVE: '❔',
  'NO-BASELINE': 'ℹ️',
  INVALID: '⚠️',
};

const WORDS: Record<BenchmarkStatus, string> = {
  BREACH: 'regressed',
  INVALID: 'invalid',
  MISSING: 'missing',
  NOT_COMPARABLE: 'not comparable',
  INSUFFICIENT_EVIDENCE: 'with insufficient evidence',
  NEW: 'new',
  PASS: 'passed',
};

/** What explains each verdict, the most telling first. */
const TELLING: Record<ComparisonVerdict, readonly BenchmarkStatus[]> = {
  INVALID: ['INVALID', 'BREACH', 'MISSING'],
  'NO-GO': ['BREACH', 'MISSING'],
  INCONCLUSIVE: ['MISSING', 'NOT_COMPARABLE', 'INSUFFICIENT_EVIDENCE'],
  'NO-BASELINE': [],
  GO: ['PASS', 'NOT_COMPARABLE', 'INSUFFICIENT_EVIDENCE', 'MISSING', 'NEW'],
};

/** The verdict in one line, with what led to it: counts of judged benchmarks and nothing from outside. */
export function renderHeadline(comparison: Comparison): string {
  const judged = judgedBySeverity(comparison);
  return `${ICONS[comparison.verdict]} ${comparison.verdict}: ${explain(comparison, judged)}`;
}

function explain({ verdict, gate }: Comparison, judged: readonly JudgedBenchmark[]): string {
  const deciding = countStatuses(judged.filter((benchmark) => !isAdvisory(benchmark)));
  const advisory = countStatuses(judged.filter(isAdvisory));
  const told = TELLING[verdict].flatMap((status) => {
    const count = deciding.get(status) ?? 0;
    return count > 0 ? [{ count, words: WORDS[status] }] : [];
  });
  // The most frequent reason is the main one; what decided a NO-GO or INVALID stands first whatever its number.
  if (verdict === 'INCONCLUSIVE') told.sort((a, b) => b.count - a.count);
  const [first, ...others] = told;
  const parts = [
    first
      ? `${first.count} of ${counted(judged.length)} ${first.words}`
      : withoutCounts(verdict, judged.length, gate?.verdict === 'NO-GO'),
    ...others.map(({ count, words }) => `${count} ${words}`),
  ];
  for (const status of ['BREACH', 'INVALID'] as const) {
    const count = advisory.get(status) ?? 0;
    if (count > 0) parts.push(`${count} advisory ${WORDS[status]}`);
  }
  return parts.join(', ');
}

/** Why there is a verdict that no status of a deciding benchmark explains. */
function withoutCounts(verdict: ComparisonVerdict, total: number, gateSaysNo: boolean): string {
  if (verdict === 'NO-BASELINE')
    return total === 0 ? 'nothing to compare with' : `nothing to compare ${counted(total)} with`;
  if (verdict === 'INVALID') return 'the results prove nothing';
  if (verdict === 'NO-GO' && gateSaysNo) return "nel gate's own answer";
  return total === 0
    ? 'no benchmark was judged'
    : `none of ${counted(total)} ${verdict === 'GO' ? 'decides' : 'could be judged'}`;
}

const counted = (count: number): string => `${count} benchmark${count === 1 ? '' : 's'}`;
