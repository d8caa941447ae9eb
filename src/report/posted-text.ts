import type { FinalState } from '../outputs.js';
import { fitBudget } from './comparison/fit-budget.js';
import { renderHeadline } from './comparison/headline.js';
import { showName, showSentence } from './comparison/outside-text.js';
import { renderComparison } from './comparison/render-comparison.js';
import type { PostedReport } from './redact-report.js';
import { formatScore } from './summary.js';

/** What a check, a comment or an issue shows. */
export interface PostedFacts {
  /** Without secrets, see redactReport. */
  report: PostedReport;
  /** Address of the workflow run. */
  runUrl: string;
  /** Where the results are, as far as there is an address. */
  artifactUrl?: string;
  /** Whether prompts and answers may be shown. */
  showItems: boolean;
  /** Of the workflow run. */
  attempt: string;
  /** Tells several posts on one pull request apart; from the user. */
  label?: string;
}

/** States in which the comparison, if there is one, is not what has to be said first. */
const STATES: Partial<Record<FinalState, string>> = {
  failed: '❌ The evaluation failed',
  killed: '❌ The evaluation was killed',
  timeout: '⏱️ The evaluation ran past its time limit',
  cancelled: '🚫 The evaluation was cancelled',
  submitted: '🛰️ Submitted: the cluster evaluates, a later run collects',
  'dry-run': '🔍 Dry run: nothing was launched',
  'config-error': '❌ Configuration error: nothing was launched',
  'infrastructure-error': '❌ The runner lacks something',
};
const LONG = 1000;
const MOST_REASONS = 20;

/** The verdict in one line, without anything from outside. */
export function headlineOf({ state, comparison }: PostedReport): string {
  const failure = STATES[state];
  if (failure !== undefined) return failure;
  if (comparison) return renderHeadline(comparison);
  return state === 'invalid'
    ? '⚠️ INVALID: the results prove nothing'
    : 'ℹ️ NO-BASELINE: evaluated, nothing to compare with';
}

/**
 * The verdict, the link to the run and as much of the comparison as fits; without one, the scores. Links stand right
 * below the verdict, since checks made with the job's token have no other.
 * @param bytes UTF-8.
 */
export function renderPosted(facts: PostedFacts, bytes: number): string {
  const links = renderLinks(facts);
  const rest = bytes - Buffer.byteLength(links) - 2;
  const [headline, ...lines] = renderReport(facts, rest).split('\n');
  return [headline, '', links, ...lines].join('\n');
}

/** `label · [run](…) · [artifact](…)` */
export function renderLinks({ runUrl, artifactUrl, label }: PostedFacts): string {
  const parts = [
    ...(label ? [showName(label)] : []),
    `[workflow run](${linkTarget(runUrl)})`,
    ...(artifactUrl ? [`[artifact](${linkTarget(artifactUrl)})`] : []),
  ];
  return parts.join(' · ');
}

/** An address that cannot leave the parentheses of its link. */
export function linkTarget(url: string): string {
  return /^https?:\/\//.test(url)
    ? url.replace(/[\s<>()[\]\\"'`|]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
    : '';
}

function renderReport({ report, showItems, attempt }: PostedFacts, bytes: number): string {
  const { comparison, baseline, candidate, error, state } = report;
  const { model, sha } = candidate;
  const above = [
    ...(error ? [`> ${showSentence(error, LONG)}`] : []),
    ...(comparison && STATES[state] === undefined ? [] : [renderReasons(report)]),
  ].filter(Boolean);
  if (!comparison) return renderScores(report, above, bytes);
  const rendered = (room: number): string =>
    renderComparison(
      {
        comparison,
        baseline: baseline ?? null,
        candidate: { ...(model === undefined ? {} : { model }), ...(sha ? { sha } : {}) },
        showItems,
        attempt,
      },
      { bytes: room },
    );
  if (STATES[state] === undefined && above.length === 0) return rendered(bytes);
  const head = STATES[state] === undefined ? `## ${headlineOf(report)}` : `## ${STATES[state]}`;
  const start = [head, ...above].join('\n\n');
  const room = bytes - Buffer.byteLength(start) - 2;
  const body = rendered(room);
  // The comparison's own headline would say the same again.
  const [own, ...lines] = body.split('\n');
  return `${start}\n\n${own === head ? lines.join('\n').trimStart() : body}`;
}

/** Why tasks prove nothing, as a list; empty where all are sound. */
export function renderReasons({ tasks }: PostedReport): string {
  const lines = tasks.flatMap(({ task, state, reasons }) =>
    reasons.map((reason) => `- ${showName(task)} (${state}): ${showSentence(reason, LONG / 2)}`),
  );
  const more = lines.length - MOST_REASONS;
  return [...lines.slice(0, MOST_REASONS), ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}

/**
 * Scores alone, where there is nothing to compare them with.
 * @param above Markdown between the headline and the scores. @param below under them. @param bytes UTF-8.
 */
export function renderScores(
  report: PostedReport,
  above: readonly string[],
  bytes: number,
  below: readonly string[] = [],
): string {
  const scores = report.tasks.flatMap((task) => task.scores);
  const rows = scores.map(
    ({ name, value, stderr, count }) =>
      `| ${showName(name)} | ${formatScore(value)} | ${stderr === undefined ? '' : formatScore(stderr)} | ${count ?? ''} |`,
  );
  return fitBudget(
    {
      verdict: `## ${headlineOf(report)}`,
      counts: `${scores.length} score${scores.length === 1 ? '' : 's'}.`,
      above,
      table: { head: '| benchmark | score | ± stderr | n |\n|---|--:|--:|--:|', rows },
      describeRest: (kept) => `_${rows.length - kept} more scores._`,
      below,
      flips: [],
      collapsed: [],
    },
    bytes,
  );
}
