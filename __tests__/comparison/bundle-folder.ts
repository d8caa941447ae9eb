import type { TempDir } from '../temp-dir.js';

/** A bundle to be written; rewards by problem, in order. */
export interface BundleSpec {
  rewards: readonly number[];
  /** What `benchmark.scores` states; pass@1 where nothing is given. */
  scores?: Record<string, number>;
  config?: Record<string, unknown>;
  /** Prompt of a problem; the same in all bundles where nothing is given. */
  prompt?: (problem: number) => string;
  /** Problems whose request failed. */
  failed?: readonly number[];
}

/** Writes `<side>/<name>/eval-1.json` and its rows, as `nel eval run` lays them out. */
export function writeBundle(dir: TempDir, side: string, name: string, spec: BundleSpec): void {
  const { rewards, prompt = (problem) => `question ${problem}`, failed = [] } = spec;
  const right = rewards.filter((reward) => reward > 0).length / rewards.length;
  const scores = Object.entries(spec.scores ?? { 'pass@1': right });
  const bundle = {
    sdk_version: '0.3.0',
    config: { benchmark: name, repeats: 1, ...spec.config },
    benchmark: {
      name,
      samples: rewards.length,
      scores: Object.fromEntries(scores.map(([metric, value]) => [metric, { value }])),
    },
  };
  const rows = rewards.map((reward, problem) =>
    JSON.stringify({
      problem_idx: problem,
      repeat: 0,
      reward,
      prompt: prompt(problem),
      expected_answer: 'a',
      model_response: 'r',
      ...(failed.includes(problem) ? { scoring_details: { error_category: 'infra_error' } } : {}),
    }),
  );
  dir.write(`${side}/${name}/eval-1.json`, JSON.stringify(bundle));
  dir.write(`${side}/${name}/results.jsonl`, `${rows.join('\n')}\n`);
}
