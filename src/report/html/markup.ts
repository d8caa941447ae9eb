/** HTML that is safe to write as it is. Everything else is text, and is escaped where it meets HTML. */
export class Markup {
  constructor(readonly source: string) {}
}

/** What may stand in HTML: markup as it is, text escaped; nothing for what is absent. */
export type Content = Markup | string | number | false | null | undefined | readonly Content[];

/** HTML from a template, whose values are escaped unless they are markup themselves. Attributes must be in quotes. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let source = strings[0]!;
  for (const [index, value] of values.entries()) source += toSource(value) + strings[index + 1]!;
  return new Markup(source);
}

/** Our own source, such as the style sheet. Never anything from outside. */
export function trusted(source: string): Markup {
  return new Markup(source);
}

function toSource(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Markup) return value.source;
  if (typeof value === 'object') return value.map(toSource).join('');
  return escapeText(String(value));
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return showControls(text).replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

/**
 * Text whose control characters can be seen, line ends and tabs apart, which stay: those too that turn the direction of
 * what follows them, by which one text could look like another. Halves of characters become U+FFFD.
 */
export function showControls(text: string): string {
  return (
    text
      .replace(/\r\n/g, '\n')
      // By number: many a font has no picture of them.
      .replace(/(?![\n\t])\p{Cc}|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu, nameOf)
      .replace(/\p{Surrogate}/gu, '\ufffd')
  );
}

function nameOf(char: string): string {
  return `⟨U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** Characters of a name from outside: longer ones would be all that a reader sees. */
export const MAX_NAME = 200;

/** A name that may go on in the next line after a slash, a dot or the like, and not within a word. */
export function breakable(name: string): Markup {
  return html`${name.split(/(?<=[/_.:-])(?=\w)/).map((part, index) => (index > 0 ? html`<wbr>${part}` : part))}`;
}

/** JSON for a script element that holds data: nothing in it can end the element or begin a comment. */
export function toDataBlock(json: string): Markup {
  return new Markup(
    json.replace(/[<\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

/** A link where the address is one of the web, else its text alone. */
export function webLink(address: string, text: Content): Markup {
  if (!/^https?:\/\/[^\s\\"'<>]+$/i.test(address)) return html`${text}`;
  return html`<a href="${address}" rel="noopener noreferrer">${text}</a>`;
}
