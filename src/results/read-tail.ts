import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const TAIL_BYTES = 128 * 1024;

/**
 * The end of a log, without terminal colours; '' where there is none. It begins with a whole line: half a line could
 * begin with half a secret, which nothing would recognise.
 */
export function readTail(file: string, bytes = TAIL_BYTES): string {
  let handle: number;
  try {
    if (!statSync(file).isFile()) return '';
    handle = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(handle);
    const buffer = Buffer.alloc(Math.min(size, bytes));
    readSync(handle, buffer, 0, buffer.length, Math.max(0, size - buffer.length));
    const text = buffer.toString('utf8');
    return stripColours(size > buffer.length ? text.slice(text.indexOf('\n') + 1 || text.length) : text);
  } finally {
    closeSync(handle);
  }
}

export function stripColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}
