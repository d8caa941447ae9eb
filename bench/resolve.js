// Measures, side by side and alternating, resolving a step config with ten overrides: ours, and a Python process that
// does it with the launcher's OmegaConf. node bench/resolve.js [rounds] [config file] [folder with the launcher's programs]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileSource } from '../tools/compile-source.js';
import { findNode } from '../tools/local-runner/node-path.js';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROUNDS = Number(process.argv[2] ?? 9);
const CONFIG = path.resolve(process.argv[3] ?? path.join(HERE, 'step-config.yaml'));
const BIN = realpathSync(process.argv[4] ?? launcherBin());
const PARAMS = 'evaluation.nemo_evaluator_config.config.params';
const OVERRIDES = [
  'deployment.checkpoint_path=/checkpoints/run/iter_0001000',
  'execution.auto_export.destinations=null',
  'export.wandb=null',
  'run.env.container_image=registry.example.com/team/nemo:1',
  'run.env.time="08:00:00"',
  `${PARAMS}.limit_samples=100`,
  `${PARAMS}.temperature=1e-7`,
  `${PARAMS}.extra.num_fewshot=5`,
  'evaluation.tasks=[{name: hellaswag}, {name: adlr_mmlu}]',
  'deployment.port=8080',
];

/** The launcher's environment that the demo or the end-to-end tests have made. */
function launcherBin() {
  const folder = path.join(HERE, '..', 'demo', '.cache', 'tool-cache', 'nemo-eval-action');
  const name = readdirSync(folder).find((entry) => !entry.endsWith('.lock'));
  return path.join(folder, String(name), 'bin');
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const scratch = mkdtempSync(path.join(tmpdir(), 'bench-resolve-'));
try {
  compileSource(scratch);
  const url = (/** @type {string} */ name) => JSON.stringify(pathToFileURL(path.join(scratch, name)).href);
  const ours = path.join(scratch, 'resolve.js');
  writeFileSync(
    ours,
    `import { readFileSync } from 'node:fs';
import { renderConfig, resolveConfig } from ${url('config/resolve.js')};
import { loadInputs } from ${url('inputs.js')};
const started = performance.now();
const given = { config: 'step.yaml', overrides: ${JSON.stringify(OVERRIDES.join('\n'))} };
const config = resolveConfig({
  inputs: loadInputs((name) => given[name] ?? ''),
  file: { name: 'step.yaml', text: readFileSync(${JSON.stringify(CONFIG)}, 'utf8') },
  workspace: ${JSON.stringify(scratch)},
  facts: { date: '20260102', runId: '1', runAttempt: '1', job: 'j', sha: 'a' },
  variable: (name) => process.env[name],
});
const text = renderConfig(config);
console.log(JSON.stringify({ milliseconds: performance.now() - started, tasks: config.taskNames.length, size: text.length }));
`,
  );
  const theirs = path.join(scratch, 'resolve.py');
  writeFileSync(
    theirs,
    `import json, sys, time
started = time.perf_counter()
import yaml
from omegaconf import OmegaConf
cfg = OmegaConf.merge(OmegaConf.load(sys.argv[1]), OmegaConf.from_dotlist(json.loads(sys.argv[2])))
tree = OmegaConf.to_container(cfg, resolve=True)
for key in ("run", "dry_run", "output_dir", "task_filters"):
    tree.pop(key, None)
text = yaml.safe_dump(tree)
print(json.dumps({"milliseconds": (time.perf_counter() - started) * 1000, "tasks": len(tree["evaluation"]["tasks"]), "size": len(text)}))
`,
  );
  const env = { ...process.env, HF_TOKEN: 'a-token-of-some-length', THE_LANGUAGE: 'en', PWD: scratch };
  /** @param {string} program @param {string[]} args */
  const run = (program, args) => {
    const started = performance.now();
    const out = execFileSync(program, args, { env, encoding: 'utf8' });
    return { whole: performance.now() - started, .../** @type {any} */ (JSON.parse(out)) };
  };
  /** @type {Record<'ours' | 'theirs', {whole: number, milliseconds: number}[]>} */
  const rounds = { ours: [], theirs: [] };
  for (let round = -1; round < ROUNDS; round += 1) {
    const one = run(findNode(), [ours]);
    const other = run(path.join(BIN, 'python'), ['-I', theirs, CONFIG, JSON.stringify(OVERRIDES)]);
    if (one.tasks !== 2 || other.tasks !== 2) throw new Error('the two do not resolve the same config');
    // The first round warms the page cache.
    if (round < 0) continue;
    rounds.ours.push(one);
    rounds.theirs.push(other);
  }
  const print = (/** @type {string} */ label, /** @type {number[]} */ values) =>
    process.stdout.write(
      `${label.padEnd(48)} min ${Math.min(...values).toFixed(1)}  median ${median(values).toFixed(1)}  max ${Math.max(...values).toFixed(1)} ms  (n=${values.length})\n`,
    );
  const { ours: o, theirs: t } = rounds;
  print(
    'ours: read, resolve, render',
    o.map(({ milliseconds }) => milliseconds),
  );
  print(
    'ours, with the start of node',
    o.map(({ whole }) => whole),
  );
  print(
    'Python with OmegaConf: import, resolve, dump',
    t.map(({ milliseconds }) => milliseconds),
  );
  print(
    'Python with OmegaConf, with its start',
    t.map(({ whole }) => whole),
  );
  const ratio = (/** @type {'whole' | 'milliseconds'} */ key) =>
    (median(t.map((row) => row[key])) / median(o.map((row) => row[key]))).toFixed(1);
  process.stdout.write(
    `ratio of the medians: ${ratio('whole')} as processes, ${ratio('milliseconds')} without their start\n`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
