// Random gate cases: pairs of bundle folders and a policy, with the oddities that real and broken files have.

/** @typedef {() => number} Random uniform on [0, 1) */
/** @typedef {Record<string, string>} Files text by path, in a case's folder */

/**
 * A small generator that gives the same numbers everywhere (mulberry32, by Tommy Ettinger, public domain).
 * @param {number} seed
 * @returns {Random}
 */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * @template T
 * @param {Random} random
 * @param {readonly T[]} options
 * @returns {T}
 */
const pick = (random, options) => /** @type {T} */ (options[Math.floor(random() * options.length)]);

/**
 * The files of one random case.
 * @param {number} seed
 * @returns {Files}
 */
export function randomCase(seed) {
  const random = randomFrom(seed);
  const names = ['mmlu', 'gsm8k', 'ifeval', 'bfcl/v3', 'größe'].slice(0, 1 + Math.floor(random() * 4));
  /** @type {Files} */
  const files = { 'policy.yaml': randomPolicy(random, names) };
  for (const name of names) addBenchmark(random, name, files);
  if (random() < 0.05) files['candidate/deep/er/eval-x.json'] = '{"benchmark": {"name": "mmlu"}}';
  if (random() < 0.04) files['baseline/two/eval-a.json'] = '{"benchmark": {"name": "a"}}';
  if (random() < 0.04) files['baseline/two/eval-b.json'] = '{"benchmark": {"name": "b"}}';
  if (random() < 0.04)
    files['candidate/again/eval-9.json'] = JSON.stringify({ benchmark: { name: names[0], scores: {} } });
  if (random() < 0.03) files['baseline/cut/eval-1.json'] = '{"benchmark": {"na';
  files['baseline/README'] ??= '';
  files['candidate/README'] ??= '';
  return files;
}

/**
 * @param {Random} random
 * @param {readonly string[]} names
 */
function randomPolicy(random, names) {
  const fields = (/** @type {boolean} */ full) => {
    const parts = [];
    if (random() < 0.4) parts.push(`tier: ${pick(random, ['critical', 'supporting', 'advisory'])}`);
    if (random() < 0.5)
      parts.push(`max_drop: ${pick(random, ['0', '0.01', '0.05', '0.2', '"0.02"', '.inf', '.nan'])}`);
    if (random() < 0.3) parts.push(`max_relative_drop: ${pick(random, ['0', '0.05', '0.2', 'null'])}`);
    if (random() < 0.3) parts.push(`relative_guard_below: ${pick(random, ['0.3', '0.7', '1', 'null'])}`);
    if (full ? random() < 0.85 : random() < 0.3)
      parts.push(`metric: ${random() < 0.05 ? 'scorer:f1' : pick(random, ['mean_reward', 'pass@1'])}`);
    if (random() < 0.3) parts.push(`direction: ${pick(random, ['higher_is_better', 'lower_is_better'])}`);
    return `{${parts.join(', ')}}`;
  };
  const named = names
    .filter(() => random() < 0.6)
    .map((name) => `  ${JSON.stringify(name)}: ${fields(false)}\n`);
  if (random() < 0.1) named.push('  never-run: {tier: critical, metric: mean_reward}\n');
  return `version: 1\ndefaults: ${fields(true)}\n${named.length > 0 ? `benchmarks:\n${named.join('')}` : ''}`;
}

/**
 * @param {Random} random
 * @param {string} name
 * @param {Files} files
 */
function addBenchmark(random, name, files) {
  const count = pick(random, [0, 3, 9, 10, 11, 40, 40, 128, 129, 300, 300, 1100]);
  const kind = pick(random, ['binary', 'binary', 'graded', 'eighths', 'wild']);
  const repeats = pick(random, [1, 1, 1, 2, 3, 9]);
  const categories = pick(random, [0, 0, 1, 2, 3, 12]);
  const drop = pick(random, [0, 0, 0.02, 0.1, 0.3]);
  const oddity = random() < 0.15 ? pick(random, ODDITIES) : undefined;
  const folder = name.replace('/', '-');
  const skills = Array.from({ length: count }, () => random());
  for (const side of ['baseline', 'candidate']) {
    if (random() < 0.06) continue;
    const flat = random() < 0.05;
    const shift = side === 'candidate' ? drop : 0;
    const rows = skills.flatMap((skill, problem) =>
      Array.from({ length: repeats }, (_, repeat) => ({
        problem_idx: problem,
        ...(repeats > 1 || problem % 2 ? { repeat } : {}),
        reward: rewardOf(random, kind, skill - shift),
        ...(categories > 0 ? { metadata: { category: `c${Math.floor(skill * categories)}` } } : {}),
        model_response: 'x',
      })),
    );
    const kept = rows.filter(() => random() > (oddity === 'unpaired' ? 0.2 : 0));
    if (random() < 0.5) kept.sort(() => random() - 0.5);
    const lines = kept.map((row) => pythonJson(row));
    const where = flat ? side : `${side}/${folder}`;
    if (oddity && random() < 0.7) bend(random, oddity, lines);
    if (random() > 0.08) files[`${where}/results.jsonl`] = lines.map((line) => `${line}\n`).join('');
    files[`${where}/eval-${folder}.json`] = pythonJson({
      benchmark: { name, samples: count, scores: randomScores(random) },
    });
  }
}

/**
 * @param {Random} random
 * @param {string} kind
 * @param {number} skill
 */
function rewardOf(random, kind, skill) {
  const noisy = skill + (random() - 0.5) * 0.4;
  if (kind === 'binary') return noisy > 0.4 ? 1 : 0;
  if (kind === 'eighths') return Math.round(noisy * 8) / 8;
  if (kind === 'wild') return pick(random, [noisy, noisy * 1e6, -noisy, noisy * 1e-9]);
  return Math.round(noisy * 1000) / 1000;
}

/** @param {Random} random */
function randomScores(random) {
  /** @type {Record<string, unknown>} */
  const scores = {};
  for (const metric of ['mean_reward', 'pass@1', 'scorer:f1', 'runtime']) {
    if (random() < 0.4) continue;
    const value = pick(random, [0.5, 0.7, 0.703125, 0, 1, Math.round(random() * 1e4) / 1e4, Number.NaN]);
    scores[metric] = pick(random, [
      { value },
      { value, ci_lower: value - 0.01, ci_upper: value + 0.01 },
      { value, ci_lower: value, ci_upper: value },
      { value, ci_lower: value - 0.3, ci_upper: null },
      { value: null },
      {},
      0.5,
      null,
    ]);
  }
  return scores;
}

const ODDITIES = [
  'unpaired',
  'broken line',
  'blank lines',
  'duplicate',
  'nan',
  'infinity',
  'reward absent',
  'reward text',
  'reward null',
  'list row',
  'null row',
  'no problem',
  'text problem',
  'big problem',
  'null repeat',
  'category absent',
  'category odd',
  'metadata null',
  'separator',
  'carriage returns',
  'bom',
];

/**
 * Bends some lines of a results.jsonl.
 * @param {Random} random
 * @param {string} oddity
 * @param {string[]} lines
 */
function bend(random, oddity, lines) {
  const at = Math.floor(random() * lines.length);
  const line = lines[at];
  if (line === undefined) return;
  const row = JSON.parse(line);
  const write = (/** @type {string} */ text) => {
    lines[at] = text;
  };
  const set = (/** @type {object} */ change) => write(pythonJson({ ...row, ...change }));
  const without = (/** @type {string} */ key) => {
    delete row[key];
    set({});
  };
  /** @type {Record<string, () => unknown>} */
  const ways = {
    'broken line': () => write(line.slice(0, -5)),
    'blank lines': () => lines.splice(at, 0, '', '  \t', '\u00a0'),
    duplicate: () => lines.push(pythonJson({ ...row, reward: 1 - row.reward })),
    nan: () => set({ reward: Number.NaN }),
    infinity: () => set({ reward: pick(random, [Infinity, -Infinity]) }),
    'reward absent': () => without('reward'),
    'reward text': () => set({ reward: pick(random, ['1', ' 0.5 ', '1e-3', '1_0', 'nan', 'x', true, '']) }),
    'reward null': () => set({ reward: null }),
    'list row': () => write('[1]'),
    'null row': () => write(pick(random, ['null', '3', '"x"', 'NaN'])),
    'no problem': () => pick(random, [() => without('problem_idx'), () => set({ problem_idx: null })])(),
    'text problem': () => set({ problem_idx: pick(random, ['7', ' 7 ', 'x', '7.0', 7.9, true, [7], '1_0']) }),
    'big problem': () => write(line.replace(/"problem_idx": \d+/, '"problem_idx": 900719925474099312345')),
    'null repeat': () => set({ repeat: pick(random, [null, 'x', '1', 2.7]) }),
    'category absent': () => without('metadata'),
    'category odd': () =>
      set({
        metadata: { category: pick(random, [null, 0, '', true, 3]) },
        scoring_details: { category: pick(random, ['', 'z', null, 1]) },
      }),
    'metadata null': () =>
      set(
        pick(random, [
          { metadata: null },
          { metadata: {}, scoring_details: null },
          { metadata: { category: 'q' }, scoring_details: 3 },
        ]),
      ),
    separator: () => write(line.replace('"x"', `"a${pick(random, ['\u2028', '\u0085', '\u2029'])}b"`)),
    'carriage returns': () => lines.splice(0, lines.length, ...lines.map((text) => `${text}\r`)),
    bom: () => lines.splice(0, 1, `\ufeff${lines[0]}`),
  };
  ways[oddity]?.();
}

/**
 * JSON as Python writes it, with a space behind colons and commas, and with NaN.
 * @param {unknown} value
 */
export function pythonJson(value) {
  const mark = (/** @type {string} */ _, /** @type {unknown} */ item) =>
    typeof item === 'number' && !Number.isFinite(item) ? `\u0001${item}` : item;
  return JSON.stringify(value, mark, 1)
    .replace(/\n */g, (gap) => (gap === '\n' ? '' : ' '))
    .replace(/"\\u0001(-?\w+)"/g, '$1');
}
