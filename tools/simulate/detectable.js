// The drop that is said to be found in 8 of 10 runs: how often one that large is found, and what runs print.
import {
  binaryBenchmark,
  OPEN,
  openLabel,
  quarterShares,
  repeatedBenchmark,
  varianceOfQuarters,
} from './benchmarks.js';
import { multinomialDraws } from './draws.js';
import { simulate } from './families.js';
import { detectableDropAt, detectableDropOfMean, detectableDropOfPairs, exactPower, rule } from './source.js';
import {
  begin,
  DISCORDANCES,
  FAMILIES,
  percent,
  pointsOf,
  print,
  SIZES,
  sizesHead,
  times,
} from './tables.js';

/** Runs whose estimated mde is looked at. */
const ESTIMATES = 400;

/** Prints the table of drops that are found where the discordance is known. */
function tellFound() {
  begin('A drop as large as the mde, discordance known: how often it is found');
  /** @type {string[][]} */
  const found = [];
  for (const families of FAMILIES)
    for (const noise of DISCORDANCES) {
      const cells = SIZES.map((n) => {
        const mde = detectableDropAt(n, noise, families);
        if (mde === null) return 'none';
        const others = times(families - 1, binaryBenchmark(n, noise / 2, noise / 2));
        const { firstBreach } = simulate([binaryBenchmark(n, noise / 2 + mde, noise / 2), ...others]);
        return `${pointsOf(mde)} pp: ${percent(firstBreach)}`;
      });
      found.push([`${families} × 0/1, ${100 * noise} %`, ...cells]);
    }
  for (const open of OPEN) {
    const cells = SIZES.map((n) => {
      // The error at the drop itself, which has more variance than no drop.
      let mde = 0;
      for (let round = 0; round < 50; round += 1) {
        const next =
          detectableDropOfMean(Math.sqrt(varianceOfQuarters(quarterShares(open, mde)) / n), 1) ?? 0;
        mde = Math.min(next, open / 2);
      }
      const { firstBreach } = simulate([repeatedBenchmark(n, open, mde)]);
      return `${pointsOf(mde)} pp: ${percent(firstBreach)}`;
    });
    found.push([`1 × ${openLabel(open)}`, ...cells]);
  }
  print(['benchmarks', ...sizesHead], found);
}

/** The mean of the mde that runs with a true drop would print, and of the true power at it. @param {boolean} dropped */
function estimates(dropped) {
  /** @type {string[][]} */
  const rows = [];
  for (const families of FAMILIES)
    for (const noise of DISCORDANCES) {
      const level = { alpha: rule.FAMILY_ALPHA / families, floor: rule.DROP_FLOOR };
      const cells = SIZES.map((n) => {
        const truth = detectableDropAt(n, noise, families);
        if (truth === null) return 'none';
        const worse = noise / 2 + (dropped ? truth : 0);
        const draw = multinomialDraws(n, [worse, noise / 2, 1 - worse - noise / 2]);
        let power = 0;
        let drops = 0;
        for (let run = 0; run < ESTIMATES; run += 1) {
          const [b = 0, c = 0] = draw();
          const mde = Math.min(detectableDropOfPairs(b, c, n, families) ?? 1, 1 - noise);
          drops += mde;
          power += exactPower(n, { worse: noise / 2 + mde, better: noise / 2 }, level);
        }
        return `${pointsOf(drops / ESTIMATES)} pp: ${percent(power / ESTIMATES)}`;
      });
      rows.push([`${families} × 0/1, ${100 * noise} %`, ...cells]);
    }
  print(['benchmarks', ...sizesHead], rows);
}

/** Prints the tables. */
export function tellDetectable() {
  tellFound();
  begin('The mde that a run with such a drop prints: its mean, and the mean power at it');
  estimates(true);
  begin('The mde that a run of equal models prints: its mean, and the mean power at it');
  estimates(false);
}
