import { escapeMarkdown, inlineCode, shorten } from '../report/escape.js';
import type { MergedLeg } from '../report/result-json.js';

/** A job has at most 256 legs. */
const MOST_ROWS = 300;
const LONGEST_NAME = 120;
const LONGEST_REASON = 300;

const MARKS: Partial<Record<MergedLeg['state'], string>> = { success: '✅', missing: '❔' };

/** The legs of a merged result as Markdown, those that prove nothing first and in sight. All text is escaped. */
export function renderLegs(legs: readonly MergedLeg[]): string {
  const broken = legs.filter(({ state }) => state !== 'success');
  const sound = legs.filter(({ state }) => state === 'success');
  const title = `### Legs: ${legs.length - broken.length} of ${legs.length} ended well`;
  const parts = [
    title,
    ...(broken.length > 0 ? [table(broken)] : []),
    ...(sound.length > 0 ? [collapse(`The ${sound.length} that did`, table(sound))] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function table(legs: readonly MergedLeg[]): string {
  const rows = legs.slice(0, MOST_ROWS).map(({ key, state, attempt, model, reason }) => {
    const cells = [
      inlineCode(shorten(key, LONGEST_NAME)),
      `${MARKS[state] ?? '❌'} ${state === 'missing' ? 'MISSING' : state}`,
      model === undefined ? '' : inlineCode(shorten(model, LONGEST_NAME)),
      attempt === undefined ? '' : String(attempt),
      reason === undefined ? '' : escapeMarkdown(shorten(reason, LONGEST_REASON)),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const more = legs.length - rows.length;
  return ['| leg | state | model | attempt | |', '|---|---|---|--:|---|', ...rows]
    .concat(more > 0 ? [`| … and ${more} more | | | | |`] : [])
    .join('\n');
}

function collapse(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}
