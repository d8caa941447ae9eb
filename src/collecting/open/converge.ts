import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type ListedArtifact, StoreRefusal } from '../../baseline/record-store.js';
import { fetchRecord } from '../../baseline/search.js';
import { RECORD_FILES } from '../../baseline/unpack-record.js';
import { ActionError, InfrastructureError } from '../../errors.js';
import { makeFolders } from '../../make-folders.js';
import { hoursSince } from '../../open-records/age.js';
import { openName, resultName } from '../../open-records/names.js';
import type { Admissions } from './admission.js';
import type { AdmittedRecord, FinishedResult, InvocationFinisher, Reported } from './finisher.js';
import { readResult } from './read-result.js';
import { sharedArtifacts } from './shared-artifacts.js';

/** How an invocation was brought to its end. `elsewhere`: another collector is at it; `closed`: it was brought there before. */
export type Ending =
  | {
      kind: 'reported';
      reported: Reported;
      artifactId: number;
      /** Why the record is still open. */
      leftOpen?: StoreRefusal | ActionError;
      /** What is missing of a report that was closed as it is, in one line. */
      without?: string;
    }
  | { kind: 'elsewhere' | 'closed'; shown: string };

/** What is known of an invocation before it is brought to its end. */
export interface ConvergenceOptions {
  timedOut: boolean;
  /** It is older than max-age-hours: it is closed whatever is missing of its report, since nobody would look again. */
  isTooOld: boolean;
}

export interface Convergence {
  admissions: Admissions;
  finisher: InvocationFinisher;
  /** Uploads files as one artifact. @returns its id; undefined where this run has one of that name. */
  upload: (name: string, root: string, files: string[]) => Promise<number | undefined>;
  /** Of this invocation alone. */
  dir: string;
}

/** What a collector that has finished may take for its report, in hours. Its run may have other jobs that go on. */
const AT_WORK_HOURS = 0.25;
const TRIES = 3;

/**
 * Brings an invocation that has ended to one result and one report, without a lock: whoever has finished it uploads what
 * it came to, and of all that did so the artifact with the lowest id counts; the others delete theirs. The record is
 * deleted last, so that a collector which finds it beside a result knows that the report is missing, and makes it. Each
 * step may be done twice, and any process may be killed after each.
 * @throws StoreRefusal, ActionError
 */
export async function converge(
  open: AdmittedRecord,
  options: ConvergenceOptions,
  parts: Convergence,
): Promise<Ending> {
  const { invocation_id: id } = open.record;
  const earlier = await listResults(parts, id);
  if (earlier.length > 0) return takeOver(open, earlier, options, parts);
  const dir = path.join(parts.dir, 'result');
  rmSync(dir, { recursive: true, force: true });
  makeFolders(dir, 0o700);
  await parts.finisher.finish(open, dir, options);
  // It may have taken minutes, in which another collector was faster.
  const meanwhile = await listResults(parts, id);
  if (meanwhile.length > 0) return takeOver(open, meanwhile, options, parts);
  const files = Object.keys(RECORD_FILES).map((name) => path.join(dir, name));
  const own = await parts.upload(resultName(id), dir, files.filter(existsSync));
  const results = await listResults(parts, id);
  if (own === undefined && results.length === 0)
    throw new InfrastructureError(
      `another step of this run is uploading ${resultName(id)}: let collect run again`,
    );
  // A list may lag behind: what was uploaded here is there.
  if (own === undefined || results.some((one) => one.id < own)) {
    if (own !== undefined) await parts.admissions.gate.store.remove(own);
    return takeOver(
      open,
      results.filter((one) => one.id !== own),
      options,
      parts,
    );
  }
  const createdAt = new Date().toISOString();
  const result = { dir, artifactId: own, artifactName: resultName(id), createdAt, isOwn: true };
  return close(open, result, results, options, parts);
}

/** Results that count, oldest first. */
async function listResults({ admissions }: Convergence, invocationId: string): Promise<ListedArtifact[]> {
  const listed = await admissions.gate.store.listNamed(resultName(invocationId));
  const counting: ListedArtifact[] = [];
  for (const artifact of listed) if (await admissions.runOfResult(artifact)) counting.push(artifact);
  return counting;
}

/** There is a result of another collector, and the record is open: the report is missing, or being made. */
async function takeOver(
  open: AdmittedRecord,
  results: readonly ListedArtifact[],
  options: ConvergenceOptions,
  parts: Convergence,
  tries = TRIES,
): Promise<Ending> {
  const { admissions, dir } = parts;
  const { store, runId } = admissions.gate;
  const { invocation_id: id } = open.record;
  const [first] = results;
  if (!first) return converge(open, options, parts);
  const opens = await store.listNamed(openName(id));
  if (!opens.some((one) => one.id === open.artifact.id))
    return { kind: 'closed', shown: `another collector has reported it (artifact ${first.id})` };
  const run = await admissions.runOfResult(first);
  const isFresh = hoursSince(first.createdAt, new Date()) < AT_WORK_HOURS;
  if (run && run.id !== runId && run.status === 'in_progress' && isFresh)
    return { kind: 'elsewhere', shown: `run ${run.id} has just finished it, and reports it` };
  let unpacked: string;
  try {
    unpacked = await fetchRecord(store, first, path.join(dir, 'earlier'));
    readResult(unpacked, id);
  } catch (error) {
    if (!(error instanceof StoreRefusal) || !['broken', 'expired'].includes(error.kind) || tries <= 1)
      throw error;
    // What cannot be read proves nothing, and would stand in the way for ever.
    await store.remove(first.id);
    return takeOver(open, await listResults(parts, id), options, parts, tries - 1);
  }
  const { id: artifactId, name: artifactName, createdAt } = first;
  const result = { dir: unpacked, artifactId, artifactName, createdAt, isOwn: false };
  return close(open, result, results, options, parts);
}

/** Tells of a result, and closes the record once nothing is missing of that. */
async function close(
  open: AdmittedRecord,
  result: FinishedResult,
  results: readonly ListedArtifact[],
  { isTooOld }: ConvergenceOptions,
  { admissions, finisher }: Convergence,
): Promise<Ending> {
  const { store } = admissions.gate;
  const { artifactId } = result;
  const shared = sharedArtifacts(admissions);
  const reported = await finisher.report(open, result, shared);
  const ending = { kind: 'reported', reported, artifactId } as const;
  const missed = [...reported.missed];
  try {
    await removeDoubles(
      store,
      results.filter(({ id }) => id > artifactId),
    );
    if (missed.length > 0 && !isTooOld) return { ...ending, leftOpen: notYet(missed) };
    missed.push(...((await finisher.keep?.(open, result, shared)) ?? []));
    if (missed.length > 0 && !isTooOld) return { ...ending, leftOpen: notYet(missed) };
    await store.remove(open.artifact.id);
    return missed.length === 0 ? ending : { ...ending, without: listMissed(missed) };
  } catch (error) {
    if (!(error instanceof StoreRefusal)) throw error;
    return { ...ending, leftOpen: error };
  }
}

/** What the user can mend goes before what only passes. */
function notYet(missed: Reported['missed']): ActionError {
  const state = missed.some(({ error }) => error === 'config-error')
    ? 'config-error'
    : 'infrastructure-error';
  return new ActionError(
    state,
    `its report is not complete, and its record stays open: ${listMissed(missed)}`,
  );
}

const listMissed = (missed: Reported['missed']): string => missed.map(({ shown }) => shown).join('; ');

/** @throws StoreRefusal */
export async function removeDoubles(
  store: Pick<Convergence['admissions']['gate']['store'], 'remove'>,
  doubles: readonly ListedArtifact[],
): Promise<void> {
  for (const { id } of doubles) await store.remove(id);
}
