import path from 'node:path';
import type { Snapshot } from '../config/snapshot.js';
import { ConfigError } from '../errors.js';
import { showValue } from './show-value.js';
import { type Mapping, readStrictJsonFile } from './small-file.js';

/** The two JSON files of a record, checked as far as reading them needs. */
export interface RecordJson {
  result: Mapping;
  tasks: Mapping[];
  benchmarks: Mapping[];
  snapshot?: Snapshot;
  /** What was passed over, one line each. */
  notes: string[];
}

/**
 * Reads `result.json` of a record, and beside it `snapshot.json` where it is there.
 * @param shown how messages call the folder.
 * @throws ConfigError where result.json is not one of schema version 1. A broken snapshot.json is a note.
 */
export function readRecordJson(dir: string, shown: string): RecordJson {
  const file = path.join(shown, 'result.json');
  const result = readJson(dir, 'result.json', shown);
  if (result['schema_version'] !== 1) throw new ConfigError(`${file} ${otherVersion(result)}`);
  const lists = {
    tasks: listOf(result, 'tasks', file),
    benchmarks: listOf(result, 'benchmarks', file),
  };
  const { snapshot, problem } = readSnapshotFile(path.join(dir, 'snapshot.json'));
  return {
    result,
    ...lists,
    ...(snapshot ? { snapshot } : {}),
    notes: problem === undefined ? [] : [`${path.join(shown, 'snapshot.json')} ${problem}${LEFT_OUT}`],
  };
}

/**
 * The snapshot of the first of these folders that has one, and what is wrong with others.
 * @param root the folder that messages start from.
 */
export function findSnapshot(
  dirs: readonly string[],
  root: string,
): { snapshot?: Snapshot; notes: string[] } {
  const notes: string[] = [];
  for (const dir of dirs) {
    const file = path.join(dir, 'snapshot.json');
    const { snapshot, problem } = readSnapshotFile(file);
    if (problem !== undefined) notes.push(`${path.relative(root, file)} ${problem}${LEFT_OUT}`);
    if (snapshot) return { snapshot, notes };
  }
  return { notes };
}

const LEFT_OUT = ': it is left out, and settings that it alone tells are unknown';

/** Neither, where the file is not there. */
function readSnapshotFile(file: string): ReturnType<typeof asSnapshot> {
  const { value, problem } = readStrictJsonFile(file);
  if (value) return asSnapshot(value);
  return problem === undefined ? {} : { problem };
}

function asSnapshot(content: Mapping): { snapshot?: Snapshot; problem?: string } {
  if (content['schema_version'] !== 1) return { problem: otherVersion(content) };
  return Array.isArray(content['tasks'])
    ? { snapshot: content as unknown as Snapshot }
    : { problem: 'has "tasks" that are no list' };
}

function otherVersion(content: Mapping): string {
  const version = content['schema_version'];
  return `has schema_version ${version === undefined ? 'nothing' : showValue(version)}: this version of the action reads 1`;
}

function readJson(dir: string, name: string, shown: string): Mapping {
  const { value, problem = 'is not there' } = readStrictJsonFile(path.join(dir, name));
  if (!value)
    throw new ConfigError(`${path.join(shown, name)} ${problem}: is it a record of this action, and whole?`);
  return value;
}

const NAME = { tasks: 'task', benchmarks: 'name' } as const;

function listOf(result: Mapping, key: keyof typeof NAME, file: string): Mapping[] {
  const list = result[key];
  const isObject = (item: unknown): boolean =>
    typeof item === 'object' && item !== null && !Array.isArray(item);
  if (!Array.isArray(list))
    throw new ConfigError(
      `${file}: "${key}" is ${showValue(list)}, not a list: is it a record of this action, and whole?`,
    );
  const wrong = list.findIndex((item) => !isObject(item));
  if (wrong >= 0)
    throw new ConfigError(`${file}: "${key}[${wrong}]" is ${showValue(list[wrong])}, not an object`);
  const unnamed = list.findIndex((item) => typeof item[NAME[key]] !== 'string');
  if (unnamed >= 0)
    throw new ConfigError(
      `${file}: "${key}[${unnamed}].${NAME[key]}" is ${showValue(list[unnamed][NAME[key]])}, not a text`,
    );
  return list as Mapping[];
}
