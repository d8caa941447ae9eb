import { escapeMarkdown, inlineCode, shorten } from '../../report/escape.js';
import type { Outcome } from './outcome.js';

/** Far below what a job summary may hold. */
const MOST_ROWS = 500;
const LONGEST = 300;

const TITLES: Readonly<Record<Outcome['kind'], string>> = {
  refused: '⛔ refused',
  failed: '⚠️ not finished',
  finished: 'finished',
  elsewhere: 'another collector’s',
  closed: 'reported before',
  open: '⏳ under way',
};
const ORDER = Object.keys(TITLES);

/** What became of the invocations, as Markdown; what wants attention comes first. All text is escaped. */
export function renderOutcomes(outcomes: readonly Outcome[], repositoryUrl: string): string {
  if (outcomes.length === 0) return '### Submitted evaluations\n\nNothing is open.\n';
  const sorted = [...outcomes].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const rows = sorted.slice(0, MOST_ROWS).map((outcome) => {
    const { run, kind } = outcome;
    const cells = [
      inlineCode(outcome.invocationId),
      run === undefined ? '' : `[${run}](${repositoryUrl}/actions/runs/${run})`,
      kind === 'finished' ? `${outcome.state}, **${outcome.verdict}**` : TITLES[kind],
      kind === 'finished' ? linksOf(outcome) : escapeMarkdown(shorten(outcome.shown, LONGEST)),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const more = sorted.length - rows.length;
  return [
    `### Submitted evaluations: ${outcomes.filter(({ kind }) => kind === 'finished').length} finished, ${outcomes.filter(({ kind }) => kind === 'open').length} under way`,
    '',
    '| invocation | asked by run | | |',
    '|---|--:|---|---|',
    ...rows,
    ...(more > 0 ? [`| … and ${more} more | | | |`] : []),
    '',
  ].join('\n');
}

/** Addresses come from the API. */
function linksOf({ checkUrl, commentUrl }: Extract<Outcome, { kind: 'finished' }>): string {
  const links = [
    ['check', checkUrl],
    ['comment', commentUrl],
  ].filter(([, url]) => url !== '' && /^https:\/\/[^\s()|<>]+$/.test(url!));
  return links.map(([name, url]) => `[${name}](${url})`).join(', ');
}
