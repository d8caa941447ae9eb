import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareEvaluations } from '../../src/comparison/compare-evaluations.js';
import type { ComparedBenchmark } from '../../src/comparison/comparison.js';
import { faultsOfItems } from '../../src/results/check-items.js';
import type { Benchmark, EvalResults } from '../../src/results/eval-results.js';
import { lmEvalReader } from '../../src/results/item-readers/lm-eval.js';
import { loadItems } from '../../src/results/load-items.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { tempDir } from '../temp-dir.js';
import { answers, type ByobTask, writeInvocation } from './byob-invocation.js';

const temp = tempDir();
const ROWS = 'byob_math.math.0/artifacts/byob_predictions.jsonl';
const RESULTS = 'byob_math.math.0/artifacts/results.yml';
const math = (wrong = 20, more: Partial<ByobTask> = {}): ByobTask => ({
  name: 'math',
  answers: answers(200, wrong),
  ...more,
});

/** Compares a run with one of the same task; `change` spoils the candidate's files. */
async function compare(
  candidate: ByobTask,
  { baseline = math(), change }: { baseline?: ByobTask; change?: (dir: string) => void } = {},
): Promise<ComparedBenchmark> {
  const dirs = {
    baseline: writeInvocation(temp.path, [baseline]),
    candidate: writeInvocation(temp.path, [candidate]),
  };
  change?.(dirs.candidate);
  const results = {
    baseline: await readEvalResults(dirs.baseline),
    candidate: await readEvalResults(dirs.candidate),
  };
  const { benchmarks } = await compareEvaluations(results, { mode: 'strict', allowance: { count: 0 } });
  return benchmarks.find(({ primary }) => primary)!;
}

const invalid = (...reasons: string[]): object => ({
  status: 'INVALID',
  invalid: reasons.map((reason) => ({ side: 'candidate', reason })),
});

/** Replaces text in the first row. */
const spoilRow =
  (from: string, to: string) =>
  (dir: string): void => {
    const file = path.join(dir, ROWS);
    const text = readFileSync(file, 'utf8');
    expect(text.split('\n')[0]).toContain(from);
    writeFileSync(file, text.replace(from, to));
  };

const row = (item: number, correct: number): string =>
  JSON.stringify({
    sample_id: item,
    prompt: `item ${item}`,
    target: 'right',
    scores: { correct },
    status: 'scored',
  });

describe('a score off its declared scale', () => {
  const outside = (value: number, end: number): string =>
    `math/pass@1/correct is ${value} in ${RESULTS}, outside of the scale 0–${end} that its harness declares`;

  it.each([92, 1.01, -0.2])('%s on 0–1 is INVALID, with value, scale and file', async (score) => {
    expect(await compare(math(20, { score }))).toMatchObject(invalid(outside(score, 1)));
  });

  it('is INVALID without items too, of either side', async () => {
    const bare = { withoutItems: true, stderr: 0.02 };
    const found = await compare(math(20, bare), { baseline: math(20, { ...bare, score: 70 }) });
    expect(found).toMatchObject({
      status: 'INVALID',
      invalid: [{ side: 'baseline', reason: outside(70, 1) }],
    });
  });

  it('is not one that is off by a float', async () => {
    expect(await compare(math(0, { score: 1 + 1e-12 }), { baseline: math(0) })).toMatchObject({
      invalid: [],
    });
  });

  const percent = (score: number, wrong = 20): ByobTask => math(wrong, { score, harness: 'nemo_skills' });

  it('is a percentage above 100', async () => {
    expect(await compare(percent(101), { baseline: percent(90) })).toMatchObject(invalid(outside(101, 100)));
  });

  it('is a share where percent is declared, which only items can tell', async () => {
    const shares = [percent(0.9), percent(0.6, 80)] as const;
    const found = await compare(shares[1], { baseline: shares[0] });
    const why = (score: number): string =>
      `math/pass@1/correct is ${score} on the scale 0–100 that its harness declares, and its items (${ROWS}) have a mean of ${score} on 0–1: the score is in shares, not in percent`;
    expect(found).toMatchObject({
      status: 'INVALID',
      invalid: [
        { side: 'candidate', reason: why(0.6) },
        { side: 'baseline', reason: why(0.9) },
      ],
    });
  });

  it('is not nine tenths of a percent, where the items agree', async () => {
    const few: ByobTask = { name: 'math', answers: answers(1000, 991), score: 0.9, harness: 'nemo_skills' };
    expect(await compare(few, { baseline: few })).toMatchObject({
      invalid: [],
      scale: 'percent',
      pairs: 1000,
      method: 'mcnemar-exact',
    });
  });

  it('is said to be taken for percent where no item tells', async () => {
    const bare = math(20, { score: 0.9, harness: 'nemo_skills', withoutItems: true });
    const found = await compare(bare, { baseline: bare });
    expect(found.invalid).toEqual([]);
    expect(found.reasons.join()).toContain('0.9 is taken for percent');
  });
});

describe('a score that its own items contradict', () => {
  const contradicted = (score: number): string =>
    `math/pass@1/correct is ${score}, and its 200 items (${ROWS}) have a mean of 0.9: the one is not of the other`;

  it.each([0.5, 0, 0.902])('%s of 0.9 is INVALID, with both', async (score) => {
    expect(await compare(math(20, { score }))).toMatchObject(invalid(contradicted(score)));
  });

  it('is in percent too, with every repeat of every item', async () => {
    /** A run of nemo-skills with two answers to each item, of which `wrong` in all are wrong. */
    const skills = (score: number, wrong: number, metric: string): Promise<EvalResults> => {
      const dir = mkdtempSync(path.join(temp.path, 'skills-'));
      const results = {
        tasks: { aime: { metrics: { [metric]: { scores: { symbolic_correct: { value: score } } } } } },
      };
      mkdirSync(path.join(dir, 'eval-results/aime'), { recursive: true });
      writeFileSync(path.join(dir, 'results.yml'), JSON.stringify({ results }));
      writeFileSync(path.join(dir, 'run_config.yml'), '{"framework_name": "nemo_skills"}');
      for (const repeat of [0, 1]) {
        const rows = answers(100, wrong / 2).map((one, id) =>
          JSON.stringify({ id, problem: `p${id}`, symbolic_correct: one === 1 }),
        );
        writeFileSync(path.join(dir, `eval-results/aime/output-rs${repeat}.jsonl`), `${rows.join('\n')}\n`);
      }
      return readEvalResults(dir);
    };
    const judge = async (score: number, metric: string): Promise<ComparedBenchmark> => {
      const results = { baseline: await skills(90, 20, metric), candidate: await skills(score, 40, metric) };
      const options = { mode: 'strict', allowance: { count: 0 } } as const;
      return (await compareEvaluations(results, options)).benchmarks[0]!;
    };
    expect(await judge(80, 'pass@1[avg-of-2]')).toMatchObject({ invalid: [], method: 'paired-t' });
    expect(await judge(85, 'pass@1[avg-of-2]')).toMatchObject(
      invalid(
        'aime/pass@1/symbolic_correct is 85, and its 200 answers (eval-results/aime/output-rs0.jsonl) have a mean of 0.8: the one is not of the other',
      ),
    );
    // One answer of the two may well have another mean.
    expect(await judge(85, 'pass@1')).toMatchObject({ invalid: [], pairs: null });
  });

  it('is not one that was rounded', async () => {
    const thirds = { name: 'math', answers: answers(300, 100) };
    const found = await compare({ ...thirds, score: 0.6667 }, { baseline: thirds });
    expect(found).toMatchObject({ invalid: [], method: 'mcnemar-exact' });
  });
});

describe('the score of a row', () => {
  it.each([
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['-Infinity', '-Infinity'],
    ['1e400', 'Infinity'],
    ['"false"', '"false"'],
  ])('%s is INVALID, with file and line', async (written, shown) => {
    // Of another score the row counts as scored.
    const change = spoilRow('"correct":false', `"other":1,"correct":${written}`);
    expect(await compare(math(), { change })).toMatchObject(
      invalid(`${ROWS}:1 has ${shown} for correct, which is not a finite number`),
    );
  });

  it.each([2, -1])('%s among true and false is INVALID', async (written) => {
    const change = spoilRow('"correct":false', `"correct":${written}`);
    expect(await compare(math(), { change })).toMatchObject(
      invalid(`${ROWS}:1 has ${written} for correct, which must be on the scale 0–1`),
    );
  });

  it('0.5 among true and false is what a scorer of BYOB may answer', async () => {
    const mixed = math(20, { extraRows: `${row(200, 0.5)}\n`, score: 180.5 / 201, uncounted: true });
    expect(await compare(mixed, { baseline: mixed })).toMatchObject({
      invalid: [],
      kind: 'continuous',
      method: 'paired-t',
      pairs: 201,
    });
  });

  it('0.5 among true and false was written by nobody else', async () => {
    const rows = [true, 0.5, false].map((acc, doc_id) => JSON.stringify({ doc_id, metrics: ['acc'], acc }));
    const file = { path: temp.write('samples.jsonl', `${rows.join('\n')}\n`), task: 't' };
    const loaded = await loadItems({ reader: lmEvalReader, files: [file], key: 'acc', filter: 'none' });
    const benchmark = { scale: 'fraction', kind: 'binary', invalid: [], value: 0.5 } as unknown as Benchmark;
    expect(faultsOfItems(benchmark, loaded)).toEqual([
      'samples.jsonl:2 has 0.5 for acc, which must be 0 or 1, as in other rows',
    ]);
  });

  it('2 on 0–1 is INVALID where rows are graded, and 0.5 is not', async () => {
    const graded = math(20, { graded: true });
    const change = spoilRow('"correct":0', '"correct":2');
    expect(await compare(graded, { baseline: graded, change })).toMatchObject(
      invalid(`${ROWS}:1 has 2 for correct, which must be on the scale 0–1`),
    );
    const half: ByobTask = { ...graded, answers: [0.5, ...answers(199, 20)] };
    expect(await compare(half, { baseline: half })).toMatchObject({ invalid: [], method: 'paired-t' });
  });

  it.each(['"True"', '"0.5"', '"-1e-05"'])(
    '%s of numpy is no number, and no fault of lm-eval',
    async (text) => {
      const dirs = ['baseline', 'candidate'].map((side) => {
        const dir = temp.write(`${side}/README`, '').replace(/README$/, '');
        cpSync(path.join(import.meta.dirname, '../fixtures/harness/lm-eval-generative'), dir, {
          recursive: true,
        });
        const model = path.join(dir, readdirSync(dir).find((name) => name.startsWith('stub'))!);
        const file = path.join(model, readdirSync(model).find((name) => name.startsWith('samples_'))!);
        const rows = readFileSync(file, 'utf8');
        // One row is enough: what the others mean is no more certain.
        if (side === 'candidate')
          writeFileSync(file, rows.replace(/"exact_match": ?[01](\.0)?/, `"exact_match": ${text}`));
        return dir;
      });
      const [baseline, candidate] = [await readEvalResults(dirs[0]!), await readEvalResults(dirs[1]!)];
      const found = await compareEvaluations(
        { baseline, candidate },
        { mode: 'strict', allowance: { count: 0 } },
      );
      expect(found.benchmarks.find(({ primary }) => primary)).toMatchObject({
        invalid: [],
        method: 'welch',
        reasons: expect.arrayContaining([
          'candidate: exact_match is a text, such as "True", in 1 of its rows, and is not taken for a number',
        ]),
      });
    },
  );

  it('of another metric is of no concern, and null is no score', async () => {
    const change = spoilRow('"correct":false', '"other":NaN,"correct":false');
    expect(await compare(math(), { change })).toMatchObject({ invalid: [], pairs: 200 });
    const unscored = await compare(math(), { change: spoilRow('"correct":false', '"correct":null') });
    expect(unscored.invalid).toEqual([
      {
        side: 'candidate',
        reason: '1 of 200 samples failed (1×: scored without a finite score); max-failed-samples allows 0',
      },
    ]);
  });
});

describe('a per-item file that is a link', () => {
  const linkTo =
    (target: (dir: string) => string) =>
    (dir: string): void => {
      const file = path.join(dir, ROWS);
      renameSync(file, target(dir));
      symlinkSync(target(dir), file);
    };

  it('inside of the results is read', async () => {
    const change = linkTo((dir) => path.join(dir, 'byob_math.math.0/artifacts/rows.jsonl'));
    expect(await compare(math(), { change })).toMatchObject({ invalid: [], pairs: 200 });
  });

  it('out of the results is refused, and makes it INVALID', async () => {
    const change = linkTo((dir) => `${dir}-rows.jsonl`);
    const found = await compare(math(), { change });
    expect(found).toMatchObject(
      invalid('byob_predictions.jsonl is a link that leads out of the results: put the file itself there'),
    );
  });

  it('to nothing, or to itself, is INVALID alone', async () => {
    const change = (dir: string): void => {
      const file = path.join(dir, ROWS);
      renameSync(file, `${file}.away`);
      symlinkSync(path.basename(file), file);
    };
    const found = await compare(math(), { change });
    expect(found).toMatchObject(invalid('byob_predictions.jsonl cannot be read (ELOOP)'));
  });
});
