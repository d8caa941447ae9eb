import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describeForHtml } from '../report/html/describe-for-html.js';
import type { HtmlExtras, Trend as HtmlTrend } from '../report/html/html-report.js';
import type { RunReport } from '../report/result-json.js';
import { isSound, trendOf } from '../trend/trend-of.js';

export const REPORT_FILE = 'report.html';
/** 95 % of a normal distribution. */
const Z = 1.96;
const MOST_RUNS = 60;

/**
 * Writes the HTML report. The renderer and its plots are loaded only here.
 * @returns its path. @throws Error where it cannot be written.
 */
export async function writeHtmlReport(dir: string, report: RunReport, extras: HtmlExtras): Promise<string> {
  const { htmlReportParts } = await import('../report/html/render-report.js');
  const file = path.join(dir, REPORT_FILE);
  const handle = openSync(file, 'w', 0o600);
  try {
    const trend = trendsFor(report);
    const described = describeForHtml(report, { ...extras, ...(trend.length > 0 ? { trend } : {}) });
    for (const part of htmlReportParts(described)) writeSync(handle, part);
    return file;
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
}

/** The lines of the benchmarks that are judged; points with other settings than the newest are marked. */
function trendsFor({ trend, comparison, results }: RunReport): HtmlTrend[] {
  if (!trend) return [];
  const names = comparison
    ? comparison.benchmarks.filter(({ status }) => status !== null).map(({ name }) => name)
    : (results?.benchmarks ?? [])
        .filter(({ primary, role }) => primary && role === 'benchmark')
        .map(({ name }) => name);
  return names.flatMap((benchmark) => {
    const { slots } = trendOf(trend.trend, { branch: trend.branch, benchmark }, MOST_RUNS);
    if (slots.length < 2) return [];
    const newest = slots.findLast((slot) => slot.kind === 'point')?.point.snapshot ?? null;
    const points = slots.map((slot) => {
      const { run } = slot;
      const point = slot.kind === 'missing' ? undefined : slot.point;
      const sound = point && isSound(point) ? point : undefined;
      const half = sound?.stderr === null || sound === undefined ? undefined : Z * sound.stderr;
      return {
        run_id: run.runId,
        ...(point ? { run_attempt: point.attempt } : {}),
        sha: run.sha ?? '',
        created_at: run.createdAt ?? '',
        score: sound?.score ?? null,
        ...(sound && half !== undefined ? { low: sound.score - half, high: sound.score + half } : {}),
        comparable: point?.snapshot === newest || point?.snapshot === null || newest === null,
        status: point?.status ?? null,
      };
    });
    return [{ benchmark, points }];
  });
}
