import path from 'node:path';
import type { Row, SkippedRow } from '../parse-row.js';
import { showValue } from '../show-value.js';
import type { Hash64 } from '../text-hash.js';

/** A file of per-item rows, and the task (as results.yml names it) whose items it holds. */
export interface ItemFile {
  path: string;
  /** How messages call it; by the name of the file, where this is absent. */
  name?: string;
  /** The folder of the results, which a link must not leave. */
  folder?: string;
  task: string;
  /** Set where the file holds one repeat of each item. */
  repeat?: number;
}

/** One item of a benchmark as a harness wrote it. Lives as long as the call that is given it. */
export interface ItemRow {
  /** Names the item within its task, in every run. */
  item: string;
  repeat: number;
  /** How the answer was extracted; empty where the harness has but one way. */
  filter: string;
  /** Finite numbers by metric; true and false are 1 and 0. Empty where the item was not scored. */
  scores: Record<string, number>;
  /** Metrics whose score was written as true or false. */
  booleans: readonly string[];
  /** What prompt and target are known by: texts, or hashes (prompt high, target low). What the row does not hold is absent. */
  content?: { prompt?: string; target?: string } | Hash64;
  /** What stands in the place of scores that are no finite numbers, by metric, as it is shown; absent where none does. */
  faulty?: Record<string, string>;
  /** Metrics whose score is a number, or true or false, written as a text: what it meant is not guessed. Absent where none is. */
  texts?: readonly string[];
  /** Metrics whose 0 or 1 stands for a graded score: how much of it there was they do not tell. Absent where none does. */
  coarse?: readonly string[];
  /** Why the item has no score. */
  failure?: string;
  /** The request failed, and the score is what the harness puts in its place. */
  requestFailed?: boolean;
}

/** What a person wants to see of an item. */
export interface ItemText {
  prompt?: string;
  target?: string;
  answer?: string;
}

/** Reads the per-item files of one harness. Pure: rows are handed in, one after another, in the file's order. */
export interface ItemReader {
  /** Shown in messages. */
  name: string;
  /** Of two rows with the same item and repeat the last one counts, as for the harness's own tools; else both are a fault. */
  lastWins?: boolean;
  /** Its rows hold no texts, and lie where none can be read again by itself: the names of items are kept. */
  keepsNames?: boolean;
  /** A scorer may answer true, false or a number, and the harness averages them all. */
  mixesTypes?: boolean;
  /** Reads a line as a row, or says why it is none; JSON, where this is absent. */
  parse?(text: string): Row | SkippedRow | string;
  /** The per-item files of an artifacts folder; empty where this harness left none. */
  find(artifactsDir: string): ItemFile[];
  /**
   * Makes the function that reads the rows of one file. It answers with an item, or says why the row is
   * none, or with nothing where the row belongs to something else.
   */
  open(file: ItemFile): (row: Row, index: number) => ItemRow | SkippedRow | string | undefined;
  /** The metric of the rows that a benchmark of results.yml is the mean of; undefined where it is of none. */
  locate(metric: string, score: string): { key: string; filter: string } | undefined;
  text(row: Row): ItemText;
  /** The item's name as the file has it, for people; with repeats it may number them through. */
  label(row: Row, index: number): string;
}

/** How messages call a per-item file. */
export function shownName({ path: file, name }: ItemFile): string {
  return name ?? path.basename(file);
}

/**
 * Splits what a row holds by metric into finite numbers, the names of those that were true or false, and what should be a
 * number and is none. Null is no score, and lists and objects are what a metric of the whole is made of.
 */
export function numericScores(
  entries: Iterable<[string, unknown]>,
): Pick<ItemRow, 'scores' | 'faulty'> & { booleans: string[] } {
  const scores: Record<string, number> = Object.create(null);
  const booleans: string[] = [];
  let faulty: Record<string, string> | undefined;
  for (const [name, value] of entries) {
    if (typeof value === 'boolean') booleans.push(name);
    else if (typeof value === 'string' || (typeof value === 'number' && !Number.isFinite(value))) {
      faulty ??= Object.create(null) as Record<string, string>;
      faulty[name] = showValue(value);
      continue;
    } else if (typeof value !== 'number') continue;
    scores[name] = Number(value);
  }
  return { scores, booleans, ...(faulty ? { faulty } : {}) };
}

/** The text of a value that may be one; anything else as JSON. */
export function asText(value: unknown): string | undefined {
  if (value === undefined || value === null || Number.isNaN(value)) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What an item is known by; absent where its row holds neither prompt nor target. */
export function contentOf(prompt: string | undefined, target: string | undefined): Pick<ItemRow, 'content'> {
  if (prompt === undefined && target === undefined) return {};
  return {
    content: { ...(prompt === undefined ? {} : { prompt }), ...(target === undefined ? {} : { target }) },
  };
}

/** The texts of an item, without those that its row does not hold. */
export function itemText(prompt: unknown, target: unknown, answer: unknown): ItemText {
  const entries = Object.entries({ prompt, target, answer }).map(([name, value]) => [name, asText(value)]);
  return Object.fromEntries(entries.filter(([, text]) => text !== undefined));
}
