import { canonicalJson, sha256 } from './config/canonical-json.js';

/** One leg of a job's matrix. */
export interface Leg {
  /** Its values for people: of one dimension the value (`mmlu`), of several each with its name (`model=a; task=mmlu`). */
  key: string;
  /** At most 60 characters that artifacts and folders may be named with; a hash tells apart what these cannot. */
  slug: string;
  /** From 0; null where the strategy does not say. */
  index: number | null;
  /** Jobs of the matrix; null where the strategy does not say. */
  total: number | null;
}

/** A leg as `result.json` has it. */
export interface RecordedLeg extends Leg {
  /** Of the workflow run, from 1. */
  attempt: number;
}

/** What the contexts say, and what is wrong with them, one line each. */
export interface LegReading {
  /** Absent outside of a matrix. */
  leg?: Leg;
  problems: string[];
}

const LONGEST_SLUG = 60;
const LONGEST_KEY = 200;
const HASH_LENGTH = 8;

/**
 * Reads which leg of a matrix a job is, from `toJSON(matrix)` and `toJSON(strategy)`. Never throws: what cannot be read
 * leaves the leg out, or its place, and is said.
 */
export function readLeg(matrixText: string, strategyText: string): LegReading {
  const problems: string[] = [];
  const matrix = readObject(matrixText, 'matrix', problems);
  if (!matrix || Object.keys(matrix).length === 0) return { problems };
  const strategy = readObject(strategyText, 'strategy', problems) ?? {};
  const total = wholeNumber(strategy['job-total'], 1);
  const index = wholeNumber(strategy['job-index'], 0, (total ?? Number.MAX_SAFE_INTEGER) - 1);
  return { leg: { key: keyOf(matrix), slug: slugOf(matrix), index, total }, problems };
}

/** The name of a leg's artifact; without a leg the base itself. */
export function legArtifactName(base: string, leg: Leg | undefined): string {
  return leg ? `${base}-${leg.slug}` : base;
}

/** The leg that a `result.json` names; undefined where it names none, or nothing that is one. */
export function parseRecordedLeg(value: unknown): RecordedLeg | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { key, slug, index, total, attempt } = value as Record<string, unknown>;
  if (typeof key !== 'string' || key === '' || typeof slug !== 'string') return undefined;
  return {
    key: cut(key),
    slug,
    index: wholeNumber(index, 0),
    total: wholeNumber(total, 1),
    attempt: wholeNumber(attempt, 1) ?? 1,
  };
}

function readObject(text: string, name: string, problems: string[]): Record<string, unknown> | undefined {
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    problems.push(`input ${name} is not JSON: leave it at its default, which is toJSON(${name})`);
    return undefined;
  }
  if (value === null) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  problems.push(`input ${name} is no JSON object: leave it at its default, which is toJSON(${name})`);
  return undefined;
}

function wholeNumber(value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : null;
}

function keyOf(matrix: Record<string, unknown>): string {
  const entries = Object.entries(matrix).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  if (entries.length === 1) return cut(showValue(entries[0]![1]));
  return cut(entries.map(([name, value]) => `${showValue(name)}=${showValue(value)}`).join('; '));
}

/** Plain words as they are. Anything else as JSON on one line, so that no two matrices have the same key. */
function showValue(value: unknown): string {
  if (
    typeof value === 'string' &&
    /^[\p{L}\p{N}\p{M}._+@:/-][\p{L}\p{N}\p{M} ._+@:/-]*$/u.test(value) &&
    value === value.trim()
  )
    return value;
  return canonicalJson(value).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (char) => `\\u${char.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );
}

/** Keys are the names of rows. What is cut off still tells two keys apart. */
function cut(key: string): string {
  if (key.length <= LONGEST_KEY) return key;
  const kept = key.slice(0, LONGEST_KEY - HASH_LENGTH - 2).replace(/[\ud800-\udbff]$/, '');
  return `${kept}…~${sha256(key).slice(0, HASH_LENGTH)}`;
}

function slugOf(matrix: Record<string, unknown>): string {
  const hash = sha256(canonicalJson(matrix)).slice(0, HASH_LENGTH);
  const words = Object.entries(matrix)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, value]) => (typeof value === 'string' ? value : canonicalJson(value)))
    .join('-')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+/, '')
    .slice(0, LONGEST_SLUG - HASH_LENGTH - 1)
    .replace(/[-.]+$/, '');
  return words === '' ? hash : `${words}-${hash}`;
}
