import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { compareSettings } from '../../src/comparison/comparability.js';
import { rerunTasks } from '../../src/evaluation/rerun.js';
import { loadInputs } from '../../src/inputs.js';
import type { Installed } from '../../src/launcher/install.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { resolveOnly } from '../config/resolving.js';
import { tempDir } from '../temp-dir.js';
import { sessionIn } from './sessions.js';
import { script } from './stand-ins.js';

const temp = tempDir();

/** A copy of a recorded invocation. */
function copyOf(name: string): string {
  const tree = path.join(import.meta.dirname, '../fixtures/launcher-0.2.6', name, 'tree');
  const from = readdirSync(tree).find((entry) => /^\d{8}_/.test(entry))!;
  const dir = path.join(temp.path, name, from);
  cpSync(path.join(tree, from), dir, { recursive: true });
  return dir;
}

it('comes to results that a tree of the baseline can be compared with, though its cache is off', async () => {
  const first = await readEvalResults(copyOf('candidate-regressed'));
  const baseline = await readEvalResults(copyOf('baseline'));
  const again = copyOf('baseline-rerun');
  const tasks = readdirSync(again).filter((name) => /\.\d+$/.test(name));
  const rows = tasks.map((name, index) => {
    const results = path.join(again, name, 'artifacts/results.yml');
    const text = readFileSync(results, 'utf8');
    expect(text).toContain('reuse_cached_responses: true');
    writeFileSync(results, text.replace('reuse_cached_responses: true', 'reuse_cached_responses: false'));
    const data = { output_dir: path.join(again, name) };
    return JSON.stringify({ invocation_id: 'again', job_id: `again.${index}`, executor: 'local', data });
  });
  // Plays the launcher: what it is asked for has been evaluated already.
  const venv = path.join(temp.path, 'venv');
  const launcher = `#!/bin/sh\ncat > "$NEMO_EVALUATOR_EXEC_DB_FILE" <<'END'\n${rows.join('\n')}\nEND\n`;
  script(path.join(venv, 'bin/nemo-evaluator-launcher'), launcher);
  const { session } = sessionIn(temp.path, { env: { PATH: '/usr/bin:/bin', RUNNER_TEMP: temp.path } });
  session.config = resolveOnly(
    {},
    `execution: {type: local, output_dir: ${temp.path}/out}
target: {api_endpoint: {url: "http://127.0.0.1:1/v1/chat/completions", model_id: m}}
evaluation: {tasks: [${first.tasks.map(({ name }) => `{name: ${name}}`).join(', ')}]}
`,
  );
  const indices = first.tasks.map(({ index }) => index);
  const request = { indices, first, name: 'candidate' } as const;
  const rerun = await rerunTasks(
    session,
    loadInputs(() => ''),
    { venv } as Installed,
    request,
  );
  if (!('results' in rerun)) throw new Error(rerun.reason);
  const sides = { before: baseline, after: rerun.results };
  const [before, after] = Object.values(sides).map((results) => ({
    results,
    benchmark: results.benchmarks[0]!,
  }));
  expect(compareSettings(before!, after!).differences).toEqual([]);
}, 60_000);
