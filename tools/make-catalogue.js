// Regenerates requirements/tasks-<version>.json from the list of tasks in an installed launcher:
// node tools/make-catalogue.js <site-packages>/nemo_evaluator_launcher/resources/all_tasks_irs.yaml
import { deepStrictEqual } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileSource } from './compile-source.js';

const LAUNCHER = '0.2.6';
const target = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'requirements');

const [irs] = process.argv.slice(2);
if (irs === undefined) throw new Error('name all_tasks_irs.yaml of an installed launcher');
const scratch = mkdtempSync(path.join(tmpdir(), 'catalogue-'));
try {
  compileSource(scratch);
  const load = (/** @type {string} */ name) => import(pathToFileURL(path.join(scratch, 'config', name)).href);
  /** @type {typeof import('../src/config/read-task-list.js')} */
  const { catalogueFromIrs } = await load('read-task-list.js');
  /** @type {typeof import('../src/config/task-catalogue.js')} */
  const { readCatalogue, writeCatalogue } = await load('task-catalogue.js');

  const catalogue = catalogueFromIrs(readFileSync(irs, 'utf8'), irs);
  const text = writeCatalogue(catalogue);
  const output = `tasks-${LAUNCHER}.json`;
  // The file groups tasks by harness: a list that does not would come back in another order.
  deepStrictEqual(readCatalogue(text, output), catalogue);
  writeFileSync(path.join(target, output), text);
  process.stdout.write(`${output}: ${catalogue.tasks.length} tasks, ${text.length} characters\n`);
} finally {
  rmSync(scratch, { recursive: true });
}
