import path from 'node:path';
import { compareEvaluations } from '../comparison/compare-evaluations.js';
import type { Both, Comparison } from '../comparison/comparison.js';
import type { GatePolicy } from '../comparison/policy/gate-policy.js';
import type { RunNoise } from '../comparison/statistics/between-runs.js';
import type { JudgementInputs } from '../judgement-inputs.js';
import type { FlipCollection } from '../report/html/flip-collection.js';
import type { BundleFolder } from '../results/bundle/discover-bundles.js';
import type { EvalResults } from '../results/eval-results.js';
import { FlipsFile } from './write-flips.js';

export const FLIPS_FILE = 'flips.ndjson';

/** A comparison with its files. */
export interface Judgement {
  comparison: Comparison;
  /** Path of flips.ndjson; absent where nothing changed. */
  flipsFile?: string;
  /** What went wrong beside it, one line each. */
  warnings: string[];
}

/** What a comparison is made with. */
export interface ComparisonSurroundings {
  policy: GatePolicy | undefined;
  /** Where flips.ndjson is written. */
  dir: string;
  redact: (text: string) => string;
  noiseOf?: (benchmark: string) => RunNoise | null;
  /** Keeps what changed, for the HTML report. */
  collect?: FlipCollection;
}

/** Compares two evaluations, and writes what changed into a file beside the other reports. */
export async function runComparison(
  sides: { results: Both<EvalResults>; folders?: Both<BundleFolder>; notes?: readonly string[] },
  inputs: Pick<JudgementInputs, 'gateMode' | 'maxFailedSamples'>,
  { policy, dir, redact, noiseOf, collect }: ComparisonSurroundings,
): Promise<Judgement> {
  const flips = new FlipsFile(path.join(dir, FLIPS_FILE), redact);
  const comparison = await compareEvaluations(sides.results, {
    mode: inputs.gateMode,
    allowance: inputs.maxFailedSamples,
    ...(policy ? { policy } : {}),
    ...(sides.folders ? { folders: sides.folders } : {}),
    ...(noiseOf ? { noiseOf } : {}),
    onFlips: (benchmark, texts) => {
      flips.add(benchmark, texts);
      collect?.add(
        redact(benchmark),
        texts.map((text) => ({ ...text, task: redact(text.task) })),
      );
    },
  }).finally(() => flips.close());
  return {
    comparison: { ...comparison, notes: [...(sides.notes ?? []), ...comparison.notes] },
    ...(flips.isWritten ? { flipsFile: flips.file } : {}),
    warnings: flips.failure === undefined ? [] : [`${FLIPS_FILE} could not be written: ${flips.failure}`],
  };
}
