/** Makes untrusted text harmless inside Markdown, tables included: no markup, links, mentions or HTML. */
export function escapeMarkdown(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not pass
      .replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*{}[\]()+!|~]/g, (char) => `\\${char}`)
      // Inside a word these are plain; elsewhere they begin emphasis, mentions, references and formulas.
      .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
      .replace(/(?<![A-Za-z0-9])[#@]/g, (char) => `&#${char.charCodeAt(0)};`)
      .replace(/\$/g, '&#36;')
      // Addresses would become links by themselves; a tag between leaves them readable and copied whole.
      .replace(/:\/\//g, ':<span></span>//')
      .replace(/\bwww\./gi, (match) => `${match.slice(0, 3)}<span></span>.`)
  );
}

/** Untrusted text as inline code: safe whatever backticks it holds, and one line in a table. */
export function inlineCode(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`;
}

/** Cuts text to a number of characters, saying so. */
export function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
