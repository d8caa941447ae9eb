import { escapeMarkdown, inlineCode, shorten } from '../escape.js';

const NAME_LENGTH = 120;
const VALUE_LENGTH = 120;

/** A name from outside, for a table or a line. */
export function showName(name: string): string {
  return escapeMarkdown(shorten(name, NAME_LENGTH));
}

/** A sentence that may hold names and values from outside. */
export function showSentence(text: string, limit: number): string {
  return escapeMarkdown(shorten(text, limit));
}

/** `a, b, c and 7 more`. */
export function listNames(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).map(showName).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/**
 * Two values of which a reader wants the difference: as code, escaped, and where they are long from shortly before the
 * place where they part. A string looks like one where the other side would look the same.
 */
export function showPair(baseline: unknown, candidate: unknown): [string, string] {
  let texts = [showPlain(baseline), showPlain(candidate)];
  if (texts[0] === texts[1]) texts = [toJson(baseline), toJson(candidate)];
  const [a, b] = texts as [string, string];
  const start = Math.max(a.length, b.length) > VALUE_LENGTH ? Math.max(0, commonLength(a, b) - 30) : 0;
  return [showFrom(a, start), showFrom(b, start)];
}

function showFrom(text: string, start: number): string {
  const from = start === 0 ? text : `…${text.slice(start).replace(/^[\udc00-\udfff]/, '')}`;
  return inlineCode(shorten(from, VALUE_LENGTH));
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

const showPlain = (value: unknown): string => (typeof value === 'string' ? value : toJson(value));

/** JSON, whatever the value: integers of a config are no JSON numbers, and undefined is none at all. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item)) ?? '';
}
