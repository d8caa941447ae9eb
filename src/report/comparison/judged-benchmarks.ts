import type { BenchmarkStatus, ComparedBenchmark, Comparison } from '../../comparison/comparison.js';
import { judgedDirection, unitsOf } from '../../comparison/comparison.js';

/** A benchmark that has a verdict; the others are only shown. */
export type JudgedBenchmark = ComparedBenchmark & { status: BenchmarkStatus };

/** The gravest first: the order of every table, whose end is what falls to a limit. */
export const STATUS_ORDER: readonly BenchmarkStatus[] = [
  'BREACH',
  'INVALID',
  'MISSING',
  'NOT_COMPARABLE',
  'INSUFFICIENT_EVIDENCE',
  'NEW',
  'PASS',
];

export const STATUS_ICONS: Record<BenchmarkStatus, string> = {
  BREACH: '❌',
  INVALID: '⚠️',
  MISSING: '❓',
  NOT_COMPARABLE: '❔',
  INSUFFICIENT_EVIDENCE: '❔',
  NEW: '🆕',
  PASS: '✅',
};

/** The judged benchmarks, gravest status first; within one the advisory last, else the largest drop first. */
export function judgedBySeverity({ benchmarks }: Comparison): JudgedBenchmark[] {
  return benchmarks
    .filter((benchmark): benchmark is JudgedBenchmark => benchmark.status !== null)
    .map((benchmark) => ({
      benchmark,
      rank: 2 * STATUS_ORDER.indexOf(benchmark.status) + Number(isAdvisory(benchmark)),
      damage: damageOf(benchmark),
    }))
    .sort((a, b) => a.rank - b.rank || b.damage - a.damage)
    .map(({ benchmark }) => benchmark);
}

/** Whether a policy shows it without letting it decide. */
export function isAdvisory({ tier }: ComparedBenchmark): boolean {
  return tier === 'advisory';
}

/** How many there are of each status. */
export function countStatuses(judged: readonly JudgedBenchmark[]): Map<BenchmarkStatus, number> {
  const counts = new Map<BenchmarkStatus, number>();
  for (const { status } of judged) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

/** `2 BREACH, 3 PASS`, in the order of severity. */
export function listCounts(counts: ReadonlyMap<BenchmarkStatus, number>): string {
  return STATUS_ORDER.flatMap((status) => {
    const count = counts.get(status) ?? 0;
    return count > 0 ? [`${count} ${status}`] : [];
  }).join(', ');
}

/** How much worse it got, as a share of its scale, else of the baseline; far below any where that is not known. */
function damageOf(benchmark: ComparedBenchmark): number {
  const { delta, scale, baseline } = benchmark;
  const whole = unitsOf(scale) ?? Math.abs(baseline?.score ?? 0);
  const share = delta === null ? Number.NaN : delta / whole;
  if (!Number.isFinite(share)) return -Number.MAX_VALUE;
  return judgedDirection(benchmark) === 'lower_is_better' ? share : -share;
}
