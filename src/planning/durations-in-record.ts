import { readRecordJson } from '../results/record-json.js';

/** No task runs longer than a workflow may. What a record says beyond is a slip, and would leave it a leg alone. */
const LONGEST_SECONDS = 35 * 86_400;

/**
 * How long tasks ran that ended well, by name. A merged record of models has them as `<leg>/<task>`: the slowest counts.
 * Tasks of one name in one evaluation are run by one leg, one after the other.
 * @returns seconds. @throws ConfigError where the folder holds no record.
 */
export function durationsIn(dir: string): Map<string, number> {
  const rows = readRecordJson(dir, 'the record').tasks.flatMap(({ task, state, runtime_seconds: seconds }) =>
    typeof seconds === 'number' && seconds >= 0 && seconds <= LONGEST_SECONDS && state === 'success'
      ? [{ name: String(task), seconds }]
      : [],
  );
  const byRow = new Map<string, number>();
  for (const { name, seconds } of rows) byRow.set(name, (byRow.get(name) ?? 0) + seconds);
  const byTask = new Map<string, number>();
  for (const [row, seconds] of byRow) {
    // A leg's key may hold slashes, a task's name none.
    const name = row.slice(row.lastIndexOf('/') + 1);
    byTask.set(name, Math.max(byTask.get(name) ?? 0, seconds));
  }
  return byTask;
}
