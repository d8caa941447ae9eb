import { didYouMean } from '../../config/known-paths.js';
import type { ConfigValue } from '../../config/value.js';
import { toPythonFloat } from '../../results/bundle/python-numbers.js';
import { DIRECTIONS, type Thresholds, TIERS } from './gate-policy.js';

/** What is wrong with the value of a field: the rest of a sentence that starts with the key. */
export class FieldError extends Error {}

type Reader = (value: ConfigValue) => Partial<Thresholds>;

/** The fields of `defaults` and of each benchmark, by key. Only those that may be null there take null. */
export const THRESHOLD_FIELDS: Readonly<Record<string, Reader>> = {
  tier: (value) => ({ tier: oneOf(value, TIERS) }),
  max_drop: (value) => ({ maxDrop: atLeastZero(value) }),
  max_relative_drop: (value) => ({ maxRelativeDrop: value === null ? null : atLeastZero(value) }),
  relative_guard_below: (value) => ({ relativeGuardBelow: value === null ? null : zeroToOne(value) }),
  metric: (value) => ({ metric: value === null ? null : text(value) }),
  direction: (value) => ({ direction: oneOf(value, DIRECTIONS) }),
};

/** Reads one field. @throws FieldError where `nel gate` refuses the value. */
export function readField(key: string, value: ConfigValue): Partial<Thresholds> {
  return THRESHOLD_FIELDS[key]!(value);
}

/** Whether a version is 1, in one of the spellings that `nel gate` takes for it. */
export function isVersionOne(value: ConfigValue): boolean {
  if (typeof value === 'string') return /^\s*\+?0*1(\.0*)?\s*$/.test(value);
  return value === true || value === 1n || value === 1;
}

function oneOf<T extends string>(value: ConfigValue, known: readonly T[]): T {
  const found = known.find((word) => word === value);
  if (found !== undefined) return found;
  const near = typeof value === 'string' ? didYouMean(value, known) : undefined;
  throw new FieldError(`must be ${known.join(' or ')}${near ? `: did you mean "${near}"?` : ''}`);
}

function text(value: ConfigValue): string {
  if (typeof value !== 'string') throw new FieldError('must be a text: the name of a metric, in quotes');
  return value;
}

/** Lax, as the gate's own models are: a number in quotes counts, and so does true as 1. */
function number(value: ConfigValue): number {
  const read = Array.isArray(value) || value instanceof Map ? undefined : toPythonFloat(value);
  if (read === undefined)
    throw new FieldError('must be a number, such as 0.02 for two points on a scale of 0 to 1');
  return read;
}

function atLeastZero(value: ConfigValue): number {
  const read = number(value);
  if (read < 0) throw new FieldError('must be at least 0: a drop is given without a sign');
  return read;
}

function zeroToOne(value: ConfigValue): number {
  const read = number(value);
  if (!(read >= 0 && read <= 1)) throw new FieldError('must lie between 0 and 1');
  return read;
}
