import type { Comparison } from '../../comparison/comparison.js';
import type { FlipText } from '../../comparison/flips.js';
import { escapeHtml, escapeMarkdown, shorten } from '../escape.js';
import { collapse } from './details.js';
import { type JudgedBenchmark, STATUS_ORDER } from './judged-benchmarks.js';
import { NONE, showScore } from './show-numbers.js';

const MOST_FLIPS = 5;
const NAME_LENGTH = 120;
/** What is kept of a text: its start, and its end, where a prompt asks and an answer concludes. */
const KEPT = { start: 200, end: 400 };
/** Below this an unchanged set of answers is no surprise. */
const ITEMS_THAT_SHOULD_CHANGE = 50;

/** How many items changed and where they are listed; empty where no items were compared. */
export function renderItemsLine(
  { items }: Comparison,
  judged: readonly JudgedBenchmark[],
  showItems: boolean,
): string {
  if (items.compared === 0) return '';
  const sum = (kind: 'regressed' | 'improved'): number =>
    judged.reduce((total, { flips }) => total + (flips?.[kind] ?? 0), 0);
  const [worse, better] = [sum('regressed'), sum('improved')];
  const ways = worse + better === items.changed ? ` (${worse} worse, ${better} better)` : '';
  const counts = `${items.changed} of ${items.compared} compared items changed${items.changed > 0 ? ways : ''}.`;
  if (items.changed === 0) return counts;
  return showItems
    ? `${counts} All are in flips.ndjson (output flips_path).`
    : `${counts} They are in flips.ndjson (output flips_path); \`show-items: always\` shows a few here.`;
}

/** A doubt where nothing at all changed between two models or commits; else empty. */
export function renderNothingChanged(
  { items }: Comparison,
  before: { model?: string; sha?: string } | null,
  after: { model?: string; sha?: string },
): string {
  const differs = (a?: string, b?: string): boolean => a !== undefined && b !== undefined && a !== b;
  const other = differs(before?.model, after.model) || differs(before?.sha, after.sha);
  if (!other || items.compared < ITEMS_THAT_SHOULD_CHANGE || items.changed > 0) return '';
  return `⚠️ No item's score differs although the checkpoint changed: same model, or a cache? (${items.compared} items compared)`;
}

/** A handful of items that changed, each collapsed: of the gravest status first, of each benchmark one before two. */
export function renderFlips(judged: readonly JudgedBenchmark[]): string[] {
  return pickExamples(judged).map(({ benchmark, example }) => renderFlip(benchmark, example));
}

interface Example {
  benchmark: JudgedBenchmark;
  example: FlipText;
}

function pickExamples(judged: readonly JudgedBenchmark[]): Example[] {
  const picked: Example[] = [];
  for (const status of STATUS_ORDER) {
    const having = judged.filter((one) => one.status === status && one.examples.length > 0);
    const most = Math.max(0, ...having.slice(0, MOST_FLIPS).map(({ examples }) => examples.length));
    for (let turn = 0; turn < most; turn += 1)
      for (const benchmark of having) {
        if (picked.length === MOST_FLIPS) return picked;
        const example = benchmark.examples[turn];
        if (example) picked.push({ benchmark, example });
      }
  }
  return picked;
}

function renderFlip(benchmark: JudgedBenchmark, example: FlipText): string {
  const change = showScore(example.difference, 'unknown');
  const way = example.kind === 'regressed' ? 'worse' : 'better';
  const place = [
    showPlace(benchmark.name),
    ...(example.task && !benchmark.name.includes(example.task) ? [showPlace(example.task)] : []),
    `item ${showPlace(example.item)}`,
    ...(example.repeat > 0 ? [`repeat ${example.repeat}`] : []),
  ].join(' · ');
  const row = (label: string, text: string | undefined): string => `| ${label} | ${showText(text)} |`;
  return collapse(
    `${place}: ${way} (${example.difference > 0 ? '+' : ''}${change})`,
    [
      '| | |\n|---|---|',
      row('prompt', example.prompt),
      row('expected', example.target),
      row("baseline's answer", example.baselineAnswer),
      row("candidate's answer", example.candidateAnswer),
    ].join('\n'),
  );
}

/** A name in the summary of details, where no Markdown is read. */
function showPlace(name: string): string {
  return escapeHtml(shorten(name, NAME_LENGTH));
}

function showText(text: string | undefined): string {
  if (text === undefined) return NONE;
  const most = KEPT.start + KEPT.end;
  if (text.length <= most + 20) return showLines(text);
  const start = text.slice(0, KEPT.start).replace(/[\ud800-\udbff]$/, '');
  const end = text.slice(-KEPT.end).replace(/^[\udc00-\udfff]/, '');
  return `${showLines(start)} … _${text.length - most} characters_ … ${showLines(end)}`;
}

/** Lines within a table's cell. */
function showLines(text: string): string {
  return text
    .trim()
    .split(/(?:\r\n?|\n)+/)
    .map(escapeMarkdown)
    .join('<br>');
}
