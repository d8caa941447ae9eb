import type { FlipText } from '../../comparison/flips.js';
import { cutMiddle, MAX_ANSWER, MAX_PROMPT, MAX_TARGET } from './cut-text.js';
import { showControls } from './markup.js';
import { diffWords, type Segment } from './word-diff.js';

/** UTF-8 bytes that all items of a report may take. A browser opens twice as much without a pause, a mail does not. */
export const FLIP_BYTES = 10_000_000;
const MAX_NAME = 200;

/** An item that changed, as it lies in the page; the script there knows these names. Absent: the files do not say. */
export interface FlipRecord {
  worse: boolean;
  difference: number;
  item: string;
  /** Of a group; absent where it is the benchmark's own. */
  task?: string;
  repeat?: number;
  prompt?: string;
  target?: string;
  /** Both answers at once. */
  answers?: Segment[];
  /** The only answer. */
  baseline?: string;
  candidate?: string;
}

/** A benchmark's items, as many as there is room for, each as JSON. */
export interface FlipShare {
  records: string[];
  /** All that changed, as the comparison counted them. */
  total: number;
}

/** What one benchmark has to show. */
export interface FlipDemand {
  name: string;
  flips: readonly FlipText[];
  total: number;
}

/**
 * Which items are shown, in the same order: each benchmark has an equal part of the room, and what some do not need goes
 * to the first of the others.
 * @param budget UTF-8 bytes.
 */
export function shareRoom(demands: readonly FlipDemand[], budget = FLIP_BYTES): FlipShare[] {
  const part = Math.floor(budget / Math.max(1, demands.length));
  let spare = 0;
  const writers = demands.map((demand) => {
    const writer = new RecordWriter(demand);
    spare += part - writer.fill(part);
    return writer;
  });
  for (const writer of writers) spare -= writer.fill(spare);
  return writers.map(({ records, demand: { total } }) => ({
    records,
    total: Math.max(total, records.length),
  }));
}

class RecordWriter {
  readonly records: string[] = [];
  /** Written already, and too large for the room there was. */
  private waiting: string | undefined;

  constructor(readonly demand: FlipDemand) {}

  /** Adds records while there is room. @returns the bytes that they take. */
  fill(room: number): number {
    let used = 0;
    while (this.records.length < this.demand.flips.length) {
      const flip = this.demand.flips[this.records.length]!;
      this.waiting ??= JSON.stringify(toRecord(flip, this.demand.name));
      // With the comma, and as it is written: a `<` takes six bytes.
      const size = Buffer.byteLength(this.waiting) + 1 + 5 * (this.waiting.split('<').length - 1);
      if (used + size > room) return used;
      used += size;
      this.records.push(this.waiting);
      this.waiting = undefined;
    }
    return used;
  }
}

/** An item as it is shown: cut, with its control characters visible, and both answers compared word by word. */
export function toRecord(flip: FlipText, benchmark: string): FlipRecord {
  const show = (text: string, most: number): string => showControls(cutMiddle(text, most));
  const { prompt, target, baselineAnswer, candidateAnswer } = flip;
  const baseline = baselineAnswer === undefined ? undefined : show(baselineAnswer, MAX_ANSWER);
  const candidate = candidateAnswer === undefined ? undefined : show(candidateAnswer, MAX_ANSWER);
  return {
    worse: flip.kind === 'regressed',
    difference: Number(flip.difference.toPrecision(4)),
    item: show(flip.item, MAX_NAME),
    ...(flip.task === '' || benchmark.includes(flip.task) ? {} : { task: show(flip.task, MAX_NAME) }),
    ...(flip.repeat > 0 ? { repeat: flip.repeat } : {}),
    ...(prompt === undefined ? {} : { prompt: show(prompt, MAX_PROMPT) }),
    ...(target === undefined ? {} : { target: show(target, MAX_TARGET) }),
    ...(baseline !== undefined && candidate !== undefined
      ? { answers: diffWords(baseline, candidate) }
      : {
          ...(baseline === undefined ? {} : { baseline }),
          ...(candidate === undefined ? {} : { candidate }),
        }),
  };
}
