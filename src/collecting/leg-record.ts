import { readFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.js';
import type { FinalState } from '../outputs.js';
import { RUN_STATES } from '../results/conclusion.js';
import type { EvalResults } from '../results/eval-results.js';
import { type Origin, readOrigin } from '../results/read-origin.js';
import { readRecordFolder } from '../results/read-record.js';
import { type LegArtifact, UnreadableRecord } from './record-source.js';

/** One leg's evaluation. */
export interface LegRecord {
  key: string;
  slug?: string;
  /** Among the jobs of the matrix, from 0; null where the record does not say. */
  index: number | null;
  total: number | null;
  attempt: number;
  artifact: LegArtifact;
  state: FinalState;
  error?: string;
  origin: Origin;
  results: EvalResults;
}

/** The states that a result.json may have. */
const STATES: readonly string[] = [
  ...RUN_STATES,
  'submitted',
  'dry-run',
  'config-error',
  'infrastructure-error',
] satisfies FinalState[];

/** Artifacts end so; what comes after tells apart jobs that wanted the same name. */
const SUFFIX = /\.baseline(-.+-[0-9a-f]{8})?$/;

/**
 * Reads the record of a leg. One that names no leg, as of a job without a matrix, is called by its artifact.
 * @returns undefined for a record that was itself merged of legs.
 * @throws UnreadableRecord where it is none.
 */
export function readLegRecord(dir: string, artifact: LegArtifact): LegRecord | undefined {
  try {
    const file: unknown = JSON.parse(readFileSync(path.join(dir, 'result.json'), 'utf8'));
    const { state, error, legs, invocation } = (file ?? {}) as Record<string, unknown>;
    if (Array.isArray(legs)) return undefined;
    const results = readRecordFolder(dir, artifact.name);
    if (typeof state !== 'string' || !STATES.includes(state))
      throw new UnreadableRecord('has a result.json without a state that is known');
    const attempt = (invocation as { attempt?: unknown } | null | undefined)?.attempt;
    const { leg } = results;
    return {
      key: leg?.key ?? artifact.name.replace(SUFFIX, ''),
      ...(leg ? { slug: leg.slug } : {}),
      index: leg?.index ?? null,
      total: leg?.total ?? null,
      attempt: leg?.attempt ?? (typeof attempt === 'number' ? attempt : 1),
      artifact,
      state: state as FinalState,
      ...(typeof error === 'string' && error !== '' ? { error } : {}),
      origin: readOrigin(dir),
      results,
    };
  } catch (error) {
    throw error instanceof UnreadableRecord
      ? error
      : new UnreadableRecord(`cannot be read: ${messageOf(error)}`);
  }
}

/** Keys of the legs that a record was merged of; empty where it was not, or does not tell. */
export function mergedKeys(dir: string): string[] {
  try {
    const { legs } = JSON.parse(readFileSync(path.join(dir, 'result.json'), 'utf8')) as { legs?: unknown };
    const keys = Array.isArray(legs) ? legs.map((leg: { key?: unknown } | null) => leg?.key) : [];
    return keys.filter((key) => typeof key === 'string');
  } catch {
    return [];
  }
}
