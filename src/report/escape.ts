/** Makes untrusted text harmless inside Markdown, tables included: no markup, links, mentions or HTML. */
export function escapeMarkdown(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not pass
      .replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*_{}[\]()#+!|~$@]/g, (char) => `&#${char.charCodeAt(0)};`)
      // Addresses would become links by themselves.
      .replace(/:\/\//g, ':&#8203;//')
      .replace(/\bwww\./gi, (match) => `${match.slice(0, 3)}&#8203;.`)
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
