// Measures, side by side and alternating, the action on a piece of work and the raw launcher on the same work; and
// what the action adds by itself: cold start, time to notice an end, size of the bundle.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEndpoint } from '../demo/endpoint.js';
import { ensureEngine } from '../demo/engine.js';
import { ensureImage } from '../demo/image.js';
import { launcherConfig } from '../demo/launcher-config.js';
import { findNode } from '../tools/local-runner/node-path.js';
import { runAction } from '../tools/local-runner/run-action.js';
import { startServices } from '../tools/local-runner/services.js';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const CACHE = path.join(ROOT, 'demo', '.cache');
const ROUNDS = Number(process.argv[2] ?? 5);
const TOOL_CACHE = path.join(CACHE, 'tool-cache');

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** @param {string} label @param {number[]} values @param {string} unit */
function print(label, values, unit) {
  const show = (/** @type {number} */ value) => value.toFixed(unit === 's' ? 2 : 0);
  process.stdout.write(
    `${label.padEnd(44)} min ${show(Math.min(...values))}  median ${show(median(values))}  max ${show(Math.max(...values))} ${unit}  (n=${values.length})\n`,
  );
}

/** The launcher's environment that the action has made: both sides run the same one. */
function launcherBin() {
  const folder = path.join(TOOL_CACHE, 'nemo-eval-action');
  const name = readdirSync(folder).find((entry) => !entry.endsWith('.lock'));
  return path.join(folder, String(name), 'bin');
}

/**
 * @param {string} work folder with launcher.yaml complete for the raw launcher
 * @param {Record<string, string>} env
 * @returns {Promise<number>} seconds from the call to the end of the last task
 */
async function rawLauncher(work, env) {
  const started = Date.now();
  const output = path.join(work, 'out');
  const log = openSync(path.join(work, 'raw.log'), 'w');
  const args = ['run', '--config', path.join(work, 'launcher.yaml'), '--config-mode', 'raw'];
  const child = spawn('nemo-evaluator-launcher', args, { cwd: work, env, stdio: ['ignore', log, log] });
  await new Promise((resolve) => child.on('exit', resolve));
  for (;;) {
    const folder = readdirSync(output, { recursive: true }).map(String);
    if (folder.some((file) => file.endsWith('stage.exit'))) return (Date.now() - started) / 1000;
    await sleep(20);
  }
}

const engine = await ensureEngine({ log: () => undefined, stateDir: path.join(CACHE, 'engine') });
const { image } = await ensureImage({
  env: { ...process.env, ...engine.env },
  log: () => undefined,
  cacheDir: CACHE,
});
const endpoint = await startEndpoint({});
const services = await startServices();
const base = mkdtempSync(path.join(tmpdir(), 'nemo-eval-bench-'));
try {
  const config = launcherConfig({ image, tasks: ['byob_arith.arith'] });
  /** @type {{action: number[], raw: number[], delays: number[], cold: number[]}} */
  const seconds = { action: [], raw: [], delays: [], cold: [] };
  for (let round = -1; round < ROUNDS; round += 1) {
    const workspace = path.join(base, `action-${round}`);
    mkdirSync(workspace);
    writeFileSync(path.join(workspace, 'launcher.yaml'), config);
    const result = await runAction({
      actionDir: ROOT,
      workspace,
      services,
      inputs: {
        config: 'launcher.yaml',
        model: 'good',
        'endpoint-url': endpoint.url,
        parallelism: '4',
        'trust-unlisted-tasks': 'true',
        'artifact-name': `bench-${round + 1}`,
      },
      env: { ...engine.env, RUNNER_TOOL_CACHE: TOOL_CACHE },
    });
    if (result.outputs['state'] !== 'success') throw new Error(result.log);

    const work = path.join(base, `raw-${round}`);
    mkdirSync(path.join(work, 'out'), { recursive: true });
    const target = `target:\n  api_endpoint: {url: "${endpoint.url}", model_id: good}\n`;
    const params = '  nemo_evaluator_config: {config: {params: {parallelism: 4}}}\n';
    const complete =
      config.replace('execution:\n', `execution:\n  output_dir: ${path.join(work, 'out')}\n`) +
      params +
      target;
    writeFileSync(path.join(work, 'launcher.yaml'), complete);
    const raw = await rawLauncher(work, {
      PATH: `${launcherBin()}:${process.env['PATH']}`,
      HOME: work,
      NEMO_EVALUATOR_TELEMETRY_LEVEL: '0',
      NEMO_EVALUATOR_TRUST_UNLISTED_TASKS: '1',
      ...engine.env,
    });
    // The first round of both warms the page cache and makes the launcher's environment.
    if (round < 0) continue;
    seconds.action.push(result.durationMs / 1000);
    seconds.raw.push(raw);
    seconds.delays.push(
      ...[...result.log.matchAll(/seen (\d+) ms after/g)].map(([, delay]) => Number(delay)),
    );
    const cold = Date.now();
    await runAction({ actionDir: ROOT, workspace, inputs: {} });
    seconds.cold.push(Date.now() - cold);
  }
  print('raw launcher, 200 items', seconds.raw, 's');
  print('the action, same work, uploaded and reported', seconds.action, 's');
  process.stdout.write(
    `ratio of the medians${' '.repeat(25)}${(median(seconds.action) / median(seconds.raw)).toFixed(2)}\n`,
  );
  print('stage.exit to the log line', seconds.delays, 'ms');
  print('refusal of empty inputs, main and post', seconds.cold, 'ms');
  /** @type {number[]} */
  const starts = [];
  const program = `await import(${JSON.stringify(path.join(ROOT, 'dist', 'index.js'))})`;
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = Date.now();
    execFileSync(findNode(), ['--input-type=module', '-e', program]);
    starts.push(Date.now() - started);
  }
  print('node and import of the bundle', starts, 'ms');
  const files = readdirSync(path.join(ROOT, 'dist')).filter((name) => name.endsWith('.js'));
  const bytes = (/** @type {string} */ name) => statSync(path.join(ROOT, 'dist', name)).size;
  const total = files.reduce((sum, name) => sum + bytes(name), 0);
  process.stdout.write(
    `bundle: index.js ${(bytes('index.js') / 1e6).toFixed(2)} MB, with lazy chunks ${(total / 1e6).toFixed(2)} MB\n`,
  );
} finally {
  await services.close();
  await endpoint.close();
  await engine.stop();
  rmSync(base, { recursive: true, force: true });
}
