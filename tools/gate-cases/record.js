// Records what the real `nel gate` says of the cases in made-cases.js:
// node tools/gate-cases/record.js PYTHON   (an interpreter with nemo-evaluator[stats] 0.3.0)
// Writes __tests__/fixtures/nel-gate/<case>.json. What we say where the gate stops is written down too, for review.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MADE_CASES } from './made-cases.js';
import { loadGate } from './our-gate.js';

const [python] = process.argv.slice(2);
if (python === undefined) throw new Error('name a Python interpreter with nemo-evaluator[stats] 0.3.0');
const here = path.dirname(fileURLToPath(import.meta.url));
const fixtures = path.join(here, '..', '..', '__tests__', 'fixtures', 'nel-gate');
const scratch = mkdtempSync(path.join(tmpdir(), 'gate-record-'));
try {
  const gate = await loadGate(path.join(scratch, 'compiled'));
  const folders = MADE_CASES.map(({ name, files }) => {
    const folder = path.join(scratch, name);
    for (const side of ['baseline', 'candidate']) mkdirSync(path.join(folder, side), { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    return folder;
  });
  const run = spawnSync(python, [path.join(here, 'run-gate.py'), ...folders], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  for (const [index, line] of run.stdout.trimEnd().split('\n').entries()) {
    const { name, why, files } = /** @type {typeof MADE_CASES[number]} */ (MADE_CASES[index]);
    // The report stays as Python wrote it, which JSON proper cannot hold: a text in the text.
    const [, exit, report, error] = /** @type {RegExpExecArray} */ (
      /^\{"exit": (\d+), "report": (.*), "error": (null|".*")\}$/s.exec(line)
    );
    const says = report === 'null' ? (await gate(/** @type {string} */ (folders[index]))).says : [];
    const recorded = { why, exit: Number(exit), gate_says: JSON.parse(error ?? 'null'), says, report, files };
    const text = JSON.stringify(recorded, null, 1).replaceAll(scratch, '');
    writeFileSync(path.join(fixtures, `${name}.json`), `${text}\n`);
    process.stdout.write(`${name}: exit ${exit} ${error === 'null' ? '' : error} ${says.join(' | ')}\n`);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
