import type { Comparison } from '../comparison/comparison.js';
import type { Trend } from '../trend/trend.js';
import { type AnchorReport, renderAnchor } from './anchor/anchor.js';
import { renderTrend } from './trend/render-trend.js';

/** What a report says beside its comparison. */
export interface AroundComparison {
  /** How the baseline was found, as Markdown, the finding first. */
  search?: readonly string[];
  anchor?: AnchorReport;
  trend?: { trend: Trend; branch: string };
}

/**
 * How the baseline was found, the anchor and the trend, as Markdown, as far as they fit.
 * @param bytes UTF-8. @returns empty where there is nothing.
 */
export function renderAround(
  { search = [], anchor, trend, comparison }: AroundComparison & { comparison?: Comparison },
  bytes: number,
): string {
  const parts: string[] = [];
  const room = (): number => bytes - Buffer.byteLength(parts.join('\n\n')) - 2;
  const add = (text: string): boolean => {
    const fits = text !== '' && Buffer.byteLength(text) <= room();
    if (fits) parts.push(text);
    return fits;
  };
  if (!add(renderSearch(search))) add(search[0] ?? '');
  if (anchor) add(renderAnchor(anchor, comparison));
  if (trend && comparison) add(renderTrend({ ...trend, comparison }, { bytes: Math.max(0, room()) }));
  return parts.join('\n\n');
}

function renderSearch([first, ...others]: readonly string[]): string {
  if (first === undefined) return '';
  if (others.length === 0) return first;
  const list = others.map((line) => `- ${line}`).join('\n');
  return `${first}\n\n<details><summary>How it was looked for</summary>\n\n${list}\n\n</details>`;
}
