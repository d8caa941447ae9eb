import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { pairItems } from '../../src/comparison/pair-items.js';
import { buildResultJson } from '../../src/report/result-json.js';
import { concludeRun } from '../../src/results/conclusion.js';
import type { EvalResults } from '../../src/results/eval-results.js';
import { readTaskFolders } from '../../src/results/invocation.js';
import type { LoadedItems } from '../../src/results/load-items.js';
import { openItems } from '../../src/results/open-items.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { judgeTask, type TaskResult } from '../../src/results/validity.js';
import { type WrittenScores, writeScores } from '../../src/results/write-scores.js';
import { redactMessage } from '../../src/upload/scan-file.js';
import { secretForms } from '../../src/upload/secret-forms.js';
import { tempDir } from '../temp-dir.js';

const FIXTURES = path.join(import.meta.dirname, '../fixtures');
const ALLOWANCE = { allowance: { count: 0 } };

const dir = tempDir();
const inside = (...names: string[]): string => path.join(dir.path, ...names);

type Row = Record<string, unknown>;
type Change = (entry: Row, tree: EvalResults) => void;

beforeEach(() => mkdirSync(inside('record')));

/** A task's folder of the invocation, whose script ended so. */
function layTask(name: string, artifacts: string | Record<string, string>, exit = 0): void {
  dir.write(`invocation/${name}/logs/stage.running`, '2026-11-24T04:00:00Z\n');
  dir.write(`invocation/${name}/logs/stage.exit`, `2026-11-24T04:01:00Z ${exit}\n`);
  const target = inside('invocation', name, 'artifacts');
  if (typeof artifacts === 'string') cpSync(artifacts, target, { recursive: true });
  else
    for (const [file, text] of Object.entries(artifacts))
      dir.write(`invocation/${name}/artifacts/${file}`, text);
}

/** What a harness leaves: its scores (task, metric, score, group), and its per-item files. */
function artifacts(
  framework: string,
  scores: [task: string, metric: string, score: string, isGroup?: boolean][],
  files: Record<string, (Row | string)[]>,
): Record<string, string> {
  const results: Record<'tasks' | 'groups', Record<string, { metrics: Row }>> = { tasks: {}, groups: {} };
  for (const [task, metric, score, isGroup] of scores) {
    const entry = results[isGroup ? 'groups' : 'tasks'];
    const metrics = entry[task]?.metrics ?? {};
    entry[task] = { metrics };
    const known = (metrics[metric] as { scores: Row } | undefined)?.scores;
    metrics[metric] = { scores: { ...known, [score]: { value: 0.5, stats: {} } } };
  }
  const text = (rows: (Row | string)[]): string =>
    rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');
  return {
    'results.yml': JSON.stringify({ config: { type: 't', params: {} }, results }),
    'run_config.yml': `framework_name: ${framework}\n`,
    ...Object.fromEntries(Object.entries(files).map(([name, rows]) => [name, text(rows)])),
  };
}

const byobRow = (sample_id: unknown, more: Row = {}): Row => ({
  sample_id,
  prompt: `p${sample_id}`,
  target: 't',
  status: 'scored',
  scores: { correct: true },
  ...more,
});
const byob = (...rows: (Row | string)[]): Record<string, string> =>
  artifacts('byob_arith', [['arith', 'pass@1', 'correct']], { 'byob_predictions.jsonl': rows });

function judgeAll(invocation: string): Promise<TaskResult[]> {
  return Promise.all(readTaskFolders(invocation).map((folder) => judgeTask(folder, ALLOWANCE)));
}

/** Makes the record of an invocation as the action writes it. */
async function keep(
  invocation = inside('invocation'),
  change: Change = () => undefined,
): Promise<{ tree: EvalResults; record: EvalResults; written: WrittenScores }> {
  const tasks = await judgeAll(invocation);
  const judged = new Map(tasks.map((task) => [task.index, task]));
  const tree = await readEvalResults(invocation, { ...ALLOWANCE, judged });
  const result = buildResultJson({
    state: concludeRun(tasks),
    verdict: 'NO-BASELINE',
    candidate: { sha: '', ref: '', runId: '1' },
    tasks,
    findings: [],
  });
  for (const entry of result['benchmarks'] as Row[]) change(entry, tree);
  writeFileSync(inside('record/result.json'), JSON.stringify(result));
  const taken = tree.tasks.map(({ name, harness }) => ({ name, fields: { harness: { value: harness } } }));
  writeFileSync(inside('record/snapshot.json'), JSON.stringify({ schema_version: 1, tasks: taken }));
  const written = await writeScores(tree, inside('record/scores.ndjson.gz'));
  return { tree, written, record: await readEvalResults(inside('record')) };
}

const rowsWritten = (): Row[] =>
  gunzipSync(readFileSync(inside('record/scores.ndjson.gz')))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

async function loadAll(results: EvalResults): Promise<Map<string, LoadedItems>> {
  const items = openItems(results);
  const loaded = new Map<string, LoadedItems>();
  for (const benchmark of results.benchmarks) {
    const found = await items.load(benchmark);
    if (found) loaded.set(benchmark.name, found);
  }
  return loaded;
}

/** How many rows of each benchmark are in both; fails where a record is not what its tree was. */
async function compare(tree: EvalResults, record: EvalResults): Promise<Record<string, number>> {
  expect(record.kind).toBe('record');
  const [before, after] = [await loadAll(record), await loadAll(tree)];
  const counts: Record<string, number> = {};
  for (const [name, candidate] of after) {
    const baseline = before.get(name)!;
    const paired = pairItems(baseline, candidate);
    expect({ name, ...paired }).toMatchObject({
      rows: candidate.columns.length,
      unpaired: { baselineOnly: 0, candidateOnly: 0, contentChanged: 0 },
      contentChecked: candidate.columns.length,
      changed: { length: 0 },
      repeats: candidate.repeats,
    });
    const { failed, booleans, zeroOne, mean, problems } = candidate;
    expect({ name, ...baseline }).toMatchObject({ failed, booleans, zeroOne, mean, problems });
    counts[name] = paired.rows;
  }
  return counts;
}

describe('a record holds the items of its tree', () => {
  const recorded = (name: string): string => {
    const tree = path.join(FIXTURES, 'launcher-0.2.6', name, 'tree');
    return path.join(tree, readdirSync(tree).find((entry) => /^\d{8}_/.test(entry))!);
  };

  it.each<[string, number, Record<string, number>]>([
    ['baseline', 200, { 'arith/pass@1/correct': 200, 'arith/pass@1/parsed': 200 }],
    ['evaluator-0.2.8', 200, { 'arith/pass@1/correct': 200, 'arith/pass@1/parsed': 200 }],
    [
      'two-tasks-sequential',
      400,
      {
        'arith/pass@1/correct': 200,
        'arith/pass@1/parsed': 200,
        'mcq/pass@1/correct': 200,
      },
    ],
    // Invalid for its failed items, which are rows without a score.
    ['flaky-500', 200, { 'arith/pass@1/correct': 192, 'arith/pass@1/parsed': 192 }],
  ])('of BYOB: %s', async (name, rows, counts) => {
    const { tree, record, written } = await keep(recorded(name));
    expect(written).toEqual({ rows, problems: [] });
    expect(await compare(tree, record)).toEqual(counts);
  });

  it.each<[string, number, Record<string, number>]>([
    [
      'lm-eval-generative',
      120,
      {
        'gsm8k_cot_zeroshot/exact_match__flexible-extract': 60,
        'gsm8k_cot_zeroshot/exact_match__strict-match': 60,
      },
    ],
    ['lm-eval-loglikelihood', 25, { 'arc_challenge/acc': 25, 'arc_challenge/acc_norm': 25 }],
  ])('of %s, each row once', async (name, rows, counts) => {
    layTask('t.0', path.join(FIXTURES, 'harness', name));
    const { tree, record, written } = await keep();
    expect(written).toEqual({ rows, problems: [] });
    expect(await compare(tree, record)).toEqual(counts);
  });

  it('of a group and its 57 tasks', async () => {
    layTask('mmlu.0', path.join(FIXTURES, 'harness/lm-eval-group-57'));
    const { tree, record, written } = await keep();
    expect(written).toEqual({ rows: 57, problems: [] });
    const { 'mmlu_str/exact_match': group, ...parts } = await compare(tree, record);
    expect(group).toBe(57);
    expect(Object.values(parts)).toEqual(Array(57).fill(1));
  });

  it('of a tag of 22 tasks', async () => {
    layTask('mgsm.0', path.join(FIXTURES, 'harness/lm-eval-tag-22-tasks'));
    const { tree, record, written } = await keep();
    const counts = await compare(tree, record);
    expect(Object.keys(counts)).toHaveLength(tree.benchmarks.length);
    expect(new Set(Object.keys(counts).map((name) => name.split('/')[0]))).toHaveProperty('size', 22);
    expect(written.rows).toBe(Object.values(counts).reduce((sum, count) => sum + count, 0));
  });

  it('of a group of groups, where the record names the group of each', async () => {
    const sample = (doc_id: number): Row => ({
      doc_id,
      filter: 'none',
      metrics: ['acc'],
      acc: doc_id % 2,
      doc_hash: `d${doc_id}`,
      prompt_hash: `p${doc_id}`,
      target_hash: `t${doc_id}`,
    });
    const names = ['a', 'b', 'c'];
    layTask('m.0', {
      ...artifacts(
        'lm-evaluation-harness',
        [
          ['m', 'acc', 'acc', true],
          ['m/stem', 'acc', 'acc', true],
          ...names.map((name): [string, string, string] => [name, 'acc', 'acc']),
        ],
        Object.fromEntries(
          names.map((name, at) => [
            `model/samples_${name}_2026-11-24T04-13-10.jsonl`,
            [sample(at), sample(at + 1)],
          ]),
        ),
      ),
      'model/results_2026-11-24T04-13-10.json': JSON.stringify({
        group_subtasks: { m: ['stem', 'c'], stem: ['a', 'b'] },
        'n-samples': Object.fromEntries(names.map((name) => [name, { effective: 2 }])),
      }),
    });
    const { tree, record } = await keep(undefined, (entry, { benchmarks }) => {
      const parent = benchmarks.find(({ name }) => name === entry['name'])?.parent;
      if (parent !== undefined) entry['parent'] = parent;
    });
    const counts = await compare(tree, record);
    expect(counts).toEqual({ 'm/acc': 6, 'm/stem/acc': 4, 'a/acc': 2, 'b/acc': 2, 'c/acc': 2 });
  });

  it('of nemo-skills, a file a repeat', async () => {
    const problem = (at: number, more: Row): Row => ({ problem: `p${at}`, expected_answer: at, ...more });
    layTask(
      'aime24.0',
      artifacts(
        'nemo_skills',
        [
          ['aime24', 'pass@1[avg-of-2]', 'symbolic_correct'],
          ['aime24', 'majority@2', 'symbolic_correct'],
        ],
        {
          'eval-results/aime24/output-rs0.jsonl': [
            problem(0, { symbolic_correct: true }),
            problem(1, { symbolic_correct: false }),
          ],
          'eval-results/aime24/output-rs1.jsonl': [
            problem(0, { symbolic_correct: false }),
            problem(1, { error: 'timeout' }),
          ],
        },
      ),
    );
    const { tree, record, written } = await keep();
    expect(written).toEqual({ rows: 4, problems: [] });
    expect(await compare(tree, record)).toEqual({ 'aime24/pass@1/symbolic_correct': 3 });
    expect(rowsWritten().map(({ item, repeat, scores }) => [item, repeat, scores])).toEqual([
      ['#0', 0, { symbolic_correct: true }],
      ['#1', 0, { symbolic_correct: false }],
      ['#0', 1, { symbolic_correct: false }],
      ['#1', 1, {}],
    ]);
  });

  it('of a task that is listed twice', async () => {
    layTask('arith.0', byob(byobRow(0), byobRow(1)));
    layTask('arith.1', byob(byobRow(0, { scores: { correct: false } })));
    const index = [0, 1];
    const { tree, record } = await keep(undefined, (entry) => {
      entry['task_index'] = index.shift();
    });
    expect(rowsWritten().map(({ benchmark, item }) => [benchmark, item])).toEqual([
      ['arith.0', '0'],
      ['arith.0', '1'],
      ['arith.1', '0'],
    ]);
    const [before, after] = [openItems(record), openItems(tree)];
    for (const at of [0, 1]) {
      const sides = [await before.load(record.benchmarks[at]!), await after.load(tree.benchmarks[at]!)];
      expect(pairItems(sides[0]!, sides[1]!)).toMatchObject({ rows: 2 - at, changed: { length: 0 } });
      expect(sides[0]!.problems).toEqual([]);
    }
  });
});

describe('scores.ndjson.gz', () => {
  const file = (): string => inside('record/scores.ndjson.gz');

  it('has the items of tasks that ended well, valid or not', async () => {
    layTask('good.0', byob(byobRow(0)));
    layTask('bad.1', byob(byobRow(0)), 1);
    layTask('short.2', byob(byobRow(0), byobRow(1, { status: 'skipped', scores: null, error: 'e' })));
    const { tree } = await keep();
    expect(tree.tasks.map(({ state }) => state)).toEqual(['success', 'failed', 'invalid']);
    expect(rowsWritten()).toEqual([
      { benchmark: 'good', item: '0', repeat: 0, scores: { correct: true }, hash: expect.any(String) },
      { benchmark: 'short', item: '0', repeat: 0, scores: { correct: true }, hash: expect.any(String) },
      { benchmark: 'short', item: '1', repeat: 0, scores: {}, hash: expect.any(String) },
    ]);
  });

  it('keeps an item that is there twice, so that the record is as doubtful as its tree', async () => {
    layTask('arith.0', byob(byobRow(0), byobRow(0, { scores: { correct: false, f: 0.5, s: 'x' } })));
    const { record } = await keep();
    expect(rowsWritten().map(({ item, repeat, scores }) => [item, repeat, scores])).toEqual([
      ['0', 0, { correct: true }],
      ['0', 0, { correct: false, f: 0.5 }],
    ]);
    const [loaded] = [...(await loadAll(record)).values()];
    expect(loaded!.problems).toEqual(['scores.ndjson.gz:2 repeats an item that an earlier row has']);
  });

  it('leaves out what is no item, and says so', async () => {
    layTask('arith.0', byob(byobRow(0), 'null', byobRow({}), '{"sample_id": 1,'));
    const { written } = await keep();
    expect(written).toEqual({
      rows: 1,
      problems: [
        'arith.0/artifacts/byob_predictions.jsonl:2 is null',
        'arith.0/artifacts/byob_predictions.jsonl:3 has a "sample_id" that is neither number nor text',
        'arith.0/artifacts/byob_predictions.jsonl:4 is not JSON',
      ],
    });
  });

  it('is not there without a row, not even an older one', async () => {
    layTask('bad.0', byob(byobRow(0)), 1);
    dir.write('record/scores.ndjson.gz', 'of an earlier attempt');
    const { written } = await keep();
    expect(written).toEqual({ rows: 0, problems: [] });
    expect(existsSync(file())).toBe(false);
  });

  it('is whole for a file of many chunks', async () => {
    const many = Array.from({ length: 3000 }, (_, id) => byobRow(id, { response: 'r'.repeat(1000) }));
    layTask('arith.0', byob(...many));
    const { tree, record, written } = await keep();
    expect(written.rows).toBe(3000);
    expect(await compare(tree, record)).toEqual({ 'arith/pass@1/correct': 3000 });
  });

  it.each<[string, () => void, string]>([
    ['the disk is full', () => symlinkSync('/dev/full', `${file()}.part`), 'ENOSPC'],
    ['its folder is gone', () => undefined, 'ENOENT'],
  ])('leaves nothing behind where %s', async (_, prepare, code) => {
    layTask('arith.0', byob(...Array.from({ length: 5000 }, (_row, id) => byobRow(id))));
    const tree = await readEvalResults(inside('invocation'));
    prepare();
    const target = code === 'ENOENT' ? inside('gone/scores.ndjson.gz') : file();
    await expect(writeScores(tree, target)).rejects.toMatchObject({ code });
    expect(readdirSync(inside('record'))).toEqual([]);
  });

  it('holds no secret in the names of a row', async () => {
    const KEY = 'kkAb12+=&<Zq9\u2019-0xdeadbeef-END77';
    const redact = (text: string): string => redactMessage(text, secretForms([{ name: 'K', value: KEY }]));
    const sample = { doc_id: `id-${KEY}`, filter: `f-${KEY}`, metrics: [`m-${KEY}`], [`m-${KEY}`]: true };
    const task = `t-${KEY}`;
    layTask(
      'lm.0',
      artifacts('lm-evaluation-harness', [[task, `m-${KEY}__f-${KEY}`, 'x']], {
        [`model/samples_${task}_2026-11-24T04-13-10.jsonl`]: [sample],
      }),
    );
    const tree = await readEvalResults(inside('invocation'));
    await writeScores(tree, file(), { redact });
    expect(rowsWritten()).toEqual([
      {
        benchmark: 'lm',
        task: 't-***',
        filter: 'f-***',
        item: 'id-***',
        repeat: 0,
        scores: { 'm-***': true },
      },
    ]);
  });
});

describe('an invocation that was judged', () => {
  it('is not judged again, and keeps what its tasks came to', async () => {
    layTask('good.0', byob(byobRow(0)));
    layTask('bad.1', byob(byobRow(0)), 137);
    mkdirSync(inside('invocation/late.2'));
    const tasks = await Promise.all(
      readTaskFolders(inside('invocation')).map((folder) =>
        judgeTask(folder, { ...ALLOWANCE, stopped: 'timeout' }),
      ),
    );
    // What counted the items is gone: judging again would come to something else.
    writeFileSync(inside('invocation/good.0/artifacts/byob_predictions.jsonl'), '');
    const judged = new Map(tasks.map((task) => [task.index, task]));
    const results = await readEvalResults(inside('invocation'), { ...ALLOWANCE, judged });
    expect(results.tasks.map(({ name, state, reasons }) => [name, state, reasons])).toEqual([
      ['good', 'success', []],
      ['bad', 'timeout', ['it was stopped (exit 137)']],
      ['late', 'timeout', ['it had not started when the evaluation was stopped']],
    ]);
    expect(results.benchmarks.map(({ invalid }) => invalid)).toEqual([[], ['it was stopped (exit 137)']]);
    const again = await readEvalResults(inside('invocation'));
    expect(again.tasks.map(({ name, state }) => [name, state])).toEqual([
      ['good', 'invalid'],
      ['bad', 'failed'],
    ]);
  });

  it('takes the snapshot of its run for that beside it', async () => {
    layTask('good.0', byob(byobRow(0)));
    const snapshot = (hash: string) => ({ schema_version: 1, hash, tasks: [{ name: 'good', hash }] });
    dir.write('invocation/snapshot.json', JSON.stringify(snapshot('old')));
    const own = { ...ALLOWANCE, snapshot: snapshot('new') as never };
    expect((await readEvalResults(inside('invocation'), own)).tasks[0]!.snapshot!.hash).toBe('new');
    expect((await readEvalResults(inside('invocation'))).tasks[0]!.snapshot!.hash).toBe('old');
  });

  it('has its names redacted', async () => {
    const scores = artifacts('byob_arith', [['arith', 'pass@1', 'canary-name']], {});
    layTask('good.0', scores);
    const redact = (text: string): string => text.replaceAll('canary', '***');
    const results = await readEvalResults(inside('invocation'), { ...ALLOWANCE, redact });
    expect(results.benchmarks.map(({ name }) => name)).toEqual(['arith/pass@1/***-name']);
  });
});
