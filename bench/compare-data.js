// Makes pairs of evaluations for bench/compare.js: 0.3 bundles, lm-eval trees of generation 0.2, and baseline records.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** @typedef {'baseline' | 'candidate'} Side */
/**
 * @typedef {object} Pair
 * @property {string} dir holds `baseline/`, `candidate/` and `policy.yaml`
 * @property {string[]} files with rows
 * @property {number} items of all benchmarks
 */

const SIDES = /** @type {const} */ (['baseline', 'candidate']);
const AT_ONCE = 10_000;
const HASH = 64;

/** Of the baseline every seventh is wrong; of the candidate every fortieth is another. @param {Side} side @param {number} item */
function rewardOf(side, item) {
  const before = item % 7 === 0 ? 0 : 1;
  return side === 'candidate' && item % 40 === 0 ? 1 - before : before;
}

/** @param {Side} side @param {number} items */
function meanOf(side, items) {
  let sum = 0;
  for (let item = 0; item < items; item += 1) sum += rewardOf(side, item);
  return sum / items;
}

/** Harnesses write items as they are done, another order in every run. @param {Side} side @param {number} items */
function orderOf(side, items) {
  const steps = side === 'baseline' ? [7919, 7907] : [104_729, 104_723];
  // A step that shares no factor with the number of items meets each once.
  const step = /** @type {number} */ (steps.find((prime) => items % prime !== 0) ?? 1);
  return (/** @type {number} */ at) => (at * step) % items;
}

/**
 * @param {string} file
 * @param {number} rows
 * @param {(at: number) => object} rowAt
 */
function writeRows(file, rows, rowAt) {
  mkdirSync(path.dirname(file), { recursive: true });
  const handle = openSync(file, 'w');
  for (let from = 0; from < rows; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, rows - from);
    const text = Array.from({ length: count }, (_, at) => `${JSON.stringify(rowAt(from + at))}\n`).join('');
    if (file.endsWith('.gz')) writeSync(handle, gzipSync(text, { level: 1 }));
    else writeSync(handle, text);
  }
  closeSync(handle);
}

/** @param {string} dir @param {string[]} names @param {string} metric */
function writePolicy(dir, names, metric) {
  const entries = names.map((name) => `  ${name}: {tier: critical}\n`).join('');
  writeFileSync(
    path.join(dir, 'policy.yaml'),
    `version: 1\ndefaults: {max_drop: 0.02, metric: ${metric}}\nbenchmarks:\n${entries}`,
  );
}

/** @param {number} benchmarks */
const namesOf = (benchmarks) => Array.from({ length: benchmarks }, (_, index) => `bench_${index}`);

/**
 * Bundles as `nel eval run` 0.3.0 writes them.
 * @param {string} dir
 * @param {{ benchmarks: number, items: number, prompt: number }} size `prompt` in bytes
 * @returns {Pair}
 */
export function writeBundles(dir, { benchmarks, items, prompt }) {
  /** @type {string[]} */
  const files = [];
  const padding = 'x'.repeat(prompt);
  for (const side of SIDES) {
    const order = orderOf(side, items);
    const value = meanOf(side, items);
    for (const name of namesOf(benchmarks)) {
      const folder = path.join(dir, side, name);
      const file = path.join(folder, 'results.jsonl');
      writeRows(file, items, (at) => {
        const item = order(at);
        const reward = rewardOf(side, item);
        return {
          problem_idx: item,
          repeat: 0,
          reward,
          scorer_rewards: {},
          prompt: `${item} ${padding}`,
          model_response: String(reward),
          extracted_answer: String(reward),
          expected_answer: '1',
          scoring_details: { method: 'exact', correct: reward === 1 },
          metadata: { source: 'bench', benchmark: name, category: `group ${item % 20}` },
          tokens: 11,
          latency_ms: 41.47,
        };
      });
      files.push(file);
      const bundle = {
        sdk_version: '0.3.0',
        config: { benchmark: name, model: 'model', repeats: 1 },
        benchmark: { name, samples: items, repeats: 1, scores: { 'pass@1': { value } } },
        n_results: items,
      };
      writeFileSync(path.join(folder, `eval-20260102T030405Z-${name}.json`), JSON.stringify(bundle));
    }
  }
  writePolicy(dir, namesOf(benchmarks), 'pass@1');
  return { dir, files, items: benchmarks * items };
}

/**
 * The artifacts of one lm-eval task.
 * @param {string} dir
 * @param {{ items: number, prompt: number }} size
 * @returns {Pair}
 */
export function writeTrees(dir, { items, prompt }) {
  const padding = 'x'.repeat(prompt);
  const files = SIDES.map((side) => {
    const folder = path.join(dir, side);
    const file = path.join(folder, 'model', 'samples_bench_0_2026-01-02T03-04-05.000001.jsonl');
    writeRows(file, items, (item) => ({
      doc_id: item,
      doc: { question: padding },
      target: '1',
      arguments: { gen_args_0: { arg_0: padding, arg_1: { until: ['\n'] } } },
      resps: [[String(rewardOf(side, item))]],
      filtered_resps: [String(rewardOf(side, item))],
      filter: 'none',
      metrics: ['acc'],
      doc_hash: String(item).padStart(HASH, '0'),
      prompt_hash: String(item).padStart(HASH, '1'),
      target_hash: String(item).padStart(HASH, '2'),
      acc: rewardOf(side, item),
    }));
    const scores = { acc: { value: meanOf(side, items), stats: {} } };
    const results = { tasks: { bench_0: { metrics: { acc: { scores } } } } };
    writeFileSync(
      path.join(folder, 'results.yml'),
      JSON.stringify({ config: { type: 'bench_0', params: {} }, results }),
    );
    writeFileSync(path.join(folder, 'run_config.yml'), 'framework_name: lm-evaluation-harness\n');
    return file;
  });
  writePolicy(dir, namesOf(1), 'acc');
  return { dir, files, items };
}

/**
 * Records of this action, all benchmarks in one packed file.
 * @param {string} dir
 * @param {{ benchmarks: number, items: number }} size
 * @returns {Pair}
 */
export function writeRecords(dir, { benchmarks, items }) {
  const names = namesOf(benchmarks);
  const files = SIDES.map((side) => {
    const folder = path.join(dir, side);
    const file = path.join(folder, 'scores.ndjson.gz');
    writeRows(file, benchmarks * items, (at) => {
      const item = at % items;
      return {
        benchmark: names[Math.floor(at / items)],
        item: String(item),
        repeat: 0,
        scores: { acc: rewardOf(side, item) },
        hash: (item * 0x9e3779b1).toString(16).padStart(16, '0').slice(0, 16),
      };
    });
    const score = meanOf(side, items);
    const result = {
      schema_version: 1,
      candidate: {},
      tasks: names.map((task, index) => ({
        task,
        index,
        state: 'success',
        harness: 'lm-evaluation-harness',
      })),
      invalid: [],
      benchmarks: names.map((task, index) => ({
        name: `${task}/acc`,
        task,
        task_index: index,
        metric: 'acc',
        score,
        status: 'NEW',
        reasons: [],
      })),
    };
    writeFileSync(path.join(folder, 'result.json'), JSON.stringify(result));
    return file;
  });
  writePolicy(dir, names, 'acc');
  return { dir, files, items: benchmarks * items };
}
