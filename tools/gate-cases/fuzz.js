// Compares our gate with the real one on random cases:
// node tools/gate-cases/fuzz.js PYTHON [COUNT [FIRST_SEED]]   (PYTHON: an interpreter with nemo-evaluator[stats] 0.3.x)
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { comparablePart } from './as-nel-report.js';
import { loadGate } from './our-gate.js';
import { parseReport } from './parse-report.js';
import { randomCase } from './random-case.js';

const [python, count = '300', first = '1'] = process.argv.slice(2);
if (python === undefined) throw new Error('name a Python interpreter with nemo-evaluator[stats] 0.3.x');
const scratch = mkdtempSync(path.join(tmpdir(), 'gate-fuzz-'));
try {
  const gate = await loadGate(path.join(scratch, 'compiled'));
  const seeds = Array.from({ length: Number(count) }, (_, index) => Number(first) + index);
  const folders = seeds.map((seed) => {
    const folder = path.join(scratch, String(seed));
    for (const [name, text] of Object.entries(randomCase(seed))) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return folder;
  });
  const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'run-gate.py');
  const run = spawnSync(python, [script, ...folders], { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(run.stderr);
  const answers = run.stdout.trimEnd().split('\n').map(parseReport);

  /** @type {Record<string, number>} */
  const tally = {};
  let different = 0;
  for (const [index, folder] of folders.entries()) {
    const theirs = comparablePart(answers[index].report);
    const { report: ours, says } = await gate(folder);
    for (const word of [
      theirs?.verdict ?? 'error',
      ...(theirs?.benchmarks ?? []).map((/** @type {any} */ { status }) => status),
    ])
      tally[word] = (tally[word] ?? 0) + 1;
    if (isDeepStrictEqual(ours, theirs)) continue;
    different += 1;
    process.stdout.write(
      `seed ${seeds[index]} differs\n  nel:  ${JSON.stringify(theirs)} ${answers[index].error ?? ''}\n  ours: ${JSON.stringify(ours)} ${says}\n`,
    );
  }
  process.stdout.write(`${seeds.length} cases, ${different} differ; ${JSON.stringify(tally)}\n`);
  process.exitCode = different === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true });
}
