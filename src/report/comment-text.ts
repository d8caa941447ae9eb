import { judgedBySeverity } from './comparison/judged-benchmarks.js';
import { type Mark, writeMark } from './mark.js';
import { headlineOf, type PostedFacts, renderLinks, renderPosted } from './posted-text.js';
import type { PostedReport } from './redact-report.js';

/** GitHub takes 65,536 characters; the rest is for the mark and for what redaction adds. */
export const COMMENT_BYTES = 60_000;

export const COMMENT_MODES = ['off', 'always', 'changes', 'regression'] as const;
export type CommentMode = (typeof COMMENT_MODES)[number];

/** A comment as it may be shown. */
export interface CommentText {
  /** The whole report. */
  body: string;
  /** In place of an earlier report that no longer holds, where by its mode the comment need not be. */
  short: string;
  /** Kept in the mark. */
  verdict: string;
}

/** Words that a mark may bring back into a text: a person can edit the mark. */
const VERDICTS: Readonly<Record<string, string>> = {
  GO: '✅ GO',
  'NO-GO': '❌ NO-GO',
  INCONCLUSIVE: '❔ INCONCLUSIVE',
  'NO-BASELINE': 'ℹ️ NO-BASELINE',
  INVALID: '⚠️ INVALID',
};

export function renderComment(facts: PostedFacts): CommentText {
  const { report } = facts;
  return {
    body: renderPosted(facts, COMMENT_BYTES),
    short: `${headlineOf(report)}\n\n${renderLinks(facts)}\n`,
    verdict: report.state === 'success' || report.state === 'invalid' ? report.verdict : report.state,
  };
}

/** A text with its mark before it, which is not shown. */
export function markText(mark: Mark, text: string): string {
  return `${writeMark(mark)}\n${text}`;
}

/** What replaces a report that no longer holds: the earlier verdict struck out, and the present one. */
export function strikeEarlier(verdict: string | undefined, short: string): string {
  const earlier = Object.hasOwn(VERDICTS, verdict ?? '') ? VERDICTS[verdict!] : undefined;
  return earlier === undefined || short.startsWith(earlier) ? short : `~~${earlier}~~ ${short}`;
}

/** Whether a mode asks for a comment where there is none. */
export function asksForComment(mode: CommentMode, report: PostedReport): boolean {
  if (mode === 'changes') return differsFromBaseline(report);
  if (mode === 'regression') return isRegression(report);
  return mode === 'always';
}

function isRegression({ state, verdict }: PostedReport): boolean {
  return state === 'invalid' || (state === 'success' && (verdict === 'NO-GO' || verdict === 'INVALID'));
}

/** Anything that a reader would find changed; without items a score that moved. */
function differsFromBaseline(report: PostedReport): boolean {
  const { comparison, state } = report;
  if (state !== 'success' || isRegression(report)) return true;
  if (!comparison) return false;
  if (comparison.items.changed > 0) return true;
  return judgedBySeverity(comparison).some(
    ({ status, flips, pairs, delta }) =>
      ['BREACH', 'MISSING', 'NEW', 'INVALID', 'NOT_COMPARABLE'].includes(status) ||
      (flips !== null && flips.regressed + flips.improved > 0) ||
      (pairs === null && delta !== null && delta !== 0),
  );
}
