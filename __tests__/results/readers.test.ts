import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findPredictions } from '../../src/results/item-readers/byob.js';
import { countPredictions, type ItemCounts, readHarnessCounts } from '../../src/results/items.js';
import { parseResultsYml } from '../../src/results/results-yml.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();

const score = (value: string, rest = ''): string =>
  `{metrics: {acc: {scores: {acc: {value: ${value}${rest}}}}}}`;

describe('results.yml', () => {
  it('names a score after task, metric and, where it differs, score', () => {
    const text = `config: {params: {limit_samples: 5}}
results:
  tasks:
    mmlu:
      metrics:
        acc: {scores: {acc: {value: 0.5, stats: {count: 40, stderr: 1.0e-02}}}}
        pass@1: {scores: {correct: {value: 1, stats: {}}}}
  groups:
    mmlu: ${score('0.9')}
    all:
      metrics: {acc: {scores: {acc: {value: 0.7}}}}
      groups: {stem: ${score('0.6')}}
`;
    expect(parseResultsYml(text)).toEqual({
      limitSamples: 5,
      scores: [
        {
          task: 'mmlu',
          metric: 'acc',
          score: 'acc',
          name: 'mmlu/acc',
          value: 0.5,
          stderr: 0.01,
          count: 40,
          isGroup: false,
        },
        {
          task: 'mmlu',
          metric: 'pass@1',
          score: 'correct',
          name: 'mmlu/pass@1/correct',
          value: 1,
          isGroup: false,
        },
        { task: 'all', metric: 'acc', score: 'acc', name: 'all/acc', value: 0.7, isGroup: true },
        { task: 'all/stem', metric: 'acc', score: 'acc', name: 'all/stem/acc', value: 0.6, isGroup: true },
      ],
    });
  });

  it.each([
    ['.nan', Number.NaN],
    ['.inf', Infinity],
    ['-.inf', -Infinity],
    ['null', Number.NaN],
    ["'0.5'", Number.NaN],
    ['true', Number.NaN],
    ['[1]', Number.NaN],
    ['1.0e-05', 0.00001],
    ['3', 3],
  ])('reads the value %s as %d', (text, expected) => {
    expect(parseResultsYml(`results: {tasks: {t: ${score(text)}}}`).scores[0]!.value).toBe(expected);
  });

  it('leaves out statistics that are no numbers', () => {
    const text = `results: {tasks: {t: ${score('1', ', stats: {stderr: .nan, count: many}')}}}`;
    const [found] = parseResultsYml(text).scores;
    expect(Object.keys(found!)).toEqual(['task', 'metric', 'score', 'name', 'value', 'isGroup']);
  });

  it.each(['__proto__', 'constructor', 'a|b\n<x>'])('takes %j as a name like any other', (name) => {
    const [found] = parseResultsYml(`results: {tasks: {${JSON.stringify(name)}: ${score('1')}}}`).scores;
    expect(found).toMatchObject({ task: name, value: 1 });
    expect(({} as Record<string, unknown>)['metrics']).toBeUndefined();
  });

  it.each([
    'results: {}',
    'results: {tasks: {}}',
    'results: {tasks: [1], groups: x}',
    'results: {tasks: {t: 1}}',
  ])('finds no score in %s', (text) => {
    expect(parseResultsYml(text).scores).toEqual([]);
  });

  it.each([
    ['', /^results\.yml has no "results"$/],
    ['- a', /has no "results"/],
    ['results: 3', /has no "results"/],
    ['results: [', /^results\.yml is not valid YAML: .+$/],
    ['results: {tasks: {t: {metrics: {acc: {scores: {acc: {value: 0.5', /^results\.yml is not valid YAML/],
    ['results: {tasks: {t: 1, t: 2}}', /^results\.yml is not valid YAML/],
    ['\0\u0001', /^results\.yml /],
    ['a: 1\n---\nb: 2', /^results\.yml is not valid YAML/],
    ['results: &a [*a, *a]', /^results\.yml /],
  ])('refuses %j in one line', (text, message) => {
    expect(() => parseResultsYml(text)).toThrow(message);
  });
});

const row = (sample: unknown, rest: object = {}): string =>
  JSON.stringify({ sample_id: sample, status: 'scored', scores: { correct: true }, error: null, ...rest });

const count = (text: string): Promise<ItemCounts> => countPredictions(dir.write('p.jsonl', text));

describe('predictions', () => {
  it('are found in both layouts, files only', () => {
    expect(findPredictions(dir.path)).toEqual([]);
    mkdirSync(path.join(dir.path, 'byob_predictions.jsonl'));
    expect(findPredictions(dir.path)).toEqual([]);
    const nested = dir.write('arith/byob_predictions.jsonl', '');
    expect(findPredictions(dir.path)).toEqual([nested]);
  });

  it('hold characters at which other readers break lines, and the NaN that Python writes', async () => {
    const separators = `{"sample_id": 0, "status": "scored", "scores": {"correct": true}, "response": "a\u2028b\u2029c\u0085d"}`;
    const notANumber =
      '{"sample_id": 1, "status": "scored", "scores": {"correct": true, "loss": NaN, "low": -Infinity}}';
    expect(await count(`${separators}\n${notANumber}\n`)).toMatchObject({
      expected: 2,
      scored: 2,
      failed: 0,
    });
  });

  it('may have a line of many chunks', async () => {
    const long = row(0, { response: 'x'.repeat(3 << 20) });
    expect(await count(`${row(1)}\n${long}\n${row(2)}`)).toMatchObject({ expected: 3, scored: 3 });
  });

  it('count scored rows and repeats', async () => {
    const text = [row(0), row(0, { scores: { correct: false, f: 0.5, s: 'x', n: null } }), row('b')].join(
      '\r\n',
    );
    expect(await count(`${text}\r\n\r\n`)).toEqual({
      expected: 3,
      scored: 3,
      failed: 0,
      source: 'predictions',
      errors: new Map(),
    });
  });

  it('count rows that failed or are broken, with the causes', async () => {
    const failed = (error: string | null): string =>
      row(1, { status: 'skipped_model_error', scores: null, error });
    const text = [
      failed('timeout at 0x7f01'),
      failed('timeout at 0x7f02'),
      failed(null),
      row(2, { scores: null }),
      '{"sample_id": 3, "sta',
      'null',
      '[]',
    ].join('\n');
    const counts = await count(text);
    expect(counts).toMatchObject({ expected: 7, scored: 0, failed: 7 });
    expect(Object.fromEntries(counts.errors)).toEqual({
      'timeout at 0x…': 2,
      skipped_model_error: 1,
      'scored without a finite score': 1,
      'a row that is not JSON': 1,
      'a row that is null': 1,
      'a row that is a list, not an object': 1,
    });
  });

  it('keep only the first kinds of errors, each cut', async () => {
    const text = Array.from({ length: 50 }, (_, i) =>
      row(i, { status: 'x', error: `${i}${'e'.repeat(9999)}` }),
    );
    const { errors } = await count(text.join('\n'));
    expect(errors.size).toBe(20);
    expect(Math.max(...[...errors.keys()].map(({ length }) => length))).toBe(300);
  });

  it('may be many and long', async () => {
    const long = row(0, { response: 'x'.repeat(8 << 20) });
    const text = `${long}\n${Array.from({ length: 20_000 }, (_, i) => row(i)).join('\n')}`;
    expect(await count(text)).toMatchObject({ expected: 20_001, scored: 20_001 });
  });
});

describe('what lm-eval counted', () => {
  const write = (name: string, samples: unknown): string =>
    dir.write(name, JSON.stringify({ 'n-samples': samples }));

  it('is the sum over its tasks, from the newest file', () => {
    write('m/results_2026-01-01T00.json', { a: { effective: 1 } });
    write('m/results_2026-01-02T00.json', { a: { effective: 30, original: 99 }, b: { effective: 12 } });
    expect(readHarnessCounts(dir.path)).toMatchObject({
      expected: 42,
      scored: 42,
      failed: 0,
      source: 'harness',
    });
  });

  it.each([undefined, {}, { a: {} }, { a: { effective: 'x' } }])(
    'is unknown where the file says %j',
    (samples) => {
      write('results_1.json', samples);
      expect(readHarnessCounts(dir.path)).toBeUndefined();
    },
  );

  it('is unknown where the file is broken or missing', () => {
    expect(readHarnessCounts(dir.path)).toBeUndefined();
    dir.write('results_1.json', '{');
    expect(readHarnessCounts(dir.path)).toBeUndefined();
  });
});
