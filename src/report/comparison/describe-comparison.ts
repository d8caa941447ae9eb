import type { Comparison } from '../../comparison/comparison.js';
import { shorten, stripControls } from '../escape.js';
import { type JudgedBenchmark, judgedBySeverity } from './judged-benchmarks.js';
import { showDelta, showItems, showP, showScore } from './show-numbers.js';

const NAME_LENGTH = 60;
const REASON_LENGTH = 200;
/** Of the columns before the reason. */
const ALIGNED = ['left', 'left', 'right', 'right', 'right', 'right', 'right'] as const;

/**
 * The benchmarks of a comparison for the log: one line each in aligned columns, the gravest last, where the verdict follows.
 * No line starts with text from outside, and none holds what the runner takes for a command.
 */
export function describeComparison(comparison: Comparison): string[] {
  const rows = judgedBySeverity(comparison).reverse().map(columnsOf);
  const widths = ALIGNED.map((_, column) =>
    rows.reduce((width, row) => Math.max(width, lengthOf(row[column]!)), 0),
  );
  return rows.map((row) =>
    row
      .map((text, column) => pad(text, widths[column] ?? 0, ALIGNED[column]))
      .join('  ')
      .trimEnd(),
  );
}

/** Status, name, both scores, change, items, p, and the reason, which is not aligned. */
function columnsOf(benchmark: JudgedBenchmark): string[] {
  const { status, name, scale, baseline, candidate, delta, ci95, pairs, pAdjusted, reasons } = benchmark;
  const change = showDelta(delta, ci95, scale);
  const p = showP(pAdjusted);
  const n = showItems(pairs, baseline, candidate);
  return [
    status,
    toLogText(name, NAME_LENGTH),
    showScore(baseline?.score, scale),
    showScore(candidate?.score, scale),
    `${change.point}${change.unit && ` ${change.unit}`}${change.interval && ` (${change.interval})`}`,
    n && `n ${n}`,
    p && `p ${p}`,
    reasons[0] === undefined ? '' : toLogText(reasons[0], REASON_LENGTH),
  ];
}

/** One line that a runner cannot take for a command: it looks for `##[` anywhere, and for `::` where a line starts. */
function toLogText(text: string, limit: number): string {
  return stripControls(shorten(text, limit)).replaceAll('##[', '# #[');
}

function pad(text: string, width: number, side: (typeof ALIGNED)[number] | undefined): string {
  const padding = ' '.repeat(Math.max(0, width - lengthOf(text)));
  return side === 'right' ? padding + text : text + padding;
}

/** Characters as they are counted on a screen, near enough. */
const lengthOf = (text: string): number => [...text].length;
