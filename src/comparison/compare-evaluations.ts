import type { FailureAllowance } from '../inputs.js';
import type { BundleFolder } from '../results/bundle/discover-bundles.js';
import type { EvalResults } from '../results/eval-results.js';
import { type ItemLoader, openItems } from '../results/open-items.js';
import { blameBrokenTasks, blameLostBundles } from './broken-tasks.js';
import type { Both, Comparison, GateMode } from './comparison.js';
import { concludeComparison } from './conclude-comparison.js';
import type { FlipText } from './flips.js';
import { gateFolders } from './gate/gate-folders.js';
import { gatherEvidence } from './gather-evidence.js';
import { shareOf } from './item-units.js';
import { judgeByPolicy } from './judge-by-policy.js';
import { type Judged, type KeptEvidence, keepEvidence, readAlone } from './judged.js';
import { limitFailures } from './limit-failures.js';
import { planBundles, planByReport } from './plan-bundles.js';
import { type Plan, type Planned, planByDefault, planByPolicy } from './plan-judgements.js';
import type { GatePolicy } from './policy/gate-policy.js';
import { reportOnTrees } from './report-on-trees.js';
import { type RunNoise, withBetweenRunNoise } from './statistics/between-runs.js';

/** Every drop would pass: points were meant. */
const POINTS_FOR_SHARES = {
  status: 'INSUFFICIENT_EVIDENCE' as const,
  reasons: ['max_drop is 1 or more, the whole scale: drops are shares, 0.02 for 2 points'],
};

export interface CompareOptions {
  policy?: GatePolicy;
  mode: GateMode;
  /** Failed requests that are allowed on a side of a bundle. */
  allowance: FailureAllowance;
  /** Where the bundles lie; given where both sides are bundles. */
  folders?: Both<BundleFolder>;
  /** Takes the flips of each benchmark, those that changed most first. */
  onFlips?: (benchmark: string, flips: readonly FlipText[]) => void | Promise<void>;
  /** What is known of a benchmark's noise between runs; without a policy alone, whose formulas know none. */
  noiseOf?: (benchmark: string) => RunNoise | null;
}

/**
 * Compares two evaluations, one benchmark after another: memory is that of the largest. Without a policy the default
 * rule judges (docs/statistics.md), with one the gate's formulas and, in strict mode, the safeguards (docs/gate.md).
 * @throws ConfigError for a policy that bundles cannot be gated by.
 */
export async function compareEvaluations(
  results: Both<EvalResults>,
  options: CompareOptions,
): Promise<Comparison> {
  const { policy, folders } = options;
  if (!policy) {
    const plan = folders
      ? blameLostBundles(folders, planBundles(results))
      : blameBrokenTasks(results, planByDefault(results));
    return concludeComparison({ results, plan, judged: await judgeAll(results, plan, options), options });
  }
  if (folders) {
    const report = await gateFolders(folders.baseline, folders.candidate, policy);
    const planned = planByReport(results, policy, report);
    // With gate-mode nel the gate's word stands, which passes over such files.
    const plan = options.mode === 'nel' ? planned : blameLostBundles(folders, planned, policy);
    return concludeComparison({
      results,
      plan,
      judged: await judgeAll(results, plan, options),
      options,
      report,
    });
  }
  const plan = blameBrokenTasks(results, planByPolicy(results, policy), policy);
  const judged = await judgeAll(results, plan, options);
  return concludeComparison({ results, plan, judged, options, report: reportOnTrees(judged, policy) });
}

async function judgeAll(results: Both<EvalResults>, plan: Plan, options: CompareOptions): Promise<Judged[]> {
  const opened = {
    baseline: openItems(
      results.baseline,
      plan.judged.filter(isOnBothSides).map(({ baseline }) => baseline),
    ),
    candidate: openItems(
      results.candidate,
      plan.judged.flatMap(({ candidate }) => candidate ?? []),
    ),
  };
  // With a policy the gate's formulas count failed requests, and strict mode guards a PASS against them.
  const loaders = options.policy
    ? opened
    : {
        baseline: limitFailures(opened.baseline, options.allowance),
        candidate: limitFailures(opened.candidate, options.allowance),
      };
  const judged: Judged[] = [];
  for (const planned of plan.judged) {
    const { candidate } = planned;
    if (isOnBothSides(planned)) judged.push(await judgeOne(results, planned, loaders, options));
    else
      judged.push({
        planned,
        ...(candidate ? { alone: await readAlone(candidate, loaders.candidate) } : {}),
      });
  }
  return judged;
}

type OnBothSides = Planned & Required<Pick<Planned, 'baseline' | 'candidate'>>;

function isOnBothSides(planned: Planned): planned is OnBothSides {
  return planned.baseline !== undefined && planned.candidate !== undefined;
}

async function judgeOne(
  results: Both<EvalResults>,
  planned: OnBothSides,
  loaders: Both<ItemLoader>,
  { policy, folders, onFlips, noiseOf }: CompareOptions,
): Promise<Judged> {
  const gathered = await gatherEvidence(results, planned, loaders, policy !== undefined);
  if (gathered.pairs && gathered.pairs.flipTexts.length > 0)
    await onFlips?.(planned.name, gathered.pairs.flipTexts);
  const kept = keepEvidence(gathered);
  const noise = policy ? null : (noiseOf?.(planned.name) ?? null);
  const share = shareOf(planned.candidate, planned.baseline);
  const evidence: KeptEvidence = {
    ...kept,
    evidence: withBetweenRunNoise(kept.evidence, noise, share),
  };
  if (!planned.thresholds || folders || gathered.invalid.length > 0) return { planned, evidence };
  const scores = {
    baseline: inPolicyUnits(planned.baseline),
    candidate: inPolicyUnits(planned.candidate),
  };
  const result = judgeByPolicy(planned.name, gathered, scores, planned.thresholds);
  if (planned.candidate.scale === 'percent' && planned.thresholds.maxDrop >= 1 && result.status === 'PASS')
    return { planned, evidence, result: { ...result, ...POINTS_FOR_SHARES } };
  return { planned, evidence, result };
}

function inPolicyUnits({ value, fraction }: OnBothSides['baseline']): number | null {
  const score = fraction ?? value;
  return Number.isFinite(score) ? score : null;
}
