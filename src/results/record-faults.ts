import { whyOutside } from './check-scale.js';
import type { Benchmark, EvalTask } from './eval-results.js';
import { showValue } from './show-value.js';
import type { Mapping as Json } from './small-file.js';

/**
 * Why an entry of a record's `benchmarks` proves nothing, one line each: what was said of it or of its task, and what it
 * states that cannot be.
 */
export function recordedFaults(
  entry: Json,
  { name, value, scale }: Pick<Benchmark, 'name' | 'value' | 'scale'>,
  owner: EvalTask,
): string[] {
  return [
    ...ownFaults(entry, owner),
    ...ownScore(name, value, scale, entry['score']),
    ...wrongNumbers(name, entry),
  ];
}

/** What is wrong with a score by itself. */
function ownScore(name: string, value: number, scale: Benchmark['scale'], stated: unknown): string[] {
  if (!Number.isFinite(value))
    return [
      stated === null || stated === undefined
        ? `${name} has no score`
        : `${name} is ${showValue(stated)}, not a finite number, in result.json`,
    ];
  const outside = whyOutside({ name, value, scale }, 'result.json');
  return outside === undefined ? [] : [outside];
}

/** Numbers that nothing can be; null where they are not known. */
function wrongNumbers(name: string, entry: Json): string[] {
  return (
    [
      ['n', 0],
      ['stderr', 0],
      ['repeats', 1],
    ] as const
  )
    .filter(([key, least]) => {
      const value = entry[key] ?? least;
      return typeof value !== 'number' || !Number.isFinite(value) || value < least;
    })
    .map(([key]) => `${name} has ${showValue(entry[key])} for ${key} in result.json`);
}

/** Why the run's own score proves nothing: what was said of it, else of its task. */
function ownFaults(entry: Json, { state, reasons }: EvalTask): string[] {
  const said = faultsSaid(entry);
  if (said.length > 0 || state === 'success') return said;
  return reasons.map((reason) => `its task is ${state}: ${reason}`);
}

/** What is wrong with its baseline says nothing against a score. */
function faultsSaid(entry: Json): string[] {
  if (Array.isArray(entry['invalid']))
    return records(entry['invalid'])
      .filter(({ side }) => side !== 'baseline')
      .map(({ reason }) => String(reason));
  if (entry['status'] !== 'INVALID') return [];
  // A record from before "invalid" was written names the baseline in words alone.
  const reasons = texts(entry['reasons']);
  return reasons.length === 0
    ? ['it was invalid when it ran']
    : reasons.filter((reason) => !reason.startsWith('baseline: '));
}

/** The objects of a list; empty for what is none. */
export const records = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter((item): item is Json => typeof item === 'object' && item !== null) : [];
/** The entries of a list as texts; empty for what is none. */
export const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
