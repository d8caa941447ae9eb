// How many items settle the verdict without a policy.
import { detectableDropAt, itemsToPass } from './source.js';
import { begin, DISCORDANCES, FAMILIES, print } from './tables.js';

/** The fewest items at which the mde is at most a drop. @param {number} noise @param {number} drop @param {number} tests */
function itemsToDetect(noise, drop, tests) {
  let low = 8;
  let high = 20_000;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const mde = detectableDropAt(middle, noise, tests);
    if (mde !== null && mde <= drop) high = middle;
    else low = middle;
  }
  return String(high);
}

/** Prints the table. */
export function tellItems() {
  begin('Items that settle it');
  print(
    [
      'discordance',
      'PASS in 8 of 10 runs of equal models',
      ...FAMILIES.flatMap((m) => [`find 3 pp, 1 of ${m}`, `find 5 pp, 1 of ${m}`]),
    ],
    DISCORDANCES.map((noise) => [
      `${100 * noise} %`,
      String(itemsToPass(noise)),
      ...FAMILIES.flatMap((m) => [itemsToDetect(noise, 0.03, m), itemsToDetect(noise, 0.05, m)]),
    ]),
  );
}
