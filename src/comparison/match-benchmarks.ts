import type { Benchmark, EvalResults } from '../results/eval-results.js';

/** A benchmark on one side or both. */
export interface Match {
  name: string;
  baseline?: Benchmark;
  candidate?: Benchmark;
  /** Whether it stands for its task and is judged; the others are shown. */
  judged: boolean;
}

/**
 * Brings the benchmarks of two evaluations together by name. Of each task one metric is judged: the candidate's main one
 * where the baseline has it, else the baseline's main one where the candidate has that.
 */
export function matchBenchmarks(baseline: EvalResults, candidate: EvalResults): Match[] {
  const [before, after] = [byName(baseline), byName(candidate)];
  const judged = chooseJudged(before, after);
  const names = [...new Set([...after.keys(), ...before.keys()])];
  return names.map((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    return {
      name,
      ...(old ? { baseline: old } : {}),
      ...(now ? { candidate: now } : {}),
      judged: judged.has(name),
    };
  });
}

/** The benchmarks of an evaluation by name; a name that is there twice keeps its first. */
export function byName({ benchmarks }: EvalResults): Map<string, Benchmark> {
  const found = new Map<string, Benchmark>();
  for (const benchmark of benchmarks) if (!found.has(benchmark.name)) found.set(benchmark.name, benchmark);
  return found;
}

/** Whether a score stands for its task. */
export function standsForTask({ role, primary }: Benchmark): boolean {
  return role === 'benchmark' && primary;
}

function chooseJudged(
  before: ReadonlyMap<string, Benchmark>,
  after: ReadonlyMap<string, Benchmark>,
): Set<string> {
  const judged = new Set<string>();
  const main = [...before.values()].filter(standsForTask);
  for (const now of [...after.values()].filter(standsForTask)) {
    const shared = before.has(now.name)
      ? now
      : main.find((old) => old.task === now.task && after.has(old.name));
    judged.add((shared ?? now).name);
  }
  const tasks = new Set([...judged].flatMap((name) => (before.has(name) ? [before.get(name)!.task] : [])));
  // What the baseline alone has: the task was not run, or without this metric.
  for (const old of main) if (!tasks.has(old.task)) judged.add(old.name);
  return judged;
}
