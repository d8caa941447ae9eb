import type { BaselineFacts } from '../../comparison/comparison.js';
import { inlineCode, shorten } from '../escape.js';
import type { JudgedBenchmark } from './judged-benchmarks.js';
import { listNames, showName } from './outside-text.js';

/** What was evaluated, as far as it is known. */
export interface CandidateFacts {
  model?: string;
  sha?: string;
}

const MOST_FIELDS = 6;

/** What was compared with what, and whether the two can be compared: one line. */
export function renderFactsLine(
  {
    baseline,
    candidate,
    attempt,
  }: { baseline: BaselineFacts | null; candidate: CandidateFacts; attempt?: string },
  judged: readonly JudgedBenchmark[],
): string {
  const sha = candidate.sha && ` (${shortSha(candidate.sha)})`;
  const name = candidate.model ? showCode(candidate.model) : 'the candidate';
  const parts = [
    `${name}${sha || ''} ${baseline ? `vs baseline ${describeBaseline(baseline)}` : 'without a baseline'}`,
  ];
  const compared = judged.filter((benchmark) => benchmark.baseline && benchmark.candidate);
  if (compared.length > 0) parts.push(...describeComparability(compared));
  if (attempt !== undefined && attempt !== '1') parts.push(`attempt ${showName(attempt)}`);
  return parts.join(' · ');
}

/** `model` (main 1a2b3c4, 2 days old, run 123; artifact `auto`) */
function describeBaseline({ source, name, model, sha, ref, runId, ageDays }: BaselineFacts): string {
  const commit = [ref && showName(shortRef(ref)), sha && shortSha(sha)].filter(Boolean).join(' ');
  const origin = [
    commit,
    ageDays === undefined ? '' : showAge(ageDays),
    runId === undefined ? '' : `run ${showName(runId)}`,
  ].filter(Boolean);
  const found = model === undefined ? source : `${source} ${showCode(name)}`;
  const all = origin.length > 0 ? `${origin.join(', ')}; ${found}` : found;
  return `${showCode(model ?? name)} (${all})`;
}

function describeComparability(compared: readonly JudgedBenchmark[]): string[] {
  const different = fieldsOf(compared, 'differences');
  const unknown = fieldsOf(compared, 'unknown');
  if (different.length === 0 && unknown.length === 0) return ['comparable'];
  const count = different.length;
  return [
    count === 0
      ? 'comparable as far as is known'
      : `**${count} field${count === 1 ? ' differs' : 's differ'}** (${listNames(different, MOST_FIELDS)})`,
    ...(unknown.length > 0 ? [`not known: ${listNames(unknown, MOST_FIELDS)}`] : []),
  ];
}

function fieldsOf(benchmarks: readonly JudgedBenchmark[], kind: 'differences' | 'unknown'): string[] {
  return [...new Set(benchmarks.flatMap((benchmark) => benchmark[kind].map(({ field }) => field)))];
}

function showAge(days: number): string {
  if (!(days >= 0)) return 'ended after this run began';
  const hours = days * 24;
  if (hours < 1) return 'under an hour old';
  const [count, unit] = hours < 36 ? [Math.round(hours), 'hour'] : [Math.round(days), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'} old`;
}

const shortRef = (ref: string): string => ref.replace(/^refs\/(heads|tags|remotes)?\/?/, '');
const shortSha = (sha: string): string => showName(/^[0-9a-f]{40,}$/i.test(sha) ? sha.slice(0, 7) : sha);
const showCode = (text: string): string => inlineCode(shorten(text, 120));
