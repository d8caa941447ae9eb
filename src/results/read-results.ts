import { statSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../errors.js';
import { type BundleFolder, holdsBundles } from './bundle/discover-bundles.js';
import type { EvalResults } from './eval-results.js';
import { readBundleResults } from './read-bundle-results.js';
import { NoEvaluation, type ReadOptions, readEvalResults } from './read-eval-results.js';
import { readRecordFolder } from './read-record.js';

/** Where an evaluation lies: a folder, an `eval-*.json`, or a `result.json`. */
export type ResultsPath = BundleFolder;

export interface ReadResultsOptions extends Partial<Pick<ReadOptions, 'allowance'>> {
  /** A folder that holds no evaluation is one of bundles without any, as to `nel gate`. Off, it is an error. */
  emptyIsBundles?: boolean;
}

/**
 * Reads an evaluation of either generation, by what lies at a path: bundles of 0.3 (`eval-*.json`, in the folder or one
 * level down), a baseline record of this action (`result.json`), or a result tree of 0.2.
 * @throws ConfigError where it is none of them, or cannot be read.
 */
export async function readResults(
  results: ResultsPath,
  { emptyIsBundles = false, allowance = { count: 0 } }: ReadResultsOptions = {},
): Promise<EvalResults> {
  const { path: given, name } = results;
  try {
    const stats = statSync(given, { throwIfNoEntry: false });
    if (!stats) throw new ConfigError(`${name} does not exist: ${EXPECTED}`);
    if (stats.isFile() && path.basename(given) === 'result.json')
      return readRecordFolder(path.dirname(given), path.dirname(name));
    if (stats.isFile() ? holdsBundles(given) : stats.isDirectory() && holdsBundles(given))
      return refuseEmpty(await readBundleResults(results), name, emptyIsBundles);
    if (!stats.isDirectory())
      throw new ConfigError(`${name} is no file with an evaluation's results: ${EXPECTED}`);
    return await readEvalResults(given, { allowance, shown: name });
  } catch (error) {
    if (error instanceof NoEvaluation && emptyIsBundles) return noBundles(given);
    if (error instanceof NoEvaluation) throw new ConfigError(`${name} holds no evaluation: ${EXPECTED}`);
    throw describeSystemError(error, name);
  }
}

const EXPECTED =
  'give a folder with bundles (eval-*.json), a result tree of the launcher or a record of this action, or an eval-*.json or result.json itself';

function noBundles(dir: string): EvalResults {
  return { kind: 'bundles', dir, tasks: [], benchmarks: [], notes: [] };
}

/** Bundles of which none can be read, nor named, are nothing to compare. */
function refuseEmpty(results: EvalResults, name: string, emptyIsBundles: boolean): EvalResults {
  if (results.tasks.length > 0 || emptyIsBundles) return results;
  throw new ConfigError(`${name} holds no bundle that can be read: ${results.notes![0]}`);
}

/** A folder that may not be read is the user's to mend. */
function describeSystemError(error: unknown, name: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code !== undefined && syscall !== undefined
    ? new ConfigError(`${name} cannot be read (${code}): are its permissions right?`)
    : error;
}
