import type { Comparison } from '../../comparison/comparison.js';
import { collapse, renderTable } from './details.js';
import type { JudgedBenchmark } from './judged-benchmarks.js';
import { showName } from './outside-text.js';
import { NONE, showDelta, showDrop, showItems, showShare } from './show-numbers.js';

const MOST_LINES = 10;
const MOST_ROWS = 300;
/** Fewer than this are not worth a warning. */
const FALSE_FAILS_WORTH_SAYING = 0.01;

/** What the items do not show: where they settle nothing, and how large a drop may hide behind a PASS. */
export function renderUnseen(judged: readonly JudgedBenchmark[]): string {
  const open = judged.filter(({ status }) => status === 'INSUFFICIENT_EVIDENCE');
  const lines = open.slice(0, MOST_LINES).flatMap((benchmark) => {
    const said = [describeMde(benchmark), describeNeed(benchmark)].filter(Boolean);
    return said.length > 0 ? [`- ${showName(benchmark.name)}: ${said.join('; ')}`] : [];
  });
  if (open.length > MOST_LINES) lines.push(`- and ${open.length - MOST_LINES} more`);
  const passed = describePassed(judged.filter(({ status }) => status === 'PASS'));
  if (passed) lines.push(`- ${passed}`);
  return lines.length > 0 ? `**What could not be seen**\n\n${lines.join('\n')}` : '';
}

function describeMde({ mde, scale, method }: JudgedBenchmark): string {
  if (mde !== null) return `a drop under ${showDrop(mde, scale)} is missed in more than 2 of 10 runs`;
  return method === null ? '' : 'these items could not show a drop of any size';
}

function describeNeed({ itemsNeeded, pairs, baseline, candidate }: JudgedBenchmark): string {
  if (itemsNeeded === null) return '';
  const now = showItems(pairs, baseline, candidate);
  return `about ${itemsNeeded} items in all${now && ` (now ${now})`} would let an equal model pass`;
}

/** The largest drop that may hide behind the benchmarks that passed. */
function describePassed(passed: readonly JudgedBenchmark[]): string {
  const known = passed.flatMap((benchmark) => {
    const { unit } = showDelta(benchmark.mde, null, benchmark.scale);
    return benchmark.mde !== null && unit === 'pp' ? [{ ...benchmark, mde: benchmark.mde }] : [];
  });
  const share = ({ mde, scale }: { mde: number; scale: JudgedBenchmark['scale'] }): number =>
    scale === 'percent' ? mde / 100 : mde;
  const sorted = [...known].sort((a, b) => share(a) - share(b));
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most) return '';
  const limits =
    least === most
      ? `${showName(most.name)} passed: a drop under ${showDrop(most.mde, most.scale)}`
      : `of what passed, a drop under ${showDrop(least.mde, least.scale)} (${showName(least.name)}) to ${showDrop(most.mde, most.scale)} (${showName(most.name)})`;
  return `${limits} is missed in more than 2 of 10 runs`;
}

/** The mean change with its interval, and how often the policy fails equal models, where that is worth saying. */
export function renderOverall({ meanChange, falseFailRate }: Comparison): string {
  const lines: string[] = [];
  if (meanChange) {
    const { point, interval } = showDelta(meanChange.delta, meanChange.ci95, 'fraction');
    const count = meanChange.benchmarks;
    const shown = interval ? `${point} pp (95 % CI ${interval})` : `${point} pp`;
    lines.push(`Mean change over ${count} benchmark${count === 1 ? '' : 's'}: ${shown}; positive is better.`);
  }
  if (falseFailRate !== null && falseFailRate >= FALSE_FAILS_WORTH_SAYING) {
    const often = falseFailRate >= 0.95 ? 'nearly every run' : `about ${showShare(falseFailRate)} runs`;
    lines.push(`⚠️ Equal models would fail this policy in ${often}, at the discordance seen here.`);
  }
  return lines.join('\n\n');
}

/** Per benchmark: items that changed, the smallest drop that would be found, items needed and the test; collapsed. */
export function renderEvidence(judged: readonly JudgedBenchmark[]): string {
  const known = judged.filter(
    ({ method, flips, mde, itemsNeeded }) => method || flips || mde !== null || itemsNeeded !== null,
  );
  if (known.length === 0) return '';
  const head =
    '| benchmark | worse | better | without partner | drop found in 8 of 10 runs | items an equal model needs to pass | test |\n|---|--:|--:|--:|--:|--:|---|';
  return collapse(
    'Items that changed, and what the tests can see',
    renderTable(head, known, evidenceRow, MOST_ROWS),
  );
}

function evidenceRow(benchmark: JudgedBenchmark): string {
  const { name, flips, mde, itemsNeeded, method, scale, unpaired } = benchmark;
  const cells = [
    showName(name),
    flips?.regressed ?? NONE,
    flips?.improved ?? NONE,
    unpaired ? unpaired.baselineOnly + unpaired.candidateOnly + unpaired.contentChanged : NONE,
    mde === null ? NONE : showDrop(mde, scale),
    itemsNeeded ?? NONE,
    method ?? NONE,
  ];
  return `| ${cells.join(' | ')} |`;
}
