// A drop of the size that a PASS excludes: how often it passes all the same.
import { binaryBenchmark, OPEN, openLabel, repeatedBenchmark } from './benchmarks.js';
import { simulate } from './families.js';
import { binomialMassOf, binomialUpperTail, decideStatus, testEvidence } from './source.js';
import { begin, DISCORDANCES, percent, print, SIZES, sizesHead } from './tables.js';

const DROP = 0.03;

/**
 * The exact probability of a PASS of one benchmark of 0/1 items: the upper limit rises with b.
 * @param {number} n @param {number} worse @param {number} better
 */
function exactPass(n, worse, better) {
  const mass = binomialMassOf(worse + better);
  const passes = (/** @type {number} */ b, /** @type {number} */ c) =>
    decideStatus(testEvidence({ kind: 'binary-pairs', worse: b, better: c, pairs: n, largerSide: n }), 1)
      .status === 'PASS';
  let total = 0;
  for (let discordant = 0; discordant <= n; discordant += 1) {
    const weight = mass(discordant, n);
    if (weight < 1e-9) continue;
    let low = -1;
    let high = discordant + 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (passes(middle, discordant - middle)) low = middle;
      else high = middle;
    }
    total += weight * (1 - binomialUpperTail(low + 1, discordant, worse / (worse + better)));
  }
  return total;
}

/** Prints the table. */
export function tellMissedDrops() {
  begin('A true drop of 3 pp: how often it is called PASS, and how often BREACH');
  /** @type {string[][]} */
  const missed = [];
  let worstPass = 0;
  for (const noise of DISCORDANCES) {
    const cells = SIZES.map((n) => {
      const { firstPass, firstBreach } = simulate([
        binaryBenchmark(n, (noise + DROP) / 2, (noise - DROP) / 2),
      ]);
      worstPass = Math.max(worstPass, firstPass);
      return `${percent(firstPass)}, ${percent(firstBreach)}`;
    });
    missed.push([`0/1, ${100 * noise} % discordant`, ...cells]);
  }
  for (const open of OPEN) {
    const cells = SIZES.map((n) => {
      const { firstPass, firstBreach } = simulate([repeatedBenchmark(n, open, DROP)]);
      worstPass = Math.max(worstPass, firstPass);
      return `${percent(firstPass)}, ${percent(firstBreach)}`;
    });
    missed.push([openLabel(open), ...cells]);
  }
  print(['one benchmark', ...sizesHead], missed);
  const exactMisses = DISCORDANCES.flatMap((noise) =>
    SIZES.map((n) => exactPass(n, (noise + DROP) / 2, (noise - DROP) / 2)),
  );
  process.stdout.write(
    `Worst PASS: ${percent(worstPass)}; exactly, of 0/1 items: ${percent(Math.max(...exactMisses))}.\n\n`,
  );
}
