import { escapeMarkdown, inlineCode } from '../report/escape.js';
import { nextStep, showAge } from './find-baseline.js';
import { short } from './measured-commit.js';
import type { BaselineOutcome, FinderName, FoundBaseline } from './request.js';

/** What a search came to, for people. */
export interface BaselineNotes {
  /** Plain lines. */
  log: string[];
  /** The same as Markdown without anything from outside that could be markup. */
  markdown: string[];
}

const WHY: Record<FinderName, string> = {
  explicit: 'as named',
  commit: 'of the commit that the change is measured against',
  ancestor: 'of the nearest ancestor with a record',
  newest: 'the newest on the base branch',
  cache: 'of the base branch, from the Actions cache',
};

const TRIED: Record<FinderName, string> = {
  explicit: 'what is named',
  commit: 'the commit that the change is measured against',
  ancestor: 'its nearest ancestor with a record',
  newest: 'the newest record on the base branch',
  cache: 'the Actions cache',
};

/** Which baseline it is, how old and from where; why the better ones did not serve; how a first one comes about. */
export function baselineNotes(outcome: BaselineOutcome): BaselineNotes {
  const { found, tried } = outcome;
  const isOff = tried.some(({ reason }) => reason === 'baseline is none');
  const head = found ? describeFound(found) : 'no baseline';
  // The path of a run is the API's or made of the runner's own variables; still no more than an address may become a link.
  const link = found?.url && /^https?:\/\/[\w.:-]+\/[\w./-]+$/.test(found.url) ? found.url : undefined;
  const next = isOff ? undefined : nextStep(outcome);
  const reasons = tried.map(({ finder, reason }) => ({ not: TRIED[finder], reason }));
  return {
    log: [
      `baseline: ${head}${found?.url ? `, ${found.url}` : ''}`,
      ...reasons.map(({ not, reason }) => `not ${not}: ${reason}`),
      ...(next ? [next] : []),
    ].map(oneLine),
    markdown: [
      `Baseline: ${found ? markdownOf(found, link) : isOff ? 'none, as asked for' : 'none'}`,
      ...reasons.map(({ not, reason }) => `Not ${not}: ${escapeMarkdown(reason)}`),
      ...(next ? [capital(escapeMarkdown(next))] : []),
    ],
  };
}

function describeFound(found: FoundBaseline): string {
  return [`${found.name} (${WHY[found.finder]})`, ...facts(found)].join(', ');
}

function markdownOf(found: FoundBaseline, link: string | undefined): string {
  const name = inlineCode(found.name);
  const shown = link ? `[run ${found.runId}](${link}), ${name}` : name;
  return [`${shown} (${WHY[found.finder]})`, ...facts(found).map(escapeMarkdown)].join(', ');
}

function facts({ branch, sha, ageDays, runAttempt, event }: FoundBaseline): string[] {
  return [
    ...(sha ? [`${branch ? `${branch} ` : ''}${short(sha)}`] : []),
    ...(ageDays === undefined ? [] : [`${showAge(ageDays)} old`]),
    ...(event ? [`ran on ${event}`] : []),
    ...(runAttempt !== undefined && runAttempt > 1 ? [`attempt ${runAttempt}`] : []),
  ];
}

/** Names of branches come from outside: no line of the log may begin or break because of one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not pass
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
