import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareEvaluations } from '../../src/comparison/compare-evaluations.js';
import type { Comparison } from '../../src/comparison/comparison.js';
import { toCompareReport } from '../../src/report/compare-report.js';
import { buildResultJson } from '../../src/report/result-json.js';
import type { EvalResults } from '../../src/results/eval-results.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { answers, type ByobTask, writeInvocation } from '../comparison/byob-invocation.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();
const NAME = 'math/pass@1/correct';
const SOUND: ByobTask = { name: 'math', answers: answers(100, 10) };
const BROKEN: ByobTask = { ...SOUND, extraRows: '{"sample_id": 100, "pro' };
const FAULTS = [
  '1 of 101 samples failed (1×: a row that is not JSON); max-failed-samples allows 0',
  'byob_math.math.0/artifacts/byob_predictions.jsonl:101 is not JSON',
  'byob_math.math.0/artifacts/byob_predictions.jsonl was cut off in its last row',
];
const ofSide = (side: string): object[] => FAULTS.map((reason) => ({ side, reason }));

type Entry = Record<string, unknown>;

/** What the compare action writes of two runs, and what a later run reads of it as its baseline. */
async function record(
  baseline: ByobTask,
  candidate: ByobTask,
  age: (entry: Entry) => Entry = (entry) => entry,
): Promise<{ comparison: Comparison; result: Entry; entry: Entry; read: EvalResults }> {
  const results = {
    baseline: await readEvalResults(writeInvocation(temp.path, [baseline])),
    candidate: await readEvalResults(writeInvocation(temp.path, [candidate])),
  };
  const comparison = await compareEvaluations(results, { mode: 'strict', allowance: { count: 0 } });
  const sides = { results, baseline: { source: 'path' as const, name: 'old' }, candidate: {} };
  const result: Entry = buildResultJson(toCompareReport(sides, comparison, undefined));
  const entries = (result['benchmarks'] as Entry[]).map(age);
  const dir = mkdtempSync(path.join(temp.path, 'r-'));
  writeFileSync(path.join(dir, 'result.json'), JSON.stringify({ ...result, benchmarks: entries }));
  return { comparison, result, entry: entries[0]!, read: await readEvalResults(dir) };
}

const invalidOf = ({ benchmarks }: EvalResults): string[] =>
  benchmarks.find(({ name }) => name === NAME)!.invalid;

/** As it was written before a side was. */
function withoutSides({ invalid: _, ...entry }: Entry): Entry {
  return entry;
}

describe('what is wrong with a benchmark', () => {
  it('of the baseline alone says nothing against the score of the run', async () => {
    const { comparison, result, entry, read } = await record(BROKEN, SOUND);
    expect(comparison.verdict).toBe('INVALID');
    expect(result['state']).toBe('success');
    expect(entry).toMatchObject({ status: 'INVALID', invalid: ofSide('baseline') });
    expect(entry['reasons']).toEqual(FAULTS.map((reason) => `baseline: ${reason}`));
    expect(invalidOf(read)).toEqual([]);
  });

  it('of the run is its own, and stays with the record', async () => {
    const { result, entry, read } = await record(SOUND, BROKEN);
    expect(result['state']).toBe('invalid');
    expect(entry).toMatchObject({ invalid: ofSide('candidate') });
    expect(invalidOf(read)).toEqual(FAULTS);
  });

  it('of both is told apart, whatever a reason begins with', async () => {
    const { entry, read } = await record(BROKEN, BROKEN, (one) => ({
      ...one,
      invalid: [{ side: 'candidate', reason: 'baseline: a name of a task' }, ...(one['invalid'] as Entry[])],
    }));
    expect((entry['invalid'] as Entry[]).slice(1)).toEqual([...ofSide('candidate'), ...ofSide('baseline')]);
    expect(invalidOf(read)).toEqual(['baseline: a name of a task', ...FAULTS]);
  });

  it('is read from the words of a record that is older than its sides', async () => {
    expect(invalidOf((await record(BROKEN, SOUND, withoutSides)).read)).toEqual([]);
    expect(invalidOf((await record(SOUND, BROKEN, withoutSides)).read)).toEqual(FAULTS);
    expect(invalidOf((await record(BROKEN, BROKEN, withoutSides)).read)).toEqual(FAULTS);
    const silent = (entry: Entry): Entry => ({ ...withoutSides(entry), reasons: [] });
    expect(invalidOf((await record(SOUND, BROKEN, silent)).read)).toEqual(['it was invalid when it ran']);
  });
});
