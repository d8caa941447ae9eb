import type { Comparison } from '../../comparison/comparison.js';
import { judgedBySeverity } from '../comparison/judged-benchmarks.js';
import { commandSection, generationSection, problemSection, unjudgedSection } from './closing-sections.js';
import { detailSection } from './detail-section.js';
import type { HtmlReport } from './html-report.js';
import { html, type Markup } from './markup.js';
import { PAGE_SCRIPT, renderHead } from './page-head.js';
import type { PageSection } from './page-section.js';
import { scoreSection } from './score-section.js';
import { settingsSection } from './settings-section.js';
import { trendSection } from './trend-section.js';
import { unseenSection } from './unseen-section.js';
import { renderVerdict } from './verdict-section.js';

/** Benchmarks that have a part of their own, the gravest; all are in the table. */
const MOST_DETAILS = 1_000;

/**
 * The report as one HTML page that asks nothing of any network, in pieces for a file: the whole may have tens of
 * megabytes. Loading this module loads what plots and what compares words, so load it where it is needed.
 */
export function* htmlReportParts(report: HtmlReport): Generator<string> {
  for (const { source } of pageParts(report)) yield source;
}

/** The report as one text. */
export function renderHtmlReport(report: HtmlReport): string {
  return [...htmlReportParts(report)].join('');
}

function* pageParts(report: HtmlReport): Generator<Markup> {
  const judged = judgedBySeverity(comparisonOf(report));
  const sections = sectionsOf(report, judged);
  yield renderHead(`${report.verdict}: ${report.candidate.model ?? 'model evaluation'}`);
  yield html`<body><a class="skip" href="#content">Skip to the content</a><div class="page"><main id="content" tabindex="-1">${renderVerdict(report, judged)}`;
  for (const { id, title, parts } of sections) {
    yield html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>\n`;
    yield* parts;
    yield html`</section>\n`;
  }
  yield html`</main>${contents(sections)}</div><footer><p>Written by nemo-eval-action. This file is complete in itself: it loads nothing and sends nothing. result.json beside it is for programs.</p></footer><script>${PAGE_SCRIPT}</script></body></html>\n`;
}

/** As the order of severity wants it, where nothing was compared too. */
function comparisonOf({ verdict, comparison, benchmarks }: HtmlReport): Comparison {
  const nothing = {
    gate: null,
    meanChange: null,
    falseFailRate: null,
    items: { compared: 0, changed: 0 },
    notes: [],
  };
  return { ...nothing, verdict, ...comparison, benchmarks: [...benchmarks] };
}

function sectionsOf(report: HtmlReport, judged: ReturnType<typeof judgedBySeverity>): PageSection[] {
  // A run that was not compared has nothing to open: its table says all.
  const detailed = report.comparison ? judged.slice(0, MOST_DETAILS) : [];
  const anchors = new Map(detailed.map(({ name }, index) => [name, `benchmark-${index + 1}`]));
  const { benchmarks } = report;
  const invalidFirst = report.tasks.some(({ state }) => state !== 'success');
  const problems = problemSection(report);
  const found = [
    invalidFirst && problems,
    scoreSection(judged, anchors),
    unseenSection(judged),
    trendSection(report.trend ?? [], [...judged, ...benchmarks.filter(({ status }) => status === null)]),
    settingsSection(benchmarks),
    detailSection(report, judged, anchors),
    generationSection(report),
    unjudgedSection(benchmarks),
    !invalidFirst && problems,
    commandSection(report),
  ];
  return found.filter((section): section is PageSection => Boolean(section));
}

function contents(sections: readonly PageSection[]): Markup {
  if (sections.length < 2) return html``;
  return html`<nav aria-label="Contents"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`;
}
