import {
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.js';
import { listIfThere } from '../../results/invocation.js';
import { readTail } from '../../results/log-causes.js';
import { isRemotePath, plainLine } from '../../slurm/remote-words.js';
import type { SlurmEnding, SlurmTask } from '../../slurm/task.js';
import { type ClusterLink, CopyIncomplete, LinkDown } from '../ssh/link.js';

export type { SlurmEnding };

export interface FetchOptions {
  signal?: AbortSignal;
  /** Told once for each new problem. */
  onProblem?: (problem: string) => void;
  /**
   * Waits before each further try after rsync itself failed or was broken off without having brought anything, and for
   * results that a shared file system shows late. The first one is also where the waits for a lost connection begin.
   */
  waitsMs?: readonly number[];
}

/** Secrets stay where they are; what else is hidden is the launcher's book-keeping. */
const EXCLUDE = ['.*'];
const WAITS_MS = [5_000, 15_000, 40_000];
const LONGEST_WAIT_MS = 60_000;
const ASK_MS = 30_000;

/** The folder of a task in the mirror of its invocation. */
export function mirrorOf(mirrorDir: string, task: Pick<SlurmTask, 'remoteDir'>): string {
  return path.join(mirrorDir, path.posix.basename(task.remoteDir));
}

/**
 * Fetches what a task left on the cluster, and writes into the copy the stage files that an evaluation on this machine
 * would have left. A connection that breaks is tried again for as long as the signal lets it, and rsync goes on where it
 * was; copies that break while the cluster answers are tried as often as there are waits, unless they bring something.
 * Answers whether all is here that the evaluation is judged by; of the rest what is not is told as a problem.
 * @param mirrorDir the copy of the invocation's folder.
 */
export async function fetchTask(
  link: ClusterLink,
  task: SlurmTask,
  ending: Omit<SlurmEnding, 'fetched'>,
  mirrorDir: string,
  options: FetchOptions = {},
): Promise<boolean> {
  if (!isRemotePath(task.remoteDir))
    throw new Error(`${JSON.stringify(task.remoteDir)} is no path to fetch from`);
  const dir = mirrorOf(mirrorDir, task);
  mkdirSync(path.join(dir, 'logs'), { recursive: true });
  const fetched = await transfer(link, task.remoteDir, dir, ending.state === 'success', options);
  await nameClientLog(dir, ending.state === 'success');
  writeStages(dir, task, ending);
  return fetched;
}

async function transfer(
  link: ClusterLink,
  from: string,
  dir: string,
  wantsResults: boolean,
  { signal, onProblem, waitsMs = WAITS_MS }: FetchOptions,
): Promise<boolean> {
  const waits = [...waitsMs];
  let broken = waitsMs[0] ?? LONGEST_WAIT_MS;
  let fetched = false;
  let held = bytesBelow(dir);
  for (let said = ''; ; ) {
    let wait: number | undefined;
    try {
      await link.fetch(from, dir, { exclude: EXCLUDE, ...(signal ? { signal } : {}) });
      fetched = true;
      // A shared file system may show the last files only after a minute.
      if (!wantsResults || existsSync(path.join(dir, 'artifacts', 'results.yml'))) return true;
      wait = waits.shift();
    } catch (error) {
      const problem = messageOf(error);
      if (problem !== said && !signal?.aborted) onProblem?.(problem);
      said = problem;
      const isDown = error instanceof LinkDown && !(await answers(link, signal));
      const before = held;
      held = bytesBelow(dir);
      if (error instanceof LinkDown && (isDown || held > before)) {
        // Without a signal nobody would end this.
        wait = signal || broken < LONGEST_WAIT_MS ? broken : undefined;
        broken = Math.min(broken * 2, LONGEST_WAIT_MS);
      } else wait = waits.shift();
      if (wait === undefined && error instanceof CopyIncomplete && isEnough(error, dir, wantsResults)) {
        const names = error.missing.map((name) => plainLine(name));
        const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
        onProblem?.(`all was copied but ${names.slice(0, 5).join(', ')}${more}`);
        return true;
      }
    }
    if (wait === undefined || signal?.aborted) return fetched;
    await sleep(wait, undefined, signal ? { signal } : {}).catch(() => undefined);
    if (signal?.aborted) return fetched;
  }
}

/** Whether a copy without some files has what the evaluation is judged by: they are whole where rsync does not name them. */
function isEnough({ missing }: CopyIncomplete, dir: string, wantsResults: boolean): boolean {
  if (!wantsResults) return true;
  const isThere = existsSync(path.join(dir, 'artifacts', 'results.yml'));
  return isThere && !missing.some((name) => /(^|\/)results\.yml(\.|$)/.test(name));
}

/** Whether the cluster answers: then it is not the connection that a copy broke by. */
async function answers(link: ClusterLink, signal: AbortSignal | undefined): Promise<boolean> {
  const asked = link.run(':', { timeoutMs: ASK_MS, ...(signal ? { signal } : {}) });
  return asked.then(
    () => true,
    () => false,
  );
}

/** What has come so far; rsync writes in place, so that a copy that broke shows. */
function bytesBelow(dir: string): number {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
}

/** The logs of a kind, the newest first: a chain leaves one for each of its jobs. */
function logsOf(dir: string, kind: 'client' | 'slurm'): string[] {
  const pattern = new RegExp(`^${kind}-(\\d+)\\.log$`);
  return listIfThere(path.join(dir, 'logs'))
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ name, id: Number(pattern.exec(name)?.[1] ?? Number.NaN) }))
    .filter(({ id }) => !Number.isNaN(id))
    .sort((a, b) => b.id - a.id)
    .map(({ name }) => path.join(dir, 'logs', name));
}

/**
 * Puts the log of the evaluation where an evaluation on this machine has it. Where it failed, what Slurm and the batch
 * script said goes before it: a container that cannot start leaves no other log.
 */
async function nameClientLog(dir: string, succeeded: boolean): Promise<void> {
  const target = path.join(dir, 'logs', 'client_stdout.log');
  const client = logsOf(dir, 'client')[0];
  const batch = succeeded ? '' : batchErrors(dir);
  rmSync(target, { force: true });
  if (batch !== '') {
    writeFileSync(target, batch);
    if (client) await pipeline(createReadStream(client), createWriteStream(target, { flags: 'a' }));
  } else if (client) {
    try {
      linkSync(client, target);
    } catch {
      copyFileSync(client, target);
    }
  }
}

/** What Slurm writes of a job that the launcher's follow-up goes on with. */
const CUT_OFF = /CANCELLED AT \S+ DUE TO (TIME LIMIT|PREEMPTION|NODE FAILURE)/;

/**
 * The errors in the newest batch log that names any, without the trace of the script's own commands. A follow-up that
 * finds nothing to resume leaves a log too, without any. What a job said that was resumed is nothing of how it ended.
 */
function batchErrors(dir: string): string {
  for (const [age, log] of logsOf(dir, 'slurm').entries()) {
    const lines = readTail(log)
      .split('\n')
      .filter((line) =>
        /^(srun|slurmstepd\S*|sbatch|pyxis|enroot|ERROR|bash|\/\S*slurm_script)\b.*:/.test(line),
      );
    if (age > 0 && lines.some((line) => CUT_OFF.test(line))) break;
    if (lines.length > 0) return `${lines.slice(-40).join('\n')}\n`;
  }
  return '';
}

/** Notes in the copy that the evaluation has begun: whoever stops it before its end shall know. */
export function noteStart(mirrorDir: string, task: SlurmTask, startedAt: Date): void {
  const logs = path.join(mirrorOf(mirrorDir, task), 'logs');
  const file = path.join(logs, 'stage.running');
  if (existsSync(file)) return;
  mkdirSync(logs, { recursive: true });
  writeFileSync(file, `${startedAt.toISOString()}\n`);
}

function writeStages(dir: string, task: SlurmTask, ending: Omit<SlurmEnding, 'fetched'>): void {
  const endedAt = ending.endedAt ?? new Date().toISOString();
  const logs = path.join(dir, 'logs');
  if (ending.startedAt !== undefined || ending.state === 'success')
    writeFileSync(path.join(logs, 'stage.running'), `${ending.startedAt ?? endedAt}\n`);
  const code = ending.exitCode ?? (ending.state === 'success' ? 0 : 1);
  writeFileSync(path.join(logs, 'stage.exit'), `${endedAt} ${code}\n`);
  const invocation = /-([0-9a-f]+)$/.exec(path.posix.basename(path.posix.dirname(task.remoteDir)))?.[1];
  if (ending.state === 'killed')
    writeFileSync(path.join(dir, 'killed_jobs.txt'), `${invocation ?? 'invocation'}.${task.index}\n`);
}
