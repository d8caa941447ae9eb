import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { SecretForms } from './secret-forms.js';

/** What a file holds: nothing secret, or a secret in text (which can be redacted) or in other bytes (which cannot). */
export type ScanResult = 'clean' | 'text' | 'binary';

const CHUNK = 1 << 20;
/** A line longer than this is not redacted; the file is left out instead. */
const LONGEST_LINE = 32 << 20;
const REDACTED = '***';

/** Looks through a file of any size for the secrets. @throws where the file cannot be read. */
export async function scanFile(file: string, forms: SecretForms): Promise<ScanResult> {
  const patterns = [...forms.plain, ...forms.base64];
  // Twice as much, for base64 that is broken into lines.
  const overlap = 2 * Math.max(0, ...patterns.map(({ length }) => length));
  let tail: Buffer = Buffer.alloc(0);
  let hit = false;
  let binary = false;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    const window = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk;
    hit ||= patterns.some((pattern) => window.includes(pattern)) || holdsWrapped(window, forms.base64);
    binary ||= chunk.includes(0);
    if (hit && binary) return 'binary';
    tail = Buffer.from(window.subarray(Math.max(0, window.length - overlap)));
  }
  return hit ? 'text' : 'clean';
}

/** Whether base64 that is broken into lines, as most tools write it, holds a secret. */
function holdsWrapped(window: Buffer, forms: readonly Buffer[]): boolean {
  if (forms.length === 0 || !window.includes(10)) return false;
  const joined = window.toString('latin1').replace(/\r?\n[ \t]*/g, '');
  return forms.some((form) => joined.includes(form.toString('latin1')));
}

/**
 * Writes a copy of a text file in which every secret is `***`, also inside base64.
 * @returns whether the copy is free of secrets; where it is not, it must not be used.
 */
export async function redactFile(file: string, copy: string, forms: SecretForms): Promise<boolean> {
  const output = createWriteStream(copy, { mode: 0o600 });
  const done = finished(output);
  // latin1 keeps every byte as it is, whatever the file's encoding.
  const literals = forms.plain.map((form) => form.toString('latin1'));
  const encoded = forms.base64.map((form) => form.toString('latin1'));
  let pending = '';
  let tooLong = false;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    pending += chunk.toString('latin1');
    const end = pending.lastIndexOf('\n') + 1;
    if (end === 0 && pending.length > LONGEST_LINE) {
      tooLong = true;
      break;
    }
    if (end > 0 && !output.write(redactText(pending.slice(0, end), literals, encoded), 'latin1')) {
      await once(output, 'drain');
    }
    pending = pending.slice(end);
  }
  output.end(tooLong ? '' : Buffer.from(redactText(pending, literals, encoded), 'latin1'));
  await done;
  return !tooLong && (await scanFile(copy, forms)) === 'clean';
}

/** Replaces secrets in a text given as latin1. */
function redactText(text: string, literals: readonly string[], encoded: readonly string[]): string {
  let result = text;
  if (encoded.some((form) => result.includes(form))) {
    result = result.replace(/[A-Za-z0-9+/_-]{8,}={0,2}/g, (block) =>
      encoded.some((form) => block.includes(form)) ? redactBase64(block, literals, encoded) : block,
    );
  }
  return replaceHits(result, literals);
}

/** Replaces every hit; hits that overlap go as one, so that no end of either is left. */
function replaceHits(text: string, needles: readonly string[]): string {
  const hits = needles.flatMap((needle) => {
    const found: [number, number][] = [];
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1))
      found.push([at, at + needle.length]);
    return found;
  });
  if (hits.length === 0) return text;
  hits.sort((a, b) => a[0] - b[0]);
  let result = '';
  let end = 0;
  for (const [from, to] of hits) {
    if (from >= end) result += text.slice(end, from) + REDACTED;
    end = Math.max(end, to);
  }
  return result + text.slice(end);
}

function redactBase64(block: string, literals: readonly string[], encoded: readonly string[]): string {
  const url = /[-_]/.test(block);
  const decoded = Buffer.from(block, 'base64').toString('latin1');
  const clean = replaceHits(decoded, literals);
  if (clean !== decoded) return Buffer.from(clean, 'latin1').toString(url ? 'base64url' : 'base64');
  // The block does not begin where the encoded text does: the characters themselves go.
  return replaceHits(block, encoded);
}

/** Redacts a short text, such as an error message, for our own log and files. */
export function redactMessage(text: string, forms: SecretForms): string {
  const latin = (form: Buffer): string => form.toString('latin1');
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  return Buffer.from(redactText(bytes, forms.plain.map(latin), forms.base64.map(latin)), 'latin1').toString(
    'utf8',
  );
}
