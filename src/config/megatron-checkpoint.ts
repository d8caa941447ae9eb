import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../errors.js';

/**
 * What a checkpoint path leads to: one iteration of a Megatron run, the folder of a run (with its newest iteration),
 * or something else that may be a checkpoint of another kind.
 */
export type CheckpointKind =
  | { kind: 'iteration' | 'other' | 'missing' | 'relative' | 'file' | 'empty' }
  | { kind: 'run'; newest?: string };

const ITERATION = /^iter_(\d+)$/;
/** Megatron notes its last complete save here; a number, or `release`. */
const TRACKER = 'latest_checkpointed_iteration.txt';

/** Looks at a checkpoint's folder on this machine. */
export function inspectCheckpoint(checkpoint: string): CheckpointKind {
  if (!path.isAbsolute(checkpoint)) return { kind: 'relative' };
  const stats = statSync(checkpoint, { throwIfNoEntry: false });
  if (!stats) return { kind: 'missing' };
  if (!stats.isDirectory()) return { kind: 'file' };
  const entries = readdirSync(checkpoint);
  if (entries.length === 0) return { kind: 'empty' };
  if (ITERATION.test(path.basename(path.resolve(checkpoint)))) return { kind: 'iteration' };
  const newest = newestIteration(checkpoint, entries);
  if (newest !== undefined) return { kind: 'run', newest: path.join(checkpoint, newest) };
  return entries.includes(TRACKER) ? { kind: 'run' } : { kind: 'other' };
}

/** The iteration that the tracker names, else the highest: one after it may be half written. */
function newestIteration(folder: string, entries: readonly string[]): string | undefined {
  const iterations = entries
    .flatMap((name) => {
      const match = ITERATION.exec(name);
      return match && statSync(path.join(folder, name), { throwIfNoEntry: false })?.isDirectory()
        ? [{ name, number: Number(match[1]) }]
        : [];
    })
    .sort((a, b) => b.number - a.number);
  const tracked = readTracker(folder);
  return (iterations.find(({ number }) => number === tracked) ?? iterations[0])?.name;
}

function readTracker(folder: string): number | undefined {
  const file = path.join(folder, TRACKER);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8').slice(0, 100).trim();
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * The checkpoint that the input `checkpoint` means: itself, or the newest iteration of the run it is the folder of.
 * @returns an absolute path.
 * @throws ConfigError where there is no such folder, or no iteration in it.
 */
export function resolveCheckpoint(text: string, workspace: string): string {
  const absolute = path.resolve(workspace, text);
  const seen = inspectCheckpoint(absolute);
  if (seen.kind === 'iteration' || seen.kind === 'other') return absolute;
  if (seen.kind === 'run' && seen.newest !== undefined) return seen.newest;
  const why = {
    missing: 'does not exist',
    file: 'is a file, not a folder',
    empty: 'is an empty folder',
    run: 'has no iter_* folder',
    relative: 'is relative',
  }[seen.kind];
  throw new ConfigError(
    `bad_megatron_checkpoint_path: input checkpoint is ${text}, which ${why}: give a run's folder or one of its iter_* folders`,
  );
}
