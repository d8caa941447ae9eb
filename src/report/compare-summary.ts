import { renderAround } from './around-comparison.js';
import { renderComparison } from './comparison/render-comparison.js';
import { escapeMarkdown, shorten } from './escape.js';
import type { RunReport } from './result-json.js';
import { SUMMARY_BYTES } from './summary.js';

const AROUND_BYTES = 100_000;

function renderUncompared(report: RunReport): string {
  const { error } = report;
  if (error !== undefined) return `## ❌ Nothing was compared\n\n> ${escapeMarkdown(shorten(error, 2000))}\n`;
  const head =
    report.verdict === 'INVALID'
      ? '⚠️ INVALID: the results prove nothing'
      : 'ℹ️ NO-BASELINE: there is nothing to compare with';
  return [`## ${head}`, renderAround(report, AROUND_BYTES)].filter(Boolean).join('\n\n').concat('\n');
}

/** The job summary of the compare action: the comparison, or why there is none. */
export function renderCompareSummary(
  report: RunReport,
  { showItems, attempt }: { showItems: boolean; attempt: string },
): string {
  const { comparison, baseline, candidate } = report;
  if (!comparison) return renderUncompared(report);
  const { model, sha } = candidate;
  const around = renderAround(report, AROUND_BYTES);
  const text = renderComparison(
    {
      comparison,
      baseline: baseline ?? null,
      candidate: { ...(model === undefined ? {} : { model }), ...(sha === null ? {} : { sha }) },
      showItems,
      attempt,
    },
    { bytes: SUMMARY_BYTES - AROUND_BYTES },
  );
  return around === '' ? text : `${text.trimEnd()}\n\n${around}\n`;
}
