import type { EvalResults, EvalTask } from '../../results/eval-results.js';

type Adapter = Record<string, unknown>;

/**
 * A rerun as it would have been with the first run's cache of responses, which the action turns off for the rerun alone:
 * that is no difference between the settings of two evaluations. All else that the adapter does stays the rerun's own.
 * @param indices of the rerun's tasks in the first run, by their index in the rerun.
 */
export function restoreCaching(
  rerun: EvalResults,
  first: EvalResults,
  indices: readonly number[],
): EvalResults {
  const tasks = rerun.tasks.map((task): EvalTask => {
    const before = first.tasks.find(({ index }) => index === indices[task.index])?.tree?.adapter;
    const { tree } = task;
    if (!before || !tree?.adapter) return task;
    return { ...task, tree: { ...tree, adapter: withCachingOf(tree.adapter, before) } };
  });
  return { ...rerun, tasks };
}

function withCachingOf(adapter: Adapter, first: Adapter): Adapter {
  const { use_caching: _off, ...rest } = adapter;
  const restored: Adapter = 'use_caching' in first ? { ...rest, use_caching: first['use_caching'] } : rest;
  if (!Array.isArray(adapter['interceptors'])) return restored;
  const interceptors = adapter['interceptors'].filter((one) => !isCaching(one));
  const before = Array.isArray(first['interceptors']) ? first['interceptors'] : [];
  // Where each stood, since the order of interceptors is part of the setting.
  for (const [at, one] of before.entries()) if (isCaching(one)) interceptors.splice(at, 0, one);
  return { ...restored, interceptors };
}

const isCaching = (interceptor: unknown): boolean =>
  typeof interceptor === 'object' &&
  interceptor !== null &&
  (interceptor as { name?: unknown }).name === 'caching';
