// Equal models whose score moves as a whole from run to run: how often the verdict without a policy is wrong, with
// items alone and with the A/A runs that tell the noise; and what a drop is found with then.
import { normalDraw } from './draws.js';
import { simulate } from './families.js';
import { estimateRunNoise, studentTUpperTail, testEvidence, withBetweenRunNoise } from './source.js';
import { begin, percent, print, RUNS, times } from './tables.js';

/** @typedef {import('../../src/comparison/statistics/test-evidence.js').Tested} Tested */

const ITEMS = 1000;
const DISCORDANCE = 0.1;
const NOISES = [0, 0.0025, 0.005, 0.01, 0.02];
const DROP = 0.05;

/**
 * Draws what a verdict sees of one benchmark: A/A runs of the baseline's model, the baseline the last of them, and a
 * candidate. A run's score moves by the whole run and by its answers, whose variance is ψ/2n.
 * @param {number} noise σ of the whole run @param {number} runs that are kept, 0 for none @param {number} drop
 * @param {{ byZ?: boolean, otherModel?: boolean }} [how] by z: as if the variance were known; other model: the baseline
 * is none of the A/A runs
 * @returns {() => Tested}
 */
function noisyBenchmark(noise, runs, drop, { byZ, otherModel } = {}) {
  const answers = Math.sqrt(DISCORDANCE / 2 / ITEMS);
  const draw = () => ({ whole: noise * normalDraw(), own: answers * normalDraw() });
  return () => {
    const earlier = Array.from({ length: Math.max(1, runs) }, draw);
    const baseline = otherModel ? draw() : /** @type {ReturnType<typeof draw>} */ (earlier.at(-1));
    const candidate = draw();
    const shift = baseline.whole - candidate.whole + drop;
    const damage = shift + baseline.own - candidate.own;
    const discordant = Math.round(ITEMS * (DISCORDANCE + Math.abs(shift)));
    const worse = Math.min(discordant, Math.max(0, Math.round((discordant + ITEMS * damage) / 2)));
    /** @type {import('../../src/comparison/statistics/evidence.js').Evidence} */
    const evidence = {
      kind: 'binary-pairs',
      worse,
      better: discordant - worse,
      pairs: ITEMS,
      largerSide: ITEMS,
    };
    if (runs === 0) return testEvidence(evidence);
    const known = estimateRunNoise([
      earlier.map(({ whole, own }) => Math.round(ITEMS * (0.6 + whole + own)) / ITEMS),
    ]);
    const tested = testEvidence(withBetweenRunNoise(evidence, known, 1));
    const { damage: found, standardError } = tested;
    return byZ && found !== null && standardError !== null
      ? { ...tested, pValue: studentTUpperTail(found / standardError, Number.POSITIVE_INFINITY) }
      : tested;
  };
}

/** Prints the table. */
export function tellBetweenRuns() {
  begin('Noise between runs: equal models that are NO-GO, and a drop of 5 pp that is found');
  /** @type {[string, number, { byZ?: boolean, otherModel?: boolean }?][]} */
  const kinds = [
    ['items alone', 0],
    ['5 A/A runs, by z', 5, { byZ: true }],
    ['5 A/A runs', 5],
    ['5 of another model', 5, { otherModel: true }],
    ['10 A/A runs', 10],
    ['20 A/A runs', 20],
  ];
  const rows = [1, 20].flatMap((family) =>
    NOISES.map((noise) => [
      `${family} × σ = ${(100 * noise).toFixed(2)} pp`,
      ...kinds.map(([, runs, how]) =>
        percent(simulate(times(family, noisyBenchmark(noise, runs, 0, how)), RUNS / family).breach),
      ),
      ...kinds
        .filter(([, , how]) => !how)
        .map(([, runs]) => {
          const equal = noisyBenchmark(noise, runs, 0);
          const withDrop = [noisyBenchmark(noise, runs, DROP), ...times(family - 1, equal)];
          return percent(simulate(withDrop, RUNS / family).firstBreach);
        }),
    ]),
  );
  print(
    [
      'benchmarks',
      ...kinds.map(([kind]) => `NO-GO: ${kind}`),
      ...kinds.filter(([, , how]) => !how).map(([kind]) => `found: ${kind}`),
    ],
    rows,
  );
}
