import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Snapshot, TaskSnapshot } from '../config/snapshot.js';

/** What is known before a run starts; the rest would always differ. */
const KNOWN_BEFORE = [
  'task',
  'endpoint_type',
  'expected_digest',
  'tokenizer',
  'parameters',
  'extra_parameters',
  'sample_limit',
  'adapter',
  'dataset',
];

/**
 * Settings in which a record differs from a run that is to start, such as `mmlu: sample_limit`. Only for choosing among
 * records: whether two runs can be compared is asked of both when they are done.
 */
export function settingsThatDiffer(own: Snapshot, dir: string): string[] {
  const recorded = readTasks(dir);
  if (!recorded) return ['it has no snapshot'];
  return own.tasks.flatMap((task) => {
    const other = recorded.find(({ name }) => name === task.name);
    if (!other) return [`${task.name} is not in it`];
    return KNOWN_BEFORE.filter((field) => differ(task, other, field)).map(
      (field) => `${task.name}: ${field}`,
    );
  });
}

function differ(own: TaskSnapshot, other: TaskSnapshot, field: string): boolean {
  const [a, b] = [own.fields?.[field]?.hash, other.fields?.[field]?.hash];
  return a !== undefined && b !== undefined && a !== b;
}

function readTasks(dir: string): TaskSnapshot[] | undefined {
  try {
    const { tasks } = JSON.parse(readFileSync(path.join(dir, 'snapshot.json'), 'utf8')) as {
      tasks?: unknown;
    };
    if (!Array.isArray(tasks)) return undefined;
    return tasks.filter((task): task is TaskSnapshot => typeof task === 'object' && task !== null);
  } catch {
    return undefined;
  }
}
