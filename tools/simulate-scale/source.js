// The compiled modules of src/ that the simulation runs.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileSource } from '../compile-source.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'simulate-scale-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
compileSource(folder);
const load = (/** @type {string} */ name) => import(pathToFileURL(path.join(folder, `${name}.js`)).href);

/** @type {typeof import('../../src/judging/find-baseline.js')} */
export const { searchBaseline } = await load('judging/find-baseline');
/** @type {typeof import('../../src/judging/load-trend.js')} */
export const { loadTrend } = await load('judging/load-trend');
/** @type {typeof import('../../src/reporting/reporting.js')} */
export const { openReporting } = await load('reporting/reporting');
/** @type {typeof import('../../src/reporting/post-results.js')} */
export const { postResults } = await load('reporting/post-results');
/** @type {typeof import('../../src/github/run-context.js')} */
export const { readRunContext } = await load('github/run-context');
/** @type {typeof import('../../src/collect.js')} */
export const { collectResults } = await load('collect');
/** @type {typeof import('../../src/plan.js')} */
export const { planLegs } = await load('plan');
/** @type {typeof import('../../src/outputs.js')} */
export const { COLLECT_OUTPUT_NAMES, Outputs, PLAN_OUTPUT_NAMES } = await load('outputs');
/** @type {typeof import('../../src/leg.js')} */
export const { readLeg } = await load('leg');
/** @type {typeof import('../../src/collecting/open/collect-submitted.js')} */
export const { collectSubmitted } = await load('collecting/open/collect-submitted');
/** @type {typeof import('../../src/collecting/open/reporting-of.js')} */
export const { openReportingOf } = await load('collecting/open/reporting-of');
/** @type {typeof import('../../src/github/open-artifacts.js')} */
export const { openArtifacts } = await load('github/open-artifacts');
/** @type {typeof import('../../src/github/rest.js')} */
export const { connectGitHub } = await load('github/rest');
/** @type {typeof import('../../src/open-records/build-open-record.js')} */
export const { buildOpenRecord } = await load('open-records/build-open-record');
/** @type {typeof import('../../src/report/result-json.js')} */
export const { buildResultJson } = await load('report/result-json');
