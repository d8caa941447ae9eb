// Measures the compare action's bundle on large evaluations, with and without a policy, side by side with a process that
// merely parses the same lines, and with the real `nel compare` and `nel gate`: wall and CPU time, and peak memory.
// node bench/compare.js [--items N] [--benchmarks B] [--rows M] [--tree-items N] [--prompt BYTES] [--rounds R]
//   [--only bundle,bundles,tree,record,records] [--gate PYTHON, an interpreter with nemo-evaluator[stats] 0.3.0]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findNode } from '../tools/local-runner/node-path.js';
import { runAction } from '../tools/local-runner/run-action.js';
import { writeBundles, writeRecords, writeTrees } from './compare-data.js';

/** @typedef {{ wall: number, cpu: number, peak: number }} Usage seconds, and MiB */

const HERE = path.dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '1000000' },
    benchmarks: { type: 'string', default: '200' },
    rows: { type: 'string', default: '5000' },
    'tree-items': { type: 'string', default: '300000' },
    prompt: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'bundle,bundles,tree,record,records' },
    gate: { type: 'string' },
  },
});
const [items, benchmarks, rows] = [values.items, values.benchmarks, values.rows].map(Number);
const [treeItems, prompt, rounds] = [values['tree-items'], values.prompt, values.rounds].map(Number);
const scratch = mkdtempSync(path.join(tmpdir(), 'bench-compare-'));
const USAGE = path.join(scratch, 'usage.json');
const PRELOAD = `--import=${pathToFileURL(path.join(HERE, 'report-usage.js')).href}`;

const CASES = /** @type {Record<string, (dir: string) => import('./compare-data.js').Pair>} */ ({
  bundle: (dir) => writeBundles(dir, /** @type {any} */ ({ benchmarks: 1, items, prompt })),
  bundles: (dir) => writeBundles(dir, /** @type {any} */ ({ benchmarks, items: rows, prompt })),
  tree: (dir) => writeTrees(dir, /** @type {any} */ ({ items: treeItems, prompt })),
  record: (dir) => writeRecords(dir, /** @type {any} */ ({ benchmarks: 1, items })),
  records: (dir) => writeRecords(dir, /** @type {any} */ ({ benchmarks, items: rows })),
});

/** Runs a command of nel in this process, and says what it used. */
const NEL = `
import json, os, re, resource, sys, time
from nemo_evaluator.cli.main import cli
try:
    cli(sys.argv[1:])
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
    with open(os.environ["BENCH_USAGE"], "w") as file:
        json.dump({"cpu": used.ru_utime + used.ru_stime, "peak": peak}, file)
`;

/** @returns {Usage} */
function readUsage() {
  const usage = JSON.parse(readFileSync(USAGE, 'utf8'));
  rmSync(USAGE);
  return usage;
}

/** @param {import('./compare-data.js').Pair} pair @returns {Usage} */
function parse({ files, dir }) {
  const env = { ...process.env, NODE_OPTIONS: PRELOAD, BENCH_USAGE: USAGE };
  execFileSync(findNode(), [path.join(HERE, 'parse-lines.js'), ...files], { cwd: dir, env });
  return readUsage();
}

/**
 * @param {import('./compare-data.js').Pair} pair
 * @param {string} [policy]
 * @returns {Promise<Usage & { verdict: string }>}
 */
async function compare({ dir, items: expected }, policy) {
  const tempDir = path.join(scratch, 'temp');
  mkdirSync(tempDir);
  const { outputs, log } = await runAction({
    actionDir: path.join(HERE, '..', 'compare'),
    workspace: dir,
    tempDir,
    inputs: {
      baseline: 'baseline',
      candidate: 'candidate',
      'fail-on': 'never',
      ...(policy ? { policy } : {}),
    },
    env: { NODE_OPTIONS: PRELOAD, BENCH_USAGE: USAGE },
  });
  if (outputs['state'] !== 'success') throw new Error(log);
  const { items: compared } = JSON.parse(readFileSync(String(outputs['result_json']), 'utf8'));
  if (compared?.compared !== expected)
    throw new Error(`${JSON.stringify(compared)} of ${expected} items were compared\n${log}`);
  rmSync(tempDir, { recursive: true });
  return { ...readUsage(), verdict: String(outputs['verdict']) };
}

/** @param {import('./compare-data.js').Pair} pair @param {string[]} args @returns {Usage & { verdict: string }} */
function nel({ dir }, args) {
  const started = performance.now();
  const report = path.join(scratch, 'nel.json');
  const all = [...args, '--output', report, '--no-report'];
  const env = { ...process.env, BENCH_USAGE: USAGE };
  const run = spawnSync(String(values.gate), ['-c', NEL, ...all], { cwd: dir, env, encoding: 'utf8' });
  const wall = (performance.now() - started) / 1000;
  const verdict = /"verdict": "([^"]+)"/.exec(readFileSync(report, 'utf8'))?.[1];
  if (verdict === undefined) throw new Error(run.stderr);
  rmSync(report);
  return { ...readUsage(), wall, verdict };
}

/** The least of each over the rounds. @param {Usage[]} usages @returns {Usage} */
function least(usages) {
  const min = (/** @type {keyof Usage} */ key) => Math.min(...usages.map((usage) => usage[key]));
  return { wall: min('wall'), cpu: min('cpu'), peak: min('peak') };
}

/** @param {string} label @param {Usage} used @param {Usage} plain @param {string} [verdict] */
function print(label, used, plain, verdict = '') {
  const times = (/** @type {keyof Usage} */ key) => `(${(used[key] / plain[key]).toFixed(2)}×)`.padEnd(9);
  process.stdout.write(
    `  ${label.padEnd(20)} wall ${used.wall.toFixed(2).padStart(6)} s ${times('wall')} CPU ${used.cpu.toFixed(2).padStart(6)} s ${times('cpu')} peak ${used.peak.toFixed(0).padStart(5)} MiB ${times('peak')} ${verdict}\n`,
  );
}

try {
  for (const name of String(values.only).split(',')) {
    const write = CASES[name];
    if (!write) throw new Error(`--only ${name}: name some of ${Object.keys(CASES).join(', ')}`);
    const dir = path.join(scratch, name);
    mkdirSync(dir);
    const pair = write(dir);
    const bytes = pair.files.reduce((sum, file) => sum + statSync(file).size, 0);
    process.stdout.write(`${name}: ${pair.items} items, ${(bytes / 2 ** 20).toFixed(0)} MiB of rows\n`);
    /** @type {Record<string, () => Promise<Usage & { verdict?: string }>>} */
    const programs = {
      'parsing alone': async () => parse(pair),
      'without a policy': () => compare(pair),
      'with a policy': () => compare(pair, 'policy.yaml'),
      ...(values.gate && name.startsWith('bundle')
        ? {
            'nel compare': async () => nel(pair, ['compare', 'baseline', 'candidate']),
            'nel gate': async () => nel(pair, ['gate', 'baseline', 'candidate', '--policy', 'policy.yaml']),
          }
        : {}),
    };
    /** @type {Record<string, (Usage & { verdict?: string })[]>} */
    const seen = {};
    for (let round = 0; round < Number(rounds); round += 1)
      for (const [label, program] of Object.entries(programs))
        seen[label] = [...(seen[label] ?? []), await program()];
    const plain = least(seen['parsing alone'] ?? []);
    for (const [label, usages] of Object.entries(seen))
      print(label, least(usages), plain, usages[0]?.verdict);
    rmSync(dir, { recursive: true });
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
