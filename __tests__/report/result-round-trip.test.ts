import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { FinalState } from '../../src/outputs.js';
import { buildResultJson, type RunReport } from '../../src/report/result-json.js';
import { concludeRun } from '../../src/results/conclusion.js';
import type { Benchmark, EvalResults } from '../../src/results/eval-results.js';
import { readTaskFolders } from '../../src/results/invocation.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { judgeTask } from '../../src/results/validity.js';
import { tempDir } from '../temp-dir.js';
import { compareAlike, withStatus } from './comparisons.js';

const temp = tempDir();
const folder = (): string => mkdtempSync(path.join(temp.path, 'x-'));

const FIXTURES = path.join(import.meta.dirname, '../fixtures');
const LAUNCHED = path.join(FIXTURES, 'launcher-0.2.6');
const HARNESS = path.join(FIXTURES, 'harness');

/** The invocation folder of a recorded run; undefined where it never came so far. */
function invocationOf(name: string): string | undefined {
  const tree = path.join(LAUNCHED, name, 'tree');
  if (!existsSync(tree)) return undefined;
  const found = readdirSync(tree).find((entry) => /^\d{8}_/.test(entry));
  return found && path.join(tree, found);
}

function report(state: FinalState, rest: Partial<RunReport>): RunReport {
  return {
    state,
    verdict: 'NO-BASELINE',
    candidate: { model: 'm', sha: 'a', ref: 'refs/heads/main', runId: '1' },
    tasks: [],
    findings: [],
    ...rest,
  };
}

type Entry = Record<string, unknown>;

/** What a record of this report reads back as. @param age makes its benchmarks those of an earlier release. */
function readBack(whole: RunReport, age: (entry: Entry) => Entry = (entry) => entry): Promise<EvalResults> {
  const dir = folder();
  const result = buildResultJson(whole);
  const benchmarks = (result['benchmarks'] as Entry[]).map(age);
  writeFileSync(path.join(dir, 'result.json'), JSON.stringify({ ...result, benchmarks }));
  return readEvalResults(dir);
}

/** What a record has to keep of a benchmark; the values of scores that are no numbers are gone. */
function kept(results: EvalResults): object[] {
  return results.benchmarks.map((benchmark: Benchmark) => ({
    name: benchmark.name,
    task: results.tasks.find(({ index }) => index === benchmark.taskIndex)!.name,
    taskIndex: benchmark.taskIndex,
    harnessTask: benchmark.task,
    metric: benchmark.metric,
    score: benchmark.score,
    value: benchmark.value,
    fraction: benchmark.fraction,
    scale: benchmark.scale,
    direction: benchmark.direction,
    kind: benchmark.kind,
    stderr: benchmark.stderr,
    n: benchmark.n,
    repeats: benchmark.repeats,
    role: benchmark.role,
    isGroup: benchmark.isGroup,
    parent: benchmark.parent,
    primary: benchmark.primary,
    invalid: benchmark.invalid,
    notes: benchmark.notes,
  }));
}

const keptTasks = ({ tasks }: EvalResults): object[] =>
  tasks.map(({ name, index, state, reasons, notes, harness }) => ({
    name,
    index,
    state,
    reasons,
    notes,
    harness,
  }));

async function expectSame(results: EvalResults, whole: RunReport): Promise<void> {
  const record = await readBack(whole);
  expect(kept(record)).toEqual(kept(results));
  expect(keptTasks(record)).toEqual(keptTasks(results));
}

/** One task of an invocation, of a harness that keeps no items. */
function writeTask(dir: string, name: string, metrics: object): void {
  for (const part of ['artifacts', 'logs']) mkdirSync(path.join(dir, name, part), { recursive: true });
  const results = { tasks: { q: { metrics } } };
  writeFileSync(path.join(dir, name, 'artifacts/results.yml'), JSON.stringify({ results }));
  const asked = { framework_name: 'simple_evals', config: { params: {} } };
  writeFileSync(path.join(dir, name, 'artifacts/run_config.yml'), JSON.stringify(asked));
  writeFileSync(path.join(dir, name, 'logs/stage.exit'), '2026-11-24T04:01:00Z 0\n');
}

const launched = readdirSync(LAUNCHED).filter((name) =>
  readTaskFolders(invocationOf(name) ?? '').some(({ dir }) => existsSync(path.join(dir, 'artifacts'))),
);

describe('a record reads back as the run that it is of', () => {
  it.each(launched)('of the launcher: %s', async (name) => {
    const invocation = invocationOf(name)!;
    const results = await readEvalResults(invocation);
    const tasks = await Promise.all(
      readTaskFolders(invocation).map((task) => judgeTask(task, { allowance: { count: 0 } })),
    );
    const state = concludeRun(tasks);
    await expectSame(results, report(state, { tasks, results }));
    await expectSame(results, report(state, { tasks, results, comparison: compareAlike(results) }));
  });

  it.each(readdirSync(HARNESS))('of a harness: %s', async (name) => {
    const results = await readEvalResults(path.join(HARNESS, name));
    expect(results.benchmarks.length).toBeGreaterThan(0);
    await expectSame(results, report('success', { results }));
    await expectSame(results, report('success', { results, comparison: compareAlike(results) }));
  });

  it('with a task beside a group, which is no part of it', async () => {
    const dir = folder();
    cpSync(path.join(HARNESS, 'lm-eval-group-57'), dir, { recursive: true });
    const file = parse(readFileSync(path.join(dir, 'results.yml'), 'utf8'));
    const metrics = { exact_match: { scores: { exact_match: { value: 0.5, stats: { count: 10 } } } } };
    file.results.tasks.alone = { metrics };
    writeFileSync(path.join(dir, 'results.yml'), JSON.stringify(file));
    const results = await readEvalResults(dir);
    expect(results.benchmarks.find(({ task }) => task === 'alone')).toMatchObject({ role: 'benchmark' });
    await expectSame(results, report('success', { results }));
  });

  it('with repeats in its names, and two tasks of one name', async () => {
    const dir = folder();
    const scores = { micro: { value: 0.5, stats: { stderr: 0.1, count: 30 } } };
    for (const name of ['gsm8k.0', 'gsm8k.1', 'adlr.2'])
      writeTask(dir, name, { score_avg_of_3: { scores }, other: { scores } });
    const read = await readEvalResults(dir);
    expect(read.benchmarks.map(({ name, repeats, n }) => [name, repeats, n?.count])).toEqual([
      ['gsm8k.0/q/score/micro', 3, 10],
      ['gsm8k.0/q/other/micro', 1, 30],
      ['gsm8k.1/q/score/micro', 3, 10],
      ['gsm8k.1/q/other/micro', 1, 30],
      ['adlr/q/score/micro', 3, 10],
      ['adlr/q/other/micro', 1, 30],
    ]);
    await expectSame(read, report('success', { results: read }));
    await expectSame(read, report('success', { results: read, comparison: compareAlike(read) }));
  });

  it('concluded late, with two tasks of one name', async () => {
    const dir = folder();
    const score = (value: number): object => ({
      score: { scores: { micro: { value, stats: { count: 30 } } } },
    });
    for (const [index, name] of ['gsm8k.0', 'gsm8k.1', 'adlr.2'].entries())
      writeTask(dir, name, score(index / 4));
    const tasks = await Promise.all(
      readTaskFolders(dir).map((task) => judgeTask(task, { allowance: { count: 0 } })),
    );
    const whole = await readEvalResults(dir);
    const record = await readBack(report('success', { tasks }));
    const names = ({ benchmarks }: EvalResults): unknown[][] =>
      benchmarks.map(({ name, task, score, value }) => [name, task, score, value]);
    expect(names(record)).toEqual(names(whole));
    expect(names(record).map(([name]) => name)).toEqual([
      'gsm8k.0/q/score/micro',
      'gsm8k.1/q/score/micro',
      'adlr/q/score/micro',
    ]);
  });

  it('with names that hold each other', async () => {
    const dir = folder();
    const of = (...names: string[]): object => ({
      scores: Object.fromEntries(names.map((name) => [name, { value: 0.5, stats: { count: 8 } }])),
    });
    writeTask(dir, 'skills.0', {
      'pass@1': of('pass@1', 'pass@1x', 'x/pass@1', 'pass@1/y'),
      'pass@1[avg-of-4]': of('correct'),
      'pass@1x': of('pass@1'),
      acc: of('acc'),
      'acc[avg-of-3]': of('acc[avg-of-3]'),
    });
    const read = await readEvalResults(dir);
    expect(read.benchmarks.map(({ name, score, repeats }) => [name, score, repeats])).toEqual([
      ['q/pass@1', 'pass@1', 1],
      ['q/pass@1/pass@1x', 'pass@1x', 1],
      ['q/pass@1/x/pass@1', 'x/pass@1', 1],
      ['q/pass@1/pass@1/y', 'pass@1/y', 1],
      ['q/pass@1/correct', 'correct', 4],
      ['q/pass@1x/pass@1', 'pass@1', 1],
      ['q/acc[avg-of-1]', 'acc', 1],
      ['q/acc', 'acc', 3],
    ]);
    await expectSame(read, report('success', { results: read }));
    // Of a record that says the name alone; a task may hold slashes as well, so that two of them are ambiguous.
    const old = await readBack(
      report('success', { results: read }),
      ({ harness_task, score_name, ...entry }) => entry,
    );
    const parts = ({ benchmarks }: EvalResults): string[][] =>
      benchmarks.map(({ task, score }) => [task, score]);
    const clear = (_: unknown, index: number): boolean => index !== 2 && index !== 3;
    expect(parts(old).filter(clear)).toEqual(parts(read).filter(clear));
  });

  it('without what its own baseline alone had', async () => {
    const results = await readEvalResults(invocationOf('baseline')!);
    const alike = compareAlike(results);
    const gone = withStatus('MISSING');
    const elsewhere = { ...gone, name: 'mcq/acc', task: 'mcq', taskIndex: 7 };
    const comparison = {
      ...alike,
      benchmarks: [elsewhere, ...alike.benchmarks, { ...gone, name: 'gone/acc' }],
    };
    await expectSame(results, report('success', { results, comparison }));
  });

  it('where it was concluded late, from its scores alone', async () => {
    const invocation = invocationOf('two-tasks-sequential')!;
    const results = await readEvalResults(invocation);
    const tasks = await Promise.all(
      readTaskFolders(invocation).map((task) => judgeTask(task, { allowance: { count: 0 } })),
    );
    const record = await readBack(report('success', { tasks }));
    const names = ({ benchmarks }: EvalResults): object[] =>
      benchmarks.map(({ name, value, n, role, repeats, primary }) => ({
        name,
        value,
        n,
        role,
        repeats,
        primary,
      }));
    // The harness is said by a record's snapshot.json; without it the scores are there, and what they are is not known.
    expect(names(record)).toEqual(names(results));
  });
});

it('gives back the leg of a matrix that it is', async () => {
  const leg = { key: 'mmlu', slug: 'mmlu-0123abcd', index: 2, total: 4, attempt: 3 };
  const results = await readEvalResults(path.join(HARNESS, readdirSync(HARNESS)[0]!));
  expect((await readBack(report('success', { results, leg }))).leg).toEqual(leg);
  expect(await readBack(report('success', { results }))).not.toHaveProperty('leg');
});
