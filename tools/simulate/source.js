// The compiled modules of src/ that the simulation runs.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileSource } from '../compile-source.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'simulate-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
compileSource(folder);
const load = (/** @type {string} */ name) =>
  import(pathToFileURL(path.join(folder, 'comparison', `${name}.js`)).href);

/** @type {typeof import('../../src/comparison/statistics/judge-by-default.js')} */
export const { adjustTogether, concludeFamily, decideStatus } = await load('statistics/judge-by-default');
/** @type {typeof import('../../src/comparison/statistics/test-evidence.js')} */
export const { testEvidence } = await load('statistics/test-evidence');
/** @type {typeof import('../../src/comparison/statistics/between-runs.js')} */
export const { estimateRunNoise, withBetweenRunNoise } = await load('statistics/between-runs');
/** @type {typeof import('../../src/comparison/statistics/detectable-drop.js')} */
export const { detectableDropAt, detectableDropOfMean, detectableDropOfPairs } = await load(
  'statistics/detectable-drop',
);
/** @type {typeof import('../../src/comparison/statistics/mcnemar-power.js')} */
export const { exactPower } = await load('statistics/mcnemar-power');
/** @type {typeof import('../../src/comparison/statistics/distributions.js')} */
export const { binomialUpperTail, studentTUpperTail } = await load('statistics/distributions');
/** @type {typeof import('../../src/comparison/statistics/binomial-mass.js')} */
export const { binomialMassOf } = await load('statistics/binomial-mass');
/** @type {typeof import('../../src/comparison/statistics/default-rule.js')} */
export const rule = await load('statistics/default-rule');
/** @type {typeof import('../../src/comparison/statistics/items-needed.js')} */
export const { itemsToPass } = await load('statistics/items-needed');
/** @type {typeof import('../../src/comparison/statistics/policy-error-rate.js')} */
export const { estimateFalseFailRate } = await load('statistics/policy-error-rate');
/** @type {typeof import('../../src/comparison/policy/gate-policy.js')} */
export const { DEFAULT_THRESHOLDS } = await load('policy/gate-policy');
/** @type {typeof import('../../src/comparison/gate/judge-benchmark.js')} */
export const { judgeItems } = await load('gate/judge-benchmark');
/** @type {typeof import('../../src/comparison/gate/benchmark-result.js')} */
export const { emptyResult } = await load('gate/benchmark-result');
/** @type {typeof import('../../src/comparison/gate/apply-thresholds.js')} */
export const { applyThresholds } = await load('gate/apply-thresholds');
/** @type {typeof import('../../src/comparison/gate/gate-verdict.js')} */
export const { concludeGate } = await load('gate/gate-verdict');
/** @type {typeof import('../../src/comparison/gate/round-half-even.js')} */
export const { roundHalfEven } = await load('gate/round-half-even');
