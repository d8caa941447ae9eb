import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareSettings } from '../../src/comparison/comparability.js';
import type { EvalResults } from '../../src/results/eval-results.js';
import { packLmEval, unpackLmEval } from '../../src/results/lm-eval-settings.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';

const TREE = path.join(import.meta.dirname, '../fixtures/harness/lm-eval-generative');
const FIELDS = ['task_version', 'few_shot', 'system_instruction', 'chat_template', 'task_hash'];

/** The evaluation with what its harness says as a record would have it. */
function recorded(
  results: EvalResults,
  change: (settings: Record<string, object>) => void = () => {},
): EvalResults {
  return {
    ...results,
    tasks: results.tasks.map(({ lmEval, ...task }) => {
      const settings = JSON.parse(JSON.stringify(packLmEval(lmEval!)));
      change(settings);
      return { ...task, lmEval: unpackLmEval(settings)! };
    }),
  };
}

const fieldsThatDiffer = (baseline: EvalResults, candidate: EvalResults): string[] =>
  compareSettings(
    { results: baseline, benchmark: baseline.benchmarks[0]! },
    { results: candidate, benchmark: candidate.benchmarks[0]! },
  ).differences.map(({ field }) => field);

describe('what lm-eval says of its settings', () => {
  it('is the same in a record', async () => {
    const tree = await readEvalResults(TREE);
    const found = compareSettings(
      { results: recorded(tree), benchmark: tree.benchmarks[0]! },
      { results: tree, benchmark: tree.benchmarks[0]! },
    );
    expect(found.differences).toEqual([]);
    expect(found.unknown.map(({ field }) => field).filter((field) => FIELDS.includes(field))).toEqual([]);
  });

  it.each([
    [
      'few_shot',
      (settings: Record<string, object>): void => {
        for (const task of Object.keys(settings['few_shot']!))
          Object.assign(settings['few_shot']!, { [task]: 25 });
      },
    ],
    [
      'chat_template',
      (settings: Record<string, object>): void => {
        Object.assign(settings, { chat_template: 'other' });
      },
    ],
  ] as const)('shows another %s in a record', async (field, change) => {
    const tree = await readEvalResults(TREE);
    expect(fieldsThatDiffer(recorded(tree, change), tree)).toEqual([field]);
  });

  it.each([undefined, null, 'x', [], 5])('is not known where a snapshot holds %j', (value) => {
    expect(unpackLmEval(value)).toBeUndefined();
  });

  it('is read as far as it goes where a snapshot holds something else', () => {
    expect(unpackLmEval({ versions: 5, groups: { g: 'x' }, task_hashes: { a: 1 } })).toMatchObject({
      versions: new Map(),
      groups: new Map([['g', []]]),
      taskHashes: new Map(),
    });
  });
});
