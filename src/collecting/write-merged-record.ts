import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InfrastructureError, messageOf } from '../errors.js';
import type { Redact } from '../report/redact-report.js';
import { redactRun } from '../report/redact-run.js';
import { buildResultJson, type RunReport } from '../report/result-json.js';
import type { EvalResults } from '../results/eval-results.js';
import { readRecordFolder } from '../results/read-record.js';
import type { LegRecord } from './leg-record.js';
import type { MergedLegs } from './merge-legs.js';
import { mergeScores, SCORES_FILE } from './merge-scores.js';

export const RECORD_FILE = 'result.json';

/**
 * Writes what legs measured as a record of one evaluation, and reads it back: what is judged is what a later run will
 * compare with.
 * @throws InfrastructureError where the folder cannot be written.
 */
export async function writeMergedRecord(
  dir: string,
  legs: readonly LegRecord[],
  merged: MergedLegs,
  redact: Redact = (text) => text,
): Promise<EvalResults> {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const broken = await mergeScores(legs, merged.tasks, path.join(dir, SCORES_FILE), redact);
    const results = distrust(merged, broken);
    const { snapshot } = results;
    if (snapshot) write(dir, 'snapshot.json', redactJson(snapshot, redact));
    const report = { ...BEFORE, candidate: { ...NOBODY, ...modelOf(results) }, results };
    writeResult(dir, redactRun(report, redact));
  } catch (error) {
    throw new InfrastructureError(
      `the merged record cannot be written (${messageOf(error)}): is the disk full?`,
    );
  }
  return readRecordFolder(dir, 'the merged record');
}

const redactJson = (content: object, redact: Redact): object =>
  JSON.parse(redact(JSON.stringify(content))) as object;

/** Writes result.json into a record. @returns its path. @throws Error of the file system. */
export function writeResult(dir: string, report: RunReport): string {
  return write(dir, RECORD_FILE, buildResultJson(report));
}

function write(dir: string, name: string, content: object): string {
  const file = path.join(dir, name);
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  return file;
}

const NOBODY = { sha: null, ref: null, runId: null };
const BEFORE: Omit<RunReport, 'candidate'> = {
  state: 'success',
  verdict: 'NO-BASELINE',
  tasks: [],
  findings: [],
};

const modelOf = ({ model }: EvalResults): { model?: string } => (model === undefined ? {} : { model });

/** Scores whose items are broken prove nothing. */
function distrust(
  { results, tasks }: MergedLegs,
  broken: ReadonlyMap<LegRecord, readonly string[]>,
): EvalResults {
  if (broken.size === 0) return results;
  return {
    ...results,
    benchmarks: results.benchmarks.map((benchmark) => {
      const reasons = tasks[benchmark.taskIndex]!.parts.flatMap(({ leg }) =>
        (broken.get(leg) ?? []).map((reason) => `${leg.key}: ${reason}`),
      );
      return reasons.length === 0 ? benchmark : { ...benchmark, invalid: [...benchmark.invalid, ...reasons] };
    }),
  };
}
