import { type Content, html, type Markup } from './markup.js';
import { counted } from './status-words.js';

/** Rows of a table, and lines of a list: more are a matter for programs. */
const MOST_ROWS = 1_000;

/** A part of the page that its contents list. */
export interface PageSection {
  id: string;
  title: string;
  /** In pieces, so that no large page is ever held as one text. */
  parts: Iterable<Markup>;
}

/** A section of one piece; undefined where there is nothing to say. */
export function section(id: string, title: string, ...body: readonly Content[]): PageSection | undefined {
  const inner = html`${body}`;
  return inner.source === '' ? undefined : { id, title, parts: [inner] };
}

/** A table that scrolls sideways where the page is narrow. @param caption is read to who cannot see the heading. */
export function plainTable(
  caption: string,
  head: readonly Content[],
  rows: readonly (readonly Content[])[],
): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table class="plain"><caption class="unseen">${caption}</caption><thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows
    .slice(0, MOST_ROWS)
    .map(
      ([first, ...rest]) =>
        html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>\n`,
    )}</tbody></table></div>${rest(rows.length, 'row')}`;
}

/** A list of bullets; empty where there is none. */
export function bullets(items: readonly Content[]): Markup {
  return items.length === 0
    ? html``
    : html`<ul>${items.slice(0, MOST_ROWS).map((item) => html`<li>${item}</li>\n`)}</ul>${rest(items.length, 'line')}`;
}

/** Says what is left out; nothing where nothing is. */
function rest(count: number, noun: string): Markup | false {
  return (
    count > MOST_ROWS &&
    html`<p class="hint">${counted(count - MOST_ROWS, `more ${noun}`)}: see result.json.</p>`
  );
}
