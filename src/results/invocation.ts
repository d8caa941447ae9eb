import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** What the stage files of a task say. `killed` is a task that the launcher's kill list names before it ended. */
export type Stage = 'pending' | 'running' | 'exited' | 'killed';

/** One task of an invocation folder (`<name>.<index>/`). */
export interface TaskFolder {
  name: string;
  index: number;
  dir: string;
  stage: Stage;
  /** Exit code of the evaluation script, where it ended. */
  exitCode?: number;
  /** When it ended (ISO 8601), where it did. */
  endedAt?: string;
  startedAt?: string;
  /** What the harness left, where it is not the folder's `artifacts/`. */
  artifacts?: string;
}

/** Far above what any of these files holds; a larger one would only fill the memory. */
const LARGEST = 64 << 20;

/** The text of a small file, or undefined where it cannot be read. A pipe in its place would never be read to its end. */
export function readIfThere(file: string): string | undefined {
  try {
    const stats = statSync(file);
    if (!stats.isFile() || stats.size > LARGEST) return undefined;
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

export function listIfThere(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** A folder and the folders in it. */
export function withSubfolders(dir: string): string[] {
  const inside = listIfThere(dir).filter((entry) => entry.isDirectory());
  return [dir, ...inside.map((entry) => path.join(dir, entry.name))];
}

/** Reads `stage.exit` (`<ISO time> <code>`); undefined while it is absent or half written. */
export function readStageExit(taskDir: string): { code: number; at: string } | undefined {
  const match = /^(\S+)\s+(\d+)\s*$/.exec(readIfThere(path.join(taskDir, 'logs', 'stage.exit')) ?? '');
  return match ? { at: match[1]!, code: Number(match[2]) } : undefined;
}

/** The tasks of an invocation folder, in the order of their index. */
export function readTaskFolders(invocationDir: string): TaskFolder[] {
  const folders = listIfThere(invocationDir)
    .filter((entry) => entry.isDirectory())
    .map((entry) => /^(.+)\.(\d+)$/.exec(entry.name))
    .filter((match) => match !== null)
    .map((match) => ({ name: match[1]!, index: Number(match[2]), dir: path.join(invocationDir, match[0]) }))
    .sort((a, b) => a.index - b.index);
  return folders.map((folder) => refreshTask(invocationDir, folder));
}

/** Reads the stage of a known task anew. */
export function refreshTask(
  invocationDir: string,
  { name, index, dir }: Pick<TaskFolder, 'name' | 'index' | 'dir'>,
): TaskFolder {
  return readTask({ name, index, dir }, killedIndices(invocationDir, dir));
}

/** Job ids (`<invocation>.<index>`) in the kill list, which lies beside the script: shared, or one a task. */
function killedIndices(invocationDir: string, taskDir: string): Set<number> {
  const lists = [invocationDir, taskDir].map((dir) => readIfThere(path.join(dir, 'killed_jobs.txt')) ?? '');
  return new Set([...lists.join('\n').matchAll(/\.(\d+)\s*$/gm)].map(([, index]) => Number(index)));
}

function readTask(folder: Pick<TaskFolder, 'name' | 'index' | 'dir'>, killed: Set<number>): TaskFolder {
  const exit = readStageExit(folder.dir);
  const startedAt = readIfThere(path.join(folder.dir, 'logs', 'stage.running'))?.trim();
  const started = startedAt ? { startedAt } : {};
  const listed = killed.has(folder.index);
  if (exit) {
    const stage: Stage = listed && exit.code !== 0 ? 'killed' : 'exited';
    return { ...folder, ...started, stage, exitCode: exit.code, endedAt: exit.at };
  }
  if (listed) return { ...folder, ...started, stage: 'killed' };
  const begun = startedAt ?? readIfThere(path.join(folder.dir, 'logs', 'stage.pre-start'));
  return { ...folder, ...started, stage: begun === undefined ? 'pending' : 'running' };
}
