import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../errors.js';

/** Far above any real configuration, far below what would fill the memory. */
const MAX_BYTES = 4 << 20;

/** A text file as read from disk; `name` is how the user wrote its path. */
export interface TextFile {
  name: string;
  text: string;
}

/**
 * Reads a file of the user's: a regular file of at most 4 MiB, in UTF-8. A byte order mark is dropped, as PyYAML does.
 * @param name a path, relative to the workspace or absolute.
 * @param workspace an absolute path.
 * @param what gave the path, for errors: an input, or a variable.
 * @throws ConfigError for anything else; nothing is read of a file that is too large, and no device is waited for.
 */
export function readTextFile(name: string, workspace: string, what: string): TextFile {
  const shown = `${what} ${name}`;
  const file = open(path.resolve(workspace, name), shown, path.isAbsolute(name));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile())
      throw new ConfigError(
        `${shown} is ${stats.isDirectory() ? 'a folder' : 'a device or pipe'}, not a file: give the path of a text file`,
      );
    const bytes = stats.size > MAX_BYTES ? undefined : readAll(file);
    if (!bytes)
      throw new ConfigError(
        `${shown} has more than ${MAX_BYTES >> 20} MiB: a configuration is far smaller, check the path`,
      );
    return { name, text: decode(bytes, shown) };
  } finally {
    closeSync(file);
  }
}

function open(file: string, shown: string, isAbsolute: boolean): number {
  try {
    // Without O_NONBLOCK a pipe that nobody writes to would be waited for.
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      throw new ConfigError(`${shown} cannot be opened (${code}): check the path and its permissions`);
    throw new ConfigError(
      isAbsolute
        ? `${shown} does not exist: check the path`
        : `${shown} does not exist in the workspace: check the path, and that actions/checkout ran before`,
    );
  }
}

/** The bytes of an open file; undefined if there are too many. Its size says nothing in /proc, or while it grows. */
function readAll(file: number): Buffer | undefined {
  const buffer = Buffer.alloc(MAX_BYTES + 1);
  let length = 0;
  let got = -1;
  while (got !== 0 && length < buffer.length) {
    got = readSync(file, buffer, length, buffer.length - length, null);
    length += got;
  }
  return length > MAX_BYTES ? undefined : buffer.subarray(0, length);
}

function decode(bytes: Buffer, shown: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigError(`${shown} is not UTF-8 text: save it as UTF-8`);
  }
}
