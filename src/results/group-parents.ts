import path from 'node:path';
import type { LmEvalResults } from './lm-eval-results.js';

/** The group of each task that is part of one. @param scores with the parents of a group in front of its name. */
export function findParents(
  scores: readonly { task: string; isGroup: boolean }[],
  lmEval?: LmEvalResults,
): Map<string, string> {
  const parents = new Map<string, string>();
  const known = new Set(scores.map(({ task }) => path.posix.basename(task)));
  for (const [group, inside] of lmEval?.groups ?? [])
    if (known.has(group)) for (const task of inside) parents.set(task, group);
  for (const { task, isGroup } of scores)
    if (isGroup && task.includes('/')) parents.set(task, path.posix.dirname(task));
  if (lmEval) return parents;
  // Other harnesses do not list what a group is of. With one group of its own, the tasks beside it are its parts.
  const groups = [...new Set(scores.filter(({ isGroup }) => isGroup).map(({ task }) => task))];
  const top = groups.filter((group) => !group.includes('/'));
  if (top.length === 1) for (const { task, isGroup } of scores) if (!isGroup) parents.set(task, top[0]!);
  return parents;
}
