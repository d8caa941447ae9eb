import { parseBaselineInput } from '../baseline/baseline-input.js';
import { findNamed } from '../baseline/explicit.js';
import { NO_HISTORY } from '../baseline/history.js';
import { findMeasuredCommit } from '../baseline/measured-commit.js';
import { baselineNotes } from '../baseline/notes.js';
import { type BaselineOutcome, type FoundBaseline, toFacts } from '../baseline/request.js';
import type { CompareInputs } from '../compare-inputs.js';
import type { BaselineFacts } from '../comparison/comparison.js';
import { ConfigError } from '../errors.js';
import type { Origin } from '../results/read-origin.js';
import { type BaselinePlace, openSources, requestOf, searchBaseline } from './find-baseline.js';

/** A side of a comparison that lies on this machine by now. */
export interface FoundSide {
  /** The folder or file, as the workspace names it or absolute. */
  path: string;
  /** As the user named it. */
  name: string;
}

/** Where both sides lie. What GitHub tells of them goes before what they say of themselves. */
export interface FoundSides {
  candidate: FoundSide;
  candidateOrigin?: Origin;
  /** Absent where none was found. */
  baseline?: FoundSide;
  baselineFacts?: BaselineFacts;
  /** How the baseline was found, as Markdown; absent for a path. */
  search?: string[];
  warnings: string[];
  /** Of the whole artifact whose records are looked for. */
  artifactName: string;
}

/** The name of the whole artifact that the main action gives. */
const DEFAULT_ARTIFACT = 'eval_results';

/**
 * Finds both sides: a path is one; records of runs are fetched.
 * @throws ConfigError or InfrastructureError where what is named cannot be had.
 */
export async function findSides(
  inputs: CompareInputs,
  place: Omit<BaselinePlace, 'artifactName' | 'inputs'>,
): Promise<FoundSides> {
  const warnings: string[] = [];
  const after = await findCandidate(inputs, place, warnings);
  const artifactName = (after?.artifactName ?? DEFAULT_ARTIFACT).replace(/\.baseline$/, '');
  const outcome = await searchBaseline({ ...place, inputs, artifactName });
  warnings.push(...outcome.warnings);
  const { found } = outcome;
  return {
    candidate: { path: after?.dir ?? inputs.candidate, name: inputs.candidate },
    ...(after ? { candidateOrigin: originOf(after) } : {}),
    ...(found ? { baseline: { path: found.dir, name: found.name } } : {}),
    ...(found && found.source !== 'path' ? { baselineFacts: toFacts(found) } : {}),
    ...notesOf(outcome, place),
    warnings,
    artifactName,
  };
}

async function findCandidate(
  inputs: CompareInputs,
  place: Omit<BaselinePlace, 'artifactName' | 'inputs'>,
  warnings: string[],
): Promise<FoundBaseline | undefined> {
  const wanted = parseBaselineInput(inputs.candidate, 'candidate', ['path', 'run', 'artifact', 'branch']);
  if (wanted.kind !== 'run' && wanted.kind !== 'artifact' && wanted.kind !== 'branch') return undefined;
  const whole = { ...place, inputs, artifactName: DEFAULT_ARTIFACT };
  const request = requestOf(whole, wanted);
  const sources = await openSources(whole);
  const measured = await findMeasuredCommit(request.place, NO_HISTORY);
  const named = await findNamed(wanted, { request, measured, store: sources.store, input: 'candidate' });
  warnings.push(...named.warnings);
  if (named.found) return named.found;
  throw new ConfigError(`input candidate is ${inputs.candidate}: ${named.reason ?? 'there is no record'}`);
}

function originOf({ sha, branch, runId }: FoundBaseline): Origin {
  return {
    ...(sha === undefined ? {} : { sha }),
    ...(branch === undefined ? {} : { ref: branch }),
    ...(runId === undefined ? {} : { runId: String(runId) }),
  };
}

function notesOf(outcome: BaselineOutcome, { log }: Pick<BaselinePlace, 'log'>): { search?: string[] } {
  if (outcome.found?.source === 'path') return {};
  const { log: lines, markdown } = baselineNotes(outcome);
  for (const line of lines) log.info(line);
  return { search: markdown };
}
