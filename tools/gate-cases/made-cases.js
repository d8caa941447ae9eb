// Gate cases that each show one thing, small enough to read.
import { pythonJson, randomFrom } from './random-case.js';

/** @typedef {import('./random-case.js').Files} Files */
/** @typedef {{ name: string, why: string, files: Files }} MadeCase */
/** @typedef {Record<string, unknown>} Row */

const POLICY =
  'version: 1\ndefaults: {metric: mean_reward}\nbenchmarks:\n  mmlu: {tier: critical, max_drop: 0.05}\n';

/**
 * @param {string} side
 * @param {string} name
 * @param {readonly (Row | string)[]} rows text is taken as it is
 * @param {Row} scores
 * @param {Row} more further keys of the bundle
 * @returns {Files}
 */
function bundle(side, name, rows, scores = {}, more = {}) {
  const text = rows.map((row) => `${typeof row === 'string' ? row : pythonJson(row)}\n`).join('');
  return {
    [`${side}/${name}/eval-1-${name}.json`]: pythonJson({ benchmark: { name, scores }, ...more }),
    ...(rows.length > 0 ? { [`${side}/${name}/results.jsonl`]: text } : {}),
  };
}

/**
 * Rows with rewards, one repeat each.
 * @param {readonly (number | string | boolean | null)[]} rewards
 * @param {(index: number) => Row} more
 * @returns {Row[]}
 */
const rows = (rewards, more = () => ({})) =>
  rewards.map((reward, index) => ({ problem_idx: index, repeat: 0, reward, ...more(index) }));

/**
 * `right` items of `count` have the reward 1; they come first.
 * @param {number} count
 * @param {number} right
 */
const answers = (count, right) => Array.from({ length: count }, (_, index) => (index < right ? 1 : 0));

/**
 * @param {readonly (Row | string)[]} baseline
 * @param {readonly (Row | string)[]} candidate
 * @param {string} policy
 * @returns {Files}
 */
const pair = (baseline, candidate, policy = POLICY) => ({
  'policy.yaml': policy,
  ...bundle('baseline', 'mmlu', baseline),
  ...bundle('candidate', 'mmlu', candidate),
});

/**
 * The same bundles with scores and hardly any items.
 * @param {Row} baseline
 * @param {Row} candidate
 * @param {string} policy
 * @param {number} items
 * @returns {Files}
 */
const stated = (baseline, candidate, policy = POLICY, items = 0) => ({
  'policy.yaml': policy,
  ...bundle('baseline', 'mmlu', rows(answers(items, items)), { mean_reward: baseline }),
  ...bundle('candidate', 'mmlu', rows(answers(items, items)), { mean_reward: candidate }),
});

const category = (/** @type {number} */ count) => (/** @type {number} */ index) => ({
  metadata: { category: `c${index % count}` },
});

function graded() {
  const random = randomFrom(7);
  const base = Array.from({ length: 60 }, () => Math.round(random() * 100) / 100);
  return { base, cand: base.map((value) => Math.round((value - 0.04 + random() * 0.06) * 100) / 100) };
}

const { base, cand } = graded();
const relative = (/** @type {string} */ fields) =>
  `defaults: {metric: mean_reward, max_drop: 1}\nbenchmarks:\n  mmlu: {${fields}}\n`;

/** @type {[name: string, why: string, files: Files][]} */
const CASES = [
  ['ten-items', 'ten paired items are judged', pair(rows(answers(10, 10)), rows(answers(10, 9)))],
  [
    'nine-items',
    'nine are not, and there are no scores to fall back on',
    pair(rows(answers(9, 9)), rows(answers(9, 0))),
  ],
  [
    'graded-repeats',
    'means over three repeats, shuffled rows',
    pair(
      base
        .flatMap((reward, index) =>
          [2, 0, 1].map((repeat) => ({ problem_idx: index, repeat, reward: reward + repeat / 10 })),
        )
        .reverse(),
      cand.flatMap((reward, index) =>
        [0, 1, 2].map((repeat) => ({ problem_idx: index, repeat, reward: reward + repeat / 10 })),
      ),
    ),
  ],
  [
    'uneven-repeats',
    'one side has more repeats than the other',
    pair(
      rows(base),
      cand.flatMap((reward, index) =>
        [0, 1].map((repeat) => ({ problem_idx: index, repeat, reward: reward - repeat / 50 })),
      ),
    ),
  ],
  [
    'pass-at-1-counts-partial-credit',
    'a reward of 0.1 is a success',
    pair(
      rows(answers(40, 30)),
      rows(answers(40, 30).map((reward) => reward / 10)),
      POLICY.replace('mean_reward', 'pass@1'),
    ),
  ],
  [
    'two-clusters',
    'two categories: normal quantile, however few they are',
    pair(rows(base, category(2)), rows(cand)),
  ],
  ['twelve-clusters', 'a dozen categories', pair(rows(base, category(12)), rows(cand))],
  ['one-cluster', 'a single category is none', pair(rows(base, category(1)), rows(cand))],
  [
    'one-label-missing',
    'a label that is missing switches clustering off',
    pair(
      rows(base, (index) => (index === 5 ? {} : category(3)(index))),
      rows(cand),
    ),
  ],
  [
    'label-in-scoring-details',
    'an empty category gives way to that of the scoring details',
    pair(
      rows(base, (index) => ({ metadata: { category: '' }, scoring_details: { category: index % 4 } })),
      rows(cand),
    ),
  ],
  [
    'clusters-pass-plain-does-not',
    'clustering narrows the interval, and it passes',
    pair(
      rows(answers(40, 40), (index) => ({ metadata: { category: `c${index % 4}` } })),
      rows(answers(40, 40).map((reward, index) => (index >= 36 ? 0 : reward))),
      POLICY.replace('0.05', '0.12'),
    ),
  ],
  [
    'relative-breach',
    'the relative drop is judged on the point estimate alone',
    pair(rows(answers(30, 12)), rows(answers(30, 10)), relative('max_relative_drop: 0.1')),
  ],
  [
    'relative-guarded',
    'a baseline at or above the guard has no relative limit',
    pair(
      rows(answers(30, 15)),
      rows(answers(30, 10)),
      relative('max_relative_drop: 0.1, relative_guard_below: 0.5'),
    ),
  ],
  [
    'relative-of-zero',
    'a baseline of 0 has no relative drop',
    pair(rows(answers(30, 0)), rows(answers(30, 0)), relative('max_relative_drop: 0')),
  ],
  [
    'lower-is-better',
    'a rise is the damage',
    pair(
      rows(answers(200, 20)),
      rows(answers(200, 90)),
      POLICY.replace('max_drop', 'direction: lower_is_better, max_drop'),
    ),
  ],
  [
    'exactly-at-the-limit',
    'damage that equals the limit passes',
    pair(rows(Array(20).fill(0.75)), rows(Array(20).fill(0.5)), POLICY.replace('0.05', '0.25')),
  ],
  [
    'rounding-ties',
    'a mean of 1/128 is rounded to the even digit',
    pair(rows(answers(128, 0)), rows(answers(128, 1))),
  ],
  [
    'uniform-fall',
    'no variance: an interval without width',
    pair(rows(Array(20).fill(0.5)), rows(Array(20).fill(0.3))),
  ],
  ['unpaired', 'items of one side alone are left out', pair(rows(base), rows(cand).slice(45))],
  [
    'nothing-in-common',
    'no item on both sides, and no scores',
    pair(
      rows(base),
      rows(cand).map((row, index) => ({ ...row, problem_idx: 1000 + index })),
    ),
  ],
  ['nan-reward', 'NaN gives no verdict', pair(rows(base), rows([Number.NaN, ...cand.slice(1)]))],
  ['infinite-reward', 'neither does infinity', pair(rows(base), rows([Infinity, ...cand.slice(1)]))],
  [
    'texts-and-absences',
    'rewards in quotes count, absent ones are 0',
    pair(rows(base), [
      ...rows(['0.5', ' 1 ', true, 'nan'].slice(0, 3)),
      { problem_idx: 3 },
      ...rows(cand).slice(4),
    ]),
  ],
  ['null-reward', 'null stops the gate', pair(rows(base), rows([0.5, null, ...cand.slice(2)]))],
  [
    'list-row',
    'so does a row that is a list',
    pair(rows(base), [...rows(cand).slice(0, 3), '[1, 2]', ...rows(cand).slice(3)]),
  ],
  ['null-row', 'and one that is null', pair([...rows(base), 'null'], rows(cand))],
  [
    'null-metadata',
    'and metadata that are null',
    pair(
      rows(base, (index) => (index === 4 ? { metadata: null } : {})),
      rows(cand),
    ),
  ],
  [
    'infinite-problem',
    'and a problem_idx of infinity',
    pair(rows(base), [...rows(cand), '{"problem_idx": Infinity}']),
  ],
  [
    'broken-and-odd-lines',
    'lines that are no rows are skipped, the last of two with one key counts',
    pair(
      [
        ...rows(base),
        '{"problem_idx": 3, "rew',
        '',
        '  ',
        '{"reward": 1}',
        '{"problem_idx": "x"}',
        { problem_idx: '3', repeat: 0, reward: 0.125 },
      ],
      [
        ...rows(cand),
        { problem_idx: 5.9, repeat: null, reward: 1 },
        { problem_idx: 6.9, repeat: 0.5, reward: 0.25 },
      ],
    ),
  ],
  [
    'line-separators',
    'a row with U+2028 in a text is two broken lines',
    pair(
      rows(base, (index) => ({ model_response: index % 9 ? 'a' : 'a\u2028b' })),
      rows(cand, () => ({ model_response: 'a\\u2028b' })),
    ),
  ],
  [
    'long-ids',
    'ids that a double cannot hold stay apart',
    pair(
      rows(base).map((row) => pythonJson(row).replace(/idx": (\d+)/, 'idx": 9007199254740993000$1')),
      rows(cand).map((row) => pythonJson(row).replace(/idx": (\d+)/, 'idx": 9007199254740993000$1')),
    ),
  ],
  [
    'fallback-pass',
    'no items: the intervals of the bundles decide',
    stated({ value: 0.7, ci_lower: 0.69, ci_upper: 0.71 }, { value: 0.7, ci_lower: 0.69, ci_upper: 0.71 }),
  ],
  [
    'fallback-breach',
    'and can breach',
    stated({ value: 0.7, ci_lower: 0.69, ci_upper: 0.71 }, { value: 0.5, ci_lower: 0.49, ci_upper: 0.51 }),
  ],
  [
    'fallback-zero-width',
    'an interval without width is false certainty',
    stated(
      { value: 0.7, ci_lower: 0.7, ci_upper: 0.7 },
      { value: 0.7, ci_lower: 0.7, ci_upper: 0.7 },
      POLICY,
      8,
    ),
  ],
  [
    'fallback-without-interval',
    'required benchmarks need an interval',
    stated({ value: 0.7 }, { value: 0.7 }),
  ],
  [
    'fallback-advisory',
    'advisory ones are judged by the point',
    stated({ value: 0.7 }, { value: 0.5 }, POLICY.replace('critical', 'advisory')),
  ],
  [
    'fallback-half',
    'one side states a score',
    stated({ value: 0.7, ci_lower: 0.7 }, { value: null, note: 1 }),
  ],
  ['fallback-text', 'a score in quotes stops the gate', stated({ value: '0.7' }, { value: 0.7 })],
  [
    'chosen-metric',
    'without a metric the bundles choose',
    {
      'policy.yaml': '{}',
      ...bundle('baseline', 'a', rows(base), { 'pass@1': { value: 0.5 }, 'scorer:f1': { value: 1 } }),
      ...bundle('candidate', 'a', rows(cand), { 'pass@1': { value: 0.4 } }),
      ...bundle('baseline', 'b', rows(base), { 'scorer:f1': { value: 0.9 }, runtime: { value: 3 } }),
      ...bundle('candidate', 'b', rows(cand), { 'scorer:f1': { value: 0.5 } }),
    },
  ],
  ['nothing-evaluated', 'nothing to judge is GO', { 'policy.yaml': '{}' }],
  [
    'shared-rows',
    'two bundles in one folder are judged on the same rows',
    {
      'policy.yaml': 'defaults: {max_drop: 0.2}\n',
      'baseline/eval-1.json': '{"benchmark": {"name": "a"}}',
      'baseline/eval-2.json': '{"benchmark": {"name": "b"}}',
      'baseline/results.jsonl': rows(base)
        .map((row) => `${pythonJson(row)}\n`)
        .join(''),
      ...bundle('candidate', 'a', rows(cand)),
      ...bundle('candidate', 'b', rows(cand)),
    },
  ],
  [
    'two-bundles-in-a-folder',
    'neither is read, and what is required is missing',
    {
      ...pair(rows(base), rows(cand)),
      'candidate/mmlu/eval-2-mmlu.json': '{"benchmark": {"name": "mmlu"}}',
    },
  ],
  [
    'same-name-twice',
    'the same benchmark in two folders stops the gate',
    {
      ...pair(rows(base), rows(cand)),
      'candidate/again/eval-2.json': '{"benchmark": {"name": "mmlu"}}',
    },
  ],
  [
    'too-deep-cut-off-and-nameless',
    'what is not found is not read',
    {
      ...pair(rows(base), rows(cand)),
      'baseline/x/y/eval-1.json': '{"benchmark": {"name": "deep"}}',
      'baseline/cut/eval-1.json': '{"benchmark": {"name": "cu',
      'baseline/empty/eval-1.json': '',
      'baseline/nameless/eval-1.json': '{"benchmark": {}}',
    },
  ],
  [
    'list-bundle',
    'a bundle that is a list stops the gate',
    { ...pair(rows(base), rows(cand)), 'baseline/l/eval-1.json': '[]' },
  ],
  [
    'null-scores',
    'so do scores that are null',
    {
      ...pair(rows(base), rows(cand)),
      'baseline/mmlu/eval-1-mmlu.json': '{"benchmark": {"name": "mmlu", "scores": null}}',
    },
  ],
  [
    'failed-requests',
    'requests that failed count as wrong answers',
    pair(
      rows(answers(60, 50)),
      rows(answers(60, 50), (index) =>
        index > 56 ? { scoring_details: { error_category: 'infra_error', error: 'refused' } } : {},
      ),
      POLICY.replace('0.05', '0.2'),
    ),
  ],
  [
    'policy-yaml-1.1',
    'YAML 1.1 and lax numbers: the last of two keys, a number in quotes, true for 1',
    pair(
      rows(base),
      rows(cand),
      'version: "1"\ndefaults: &d {metric: mean_reward, max_drop: "1e-1", max_relative_drop: yes}\nbenchmarks:\n  mmlu: {max_drop: 0}\n  mmlu: {<<: *d, max_drop: 0_0.0_9}\n',
    ),
  ],
  [
    'policy-unsupported-metric',
    'a required benchmark needs a metric that can be gated',
    pair(rows(base), rows(cand), POLICY.replace('mean_reward', 'acc')),
  ],
  [
    'policy-nan',
    'NaN as a limit passes nothing',
    pair(rows(base), rows(base), POLICY.replace('0.05', '.nan')),
  ],
  [
    'policy-null-entry',
    'a benchmark with nothing under it is refused',
    pair(rows(base), rows(cand), `${POLICY}  gsm8k:\n`),
  ],
  [
    'policy-number-for-a-name',
    'a name that is a number is refused',
    pair(rows(base), rows(cand), `${POLICY}  2024: {}\n`),
  ],
  [
    'unlisted-and-one-sided',
    'those not named are judged by the defaults, those of one side alone are only told',
    {
      ...pair(rows(base), rows(cand)),
      ...bundle('baseline', 'extra', rows(answers(50, 50))),
      ...bundle('candidate', 'extra', rows(answers(50, 5))),
      ...bundle('candidate', 'new', rows(cand)),
    },
  ],
];

/** @type {MadeCase[]} */
export const MADE_CASES = CASES.map(([name, why, files]) => ({ name, why, files }));
