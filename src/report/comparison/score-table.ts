import type { ComparedBenchmark } from '../../comparison/comparison.js';
import { judgedDirection, unitsOf } from '../../comparison/comparison.js';
import { escapeMarkdown } from '../escape.js';
import { type JudgedBenchmark, STATUS_ICONS } from './judged-benchmarks.js';
import { showName, showSentence } from './outside-text.js';
import { showDelta, showItems, showP, showScore } from './show-numbers.js';

/** Longer reasons stand in full below the table. */
export const SHORT_REASON = 140;

/** Two lines of a table's head and one line a row. */
export interface Table {
  head: string;
  rows: string[];
}

/** The judged benchmarks, in the order given: scores, change with its interval, items, adjusted p, and why. */
export function renderScoreTable(judged: readonly JudgedBenchmark[], withTier: boolean): Table {
  const unit = headUnit(judged);
  const head = withTier
    ? `| benchmark | tier | baseline | candidate | Δ${unit} (95 % CI) | n | p (Holm) | |\n|---|---|--:|--:|--:|--:|--:|---|`
    : `| benchmark | baseline | candidate | Δ${unit} (95 % CI) | n | p (Holm) | |\n|---|--:|--:|--:|--:|--:|---|`;
  return { head, rows: judged.map((benchmark) => scoreRow(benchmark, withTier)) };
}

function scoreRow(benchmark: JudgedBenchmark, withTier: boolean): string {
  const cells = [
    ...(withTier ? [nameCell(benchmark), benchmark.tier ?? ''] : [nameCell(benchmark)]),
    ...scoreCells(benchmark),
    escapeMarkdown(showP(benchmark.pAdjusted)),
    statusCell(benchmark),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The head of a table of scores that nobody judges: parts of groups, second metrics, counts. */
export function unjudgedHead(unjudged: readonly ComparedBenchmark[]): string {
  return `| score | baseline | candidate | Δ${headUnit(unjudged)} (95 % CI) | n | |\n|---|--:|--:|--:|--:|---|`;
}

/** A row of that table. */
export function unjudgedRow(benchmark: ComparedBenchmark): string {
  return `| ${[nameCell(benchmark), ...scoreCells(benchmark), whyUnjudged(benchmark)].join(' | ')} |`;
}

function headUnit(benchmarks: readonly ComparedBenchmark[]): string {
  return benchmarks.some(({ scale }) => unitsOf(scale) !== undefined) ? ' pp' : '';
}

function nameCell(benchmark: ComparedBenchmark): string {
  const { name, isGroup } = benchmark;
  const direction = judgedDirection(benchmark);
  return `${showName(name)}${isGroup ? ' (group)' : ''}${direction === 'lower_is_better' ? ' (lower is better)' : ''}`;
}

function scoreCells({ baseline, candidate, delta, ci95, scale, pairs }: ComparedBenchmark): string[] {
  const shown = showDelta(delta, ci95, scale);
  const interval = shown.interval && ` (${shown.interval})`;
  const unit = shown.unit === 'score units' ? ` ${shown.unit}` : '';
  return [
    showScore(baseline?.score, scale),
    showScore(candidate?.score, scale),
    `${shown.point}${unit}${interval}`,
    showItems(pairs, baseline, candidate),
  ];
}

function statusCell({ status, gateStatus, reasons }: JudgedBenchmark): string {
  const gate = gateStatus !== null && gateStatus !== status ? ` (gate: ${gateStatus})` : '';
  const reason = reasons[0] === undefined ? '' : `: ${showSentence(reasons[0], SHORT_REASON)}`;
  return `${STATUS_ICONS[status]} ${status}${gate}${reason}`;
}

function whyUnjudged({ role, parent, reasons }: ComparedBenchmark): string {
  if (reasons[0] !== undefined) return showSentence(reasons[0], SHORT_REASON);
  if (role === 'count') return 'a count';
  if (role === 'not-run') return 'stands for nothing: not run';
  if (parent !== undefined) return `part of ${showName(parent)}`;
  return role === 'sub-task' ? 'part of a group' : 'another metric';
}
