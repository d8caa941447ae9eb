import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareSettings } from '../../../src/comparison/comparability.js';
import { restoreCaching } from '../../../src/comparison/confirm/restore-caching.js';
import type { EvalResults } from '../../../src/results/eval-results.js';
import { readEvalResults } from '../../../src/results/read-eval-results.js';
import { tempDir } from '../../temp-dir.js';

const temp = tempDir();
const RECORDED = path.join(import.meta.dirname, '../../fixtures/launcher-0.2.6');

/** A recorded invocation, with texts of its results.yml replaced. */
function recorded(name: string, ...changes: [RegExp, string][]): Promise<EvalResults> {
  const tree = path.join(RECORDED, name, 'tree');
  const dir = path.join(mkdtempSync(path.join(temp.path, 'tree-')), 'run');
  cpSync(path.join(tree, readdirSync(tree).find((entry) => /^\d{8}_/.test(entry))!), dir, {
    recursive: true,
  });
  for (const file of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    if (path.basename(file) !== 'results.yml') continue;
    const text = readFileSync(path.join(dir, file), 'utf8');
    const after = changes.reduce((now, [from, to]) => now.replace(from, to), text);
    if (changes.length > 0) expect(after).not.toBe(text);
    writeFileSync(path.join(dir, file), after);
  }
  return readEvalResults(dir);
}

const differences = (baseline: EvalResults, candidate: EvalResults): string[] =>
  compareSettings(
    { results: baseline, benchmark: baseline.benchmarks[0]! },
    { results: candidate, benchmark: candidate.benchmarks[0]! },
  ).differences.map(({ field }) => field);

const REUSE: [RegExp, string] = [/reuse_cached_responses: true/g, 'reuse_cached_responses: false'];
const CACHING = / +- config:\n +cache_dir: \S+\/cache\n(?: +\w+: \S+\n)+? +name: caching\n/g;

describe('a rerun against the tree of the baseline', () => {
  it.each<[string, [RegExp, string]]>([
    ['does not answer from its cache', REUSE],
    ['has no interceptor that caches', [CACHING, '']],
    [
      'does not say what the evaluator made of it',
      [/interceptors:\n/g, 'use_caching: false\n      interceptors:\n'],
    ],
  ])('does not differ in that it %s', async (_, change) => {
    const baseline = await recorded('baseline');
    const first = await recorded('candidate-regressed');
    const rerun = await recorded('candidate-regressed', change);
    expect(differences(baseline, rerun)).toEqual(['adapter']);
    const restored = restoreCaching(rerun, first, [0]);
    expect(differences(baseline, restored)).toEqual([]);
    expect(differences(first, restored)).toEqual([]);
  });

  it('differs in what else its adapter does', async () => {
    const baseline = await recorded('baseline');
    const first = await recorded('candidate-regressed');
    const other = await recorded('candidate-regressed', REUSE, [
      /log_failed_requests: false/g,
      'custom: true\n      log_failed_requests: false',
    ]);
    expect(differences(baseline, restoreCaching(other, first, [0]))).toEqual(['adapter']);
  });

  it('differs where the first run differed in its cache', async () => {
    const baseline = await recorded('baseline', REUSE);
    const first = await recorded('candidate-regressed');
    const rerun = await recorded('candidate-regressed', REUSE);
    expect(differences(baseline, restoreCaching(rerun, first, [0]))).toEqual(['adapter']);
    // The rerun's tasks are counted anew: another task's cache is not its own.
    expect(restoreCaching(rerun, first, [1]).tasks).toEqual(rerun.tasks);
  });
});
