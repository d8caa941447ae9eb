import { ConfigError } from '../errors.js';
import { taskEntries } from './base.js';
import { type ConfigMap, setAt } from './value.js';

/** Keeps the tasks named, as the launcher's `-t` does: by name, or by `name.index`. */
export function filterTasks(
  root: ConfigMap,
  filters: string[],
  where: string,
  sources: Map<string, string>,
  kept: Map<string, string>,
): void {
  if (filters.length === 0) return;
  const entries = taskEntries(root, where);
  const names = entries.map((task, index) => [task.get('name') as string, `${task.get('name')}.${index}`]);
  const unmatched = filters.filter((filter) => !names.some((pair) => pair.includes(filter)));
  if (unmatched.length > 0) {
    throw new ConfigError(
      `tasks names ${unmatched.join(', ')}, which ${where} does not have: it has ${names.map(([name]) => name).join(', ')}`,
    );
  }
  const indices = names.flatMap((pair, index) =>
    pair.some((name) => filters.includes(name!)) ? [index] : [],
  );
  setAt(
    root,
    ['evaluation', 'tasks'],
    indices.map((index) => entries[index]!),
  );
  for (const table of [sources, kept]) moveIndices(table, indices);
}

/** Tables keyed by path follow their tasks to the new positions. */
function moveIndices(table: Map<string, string>, indices: number[]): void {
  const pattern = /^evaluation\.tasks\[(\d+)\]/;
  const entries = [...table].filter(([key]) => pattern.test(key));
  for (const [key] of entries) table.delete(key);
  for (const [key, value] of entries) {
    const at = indices.indexOf(Number(pattern.exec(key)![1]));
    if (at >= 0) table.set(key.replace(pattern, `evaluation.tasks[${at}]`), value);
  }
}
