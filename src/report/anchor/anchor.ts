import type { BaselineFacts, Comparison } from '../../comparison/comparison.js';
import { type JudgedBenchmark, judgedBySeverity } from '../comparison/judged-benchmarks.js';
import { showName } from '../comparison/outside-text.js';
import { showDelta } from '../comparison/show-numbers.js';

/** A run compared with the baseline that stays, beside the comparison with the one before. */
export interface AnchorReport {
  facts: BaselineFacts;
  comparison: Comparison;
}

const MOST_ROWS = 20;

/** Benchmarks that are worse than the anchor by more than is allowed, though the step since the baseline was not. */
export function findDrift({ comparison }: AnchorReport, step: Comparison | undefined): JudgedBenchmark[] {
  const breached = new Set(
    step?.benchmarks.filter(({ status }) => status === 'BREACH').map(({ name }) => name),
  );
  return judgedBySeverity(comparison).filter(
    ({ status, name }) => status === 'BREACH' && !breached.has(name),
  );
}

/** The deltas to the anchor, as Markdown. */
export function renderAnchor(anchor: AnchorReport, step: Comparison | undefined): string {
  const { facts, comparison } = anchor;
  const drift = new Set(findDrift(anchor, step).map(({ name }) => name));
  const rows = judgedBySeverity(comparison)
    .filter(({ delta }) => delta !== null)
    .map(({ name, delta, ci95, scale, status }) => {
      const change = showDelta(delta, ci95, scale);
      const interval = change.interval && ` (${change.interval})`;
      return `| ${showName(name)} | ${change.point} ${change.unit}${interval} | ${drift.has(name) ? '❌ drifted' : status} |`;
    });
  if (rows.length === 0) return '';
  const more = rows.length - MOST_ROWS;
  return [
    `**Since the anchor** ${showName(facts.name ?? facts.sha ?? '')}${drift.size > 0 ? ': small drops have added up' : ''}`,
    '',
    '| benchmark | Δ (95 % CI) | |',
    '|---|--:|---|',
    ...rows.slice(0, MOST_ROWS),
    ...(more > 0 ? ['', `_${more} more are in result.json._`] : []),
  ].join('\n');
}

/** The anchor in `result.json`. */
export function anchorEntry({ facts, comparison }: AnchorReport): Record<string, unknown> {
  return {
    source: facts.source,
    name: facts.name ?? null,
    sha: facts.sha ?? null,
    run_id: facts.runId ?? null,
    verdict: comparison.verdict,
    benchmarks: judgedBySeverity(comparison).map(({ name, delta, ci95, status }) => ({
      name,
      delta,
      ci95: ci95 ?? null,
      status,
    })),
  };
}
