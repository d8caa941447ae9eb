import { faultsOfItems } from '../results/check-items.js';
import { type Benchmark, type Count, countOf } from '../results/eval-results.js';
import type { ItemLoader } from '../results/open-items.js';
import { type Fault, faultsOf } from './fault.js';
import type { FlipText } from './flips.js';
import type { BenchmarkResult } from './gate/benchmark-result.js';
import type { Gathered, PairSummary } from './gather-evidence.js';
import type { Planned } from './plan-judgements.js';
import { type Moments, RunningMoments } from './statistics/moments.js';

/** Flips of each benchmark that a report shows. */
const MOST_EXAMPLES = 5;

/** What is kept of a benchmark's pairs: nothing that grows with the items. */
export interface KeptPairs extends Omit<PairSummary, 'values' | 'flipTexts'> {
  /** Of the items' differences, candidate − baseline, in a policy's units; undefined without a policy. */
  differences?: Moments;
  examples: FlipText[];
}

export type KeptEvidence = Omit<Gathered, 'pairs'> & { pairs?: KeptPairs };

/** A benchmark that nothing is compared with: its own items still tell how many there are, and whether they are whole. */
export interface Alone {
  count: Count | undefined;
  invalid: Fault[];
}

/** Reads the items of a benchmark of the candidate that has no baseline, and lets go of them. */
export async function readAlone(benchmark: Benchmark, items: ItemLoader): Promise<Alone> {
  const loaded = await items.load(benchmark);
  return {
    count: countOf(benchmark, loaded),
    invalid: faultsOf('candidate', [...benchmark.invalid, ...faultsOfItems(benchmark, loaded)]),
  };
}

/** A benchmark of the plan, with what was found of it. */
export interface Judged {
  planned: Planned;
  /** Where both sides have it. */
  evidence?: KeptEvidence;
  /** Where the candidate alone has it. */
  alone?: Alone;
  /** The gate's judgement; absent without a policy, and where the benchmark is invalid or on one side. */
  result?: BenchmarkResult;
}

/** Lets go of the items. */
export function keepEvidence(gathered: Gathered): KeptEvidence {
  const { pairs, ...rest } = gathered;
  if (!pairs) return rest;
  const { values, flipTexts, ...kept } = pairs;
  return {
    ...rest,
    pairs: {
      ...kept,
      ...(values ? { differences: momentsOf(values.deltas) } : {}),
      examples: flipTexts.slice(0, MOST_EXAMPLES),
    },
  };
}

function momentsOf(deltas: Float64Array): Moments {
  const moments = new RunningMoments();
  for (const delta of deltas) moments.add(delta);
  return moments;
}
