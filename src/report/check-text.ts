import path from 'node:path';
import type { Comparison } from '../comparison/comparison.js';
import type { FailOn } from '../judgement-inputs.js';
import { verdictFails } from '../judging/verdict-fails.js';
import type { FinalState, Verdict } from '../outputs.js';
import { clipLine } from './clip-text.js';
import { isAdvisory, type JudgedBenchmark, judgedBySeverity } from './comparison/judged-benchmarks.js';
import { showDelta, showScore } from './comparison/show-numbers.js';
import { stripControls } from './escape.js';
import { headlineOf, linkTarget, type PostedFacts, renderPosted } from './posted-text.js';

/** GitHub refuses a summary or text of more characters; as bytes, these are never more. */
export const CHECK_BYTES = 65_535;
const TITLE_BYTES = 255;
/** Left for what redaction adds. */
const RESERVE = 500;
/** GitHub shows no more than a few dozen of them in one file anyway. */
const MOST_ANNOTATIONS = 200;
const MOST_REASONS = 5;

export type CheckConclusion = 'success' | 'failure' | 'neutral' | 'cancelled' | 'timed_out';

/** What a check shows. */
export interface CheckText {
  title: string;
  /** Markdown. */
  summary: string;
}

/** A remark at a line of a file of the repository, in plain text. */
export interface Annotation {
  /** Relative to the workspace, with slashes. */
  path: string;
  /** From 1. */
  line: number;
  level: 'failure' | 'warning';
  title: string;
  message: string;
}

/** The check of a run that has ended: the verdict as title, the comparison with the link to the run below. */
export function renderCheck(facts: PostedFacts): CheckText {
  return {
    title: clipLine(headlineOf(facts.report), TITLE_BYTES),
    summary: renderPosted(facts, CHECK_BYTES - RESERVE),
  };
}

/** The check of a run that is under way. */
export function renderOpenCheck({ runUrl }: Pick<PostedFacts, 'runUrl'>): CheckText {
  return {
    title: '⏳ Evaluating',
    summary: `The evaluation is under way: [workflow run](${linkTarget(runUrl)}).`,
  };
}

/** The check of a run that was cut off before it could say what it came to. */
export function renderLostCheck({ runUrl }: Pick<PostedFacts, 'runUrl'>): CheckText {
  return {
    title: '🚫 The step was cut off',
    summary: `The evaluation did not come to its end: see the [workflow run](${linkTarget(runUrl)}).`,
  };
}

/**
 * How a check ends. What does not fail the step is neutral unless it is GO: a check that shows green has compared something.
 * @param hasPolicy whether a policy judged, by which `auto` fails on more.
 */
export function conclusionOf(
  state: FinalState,
  verdict: Verdict,
  failOn: readonly FailOn[],
  hasPolicy: boolean,
): CheckConclusion {
  switch (state) {
    case 'failed':
    case 'killed':
    case 'config-error':
    case 'infrastructure-error':
      return 'failure';
    case 'timeout':
      return 'timed_out';
    case 'cancelled':
      return 'cancelled';
    case 'submitted':
    case 'dry-run':
      return 'neutral';
    case 'invalid':
    case 'success':
      if (verdictFails(verdict, failOn, hasPolicy)) return 'failure';
      return state === 'success' && verdict === 'GO' ? 'success' : 'neutral';
  }
}

/**
 * Remarks at the lines of the policy whose benchmark regressed or is missing; none where the policy lies outside of the
 * workspace. Benchmarks that the policy's defaults judge have no line.
 * @param workspace absolute path of the repository's files.
 */
export function annotateBreaches(comparison: Comparison, workspace: string): Annotation[] {
  if (!comparison.gate) return [];
  const file = path.relative(workspace, path.resolve(workspace, comparison.gate.policy));
  if (file === '' || path.isAbsolute(file) || file.split(path.sep)[0] === '..') return [];
  const place = file.split(path.sep).join('/');
  const breached = judgedBySeverity(comparison).flatMap((benchmark) =>
    benchmark.policyLine !== undefined && (benchmark.status === 'BREACH' || benchmark.status === 'MISSING')
      ? [{ benchmark, line: benchmark.policyLine }]
      : [],
  );
  return breached.slice(0, MOST_ANNOTATIONS).map(({ benchmark, line }) => ({
    path: place,
    line,
    level: isAdvisory(benchmark) || benchmark.status === 'MISSING' ? 'warning' : 'failure',
    title: clipLine(stripControls(`${benchmark.status}: ${benchmark.name}`), TITLE_BYTES),
    message: clipLine(describeBreach(benchmark), 5000),
  }));
}

function describeBreach({ baseline, candidate, delta, ci95, scale, reasons }: JudgedBenchmark): string {
  const change = showDelta(delta, ci95, scale);
  const numbers =
    delta === null
      ? []
      : [
          `${showScore(baseline?.score, scale)} → ${showScore(candidate?.score, scale)}: ${change.point} ${change.unit}${change.interval && ` (95 % CI ${change.interval})`}`,
        ];
  const lines = [...numbers, ...reasons.slice(0, MOST_REASONS)].map(stripControls);
  return lines.join('\n') || 'no reason is given';
}
