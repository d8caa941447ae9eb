import type { RowId } from '../../results/bundle/id-index.js';
import { type RowTable, UNREADABLE_CATEGORY } from '../../results/bundle/row-table.js';
import { mean } from './numpy-sums.js';

/** Items that both sides have, in order of their ids. Arrays are parallel. */
export interface PairedValues {
  baseline: Float64Array;
  candidate: Float64Array;
  /** Candidate minus baseline. */
  deltas: Float64Array;
  /** The category of each item as an index; undefined where an item has none, so that nothing is clustered. */
  clusters: Int32Array | undefined;
}

/** The rows of each problem, in the order of the file: problem p has `rows[start[p]]` to `rows[start[p + 1] - 1]`. */
interface Grouping {
  start: Int32Array;
  rows: Int32Array;
}

const METRICS = new Map([
  ['mean_reward', mean],
  ['pass@1', shareAboveZero],
]);

/**
 * One value for each problem, parallel to `table.problems`.
 * @param metric `mean_reward`: mean of the rewards of its repeats; `pass@1`: share of repeats with a reward above 0.
 * @returns undefined for a metric that rows do not tell.
 */
export function problemValues(table: RowTable, metric: string): Float64Array | undefined {
  const summarize = METRICS.get(metric);
  if (!summarize) return undefined;
  const { start, rows } = groupByProblem(table);
  const values = new Float64Array(table.problems.length);
  for (let problem = 0; problem < values.length; problem += 1) {
    const from = start[problem]!;
    const rewards = new Float64Array(start[problem + 1]! - from);
    for (let index = 0; index < rewards.length; index += 1)
      rewards[index] = table.reward[rows[from + index]!]!;
    values[problem] = summarize(rewards);
  }
  return values;
}

function shareAboveZero(rewards: Float64Array): number {
  let above = 0;
  for (const reward of rewards) if (reward > 0) above += 1;
  return above / rewards.length;
}

function groupByProblem(table: RowTable): Grouping {
  const start = new Int32Array(table.problems.length + 1);
  for (let row = 0; row < table.length; row += 1) start[table.problem[row]! + 1]! += 1;
  for (let problem = 0; problem < table.problems.length; problem += 1) start[problem + 1]! += start[problem]!;
  const next = start.slice();
  const rows = new Int32Array(table.length);
  for (let row = 0; row < table.length; row += 1) {
    const problem = table.problem[row]!;
    rows[next[problem]!] = row;
    next[problem]! += 1;
  }
  return { start, rows };
}

/** How many problems both sides have. */
export function countCommon(baseline: RowTable, candidate: RowTable): number {
  let common = 0;
  for (const id of baseline.problems) if (candidate.index.find(id) !== -1) common += 1;
  return common;
}

/** Joins the values of both sides on the problem ids. */
export function pairValues(
  baseline: { table: RowTable; values: Float64Array },
  candidate: { table: RowTable; values: Float64Array },
): PairedValues {
  const { index } = candidate.table;
  const ids = sortIds(baseline.table.problems.filter((id) => index.find(id) !== -1));
  const { length } = ids;
  const paired = new Int32Array(length);
  const base = new Float64Array(length);
  const cand = new Float64Array(length);
  for (let pair = 0; pair < length; pair += 1) {
    const id = ids[pair]!;
    paired[pair] = baseline.table.index.find(id);
    base[pair] = baseline.values[paired[pair]!]!;
    cand[pair] = candidate.values[index.find(id)]!;
  }
  return {
    baseline: base,
    candidate: cand,
    deltas: cand.map((value, pair) => value - base[pair]!),
    clusters: readClusters(baseline.table, paired),
  };
}

/** In ascending order. Typed arrays sort many times faster, and only odd files hold a bigint. */
function sortIds(ids: RowId[]): ArrayLike<RowId> {
  return ids.every((id) => typeof id === 'number') ? Float64Array.from(ids).sort() : ids.sort(compareIds);
}

function compareIds(a: RowId, b: RowId): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The category in the first row of each problem; a single one that is missing switches clustering off. */
function readClusters(table: RowTable, problems: Int32Array): Int32Array | undefined {
  const firstRow = new Int32Array(table.problems.length);
  for (let row = table.length - 1; row >= 0; row -= 1) firstRow[table.problem[row]!] = row;
  const clusters = problems.map((problem) => table.category[firstRow[problem]!]!);
  return clusters.some((category) => category < 0) ? undefined : clusters;
}

/**
 * The line, in the baseline's file, of a row on whose category `nel gate` stops: it looks at the first row of each
 * paired problem for its clusters, and at the lowest repeat for its flips.
 */
export function findUnreadableCategory(baseline: RowTable, candidate: RowTable): number | undefined {
  const isUnreadable = (row: number): boolean => baseline.category[row] === UNREADABLE_CATEGORY;
  const seen = new Uint8Array(baseline.problems.length);
  // The common case first: it needs no tables.
  if (!baseline.category.subarray(0, baseline.length).includes(UNREADABLE_CATEGORY)) return undefined;
  const [base, cand] = [baseline.lowestRepeats(), candidate.lowestRepeats()];
  for (let row = 0; row < baseline.length; row += 1) {
    const problem = baseline.problem[row]!;
    const other = candidate.index.find(baseline.problems[problem]!);
    const isFirst = seen[problem] === 0;
    seen[problem] = 1;
    if (other === -1 || !isUnreadable(row)) continue;
    const isFlip = base.row[problem] === row && base.repeat[problem] === cand.repeat[other];
    if (isFirst || isFlip) return baseline.line[row];
  }
  return undefined;
}
