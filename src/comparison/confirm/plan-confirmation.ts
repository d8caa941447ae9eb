import type { Comparison } from '../comparison.js';

/** What is to be run once more. */
export interface ConfirmationPlan {
  /** Names of the benchmarks that breached, in the order of the comparison. */
  benchmarks: string[];
  /** The launcher's tasks that they are of, each once, in the order of the config. */
  tasks: { name: string; index: number }[];
}

/** Each BREACH, the advisory included; never a PASS. Empty where nothing breached. */
export function planConfirmation({ benchmarks }: Comparison): ConfirmationPlan {
  const breached = benchmarks.filter(({ status, candidate }) => status === 'BREACH' && candidate);
  const tasks = new Map(breached.map(({ task, taskIndex }) => [taskIndex, { name: task, index: taskIndex }]));
  return {
    benchmarks: breached.map(({ name }) => name),
    tasks: [...tasks.values()].sort((a, b) => a.index - b.index),
  };
}
