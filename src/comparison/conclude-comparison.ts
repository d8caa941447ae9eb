import type { EvalResults } from '../results/eval-results.js';
import { brokenTasks, describeBroken, noteBaseline } from './broken-tasks.js';
import type { CompareOptions } from './compare-evaluations.js';
import type { Both, ComparedBenchmark, Comparison, ComparisonVerdict } from './comparison.js';
import { unitsOf } from './comparison.js';
import { describeDifference, describeJudged, describeShown } from './describe-benchmark.js';
import { wordFaults } from './fault.js';
import { toDamage } from './gate/apply-thresholds.js';
import type { BenchmarkResult } from './gate/benchmark-result.js';
import type { GateReport } from './gate/gate-folders.js';
import type { Judged } from './judged.js';
import { meanChangeOf } from './mean-change.js';
import type { Plan } from './plan-judgements.js';
import { judgeReportStrictly } from './safeguards/judge-strictly.js';
import type { Evidence } from './statistics/evidence.js';
import { type DropUnit, judgeByDefault } from './statistics/judge-by-default.js';
import { estimateFalseFailRate } from './statistics/policy-error-rate.js';
import { testEvidence } from './statistics/test-evidence.js';

/** All that a comparison found, before it is concluded. */
export interface Findings {
  results: Both<EvalResults>;
  plan: Plan;
  judged: readonly Judged[];
  options: CompareOptions;
  /** With a policy. */
  report?: GateReport;
}

const NOT_RUN = 'not-run: the policy does not require it, and nothing shows that it is no worse';

/** Judges the benchmarks together and comes to one verdict (design: the first that matches decides). */
export function concludeComparison(findings: Findings): Comparison {
  const { results, plan, judged, options } = findings;
  const report = findings.report && addLeftOut(findings.report, judged);
  const tests = testTogether(judged);
  const strict =
    report && options.mode === 'strict' ? judgeReportStrictly(report, factsOf(findings)) : undefined;
  const byName = new Map(strict?.results.map((one) => [one.result.benchmark, one]));
  const gated = new Map(report?.results.map((result) => [result.benchmark, result]));
  const described = judged.map((found) => {
    const result = gated.get(found.planned.name);
    const one = result ? { ...found, result } : found;
    const [tested, safe] = [tests.get(found), byName.get(one.planned.name)];
    const isNotRun = strict !== undefined && report!.notRun.includes(one.planned.name);
    return describeJudged(results, one, {
      ...(tested ? { tested } : {}),
      ...(safe ? { strict: safe } : {}),
      ...(isNotRun ? { notRun: NOT_RUN } : {}),
    });
  });
  addUnreadable(described, report);
  const broken = brokenTasks(results.candidate);
  const ours = strict
    ? strict.verdict
    : report
      ? (report.verdict ?? 'INVALID')
      : concludeByDefault(described);
  const asTheGate = options.mode === 'nel' && options.folders !== undefined;
  const invalid = !asTheGate && (broken.length > 0 || described.some(({ status }) => status === 'INVALID'));
  return {
    verdict: invalid ? 'INVALID' : ours,
    gate: report ? { verdict: report.verdict, mode: options.mode, policy: options.policy!.file } : null,
    benchmarks: [...described, ...plan.shown.map((match) => describeShown(results, match))],
    meanChange: meanChangeOf(described),
    falseFailRate: report ? falseFailRateOf(judged, gated) : null,
    items: {
      compared: sum(judged.map(({ evidence }) => evidence?.pairs?.items ?? 0)),
      changed: sum(judged.map(({ evidence }) => evidence?.pairs?.changed ?? 0)),
    },
    notes: [
      ...new Set([
        ...(strict?.safeguards.map(({ name, message }) => `${name}: ${message}`) ?? []),
        ...broken.map(describeBroken),
        ...(asTheGate ? [] : noteBaseline(results)),
        ...(options.folders && report ? [] : passedOver(results)),
        ...(report?.notes ?? []),
      ]),
    ],
  };
}

/** What the gate cannot see: benchmarks of the baseline that are broken there, and that the candidate did not run. */
function addLeftOut(report: GateReport, judged: readonly Judged[]): GateReport {
  const names = judged
    .filter(({ planned }) => planned.leftOut !== undefined && planned.thresholds?.tier !== 'advisory')
    .map(({ planned }) => planned.name);
  return { ...report, notRun: [...report.notRun, ...names] };
}

/** Files of either side that were not read. Those of bundles are in the gate's report, where there is one. */
function passedOver({ baseline, candidate }: Both<EvalResults>): string[] {
  // What is said of bundles names their folder.
  const side = baseline.kind === 'bundles' ? '' : 'baseline: ';
  return [...(candidate.notes ?? []), ...(baseline.notes ?? []).map((note) => `${side}${note}`)];
}

/** The default rule's tests; p-values are adjusted over the benchmarks that can be judged. */
function testTogether(judged: readonly Judged[]): Map<Judged, ReturnType<typeof judgeByDefault>[number]> {
  const tested = new Map<Judged, ReturnType<typeof judgeByDefault>[number]>();
  const valid = judged.filter(({ evidence }) => evidence !== undefined && evidence.invalid.length === 0);
  const family = valid.filter(({ evidence }) => evidence!.comparability.comparable);
  const judgements = judgeByDefault(family.map(evidenceOf), family.map(unitOf));
  for (const [index, one] of family.entries()) tested.set(one, judgements[index]!);
  // What answers different questions is measured, and not tested.
  for (const one of valid)
    if (!tested.has(one))
      tested.set(one, {
        ...testEvidence(evidenceOf(one)),
        pValue: null,
        pAdjusted: null,
        mde: null,
        status: 'INSUFFICIENT_EVIDENCE',
      });
  return tested;
}

function unitOf({ planned }: Judged): DropUnit {
  return unitsOf(planned.candidate!.scale) === undefined ? '%' : 'pp';
}

/**
 * What is tested. A p-value asks no scale, unlike the default rule's limits: where a policy judges, items without a
 * declared scale are tested in their own units, to be shown.
 */
function evidenceOf({ planned, evidence }: Judged): Evidence {
  const { evidence: found, pairs } = evidence!;
  const { baseline, candidate, thresholds } = planned;
  const isUnscaled = candidate!.scale === 'unknown' && baseline!.scale === 'unknown';
  if (found.kind !== 'none' || !isUnscaled || !thresholds || !pairs?.differences) return found;
  const { count, mean, squares } = pairs.differences;
  const differences = { count, mean: toDamage(mean, thresholds.direction), squares };
  return {
    kind: 'score-pairs',
    differences,
    largerSide: Math.max(pairs.sides.baseline, pairs.sides.candidate),
  };
}

function factsOf({ judged, options }: Findings): Parameters<typeof judgeReportStrictly>[1] {
  return new Map(
    judged.map(({ planned, evidence }) => [
      planned.name,
      {
        differences: evidence?.comparability.differences.map(describeDifference) ?? [],
        allowance: options.allowance,
        bounded: unitsOf(planned.candidate?.scale ?? 'unknown') !== undefined,
        doubts: evidence?.doubts ?? {},
        ...sameItemsOf(evidence),
      },
    ]),
  );
}

function sameItemsOf(evidence: Judged['evidence']): { sameItems?: number } {
  const sameItems = evidence?.pairs?.items ?? evidence?.sameItems;
  return sameItems === undefined ? {} : { sameItems };
}

/** What `nel gate` stops at is INVALID, and has no numbers. */
function addUnreadable(described: ComparedBenchmark[], report: GateReport | undefined): void {
  for (const { benchmark, faults } of report?.unreadable ?? []) {
    const one = described.find(({ name }) => name === benchmark);
    if (!one || one.status === 'INVALID') continue;
    Object.assign(one, {
      status: 'INVALID',
      gateStatus: null,
      invalid: [...faults],
      reasons: wordFaults(faults),
    });
  }
}

function concludeByDefault(benchmarks: readonly ComparedBenchmark[]): ComparisonVerdict {
  const statuses = new Set(benchmarks.map(({ status }) => status));
  if (statuses.has('BREACH')) return 'NO-GO';
  const open = (['NOT_COMPARABLE', 'INSUFFICIENT_EVIDENCE', 'MISSING'] as const).some((one) =>
    statuses.has(one),
  );
  if (open) return 'INCONCLUSIVE';
  return statuses.has('PASS') ? 'GO' : 'NO-BASELINE';
}

/** At the discordance that the items show. */
function falseFailRateOf(
  judged: readonly Judged[],
  gated: ReadonlyMap<string, BenchmarkResult>,
): number | null {
  return estimateFalseFailRate(
    judged.flatMap(({ planned, evidence }) => {
      const [result, differences] = [gated.get(planned.name), evidence?.pairs?.differences];
      if (!result || !differences) return [];
      // Between equal models the mean is 0, and the mean square the variance.
      const variance = differences.mean ** 2 + differences.squares / differences.count;
      const { pairs, baselineScore, thresholds } = result;
      return [{ variance, pairs, baselineScore, thresholds }];
    }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
