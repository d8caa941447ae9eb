import { closeSync, openSync, readSync } from 'node:fs';
import type { RowPlace } from '../results/item-columns.js';
import type { ItemText } from '../results/item-readers/item-reader.js';
import { harnessTask } from '../results/item-readers/record.js';
import type { ItemSource, LoadedItems } from '../results/load-items.js';
import { parseRow, SkippedRow } from '../results/parse-row.js';
import type { PairedItems } from './pair-items.js';

/** An item whose score changed, by the rows that show it. */
export interface Flip {
  /** `improved` is better than before by the metric's direction. */
  kind: 'regressed' | 'improved';
  /** Candidate − baseline, repeats averaged. */
  difference: number;
  repeat: number;
  baseline: RowPlace;
  candidate: RowPlace;
}

/** A flip with what a person wants to see of it. Texts are absent where the files hold none. */
export interface FlipText {
  kind: Flip['kind'];
  difference: number;
  item: string;
  repeat: number;
  /** The harness task: the sub-task, in a group. */
  task: string;
  prompt?: string;
  target?: string;
  baselineAnswer?: string;
  candidateAnswer?: string;
}

export interface FlipCounts {
  regressed: number;
  improved: number;
}

/** How many items changed for the worse and for the better. */
export function countFlips({ changed }: PairedItems, lowerIsBetter = false): FlipCounts {
  let rose = 0;
  for (let at = 0; at < changed.length; at += 1) if (changed.difference[at]! > 0) rose += 1;
  const fell = changed.length - rose;
  return lowerIsBetter ? { regressed: rose, improved: fell } : { regressed: fell, improved: rose };
}

/** The items that changed most, for the worse before the better where equal; then in order of the baseline. */
export function pickFlips(
  paired: PairedItems,
  sides: { baseline: LoadedItems; candidate: LoadedItems },
  most: number,
  lowerIsBetter = false,
): Flip[] {
  const { changed } = paired;
  const worse = (at: number): boolean => changed.difference[at]! < 0 !== lowerIsBetter;
  const order = Uint32Array.from({ length: changed.length }, (_, at) => at).sort((x, y) => {
    const bySize = Math.abs(changed.difference[y]!) - Math.abs(changed.difference[x]!);
    return bySize || Number(worse(y)) - Number(worse(x)) || x - y;
  });
  return [...order.subarray(0, most)].map((at) => ({
    kind: worse(at) ? 'regressed' : 'improved',
    difference: changed.difference[at]!,
    repeat: sides.candidate.columns.repeat[changed.candidateRow[at]!]!,
    baseline: sides.baseline.columns.place(changed.baselineRow[at]!),
    candidate: sides.candidate.columns.place(changed.candidateRow[at]!),
  }));
}

/** Reads the rows of some flips again, for prompt, target and both answers. A row that is gone leaves its text out. */
export function readFlips(
  flips: readonly Flip[],
  sides: { baseline: ItemSource; candidate: ItemSource },
): FlipText[] {
  const before = readTexts(
    sides.baseline,
    flips.map(({ baseline }) => baseline),
  );
  const after = readTexts(
    sides.candidate,
    flips.map(({ candidate }) => candidate),
  );
  return flips.map(({ kind, difference, repeat }, index) => {
    const [old, now] = [before[index], after[index]];
    const { prompt = old?.prompt, target = old?.target } = now ?? {};
    return {
      kind,
      difference,
      item: now?.item ?? old?.item ?? '',
      repeat,
      task: now?.task ?? old?.task ?? '',
      ...(prompt === undefined ? {} : { prompt }),
      ...(target === undefined ? {} : { target }),
      ...(old?.answer === undefined ? {} : { baselineAnswer: old.answer }),
      ...(now?.answer === undefined ? {} : { candidateAnswer: now.answer }),
    };
  });
}

type RowText = ItemText & { item: string; task: string };

function readTexts({ reader, files }: ItemSource, places: readonly RowPlace[]): (RowText | undefined)[] {
  const parse = reader.parse ?? parseRow;
  // Opened once each: there may be a thousand flips in every one of hundreds of benchmarks.
  const handles = new Map<string, number | undefined>();
  try {
    return places.map((place) => {
      const file = files[place.file]!;
      const task = harnessTask(file);
      if (place.name !== undefined) return { item: place.name, task };
      if (!handles.has(file.path)) handles.set(file.path, openIfThere(file.path));
      const text = readRowAt(handles.get(file.path), place);
      const row = text === undefined ? 'is gone' : parse(text);
      if (typeof row === 'string' || row instanceof SkippedRow) return undefined;
      return { ...reader.text(row), item: reader.label(row, place.line - 1), task };
    });
  } finally {
    for (const handle of handles.values()) if (handle !== undefined) closeSync(handle);
  }
}

function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch {
    return undefined;
  }
}

function readRowAt(handle: number | undefined, { start, end }: RowPlace): string | undefined {
  if (handle === undefined) return undefined;
  try {
    const bytes = Buffer.alloc(end - start);
    return readSync(handle, bytes, 0, bytes.length, start) === bytes.length
      ? bytes.toString('utf8')
      : undefined;
  } catch {
    return undefined;
  }
}
