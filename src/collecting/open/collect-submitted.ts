import path from 'node:path';
import { messageOf } from '../../errors.js';
import { hoursSince } from '../../open-records/age.js';
import { Admissions } from './admission.js';
import { admitRecords } from './admit-records.js';
import type { CollectedAll, Collector, Work } from './collector.js';
import { converge } from './converge.js';
import { explain, failed } from './failed-outcome.js';
import type { Look } from './finisher.js';
import type { FailedOutcome, Outcome } from './outcome.js';
import { untilCancelled } from './until-cancelled.js';

/**
 * Finds what was submitted, looks at it, and brings what has ended to its result and report. One invocation that cannot
 * be finished stands in no other's way.
 * @throws ActionError where nothing can be looked for.
 */
export async function collectSubmitted(collector: Collector): Promise<CollectedAll> {
  const admissions = new Admissions(collector.gate);
  const all: CollectedAll = { outcomes: [], problems: [] };
  const { stop } = collector;
  let works: Work[] | undefined;
  try {
    works = await untilCancelled(stop, () => admitRecords(admissions, collector, all));
  } catch (error) {
    throw explain(error, 'the artifacts of the repository cannot be looked through');
  }
  const looks = works && (await untilCancelled(stop, () => lookAtAll(works, collector)));
  for (const work of works ?? []) {
    const { record, run } = work.open;
    const look = looks?.get(record.invocation_id);
    if (looks && !look) continue;
    const outcome = look && (await untilCancelled(stop, () => settle(work, look, admissions, collector)));
    const shown = 'the step was cancelled before it was done with it';
    all.outcomes.push(outcome ?? { invocationId: record.invocation_id, run: run.id, kind: 'open', shown });
  }
  return stop.aborted ? { ...all, cancelled: true } : all;
}

/** One look for each executor, at all its invocations together; an outcome where that failed. */
async function lookAtAll(
  works: readonly Work[],
  { finisherOf }: Collector,
): Promise<Map<string, Look | FailedOutcome>> {
  const looks = new Map<string, Look | FailedOutcome>();
  for (const executor of new Set(works.map(({ open }) => open.record.executor))) {
    const records = works.map(({ open }) => open).filter(({ record }) => record.executor === executor);
    try {
      const found = await (await finisherOf(executor)).look(records);
      for (const { record } of records) {
        const unseen: Look = { state: 'unknown', shown: 'it was not looked at' };
        looks.set(record.invocation_id, found.get(record.invocation_id) ?? unseen);
      }
    } catch (error) {
      for (const { record, run } of records)
        looks.set(record.invocation_id, failed(record.invocation_id, run.id, error));
    }
  }
  return looks;
}

/** An invocation of which nothing is known now. What is too old is stopped all the same: it may bill, and nobody sees it. */
async function stopUnseen(outcome: FailedOutcome, { open }: Work, collector: Collector): Promise<Outcome> {
  const { finisherOf, log, maxAgeHours } = collector;
  const { invocationId, shown } = outcome;
  const age = `it was submitted ${Math.floor(open.ageHours)} hours ago, more than max-age-hours (${maxAgeHours})`;
  try {
    await (await finisherOf(open.record.executor)).cancel(open);
    log.warn(`${invocationId} cannot be looked at; ${age}: its jobs are cancelled`);
    return { ...outcome, shown: `${shown}; ${age}, and its jobs are cancelled` };
  } catch (error) {
    return {
      ...outcome,
      shown: `${shown}; ${age}, and cannot be cancelled: ${messageOf(error).replace(/\s+/g, ' ')}`,
    };
  }
}

async function settle(
  work: Work,
  look: Look | FailedOutcome,
  admissions: Admissions,
  collector: Collector,
): Promise<Outcome> {
  const { open, others } = work;
  const { finisherOf, upload, log, maxAgeHours, dir, gate } = collector;
  const { record, run, artifact } = open;
  const invocationId = record.invocation_id;
  const facts = { invocationId, run: run.id };
  const isTooOld = hoursSince(artifact.createdAt, gate.now) > maxAgeHours;
  if ('kind' in look) return isTooOld ? stopUnseen(look, work, collector) : look;
  log.info(`${invocationId}: ${look.state}, ${look.shown}`);
  if (look.state === 'unknown') {
    const unseen = {
      ...facts,
      kind: 'failed',
      error: look.error ?? 'infrastructure-error',
      shown: look.shown,
    } as const;
    return isTooOld ? stopUnseen(unseen, work, collector) : unseen;
  }
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
      { timedOut, isTooOld },
      { admissions, finisher, upload, dir: path.join(dir, invocationId) },
    );
    if (ending.kind !== 'reported') {
      log.info(`${invocationId}: ${ending.shown}`);
      return { ...facts, ...ending };
    }
    if (ending.leftOpen) throw explain(ending.leftOpen, 'it is reported, and its record cannot be deleted');
    for (const other of others) await gate.store.remove(other.artifact.id);
    const { reported, artifactId, without } = ending;
    if (without !== undefined)
      log.error(`${invocationId} is older than max-age-hours (${maxAgeHours}), and closed though ${without}`);
    const { missed: _, fails, ...told } = reported;
    return { ...facts, kind: 'finished', artifactId, ...told, fails: fails || without !== undefined };
  } catch (error) {
    return failed(invocationId, run.id, explain(error, 'GitHub could not be asked'));
  }
}
