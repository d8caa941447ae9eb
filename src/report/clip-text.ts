const NOTE = '\n\n_Shortened to fit._\n';

/**
 * Cuts Markdown to a number of UTF-8 bytes, at the end of a line where there is one, and closes what a reader opens. Texts
 * are made to fit before; this holds for whatever comes, since GitHub refuses a longer text whole.
 */
export function clipText(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const kept = cutLines(text, bytes - Buffer.byteLength(NOTE));
  const closing = closingOf(kept);
  if (closing === '') return kept + NOTE;
  const shorter = cutLines(text, bytes - Buffer.byteLength(NOTE) - Buffer.byteLength(closing));
  return shorter + closingOf(shorter) + NOTE;
}

/** Text of one line, such as a title, cut to so many UTF-8 bytes. */
export function clipLine(text: string, bytes: number): string {
  return Buffer.byteLength(text) <= bytes ? text : `${cutBytes(text, bytes - 3)}…`;
}

function cutLines(text: string, bytes: number): string {
  const cut = cutBytes(text, bytes);
  const end = cut.lastIndexOf('\n');
  return end > 0 ? cut.slice(0, end) : cut;
}

/** Never through a character. */
function cutBytes(text: string, bytes: number): string {
  const buffer = Buffer.from(text);
  let end = Math.max(0, Math.min(bytes, buffer.length));
  while (end > 0 && ((buffer[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return buffer.subarray(0, end).toString();
}

function closingOf(text: string): string {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const open = count(/<details>/g) - count(/<\/details>/g);
  return open > 0 ? `\n\n${'</details>'.repeat(open)}` : '';
}
