import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { EvalResults } from '../../src/results/eval-results.js';
import { loadItems } from '../../src/results/load-items.js';
import { readResults } from '../../src/results/read-results.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();
const FIXTURES = path.join(import.meta.dirname, '../fixtures');
const NOT_UTF8 = Uint8Array.of(0x61, 0x0a, 0xff, 0xfe, 0x0a);

const read = (dir: string): Promise<EvalResults> => readResults({ path: dir, name: 'given' });

/** A copy of a recorded BYOB run, or of a harness's. */
function copy(harness?: string): string {
  const dir = mkdtempSync(path.join(temp.path, 'copy-'));
  if (harness !== undefined) {
    cpSync(path.join(FIXTURES, 'harness', harness), dir, { recursive: true });
    return dir;
  }
  const tree = path.join(FIXTURES, 'launcher-0.2.6/baseline/tree');
  const invocation = readdirSync(tree).find((entry) => /^\d{8}_/.test(entry))!;
  cpSync(path.join(tree, invocation, 'byob_arith.arith.0/artifacts'), dir, { recursive: true });
  return dir;
}

/** What is wrong with each benchmark, once, after a change to the files. */
async function faults(dir: string): Promise<string[]> {
  const { benchmarks, tasks } = await read(dir);
  return [
    ...new Set([...benchmarks.flatMap(({ invalid }) => invalid), ...tasks.flatMap(({ reasons }) => reasons)]),
  ];
}

describe('a file beside the results that a verdict rests on', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['run_config.yml', '- 1\n', 'run_config.yml is a list, not a mapping'],
    ['run_config.yml', 'framework_name: byob_ar', 'run_config.yml was cut off: its last line does not end'],
    ['run_config.yml', 'a: {b: 1\n', 'run_config.yml is not valid YAML: '],
    ['run_config.yml', NOT_UTF8, 'run_config.yml is not UTF-8 text (line 2)'],
    [
      'eval_factory_metrics.json',
      '{"response_stats": {',
      'eval_factory_metrics.json is not JSON: it ends too early, in line 1',
    ],
    ['eval_factory_metrics.json', '', 'eval_factory_metrics.json is empty'],
    ['eval_factory_metrics.json', '[1]', 'eval_factory_metrics.json is a list, not an object'],
    ['results.yml', NOT_UTF8, 'results.yml is not UTF-8 text (line 2)'],
    ['results.yml', `${'['.repeat(20_000)}`, 'results.yml is nested too deeply to be read'],
    [
      'results.yml',
      `a: &a [1]\n${'b: [*a, *a]\n'.repeat(1)}c: [${'*a,'.repeat(200)}1]\n`,
      'results.yml has more aliases than any result needs',
    ],
  ])('makes it invalid where it is broken: %s (%#)', async (name, content, reason) => {
    const dir = copy();
    writeFileSync(path.join(dir, name), content);
    expect(await faults(dir)).toContainEqual(expect.stringContaining(reason));
  });

  it('is whole without its last line feed, and cut off anywhere before the last key', async () => {
    const dir = copy();
    const file = path.join(dir, 'run_config.yml');
    const text = readFileSync(file, 'utf8').trimEnd();
    writeFileSync(file, text);
    expect(await faults(dir)).toEqual([]);
    for (const end of [text.lastIndexOf('http'), text.lastIndexOf('url'), text.lastIndexOf('type'), 200]) {
      writeFileSync(file, text.slice(0, end).trimEnd());
      expect(await faults(dir)).toEqual(['run_config.yml was cut off: its last line does not end']);
    }
  });

  it('is lm-eval’s own results too', async () => {
    const dir = copy('lm-eval-generative');
    const model = readdirSync(dir).find((name) => name.startsWith('stub'))!;
    const name = readdirSync(path.join(dir, model)).find((file) => file.startsWith('results_'))!;
    const file = path.join(dir, model, name);
    expect(await faults(dir)).toEqual([]);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/^\{/, '{"extra": [NaN, -Infinity],'));
    expect(await faults(dir)).toEqual([]);
    writeFileSync(file, text.slice(0, 500));
    expect(await faults(dir)).toEqual([
      expect.stringMatching(/^stub[^ ]*\/results_.*\.json is not JSON: it ends too early/),
    ]);
  });

  it('may be away', async () => {
    const dir = copy();
    rmSync(path.join(dir, 'eval_factory_metrics.json'));
    expect(await faults(dir)).toEqual([]);
  });
});

describe('a results.yml that is there and cannot be read', () => {
  const replaced = async (change: (file: string) => void): Promise<string[]> => {
    const dir = copy();
    const file = path.join(dir, 'results.yml');
    rmSync(file);
    change(file);
    return faults(dir);
  };

  it('is said to be what it is', async () => {
    const mkfifo = (file: string): void => void execFileSync('mkfifo', [file]);
    expect(await replaced(mkfifo)).toEqual(['results.yml is a pipe or a device, not a file']);
    expect(await replaced((file) => symlinkSync('/dev/zero', file))).toEqual([
      'results.yml is a pipe or a device, not a file',
    ]);
    expect(await replaced((file) => symlinkSync('gone', file))).toEqual(['results.yml is a link to nothing']);
    expect(await replaced((file) => writeFileSync(file, Buffer.alloc((64 << 20) + 1, 0x20)))).toEqual([
      'results.yml is larger than 64 MiB (65 MiB)',
    ]);
  });

  it('names a score that is a text, with the text', async () => {
    const dir = copy();
    const file = path.join(dir, 'results.yml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('value: 0.92', 'value: "0.92"'));
    expect(await faults(dir)).toEqual([
      'arith/pass@1/correct is "0.92", not a finite number, in results.yml',
    ]);
  });
});

describe('per-item files', () => {
  it('that are pipes are said, and do not hang', async () => {
    const dir = copy();
    rmSync(path.join(dir, 'byob_predictions.jsonl'));
    execFileSync('mkfifo', [path.join(dir, 'byob_predictions.jsonl')]);
    expect(await faults(dir)).toEqual(['byob_predictions.jsonl cannot be read: it is not a file']);
  });

  it('with hashes on one side alone are of unknown content, not of another', async () => {
    const [dir, bare] = [copy('lm-eval-generative'), copy('lm-eval-generative')];
    const model = path.join(bare, readdirSync(bare).find((name) => name.startsWith('stub'))!);
    const file = path.join(model, readdirSync(model).find((name) => name.startsWith('samples_'))!);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"doc_hash"', '"other_hash"'));
    const [known, unknown] = await Promise.all(
      [dir, bare].map(async (one) => loadItems((await read(one)).benchmarks[0]!.items!)),
    );
    expect([known!, unknown!].map(({ columns }) => columns.contentHigh[0] !== 0)).toEqual([true, false]);
  });
});

describe('a file that the verdict is free of', () => {
  it('is noted where it is broken', async () => {
    const dir = copy();
    writeFileSync(path.join(dir, 'metadata.yaml'), NOT_UTF8);
    const results = await read(dir);
    expect(results.notes).toEqual([
      'metadata.yaml is not UTF-8 text (line 2): versions and images that it names are unknown',
    ]);
    expect(results.tasks[0]).toMatchObject({ state: 'success', notes: results.notes });
  });

  it('is a second file of predictions, which is named', async () => {
    const dir = copy();
    cpSync(path.join(dir, 'byob_predictions.jsonl'), path.join(dir, 'arith/byob_predictions.jsonl'));
    expect((await read(dir)).notes).toEqual([
      'arith/byob_predictions.jsonl is left out: the items are read from byob_predictions.jsonl',
    ]);
  });

  it('is a snapshot of another version, or a broken one, of a tree', async () => {
    const tree = temp.path;
    const invocation = path.join(tree, '20260102_030405-0123456789abcdef');
    cpSync(copy(), path.join(invocation, 'arith.0/artifacts'), { recursive: true });
    temp.write('20260102_030405-0123456789abcdef/arith.0/logs/stage.exit', '2026-01-02T03:05:05Z 0\n');
    const noted = async (text: string): Promise<string[] | undefined> => {
      temp.write('20260102_030405-0123456789abcdef/snapshot.json', text);
      return (await read(invocation)).notes;
    };
    const why = 'it is left out, and settings that it alone tells are unknown';
    expect(await noted('{"schema_version": 2, "tasks": []}')).toEqual([
      `snapshot.json has schema_version 2: this version of the action reads 1: ${why}`,
    ]);
    expect(await noted('{"schema_version": 1')).toEqual([
      `snapshot.json is not JSON: it ends too early, in line 1: ${why}`,
    ]);
    expect(await noted('{"schema_version": 1, "tasks": []}')).toBeUndefined();
  });
});
