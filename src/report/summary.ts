import type { Comparison } from '../comparison/comparison.js';
import { describeFinding } from '../config/preflight/finding.js';
import type { SourcedLeaf } from '../config/resolve.js';
import { formatPath, showValue } from '../config/value.js';
import type { FinalState } from '../outputs.js';
import type { Score } from '../results/results-yml.js';
import type { TaskResult } from '../results/validity.js';
import { renderAround } from './around-comparison.js';
import { renderComparison } from './comparison/render-comparison.js';
import { escapeMarkdown, inlineCode, shorten } from './escape.js';
import type { RunReport } from './result-json.js';

/** GitHub drops a whole summary past 1 MiB; ours leaves room for what other steps write. */
export const SUMMARY_BYTES = 900_000;
/** Of these, what the comparison may take. */
const COMPARISON_BYTES = 600_000;
const AROUND_BYTES = 100_000;
const MAX_ROWS = 300;
const MAX_CONFIG_ROWS = 200;

export interface SummaryFacts {
  report: RunReport;
  leaves: readonly SourcedLeaf[];
  /** Requests that each task would send, in a dry run. */
  estimates: readonly TaskEstimate[];
  /** Whether prompts and answers may be shown. */
  showItems: boolean;
  warnings: readonly string[];
  outputDir?: string;
  commands: readonly string[];
  attempt: string;
  artifact?: { name: string; url?: string };
  /** Why there is no artifact, and where the results lie instead. */
  artifactNote?: string;
  durationSeconds?: number;
}

/** What one task would send, in words. */
export interface TaskEstimate {
  task: string;
  text: string;
}

const HEADLINE: Record<FinalState, string> = {
  success: '✅ Evaluated',
  invalid: '⚠️ INVALID: the results prove nothing',
  failed: '❌ Evaluation failed',
  killed: '❌ Evaluation was killed',
  timeout: '⏱️ Evaluation ran past its time limit',
  cancelled: '🚫 Evaluation was cancelled',
  submitted: '🛰️ Submitted: the evaluation goes on elsewhere, and a later run collects it',
  'dry-run': '🔍 Dry run: the configuration is sound, nothing was launched',
  'config-error': '❌ Configuration error: nothing was launched',
  'infrastructure-error': '❌ The runner lacks something: see below',
};

/** The job summary: verdict first, then scores, what is wrong, configuration, and where to look further. */
export function renderSummary(facts: SummaryFacts): string {
  const { report } = facts;
  const { comparison } = report;
  const sections = [
    comparison ? comparisonSection(facts, comparison) : '',
    comparison && report.state === 'success' ? '' : `## ${HEADLINE[report.state]}${countBad(report.tasks)}`,
    headerLine(facts),
    report.error ? `> ${escapeMarkdown(shorten(report.error, 2000))}` : '',
    renderAround(report, AROUND_BYTES),
    errorList(report),
    comparison ? '' : scoreTable(report.tasks),
    estimateTable(facts.estimates),
    reasonList(report.tasks),
    warningList(facts.warnings),
    report.invocation || facts.artifactNote || facts.artifact ? artifactLine(facts) : '',
    commandList(facts.commands),
    configTable(facts.leaves),
  ];
  return fitBudget(sections.filter(Boolean));
}

function comparisonSection({ report, showItems, attempt }: SummaryFacts, comparison: Comparison): string {
  const { model, sha } = report.candidate;
  const facts = {
    comparison,
    baseline: report.baseline ?? null,
    candidate: { ...(model === undefined ? {} : { model }), ...(sha ? { sha } : {}) },
    showItems,
    attempt,
  };
  return renderComparison(facts, { bytes: COMPARISON_BYTES }).trimEnd();
}

/** Several errors of preflight; a single one is the error above. */
function errorList({ findings }: RunReport): string {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length < 2) return '';
  return errors
    .map((finding) => `- ❌ ${escapeMarkdown(shorten(describeFinding(finding), 1000))}`)
    .join('\n');
}

function estimateTable(estimates: readonly TaskEstimate[]): string {
  if (estimates.length === 0) return '';
  const rows = estimates
    .slice(0, MAX_ROWS)
    .map(({ task, text }) => `| ${escapeMarkdown(shorten(task, 200))} | ${escapeMarkdown(text)} |`);
  return ['| task | requests |', '|---|--:|', ...rows].join('\n');
}

/** Drops sections from the end until the rest fits: the verdict never falls to the limit. */
function fitBudget(sections: string[]): string {
  const note = '\n_Shortened to fit: the whole is in the artifact._\n';
  const kept = [...sections];
  let dropped = false;
  while (kept.length > 1 && Buffer.byteLength(kept.join('\n\n')) > SUMMARY_BYTES) {
    kept.pop();
    dropped = true;
  }
  return `${kept.join('\n\n')}\n${dropped ? note : ''}`;
}

function countBad(tasks: readonly TaskResult[]): string {
  const bad = tasks.filter(({ state }) => state !== 'success').length;
  return bad > 0 && tasks.length > 1 ? ` (${bad} of ${tasks.length} tasks)` : '';
}

function headerLine({ report, attempt, durationSeconds }: SummaryFacts): string {
  const parts = [`verdict **${report.verdict}**`];
  if (report.candidate.model) parts.unshift(inlineCode(shorten(report.candidate.model, 200)));
  if (report.invocation) parts.push(`invocation ${inlineCode(report.invocation.id)}`);
  if (attempt !== '1') parts.push(`attempt ${escapeMarkdown(attempt)}`);
  if (durationSeconds !== undefined) parts.push(`${Math.round(durationSeconds)} s`);
  return parts.join(' · ');
}

function scoreTable(tasks: readonly TaskResult[]): string {
  const rows = tasks.flatMap((task) => task.scores.map((score) => scoreRow(task, score)));
  if (rows.length === 0) return '';
  const shown = rows.slice(0, MAX_ROWS);
  const more =
    rows.length > shown.length ? `\n\n_${rows.length - shown.length} more scores are in result.json._` : '';
  return ['| benchmark | score | ± stderr | n | |', '|---|--:|--:|--:|---|', ...shown].join('\n') + more;
}

function scoreRow(task: TaskResult, score: Score): string {
  const n = score.count ?? task.items?.scored;
  const state = task.state === 'success' ? 'ok' : task.unconfirmed ? 'unconfirmed' : task.state.toUpperCase();
  return `| ${escapeMarkdown(shorten(score.name, 200))}${score.isGroup ? ' (group)' : ''} | ${formatScore(score.value)} | ${score.stderr === undefined ? '' : formatScore(score.stderr)} | ${n ?? ''} | ${state} |`;
}

/** Four significant digits, without an exponent for ordinary scores. */
export function formatScore(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

function reasonList(tasks: readonly TaskResult[]): string {
  const notes = tasks.flatMap((task) =>
    task.notes.map((note) => `- ${escapeMarkdown(task.task)}: ${escapeMarkdown(shorten(note, 600))}`),
  );
  const lines = tasks.flatMap((task) =>
    task.reasons.map(
      (reason) =>
        `- **${escapeMarkdown(task.task)}** (${task.state}): ${escapeMarkdown(shorten(reason, 600))}`,
    ),
  );
  return [...lines, ...notes].slice(0, MAX_ROWS).join('\n');
}

function warningList(warnings: readonly string[]): string {
  return warnings
    .slice(0, 50)
    .map((warning) => `- ⚠️ ${escapeMarkdown(shorten(warning, 600))}`)
    .join('\n');
}

/** Where the results are. */
export function artifactLine({
  artifact,
  artifactNote,
  outputDir,
}: Pick<SummaryFacts, 'artifact' | 'artifactNote' | 'outputDir'>): string {
  if (artifact) {
    const name = escapeMarkdown(artifact.name);
    return `Results: artifact ${artifact.url ? `[${name}](${artifact.url})` : name}`;
  }
  if (artifactNote) return `Results: ${escapeMarkdown(artifactNote)}`;
  return outputDir ? `Results: ${inlineCode(outputDir)} on the runner` : '';
}

function commandList(commands: readonly string[]): string {
  if (commands.length === 0) return '';
  return `To look further:\n\n${commands.map((command) => `    ${command.replace(/[\r\n]/g, ' ')}`).join('\n')}`;
}

function configTable(leaves: readonly SourcedLeaf[]): string {
  if (leaves.length === 0) return '';
  const rows = leaves
    .slice(0, MAX_CONFIG_ROWS)
    .map(
      ({ path, value, source }) =>
        `| ${escapeMarkdown(formatPath(path))} | ${inlineCode(shorten(showValue(value), 300))} | ${escapeMarkdown(source)} |`,
    );
  const more =
    leaves.length > MAX_CONFIG_ROWS
      ? `\n\n_${leaves.length - MAX_CONFIG_ROWS} more are in launcher_config.yaml._`
      : '';
  return `<details><summary>Configuration</summary>\n\n| key | value | from |\n|---|---|---|\n${rows.join('\n')}${more}\n\n</details>`;
}
