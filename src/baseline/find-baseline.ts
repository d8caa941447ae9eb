import { messageOf } from '../errors.js';
import type { NoBaseline } from '../report/result-json.js';
import { findNamed, isEnterpriseServer, type Named } from './explicit.js';
import { findCached } from './find-cached.js';
import { FINDERS, howToBegin } from './finders.js';
import { findMeasuredCommit, type Measured } from './measured-commit.js';
import { StoreRefusal } from './record-store.js';
import {
  type BaselineOutcome,
  type BaselineRequest,
  type FoundBaseline,
  recordName,
  type Sources,
} from './request.js';
import { Search } from './search.js';

/**
 * Finds what a run is compared with: what is named, else the record of the commit that the change is measured against,
 * of its nearest first-parent ancestor with one, the newest of the base branch, the cache's.
 * @throws ConfigError or InfrastructureError where a baseline that is named cannot be had; nothing else. A path is not
 * looked at: who reads it says what is wrong with it.
 */
export async function findBaseline(request: BaselineRequest, sources: Sources): Promise<BaselineOutcome> {
  const { wanted } = request;
  const measured: Measured =
    wanted.kind === 'path' || wanted.kind === 'none'
      ? { kind: 'change', baseBranch: '', own: [] }
      : await findMeasuredCommit(request.place, sources.history);
  const outcome: BaselineOutcome = {
    tried: [],
    warnings: [],
    measured,
    artifactName: recordName(request.artifactName),
    ...(request.workflow === undefined ? {} : { workflow: request.workflow }),
  };
  if (wanted.kind === 'none') outcome.tried.push({ finder: 'explicit', reason: 'baseline is none' });
  else if (wanted.kind === 'path')
    outcome.found = { finder: 'explicit', source: 'path', name: wanted.path, dir: wanted.path };
  else if (wanted.kind === 'auto') await findByItself(request, sources, outcome);
  else
    takeNamed(
      outcome,
      await findNamed(wanted, { request, measured, store: sources.store, input: 'baseline' }),
    );
  if (outcome.found) warnOfAge(outcome.found, request.maxAgeDays, outcome.warnings);
  return outcome;
}

function takeNamed(outcome: BaselineOutcome, { found, reason, warnings }: Named): void {
  outcome.warnings.push(...warnings);
  if (found) outcome.found = found;
  if (reason === undefined) return;
  outcome.tried.push({ finder: 'explicit', reason });
  outcome.warnings.push(`there is no baseline: ${reason}`);
}

async function findByItself(
  request: BaselineRequest,
  sources: Sources,
  outcome: BaselineOutcome,
): Promise<void> {
  await findAmongRecords(request, sources, outcome);
  if (outcome.found) return;
  const cached = await findCached(
    { ...request, ...(outcome.workflow === undefined ? {} : { workflow: outcome.workflow }) },
    outcome.measured,
    sources.cache,
  );
  if (typeof cached !== 'string') outcome.found = cached;
  else outcome.tried.push({ finder: 'cache', reason: cached });
}

async function findAmongRecords(
  request: BaselineRequest,
  { history, store }: Sources,
  outcome: BaselineOutcome,
): Promise<void> {
  const missing = whyNoRecords(request, outcome.measured, store !== undefined);
  if (missing !== undefined || !store) {
    outcome.tried.push({ finder: 'commit', reason: missing ?? '' });
    outcome.isBlind = true;
    return;
  }
  const search = new Search(request, outcome.measured, store);
  for (const { name, find } of FINDERS) {
    try {
      const answer = await find(search, history);
      if (typeof answer === 'string') {
        outcome.tried.push({ finder: name, reason: answer });
        continue;
      }
      for (const reason of search.passedOver) outcome.tried.push({ finder: name, reason });
      outcome.found = answer;
    } catch (error) {
      outcome.tried.push({ finder: name, reason: messageOf(error) });
      outcome.isBlind = true;
      // What the workflow must allow is worth more than a line among others; the next finder would fail alike.
      if (error instanceof StoreRefusal && error.kind === 'permission')
        outcome.warnings.push(`no baseline can be looked for: ${error.message}`);
    }
    break;
  }
  if (search.hasRefused) outcome.isBlind = true;
  outcome.warnings.push(...search.warnings);
  const workflow = await search.workflow().catch(() => undefined);
  if (workflow !== undefined) outcome.workflow = workflow;
}

function whyNoRecords(
  { serverUrl }: BaselineRequest,
  { baseBranch }: Measured,
  hasStore: boolean,
): string | undefined {
  if (isEnterpriseServer(serverUrl))
    return `artifacts of a GitHub Enterprise Server (${serverUrl}) cannot be read`;
  if (!hasStore) return 'there is no token to ask GitHub with';
  if (!baseBranch) return 'the event names no branch to look on';
  return undefined;
}

function warnOfAge({ name, ageDays }: FoundBaseline, most: number | undefined, warnings: string[]): void {
  if (most === undefined || ageDays === undefined || ageDays <= most) return;
  warnings.push(
    `the baseline, ${name}, is ${showAge(ageDays)} old, more than baseline-max-age-days (${most}): run the workflow on the base branch for a newer one`,
  );
}

/** `3 h`, `1 day`, `12 days`. */
export function showAge(days: number): string {
  if (days < 1) return `${Math.round(days * 24)} h`;
  const whole = Math.round(days);
  return whole === 1 ? '1 day' : `${whole} days`;
}

/** Why there is no baseline, as a record keeps it; undefined where there is one. */
export function whyNone({ found, tried, isBlind }: BaselineOutcome): NoBaseline | undefined {
  if (found) return undefined;
  if (tried.some(({ reason }) => reason === 'baseline is none')) return 'asked';
  return isBlind ? 'unknown' : 'first';
}

/** The same as a report takes it. */
export function noBaselineOf(outcome: BaselineOutcome): { noBaseline?: NoBaseline } {
  const noBaseline = whyNone(outcome);
  return noBaseline === undefined ? {} : { noBaseline };
}

/** What would give a later run a baseline. */
export function nextStep({ found, measured, artifactName, workflow }: BaselineOutcome): string | undefined {
  return found ? undefined : howToBegin(measured.baseBranch, artifactName, workflow);
}
