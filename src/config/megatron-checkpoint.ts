import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../errors.js';

/**
 * What a checkpoint path leads to: one iteration of a Megatron run, the folder of a run, or something else that may
 * be a checkpoint of another kind.
 */
export type CheckpointKind =
  | { kind: 'iteration' | 'other' | 'missing' | 'relative' | 'file' | 'empty' }
  | RunFolder;

/** `newest`: the last complete iteration; `tracked`: what the tracker names, where that is not there. */
export interface RunFolder {
  kind: 'run';
  newest?: string;
  tracked?: string;
}

const ITERATION = /^iter_(\d+)$/;
/** Megatron notes its last complete save here; a number, or `release`. */
export const TRACKER = 'latest_checkpointed_iteration.txt';
/** Checkpoints that are one file. */
const SINGLE_FILE = /\.(?:nemo|gguf)$/i;

/** Looks at a checkpoint's folder on this machine; what may not be read can be anything. */
export function inspectCheckpoint(checkpoint: string): CheckpointKind {
  if (!path.isAbsolute(checkpoint)) return { kind: 'relative' };
  try {
    return inspect(checkpoint, statSync(checkpoint, { throwIfNoEntry: false }));
  } catch {
    // Docker's daemon may read what the runner's user may not.
    return { kind: 'other' };
  }
}

function inspect(checkpoint: string, stats: Stats | undefined): CheckpointKind {
  if (!stats) return { kind: 'missing' };
  if (!stats.isDirectory()) return { kind: checkpointName(checkpoint) };
  const entries = readdirSync(checkpoint);
  if (entries.length === 0) return { kind: 'empty' };
  const tracker = entries.includes(TRACKER) ? readTracker(checkpoint) : undefined;
  return pickIteration(checkpoint, {
    names: entries.filter((name) => ITERATION.test(name) && isFolder(path.join(checkpoint, name))),
    hasRelease: isFolder(path.join(checkpoint, 'release')),
    ...(tracker === undefined ? {} : { tracker }),
  });
}

/** What a checkpoint that is no folder is, by its name. */
export function checkpointName(checkpoint: string): 'other' | 'file' {
  return SINGLE_FILE.test(checkpoint) ? 'other' : 'file';
}

/** What is in a folder that may be a run's. */
export interface IterationFacts {
  /** Folders named `iter_*`. */
  names: readonly string[];
  hasRelease: boolean;
  /** What the tracker says, where there is one. */
  tracker?: string;
}

/**
 * What a folder with something in it is; of a run's, which iteration is the newest: what the tracker names, else the
 * highest. A higher one than the tracker's may be half written.
 */
export function pickIteration(
  folder: string,
  { names, hasRelease, tracker }: IterationFacts,
  paths: Pick<typeof path, 'basename' | 'join' | 'resolve'> = path,
): CheckpointKind {
  if (ITERATION.test(paths.basename(paths.resolve(folder)))) return { kind: 'iteration' };
  const numberOf = (name: string): number => Number(ITERATION.exec(name)?.[1]);
  const iterations = names.filter((name) => ITERATION.test(name)).sort((a, b) => numberOf(b) - numberOf(a));
  if (iterations.length === 0 && tracker === undefined) return { kind: 'other' };
  const tracked =
    tracker !== undefined && /^(?:\d+|release)$/.test(tracker.trim()) ? tracker.trim() : undefined;
  if (tracked === undefined) {
    const [highest] = iterations;
    return { kind: 'run', ...(highest === undefined ? {} : { newest: paths.join(folder, highest) }) };
  }
  const named =
    tracked === 'release' && hasRelease
      ? tracked
      : iterations.find((name) => numberOf(name) === Number(tracked));
  return named === undefined ? { kind: 'run', tracked } : { kind: 'run', newest: paths.join(folder, named) };
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function readTracker(folder: string): string {
  return readFileSync(path.join(folder, TRACKER), 'utf8').slice(0, 100);
}

/** Why a run's folder leads to no iteration. */
export function explainRun({ tracked }: RunFolder): string {
  return tracked === undefined
    ? 'has no iter_* folder'
    : `has no iteration ${tracked}, which its ${TRACKER} names`;
}

/**
 * The checkpoint that the input `checkpoint` means: itself, or the newest iteration of the run it is the folder of.
 * @returns an absolute path.
 * @throws ConfigError where there is no such folder, or not the iteration that its tracker names.
 */
export function resolveCheckpoint(text: string, workspace: string): string {
  const absolute = path.resolve(workspace, text);
  const seen = inspectCheckpoint(absolute);
  if (seen.kind === 'iteration' || seen.kind === 'other') return absolute;
  if (seen.kind === 'run' && seen.newest !== undefined) return seen.newest;
  const why =
    seen.kind === 'run'
      ? explainRun(seen)
      : {
          missing: 'does not exist',
          file: 'is a file, not a folder',
          empty: 'is an empty folder',
          relative: 'is relative',
        }[seen.kind];
  throw new ConfigError(
    `bad_megatron_checkpoint_path: input checkpoint is ${text}, which ${why}: give a run's folder or one of its iter_* folders`,
  );
}
