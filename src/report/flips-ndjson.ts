import type { FlipText } from '../comparison/flips.js';
import { toJsonValue } from './json-value.js';

/** Characters that are kept of a text; prompts can be whole documents. */
export const MAX_FLIP_TEXT = 20_000;

/**
 * One line of `flips.ndjson`, without the line's end: a benchmark's item whose score changed. All keys are there, in the
 * same order; texts that the files do not hold are null, and longer ones end with how much was cut.
 * @param redact applied to each text before it is cut, so that no half of a secret is left.
 */
export function flipLine(
  benchmark: string,
  flip: FlipText,
  redact: (text: string) => string = (text) => text,
): string {
  const show = (text: string | undefined): string | null => (text === undefined ? null : cut(redact(text)));
  const line = {
    benchmark: show(benchmark),
    kind: flip.kind,
    item: show(flip.item),
    task: show(flip.task),
    repeat: flip.repeat,
    difference: toJsonValue(flip.difference),
    prompt: show(flip.prompt),
    target: show(flip.target),
    baseline_answer: show(flip.baselineAnswer),
    candidate_answer: show(flip.candidateAnswer),
  };
  // These end a line for some readers, and JSON leaves them as they are.
  return JSON.stringify(line).replace(
    /[\u0085\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function cut(text: string): string {
  if (text.length <= MAX_FLIP_TEXT) return text;
  // A character of two units is kept whole or not at all.
  const isSplit = /[\ud800-\udbff]/.test(text[MAX_FLIP_TEXT - 1]!);
  const kept = text.slice(0, isSplit ? MAX_FLIP_TEXT - 1 : MAX_FLIP_TEXT);
  return `${kept}… (${text.length - kept.length} more characters)`;
}
