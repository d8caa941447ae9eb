import { readFileSync } from 'node:fs';
import { parseReport } from './parse-report.js';

/**
 * A gate case in one file.
 * @typedef {object} RecordedCase
 * @property {string} why what it is there to show
 * @property {Record<string, string>} files text by path in the case's folder
 * @property {number} exit exit code of `nel gate`
 * @property {any} report its JSON report without the regression reports; null where it wrote none
 * @property {string[]} says what we say where it wrote none
 */

/**
 * @param {string} file
 * @returns {RecordedCase}
 */
export function readRecordedCase(file) {
  const { report, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  // Kept as Python wrote it: JSON proper has no NaN.
  return { ...rest, report: parseReport(report) };
}
