import type { ComparedBenchmark } from '../../comparison/comparison.js';
import type { JudgedBenchmark } from '../comparison/judged-benchmarks.js';
import { NONE, showDelta, showDrop, showItems, showP, showScore } from '../comparison/show-numbers.js';
import { shorten } from '../escape.js';
import { renderFlip } from './flip-markup.js';
import { type FlipDemand, type FlipRecord, type FlipShare, shareRoom } from './flip-records.js';
import type { HtmlReport } from './html-report.js';
import { renderWidePlot } from './interval-plot.js';
import { breakable, type Content, html, MAX_NAME, type Markup, toDataBlock } from './markup.js';
import { bullets, type PageSection } from './page-section.js';
import type { Anchors } from './score-section.js';
import { counted, showCount, statusLabel } from './status-words.js';

/** Open from the start: the gravest, if they are that grave. */
const MOST_OPEN = 3;
/** Items that a reader without the script sees of each benchmark, and UTF-8 bytes that these take of the page. */
const PLAIN_FLIPS = 3;
const LONG_REASON = 2_000;
const PLAIN_BYTES = 1_500_000;

/** Each benchmark by itself: its interval against its limit, the numbers behind it, and the items that changed. */
export function detailSection(
  report: HtmlReport,
  judged: readonly JudgedBenchmark[],
  anchors: Anchors,
): PageSection | undefined {
  if (anchors.size === 0) return undefined;
  return { id: 'details', title: 'Benchmark by benchmark', parts: detailParts(report, judged, anchors) };
}

function* detailParts(
  report: HtmlReport,
  judged: readonly JudgedBenchmark[],
  anchors: Anchors,
): Generator<Markup> {
  const shown = judged.filter(({ name }) => anchors.has(name));
  const demands = report.showItems ? shown.map((benchmark) => demandOf(benchmark, report)) : [];
  const asking = demands.filter(({ flips }) => flips.length > 0);
  const shares = new Map(shareRoom(asking).map((share, index) => [asking[index]!.name, share]));
  let plainRoom = PLAIN_BYTES;
  for (const [index, benchmark] of shown.entries()) {
    const anchor = anchors.get(benchmark.name)!;
    const share = shares.get(benchmark.name);
    const plain = share ? plainFlips(share, plainRoom) : [];
    plainRoom -= plain.reduce((sum, { source }) => sum + Buffer.byteLength(source), 0);
    const isOpen = index < MOST_OPEN && (benchmark.status === 'BREACH' || benchmark.status === 'INVALID');
    yield html`<details class="benchmark"${isOpen && html` open`}><summary><span class="name">${breakable(shorten(benchmark.name, MAX_NAME))}</span> ${statusLabel(benchmark.status)}<span class="brief">${brief(benchmark)}</span></summary><div class="inside" id="${anchor}">${reasons(benchmark)}${renderWidePlot(benchmark)}<dl class="numbers">${numbers(benchmark)}</dl>`;
    if (share) yield* flipParts(anchor, share, plain);
    else if (benchmark.flips) yield html`<p class="hint">${withheld(benchmark, report.showItems)}</p>`;
    yield html`</div></details>\n`;
  }
  if (judged.length > shown.length)
    yield html`<p class="hint">${counted(judged.length - shown.length, 'more benchmark')}, less grave: see the table, and result.json.</p>`;
}

function demandOf(benchmark: JudgedBenchmark, { flips }: HtmlReport): FlipDemand {
  const { name, examples } = benchmark;
  const all = flips?.get(name) ?? examples;
  const total = benchmark.flips ? benchmark.flips.regressed + benchmark.flips.improved : all.length;
  return { name, flips: all, total };
}

function plainFlips({ records }: FlipShare, room: number): Markup[] {
  let used = 0;
  const shown: Markup[] = [];
  for (const record of records.slice(0, PLAIN_FLIPS)) {
    const flip = renderFlip(JSON.parse(record) as FlipRecord);
    used += Buffer.byteLength(flip.source);
    if (used > room) break;
    shown.push(flip);
  }
  return shown;
}

function* flipParts(
  anchor: string,
  { records, total }: FlipShare,
  plain: readonly Markup[],
): Generator<Markup> {
  const left = total - records.length;
  const said = `${counted(total, 'item')} changed${left > 0 ? `; ${showCount(records.length)} of them are here, ${showCount(left)} are left out: flips.ndjson has more` : ''}.`;
  yield html`<section class="flips" data-flips="${anchor}-items" aria-labelledby="${anchor}-flips"><h3 id="${anchor}-flips">Items that changed</h3><p class="hint">${said}</p><div class="plain-flips">${plain}${records.length > plain.length && html`<p class="hint">The other ${showCount(records.length - plain.length)} that are here are shown by a script.</p>`}</div><script type="application/json" id="${anchor}-items">[`;
  for (let from = 0; from < records.length; from += 500)
    yield toDataBlock(`${from > 0 ? ',' : ''}${records.slice(from, from + 500).join(',')}`);
  yield html`]</script></section>`;
}

function withheld({ flips }: JudgedBenchmark, showsItems: boolean): string {
  const changed = (flips?.regressed ?? 0) + (flips?.improved ?? 0);
  if (changed === 0) return 'No item changed.';
  const counts = `${counted(flips!.regressed, 'item')} worse, ${showCount(flips!.improved)} better.`;
  return showsItems ? counts : `${counts} Prompts and answers are not in this file (show-items).`;
}

function brief({ delta, ci95, scale, candidate }: ComparedBenchmark): string {
  if (delta === null) return candidate ? showScore(candidate.score, scale) : '';
  const { point, interval, unit } = showDelta(delta, ci95, scale);
  return `${point} ${unit}${interval && ` (${interval})`}`;
}

function reasons({ reasons: said }: ComparedBenchmark): Markup {
  const shown = said.map((reason) => shorten(reason, LONG_REASON));
  return shown.length === 1 ? html`<p class="reason">${shown[0]}</p>` : bullets(shown);
}

function numbers(benchmark: ComparedBenchmark): Content[] {
  const { baseline, candidate, scale, method, pValue, pAdjusted, mde, itemsNeeded, pairs, unpaired, flips } =
    benchmark;
  const number = (term: string, value: Content): Content =>
    value !== '' && value !== NONE && html`<div><dt>${term}</dt><dd>${value}</dd></div>`;
  const score = (side: typeof baseline): string =>
    side
      ? `${showScore(side.score, scale)}${side.stderr === undefined ? '' : ` ± ${showScore(side.stderr, scale)}`}`
      : '';
  const without = unpaired ? unpaired.baselineOnly + unpaired.candidateOnly + unpaired.contentChanged : 0;
  return [
    number('Metric', benchmark.metric),
    number('Task', benchmark.task),
    number('Baseline ± standard error', score(baseline)),
    number('Candidate ± standard error', score(candidate)),
    number('Items', showItems(pairs, baseline, candidate)),
    number('Worse / better', flips ? `${showCount(flips.regressed)} / ${showCount(flips.improved)}` : ''),
    number('Without partner', without > 0 ? showCount(without) : ''),
    number('Test', method ?? ''),
    number('p', showP(pValue)),
    number('p, adjusted', showP(pAdjusted)),
    number('Drop found in 8 of 10 runs', mde === null ? '' : showDrop(mde, scale)),
    number('Items an equal model needs', itemsNeeded === null ? '' : `about ${showCount(itemsNeeded)}`),
    number('Line in the policy', benchmark.policyLine ?? ''),
  ];
}
