import { existsSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.js';
import type { Redact } from '../report/redact-report.js';
import { recordedTask } from '../results/item-readers/record.js';
import { Problems } from '../results/load-items.js';
import { PackedLines } from '../results/packed-lines.js';
import { parseRow } from '../results/parse-row.js';
import { readLines } from '../results/read-lines.js';
import type { LegRecord } from './leg-record.js';
import type { MergedTask } from './merge-legs.js';

export const SCORES_FILE = 'scores.ndjson.gz';

/**
 * Writes the items of all legs into one file, each under the name that its task has in the merged result. Memory does not
 * grow with the rows.
 * @returns what is wrong with a leg's items, a line each; the leg's scores do not stand on them then.
 * @throws Error of the file system where the file cannot be written.
 */
export async function mergeScores(
  legs: readonly LegRecord[],
  tasks: readonly MergedTask[],
  file: string,
  redact: Redact = (text) => text,
): Promise<Map<LegRecord, string[]>> {
  const names = namesByLeg(tasks);
  const lines = new PackedLines(file);
  const broken = new Map<LegRecord, string[]>();
  try {
    for (const leg of legs) {
      const source = path.join(leg.results.dir, SCORES_FILE);
      if (!existsSync(source)) continue;
      const problems = new Problems();
      await copyRows(source, names.get(leg) ?? new Map(), lines, problems, redact);
      lines.throwIfBroken();
      if (problems.list().length > 0) broken.set(leg, problems.list());
    }
    await lines.close();
  } catch (error) {
    await lines.discard();
    throw error;
  }
  return broken;
}

/** By leg: what each of its tasks is called in its record, and in the merged one. */
function namesByLeg(tasks: readonly MergedTask[]): Map<LegRecord, Map<string, string>> {
  const names = new Map<LegRecord, Map<string, string>>();
  for (const [index, { name, parts }] of tasks.entries())
    for (const { leg, task } of parts) {
      const own = names.get(leg) ?? new Map<string, string>();
      names.set(leg, own.set(recordedTask(task, leg.results.tasks), recordedTask({ name, index }, tasks)));
    }
  return names;
}

async function copyRows(
  source: string,
  names: ReadonlyMap<string, string>,
  lines: PackedLines,
  problems: Problems,
  redact: Redact,
): Promise<void> {
  try {
    const isWhole = await readLines(
      source,
      (text, line) => {
        const row = parseRow(text);
        if (typeof row === 'string') return problems.add(source, line, row);
        const name = names.get(String(row['benchmark']));
        if (name === undefined) problems.add(source, line, 'is of a task that the leg does not have');
        else lines.add(redact(JSON.stringify({ ...row, benchmark: name })));
      },
      (line, message) => problems.add(source, line, message),
      () => lines.drain(),
    );
    if (!isWhole) problems.add(source, undefined, 'was cut off in its last row');
  } catch (error) {
    problems.add(source, undefined, `cannot be read: ${messageOf(error)}`);
  }
  await lines.drain();
}
