// npm run demo: a real evaluation from a fresh clone, with an engine, an image and an endpoint made on the spot.
// Only what needs no installed package may be imported up here.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './dependencies.js';
import { ensureEngine } from './engine.js';
import { ensureImage } from './image.js';
import { TASKS } from './launcher-config.js';
import { createPhases } from './phases.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const CACHE = path.join(ROOT, 'demo/.cache');

const HELP = `npm run demo -- [options]
  --model NAME   good (default), worse, slow, slow-<milliseconds>, needs-key, flaky500
  --tasks LIST   of ${TASKS.join(', ')} (default: the first)
  --limit N      items per task (default: all 200)
  --keep         leave the private Docker engine running, where the demo started one
`;

/** @param {string} line */
const say = (line) => void process.stdout.write(`${line}\n`);

/** @param {string[]} argv */
function readArguments(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      model: { type: 'string', default: 'good' },
      tasks: { type: 'string', default: String(TASKS[0]) },
      limit: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const tasks = values.tasks.split(',').map((task) => task.trim());
  const unknown = tasks.find((task) => !TASKS.includes(task));
  if (unknown !== undefined)
    throw new Error(`demo: --tasks has '${unknown}': choose of ${TASKS.join(', ')}.`);
  if (values.limit !== undefined && !/^[1-9]\d*$/.test(values.limit)) {
    throw new Error(`demo: --limit is '${values.limit}': give a whole number from 1.`);
  }
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  return { ...values, tasks, limit };
}

/** @returns {{signal: AbortSignal, exitCode: () => number | undefined}} */
function onInterrupt() {
  const controller = new AbortController();
  /** @type {number | undefined} */
  let exitCode;
  for (const [name, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    // Kept for good: npm sends a Ctrl-C once more, and a default handler would end the cleaning up.
    process.on(name, () => {
      if (exitCode !== undefined) return;
      exitCode = code;
      say(`\n${name}: cancelling and cleaning up`);
      controller.abort(new Error(`demo: interrupted by ${name}.`));
    });
  }
  return { signal: controller.signal, exitCode: () => exitCode };
}

/**
 * @param {ReturnType<typeof readArguments>} args
 * @param {AbortSignal} signal
 * @param {ReturnType<typeof createPhases>} phases
 * @returns {Promise<number>}
 */
async function demo({ model, tasks, limit, keep }, signal, phases) {
  await phases.time('dependencies', () => ensureDependencies(ROOT, { log: say, signal }));
  const engine = await phases.time('engine', () =>
    ensureEngine({ log: say, signal, stateDir: path.join(CACHE, 'engine') }),
  );
  try {
    const { image } = await phases.time('image', () => ensureImage({ env: engine.env, log: say, signal }));
    say(`evaluating model ${model} on ${tasks.join(', ')} in ${image}`);
    const { evaluate } = await import('./evaluation.js');
    const result = await phases.time('evaluation', () =>
      evaluate({
        ...{ root: ROOT, cacheDir: CACHE, image, engineEnv: engine.env, model, tasks, limit, signal },
        show: say,
      }),
    );
    showResult(result);
    return result.outcome === 'success' ? 0 : result.exitCode || 1;
  } finally {
    if (engine.started && keep) say(`engine: left running, DOCKER_HOST=${engine.env.DOCKER_HOST}`);
    else await phases.time('cleanup', engine.stop);
  }
}

/** @param {Awaited<ReturnType<typeof import('./evaluation.js').evaluate>>} result */
function showResult({ outcome, exitCode, outputs, summary, workspace, artifacts, requests }) {
  section('summary', summary || '(none)');
  section('outputs', listed(Object.entries(outputs).map(([name, value]) => `${name}: ${value}`)));
  section('artifacts', listed(artifacts.map(({ name, size, file }) => `${name} (${size} bytes): ${file}`)));
  section(
    'requests to the endpoint',
    listed(Object.entries(requests).map(([name, count]) => `${name}: ${count}`)),
  );
  section('outcome', `${outcome}, exit code ${exitCode}; files in ${workspace}`);
}

/** @param {string[]} lines */
const listed = (lines) => (lines.length > 0 ? lines.join('\n') : '(none)');

/** @param {string} title @param {string} text */
const section = (title, text) => say(`\n--- ${title} ---\n${text.trimEnd()}`);

async function main() {
  const args = readArguments(process.argv.slice(2));
  if (args.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const interrupt = onInterrupt();
  const phases = createPhases();
  try {
    const code = await demo(args, interrupt.signal, phases);
    return interrupt.exitCode() ?? code;
  } catch (error) {
    const code = interrupt.exitCode();
    if (code === undefined) throw error;
    return code;
  } finally {
    section('time', phases.report());
  }
}

try {
  // Not process.exitCode: a handle that something left open must not keep the terminal.
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
