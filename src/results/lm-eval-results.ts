import path from 'node:path';
import { listIfThere, withSubfolders } from './invocation.js';
import { readJsonFile } from './small-file.js';

/** What the newest `results_<time>.json` of lm-eval says of its tasks. */
export interface LmEvalResults {
  /** Documents evaluated, by task. */
  samples: Map<string, number>;
  /** Sub-tasks of each group; a group may hold groups. */
  groups: Map<string, string[]>;
  /** By task and metric (without the filter). */
  higherIsBetter: Map<string, Map<string, boolean>>;
  versions: Map<string, unknown>;
  fewShot: Map<string, unknown>;
  /** Over the documents, prompts and targets of each task. */
  taskHashes: Map<string, string>;
  repeats: Map<string, number>;
  /** As the harness hashed them; null where there is none. */
  systemInstruction: unknown;
  chatTemplate: unknown;
}

/** The newest `results_<time>.json` in the folder or one below it; undefined where there is none. */
export function newestResults(artifactsDir: string): string | undefined {
  const files = withSubfolders(artifactsDir).flatMap((dir) =>
    listIfThere(dir)
      .filter((entry) => entry.isFile() && /^results_\d{4}-.*\.json$/.test(entry.name))
      .map((entry) => path.join(dir, entry.name)),
  );
  return files.sort((a, b) => path.basename(a).localeCompare(path.basename(b))).at(-1);
}

/** Undefined where lm-eval left no such file, or none that can be read, which makes the task invalid elsewhere. */
export function readLmEvalResults(artifactsDir: string): LmEvalResults | undefined {
  const newest = newestResults(artifactsDir);
  const file = newest === undefined ? undefined : readJsonFile(newest).value;
  if (!file) return undefined;
  const part = (name: string): [string, unknown][] => entriesOf(entry(file, name));
  return {
    samples: new Map(part('n-samples').flatMap(([task, of]) => numbered(task, entry(of, 'effective')))),
    groups: new Map(
      part('group_subtasks').map(([group, of]) => [group, Array.isArray(of) ? of.map(String) : []]),
    ),
    higherIsBetter: new Map(
      part('higher_is_better').map(([task, of]) => [
        task,
        new Map(entriesOf(of).filter((pair): pair is [string, boolean] => typeof pair[1] === 'boolean')),
      ]),
    ),
    versions: new Map(part('versions')),
    fewShot: new Map(part('n-shot')),
    taskHashes: new Map(
      part('task_hashes').filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    ),
    repeats: new Map(part('configs').flatMap(([task, of]) => numbered(task, entry(of, 'repeats')))),
    systemInstruction: entry(file, 'system_instruction_sha') ?? null,
    chatTemplate: entry(file, 'chat_template_sha') ?? null,
  };
}

/** The tasks, without groups, that a task or group is made of. */
export function leavesOf(
  results: LmEvalResults,
  name: string,
  seen: ReadonlySet<string> = new Set(),
): string[] {
  const inside = results.groups.get(name) ?? [];
  if (inside.length === 0 || seen.has(name)) return [name];
  return inside.flatMap((task) => leavesOf(results, task, new Set([...seen, name])));
}

function numbered(name: string, value: unknown): [string, number][] {
  return typeof value === 'number' && Number.isFinite(value) ? [[name, value]] : [];
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function entry(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
