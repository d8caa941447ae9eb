import { type BenchmarkResult, emptyResult } from './gate/benchmark-result.js';
import type { GateReport } from './gate/gate-folders.js';
import { concludeGate } from './gate/gate-verdict.js';
import type { Judged } from './judged.js';
import type { GatePolicy } from './policy/gate-policy.js';

/** The report that the gate's rules make of result trees, which `nel gate` itself does not read. */
export function reportOnTrees(judged: readonly Judged[], policy: GatePolicy): GateReport {
  const results = judged.flatMap((one) => one.result ?? missingResult(one) ?? []);
  const unreadable = judged
    .filter(({ evidence }) => evidence !== undefined && evidence.invalid.length > 0)
    .map(({ planned, evidence }) => ({ benchmark: planned.name, faults: evidence!.invalid }));
  const only = (side: 'baseline' | 'candidate', other: 'baseline' | 'candidate'): string[] =>
    judged.filter(({ planned }) => planned[side] && !planned[other]).map(({ planned }) => planned.name);
  return {
    verdict: unreadable.length > 0 ? null : concludeGate(results),
    results,
    unreadable,
    onlyIn: { baseline: only('baseline', 'candidate'), candidate: only('candidate', 'baseline') },
    notRun: judged
      .filter(({ planned }) => planned.baseline && !planned.candidate && isGatedByDefaults(planned))
      .map(({ planned }) => planned.name),
    notes: [...policy.notes],
  };
}

function isGatedByDefaults({ thresholds, required }: Judged['planned']): boolean {
  return !required && thresholds !== undefined && thresholds.tier !== 'advisory';
}

/** Of an entry that finds nothing, or on one side only: as for bundles, only what is required is missed. */
function missingResult({ planned, evidence }: Judged): BenchmarkResult | undefined {
  const { name, thresholds, lost, required } = planned;
  if (!thresholds || evidence) return undefined;
  const result = emptyResult(name, thresholds);
  if (lost?.sharedWith !== undefined) return { ...result, reasons: [lost.reason] };
  if (!required) return undefined;
  const where = `the ${planned.baseline ? 'candidate' : 'baseline'} does not have it`;
  return { ...result, status: 'MISSING', reasons: [`required by the policy, and ${lost?.reason ?? where}`] };
}
