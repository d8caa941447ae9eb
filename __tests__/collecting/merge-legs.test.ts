import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { fromArtifactFolders } from '../../src/collecting/artifact-folders.js';
import { type MergedLegs, type MergeOptions, mergeLegs } from '../../src/collecting/merge-legs.js';
import { readLegs } from '../../src/collecting/read-legs.js';
import { writeMergedRecord } from '../../src/collecting/write-merged-record.js';
import type { EvalResults } from '../../src/results/eval-results.js';
import { openItems } from '../../src/results/open-items.js';
import { answers } from '../comparison/byob-invocation.js';
import { tempDir } from '../temp-dir.js';
import { type LegFacts, writeLeg } from './write-leg.js';

const temp = tempDir();
const OPTIONS: MergeOptions = { legsAre: 'auto', expected: [], unreadable: [], known: [] };

async function merge(
  facts: readonly LegFacts[],
  options: Partial<MergeOptions> = {},
): Promise<{ merged: MergedLegs; record: EvalResults }> {
  for (const [at, one] of facts.entries())
    await writeLeg(path.join(temp.path, 'legs', `eval_results-${at}.baseline`), one);
  const { legs, unreadable } = await readLegs(fromArtifactFolders(path.join(temp.path, 'legs'), 'legs/'));
  const merged = await mergeLegs(legs, { ...OPTIONS, unreadable, ...options });
  return { merged, record: await writeMergedRecord(path.join(temp.path, 'record'), legs, merged) };
}

const shown = ({ benchmarks }: EvalResults): unknown[][] =>
  benchmarks.map(({ name, value, n, invalid }) => [name, value, n?.count, invalid]);

const task = (name: string, wrong: number, count = 100): { name: string; answers: number[] } => ({
  name,
  answers: answers(count, wrong),
});

/** What a record must keep of a merged result: everything but where items lie. */
const numbers = ({ tasks, benchmarks, model }: EvalResults): unknown => ({
  model,
  tasks: tasks.map(({ name, index, state, reasons, notes, harness, runtimeSeconds }) => ({
    name,
    index,
    state,
    reasons,
    notes,
    harness,
    runtimeSeconds,
  })),
  benchmarks: benchmarks.map(({ items, noItems, task: _, filter, ...rest }) => rest),
});

describe('legs of different tasks', () => {
  const legs: LegFacts[] = ['a', 'b', 'c', 'd'].map((name, index) => ({
    matrix: { task: name },
    index,
    total: 4,
    tasks: [task(name, index * 10)],
    seconds: [60 * (index + 1)],
    fields: { sample_limit: 100 },
  }));

  it('are one evaluation, whose record reads back with the same numbers', async () => {
    const { merged, record } = await merge(legs);
    expect(merged).toMatchObject({ byLeg: false, missing: [], problems: [] });
    expect(shown(record)).toEqual([
      ['a/pass@1/correct', 1, 100, []],
      ['b/pass@1/correct', 0.9, 100, []],
      ['c/pass@1/correct', 0.8, 100, []],
      ['d/pass@1/correct', 0.7, 100, []],
    ]);
    expect(record.model).toBe('m');
    expect(numbers(record)).toEqual(numbers(merged.results));
    expect(record.tasks.map(({ snapshot }) => snapshot?.fields['sample_limit']?.value)).toEqual([
      100, 100, 100, 100,
    ]);
  });

  it('keep their items', async () => {
    const { record } = await merge(legs);
    const loader = openItems(record);
    for (const [at, benchmark] of record.benchmarks.entries()) {
      const items = (await loader.load(benchmark))!;
      expect([items.columns.length, items.problems]).toEqual([100, []]);
      expect(items.mean).toBeCloseTo(1 - at / 10, 12);
    }
  });

  it('that fail are INVALID with their reasons, whether a task says so or not', async () => {
    const { record } = await merge([
      { ...legs[0]!, total: 3 },
      {
        matrix: { task: 'b' },
        index: 1,
        total: 3,
        state: 'failed',
        tasks: [{ ...task('b', 0), exitCode: 1 }],
      },
      {
        matrix: { task: 'c' },
        index: 2,
        total: 3,
        state: 'infrastructure-error',
        error: 'Docker is not there',
      },
    ]);
    expect(record.tasks.map(({ name, state, reasons }) => [name, state, reasons.join()])).toEqual([
      [expect.stringContaining('a'), 'success', ''],
      [expect.stringContaining('b'), 'failed', expect.stringContaining('exit')],
      ['c', 'failed', 'Docker is not there'],
    ]);
  });

  it('a dry run and a leg without a task are no success', async () => {
    const { record } = await merge([
      { matrix: { task: 'a' }, index: 0, total: 2, state: 'dry-run' },
      { matrix: { task: 'b' }, index: 1, total: 2 },
    ]);
    expect(record.tasks.map(({ name, state, reasons }) => [name, state, reasons])).toEqual([
      ['a', 'not-run', ['it was a dry run: nothing was evaluated']],
      ['b', 'not-run', ['the leg ran no task']],
    ]);
  });
});

describe('how long tasks ran', () => {
  const leg = (index: number, name: string, seconds?: number): LegFacts => ({
    matrix: { part: index },
    index,
    total: 2,
    tasks: [task(name, 10)],
    firstItem: index * 100,
    ...(seconds === undefined ? {} : { seconds: [seconds] }),
  });
  const ran = ({ tasks }: EvalResults): unknown[] => tasks.map(({ runtimeSeconds }) => runtimeSeconds);

  it.each<[string, LegFacts[], unknown[]]>([
    ['is kept task by task', [leg(0, 'a', 60.5), leg(1, 'b', 7)], [60.5, 7]],
    ['is of all shards together', [leg(0, 'a', 60), leg(1, 'a', 7)], [67]],
    ['is not known where one shard does not tell', [leg(0, 'a', 60), leg(1, 'a')], [undefined]],
  ])('%s', async (_, legs, expected) => {
    const { merged, record } = await merge(legs);
    expect(ran(merged.results)).toEqual(expected);
    expect(ran(record)).toEqual(expected);
  });
});

describe('shards of one benchmark', () => {
  const shard = (index: number, wrong: number, count: number, firstItem: number): LegFacts => ({
    matrix: { shard: index },
    index,
    total: 2,
    tasks: [task('big', wrong, count)],
    firstItem,
    fields: { sample_limit: null, dataset: { value: `shard-${index}` }, parameters: { temperature: 0 } },
  });

  it('are pooled: the score is the mean of all items', async () => {
    const { merged, record } = await merge([shard(0, 10, 100, 0), shard(1, 90, 300, 100)]);
    expect(shown(record)).toEqual([['big/pass@1/correct', 0.75, 400, []]]);
    expect(record.benchmarks[0]!.stderr).toBeCloseTo(Math.sqrt((0.75 * 0.25) / 399), 12);
    expect(merged.tasks).toHaveLength(1);
    expect(record.tasks[0]!.notes[0]).toBe('pooled of the shards of 2 legs: 0, 1');
    const items = (await openItems(record).load(record.benchmarks[0]!))!;
    expect([items.columns.length, items.mean, items.problems]).toEqual([400, 0.75, []]);
    expect(record.tasks[0]!.snapshot!.fields['dataset']!.value).toEqual({
      value: { shards: [{ value: 'shard-0' }, { value: 'shard-1' }] },
    });
    expect(record.tasks[0]!.snapshot!.fields['parameters']!.value).toEqual({ temperature: 0 });
  });

  it('whose items are the same are a clash that names both legs', async () => {
    await expect(merge([shard(0, 10, 100, 0), shard(1, 10, 100, 50)])).rejects.toThrow(
      /the legs 0 and 1 both have big\/pass@1\/correct with the same items \(50 of 200\)/,
    );
  });

  it('without items are a clash', async () => {
    await expect(
      merge([shard(0, 10, 100, 0), { ...shard(1, 10, 100, 100), withoutScores: true }]),
    ).rejects.toThrow(/the legs 0 and 1 both have big.*1 has no scores by item/);
  });

  it('that were sampled differently are not pooled', async () => {
    const hot = shard(1, 10, 100, 100);
    await expect(
      merge([shard(0, 10, 100, 0), { ...hot, fields: { ...hot.fields, parameters: { temperature: 1 } } }]),
    ).rejects.toThrow(/the legs 0 and 1 both have big.*temperature is 0 in one and 1 in the other/);
  });

  it('one of which failed are no whole benchmark', async () => {
    const { record } = await merge([
      shard(0, 10, 100, 0),
      { ...shard(1, 10, 100, 100), state: 'failed', tasks: [{ ...task('big', 0), exitCode: 1 }] },
    ]);
    expect(record.tasks.map(({ state }) => state)).toEqual(['failed']);
    expect(record.benchmarks[0]).toMatchObject({
      invalid: [expect.stringContaining('1: '), expect.anything()],
    });
  });
});

describe('legs of different models', () => {
  const legs: LegFacts[] = ['base', 'chat'].map((model, index) => ({
    matrix: { model },
    index,
    total: 2,
    model: `org/${model}`,
    tasks: [task('a', 10 + index * 10)],
  }));

  it('keep their benchmarks apart, by leg', async () => {
    const { merged, record } = await merge(legs);
    expect(merged.byLeg).toBe(true);
    expect(shown(record).map(([name, value]) => [name, value])).toEqual([
      ['base/a/pass@1/correct', 0.9],
      ['chat/a/pass@1/correct', 0.8],
    ]);
    expect(record.model).toBeUndefined();
    expect(numbers(record)).toEqual(numbers(merged.results));
    const items = await openItems(record).load(record.benchmarks[1]!);
    expect(items!.mean).toBeCloseTo(0.8, 12);
  });

  it('are named as before where one of them is missing', async () => {
    const known = ['base/a/pass@1/correct', 'chat/a/pass@1/correct'];
    const { merged } = await merge([legs[0]!], { known });
    expect(merged.results.benchmarks.map(({ name }) => name)).toEqual(['base/a/pass@1/correct']);
    expect(merged.missing.map(({ key }) => key)).toEqual(['leg 2 of 2']);
  });

  it('are not meant where a leg is called like its task', async () => {
    const { merged } = await merge([{ ...legs[0]!, matrix: { task: 'a' } }], { known: ['a/pass@1/correct'] });
    expect(merged.results.benchmarks.map(({ name }) => name)).toEqual(['a/pass@1/correct']);
  });

  it('called legs of different tasks are a clash that says what to set', async () => {
    await expect(merge(legs, { legsAre: 'tasks' })).rejects.toThrow(
      'the legs base (model org/base) and chat (model org/chat) both have',
    );
  });

  it('that call themselves alike are told apart on request alone', async () => {
    const alike = legs.map((leg) => ({ ...leg, model: 'served' }));
    await expect(merge(alike)).rejects.toThrow(/they are no shards of it.*legs-are: models/);
    expect((await merge(alike, { legsAre: 'models' })).record.benchmarks).toHaveLength(2);
  });
});

describe('hostile legs', () => {
  it('have names that go through the record as they are', async () => {
    const names = ['a/b', '__proto__', 'x\n::error::owned', 'модель', '"<|>"', 'y'.repeat(5000), '::'];
    const { merged, record } = await merge(
      names.map((model, index) => ({
        matrix: { model },
        index,
        total: names.length,
        model: `${index}`,
        tasks: [task('a', index)],
      })),
    );
    expect(record.benchmarks).toHaveLength(names.length);
    expect(numbers(record)).toEqual(numbers(merged.results));
    const loader = openItems(record);
    for (const benchmark of record.benchmarks)
      expect((await loader.load(benchmark))!.mean).toBeCloseTo(benchmark.value, 12);
  });

  it('a leg whose items are broken proves nothing, and spoils no other', async () => {
    const facts = ['a', 'b'].map((name, index) => ({
      matrix: { task: name },
      index,
      total: 2,
      tasks: [task(name, 5)],
    }));
    for (const [at, one] of facts.entries()) await writeLeg(path.join(temp.path, 'legs', `${at}`), one);
    const scores = path.join(temp.path, 'legs/1/scores.ndjson.gz');
    writeFileSync(scores, readFileSync(scores).subarray(0, 200));
    const { legs } = await readLegs(fromArtifactFolders(path.join(temp.path, 'legs'), 'legs/'));
    const record = await writeMergedRecord(
      path.join(temp.path, 'record'),
      legs,
      await mergeLegs(legs, OPTIONS),
    );
    expect(record.benchmarks.map(({ invalid }) => invalid.join())).toEqual([
      '',
      expect.stringMatching(/^b: .*scores\.ndjson\.gz/),
    ]);
  });
});

it('writes rows under the names that the merged result has', async () => {
  await writeLeg(path.join(temp.path, 'legs/0'), { matrix: { m: 1 }, tasks: [task('a', 1)] });
  // A leg whose task of that name left nothing: by name alone its rows would be those of the other.
  const dir = await writeLeg(path.join(temp.path, 'legs/1'), { matrix: { m: 2 }, tasks: [task('a', 0)] });
  const file = path.join(dir, 'result.json');
  const result = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(
    file,
    JSON.stringify({ ...result, benchmarks: [], tasks: [{ ...result.tasks[0], state: 'failed' }] }),
  );
  const { legs } = await readLegs(fromArtifactFolders(path.join(temp.path, 'legs'), 'legs/'));
  const merged = await mergeLegs(legs, OPTIONS);
  const record = await writeMergedRecord(path.join(temp.path, 'record'), legs, merged);
  expect(record.tasks.map(({ name, state }) => [name, state])).toEqual([
    ['byob_a.a', 'success'],
    ['byob_a.a', 'failed'],
  ]);
  const rows = gunzipSync(readFileSync(path.join(record.dir, 'scores.ndjson.gz'))).toString();
  const names = rows
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row).benchmark);
  expect(new Set(names)).toEqual(new Set(['byob_a.a.0', 'byob_a.a.1']));
  expect((await openItems(record).load(record.benchmarks[0]!))!.mean).toBeCloseTo(0.99, 12);
});
