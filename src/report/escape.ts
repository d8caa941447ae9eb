/**
 * Parts words for whatever looks for mentions, references and addresses, and leaves them readable and copied whole.
 * Entities do not: GitHub looks for mentions in the text that they stand for (github/cmark-gfm#181).
 */
const GAP = '<span></span>';

/**
 * Text as one line without control characters, those included that turn the direction of what follows them, by which
 * one cell could look like another.
 */
export function stripControls(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not pass
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, '')
  );
}

/** Makes untrusted text harmless inside HTML whose text is not Markdown, such as a summary of details. */
export function escapeHtml(text: string): string {
  return stripControls(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/(?<![A-Za-z0-9])[#@]|#(?=\d)|\bGH-(?=\d)|@(?=[\w-]*\.)/gi, `$&${GAP}`)
    .replace(/\$/g, '&#36;')
    .replace(/:\/\//g, `:${GAP}//`)
    .replace(/\bwww\./gi, (match) => `${match.slice(0, 3)}${GAP}.`);
}

/** Makes untrusted text harmless inside Markdown, tables included: no markup, links, mentions or HTML. */
export function escapeMarkdown(text: string): string {
  return (
    escapeHtml(text)
      .replace(/[\\`*{}[\]()+!|~]/g, (char) => `\\${char}`)
      // Inside a word this is plain; elsewhere it begins emphasis.
      .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
  );
}

/** Untrusted text as inline code: safe whatever backticks it holds, and one line in a table. */
export function inlineCode(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`;
}

/** Cuts text to a number of characters (UTF-16 units), saying so, and never through one. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
