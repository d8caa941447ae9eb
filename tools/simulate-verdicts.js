// How often the verdict without a policy is wrong, and how often it finds a drop: simulated, with a seed.
//   npm run simulate [-- runs]      20,000 runs a cell take about two minutes on one of two shared cores
// Prints the Markdown tables of docs/statistics.md.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileSource } from './compile-source.js';

/** @typedef {import('../src/comparison/statistics/test-evidence.js').Tested} Tested */
/** @typedef {import('../src/comparison/statistics/judge-by-default.js').Status} Status */

const RUNS = Number(process.argv[2] ?? 20_000);
const SEED = 20_240_601;
const FAMILIES = [1, 5, 20];
const SIZES = [50, 100, 200, 500, 1000, 2000, 5000];
const DISCORDANCES = [0.05, 0.1, 0.2, 0.4];
/** Runs whose estimated mde is looked at. */
const ESTIMATES = 400;
const DROP = 0.03;

const folder = mkdtempSync(path.join(os.tmpdir(), 'simulate-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
compileSource(folder);
const load = (/** @type {string} */ name) =>
  import(pathToFileURL(path.join(folder, 'comparison', 'statistics', `${name}.js`)).href);
/** @type {typeof import('../src/comparison/statistics/judge-by-default.js')} */
const { adjustTogether, concludeFamily, decideStatus } = await load('judge-by-default');
/** @type {typeof import('../src/comparison/statistics/test-evidence.js')} */
const { testEvidence } = await load('test-evidence');
/** @type {typeof import('../src/comparison/statistics/detectable-drop.js')} */
const { detectableDropAt, detectableDropOfMean, detectableDropOfPairs } = await load('detectable-drop');
/** @type {typeof import('../src/comparison/statistics/mcnemar-power.js')} */
const { exactPower } = await load('mcnemar-power');
/** @type {typeof import('../src/comparison/statistics/distributions.js')} */
const { binomialUpperTail } = await load('distributions');
/** @type {typeof import('../src/comparison/statistics/binomial-mass.js')} */
const { binomialMassOf } = await load('binomial-mass');
/** @type {typeof import('../src/comparison/statistics/default-rule.js')} */
const rule = await load('default-rule');
/** @type {typeof import('../src/comparison/statistics/items-needed.js')} */
const { itemsToPass } = await load('items-needed');

/** mulberry32: numbers in [0, 1). @param {number} seed */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let random = seeded(SEED);

/** Draws from B(n, p) for many n of one p, by inversion of tables. @param {number} p */
function binomialDraws(p) {
  const mass = binomialMassOf(p);
  /** @type {Map<number, { first: number, sums: Float64Array }>} */
  const tables = new Map();
  const tableOf = (/** @type {number} */ n) => {
    const spread = 9 * Math.sqrt(n * p * (1 - p)) + 30;
    const first = Math.max(0, Math.floor(n * p - spread));
    const sums = new Float64Array(Math.min(n, Math.ceil(n * p + spread)) - first + 1);
    let sum = 0;
    for (let index = 0; index < sums.length; index += 1) {
      sum += mass(first + index, n);
      sums[index] = sum;
    }
    return { first, sums };
  };
  return (/** @type {number} */ n) => {
    if (n === 0 || p <= 0) return 0;
    if (p >= 1) return n;
    let table = tables.get(n);
    if (!table) {
      table = tableOf(n);
      tables.set(n, table);
    }
    const wanted = random();
    let low = 0;
    let high = table.sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {number} */ (table.sums[middle]) > wanted) high = middle;
      else low = middle + 1;
    }
    return table.first + low;
  };
}

/**
 * Draws counts of a multinomial.
 * @param {number} n
 * @param {readonly number[]} shares sum to 1
 */
function multinomialDraws(n, shares) {
  let left = 1;
  const draws = shares.slice(0, -1).map((share) => {
    const draw = binomialDraws(Math.min(1, share / left));
    left -= share;
    return draw;
  });
  return () => {
    let rest = n;
    const counts = draws.map((draw) => {
      const count = draw(rest);
      rest -= count;
      return count;
    });
    return [...counts, rest];
  };
}

/**
 * A benchmark to draw results of, tested once per distinct outcome.
 * @param {() => number[]} draw two whole numbers that say all about a run, the second under 2**26 and not negative
 * @param {(outcome: number[]) => import('../src/comparison/statistics/evidence.js').Evidence} evidenceOf
 * @returns {() => Tested}
 */
function benchmark(draw, evidenceOf) {
  /** @type {Map<number, Tested>} */
  const seen = new Map();
  return () => {
    const outcome = draw();
    const key = (outcome[0] ?? 0) * 2 ** 26 + (outcome[1] ?? 0);
    let tested = seen.get(key);
    if (!tested) {
      tested = testEvidence(evidenceOf(outcome));
      seen.set(key, tested);
    }
    return tested;
  };
}

/**
 * 0/1 items in pairs. @param {number} n @param {number} worse @param {number} better
 */
function binaryBenchmark(n, worse, better) {
  return benchmark(
    multinomialDraws(n, [worse, better, Math.max(0, 1 - worse - better)]),
    ([b = 0, c = 0]) => ({
      kind: 'binary-pairs',
      worse: b,
      better: c,
      pairs: n,
      largerSide: n,
    }),
  );
}

const REPEATS = 4;

/**
 * The distribution of one item's difference of two means of four repeats, in quarters from −4 to 4: a share of the items
 * is open, the others are always right or always wrong; the chance of an open item is uniform, and the candidate's lower
 * by `drop`/`open` on average, by answers that turn wrong.
 * @param {number} open @param {number} drop
 */
function quarterShares(open, drop) {
  const shares = new Array(2 * REPEATS + 1).fill(0);
  const GRID = 400;
  for (let step = 0; step < GRID; step += 1) {
    const chance = (step + 0.5) / GRID;
    // The mean of the chance is ½: keeping a share 1 − 2·drop/open of the right answers costs `drop` on all items.
    const kept = chance * (1 - (2 * drop) / open);
    const before = Array.from({ length: REPEATS + 1 }, (_, k) => binomialMassOf(chance)(k, REPEATS));
    const after = Array.from({ length: REPEATS + 1 }, (_, k) => binomialMassOf(kept)(k, REPEATS));
    before.forEach((p, k) => {
      after.forEach((q, l) => {
        shares[k - l + REPEATS] += (p * q * open) / GRID;
      });
    });
  }
  shares[REPEATS] += 1 - open;
  return shares;
}

/** @param {readonly number[]} shares of quarters */
function varianceOfQuarters(shares) {
  const mean = shares.reduce((sum, share, index) => sum + (share * (index - REPEATS)) / REPEATS, 0);
  return shares.reduce((sum, share, index) => sum + share * ((index - REPEATS) / REPEATS - mean) ** 2, 0);
}

/** Items with four repeats. @param {number} n @param {number} open @param {number} drop */
function repeatedBenchmark(n, open, drop) {
  const draw = multinomialDraws(n, quarterShares(open, drop));
  const sums = () => {
    const sum = [0, 0];
    draw().forEach((count, index) => {
      sum[0] = (sum[0] ?? 0) + count * (index - REPEATS);
      sum[1] = (sum[1] ?? 0) + count * (index - REPEATS) ** 2;
    });
    return sum;
  };
  return benchmark(sums, ([sum = 0, squares = 0]) => {
    const differences = {
      count: n,
      mean: sum / n / REPEATS,
      squares: (squares - sum ** 2 / n) / REPEATS ** 2,
    };
    return { kind: 'score-pairs', differences, largerSide: n };
  });
}

/** @typedef {{ breach: number, go: number, firstBreach: number, firstPass: number }} Rates */

/**
 * Shares of runs of a family. @param {(() => Tested)[]} family
 * @returns {Rates}
 */
function simulate(family) {
  const counts = { breach: 0, go: 0, firstBreach: 0, firstPass: 0 };
  for (let run = 0; run < RUNS; run += 1) {
    const tested = family.map((draw) => draw());
    const adjusted = adjustTogether(tested);
    /** @type {Status[]} */
    const statuses = tested.map((one, index) => decideStatus(one, adjusted[index] ?? null).status);
    const verdict = concludeFamily(statuses);
    if (verdict === 'NO-GO') counts.breach += 1;
    if (verdict === 'GO') counts.go += 1;
    if (statuses[0] === 'BREACH') counts.firstBreach += 1;
    if (statuses[0] === 'PASS') counts.firstPass += 1;
  }
  return /** @type {Rates} */ (
    Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, count / RUNS]))
  );
}

/** @template T @param {number} length @param {T} value */
const times = (length, value) => /** @type {T[]} */ (new Array(length).fill(value));
const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(share < 0.1 ? 2 : 1)} %`;
const pointsOf = (/** @type {number | null} */ share) => (share === null ? 'none' : (100 * share).toFixed(2));

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function print(head, rows) {
  const lines = [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows];
  process.stdout.write(`${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n`);
}

/** Each table starts from the seed, so that none depends on those before. @param {string} title */
function begin(title) {
  random = seeded(SEED);
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0)} s: ${title}\n`);
  process.stdout.write(`### ${title}\n\n`);
}

const started = performance.now();
const OPEN = [0.2, 0.6];
/** Discordance on the scale of 0/1 items that makes as much variance. */
const openLabel = (/** @type {number} */ open) =>
  `4 repeats, ${100 * open} % open items (variance ${varianceOfQuarters(quarterShares(open, 0)).toFixed(3)})`;

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
const sizesHead = SIZES.map((n) => `n = ${n}`);
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
      const next = detectableDropOfMean(Math.sqrt(varianceOfQuarters(quarterShares(open, mde)) / n), 1) ?? 0;
      mde = Math.min(next, open / 2);
    }
    const { firstBreach } = simulate([repeatedBenchmark(n, open, mde)]);
    return `${pointsOf(mde)} pp: ${percent(firstBreach)}`;
  });
  found.push([`1 × ${openLabel(open)}`, ...cells]);
}
print(['benchmarks', ...sizesHead], found);

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

begin('The mde that a run with such a drop prints: its mean, and the mean power at it');
estimates(true);
begin('The mde that a run of equal models prints: its mean, and the mean power at it');
estimates(false);

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

begin('A true drop of 3 pp: how often it is called PASS, and how often BREACH');
/** @type {string[][]} */
const missed = [];
let worstPass = 0;
for (const noise of DISCORDANCES) {
  const cells = SIZES.map((n) => {
    const { firstPass, firstBreach } = simulate([binaryBenchmark(n, (noise + DROP) / 2, (noise - DROP) / 2)]);
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

begin('Items that settle it');
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
process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0)} s: done\n`);
