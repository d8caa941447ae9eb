// Measures, side by side and alternating, our look-up of tasks and the launcher's list of them:
// node bench/catalogue.js [rounds] [folder with the launcher's programs]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileSource } from '../tools/compile-source.js';
import { findNode } from '../tools/local-runner/node-path.js';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const CATALOGUE = path.join(ROOT, 'requirements', 'tasks-0.2.6.json');
const ROUNDS = Number(process.argv[2] ?? 9);
const BIN = realpathSync(process.argv[3] ?? launcherBin());
/** One of each kind: found, ambiguous, unlisted, unknown. */
const QUERIES = ['gsm8k', 'mmlu', 'simple_evals.mmlu_pr0', 'gsm8'];

/** The launcher's environment that the demo or the end-to-end tests have made. */
function launcherBin() {
  const folder = path.join(ROOT, 'demo', '.cache', 'tool-cache', 'nemo-eval-action');
  const name = readdirSync(folder).find((entry) => !entry.endsWith('.lock'));
  return path.join(folder, String(name), 'bin');
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** @param {() => unknown} work @returns {number} milliseconds */
function time(work) {
  const started = performance.now();
  work();
  return performance.now() - started;
}

const scratch = mkdtempSync(path.join(tmpdir(), 'bench-catalogue-'));
try {
  compileSource(scratch);
  const url = (/** @type {string} */ name) => pathToFileURL(path.join(scratch, 'config', name)).href;
  const script = path.join(scratch, 'look-up.js');
  // Each round is a process, so that "without the start" is a first look-up too, not one that V8 has warmed up for.
  writeFileSync(
    script,
    `import { readFileSync } from 'node:fs';
import { findTask } from ${JSON.stringify(url('find-task.js'))};
import { readCatalogue } from ${JSON.stringify(url('task-catalogue.js'))};
const started = performance.now();
const catalogue = readCatalogue(readFileSync(${JSON.stringify(CATALOGUE)}, 'utf8'), 'tasks');
const kinds = ${JSON.stringify(QUERIES)}.map((query) => findTask(catalogue, query).kind);
console.log(JSON.stringify({ milliseconds: performance.now() - started, kinds, tasks: catalogue.tasks.length }));
`,
  );
  const otherVersion = path.join(scratch, 'other-version.js');
  const irs = execFileSync(path.join(BIN, 'python'), [
    '-c',
    'import nemo_evaluator_launcher as l; print(l.__path__[0], end="")',
  ]);
  writeFileSync(
    otherVersion,
    `import { readFileSync } from 'node:fs';
import { catalogueFromIrs } from ${JSON.stringify(url('read-task-list.js'))};
const started = performance.now();
catalogueFromIrs(readFileSync(${JSON.stringify(path.join(String(irs), 'resources', 'all_tasks_irs.yaml'))}, 'utf8'), 'irs');
console.log(performance.now() - started);
`,
  );
  const node = findNode();
  // Telemetry off: the launcher's time would otherwise be that of the network.
  const env = { PATH: process.env['PATH'], HOME: scratch, NEMO_EVALUATOR_TELEMETRY_LEVEL: '0' };
  const options = { env, maxBuffer: 1 << 28 };

  const work = { lookUp: 0, process: 0, launcher: 0, other: 0 };
  /** @type {Record<keyof typeof work, number[]>} */
  const taken = { lookUp: [], process: [], launcher: [], other: [] };
  let ours = '';
  let theirs = '';
  for (let round = 0; round <= ROUNDS; round += 1) {
    work.process = time(() => {
      ours = execFileSync(node, [script], options).toString();
    });
    work.lookUp = JSON.parse(ours).milliseconds;
    work.launcher = time(() => {
      theirs = execFileSync(path.join(BIN, 'nemo-evaluator-launcher'), ['ls', 'tasks', '--json'], {
        ...options,
        stdio: ['ignore', 'pipe', 'ignore'],
      }).toString();
    });
    work.other = Number(execFileSync(node, [otherVersion], options).toString());
    // The first round fills the caches of disk and bytecode for all of them.
    if (round > 0)
      for (const key of /** @type {(keyof typeof work)[]} */ (Object.keys(work))) taken[key].push(work[key]);
  }

  const { kinds, tasks } = JSON.parse(ours);
  const listed = JSON.parse(theirs.slice(theirs.indexOf('{')));
  const print = (/** @type {string} */ label, /** @type {number[]} */ values) =>
    process.stdout.write(
      `${label.padEnd(48)} min ${Math.min(...values).toFixed(1)}  median ${median(values).toFixed(1)}  max ${Math.max(...values).toFixed(1)} ms  (n=${values.length})\n`,
    );
  process.stdout.write(`${tasks} tasks here, ${listed.tasks?.length ?? '?'} there; ${kinds.join(', ')}\n`);
  print('our look-up, first in its process', taken.lookUp);
  print('our look-up, with the start of node', taken.process);
  print('nemo-evaluator-launcher ls tasks --json', taken.launcher);
  print("our reading of another version's list", taken.other);
  const ratio = (/** @type {number[]} */ values) => (median(taken.launcher) / median(values)).toFixed(0);
  process.stdout.write(
    `the launcher takes ${ratio(taken.process)} times as long as our process, ${ratio(taken.lookUp)} times as long as our look-up\n`,
  );
} finally {
  rmSync(scratch, { recursive: true });
}
