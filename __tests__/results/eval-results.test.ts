import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { type Benchmark, countOf, type EvalResults, kindOf } from '../../src/results/eval-results.js';
import { openItems } from '../../src/results/open-items.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();
/** A new folder, gone after the test. */
const folder = (): string => mkdtempSync(path.join(temp.path, 'x-'));

const FIXTURES = path.join(import.meta.dirname, '../fixtures');
const harness = (name: string): Promise<EvalResults> => readEvalResults(path.join(FIXTURES, 'harness', name));

function recorded(name: string): string {
  const tree = path.join(FIXTURES, 'launcher-0.2.6', name, 'tree');
  return path.join(tree, readdirSync(tree).find((entry) => /^\d{8}_/.test(entry))!);
}

const named = (results: EvalResults, name: string): Benchmark =>
  results.benchmarks.find((benchmark) => benchmark.name === name)!;
const tested = (results: EvalResults): string[] =>
  results.benchmarks.filter(({ role }) => role === 'benchmark').map(({ name }) => name);

/** A folder with a results.yml of one harness, written as the evaluator writes it. */
function artifacts(framework: string, tasks: object, groups: object = {}, params: object = {}): string {
  const dir = folder();
  const config = { type: 't', params: { limit_samples: 10, extra: {}, ...params } };
  writeFileSync(path.join(dir, 'results.yml'), JSON.stringify({ config, results: { tasks, groups } }));
  writeFileSync(path.join(dir, 'run_config.yml'), JSON.stringify({ framework_name: framework, config }));
  return dir;
}

const metric = (name: string, scores: Record<string, unknown>): object => ({
  metrics: {
    [name]: {
      scores: Object.fromEntries(Object.entries(scores).map(([key, value]) => [key, { value, stats: {} }])),
    },
  },
});

describe('results of real trees', () => {
  it('lm-eval: one benchmark a filter, its scale, direction and items declared', async () => {
    const results = await harness('lm-eval-generative');
    expect(results).toMatchObject({ kind: 'artifacts', model: 'stub-base-p80' });
    expect(tested(results)).toEqual([
      'gsm8k_cot_zeroshot/exact_match__flexible-extract',
      'gsm8k_cot_zeroshot/exact_match__strict-match',
    ]);
    expect(named(results, 'gsm8k_cot_zeroshot/exact_match__strict-match')).toMatchObject({
      value: 0.55,
      fraction: 0.55,
      scale: 'fraction',
      direction: 'higher_is_better',
      kind: 'binary',
      filter: 'strict-match',
      n: { count: 60, source: 'stats' },
      primary: true,
      invalid: [],
    });
  });

  it('lm-eval: a group is tested, its 57 sub-tasks are shown', async () => {
    const results = await harness('lm-eval-group-57');
    expect(tested(results)).toEqual(['mmlu_str/exact_match']);
    const shown = results.benchmarks.filter(({ role }) => role === 'sub-task');
    expect(shown).toHaveLength(57);
    expect(new Set(shown.map(({ parent }) => parent))).toEqual(new Set(['mmlu_str']));
    expect(named(results, 'mmlu_str/exact_match').n).toEqual({ count: 57, source: 'stats' });
  });

  it('simple-evals: a group of languages, and no items', async () => {
    const results = await harness('simple-evals-mgsm-languages');
    expect(tested(results)).toEqual(['mgsm/score/macro', 'mgsm/score/micro']);
    expect(named(results, 'mgsm/score/micro')).toMatchObject({
      primary: true,
      n: { count: 60, source: 'expected' },
      noItems: expect.stringContaining('simple-evals keeps items only'),
    });
    expect(named(results, 'group_latin/score/micro')).toMatchObject({ role: 'sub-task', parent: 'mgsm' });
    expect(named(results, 'group_latin/score/micro').n).toBeUndefined();
  });

  it('bfcl: percent, and categories that never ran are no zeros', async () => {
    const results = await harness('bfcl-simple');
    expect(named(results, 'bfcl/python_simple_ast_non_live')).toMatchObject({
      value: 70,
      fraction: 0.7,
      scale: 'percent',
    });
    expect(named(results, 'bfcl/python_simple_ast_non_live').noItems).toContain('bfcl keeps');
    expect(named(results, 'bfcl/python_simple_ast_non_live').primary).toBe(true);
    expect(named(results, 'bfcl/live_overall_acc').role).toBe('not-run');
    expect(named(results, 'bfcl/multi_turn_overall_acc').role).toBe('not-run');
    expect(named(results, 'bfcl/non_live_overall_acc')).toMatchObject({
      role: 'benchmark',
      primary: false,
      notes: ['counts 15 categories that did not run as 0'],
    });
  });

  it.each(['baseline', 'evaluator-0.2.8'])('BYOB, %s: an invocation folder with its items', async (name) => {
    const results = await readEvalResults(recorded(name));
    expect(results).toMatchObject({
      kind: 'invocation',
      tasks: [{ name: 'byob_arith.arith', state: 'success' }],
    });
    const correct = named(results, 'arith/pass@1/correct');
    expect(correct).toMatchObject({
      value: 0.92,
      kind: 'binary',
      direction: 'higher_is_better',
      primary: true,
    });
    expect(named(results, 'arith/pass@1/parsed')).toMatchObject({
      kind: 'unknown',
      direction: 'unknown',
      primary: false,
    });
    const items = (await openItems(results).load(correct))!;
    expect(items).toMatchObject({ failed: 0, repeats: 1, booleans: true, problems: [] });
    expect(items.mean).toBeCloseTo(0.92, 12);
    expect(countOf(correct, items)).toEqual({ count: 200, source: 'items' });
    expect(kindOf(named(results, 'arith/pass@1/parsed'), items)).toBe('binary');
  });

  it('one dead task is invalid and leaves the others alone', async () => {
    const dead = await readEvalResults(recorded('dead-endpoint'));
    expect(dead.tasks[0]).toMatchObject({
      state: 'invalid',
      reasons: [expect.stringContaining('scored nothing')],
    });
    const dir = path.join(folder(), '20261124_041133-cba9923d77918fd1');
    cpSync(recorded('two-tasks-sequential'), dir, { recursive: true });
    writeFileSync(path.join(dir, 'byob_arith.arith.0/artifacts/results.yml'), 'results: [');
    const results = await readEvalResults(dir);
    expect(results.tasks.map(({ state }) => state)).toEqual(['invalid', 'success']);
    expect(tested(results)).toContain('mcq/pass@1/correct');
  });

  it('a folder of one task, and of a whole artifact, lead to the same', async () => {
    const invocation = recorded('baseline');
    const task = await readEvalResults(path.join(invocation, 'byob_arith.arith.0'));
    const whole = await readEvalResults(path.dirname(invocation));
    expect(tested(task)).toEqual(tested(whole));
    expect(whole.kind).toBe('invocation');
  });
});

describe('names and numbers', () => {
  it('keep one name for every number of repeats', async () => {
    const once = await readEvalResults(artifacts('simple_evals', { q: metric('score', { micro: 0.5 }) }));
    const thrice = await readEvalResults(
      artifacts(
        'simple_evals',
        { q: metric('score', { micro_avg_of_3: 0.5 }) },
        {},
        { extra: { n_samples: 3 } },
      ),
    );
    expect(tested(thrice)).toEqual(tested(once));
    expect(thrice.benchmarks[0]).toMatchObject({ name: 'q/score/micro', repeats: 3 });
    const skills = {
      aime24: {
        metrics: Object.fromEntries(
          ['pass@1', 'pass@1[avg-of-2]', 'pass@1[avg-of-4]', 'majority@4'].map((name, at) => [
            name,
            { scores: { symbolic_correct: { value: 50 + at } } },
          ]),
        ),
      },
    };
    const results = await readEvalResults(artifacts('nemo_skills', skills));
    expect(results.benchmarks.map(({ name, value, repeats }) => [name, value, repeats])).toEqual([
      ['aime24/pass@1/symbolic_correct[avg-of-1]', 50, 1],
      ['aime24/pass@1[avg-of-2]/symbolic_correct', 51, 2],
      ['aime24/pass@1/symbolic_correct', 52, 4],
      ['aime24/majority@4/symbolic_correct', 53, 1],
    ]);
    expect(results.benchmarks[2]).toMatchObject({ scale: 'percent', fraction: 0.52 });
  });

  it.each([
    ['f1', 'gsm8k', 55, 'unknown'],
    ['f1', 'drop', 0.55, 'fraction'],
    ['f1', 'squadv2', 55, 'percent'],
    ['em', 'anything', 55, 'unknown'],
    ['em', 'coqa', 0.55, 'fraction'],
    ['em', 'scrolls_quality', 55, 'percent'],
    ['bleu', 'meddialog', 0.2, 'unknown'],
    ['bleu', 'wmt16-de-en', 20, 'percent'],
    ['bleu', 'iwslt2017-en-ar', 20, 'percent'],
  ])('take %s of lm-eval for what its task %s makes of it: %d is %s', async (name, task, value, scale) => {
    const dir = artifacts('lm-evaluation-harness', { [task]: metric(name, { [name]: value }) });
    expect((await readEvalResults(dir)).benchmarks).toMatchObject([
      { scale, direction: 'higher_is_better', invalid: [] },
    ]);
  });

  it('guess no scale and no direction', async () => {
    const results = await readEvalResults(artifacts('mtbench', { mt: metric('score', { overall: 7.5 }) }));
    expect(results.benchmarks[0]).toMatchObject({
      value: 7.5,
      scale: 'unknown',
      direction: 'unknown',
      kind: 'unknown',
    });
    expect(results.benchmarks[0]).not.toHaveProperty('fraction');
  });

  it('take a score that is no finite number for invalid', async () => {
    const results = await readEvalResults(artifacts('simple_evals', { q: metric('score', { micro: null }) }));
    expect(results.benchmarks[0]!.invalid).toEqual([expect.stringContaining('not a finite number')]);
  });

  it('put the launcher task in front where two have the same benchmark', async () => {
    const dir = path.join(folder(), 'inv');
    for (const name of ['gsm8k.0', 'adlr_gsm8k.1']) {
      cpSync(
        artifacts('simple_evals', { q: metric('score', { micro: 0.5 }) }),
        path.join(dir, name, 'artifacts'),
        { recursive: true },
      );
      mkdirSync(path.join(dir, name, 'logs'));
      writeFileSync(path.join(dir, name, 'logs/stage.exit'), '2026-11-24T04:01:00Z 0\n');
    }
    expect(tested(await readEvalResults(dir))).toEqual(['gsm8k/q/score/micro', 'adlr_gsm8k/q/score/micro']);
  });

  it.each<[string, RegExp]>([
    ['an empty folder', /holds no evaluation/],
    ['two evaluations', /holds 2 evaluations: give the folder of one/],
    ['a record of another version', /schema_version 2: this version of the action reads 1/],
    ['a record that is cut off', /result\.json is not JSON: it ends too early, in line 1: is it a record/],
  ])('are refused for %s', async (what, message) => {
    const dir = folder();
    if (what === 'two evaluations')
      for (const id of ['20261124_041133-aa', '20261124_041134-bb']) mkdirSync(path.join(dir, id));
    if (what === 'a record of another version')
      writeFileSync(path.join(dir, 'result.json'), '{"schema_version": 2}');
    if (what === 'a record that is cut off')
      writeFileSync(path.join(dir, 'result.json'), '{"schema_version": 1,');
    await expect(readEvalResults(dir)).rejects.toMatchObject({
      state: 'config-error',
      message: expect.stringMatching(message),
    });
  });
});

describe('a record', () => {
  it('gives the benchmarks and items that its tree gave', async () => {
    const tree = await readEvalResults(recorded('two-tasks-sequential'));
    const dir = folder();
    const rows = readdirSync(recorded('two-tasks-sequential'))
      .filter((name) => /\.\d$/.test(name))
      .flatMap((name) =>
        readFileSync(
          path.join(recorded('two-tasks-sequential'), name, 'artifacts/byob_predictions.jsonl'),
          'utf8',
        )
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
          .map((row) => ({
            benchmark: name.replace(/\.\d$/, ''),
            item: String(row.sample_id),
            repeat: 0,
            scores: { correct: Number(row.scores.correct), parsed: Number(row.scores.parsed) },
          })),
      );
    writeFileSync(
      path.join(dir, 'scores.ndjson.gz'),
      gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
    );
    const benchmarks = tree.benchmarks.map(({ name, metric, value, taskIndex }) => ({
      name,
      metric,
      score: value,
      stderr: null,
      n: 200,
      task: tree.tasks[taskIndex]!.name,
      is_group: false,
      status: 'NEW',
      reasons: [],
    }));
    const tasks = tree.tasks.map(({ name, index }) => ({ task: name, index, state: 'success', notes: [] }));
    writeFileSync(
      path.join(dir, 'result.json'),
      JSON.stringify({ schema_version: 1, candidate: { model: 'm' }, tasks, invalid: [], benchmarks }),
    );
    const record = await readEvalResults(dir);
    expect(record).toMatchObject({ kind: 'record', model: 'm' });
    expect(tested(record)).toEqual(tested(tree));
    const [before, after] = [openItems(record), openItems(tree)];
    for (const benchmark of record.benchmarks) {
      const [a, b] = [await before.load(benchmark), await after.load(named(tree, benchmark.name))];
      expect([a!.mean, a!.columns.length, a!.problems]).toEqual([b!.mean, b!.columns.length, []]);
      expect([...a!.columns.keyLow.subarray(0, 200)]).toEqual([...b!.columns.keyLow.subarray(0, 200)]);
    }
  });

  it('works out groups and repeats that it does not say, and the items of a group', async () => {
    const dir = folder();
    const row = (task: string, acc: number): object => ({
      benchmark: 'mmlu',
      task,
      item: '0',
      repeat: 0,
      scores: { acc },
    });
    const rows = [row('a', 1), row('b', 0)].map((line) => `${JSON.stringify(line)}\n`).join('');
    writeFileSync(path.join(dir, 'scores.ndjson.gz'), gzipSync(rows));
    const entry = (name: string, is_group = false): object => ({
      name: `${name}/acc`,
      task: 'mmlu',
      metric: 'acc',
      score: 0.5,
      is_group,
      status: 'NEW',
      reasons: [],
    });
    const repeated = {
      name: 'q/score/micro_avg_of_3',
      task: 'q',
      metric: 'score',
      score: 0.5,
      status: 'INVALID',
      reasons: ['why'],
    };
    const tasks = ['mmlu', 'q'].map((task, index) => ({
      task,
      index,
      state: 'success',
      harness: index === 0 ? 'lm-evaluation-harness' : 'simple_evals',
    }));
    const result = {
      schema_version: 1,
      candidate: {},
      tasks,
      invalid: [],
      benchmarks: [entry('mmlu', true), entry('a'), entry('b'), repeated],
    };
    writeFileSync(path.join(dir, 'result.json'), JSON.stringify(result));
    const record = await readEvalResults(dir);
    expect(tested(record)).toEqual(['mmlu/acc', 'q/score/micro']);
    expect(named(record, 'q/score/micro')).toMatchObject({ repeats: 3, invalid: ['why'] });
    const items = (await openItems(record).load(named(record, 'mmlu/acc')))!;
    expect([...items.columns.score.subarray(0, items.columns.length)]).toEqual([1, 0]);
    writeFileSync(path.join(dir, 'result.json'), JSON.stringify({ ...result, tasks: tasks.slice(1) }));
    await expect(readEvalResults(dir)).rejects.toThrow(
      'lists "mmlu/acc" of a task that is not in its "tasks"',
    );
  });
});
