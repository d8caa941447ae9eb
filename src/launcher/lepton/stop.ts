import { setTimeout as sleep } from 'node:timers/promises';
import { isObject, isResourceName, readJobs } from '../../lepton/job-state.js';
import type { LeptonTask } from '../../lepton/names.js';
import { type AskLepton, isMissing, isOk, type LeptonCall, type LeptonReply, problemOf } from './ask.js';
import { listJobs, NO_LIST } from './list-jobs.js';

export interface StopRequest {
  ask: AskLepton;
  /** What the launcher made, or may have made, by name. Names of nothing else may be among them. */
  tasks: readonly LeptonTask[];
  /** Endpoints bill until they are deleted; jobs are left alone where an evaluation has ended by itself. */
  what: 'endpoints' | 'endpoints and jobs';
  /** Milliseconds for all of it. */
  budgetMs: number;
  /** Whether a call that makes something may still be under way: then nothing counts as gone at the first look. */
  interrupted?: boolean;
  signal?: AbortSignal;
}

/** What was deleted, and what may be left, by name. */
export interface StopReport {
  deleted: string[];
  /** What is not known to be gone. */
  left: string[];
  /** Why, on one line, with the commands that delete it. */
  problem?: string;
}

const PAUSE_MS = 500;
const CALL_MS = 5_000;
/** Looks at which nothing must be there, a second apart, after something was cut off. */
const SETTLED_LOOKS = 3;

/**
 * Deletes the endpoints of an invocation, and with `endpoints and jobs` its jobs, and looks until they are gone or the
 * time is up. Each is tried by itself: the launcher's own `kill` leaves the endpoint where the job cannot be deleted.
 */
export async function stopLepton(request: StopRequest): Promise<StopReport> {
  const { tasks, what, budgetMs, interrupted = false, signal } = request;
  const endpoints = tasks.flatMap(({ endpoint }) => (endpoint && isResourceName(endpoint) ? [endpoint] : []));
  const jobNames = what === 'endpoints' ? [] : tasks.map(({ jobName }) => jobName);
  const open = new Map<string, Thing>();
  for (const name of endpoints) open.set(`endpoint ${name}`, { kind: 'endpoint', name, clearLooks: 0 });
  for (const name of jobNames) open.set(`job ${name}`, { kind: 'job', name, clearLooks: 0 });
  const deleted = new Set<string>();
  const deadline = Date.now() + budgetMs;
  const wanted = interrupted ? SETTLED_LOOKS : 1;
  while (open.size > 0 && Date.now() < deadline && !signal?.aborted) {
    const timeoutMs = Math.max(500, Math.min(CALL_MS, deadline - Date.now()));
    await round(request.ask, [...open.values()], { timeoutMs, ...(signal ? { signal } : {}) }, deleted);
    for (const [key, thing] of open) if (thing.clearLooks >= wanted) open.delete(key);
    if (open.size > 0)
      await sleep(interrupted ? 2 * PAUSE_MS : PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
  const left = [...open.values()];
  return {
    deleted: [...deleted],
    left: left.map(({ kind, name }) => `${kind} ${name}`),
    ...(left.length > 0 ? { problem: describe(left) } : {}),
  };
}

interface Thing {
  kind: 'endpoint' | 'job';
  name: string;
  /** How often in a row it was not there. */
  clearLooks: number;
  problem?: string;
}

type Limits = { timeoutMs: number; signal?: AbortSignal };

/** One deletion of all that is still there. */
async function round(ask: AskLepton, things: Thing[], limits: Limits, deleted: Set<string>): Promise<void> {
  const endpoints = things.filter(({ kind }) => kind === 'endpoint');
  const jobs = things.filter(({ kind }) => kind === 'job');
  // In the same breath the look for the jobs, whose ids only a list tells.
  await Promise.all([
    deleteEndpoints(ask, endpoints, limits, deleted),
    deleteJobs(ask, jobs, limits, deleted),
  ]);
}

/** A question that a workspace which is there answers. */
export const WITNESS: LeptonCall = {
  method: 'GET',
  path: '/jobs',
  query: { job_query_mode: 'alive_only', page: '1', page_size: '1' },
};

/**
 * A deletion that finds nothing is the proof that it is gone, where the workspace answers besides: a gateway that knows
 * no such workspace, or is being mended, finds nothing either.
 */
async function deleteEndpoints(
  ask: AskLepton,
  endpoints: readonly Thing[],
  limits: Limits,
  deleted: Set<string>,
): Promise<void> {
  if (endpoints.length === 0) return;
  const deletions = endpoints.map(
    ({ name }): LeptonCall => ({ method: 'DELETE', path: `/deployments/${name}` }),
  );
  const [witness, ...replies] = await ask([WITNESS, ...deletions], limits);
  const problem = whyNoWitness(witness ?? UNASKED);
  for (const [index, thing] of endpoints.entries()) {
    note(thing, [replies[index] ?? UNASKED], deleted);
    if (problem === undefined || thing.clearLooks === 0) continue;
    thing.clearLooks = 0;
    thing.problem = problem;
  }
}

function whyNoWitness(witness: LeptonReply): string | undefined {
  if (!isOk(witness)) return problemOf(witness);
  return readJobs(witness.body) ? undefined : NO_LIST;
}

async function deleteJobs(
  ask: AskLepton,
  jobs: readonly Thing[],
  limits: Limits,
  deleted: Set<string>,
): Promise<void> {
  const searches = jobs.map(({ name }) => ({ text: name, names: [name], mode: 'alive_only' }) as const);
  const lists = await listJobs(ask, searches, limits);
  const found = jobs.flatMap((thing, index) => {
    const list = lists[index]!;
    if (typeof list === 'string') {
      thing.clearLooks = 0;
      thing.problem = list;
      return [];
    }
    const ids = list.filter(({ name }) => name === thing.name).map(({ id }) => id);
    if (ids.length === 0) thing.clearLooks += 1;
    return ids.map((id) => ({ thing, id }));
  });
  if (found.length === 0) return;
  const query = { job_query_mode: 'alive_only' };
  const replies = await ask(
    found.map(({ id }) => ({ method: 'DELETE', path: `/jobs/${id}`, query })),
    limits,
  );
  // A name is not unique: it is gone when all jobs of that name are.
  for (const thing of new Set(found.map((one) => one.thing))) {
    const own = found.flatMap((one, index) => (one.thing === thing ? [replies[index] ?? UNASKED] : []));
    note(thing, own, deleted);
  }
}

const UNASKED: LeptonReply = { problem: 'it was not asked' };

/** What the deletions of all that has a name came to. */
function note(thing: Thing, replies: readonly LeptonReply[], deleted: Set<string>): void {
  const there = replies.filter((reply) => !isMissing(reply));
  if (there.length === 0) {
    thing.clearLooks += 1;
    return;
  }
  thing.clearLooks = 0;
  const refused = there.find((reply) => !isOk(reply));
  if (there.some(isOk)) deleted.add(`${thing.kind} ${thing.name}`);
  thing.problem = refused ? problemOf(refused) : stateOf(there[0]!);
}

function stateOf(reply: LeptonReply): string {
  const body = 'body' in reply ? reply.body : undefined;
  return isObject(body) && body['state'] ? String(body['state']) : 'it is still there';
}

/** The launcher's `kill` would stop at a job that is gone already: `lep` is named instead. */
function describe(left: readonly Thing[]): string {
  const endpoints = left.filter(({ kind }) => kind === 'endpoint');
  const what =
    endpoints.length > 0
      ? `${endpoints.length} endpoint${endpoints.length === 1 ? '' : 's'} on Lepton may still bill`
      : 'jobs on Lepton may still run';
  const why = [...new Set(left.map(({ problem }) => problem ?? 'there was no time to look'))].join('; ');
  const commands = left.map(({ kind, name }) => `lep ${kind} remove --name ${name}`);
  return `${what} (${why}): delete ${left.length === 1 ? 'it' : 'them'} with ${commands.join(' ; ')}`;
}
