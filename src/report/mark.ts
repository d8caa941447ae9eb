import { createHash } from 'node:crypto';

/** A workflow run, by whose order the newer of two results is known. */
export interface RunOrder {
  /** Ids grow with the runs' creation. */
  runId: string;
  attempt: string;
}

/** What a post of ours says of itself, hidden in its text. */
export interface Mark extends RunOrder {
  kind: 'comment' | 'issue';
  /** Tells posts of several workflows apart. */
  key: string;
  /** Further facts by name, in lower case. */
  facts: Readonly<Record<string, string>>;
}

const LONGEST_KEY = 200;
const MARK = /^<!-- nemo-eval:(comment|issue) key=(\S*)((?: [a-z]+=[A-Za-z0-9_.,%]*)*) *-->/gm;

/** A mark as an HTML comment on one line, which is not shown and which no key or fact can end. */
export function writeMark({ kind, key, runId, attempt, facts }: Mark): string {
  const all = Object.entries({ run: runId, attempt, ...facts });
  const told = all.map(([name, value]) => ` ${name}=${encode(value)}`).join('');
  return `<!-- nemo-eval:${kind} key=${encodeKey(key)}${told} -->`;
}

/**
 * The mark of a kind and key in a post's text; undefined where it has none. One that is quoted (`> <!-- …`) or stands
 * within a line does not count. Where somebody has edited the run or the facts, these are empty.
 */
export function readMark(text: string, kind: Mark['kind'], key: string): Mark | undefined {
  for (const [, foundKind, foundKey, rest = ''] of text.matchAll(MARK)) {
    if (foundKind !== kind || foundKey !== encodeKey(key)) continue;
    const { run = '', attempt = '', ...facts } = readFacts(rest);
    return { kind, key, runId: run, attempt, facts };
  }
  return undefined;
}

/** Whether one run's results are newer than another's. Where either is not known, they are not. */
export function isNewer(one: RunOrder, other: RunOrder): boolean {
  const runs = Number(one.runId || Number.NaN) - Number(other.runId || Number.NaN);
  if (runs !== 0) return runs > 0;
  return Number(one.attempt) > Number(other.attempt);
}

function readFacts(text: string): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(/ ([a-z]+)=(\S*)/g)) facts[name!] = decode(value!);
  return facts;
}

function encodeKey(key: string): string {
  const encoded = encode(key);
  return encoded.length <= LONGEST_KEY
    ? encoded
    : `sha256.${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}

/** Hyphens are encoded too: two of them may end an HTML comment. */
function encode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString()).replace(
    /[-!~*'()]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
