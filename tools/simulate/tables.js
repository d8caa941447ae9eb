// How many runs, of what, and how they are printed.
import { reseed } from './draws.js';

export const RUNS = Number(process.argv[2] ?? 20_000);
export const FAMILIES = [1, 5, 20];
export const SIZES = [50, 100, 200, 500, 1000, 2000, 5000];
export const DISCORDANCES = [0.05, 0.1, 0.2, 0.4];

export const sizesHead = SIZES.map((n) => `n = ${n}`);

const started = performance.now();

/** Says on stderr how far the simulation is. @param {string} what */
export function say(what) {
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0)} s: ${what}\n`);
}

/** Each table starts from the seed, so that none depends on those before. @param {string} title */
export function begin(title) {
  reseed();
  say(title);
  process.stdout.write(`### ${title}\n\n`);
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
export function print(head, rows) {
  const lines = [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows];
  process.stdout.write(`${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n`);
}

/** @param {number} share */
export function percent(share) {
  return `${(100 * share).toFixed(share < 0.1 ? 2 : 1)} %`;
}

/** @param {number | null} share */
export function pointsOf(share) {
  return share === null ? 'none' : (100 * share).toFixed(2);
}

/** @template T @param {number} length @param {T} value */
export function times(length, value) {
  return /** @type {T[]} */ (new Array(length).fill(value));
}
