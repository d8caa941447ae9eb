// Equal models under a gate policy, judged by the gate itself: how often they fail, how often they pass, and what the
// estimate says of it.
import { multinomialDraws } from './draws.js';
import {
  applyThresholds,
  concludeGate,
  DEFAULT_THRESHOLDS,
  emptyResult,
  estimateFalseFailRate,
  judgeItems,
  roundHalfEven,
} from './source.js';
import { begin, FAMILIES, percent, print, RUNS, SIZES, say, sizesHead } from './tables.js';

/** @typedef {import('../../src/comparison/policy/gate-policy.js').Thresholds} Thresholds */
/** @typedef {import('../../src/comparison/gate/benchmark-result.js').BenchmarkResult} BenchmarkResult */
/** @typedef {{ result: BenchmarkResult, worse: number, better: number, baselineScore: number }} Drawn */
/** @typedef {{ fail: number, pass: number, estimate: number }} Rates */

const DISCORDANCES = [0.1, 0.4];
/** The share of right answers of both models. */
const ACCURACY = 0.6;
/** Runs whose estimate is looked at. */
const estimates = Math.min(400, RUNS);
/** Decimal places of the gate's scores. */
const PLACES = 6;

/** What is not named is as in a policy that says nothing. @type {[name: string, Thresholds][]} */
const POLICIES = [
  ...[0, 0.01, DEFAULT_THRESHOLDS.maxDrop, 0.03].map(
    (maxDrop) =>
      /** @type {[string, Thresholds]} */ ([`max_drop ${maxDrop}`, { ...DEFAULT_THRESHOLDS, maxDrop }]),
  ),
  ['max_relative_drop 0.05', { ...DEFAULT_THRESHOLDS, maxRelativeDrop: 0.05 }],
];

/**
 * What the gate measures where items have 0 or 1 on both sides. All that agree are right: the baseline's score is the
 * caller's, and the difference does not depend on it.
 * @param {number} n @param {number} worse @param {number} better
 */
function measure(n, worse, better) {
  const baseline = new Float64Array(n).fill(1).fill(0, worse, worse + better);
  const candidate = new Float64Array(n).fill(1).fill(0, 0, worse);
  const deltas = candidate.map((value, index) => value - /** @type {number} */ (baseline[index]));
  return judgeItems(emptyResult('simulated', DEFAULT_THRESHOLDS), {
    baseline,
    candidate,
    deltas,
    clusters: undefined,
  });
}

/**
 * Draws of one benchmark; the gate measures each distinct pair of counts once.
 * @param {number} n @param {number} discordance @returns {() => Drawn}
 */
function policedBenchmark(n, discordance) {
  const half = discordance / 2;
  const draw = multinomialDraws(n, [half, half, ACCURACY - half, 1 - ACCURACY - half]);
  const scores = Array.from({ length: n + 1 }, (_, right) => roundHalfEven(right / n, PLACES));
  /** @type {Map<number, BenchmarkResult>} */
  const seen = new Map();
  return () => {
    const [worse = 0, better = 0, right = 0] = draw();
    const key = worse * 2 ** 26 + better;
    let result = seen.get(key);
    if (!result) {
      result = measure(n, worse, better);
      seen.set(key, result);
    }
    return { result, worse, better, baselineScore: /** @type {number} */ (scores[worse + right]) };
  };
}

/**
 * The statuses of measured benchmarks under one policy. Without a relative limit they do not depend on the baseline.
 * @param {Thresholds} thresholds
 */
function judgeUnder(thresholds) {
  /** @type {Map<BenchmarkResult, string>} */
  const seen = new Map();
  const judge = (/** @type {Drawn} */ { result, baselineScore }) =>
    applyThresholds({ ...result, baselineScore }, thresholds, false)?.status ?? '';
  return (/** @type {Drawn} */ drawn) => {
    if (thresholds.maxRelativeDrop !== null) return { status: judge(drawn), thresholds };
    let status = seen.get(drawn.result);
    if (status === undefined) {
      status = judge(drawn);
      seen.set(drawn.result, status);
    }
    return { status, thresholds };
  };
}

/** @param {readonly Drawn[]} drawn @param {number} n @param {Thresholds} thresholds */
function estimate(drawn, n, thresholds) {
  return /** @type {number} */ (
    estimateFalseFailRate(
      drawn.map(({ worse, better, baselineScore }) => ({
        variance: (worse + better) / n,
        pairs: n,
        baselineScore,
        thresholds,
      })),
    )
  );
}

/**
 * The rates of every policy and family, all on the same draws: a family is the first benchmarks of the largest one.
 * @param {number} n @param {number} discordance
 * @returns {Rates[][]} by policy and family
 */
function simulatePolicies(n, discordance) {
  const draw = policedBenchmark(n, discordance);
  const judges = POLICIES.map(([, thresholds]) => judgeUnder(thresholds));
  const rates = POLICIES.map(() => FAMILIES.map(() => ({ fail: 0, pass: 0, estimate: 0 })));
  for (let run = 0; run < RUNS; run += 1) {
    const drawn = Array.from({ length: Math.max(...FAMILIES) }, draw);
    POLICIES.forEach(([, thresholds], policy) => {
      const judged = drawn.map(/** @type {ReturnType<typeof judgeUnder>} */ (judges[policy]));
      FAMILIES.forEach((family, index) => {
        const rate = /** @type {Rates} */ (rates[policy]?.[index]);
        const verdict = concludeGate(/** @type {BenchmarkResult[]} */ (judged.slice(0, family)));
        if (verdict === 'NO-GO') rate.fail += 1 / RUNS;
        if (verdict === 'GO') rate.pass += 1 / RUNS;
        if (run < estimates) rate.estimate += estimate(drawn.slice(0, family), n, thresholds) / estimates;
      });
    });
  }
  return rates;
}

/** Prints both tables. */
export function tellPolicies() {
  begin('Policies, equal models: verdicts that are NO-GO');
  /** @type {string[][]} */
  const failed = [];
  /** @type {string[][]} */
  const passed = [];
  for (const discordance of DISCORDANCES) {
    const bySize = SIZES.map((n) => {
      say(`${100 * discordance} % discordant, n = ${n}`);
      return simulatePolicies(n, discordance);
    });
    POLICIES.forEach(([name], policy) => {
      FAMILIES.forEach((family, index) => {
        const rates = bySize.map((policies) => /** @type {Rates} */ (policies[policy]?.[index]));
        const label = `${family} × 0/1, ${100 * discordance} % discordant, ${name}`;
        failed.push([label, ...rates.map((rate) => `${percent(rate.fail)} (${percent(rate.estimate)})`)]);
        passed.push([label, ...rates.map((rate) => percent(rate.pass))]);
      });
    });
  }
  print(['benchmarks', ...sizesHead], failed);
  process.stdout.write(`In brackets: the mean of what the estimate says, over ${estimates} runs.\n\n`);
  begin('Policies, equal models: verdicts that are GO');
  print(['benchmarks', ...sizesHead], passed);
}
