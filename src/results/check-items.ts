import { endOfScale, SLACK } from './check-scale.js';
import type { Benchmark } from './eval-results.js';
import { shownName } from './item-readers/item-reader.js';
import { type LoadedItems, Problems } from './load-items.js';

/** Scores are rounded by harnesses, to two digits of a percentage at the most. */
export const ROUNDING = 1e-3;

/**
 * Why a benchmark's items prove nothing, one line each: what is wrong with the files, scores that an item cannot have,
 * and a mean that contradicts the score.
 */
export function faultsOfItems(benchmark: Benchmark, loaded: LoadedItems | undefined): string[] {
  if (!loaded) return [];
  // A file that could not be counted is not read either: that was said, by its path in the task's folder.
  const isSaid = (problem: string): boolean =>
    benchmark.invalid.some((reason) => problem.endsWith(`/${reason}`) || problem === reason);
  if (loaded.problems.length > 0) return loaded.problems.filter((problem) => !isSaid(problem));
  const odd = oddRows(benchmark, loaded);
  // What is known to be wrong needs no second proof.
  if (odd.length > 0 || benchmark.invalid.length > 0) return odd;
  return whyContradicted(benchmark, loaded) ?? [];
}

/**
 * Rows whose score is off the declared scale. Graded scores of a metric that is declared 0/1 are not off it, since harnesses
 * let tasks grade, unless the other rows are true and false: then that one was not written by the same scorer. Scorers of
 * BYOB may answer either.
 */
function oddRows(
  { scale, kind }: Benchmark,
  { columns, source, someBooleans, zeroOne }: LoadedItems,
): string[] {
  const end = kind === 'binary' ? 1 : endOfScale(scale);
  if (end === undefined || zeroOne) return [];
  const strict = kind === 'binary' && someBooleans && !source.mixesTypes;
  const found = new Problems();
  for (let row = 0; row < columns.length; row += 1) {
    const score = columns.score[row]!;
    const isOff = score < -SLACK || score > end + SLACK;
    if (!isOff && (!strict || score === 0 || score === 1)) continue;
    const { file, line } = columns.place(row);
    const wanted = strict ? '0 or 1, as in other rows' : `on the scale 0–${end}`;
    found.add(
      shownName(source.files[file]!),
      line,
      `has ${score} for ${source.key}, which must be ${wanted}`,
    );
  }
  return found.list();
}

/** A mean that is not the score, where by the harness's own definition it must be. */
function whyContradicted(benchmark: Benchmark, loaded: LoadedItems): string[] | undefined {
  const { name, value, scale } = benchmark;
  const { mean, source, columns } = loaded;
  if (!Number.isFinite(value) || columns.length === 0) return undefined;
  const file = shownName(source.files[0]!);
  const isNear = (score: number): boolean =>
    Math.abs(mean - score) <= ROUNDING * Math.max(1, Math.abs(score));
  const share = scale === 'percent' ? value / 100 : value;
  const fits = Math.abs(mean - share) <= ROUNDING;
  if (scale === 'percent' && !fits && isNear(value)) {
    if (!isInShares(loaded)) return undefined;
    return [
      `${name} is ${value} on the scale 0–100 that its harness declares, and its items (${file}) have a mean of ${show(mean)} on 0–1: the score is in shares, not in percent`,
    ];
  }
  if (!benchmark.isMean || fits || isNear(value) || !isWhole(benchmark, loaded)) return undefined;
  return [
    `${name} is ${value}, and its ${describeRows(benchmark, loaded)} (${file}) have a mean of ${show(mean)}: the one is not of the other`,
  ];
}

function describeRows({ repeats }: Benchmark, { columns }: LoadedItems): string {
  return repeats > 1 ? `${columns.length} answers` : `${columns.length} items`;
}

function isInShares({ columns }: LoadedItems): boolean {
  for (let row = 0; row < columns.length; row += 1) if (columns.score[row]! > 1 + SLACK) return false;
  return true;
}

/** Every item that the score is of, once for each repeat. */
function isWhole({ n, repeats }: Benchmark, { columns, failed, repeats: found }: LoadedItems): boolean {
  if (failed > 0 || found !== repeats || repeats > columns.length) return false;
  if (n && n.source !== 'expected' && Math.round(n.count * repeats) !== columns.length) return false;
  const byRepeat = new Uint32Array(repeats);
  for (let row = 0; row < columns.length; row += 1) byRepeat[columns.repeat[row]!]! += 1;
  return byRepeat.every((count) => count * repeats === columns.length);
}

const show = (mean: number): string => String(Number(mean.toPrecision(6)));
