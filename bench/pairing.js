// Measures reading and pairing two runs of one benchmark with lm-eval's rows, and of a record with a tree: time, and the
// peak memory of a process of its own. node bench/pairing.js [items] [bytes of prompt an item] [rounds]
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { compileSource } from '../tools/compile-source.js';
import { findNode } from '../tools/local-runner/node-path.js';

const ITEMS = Number(process.argv[2] ?? 1_000_000);
const PROMPT = Number(process.argv[3] ?? 100);
const ROUNDS = Number(process.argv[4] ?? 3);
const scratch = mkdtempSync(path.join(tmpdir(), 'bench-pairing-'));

/** @param {number} item @param {number} every one in so many is wrong */
const right = (item, every) => (item % every === 0 ? 0 : 1);

/** @param {string} file @param {(item: number) => object} row @param {(text: string) => string | Uint8Array} [pack] */
function writeRows(file, row, pack = (text) => text) {
  mkdirSync(path.dirname(file), { recursive: true });
  const handle = openSync(file, 'w');
  for (let from = 0; from < ITEMS; from += 10_000) {
    const count = Math.min(10_000, ITEMS - from);
    const text = Array.from({ length: count }, (_, at) => `${JSON.stringify(row(from + at))}\n`).join('');
    const packed = pack(text);
    if (typeof packed === 'string') writeSync(handle, packed);
    else writeSync(handle, packed);
  }
  closeSync(handle);
}

/** @param {string} name @param {number} every */
function writeTree(name, every) {
  const dir = path.join(scratch, name);
  const padding = 'x'.repeat(PROMPT);
  const file = path.join(dir, 'model', 'samples_t_2026-01-02T03-04-05.000001.jsonl');
  writeRows(file, (item) => ({
    doc_id: item,
    doc: { question: padding },
    target: '1',
    resps: [['2']],
    filter: 'none',
    metrics: ['acc'],
    doc_hash: String(item).padStart(64, '0'),
    prompt_hash: String(item).padStart(64, '1'),
    target_hash: String(item).padStart(64, '2'),
    acc: right(item, every),
  }));
  const tasks = { t: { metrics: { acc: { scores: { acc: { value: 0.5, stats: {} } } } } } };
  writeFileSync(
    path.join(dir, 'results.yml'),
    JSON.stringify({ config: { type: 't', params: {} }, results: { tasks } }),
  );
  writeFileSync(path.join(dir, 'run_config.yml'), 'framework_name: lm-evaluation-harness\n');
  return { dir, bytes: statSync(file).size };
}

function writeRecord() {
  const dir = path.join(scratch, 'record');
  writeRows(
    path.join(dir, 'scores.ndjson.gz'),
    (item) => ({ benchmark: 't', task: 't', item: String(item), repeat: 0, scores: { acc: right(item, 7) } }),
    (text) => gzipSync(text, { level: 1 }),
  );
  const benchmark = { name: 't/acc', task: 't', metric: 'acc', score: 0.5, status: 'NEW', reasons: [] };
  const task = { task: 't', index: 0, state: 'success', harness: 'lm-evaluation-harness' };
  writeFileSync(
    path.join(dir, 'result.json'),
    JSON.stringify({ schema_version: 1, candidate: {}, tasks: [task], invalid: [], benchmarks: [benchmark] }),
  );
  return { dir, bytes: statSync(path.join(dir, 'scores.ndjson.gz')).size };
}

try {
  compileSource(path.join(scratch, 'build'));
  const url = (/** @type {string} */ name) =>
    JSON.stringify(pathToFileURL(path.join(scratch, 'build', name)).href);
  const program = path.join(scratch, 'build', 'pair.js');
  writeFileSync(
    program,
    `import { pairItems } from ${url('comparison/pair-items.js')};
import { readEvalResults } from ${url('results/read-eval-results.js')};
import { openItems } from ${url('results/open-items.js')};
const at = performance.now();
const sides = [];
for (const dir of process.argv.slice(2)) {
  const results = await readEvalResults(dir);
  sides.push(await openItems(results).load(results.benchmarks[0]));
}
const read = performance.now();
const { items, table, unpaired } = pairItems(...sides);
const done = performance.now();
console.log(JSON.stringify({ read: read - at, pair: done - read, items, table, unpaired, problems: sides.map((side) => side.problems), peak: process.resourceUsage().maxRSS / 1024 }));
`,
  );
  const baseline = writeTree('baseline', 7);
  const candidate = writeTree('candidate', 5);
  const record = writeRecord();
  for (const [label, one, other] of /** @type {const} */ ([
    ['tree and tree', baseline, candidate],
    ['record and tree', record, candidate],
  ])) {
    const mebibytes = [one, other].map(({ bytes }) => (bytes / 2 ** 20).toFixed(0)).join(' + ');
    for (let round = 0; round < ROUNDS; round += 1) {
      const started = performance.now();
      const out = execFileSync(findNode(), [program, one.dir, other.dir], { encoding: 'utf8' });
      const whole = performance.now() - started;
      const { read, pair, peak, ...rest } = /** @type {any} */ (JSON.parse(out));
      process.stdout.write(
        `${label}, ${ITEMS} items, ${mebibytes} MiB: whole ${(whole / 1000).toFixed(2)} s, read ${(read / 1000).toFixed(2)} s, pair ${(pair / 1000).toFixed(2)} s, peak ${peak.toFixed(0)} MiB  ${JSON.stringify(rest)}\n`,
      );
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
