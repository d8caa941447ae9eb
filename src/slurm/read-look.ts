import { type LogFacts, readLog } from './log-facts.js';
import { isJobId, parseElapsed, plainLine } from './remote-words.js';
import { readFrames } from './script-frames.js';

/** A job as the controller knows it: those that wait or run, and for some minutes those that ended. */
export interface QueueRow {
  /** Of an array, the one that all its jobs go by. */
  id: string;
  /** It is one job of an array, or several. */
  isArray?: true;
  state: string;
  reason: string;
  elapsedSeconds?: number;
  partition: string;
  /** Nodes that it asks for. */
  nodes?: number;
  jobName: string;
  /** '' where it has none, or none that may be read. */
  comment: string;
}

/** A job as the accounting knows it, some seconds behind the controller. */
export interface AccountingRow {
  id: string;
  state: string;
  /** The user id of whoever cancelled it. */
  cancelledBy?: string;
  exitCode?: number;
  signal?: number;
  elapsedSeconds?: number;
  startedAt?: number;
  endedAt?: number;
  jobName: string;
}

/** What a task's folder says. */
export interface TaskFiles {
  missing: boolean;
  /** Jobs that got beyond the launcher's resume handler, in their order. */
  worked: string[];
  results: boolean;
  progress?: number;
  logs: Map<string, LogFacts>;
}

/** All that one look brought, as yet without a conclusion. */
export interface RawLook {
  /** Seconds since the epoch, by the cluster's clock. */
  clock?: number;
  queue: Map<string, QueueRow>;
  accounting: Map<string, AccountingRow>;
  /** Why squeue or sacct did not answer; absent where they did. */
  queueProblem?: string;
  accountingProblem?: string;
  users: Map<string, string>;
  positions: Map<string, { position: number; total: number }>;
  /** The most nodes that a job can have there; only of partitions of which a job asked for too many. */
  mostNodes: Map<string, number>;
  tasks: Map<number, TaskFiles>;
}

/** Reads the answer to a look script. Undefined where it was cut short. */
export function readLook(answer: string, nonce: string): RawLook | undefined {
  const look: RawLook = {
    queue: new Map(),
    accounting: new Map(),
    users: new Map(),
    positions: new Map(),
    mostNodes: new Map(),
    tasks: new Map(),
  };
  let whole = false;
  for (const { title, lines } of readFrames(answer, nonce)) {
    const [word, first = '', second = ''] = title.split(' ');
    if (word === 'clock') Object.assign(look, defined({ clock: wholeNumber(lines[0]) }));
    else if (word === 'queue') readQueue(look, first, lines);
    else if (word === 'accounting') readAccounting(look, first, lines);
    else if (word === 'users') readUsers(look, lines);
    else if (word === 'position') readPositions(look, lines);
    else if (word === 'partition') readPartition(look, first, lines);
    else if (word === 'task') look.tasks.set(Number(first), readTask(lines));
    else if (word === 'log' && isJobId(second))
      look.tasks.get(Number(first))?.logs.set(second, readLog(lines));
    else if (word === 'end') whole = true;
  }
  return whole ? look : undefined;
}

function readQueue(look: RawLook, code: string, lines: readonly string[]): void {
  for (const line of lines) {
    const row = readQueueRow(line);
    if (row) look.queue.set(row.id, row);
  }
  if (code !== '0') look.queueProblem = problemOf('squeue', code, lines);
}

/** The name is what lies between the columns before it and the last: it alone may hold a bar. */
export function readQueueRow(line: string): QueueRow | undefined {
  const parts = line.split('|');
  const [id = '', ...place] = parts[0]!.split('_');
  if (parts.length < 8 || !isJobId(id)) return undefined;
  const [, state, reason, elapsed, partition, nodes] = parts as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const comment = parts.at(-1)!;
  return {
    id,
    ...(place.length > 0 ? { isArray: true } : {}),
    state: word(state),
    reason: plainLine(reason),
    ...defined({ elapsedSeconds: parseElapsed(elapsed), nodes: wholeNumber(nodes) }),
    partition: plainLine(partition),
    jobName: parts.slice(6, -1).join('|'),
    comment: comment === '(null)' ? '' : comment,
  };
}

function readAccounting(look: RawLook, code: string, lines: readonly string[]): void {
  for (const line of lines) {
    const parts = line.split('|');
    if (parts.length < 7 || !isJobId(parts[0]!)) continue;
    const [id, state, exit, elapsed, started, ended] = parts as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const [exitCode, signal] = exit.split(':').map(wholeNumber);
    const cancelledBy = /^CANCELLED by (\d{1,10})$/.exec(state.trim())?.[1];
    look.accounting.set(id, {
      id,
      state: word(state),
      jobName: parts.slice(6).join('|'),
      ...defined({
        cancelledBy,
        exitCode,
        signal,
        elapsedSeconds: parseElapsed(elapsed),
        startedAt: wholeNumber(started),
        endedAt: wholeNumber(ended),
      }),
    });
  }
  if (code !== '0') look.accountingProblem = problemOf('sacct', code, lines);
}

function readUsers(look: RawLook, lines: readonly string[]): void {
  for (const line of lines) {
    const match = /^(\d{1,10}) ([A-Za-z0-9._-]{1,64})$/.exec(line);
    if (match) look.users.set(match[1]!, match[2]!);
  }
}

function readPositions(look: RawLook, lines: readonly string[]): void {
  for (const line of lines) {
    const match = /^(\d{1,12}) (\d{1,9}) (\d{1,9})$/.exec(line);
    if (match) look.positions.set(match[1]!, { position: Number(match[2]), total: Number(match[3]) });
  }
}

function readPartition(look: RawLook, name: string, lines: readonly string[]): void {
  const numbers = ['MaxNodes', 'TotalNodes'].flatMap(
    (key) => wholeNumber(new RegExp(`(?:^| )${key}=(\\d{1,9})(?: |$)`).exec(lines[0] ?? '')?.[1]) ?? [],
  );
  if (numbers.length > 0) look.mostNodes.set(name, Math.min(...numbers));
}

function readTask(lines: readonly string[]): TaskFiles {
  const worked = lines.flatMap((line) => /^list (\d{1,12})$/.exec(line)?.[1] ?? []);
  const progress = lines
    .map((line) => /^progress (\d{1,15})$/.exec(line)?.[1])
    .find((text) => text !== undefined);
  return {
    missing: lines.includes('missing'),
    worked,
    results: lines.includes('results'),
    logs: new Map(),
    ...(progress === undefined ? {} : { progress: Number(progress) }),
  };
}

/** The first word of a state: `CANCELLED by 1001`, `CANCELLED+`. */
function word(state: string): string {
  return /^[A-Z_]{1,40}/.exec(state.trim())?.[0] ?? '';
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined;
}

function problemOf(program: string, code: string, lines: readonly string[]): string {
  const said = lines.map(plainLine).find((line) => line !== '' && !/^\d+\|/.test(line));
  if (code === '127') return `there is no ${program} on the PATH of a non-interactive shell`;
  if (code === '124') return `${program} did not answer within 30 s`;
  return `${program} failed: ${said ?? `exit code ${plainLine(code)}`}`;
}

/** Without the keys that have no value. */
function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
