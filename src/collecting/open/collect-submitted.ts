import path from 'node:path';
import { StoreRefusal } from '../../baseline/record-store.js';
import { ActionError, ConfigError, type ErrorState, InfrastructureError, messageOf } from '../../errors.js';
import type { Log } from '../../github/log.js';
import { hoursSince, whyKeptTooShort } from '../../open-records/age.js';
import { openName, resultName } from '../../open-records/names.js';
import type { RemoteExecutor } from '../../open-records/record.js';
import { Admissions, type Gatekeeper } from './admission.js';
import { type Convergence, converge, removeDoubles } from './converge.js';
import { type FoundInvocation, findInvocations } from './find-invocations.js';
import type { AdmittedRecord, InvocationFinisher, Look } from './finisher.js';
import type { Outcome } from './outcome.js';

/** What a collector of submitted evaluations works with. */
export interface Collector {
  gate: Gatekeeper;
  /** This invocation alone; absent: all. */
  invocation?: string;
  maxAgeHours: number;
  /** @throws ConfigError where an executor's access is not configured. */
  finisherOf: (executor: RemoteExecutor) => Promise<InvocationFinisher>;
  upload: Convergence['upload'];
  log: Log;
  /** A folder of this run. */
  dir: string;
}

/** What all came to. */
export interface CollectedAll {
  outcomes: Outcome[];
  /** Mistakes beside the invocations, one line each: they fail the step. */
  problems: string[];
}

/** Open records that one step looks into: two requests each, of the thousand that a job's token has in an hour. */
const MOST_AT_ONCE = 200;

/** A record that counts, and further ones of the same invocation. */
interface Work {
  open: AdmittedRecord;
  others: AdmittedRecord[];
}

/**
 * Finds what was submitted, looks at it, and brings what has ended to its result and report. One invocation that cannot
 * be finished stands in no other's way.
 * @throws ActionError where nothing can be looked for.
 */
export async function collectSubmitted(collector: Collector): Promise<CollectedAll> {
  const { gate, log, maxAgeHours, invocation } = collector;
  const admissions = new Admissions(gate);
  const all: CollectedAll = { outcomes: [], problems: [] };
  const works: Work[] = [];
  try {
    const range = { maxAgeHours, now: gate.now };
    const found = await findInvocations(
      gate.store,
      invocation === undefined ? range : { ...range, invocation },
    );
    if (found.warning) log.warn(found.warning);
    const open = found.invocations.filter(({ opens }) => opens.length > 0);
    const turn = takeTurn(open, gate.now);
    log.info(
      `looked through ${found.artifacts} artifacts: ${open.length} open records${turn.length < open.length ? `, of which it is the turn of ${turn.length}` : ''}`,
    );
    for (const one of turn) await admitOne(one, admissions, collector, all, works);
    for (const one of found.invocations)
      if (one.opens.length === 0) await tidyResults(one.results, admissions, gate, log);
  } catch (error) {
    throw explain(error, 'the artifacts of the repository cannot be looked through');
  }
  if (invocation !== undefined && works.length + all.outcomes.length + all.problems.length === 0)
    await explainNothing(invocation, admissions, all);
  const looks = await lookAtAll(works, collector, all);
  for (const work of works) {
    const look = looks.get(work.open.record.invocation_id);
    if (look) all.outcomes.push(await settle(work, look, admissions, collector));
  }
  return all;
}

/** Of more open records than a token may ask for in an hour, those whose turn it is: another part each hour. */
export function takeTurn<T>(open: readonly T[], now: Date): T[] {
  if (open.length <= MOST_AT_ONCE) return [...open];
  const hour = Math.floor(now.getTime() / 3_600_000);
  const start = (hour * MOST_AT_ONCE) % open.length;
  return [...open.slice(start), ...open.slice(0, start)].slice(0, MOST_AT_ONCE);
}

/** What was named is not open: it was finished, or never was. @throws StoreRefusal */
async function explainNothing(
  invocationId: string,
  admissions: Admissions,
  { outcomes, problems }: CollectedAll,
): Promise<void> {
  for (const artifact of await admissions.gate.store.listNamed(resultName(invocationId))) {
    const run = await admissions.runOfResult(artifact);
    if (!run) continue;
    const shown = `it has been reported, by run ${run.id} (artifact ${artifact.id})`;
    outcomes.push({ invocationId, kind: 'elsewhere', shown });
    return;
  }
  problems.push(
    `input invocation is ${invocationId}, and the repository has neither ${openName(invocationId)} nor a result of it: was it submitted with wait: false, and has its artifact expired?`,
  );
}

async function admitOne(
  { invocationId, opens }: FoundInvocation,
  admissions: Admissions,
  { log, maxAgeHours, invocation }: Collector,
  { outcomes, problems }: CollectedAll,
  works: Work[],
): Promise<void> {
  const admitted: AdmittedRecord[] = [];
  for (const artifact of opens) {
    const admission = await admissions.admit(artifact, invocationId);
    const where = `${artifact.name} (artifact ${artifact.id} of run ${artifact.run?.id ?? 'unknown'})`;
    if ('ignored' in admission) {
      log.info(`${where} is passed over: ${admission.ignored}`);
      if (invocation !== undefined) problems.push(`${where} does not count: ${admission.ignored}`);
    } else if ('refused' in admission) {
      log.warn(`${where} is refused: ${admission.refused}`);
      const run = artifact.run ? { run: artifact.run.id } : {};
      outcomes.push({ invocationId, ...run, kind: 'refused', shown: admission.refused });
    } else {
      admitted.push(admission.admitted);
      if (admission.dropped.length > 0)
        log.info(
          `${where} has fields in its exec db that are not known here and not used: ${admission.dropped.join(', ').slice(0, 300)}`,
        );
      const why = whyKeptTooShort(artifact, maxAgeHours);
      if (why !== undefined) problems.push(`${where}: ${why}`);
    }
  }
  const [open, ...others] = admitted;
  if (open) works.push({ open, others });
}

/** Of results that were uploaded at the same time, and one of whose collectors was cut off, the first stays. */
async function tidyResults(
  results: FoundInvocation['results'],
  admissions: Admissions,
  { store }: Gatekeeper,
  log: Log,
): Promise<void> {
  if (results.length < 2) return;
  const counting: FoundInvocation['results'] = [];
  for (const artifact of results) if (await admissions.runOfResult(artifact)) counting.push(artifact);
  try {
    await removeDoubles(store, counting.slice(1));
  } catch (error) {
    log.warn(`doubles of ${results[0]!.name} are left: ${messageOf(error)}`);
  }
}

/** One look for each executor, at all its invocations together. */
async function lookAtAll(
  works: readonly Work[],
  { finisherOf }: Collector,
  { outcomes }: CollectedAll,
): Promise<Map<string, Look>> {
  const looks = new Map<string, Look>();
  for (const executor of new Set(works.map(({ open }) => open.record.executor))) {
    const records = works.map(({ open }) => open).filter(({ record }) => record.executor === executor);
    try {
      const found = await (await finisherOf(executor)).look(records);
      for (const { record } of records) {
        const unseen: Look = { state: 'unknown', shown: 'it was not looked at' };
        looks.set(record.invocation_id, found.get(record.invocation_id) ?? unseen);
      }
    } catch (error) {
      for (const { record, run } of records) outcomes.push(failed(record.invocation_id, run.id, error));
    }
  }
  return looks;
}

async function settle(
  { open, others }: Work,
  look: Look,
  admissions: Admissions,
  { finisherOf, upload, log, maxAgeHours, dir, gate }: Collector,
): Promise<Outcome> {
  const { record, run, artifact } = open;
  const invocationId = record.invocation_id;
  const facts = { invocationId, run: run.id };
  const isTooOld = hoursSince(artifact.createdAt, gate.now) > maxAgeHours;
  log.info(`${invocationId}: ${look.state}, ${look.shown}`);
  if (look.state === 'unknown')
    return { ...facts, kind: 'failed', error: 'infrastructure-error', shown: look.shown };
  if (look.state === 'running' && !isTooOld) return { ...facts, kind: 'open', shown: look.shown };
  try {
    const finisher = await finisherOf(record.executor);
    const timedOut = look.state === 'running';
    if (timedOut) {
      log.warn(
        `${invocationId} has been under way for ${Math.floor(open.ageHours)} hours, more than max-age-hours (${maxAgeHours}): its jobs are cancelled`,
      );
      await finisher.cancel(open);
    }
    const ending = await converge(
      open,
      { timedOut },
      { admissions, finisher, upload, dir: path.join(dir, invocationId) },
    );
    if (ending.kind === 'elsewhere') return { ...facts, kind: 'elsewhere', shown: ending.shown };
    if (ending.leftOpen) throw explain(ending.leftOpen, 'it is reported, and its record cannot be deleted');
    for (const other of others) await gate.store.remove(other.artifact.id);
    return { ...facts, kind: 'finished', artifactId: ending.artifactId, ...ending.reported };
  } catch (error) {
    return failed(invocationId, run.id, explain(error, 'GitHub could not be asked'));
  }
}

function failed(invocationId: string, run: number, error: unknown): Outcome {
  const state: ErrorState = error instanceof ActionError ? error.state : 'infrastructure-error';
  return { invocationId, run, kind: 'failed', error: state, shown: messageOf(error).replace(/\s+/g, ' ') };
}

/** What the user can mend is the user's: the line of YAML is in the message. */
function explain(error: unknown, what: string): unknown {
  if (!(error instanceof StoreRefusal)) return error;
  const message = `${what}: ${error.message}`;
  return error.kind === 'permission' ? new ConfigError(message) : new InfrastructureError(message);
}
