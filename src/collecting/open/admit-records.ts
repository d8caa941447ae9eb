import { StoreRefusal } from '../../baseline/record-store.js';
import { messageOf } from '../../errors.js';
import type { Log } from '../../github/log.js';
import { whyKeptTooShort } from '../../open-records/age.js';
import { openName, resultName } from '../../open-records/names.js';
import { plainLine } from '../../slurm/remote-words.js';
import type { Admissions, Gatekeeper } from './admission.js';
import type { CollectedAll, Collector, Work } from './collector.js';
import { removeDoubles } from './converge.js';
import { explain, failed } from './failed-outcome.js';
import { type FoundInvocation, findInvocations } from './find-invocations.js';
import type { AdmittedRecord } from './finisher.js';

/** Open records that one step looks into: two requests each, of the thousand that a job's token has in an hour. */
const MOST_AT_ONCE = 200;
/** Records of forks that are named in the log. */
const MOST_FOREIGN_SAID = 5;
/** Records that GitHub does not hand out, from which on no further one is asked for. */
const MOST_SILENT = 3;

/**
 * Finds what was submitted, and decides what of it counts.
 * @returns what is to be looked at. @throws StoreRefusal
 */
export async function admitRecords(
  admissions: Admissions,
  collector: Collector,
  all: CollectedAll,
): Promise<Work[]> {
  const { gate, log, maxAgeHours, invocation } = collector;
  const works: Work[] = [];
  const range = { maxAgeHours, now: gate.now };
  const found = await findInvocations(
    gate.store,
    invocation === undefined ? range : { ...range, invocation },
  );
  if (found.warning) log.warn(found.warning);
  const open = found.invocations.filter(({ opens }) => opens.length > 0);
  // Whoever has a fork may upload as many as he likes: they must not take the turn of others.
  const foreign = open.filter(({ opens }) => opens.every(({ run }) => run && admissions.isForeign(run)));
  const own = open.filter((one) => !foreign.includes(one));
  const turn = takeTurn(own, Math.random());
  log.info(
    `looked through ${found.artifacts} artifacts: ${open.length} open records${turn.length < own.length ? `, of which it is the turn of ${turn.length}` : ''}`,
  );
  await admitAll([...turn, ...foreign.slice(0, MOST_FOREIGN_SAID)], admissions, collector, all, works);
  if (foreign.length > MOST_FOREIGN_SAID)
    log.info(`${foreign.length - MOST_FOREIGN_SAID} more are of other repositories, and are passed over`);
  for (const one of found.invocations)
    if (one.opens.length === 0) await tidyResults(one.results, admissions, gate, log);
  if (invocation !== undefined && works.length + all.outcomes.length + all.problems.length === 0)
    await explainNothing(invocation, admissions, all, log);
  return works;
}

/** A record that cannot be asked for stands in no other's way; several do: then it is GitHub that is away. @throws StoreRefusal */
async function admitAll(
  found: readonly FoundInvocation[],
  admissions: Admissions,
  collector: Collector,
  all: CollectedAll,
  works: Work[],
): Promise<void> {
  let left = MOST_SILENT;
  for (const one of found) {
    try {
      await admitOne(one, admissions, collector, all, works);
    } catch (error) {
      if (!(error instanceof StoreRefusal) || error.kind !== 'unavailable' || --left === 0) throw error;
      const { invocationId, opens } = one;
      all.outcomes.push(failed(invocationId, opens[0]?.run?.id, explain(error, 'its record cannot be read')));
    }
  }
}

/**
 * Of more open records than a token may ask for in an hour, those whose turn it is. By chance: whatever goes by the clock
 * may meet a schedule that always sees the same part.
 * @param chance from 0, below 1.
 */
export function takeTurn<T>(open: readonly T[], chance: number): T[] {
  if (open.length <= MOST_AT_ONCE) return [...open];
  const start = Math.floor(chance * open.length);
  return [...open.slice(start), ...open.slice(0, start)].slice(0, MOST_AT_ONCE);
}

/** What was named is not open: it was finished, or never was. @throws StoreRefusal */
async function explainNothing(
  invocationId: string,
  admissions: Admissions,
  { outcomes, problems }: CollectedAll,
  log: Log,
): Promise<void> {
  for (const artifact of await admissions.gate.store.listNamed(resultName(invocationId))) {
    const run = await admissions.runOfResult(artifact);
    if (!run) continue;
    const shown = `it has been reported, by run ${run.id} (artifact ${artifact.id})`;
    log.info(`${invocationId}: ${shown}`);
    outcomes.push({ invocationId, kind: 'closed', shown });
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
    if ('gone' in admission) {
      log.info(`${where} has been closed meanwhile`);
    } else if ('ignored' in admission) {
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
          `${where} has fields in its exec db that are not known here and not used: ${plainLine(admission.dropped.join(', '))}`,
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
