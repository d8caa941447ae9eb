import type { LmEvalResults } from './lm-eval-results.js';

/** What lm-eval says that it asked with, as a snapshot keeps it: plain data, without what it counted or scored. */
export interface LmEvalSettings {
  versions: Record<string, unknown>;
  few_shot: Record<string, unknown>;
  task_hashes: Record<string, string>;
  groups: Record<string, string[]>;
  system_instruction: unknown;
  chat_template: unknown;
}

/** Keeps the settings of lm-eval's results for a record, which has no result files. */
export function packLmEval(results: LmEvalResults): LmEvalSettings {
  return {
    versions: Object.fromEntries(results.versions),
    few_shot: Object.fromEntries(results.fewShot),
    task_hashes: Object.fromEntries(results.taskHashes),
    groups: Object.fromEntries(results.groups),
    system_instruction: results.systemInstruction,
    chat_template: results.chatTemplate,
  };
}

/** Reads back what a snapshot keeps; undefined where it keeps nothing of lm-eval. */
export function unpackLmEval(value: unknown): LmEvalResults | undefined {
  if (!isRecord(value)) return undefined;
  const part = (name: string): [string, unknown][] => {
    const found = value[name];
    return isRecord(found) ? Object.entries(found) : [];
  };
  return {
    samples: new Map(),
    higherIsBetter: new Map(),
    repeats: new Map(),
    groups: new Map(
      part('groups').map(([group, tasks]) => [group, Array.isArray(tasks) ? tasks.map(String) : []]),
    ),
    versions: new Map(part('versions')),
    fewShot: new Map(part('few_shot')),
    taskHashes: new Map(
      part('task_hashes').filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    ),
    systemInstruction: value['system_instruction'] ?? null,
    chatTemplate: value['chat_template'] ?? null,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
