import path from 'node:path';
import { parseBaselineInput } from '../baseline/baseline-input.js';
import { baselineNotes } from '../baseline/notes.js';
import { type BaselineOutcome, type FoundBaseline, toFacts } from '../baseline/request.js';
import type { BaselineFacts } from '../comparison/comparison.js';
import type { GatePolicy } from '../comparison/policy/gate-policy.js';
import { ConfigError, messageOf } from '../errors.js';
import type { Inputs } from '../inputs.js';
import { type BaselinePlace, searchAnchor, searchBaseline } from '../judging/find-baseline.js';
import { loadPolicy } from '../judging/load-policy.js';
import { describeBaseline } from '../judging/read-sides.js';
import type { EvalResults } from '../results/eval-results.js';
import { readResults } from '../results/read-results.js';
import { artifactName } from './artifact-name.js';
import { type Session, warn } from './session.js';
import { snapshotRun } from './snapshot-run.js';

/** An evaluation that a run is compared with. */
export interface Reference {
  results: EvalResults;
  facts: BaselineFacts;
}

/** What a run is to be judged by. */
export interface Yardstick {
  policy?: GatePolicy;
  baseline?: Reference;
  /** A second baseline that stays. */
  anchor?: Reference;
  /** How the baseline was looked for; absent where none was. */
  outcome?: BaselineOutcome;
}

/**
 * Reads the policy, finds and reads the baseline, before anything is launched: what is wrong with them must not be found
 * out when the evaluation is paid for. A dry run asks nobody: it reads what lies in the workspace.
 * @throws ActionError where what is named cannot be had.
 */
export async function loadYardstick(session: Session, inputs: Inputs, dryRun: boolean): Promise<Yardstick> {
  const policy = loadPolicy(inputs.policy, session.context.workspace);
  const { kind } = parseBaselineInput(inputs.baseline);
  const place = dryRun ? undefined : await placeOf(session, inputs);
  const found =
    dryRun && kind !== 'path' ? {} : await findReference(session, inputs, place ?? bare(session, inputs));
  const anchor = place && inputs.anchor !== undefined ? await loadAnchor(session, place) : undefined;
  return { ...(policy ? { policy } : {}), ...found, ...(anchor ? { anchor } : {}) };
}

/**
 * Looks for the baseline once more, where only a second-best one was found: the run of the base branch may have come to
 * its end meanwhile. Never throws.
 */
export async function refreshBaseline(session: Session, inputs: Inputs): Promise<void> {
  const { yardstick } = session;
  const finder = yardstick?.outcome?.found?.finder;
  if (!yardstick?.outcome || inputs.baseline !== 'auto' || finder === 'commit') return;
  try {
    const place = await placeOf(session, inputs);
    const outcome = await searchBaseline({ ...place, log: { info: () => undefined, warn: () => undefined } });
    if (!outcome.found || outcome.found.runId === yardstick.outcome.found?.runId) return;
    session.log.info('a better baseline has come since the start:');
    const found = await readFound(session, inputs, outcome);
    if (found.baseline) session.yardstick = { ...yardstick, ...found };
  } catch (error) {
    session.log.info(`the baseline was not looked for once more: ${messageOf(error)}`);
  }
}

function bare({ context, env, log, files, record }: Session, inputs: Inputs): BaselinePlace {
  const dir = path.join(files.dir, 'baseline');
  const { invocationId } = record;
  return {
    ...{ inputs, context, env, log, token: inputs.githubToken, artifactName: '', dir },
    ...(invocationId === undefined ? {} : { invocationId }),
  };
}

/** Where this run's baseline and trend are looked for. */
export async function placeOf(session: Session, inputs: Inputs): Promise<BaselinePlace> {
  const snapshot = await snapshotRun(session);
  return {
    ...bare(session, inputs),
    artifactName: artifactName(session.record),
    ...(snapshot ? { snapshot } : {}),
  };
}

type Found = Pick<Yardstick, 'baseline' | 'outcome'>;

async function findReference(session: Session, inputs: Inputs, place: BaselinePlace): Promise<Found> {
  return readFound(session, inputs, await searchBaseline(place));
}

async function readFound(session: Session, inputs: Inputs, outcome: BaselineOutcome): Promise<Found> {
  const { found } = outcome;
  const isPath = found?.source === 'path';
  if (!isPath) for (const line of baselineNotes(outcome).log) session.log.info(line);
  for (const warning of outcome.warnings) warn(session, warning);
  if (!found) return { outcome };
  try {
    return { outcome, baseline: await readReference(found, session.context.workspace, inputs) };
  } catch (error) {
    if (found.finder === 'explicit') throw error;
    warn(session, `there is no baseline: ${found.name} cannot be read (${messageOf(error)})`);
    return { outcome };
  }
}

async function loadAnchor(session: Session, place: BaselinePlace): Promise<Reference | undefined> {
  const named = await searchAnchor(place);
  for (const warning of named?.warnings ?? []) warn(session, warning);
  if (!named?.found) return undefined;
  session.log.info(`anchor: ${named.found.name}`);
  return readReference(named.found, session.context.workspace, session.inputs!);
}

async function readReference(
  found: FoundBaseline,
  workspace: string,
  { maxFailedSamples }: Pick<Inputs, 'maxFailedSamples'>,
): Promise<Reference> {
  const { name } = found;
  const given = { path: path.resolve(workspace, found.dir), name };
  const results = await readResults(given, { allowance: maxFailedSamples });
  if (results.kind === 'bundles')
    throw new ConfigError(
      `${name} holds bundles of NeMo Evaluator 0.3: launcher 0.2.6 writes other results, which cannot be compared with these`,
    );
  const told = describeBaseline(name, results);
  // Where a record was fetched, GitHub tells whose it is, and not the record.
  if (found.source === 'path') return { results, facts: told };
  return {
    results,
    facts: {
      ...(told.model === undefined ? {} : { model: told.model }),
      ...toFacts(found),
      ...collectedFacts(told, found),
    },
  };
}

/** A collector's run uploads what it finishes for another: what was measured is that one's commit, and not its own. */
function collectedFacts(told: BaselineFacts, { runId }: FoundBaseline): Partial<BaselineFacts> {
  if (runId === undefined || told.runId === undefined || told.runId === String(runId)) return {};
  const { sha, ref } = told;
  return { runId: told.runId, ...(sha === undefined ? {} : { sha }), ...(ref === undefined ? {} : { ref }) };
}

/** The tasks that a baseline has scores of. */
export function scoredTasks({ tasks, benchmarks }: EvalResults): string[] {
  const scored = new Set(benchmarks.map(({ taskIndex }) => taskIndex));
  return [...new Set(tasks.filter(({ index }) => scored.has(index)).map(({ name }) => name))];
}
