import type { BaselineFacts, BenchmarkStatus, Comparison } from '../../comparison/comparison.js';
import { renderConfirmation } from '../confirm/render-confirmation.js';
import { inlineCode, shorten } from '../escape.js';
import { collapse, renderTable } from './details.js';
import { renderEvidence, renderOverall, renderUnseen } from './evidence-sections.js';
import { type CandidateFacts, renderFactsLine } from './facts-line.js';
import { fitBudget } from './fit-budget.js';
import { renderFlips, renderItemsLine, renderNothingChanged } from './flip-sections.js';
import { renderHeadline } from './headline.js';
import { countStatuses, type JudgedBenchmark, judgedBySeverity, listCounts } from './judged-benchmarks.js';
import { showName, showSentence } from './outside-text.js';
import { renderScoreTable, SHORT_REASON, unjudgedHead, unjudgedRow } from './score-table.js';
import { renderDifferences, renderUnknown } from './settings-tables.js';

const MOST_NOTES = 20;
const MOST_ROWS = 300;
const LONG_REASON = 600;

/** What a comparison is shown with. */
export interface ComparisonFacts {
  comparison: Comparison;
  /** Null where there is none. */
  baseline: BaselineFacts | null;
  candidate: CandidateFacts;
  /** Whether prompts and answers may be shown. */
  showItems: boolean;
  /** Of the workflow run; the first is not worth saying. */
  attempt?: string;
}

/**
 * A comparison as Markdown, for the job summary, a check run and a comment (design §6): verdict, what was compared, the
 * table, what could not be seen, what differs, items that changed. All text from outside is escaped.
 * @param budget in UTF-8 bytes; what is least telling falls first, the verdict never.
 */
export function renderComparison(facts: ComparisonFacts, { bytes }: { bytes: number }): string {
  const { comparison, baseline, candidate, showItems } = facts;
  const judged = judgedBySeverity(comparison);
  const flips = showItems ? renderFlips(judged) : [];
  const present = (parts: readonly string[]): string[] => parts.filter(Boolean);
  return fitBudget(
    {
      verdict: `## ${renderHeadline(comparison)}`,
      counts:
        judged.length > 0 ? `Benchmarks: ${listCounts(countStatuses(judged))}` : 'No benchmark was judged.',
      above: present([
        renderFactsLine(facts, judged),
        renderGate(comparison),
        renderNothingChanged(comparison, baseline, candidate),
        renderConfirmation(comparison),
      ]),
      table: renderScoreTable(judged, comparison.gate !== null),
      describeRest: describeRest(judged),
      below: present([
        renderNotes(comparison.notes),
        renderOverall(comparison),
        renderUnseen(judged),
        renderItemsLine(comparison, judged, showItems),
        renderDifferences(judged),
      ]),
      flips,
      collapsed: present([
        renderReasons(judged),
        renderEvidence(judged),
        renderUnknown(judged),
        renderUnjudged(comparison),
      ]),
    },
    bytes,
  );
}

/** What a policy says by `nel gate`'s formulas alone, and with the safeguards; empty without a policy. */
function renderGate({ gate, verdict }: Comparison): string {
  if (!gate) return '';
  const ours = gate.mode === 'strict' ? `strict: ${verdict}` : 'gate-mode: nel, without safeguards';
  const theirs = gate.verdict ?? 'none, it would stop with an error';
  return `gate (nel gate's own answer): ${theirs} · ${ours} · policy ${inlineCode(shorten(gate.policy, 200))}`;
}

function renderNotes(notes: readonly string[]): string {
  const lines = notes.slice(0, MOST_NOTES).map((note) => `- ${showSentence(note, LONG_REASON)}`);
  if (notes.length > MOST_NOTES) lines.push(`- and ${notes.length - MOST_NOTES} more: see result.json`);
  return lines.join('\n');
}

/** Reasons that the table has no room for. */
function renderReasons(judged: readonly JudgedBenchmark[]): string {
  const said = judged
    .filter(({ reasons }) => reasons.length > 1 || (reasons[0]?.length ?? 0) > SHORT_REASON)
    .flatMap(({ name, reasons }) => reasons.map((reason) => ({ name, reason })));
  if (said.length === 0) return '';
  const toRow = ({ name, reason }: (typeof said)[number]): string =>
    `| ${showName(name)} | ${showSentence(reason, LONG_REASON)} |`;
  return collapse('All reasons', renderTable('| benchmark | reason |\n|---|---|', said, toRow, MOST_ROWS));
}

/** Scores that nobody judges; empty where there are none. */
function renderUnjudged({ benchmarks }: Comparison): string {
  const unjudged = benchmarks.filter(({ status }) => status === null);
  if (unjudged.length === 0) return '';
  const title = `Shown, not judged: ${unjudged.length} score${unjudged.length === 1 ? '' : 's'}`;
  return collapse(title, renderTable(unjudgedHead(unjudged), unjudged, unjudgedRow, MOST_ROWS));
}

/** Says what the table leaves out when only so many rows stay. */
function describeRest(judged: readonly JudgedBenchmark[]): (kept: number) => string {
  const counts = countStatuses(judged);
  return (kept) => {
    const rest = new Map<BenchmarkStatus, number>();
    let before = 0;
    // Counted in the order of the rows.
    for (const [status, count] of counts) {
      rest.set(status, count - Math.min(count, Math.max(0, kept - before)));
      before += count;
    }
    return `_${judged.length - kept} more: ${listCounts(rest)}._`;
  };
}
