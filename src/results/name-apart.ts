import type { Benchmark, EvalTask } from './eval-results.js';

/** Where two tasks have a benchmark of the same name, the launcher's task goes in front; its index, where that is the same too. */
export function nameApart(
  read: readonly { task: Pick<EvalTask, 'name' | 'index'>; benchmarks: readonly Benchmark[] }[],
): Benchmark[] {
  const tasksOf = (pick: (task: string, name: string) => string): Map<string, Set<number>> => {
    const uses = new Map<string, Set<number>>();
    for (const { task, benchmarks } of read)
      for (const { name } of benchmarks) {
        const key = pick(task.name, name);
        uses.set(key, (uses.get(key) ?? new Set()).add(task.index));
      }
    return uses;
  };
  const byName = tasksOf((_, name) => name);
  const byTask = tasksOf((task, name) => `${task}/${name}`);
  return read.flatMap(({ task, benchmarks }) =>
    benchmarks.map((benchmark) => {
      if (byName.get(benchmark.name)!.size === 1) return benchmark;
      const full = `${task.name}/${benchmark.name}`;
      return {
        ...benchmark,
        name: byTask.get(full)!.size === 1 ? full : `${task.name}.${task.index}/${benchmark.name}`,
      };
    }),
  );
}
