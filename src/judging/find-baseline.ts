import { existsSync } from 'node:fs';
import path from 'node:path';
import { type BaselineInput, parseAnchorInput, parseBaselineInput } from '../baseline/baseline-input.js';
import type { Named } from '../baseline/explicit.js';
import { findAnchor } from '../baseline/find-anchor.js';
import { findBaseline } from '../baseline/find-baseline.js';
import { layerHistories, NO_HISTORY } from '../baseline/history.js';
import type { BaselineOutcome, BaselineRequest, Sources } from '../baseline/request.js';
import { workflowPath } from '../baseline/trust-run.js';
import type { BaselineInputs } from '../baseline-inputs.js';
import type { Snapshot } from '../config/snapshot.js';
import { baselineCache } from '../github/baseline-cache.js';
import { localHistory } from '../github/git.js';
import type { Log } from '../github/log.js';
import { remoteHistory } from '../github/remote-history.js';
import { connectGitHub } from '../github/rest.js';
import type { RunContext } from '../github/run-context.js';
import { runRecords } from '../github/run-records.js';

/** Where a baseline is looked for, and for whom. */
export interface BaselinePlace {
  inputs: BaselineInputs;
  context: RunContext;
  env: NodeJS.ProcessEnv;
  log: Pick<Log, 'info' | 'warn'>;
  /** '' where the job gives none. */
  token: string;
  /** Of the run's whole artifact. */
  artifactName: string;
  /** Where records are unpacked. */
  dir: string;
  /** What is known of the run before it starts. */
  snapshot?: Snapshot;
  /** Of the evaluation that is judged, once it has one. */
  invocationId?: string;
}

/**
 * Finds what a run is compared with, as the input `baseline` says.
 * @throws ConfigError or InfrastructureError where what is named cannot be had.
 */
export async function searchBaseline(place: BaselinePlace): Promise<BaselineOutcome> {
  const wanted = parseBaselineInput(place.inputs.baseline);
  const isLocal = wanted.kind === 'path' || wanted.kind === 'none';
  return findBaseline(requestOf(place, wanted), isLocal ? { history: NO_HISTORY } : await openSources(place));
}

/** Finds the second baseline that stays; undefined where none is asked for. @throws ConfigError */
export async function searchAnchor(place: BaselinePlace): Promise<Named | undefined> {
  const anchor = parseAnchorInput(place.inputs.anchor ?? '');
  if (!anchor) return undefined;
  const { wanted: _, ...request } = requestOf(place, { kind: 'auto' });
  const isPath = (text: string): boolean => existsSync(path.resolve(place.context.workspace, text));
  return findAnchor({ ...request, anchor, isPath }, await openSources(place));
}

/** @param wanted as parseBaselineInput reads it. */
export function requestOf(place: BaselinePlace, wanted: BaselineInput): BaselineRequest {
  const { context, inputs, snapshot, invocationId } = place;
  const runId = Number(context.runId);
  const workflow = workflowPath(inputs.baselineWorkflow, context.workflowRef);
  return {
    wanted,
    place: { event: context.event, sha: context.sha, ref: context.ref },
    artifactName: place.artifactName,
    repository: context.repository,
    serverUrl: context.serverUrl,
    ...(Number.isSafeInteger(runId) ? { runId } : {}),
    ...(workflow === undefined ? {} : { workflow }),
    ...(invocationId === undefined ? {} : { invocationId }),
    ...(snapshot ? { snapshot } : {}),
    now: new Date(),
    ...(inputs.baselineMaxAgeDays === undefined ? {} : { maxAgeDays: inputs.baselineMaxAgeDays }),
    dir: place.dir,
  };
}

/** The clone, GitHub and the cache, as far as there are any. */
export async function openSources({ context, env, log, token }: BaselinePlace): Promise<Sources> {
  const { repository, apiUrl, workspace, temp } = context;
  const github =
    token === '' || repository === ''
      ? undefined
      : await connectGitHub({ token, repository, apiUrl, log: { info: (line) => log.info(line) } });
  const local = localHistory(workspace, env);
  const refused = (reason: string): void =>
    log.info(`commits that the clone does not hold are not known: ${reason}`);
  const cache = await baselineCache(env, temp, log);
  return {
    history: layerHistories(local, github && remoteHistory(github), refused),
    ...(github ? { store: runRecords(github) } : {}),
    ...(cache ? { cache } : {}),
  };
}
