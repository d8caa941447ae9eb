import { rmSync } from 'node:fs';
import path from 'node:path';
import { noBaselineOf } from '../baseline/find-baseline.js';
import { baselineNotes } from '../baseline/notes.js';
import { type BaselineOutcome, toFacts } from '../baseline/request.js';
import { type CollectInputs, DEFAULT_ARTIFACT } from '../collect-inputs.js';
import type { BaselineFacts } from '../comparison/comparison.js';
import { ConfigError } from '../errors.js';
import type { Log } from '../github/log.js';
import { connectGitHub } from '../github/rest.js';
import type { RunContext } from '../github/run-context.js';
import { runRecords } from '../github/run-records.js';
import { addAnchor } from '../judging/add-anchor.js';
import { type BaselinePlace, searchBaseline } from '../judging/find-baseline.js';
import { loadPolicy } from '../judging/load-policy.js';
import { loadTrend } from '../judging/load-trend.js';
import { growTrend, noiseBefore } from '../judging/own-trend.js';
import { describeBaseline } from '../judging/read-sides.js';
import type { Judgement } from '../judging/run-comparison.js';
import { showsItems } from '../judging/shows-items.js';
import { tokenRedactor } from '../judging/token-redactor.js';
import { makeFolders } from '../make-folders.js';
import type { AroundComparison } from '../report/around-comparison.js';
import { FlipCollection } from '../report/html/flip-collection.js';
import type { NoBaseline } from '../report/result-json.js';
import type { EvalResults } from '../results/eval-results.js';
import type { Origin } from '../results/read-origin.js';
import { readResults } from '../results/read-results.js';
import type { Trend } from '../trend/trend.js';
import { fromArtifactFolders, isFolderName } from './artifact-folders.js';
import { fromRunArtifacts } from './fetch-legs.js';
import { type Baseline, judgeMerged } from './judge-merged.js';
import { type LegRecord, mergedKeys } from './leg-record.js';
import { type MergedLegs, mergeLegs } from './merge-legs.js';
import { readLegs } from './read-legs.js';
import type { RecordSource } from './record-source.js';
import { writeMergedRecord } from './write-merged-record.js';

/** Where a run of collect works. */
export interface CollectPlaces {
  context: RunContext;
  env: NodeJS.ProcessEnv;
  log: Log;
  /** The run's own folder. */
  dir: string;
  /** For the merged record. */
  recordDir: string;
}

/** Legs merged and judged. */
export interface Collected {
  merged: MergedLegs;
  judgement: Judgement;
  sides: {
    results: { baseline: EvalResults; candidate: EvalResults };
    baseline: BaselineFacts;
    candidate: Origin;
  };
  hasBaseline: boolean;
  noBaseline?: NoBaseline;
  around: AroundComparison;
  /** With this run's points, where it is of the line. */
  ownTrend?: Trend;
  flips?: FlipCollection;
  /** Folder of the merged record. */
  dir: string;
}

/**
 * Fetches the records of legs, merges them into one and judges that.
 * @throws ActionError where there are no legs, where they cannot be fetched, or where they do not go together.
 */
export async function collectLegs(inputs: CollectInputs, places: CollectPlaces): Promise<Collected> {
  const { context, env, log, dir, recordDir } = places;
  const policy = loadPolicy(inputs.policy, context.workspace);
  const place: BaselinePlace = {
    ...{ inputs, context, env, log, token: inputs.githubToken },
    artifactName: inputs.artifactName === 'none' ? DEFAULT_ARTIFACT : inputs.artifactName,
    dir: path.join(dir, 'records'),
  };
  const { baseline, facts, outcome } = await findMergedBaseline(inputs, place);
  const downloads = path.join(dir, 'legs');
  const redact = tokenRedactor(env);
  try {
    const { legs, unreadable, notes } = await readLegs(await openSource(inputs, context, downloads, log));
    log.group('Legs', [...legs.map(describeLeg), ...notes]);
    const merged = await mergeLegs(legs, {
      legsAre: inputs.legsAre,
      expected: inputs.expected,
      unreadable,
      known: baseline?.results.benchmarks.map(({ name }) => name) ?? [],
    });
    const candidate = await writeMergedRecord(recordDir, legs, merged, redact);
    const loaded = isFolderName(inputs.from) ? undefined : await loadTrend(place, outcome);
    const line = loaded && { loaded, results: candidate, context };
    const shows = showsItems(inputs.showItems, context.event.isPrivateRepository);
    const flips = shows ? new FlipCollection(redact) : undefined;
    const judgement = await judgeMerged(candidate, baseline, merged, {
      ...{ inputs, policy, dir, redact },
      ...(line ? { noiseOf: noiseBefore(line) } : {}),
      ...(flips ? { collect: flips } : {}),
    });
    const { comparison } = judgement;
    const step = baseline ? comparison : undefined;
    const anchor = await addAnchor(place, inputs, candidate, { policy, step });
    const trend = line && growTrend(line, comparison);
    return {
      merged,
      judgement,
      sides: {
        results: { baseline: baseline?.results ?? candidate, candidate },
        baseline: facts ?? { source: 'path', name: '' },
        candidate: {
          ...originOf(inputs, context, legs),
          ...(candidate.model === undefined ? {} : { model: candidate.model }),
        },
      },
      hasBaseline: baseline !== undefined,
      ...noBaselineOf(outcome),
      around: {
        ...(outcome.found?.source === 'path' ? {} : { search: baselineNotes(outcome).markdown }),
        ...(anchor ? { anchor } : {}),
        ...(loaded && trend ? { trend: { trend, branch: loaded.branch } } : {}),
      },
      ...(loaded?.isOwn && trend ? { ownTrend: trend } : {}),
      ...(flips ? { flips } : {}),
      dir: recordDir,
    };
  } finally {
    rmSync(downloads, { recursive: true, force: true });
  }
}

async function findMergedBaseline(
  { maxFailedSamples }: CollectInputs,
  place: BaselinePlace,
): Promise<{ baseline?: Baseline; facts?: BaselineFacts; outcome: BaselineOutcome }> {
  const { log, context } = place;
  const outcome = await searchBaseline(place);
  const { found } = outcome;
  if (found?.source !== 'path') for (const line of baselineNotes(outcome).log) log.info(line);
  for (const warning of outcome.warnings) log.warn(warning);
  if (!found) return { outcome };
  const { name } = found;
  const given = { path: path.resolve(context.workspace, found.dir), name };
  const results = await readResults(given, { allowance: maxFailedSamples });
  const told = describeBaseline(name, results);
  return {
    outcome,
    baseline: { name, results, legs: mergedKeys(results.dir) },
    facts: found.source === 'path' ? told : { ...told, ...toFacts(found) },
  };
}

async function openSource(
  { from, githubToken: token }: CollectInputs,
  { workspace, repository, apiUrl, runId }: RunContext,
  dir: string,
  log: Log,
): Promise<RecordSource> {
  if (isFolderName(from)) return fromArtifactFolders(path.resolve(workspace, from), from);
  if (token === '')
    throw new ConfigError(
      'input github-token is empty: the artifacts of this run are listed with it; leave it at its default, or give a folder in from',
    );
  if (!/^\d+$/.test(runId) || repository === '')
    throw new ConfigError(
      'input from names artifacts, and this is no run of GitHub Actions: give a folder (with a slash)',
    );
  makeFolders(dir, 0o700);
  return fromRunArtifacts({
    store: runRecords(await connectGitHub({ token, repository, apiUrl, log })),
    runId: Number(runId),
    pattern: from,
    dir,
  });
}

/** Of this run, where the legs are its own; of a folder, what all legs say alike. */
function originOf(
  { from }: CollectInputs,
  { sha, ref, runId }: RunContext,
  legs: readonly LegRecord[],
): Origin {
  if (!isFolderName(from)) return { sha, ref, runId };
  const alike = (field: 'sha' | 'ref' | 'runId'): Origin => {
    const values = new Set(legs.map(({ origin }) => origin[field]));
    const [value] = values;
    return values.size === 1 && value !== undefined ? { [field]: value } : {};
  };
  return { ...alike('sha'), ...alike('ref'), ...alike('runId') };
}

function describeLeg({ key, state, attempt, artifact, results }: LegRecord): string {
  const count = results.benchmarks.filter(({ primary, role }) => primary && role === 'benchmark').length;
  return `${state.padEnd(8)} ${key}  (${count} ${count === 1 ? 'benchmark' : 'benchmarks'}, attempt ${attempt}, ${artifact.name})`;
}
