import { createHash } from 'node:crypto';
import type { Comparison } from '../comparison/comparison.js';
import { COMMENT_BYTES } from './comment-text.js';
import { isAdvisory, judgedBySeverity } from './comparison/judged-benchmarks.js';
import { listNames } from './comparison/outside-text.js';
import { shorten, stripControls } from './escape.js';
import { linkTarget, type PostedFacts, renderPosted } from './posted-text.js';
import type { PostedReport } from './redact-report.js';

/** An issue as it is shown while something regresses, or at its end. */
export interface IssueText {
  /** Plain text. */
  title: string;
  body: string;
}

const TITLE_LENGTH = 200;
const MOST_NAMES = 20;
/** Regressions that an issue remembers; of more, only how many there were is known. */
const MOST_SEEN = 500;

/**
 * Whether there is a regression: undefined where nothing can be said, since the evaluation failed, nothing could be
 * compared or the evidence does not suffice. Then an issue that is open stays open.
 */
export function findRegression({ state, verdict, comparison }: PostedReport): boolean | undefined {
  if (state !== 'success' && state !== 'invalid') return undefined;
  if (verdict === 'NO-GO' || listRegressions(comparison).length > 0) return true;
  return verdict === 'GO' ? false : undefined;
}

/** Names of the benchmarks that regressed or are missing, the gravest first, without the advisory. */
export function listRegressions(comparison: Comparison | undefined): string[] {
  if (!comparison) return [];
  const statuses = comparison.verdict === 'NO-GO' ? ['BREACH', 'MISSING'] : ['BREACH'];
  return judgedBySeverity(comparison)
    .filter((benchmark) => statuses.includes(benchmark.status) && !isAdvisory(benchmark))
    .map(({ name }) => name);
}

/** @param line what is evaluated, such as a branch. */
export function renderIssue(facts: PostedFacts, line: string): IssueText {
  return {
    title: shorten(stripControls(`Evaluation regressed: ${line}`), TITLE_LENGTH),
    body: renderPosted(facts, COMMENT_BYTES - RULES.length) + RULES,
  };
}

const RULES =
  '\n\n_This text follows the newest run. The issue is closed when a run finds no regression; closed by hand before that, it stays closed until the next regression after a recovery._\n';

/** Says that more regresses than before. */
export function renderNewRegressions(names: readonly string[], runUrl: string): string {
  const what = names.length > 0 ? `: ${listNames(names, MOST_NAMES)}` : '';
  return `❌ New regressions${what} ([workflow run](${linkTarget(runUrl)})).\n`;
}

export function renderReturn(names: readonly string[], runUrl: string): string {
  const what = names.length > 0 ? `: ${listNames(names, MOST_NAMES)}` : '';
  return `❌ Regressed again${what} ([workflow run](${linkTarget(runUrl)})).\n`;
}

export function renderRecovery(runUrl: string): string {
  return `✅ Recovered: no regression in this [workflow run](${linkTarget(runUrl)}).\n`;
}

/** Regressions as an issue's mark remembers them. */
export interface SeenRegressions {
  count: number;
  digests: readonly string[];
}

/** @param seen before, since the issue was opened: what comes and goes is new only once. */
export function rememberRegressions(names: readonly string[], seen?: SeenRegressions): SeenRegressions {
  const digests = [...new Set([...(seen?.digests ?? []), ...names.map(digestOf)])];
  return { count: Math.max(digests.length, seen?.count ?? 0), digests: digests.slice(0, MOST_SEEN) };
}

/**
 * Those of the regressions that are new; 'more' where too many were seen to tell which. A text that a person edited may
 * remember nothing: then nothing is called new.
 */
export function findNew(names: readonly string[], seen: SeenRegressions | undefined): string[] | 'more' {
  if (!seen) return [];
  if (seen.count > seen.digests.length) return names.length > seen.count ? 'more' : [];
  const known = new Set(seen.digests);
  return [...new Set(names)].filter((name) => !known.has(digestOf(name)));
}

function digestOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 8);
}
