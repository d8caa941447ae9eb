import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { countFlips, pickFlips, readFlips } from '../../src/comparison/flips.js';
import { type PairedItems, pairItems } from '../../src/comparison/pair-items.js';
import type { EvalResults } from '../../src/results/eval-results.js';
import type { ItemRow } from '../../src/results/item-readers/item-reader.js';
import { lmEvalReader } from '../../src/results/item-readers/lm-eval.js';
import { ItemCollector, type LoadedItems } from '../../src/results/load-items.js';
import { openItems } from '../../src/results/open-items.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';

const FIXTURES = path.join(import.meta.dirname, '../fixtures');

type Short = [item: string, score: number, repeat?: number, content?: string | ItemRow['content']];

function side(...rows: Short[]): LoadedItems {
  const collector = new ItemCollector({
    reader: lmEvalReader,
    files: [{ path: 's.jsonl', task: 't' }],
    key: 'a',
    filter: '',
  });
  for (const [line, [item, score, repeat = 0, content]] of rows.entries()) {
    const row: ItemRow = {
      item,
      repeat,
      filter: '',
      scores: { a: score },
      booleans: [],
      ...(content === undefined
        ? {}
        : { content: typeof content === 'string' ? { prompt: content } : content }),
    };
    collector.add('t', row, { file: 0, line: line + 1, start: line, end: line + 1 });
  }
  return collector.finish();
}

const range = (count: number, score: (item: number) => number): Short[] =>
  Array.from({ length: count }, (_, item): Short => [String(item), score(item)]);

describe('pairs', () => {
  it.each<[ItemRow['content'], ItemRow['content'], boolean | undefined]>([
    [{ prompt: 'p', target: 't' }, { prompt: 'p', target: 't' }, false],
    [{ prompt: 'p', target: 't' }, { prompt: 'p' }, false],
    [{ target: 't' }, { prompt: 'p', target: 't' }, false],
    [{ target: 't' }, { prompt: 'p' }, undefined],
    [undefined, { prompt: 'p', target: 't' }, undefined],
    [{ prompt: 'p' }, { prompt: 'q', target: 't' }, true],
    [{ prompt: 'p', target: 't' }, { target: 'u' }, true],
    [{ prompt: 'p', target: 't' }, { prompt: 'p', target: 'u' }, true],
    [{ prompt: '', target: 't' }, { prompt: 'p', target: 't' }, true],
    [{ prompt: 'p', target: 't' }, { prompt: 't', target: 'p' }, true],
  ])('compare prompts and targets that both sides have: %j, %j', (before, after, changed) => {
    const content = { contentChecked: changed === undefined ? 0 : 1 };
    const once = pairItems(side(['a', 1, 0, before]), side(['a', 0, 0, after]));
    expect(once).toMatchObject({
      ...content,
      items: changed ? 0 : 1,
      unpaired: { contentChanged: changed ? 1 : 0 },
    });
    // Of other repeats too.
    const repeated = pairItems(side(['a', 1, 1, before]), side(['a', 0, 2, after]));
    expect(repeated.items).toBe(changed ? 0 : 1);
  });

  it('of 0/1 items fill the table, in whatever order the files are', () => {
    const before = side(...range(1000, (item) => Number(item % 10 !== 0)));
    const after = side(...range(1000, (item) => Number(item % 4 !== 0)).reverse());
    const paired = pairItems(before, after);
    expect(paired).toMatchObject({
      items: 1000,
      rows: 1000,
      zeroOne: true,
      repeats: 1,
      table: { both: 700, lost: 200, gained: 50, neither: 50 },
      unpaired: { baselineOnly: 0, candidateOnly: 0, contentChanged: 0 },
    });
    expect(paired.meanDifference).toBeCloseTo(-0.15, 12);
    // Differences are −1 (200), +1 (50) and 0: variance (250 − 1000 × 0.15²) / 999.
    expect(paired.varianceOfDifference).toBeCloseTo((250 - 22.5) / 999, 12);
    expect(countFlips(paired)).toEqual({ regressed: 200, improved: 50 });
    expect(countFlips(paired, true)).toEqual({ regressed: 50, improved: 200 });
  });

  it('need item and repeat, and the same content where both have one', () => {
    const before = side(['a', 1, 0, 'x'], ['b', 1, 0, 'x'], ['c', 1, 0, 'x'], ['only', 1]);
    const after = side(['a', 0, 0, 'x'], ['b', 0, 0, 'y'], ['c', 0], ['new', 1], ['a', 1, 1]);
    expect(pairItems(before, after)).toMatchObject({
      items: 2,
      rows: 2,
      contentChecked: 2,
      baselineItems: 4,
      candidateItems: 4,
      unpaired: { baselineOnly: 1, candidateOnly: 2, contentChanged: 1 },
      // Of a, the candidate has answers of 0 and 1.
      meanDifference: -0.75,
    });
  });

  it('average repeats per item', () => {
    const before = side(['a', 1, 0], ['a', 0, 1], ['b', 1, 0], ['b', 1, 1], ['c', 0, 0], ['c', 1, 1]);
    const after = side(['a', 1, 0], ['a', 1, 1], ['b', 0, 0], ['b', 0, 1], ['c', 1, 0], ['c', 0, 1]);
    const seen: number[][] = [];
    const paired = pairItems(before, after, (b, c) => seen.push([b, c]));
    expect(seen).toEqual([
      [0.5, 1],
      [1, 0],
      [0.5, 0.5],
    ]);
    expect(paired).toMatchObject({ items: 3, rows: 6, repeats: 2, zeroOne: false });
    expect(paired.table).toBeUndefined();
    const flips = pickFlips(paired, { baseline: before, candidate: after }, 9);
    expect(
      flips.map(({ kind, difference, repeat, baseline }) => [kind, difference, repeat, baseline.line]),
    ).toEqual([
      ['regressed', -1, 0, 3],
      ['improved', 0.5, 1, 2],
    ]);
  });

  it('average each side over its own repeats, as many as it has', () => {
    const before = side(
      ['a', 1, 0],
      ['a', 0, 1],
      ['a', 0, 2],
      ['b', 1, 0],
      ['c', 1, 0],
      ['c', 0, 1],
      ['gone', 1, 0],
    );
    const after = side(['b', 0.5, 0], ['b', 0, 1], ['a', 1, 0], ['c', 0.5, 3]);
    const seen: number[][] = [];
    const paired = pairItems(before, after, (b, c) => seen.push([b, c]));
    expect(seen).toEqual([
      [1 / 3, 1],
      [1, 0.25],
      [0.5, 0.5],
    ]);
    expect(paired).toMatchObject({
      items: 3,
      rows: 2,
      repeats: 4,
      unpaired: { baselineOnly: 5, candidateOnly: 2, contentChanged: 0 },
    });
    expect(paired.meanDifference).toBeCloseTo((2 / 3 - 0.75) / 3, 12);
    const flips = pickFlips(paired, { baseline: before, candidate: after }, 9);
    // Of a, both answered right in the repeat that both have: shown is a wrong one of the baseline.
    expect(
      flips.map(({ kind, repeat, baseline, candidate }) => [kind, repeat, baseline.line, candidate.line]),
    ).toEqual([
      ['regressed', 0, 4, 1],
      ['improved', 0, 2, 3],
    ]);
    expect(flips[1]!.difference).toBeCloseTo(2 / 3, 12);
  });

  it('leave out an item of which any repeat has another content', () => {
    const before = side(
      ['a', 1, 0, 'x'],
      ['a', 1, 1, 'x'],
      ['b', 1, 0, 'x'],
      ['b', 0, 1, 'z'],
      ['c', 1, 0, 'x'],
    );
    const after = side(
      ['a', 0, 0, 'x'],
      ['a', 0, 1, 'y'],
      ['b', 0, 0, 'x'],
      ['b', 0, 1, 'z'],
      ['c', 0, 1, 'y'],
    );
    expect(pairItems(before, after)).toMatchObject({
      items: 1,
      rows: 2,
      contentChecked: 4,
      meanDifference: -0.5,
      unpaired: { baselineOnly: 1, candidateOnly: 1, contentChanged: 1 },
      changed: { length: 1 },
    });
  });

  it('see no change in equal scores that are added up otherwise', () => {
    const before = side(
      ['a', 0.1, 0],
      ['a', 0.2, 1],
      ['a', 0.3, 2],
      ['b', 0.1, 0],
      ['b', 0.1, 1],
      ['b', 0.1, 2],
    );
    const after = side(['a', 0.3, 2], ['a', 0.2, 1], ['a', 0.1, 0], ['b', 0.1, 0]);
    expect(pairItems(before, after)).toMatchObject({ items: 2, meanDifference: 0, changed: { length: 0 } });
  });

  it('of nothing are no number', () => {
    expect(pairItems(side(), side(['a', 1]))).toMatchObject({
      items: 0,
      meanDifference: Number.NaN,
      varianceOfDifference: Number.NaN,
      unpaired: { candidateOnly: 1 },
    });
    expect(pairItems(side(['a', 1]), side(['a', 1])).varianceOfDifference).toBeNaN();
  });

  it('count an item that is there twice once', () => {
    const before = side(['a', 1], ['a', 0], ['b', 1]);
    expect(before.problems).toEqual(['s.jsonl:2 repeats an item that an earlier row has']);
    expect(pairItems(before, side(['a', 1], ['b', 1], ['b', 1]))).toMatchObject({
      items: 2,
      baselineItems: 2,
      candidateItems: 2,
      unpaired: { baselineOnly: 0, candidateOnly: 0 },
    });
  });

  it('keep large values apart that sums of squares would lose', () => {
    const paired = pairItems(
      side(...range(1000, () => 1e9)),
      side(...range(1000, (item) => 1e9 + (item % 2))),
    );
    expect(paired.varianceOfDifference).toBeCloseTo(250 / 999, 9);
  });
});

async function pairRuns(
  before: EvalResults,
  after: EvalResults,
  name: string,
): Promise<{ paired: PairedItems; sides: { baseline: LoadedItems; candidate: LoadedItems } }> {
  const load = async (results: EvalResults): Promise<LoadedItems> =>
    (await openItems(results).load(results.benchmarks.find((benchmark) => benchmark.name === name)!))!;
  const sides = { baseline: await load(before), candidate: await load(after) };
  return { paired: pairItems(sides.baseline, sides.candidate), sides };
}

describe('recorded runs', () => {
  const invocation = (name: string): Promise<EvalResults> => {
    const tree = path.join(FIXTURES, 'launcher-0.2.6', name, 'tree');
    return readEvalResults(path.join(tree, readdirSync(tree).find((entry) => /^\d{8}_/.test(entry))!));
  };
  const harness = (name: string): Promise<EvalResults> =>
    readEvalResults(path.join(FIXTURES, 'harness', name));

  it('BYOB: the regressed candidate, with the texts of what flipped', async () => {
    const { paired, sides } = await pairRuns(
      await invocation('baseline'),
      await invocation('candidate-regressed'),
      'arith/pass@1/correct',
    );
    expect(paired).toMatchObject({
      items: 200,
      contentChecked: 200,
      unpaired: { baselineOnly: 0, candidateOnly: 0, contentChanged: 0 },
    });
    expect(paired.meanDifference).toBeCloseTo(-0.235, 12);
    const [flip] = readFlips(pickFlips(paired, sides, 3), {
      baseline: sides.baseline.source,
      candidate: sides.candidate.source,
    });
    expect(flip).toMatchObject({
      kind: 'regressed',
      difference: -1,
      prompt: expect.stringMatching(/^Q: What is/),
    });
    expect(flip!.baselineAnswer).toBe(flip!.target);
    expect(flip!.candidateAnswer).not.toBe(flip!.target);
  });

  it('BYOB: the same run again has no flip, across both layouts', async () => {
    const { paired } = await pairRuns(
      await invocation('baseline'),
      await invocation('evaluator-0.2.8'),
      'arith/pass@1/correct',
    );
    expect(paired).toMatchObject({
      items: 200,
      contentChecked: 200,
      meanDifference: 0,
      changed: { length: 0 },
    });
  });

  it('BYOB: samples that got no answer are unpaired, not wrong', async () => {
    const { paired, sides } = await pairRuns(
      await invocation('baseline'),
      await invocation('flaky-500'),
      'arith/pass@1/correct',
    );
    expect(sides.candidate.failed).toBe(8);
    expect(paired).toMatchObject({ items: 192, unpaired: { baselineOnly: 8, candidateOnly: 0 } });
  });

  it.each([
    ['strict-match', 0.55],
    ['flexible-extract', 0.6666666666666666],
  ])('lm-eval, filter %s: the mean of the items is the score', async (filter, score) => {
    const name = `gsm8k_cot_zeroshot/exact_match__${filter}`;
    const { paired, sides } = await pairRuns(
      await harness('lm-eval-generative'),
      await harness('lm-eval-generative-candidate'),
      name,
    );
    expect(sides.baseline.mean).toBeCloseTo(score, 12);
    expect(paired).toMatchObject({
      items: 60,
      contentChecked: 60,
      unpaired: { contentChanged: 0 },
      zeroOne: true,
    });
    const { both, lost, gained, neither } = paired.table!;
    expect(both + lost + gained + neither).toBe(60);
    expect((both + gained) / 60).toBeCloseTo(sides.candidate.mean, 12);
  });

  it('lm-eval: the items of a group are those of its 57 sub-tasks', async () => {
    const results = await harness('lm-eval-group-57');
    const { paired, sides } = await pairRuns(results, results, 'mmlu_str/exact_match');
    expect(paired).toMatchObject({ items: 57, unpaired: { baselineOnly: 0, candidateOnly: 0 } });
    expect(sides.baseline.mean).toBeCloseTo(0.7017543859649122, 12);
  });

  it('lm-eval: multiple choice', async () => {
    const results = await harness('lm-eval-loglikelihood');
    const { sides } = await pairRuns(results, results, 'arc_challenge/acc_norm');
    expect(sides.baseline.mean).toBeCloseTo(0.72, 12);
  });
});
