// Equal models under the verdict without a policy: how often it is wrong, and how often it settles anything.
import { binaryBenchmark, OPEN, openLabel, repeatedBenchmark } from './benchmarks.js';
import { simulate } from './families.js';
import { exactPower, rule } from './source.js';
import { begin, DISCORDANCES, FAMILIES, percent, print, RUNS, SIZES, sizesHead, times } from './tables.js';

/** @typedef {import('./families.js').Rates} Rates */

/** Prints both tables. */
export function tellFalseAlarms() {
  begin('Equal models: verdicts that are NO-GO');
  /** @type {string[][]} */
  const falseAlarms = [];
  /** @type {string[][]} */
  const reached = [];
  const worst = { binary: 0, repeated: 0 };
  for (const kind of /** @type {const} */ (['binary', 'repeated']))
    for (const noise of kind === 'binary' ? DISCORDANCES : OPEN) {
      const label = kind === 'binary' ? `0/1, ${100 * noise} % discordant` : openLabel(noise);
      // One after the other: what a benchmark has seen takes memory.
      const bySize = SIZES.map((n) => {
        const draw =
          kind === 'binary' ? binaryBenchmark(n, noise / 2, noise / 2) : repeatedBenchmark(n, noise, 0);
        return FAMILIES.map((family) => simulate(times(family, draw)));
      });
      FAMILIES.forEach((family, index) => {
        const rates = bySize.map((families) => /** @type {Rates} */ (families[index]));
        worst[kind] = Math.max(worst[kind], ...rates.map(({ breach }) => breach));
        falseAlarms.push([`${family} × ${label}`, ...rates.map(({ breach }) => percent(breach))]);
        reached.push([`${family} × ${label}`, ...rates.map(({ go }) => percent(go))]);
      });
    }
  print(['benchmarks', ...sizesHead], falseAlarms);
  const level = { alpha: rule.FAMILY_ALPHA, floor: rule.DROP_FLOOR };
  const exact = DISCORDANCES.flatMap((noise) =>
    SIZES.map((n) => exactPower(n, { worse: noise / 2, better: noise / 2 }, level)),
  );
  process.stdout.write(
    `Worst: 0/1 items ${percent(worst.binary)} (exactly, of one benchmark: ${percent(Math.max(...exact))}), repeats ${percent(worst.repeated)}. ` +
      `With ${RUNS} runs a share of 1 % is off by up to ${percent(2 * Math.sqrt(0.0099 / RUNS))} in 19 of 20 cells.\n\n`,
  );

  begin('Equal models: verdicts that are GO');
  print(['benchmarks', ...sizesHead], reached);
}
