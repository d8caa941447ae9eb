import { rmSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readFlips } from '../../src/comparison/flips.js';
import { hashContent } from '../../src/results/item-columns.js';
import { byobReader } from '../../src/results/item-readers/byob.js';
import { findItemFiles } from '../../src/results/item-readers/choose-reader.js';
import type { ItemFile, ItemReader, ItemRow } from '../../src/results/item-readers/item-reader.js';
import { lmEvalReader } from '../../src/results/item-readers/lm-eval.js';
import { nemoSkillsReader } from '../../src/results/item-readers/nemo-skills.js';
import { recordFile, recordReader, toRecordRow } from '../../src/results/item-readers/record.js';
import { loadItems, Problems, readItemFile } from '../../src/results/load-items.js';
import { parseRow } from '../../src/results/parse-row.js';
import { RecordItems } from '../../src/results/record-items.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const lines = (...rows: unknown[]): string =>
  rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');

async function read(reader: ItemReader, file: ItemFile): Promise<{ items: ItemRow[]; problems: string[] }> {
  const items: ItemRow[] = [];
  const problems = new Problems();
  await readItemFile(reader, file, (row) => items.push({ ...row }), problems, new Problems());
  return { items, problems: problems.list() };
}

describe('lm-eval', () => {
  const sample = (doc: number, filter: string, value: unknown, more = {}): object => ({
    doc_id: doc,
    filter,
    metrics: ['exact_match'],
    exact_match: value,
    doc_hash: `d${doc}`,
    prompt_hash: 'p',
    target_hash: 't',
    ...more,
  });

  it('takes the newest file of each task, however its name reads', () => {
    const names = [
      'samples_gsm8k_2026-11-24T04-13-10.212553.jsonl',
      'samples_gsm8k_2026-11-24T14-13-10.jsonl',
      'samples_a_2026_b_2026-11-24T04-13-10.jsonl',
      'samples_.jsonl',
      'results_2026-11-24T04-13-10.json',
    ];
    for (const name of names) dir.write(`model/${name}`, '');
    const files = lmEvalReader.find(dir.path).map((file) => [file.task, path.basename(file.path)]);
    expect(files.sort()).toEqual([
      ['a_2026_b', names[2]],
      ['gsm8k', names[1]],
    ]);
  });

  it('reads a row a document and filter, and tells metrics of a filter by their name', async () => {
    const file = dir.write(
      's.jsonl',
      lines(sample(0, 'strict', 1), sample(1, 'strict', true), sample(0, 'flexible', 0)),
    );
    const { items, problems } = await read(lmEvalReader, { path: file, task: 't' });
    expect(problems).toEqual([]);
    expect(
      items.map(({ item, filter, scores, booleans }) => [item, filter, { ...scores }, booleans]),
    ).toEqual([
      ['0', 'strict', { exact_match: 1 }, []],
      ['1', 'strict', { exact_match: 1 }, ['exact_match']],
      ['0', 'flexible', { exact_match: 0 }, []],
    ]);
    expect(lmEvalReader.locate('exact_match__strict', 'x')).toEqual({ key: 'exact_match', filter: 'strict' });
    expect(lmEvalReader.locate('acc', 'acc')).toEqual({ key: 'acc', filter: 'none' });
  });

  it('shows a chat as its messages, and of choices the likeliest', () => {
    const chat = {
      arguments: { gen_args_0: { arg_0: ['[{"role": "user", "content": "Q?"}]'], arg_1: {} } },
      target: 3,
      resps: [['A.']],
    };
    expect(lmEvalReader.text(chat)).toEqual({ prompt: 'user: Q?', target: '3', answer: 'A.' });
    const choices = {
      arguments: { gen_args_0: { arg_0: 'Q', arg_1: ' a' }, gen_args_1: { arg_0: 'Q', arg_1: ' b' } },
      target: '0',
      resps: [[['-2.5', 'False']], [['-0.1', 'True']]],
    };
    expect(lmEvalReader.text(choices)).toEqual({ prompt: 'Q', target: '0', answer: ' b' });
    expect(lmEvalReader.text({ arguments: null, resps: 'x' })).toEqual({});
  });
});

describe('BYOB', () => {
  const row = (id: unknown, repeat: number | undefined, correct: unknown = true): object => ({
    sample_id: id,
    prompt: 'p',
    target: 't',
    response: 'r',
    status: 'scored',
    scores: { correct },
    metadata: repeat === undefined ? {} : { _repeat: repeat },
  });

  it('finds the sample behind the number that a repeat gave it', async () => {
    const file = dir.write(
      'byob_predictions.jsonl',
      lines(row(0, 0), row(1, 0), row(2, 1), row(3, 1), row(4, 2), row(5, 2)),
    );
    const { items } = await read(byobReader, { path: file, task: '' });
    expect(items.map(({ item, repeat }) => [item, repeat])).toEqual([
      ['0', 0],
      ['1', 0],
      ['0', 1],
      ['1', 1],
      ['0', 2],
      ['1', 2],
    ]);
  });

  it('says where a repeat does not fit', async () => {
    const file = dir.write('byob_predictions.jsonl', lines(row(0, 0), row(7, 1), row({}, undefined)));
    const { problems } = await read(byobReader, { path: file, task: '' });
    expect(problems).toEqual([
      'byob_predictions.jsonl:2 is sample 7 of repeat 1, which does not fit the 1 samples of repeat 0',
      'byob_predictions.jsonl:3 has a "sample_id" that is neither number nor text',
    ]);
  });
});

describe('nemo-skills', () => {
  it('finds one file a repeat, and nothing that is unfinished', () => {
    for (const name of [
      'output-rs0.jsonl',
      'output-rs1.jsonl',
      'output-rs0_chunk_0.jsonl',
      'output-rs0.jsonl.done',
      'metrics.json',
    ])
      dir.write(`eval-results/aime24/${name}`, '');
    dir.write('x/eval-results/ruler/niah/output.jsonl', '');
    const files = nemoSkillsReader.find(dir.path).map(({ task, repeat }) => [task, repeat]);
    expect(files.sort()).toEqual([
      ['aime24', 0],
      ['aime24', 1],
      ['ruler/niah', 0],
    ]);
  });

  it.each<[object, Record<string, number>]>([
    [{ symbolic_correct: true }, { symbolic_correct: 1 }],
    [
      { symbolic_correct: false, judgement: 'So…\nJudgement: Yes' },
      { symbolic_correct: 0, judge_correct: 1, both_correct: 0, any_correct: 1 },
    ],
    [{ judgement: 'Judgement: yes? No: Judgement: No' }, { judge_correct: 0 }],
    [
      { is_correct: true, 'is_correct-plus': false },
      { accuracy: 1, passing_base_tests: 1, passing_plus_tests: 0 },
    ],
    [{ graded_list: [false] }, { accuracy: 0 }],
    [
      { strict_eval: { follow_all_instructions: true }, loose_eval: { follow_all_instructions: true } },
      { prompt_strict_accuracy: 1, prompt_loose_accuracy: 1 },
    ],
    [{ generation: 'x' }, {}],
  ])('reads the scores of %j', async (fields, scores) => {
    const file = dir.write('output.jsonl', lines({ problem: 'p', expected_answer: 'a', ...fields }));
    const { items } = await read(nemoSkillsReader, { path: file, task: 't', repeat: 2 });
    expect({ ...items[0]!.scores }).toEqual(scores);
    expect(items[0]).toMatchObject({ item: '#0', repeat: 2, content: { prompt: 'p', target: 'a' } });
    expect(items[0]!.failure === undefined).toBe(Object.keys(scores).length > 0);
  });

  it('knows no item behind a majority or a best of k', () => {
    expect(nemoSkillsReader.locate('majority@4', 'symbolic_correct')).toBeUndefined();
    expect(nemoSkillsReader.locate('pass@4', 'symbolic_correct')).toBeUndefined();
    expect(nemoSkillsReader.locate('pass@1[avg-of-4]', 'symbolic_correct')).toEqual({
      key: 'symbolic_correct',
      filter: '',
    });
  });
});

it('a harness without items is named', () => {
  expect(findItemFiles(dir.path, 'simple_evals')).toMatch(/^simple-evals keeps items only/);
  expect(findItemFiles(dir.path, 'helm')).toBe('helm left no per-item file that can be read');
});

describe('bad files', () => {
  const good = { doc_id: 0, filter: 'none', metrics: ['acc'], acc: 1 };
  const source = (file: string) => ({
    reader: lmEvalReader,
    files: [{ path: file, task: 't' }],
    key: 'acc',
    filter: 'none',
  });

  it.each<[string, string | Buffer, string[]]>([
    ['empty', '', ['s.jsonl is empty']],
    ['of blank lines', '\n \n', ['s.jsonl is empty']],
    [
      'cut off',
      `${lines(good)}{"doc_id": 1, "fil`,
      ['s.jsonl:2 is not JSON', 's.jsonl was cut off in its last row'],
    ],
    [
      'with rows that are no objects',
      lines(good, 'null', '[1]', '7', '"x"'),
      [
        's.jsonl:2 is null',
        's.jsonl:3 is a list, not an object',
        's.jsonl:4 is a number, not an object',
        's.jsonl:5 is a string, not an object',
      ],
    ],
    [
      'not in UTF-8',
      Buffer.concat([Buffer.from(lines(good)), Buffer.from([0x7b, 0xff, 0x7d, 0x0a])]),
      ['s.jsonl:2 is not UTF-8 text'],
    ],
    ['with an item twice', lines(good, good), ['s.jsonl:2 repeats an item that an earlier row has']],
    ['without ids', lines({ acc: 1 }), ['s.jsonl:1 has no "doc_id"']],
    [
      'with many bad rows',
      'x\n'.repeat(9),
      [1, 2, 3, 4, 5].map((line) => `s.jsonl:${line} is not JSON`).concat('… and 4 more bad rows'),
    ],
  ])('%s: named with file and line', async (_, text, problems) => {
    const items = await loadItems(source(dir.write('s.jsonl', text)));
    expect(items.problems).toEqual(problems);
  });

  it('with a bare NaN keep the row, and name what is no score', async () => {
    const items = await loadItems(
      source(
        dir.write(
          's.jsonl',
          lines(
            good,
            '{"doc_id": 1, "filter": "none", "metrics": ["acc"], "acc": NaN}',
            '{"doc_id": 2, "filter": "none", "metrics": ["acc"], "acc": Infinity, "doc": "NaN, NaN"}',
          ),
        ),
      ),
    );
    expect(items).toMatchObject({
      failed: 2,
      problems: [
        's.jsonl:2 has NaN for acc, which is not a finite number',
        's.jsonl:3 has Infinity for acc, which is not a finite number',
      ],
    });
    expect(items.columns.length).toBe(1);
    expect(parseRow('{"a": [NaN, -Infinity], "b\\"": ", NaN, \\\\", "c":NaN}')).toEqual({
      a: [Number.NaN, Number.NEGATIVE_INFINITY],
      'b"': ', NaN, \\',
      c: Number.NaN,
    });
  });

  it('that are gone are said to be', async () => {
    const items = await loadItems(source(path.join(dir.path, 'gone.jsonl')));
    expect(items.problems).toEqual([expect.stringMatching(/^gone.jsonl cannot be read: it is not there$/)]);
    expect((await loadItems(source(dir.path))).problems[0]).toMatch(/cannot be read: .*it is not a file/);
  });

  it('keep line and place of rows over chunks, blank lines and U+2028', async () => {
    const long = { ...good, doc_id: 1, doc: `\u2028${'é'.repeat(1 << 20)}` };
    const items = await loadItems(
      source(dir.write('s.jsonl', `${lines(good)}\n${lines(long, { ...good, doc_id: 2 })}`)),
    );
    expect(items.problems).toEqual([]);
    expect([0, 1, 2].map((row) => items.columns.place(row).line)).toEqual([1, 3, 4]);
    const { start, end } = items.columns.place(2);
    expect(end - start).toBe(Buffer.byteLength(JSON.stringify({ ...good, doc_id: 2 })));
  });
});

describe('a record', () => {
  const rows = (task: string, scores: number[]): object[] =>
    scores.map((score, item) => ({
      benchmark: task,
      item: String(item),
      repeat: 0,
      scores: { a: score, b: 1 },
    }));
  const source = (file: string, task: string, key: string) => ({
    reader: recordReader,
    files: [recordFile(file, task, '')],
    key,
    filter: '',
  });

  it.each([4_000_000, 5, 1])('gives each benchmark its items when %d rows may be kept', async (most) => {
    const file = dir.write(
      'scores.ndjson.gz',
      gzipSync(lines(...rows('x', [1, 0]), ...rows('y', [0, 0, 1]), ...rows('z', [1]))),
    );
    const sources = [
      source(file, 'x', 'a'),
      source(file, 'y', 'a'),
      source(file, 'y', 'b'),
      source(file, 'z', 'a'),
      source(file, 'gone', 'a'),
    ];
    const record = new RecordItems(file, sources, most);
    const found = [];
    for (const wanted of sources) found.push(await record.load(wanted));
    expect(found.map(({ columns }) => [...columns.score.subarray(0, columns.length)])).toEqual([
      [1, 0],
      [0, 0, 1],
      [1, 1, 1],
      [1],
      [],
    ]);
  });

  it('names what flipped and its task without reading the file again', async () => {
    const file = dir.write(
      'scores.ndjson.gz',
      gzipSync(
        lines(
          { benchmark: 'l', task: 'one', item: 'first', repeat: 0, scores: { a: 1 } },
          { benchmark: 'l', task: 'two', item: 'größe', repeat: 0, scores: { a: 1 } },
          { benchmark: 'l', item: '', repeat: 0, scores: { a: 0 } },
        ),
      ),
    );
    const files = ['one', 'two', ''].map((task) => recordFile(file, 'l', task));
    const before = { reader: recordReader, files, key: 'a', filter: '' };
    const items = await new RecordItems(file, [before]).load(before);
    rmSync(file);
    const places = [0, 1, 2].map((row) => items.columns.place(row));
    const flips = places.map((baseline) => ({
      kind: 'regressed' as const,
      difference: -1,
      repeat: 0,
      baseline,
      candidate: baseline,
    }));
    const shown = readFlips(flips, { baseline: before, candidate: before });
    expect(shown.map(({ item, task }) => [item, task])).toEqual([
      ['first', 'one'],
      ['größe', 'two'],
      ['', ''],
    ]);
    expect(places.map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  it('that is cut off makes each of its benchmarks doubtful', async () => {
    const packed = gzipSync(lines(...rows('x', [1, 0])));
    const file = dir.write('scores.ndjson.gz', packed.subarray(0, packed.length - 9));
    const wanted = source(file, 'x', 'a');
    const items = await new RecordItems(file, [wanted]).load(wanted);
    expect(items.problems).toEqual([expect.stringContaining('scores.ndjson.gz cannot be read')]);
  });

  it('keeps filter, task and content of a row', async () => {
    const row: ItemRow = {
      item: '7',
      repeat: 1,
      filter: 'strict',
      scores: { em: 1 },
      booleans: ['em'],
      content: { prompt: 'd p', target: 't' },
    };
    const file = dir.write('scores.ndjson', lines(toRecordRow('l', 'gsm8k', row)));
    const key = { key: 'em', filter: 'strict' };
    const items = await loadItems({ reader: recordReader, files: [recordFile(file, 'l', 'gsm8k')], ...key });
    expect(items.columns.length).toBe(1);
    expect(items.columns.contentHigh[0]).not.toBe(0);
    expect(items.columns.contentLow[0]).not.toBe(0);
  });
});

describe('what an item is known by', () => {
  const bare = { sample_id: 0, scores: { correct: true }, status: 'scored' };

  it.each<[ItemReader, object, ItemRow['content']]>([
    [byobReader, { ...bare, prompt: 'p', target: 't' }, { prompt: 'p', target: 't' }],
    [byobReader, { ...bare, prompt: 'p' }, { prompt: 'p' }],
    [byobReader, { ...bare, target: 't' }, { target: 't' }],
    [byobReader, bare, undefined],
    [nemoSkillsReader, { symbolic_correct: true, expected_answer: 'a' }, { target: 'a' }],
    [nemoSkillsReader, { symbolic_correct: true, problem: 'p' }, { prompt: 'p' }],
    [lmEvalReader, { doc_id: 1, doc_hash: 'd', prompt_hash: 'p' }, { prompt: 'd p' }],
    [lmEvalReader, { doc_id: 1, doc_hash: 'd', target_hash: 't' }, { target: 't' }],
  ])('is what its row holds, and the same from a record: %#', async (reader, row, content) => {
    const path = dir.write('rows.jsonl', lines(row));
    const { items } = await read(reader, { path, task: '' });
    expect(items[0]!.content).toEqual(content);
    const kept = dir.write('scores.ndjson.gz', gzipSync(lines(toRecordRow('b', '', items[0]!))));
    const recorded = await read(recordReader, recordFile(kept, 'b', ''));
    expect(recorded.items.map(hashContent)).toEqual([hashContent(items[0]!)]);
  });
});
