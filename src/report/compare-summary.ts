import { renderComparison } from './comparison/render-comparison.js';
import { escapeMarkdown, shorten } from './escape.js';
import type { RunReport } from './result-json.js';
import { SUMMARY_BYTES } from './summary.js';

/** The job summary of the compare action: the comparison, or why there is none. */
export function renderCompareSummary(
  { comparison, baseline, candidate, error }: RunReport,
  { showItems, attempt }: { showItems: boolean; attempt: string },
): string {
  if (!comparison) return `## ❌ Nothing was compared\n\n> ${escapeMarkdown(shorten(error ?? '', 2000))}\n`;
  const { model, sha } = candidate;
  return renderComparison(
    {
      comparison,
      baseline: baseline ?? null,
      candidate: { ...(model === undefined ? {} : { model }), ...(sha === null ? {} : { sha }) },
      showItems,
      attempt,
    },
    { bytes: SUMMARY_BYTES },
  );
}
