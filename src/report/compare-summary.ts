import { renderAround } from './around-comparison.js';
import { renderComparison } from './comparison/render-comparison.js';
import { escapeMarkdown, shorten } from './escape.js';
import { renderReasons, renderScores } from './posted-text.js';
import type { RunReport } from './result-json.js';
import { scoredTasks } from './scored-tasks.js';
import { SUMMARY_BYTES } from './summary.js';

const AROUND_BYTES = 100_000;

function renderUncompared(report: RunReport): string {
  const { error } = report;
  if (error !== undefined) return `## ❌ Nothing was compared\n\n> ${escapeMarkdown(shorten(error, 2000))}\n`;
  const read = { ...report, tasks: scoredTasks(report) };
  const [reasons, around] = [renderReasons(read), renderAround(report, AROUND_BYTES)];
  return `${renderScores(read, [reasons].filter(Boolean), SUMMARY_BYTES, [around].filter(Boolean)).trimEnd()}\n`;
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
