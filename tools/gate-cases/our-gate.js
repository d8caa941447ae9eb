import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileSource } from '../compile-source.js';
import { asNelReport } from './as-nel-report.js';

/**
 * Our gate, for case folders (baseline/, candidate/, policy.yaml).
 * @param {string} scratch an empty folder for the compiled source
 */
export async function loadGate(scratch) {
  compileSource(scratch);
  const load = (/** @type {string} */ name) =>
    import(pathToFileURL(path.join(scratch, 'comparison', name)).href);
  /** @type {typeof import('../../src/comparison/gate/gate-folders.js')} */
  const { gateFolders } = await load('gate/gate-folders.js');
  /** @type {typeof import('../../src/comparison/policy/read-policy.js')} */
  const { readPolicy } = await load('policy/read-policy.js');

  /**
   * The report in the gate's words, null where the gate would write none, and what is said of that.
   * @param {string} folder
   */
  return async (folder) => {
    const side = (/** @type {string} */ name) => ({ path: path.join(folder, name), name });
    try {
      const text = readFileSync(path.join(folder, 'policy.yaml'), 'utf8');
      const policy = readPolicy({ name: 'policy.yaml', text });
      const report = await gateFolders(side('baseline'), side('candidate'), policy);
      return {
        report: asNelReport(report),
        says: report.unreadable.flatMap(({ faults }) => faults.map(({ reason }) => reason)),
      };
    } catch (error) {
      if (/** @type {Error} */ (error).name !== 'ConfigError') throw error;
      return { report: null, says: [/** @type {Error} */ (error).message] };
    }
  };
}
