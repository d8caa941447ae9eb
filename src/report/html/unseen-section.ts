import type { JudgedBenchmark } from '../comparison/judged-benchmarks.js';
import { NONE, showDrop, showItems } from '../comparison/show-numbers.js';
import { html } from './markup.js';
import { type PageSection, plainTable, section } from './page-section.js';
import { showCount, statusLabel } from './status-words.js';

/** How large a drop may hide behind each answer, and how many items would settle what is open. */
export function unseenSection(judged: readonly JudgedBenchmark[]): PageSection | undefined {
  const open = judged.filter(({ status }) => status === 'INSUFFICIENT_EVIDENCE');
  const others = judged.filter(({ status, mde }) => status !== 'INSUFFICIENT_EVIDENCE' && mde !== null);
  if (open.length + others.length === 0) return undefined;
  const rest = others.length > 0 && table('What else a drop could hide behind', others);
  return section(
    'unseen',
    'What could not be seen',
    html`<p>A drop smaller than the one named here is missed in more than 2 of 10 runs, whatever the status says.</p>`,
    open.length > 0 && table('Benchmarks that their items do not settle', open),
    open.length > 0
      ? rest && html`<details><summary>The ${showCount(others.length)} others</summary>${rest}</details>`
      : rest,
  );
}

function table(caption: string, benchmarks: readonly JudgedBenchmark[]): ReturnType<typeof plainTable> {
  return plainTable(
    caption,
    [
      'Benchmark',
      'Status',
      'Smallest drop found in 8 of 10 runs',
      'Items now',
      'Items an equal model needs to pass',
      'Test',
    ],
    benchmarks.map((one) => [
      one.name,
      statusLabel(one.status),
      one.mde === null ? (one.method === null ? NONE : 'none of any size') : showDrop(one.mde, one.scale),
      showItems(one.pairs, one.baseline, one.candidate) || NONE,
      one.itemsNeeded === null ? NONE : `about ${showCount(one.itemsNeeded)}`,
      one.method ?? NONE,
    ]),
  );
}
