import type { BenchmarkResult } from '../gate/benchmark-result.js';
import type { GateReport } from '../gate/gate-folders.js';
import { AGAINST_PASS, SAID_ONLY } from './safeguards.js';
import {
  NO_FACTS,
  type OutsideFacts,
  type Safeguard,
  type StrictResult,
  type StrictStatus,
  type StrictVerdict,
} from './strict-result.js';

/** Benchmarks that a line names. */
const MOST_NAMED = 5;

/** Strict mode's view of a whole report. */
export interface StrictReport {
  verdict: StrictVerdict;
  /** In the order of the gate's report. */
  results: StrictResult[];
  /** Safeguards of the verdict as a whole. */
  safeguards: Safeguard[];
}

/**
 * Looks over one judgement of the gate. Only a PASS can be lost, and a want of evidence get a better name: a BREACH and
 * a MISSING stay, whatever else is known.
 */
export function judgeStrictly(result: BenchmarkResult, facts: OutsideFacts = NO_FACTS): StrictResult {
  if (result.status === 'MISSING') return { result, status: 'MISSING', safeguards: [] };
  const against = runChecks(AGAINST_PASS, result, facts);
  return {
    result,
    status: strictStatus(result, against),
    safeguards: [...against, ...runChecks(SAID_ONLY, result, facts)],
  };
}

function runChecks(checks: typeof AGAINST_PASS, result: BenchmarkResult, facts: OutsideFacts): Safeguard[] {
  return [...checks].flatMap(([name, check]) => {
    const message = check(result, facts);
    return message === undefined ? [] : [{ name, message }];
  });
}

function strictStatus({ status }: BenchmarkResult, against: readonly Safeguard[]): StrictStatus {
  if (against.length === 0 || status === 'BREACH') return status;
  return against.some(({ name }) => name === 'not-comparable') ? 'NOT_COMPARABLE' : 'INSUFFICIENT_EVIDENCE';
}

/**
 * Looks over a whole report.
 * @param facts what is known of each benchmark, by name; shared rows are found here.
 */
export function judgeReportStrictly(
  report: GateReport,
  facts: ReadonlyMap<string, Omit<OutsideFacts, 'sharesRowsWith'>> = new Map(),
): StrictReport {
  const shared = findSharedRows(report.results);
  const results = report.results.map((result) =>
    judgeStrictly(result, {
      ...(facts.get(result.benchmark) ?? NO_FACTS),
      sharesRowsWith: shared.get(result.benchmark) ?? [],
    }),
  );
  const judged = report.unreadable.length > 0 ? 'INVALID' : concludeStrictly(results);
  const verdict = judged === 'GO' && report.notRun.length > 0 ? 'INCONCLUSIVE' : judged;
  return { verdict, results, safeguards: verdict === 'INCONCLUSIVE' ? safeguardsOf(report) : [] };
}

/** What stands against a GO as a whole. */
function safeguardsOf({ results, notRun }: GateReport): Safeguard[] {
  const found: Safeguard[] = [];
  if (!results.some(isGated))
    found.push({ name: 'nothing-evaluated', message: 'no critical or supporting benchmark was judged' });
  const more = notRun.length - MOST_NAMED;
  const names = [...notRun.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  if (notRun.length > 0)
    found.push({ name: 'not-run', message: `the baseline has what the candidate has not: ${names}` });
  return found;
}

/** One verdict; unlike the gate's, GO needs a benchmark that passed. */
export function concludeStrictly(results: readonly StrictResult[]): Exclude<StrictVerdict, 'INVALID'> {
  const statuses = results.filter(({ result }) => isGated(result)).map(({ status }) => status);
  if (statuses.includes('BREACH') || statuses.includes('MISSING')) return 'NO-GO';
  return statuses.length > 0 && statuses.every((status) => status === 'PASS') ? 'GO' : 'INCONCLUSIVE';
}

function isGated({ thresholds }: BenchmarkResult): boolean {
  return thresholds.tier !== 'advisory';
}

/** For each benchmark the others whose rows come from the same file, on either side. */
function findSharedRows(results: readonly BenchmarkResult[]): Map<string, string[]> {
  const shared = new Map<string, Set<string>>();
  for (const side of ['baseline', 'candidate'] as const) {
    const readers = new Map<string, string[]>();
    for (const { benchmark, evidence } of results) {
      const file = evidence.rowFiles[side];
      if (file !== null) readers.set(file, [...(readers.get(file) ?? []), benchmark]);
    }
    for (const names of readers.values())
      for (const name of names) {
        const others = shared.get(name) ?? new Set();
        for (const other of names) if (other !== name) others.add(other);
        shared.set(name, others);
      }
  }
  return new Map([...shared].map(([name, others]) => [name, [...others]]));
}
