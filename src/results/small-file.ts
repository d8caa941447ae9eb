import { isUtf8 } from 'node:buffer';
import { lstatSync, readFileSync, statSync } from 'node:fs';
import { parse } from 'yaml';
import { parseBareNumbers } from './bare-numbers.js';

/** What a file says, or in words that follow its name what is the matter with it; neither, where it is not there. */
export interface Found<T> {
  value?: T;
  problem?: string;
}

export type Mapping = Record<string, unknown>;

/** Far above what any of these files holds; a larger one would only fill the memory. */
export const LARGEST = 64 << 20;

/** Reads a file that is text, and small. Never throws. */
export function readSmallFile(file: string): Found<string> {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) return lstatSync(file, { throwIfNoEntry: false }) ? { problem: 'is a link to nothing' } : {};
    // A pipe or a device would never be read to its end.
    if (!stats.isFile())
      return { problem: `is ${stats.isDirectory() ? 'a folder' : 'a pipe or a device'}, not a file` };
    if (stats.size > LARGEST)
      return { problem: `is larger than ${LARGEST >> 20} MiB (${Math.ceil(stats.size / 2 ** 20)} MiB)` };
    const bytes = readFileSync(file);
    return isUtf8(bytes)
      ? { value: bytes.toString('utf8') }
      : { problem: `is not UTF-8 text${lineOfBadByte(bytes)}` };
  } catch (error) {
    const { code = 'for a reason unknown' } = error as NodeJS.ErrnoException;
    return code === 'ENOTDIR' ? {} : { problem: `cannot be read (${code}): are its permissions right?` };
  }
}

/** Reads a JSON file that holds an object, with NaN and Infinity as Python writes them. Never throws. */
export function readJsonFile(file: string): Found<Mapping> {
  const parse = (text: string): unknown => (hasBare(text) ? parseBareNumbers(text) : JSON.parse(text));
  return parsed(readSmallFile(file), (text) => asMapping(parse(text), 'object'), describeJsonError);
}

/** The same for a file that is not Python's: NaN and Infinity are faults. Never throws. */
export function readStrictJsonFile(file: string): Found<Mapping> {
  return parsed(readSmallFile(file), (text) => asMapping(JSON.parse(text), 'object'), describeJsonError);
}

/** Reads a YAML 1.1 file that holds a mapping. Never throws. */
export function readYamlFile(file: string): Found<Mapping> {
  return parsed(readSmallFile(file), (text) => asMapping(parseYaml(text), 'mapping'), describeYamlError);
}

/**
 * Parses YAML 1.1.
 * @throws Error where the text is none: see `describeYamlError`.
 */
export function parseYaml(text: string): unknown {
  // With `silent` the parser would hand over what it could make of a broken file.
  return parse(text, { version: '1.1', maxAliasCount: 100, logLevel: 'error' });
}

/** Why a text is not YAML that can be read, in words that follow the file's name. */
export function describeYamlError(error: unknown): string {
  const { message } = error as Error;
  if (error instanceof RangeError || /call stack/i.test(message)) return 'is nested too deeply to be read';
  const [first = ''] = message.split('\n');
  return /alias count/i.test(first)
    ? 'has more aliases than any result needs'
    : `is not valid YAML: ${first.replace(/:$/, '')}`;
}

/** Why a text is not JSON, with the line, in words that follow the file's name. */
export function describeJsonError(error: unknown, text: string): string {
  if (error instanceof RangeError) return 'is nested too deeply to be read';
  if (text.trim() === '') return 'is empty';
  const { message } = error as Error;
  const at = /at position (\d+)/.exec(message)?.[1];
  if (at !== undefined && Number(at) < text.trimEnd().length) {
    const before = text.slice(0, Number(at)).split('\n');
    return `is not JSON: line ${before.length}, column ${before.at(-1)!.length + 1}`;
  }
  if (at !== undefined || /end of JSON|Unterminated/i.test(message))
    return `is not JSON: it ends too early, in line ${text.trimEnd().split('\n').length}`;
  const bare = BARE.exec(text);
  return text.startsWith('\ufeff')
    ? 'is not JSON: it starts with a byte order mark'
    : bare
      ? `is not JSON: line ${text.slice(0, bare.index).split('\n').length} may have ${bare[0]}, which JSON has not`
      : 'is not JSON';
}

const BARE = /\b(?:NaN|Infinity)\b/;
const hasBare = (text: string): boolean => BARE.test(text);

function parsed(
  { value, problem }: Found<string>,
  parseText: (text: string) => Found<Mapping>,
  describe: (error: unknown, text: string) => string,
): Found<Mapping> {
  if (value === undefined) return problem === undefined ? {} : { problem };
  try {
    return parseText(value);
  } catch (error) {
    return { problem: describe(error, value) };
  }
}

function asMapping(value: unknown, called: string): Found<Mapping> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { value: value as Mapping };
  if (value === null || value === undefined) return { problem: 'holds nothing' };
  return {
    problem: `is ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}, not ${called === 'object' ? 'an object' : 'a mapping'}`,
  };
}

/** The line is worth telling: such a byte cannot be seen. */
function lineOfBadByte(bytes: Buffer): string {
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from);
    if (!isUtf8(bytes.subarray(from, end < 0 ? bytes.length : end))) return ` (line ${line})`;
    if (end < 0) break;
    from = end + 1;
  }
  return '';
}
