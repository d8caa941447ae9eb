import type { BaselineFacts, BenchmarkStatus, Comparison } from '../../comparison/comparison.js';
import { type JudgedBenchmark, STATUS_ORDER } from '../comparison/judged-benchmarks.js';
import { showDelta, showShare } from '../comparison/show-numbers.js';
import { shorten } from '../escape.js';
import type { HtmlReport } from './html-report.js';
import { type Content, html, MAX_NAME, type Markup, webLink } from './markup.js';
import { bullets } from './page-section.js';
import { counted, STATUS_WORDS, showCount } from './status-words.js';

/** Fewer than this are not worth a warning. */
const FALSE_FAILS_WORTH_SAYING = 0.01;
/** Below this an unchanged set of answers is no surprise. */
const ITEMS_THAT_SHOULD_CHANGE = 50;
const MOST_NOTES = 20;
const LONG_TEXT = 2_000;
const BAR_WIDTH = 1000;

/** The verdict, why, and of what with what: all that a reader needs who reads no further. */
export function renderVerdict(report: HtmlReport, judged: readonly JudgedBenchmark[]): Markup {
  const { verdict, headline, error, state } = report;
  return html`<header class="verdict verdict-${verdict.toLowerCase()}"><p class="kicker">Model evaluation${report.createdAt && html` · <time datetime="${report.createdAt}">${showTime(report.createdAt)}</time>`}${report.attempt !== undefined && report.attempt !== '1' && html` · attempt ${report.attempt}`}</p><h1><span class="badge">${verdict}</span> <span class="headline">${headline}</span></h1>${
    error !== undefined && html`<p class="error">${shorten(error, LONG_TEXT)}</p>`
  }${state !== 'success' && state !== 'invalid' && html`<p>The run ended as <strong>${state}</strong>.</p>`}${statusBar(judged)}<dl class="facts">${facts(report)}</dl>${doubts(report)}</header>`;
}

/** Dates as UTC, to the minute; what is no date as it is. */
export function showTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A strip with a part for each status, and its legend. */
function statusBar(judged: readonly JudgedBenchmark[]): Markup {
  if (judged.length === 0) return html``;
  const counts = STATUS_ORDER.map((status): [BenchmarkStatus, number] => [
    status,
    judged.filter((one) => one.status === status).length,
  ]).filter(([, count]) => count > 0);
  let x = 0;
  const parts = counts.map(([status, count]) => {
    const width = (BAR_WIDTH * count) / judged.length;
    const part = html`<rect class="tone-${status.toLowerCase()}" x="${x.toFixed(1)}" width="${Math.max(3, width - 3).toFixed(1)}" height="8"/>`;
    x += width;
    return part;
  });
  return html`<div class="strip"><svg viewBox="0 0 ${BAR_WIDTH} 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">${parts}</svg><ul>${counts.map(
    ([status, count]) =>
      html`<li class="tone-${status.toLowerCase()}"><span class="swatch" aria-hidden="true"></span>${count} ${STATUS_WORDS[status].toLowerCase()}</li> `,
  )}</ul></div>`;
}

function facts(report: HtmlReport): Content[] {
  const { candidate, baseline, comparison, invocation, runUrl, artifact } = report;
  const fact = (term: string, value: Content): Markup => html`<div><dt>${term}</dt><dd>${value}</dd></div>\n`;
  return [
    fact('Candidate', [
      html`<strong>${shorten(candidate.model ?? 'not named', MAX_NAME)}</strong>`,
      place(candidate.ref, candidate.sha, candidate.runId),
    ]),
    fact(
      'Baseline',
      baseline
        ? [
            html`<strong>${shorten(baseline.model ?? baseline.name, MAX_NAME)}</strong>`,
            place(baseline.ref, baseline.sha, baseline.runId, baseline),
          ]
        : 'none',
    ),
    comparison && fact('Settings', describeComparability(comparison)),
    comparison?.meanChange && fact('Mean change', describeMean(comparison.meanChange)),
    comparison && comparison.items.compared > 0 && fact('Items', describeItems(comparison)),
    comparison?.gate &&
      fact('nel gate', [
        html`<strong>${comparison.gate.verdict ?? 'would stop with an error'}</strong>`,
        html` <span class="hint">policy <code>${comparison.gate.policy}</code>, ${comparison.gate.mode === 'strict' ? 'strict: safeguards on' : 'nel: without safeguards'}</span>`,
      ]),
    invocation &&
      fact(
        'Launcher',
        html`<code>${invocation.id}</code> <span class="hint">version ${invocation.launcherVersion}</span>`,
      ),
    runUrl !== undefined && fact('Run', webLink(runUrl, 'open the workflow run')),
    artifact &&
      fact('Artifact', artifact.url === undefined ? artifact.name : webLink(artifact.url, artifact.name)),
  ];
}

function place(ref?: string, sha?: string, runId?: string, baseline?: BaselineFacts): Markup {
  const parts = [
    ref?.replace(/^refs\/(heads|tags|remotes)?\/?/, ''),
    sha !== undefined &&
      (/^[0-9a-f]{40,}$/i.test(sha) ? html`<code title="${sha}">${sha.slice(0, 7)}</code>` : sha),
    runId !== undefined && `run ${runId}`,
    baseline?.ageDays !== undefined && showAge(baseline.ageDays),
    baseline &&
      `found as ${baseline.source}${baseline.model === undefined ? '' : `: ${shorten(baseline.name, MAX_NAME)}`}`,
  ].filter(Boolean);
  return html` <span class="hint">${parts.map((part, index) => [index > 0 && ' · ', part])}</span>`;
}

function showAge(days: number): string {
  if (!(days >= 0)) return 'ended after this run began';
  if (days * 24 < 1) return 'under an hour old';
  return days < 1.5
    ? `${counted(Math.round(days * 24), 'hour')} old`
    : `${counted(Math.round(days), 'day')} old`;
}

function describeComparability({ benchmarks }: Comparison): Content {
  const different = new Set(benchmarks.flatMap(({ differences }) => differences.map(({ field }) => field)));
  const unknown = new Set(benchmarks.flatMap((one) => one.unknown.map(({ field }) => field)));
  if (different.size === 0 && unknown.size === 0) return 'comparable';
  if (different.size === 0)
    return html`comparable as far as is known <span class="hint"><a href="#settings">${counted(unknown.size, 'field')} not known</a></span>`;
  return html`<a href="#settings">${counted(different.size, 'field')} differ${different.size === 1 && 's'}</a>`;
}

function describeMean({ delta, ci95, benchmarks }: NonNullable<Comparison['meanChange']>): Content {
  const { point, interval } = showDelta(delta, ci95, 'fraction');
  return html`<strong>${point} pp</strong> <span class="hint">${interval && `95 % interval ${interval}, `}${counted(benchmarks, 'benchmark')}; positive is better</span>`;
}

function describeItems({ items, benchmarks }: Comparison): Content {
  const judged = benchmarks.filter(({ status }) => status !== null);
  const sum = (kind: 'regressed' | 'improved'): number =>
    judged.reduce((total, { flips }) => total + (flips?.[kind] ?? 0), 0);
  const [worse, better] = [sum('regressed'), sum('improved')];
  const ways = worse + better === items.changed && items.changed > 0;
  return html`${showCount(items.changed)} of ${counted(items.compared, 'item')} changed${ways && html` <span class="hint">${worse} worse, ${better} better</span>`}`;
}

function doubts({ comparison, baseline, candidate }: HtmlReport): Markup {
  if (!comparison) return html``;
  const { items, falseFailRate, notes } = comparison;
  const differ = (a?: string, b?: string): boolean => a !== undefined && b !== undefined && a !== b;
  const isOther = differ(baseline?.model, candidate.model) || differ(baseline?.sha, candidate.sha);
  const said: Content[] = [];
  if (isOther && items.compared >= ITEMS_THAT_SHOULD_CHANGE && items.changed === 0)
    said.push("No item's score differs although the checkpoint changed: same model, or a cache?");
  if (falseFailRate !== null && falseFailRate >= FALSE_FAILS_WORTH_SAYING)
    said.push(
      `Equal models would fail this policy in ${falseFailRate >= 0.95 ? 'nearly every run' : `about ${showShare(falseFailRate)} runs`}, at the discordance seen here.`,
    );
  said.push(...notes.slice(0, MOST_NOTES).map((note) => shorten(note, LONG_TEXT)));
  if (notes.length > MOST_NOTES)
    said.push(`${counted(notes.length - MOST_NOTES, 'more note')} in result.json`);
  return said.length === 0 ? html`` : html`<div class="doubts"><h2>Keep in mind</h2>${bullets(said)}</div>`;
}
