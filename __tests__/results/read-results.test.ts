import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { EvalResults } from '../../src/results/eval-results.js';
import { type ReadResultsOptions, readResults } from '../../src/results/read-results.js';
import { tempDir } from '../temp-dir.js';

const FIXTURES = path.join(import.meta.dirname, '..', 'fixtures');
const BUNDLES = path.join(FIXTURES, 'nel-gate', 'missing-in-candidate', 'baseline');
const dir = tempDir();

const read = (file: string, options?: ReadResultsOptions): Promise<EvalResults> =>
  readResults({ path: file, name: `named/${path.basename(file)}` }, options);
const record = JSON.stringify({ schema_version: 1, tasks: [], benchmarks: [] });

describe('an evaluation', () => {
  it('of bundles is read from their folder, from the folder of one, and from one', async () => {
    const one = path.join(BUNDLES, 'mmlu');
    const file = path.join(one, readdirSync(one).find((name) => name.startsWith('eval-'))!);
    const names = async (given: string): Promise<string[]> =>
      (await read(given)).benchmarks.filter(({ primary }) => primary).map(({ name }) => name);
    expect(await names(BUNDLES)).toEqual(['gsm8k', 'mmlu']);
    expect(await names(one)).toEqual(['mmlu']);
    expect(await names(file)).toEqual(['mmlu']);
    expect(await read(file)).toMatchObject({ kind: 'bundles', dir: one });
  });

  it('of 0.2 is read from its tree, and a record from its folder or its result.json', async () => {
    expect((await read(path.join(FIXTURES, 'harness', 'lm-eval-generative'))).kind).toBe('artifacts');
    const file = dir.write('record/result.json', record);
    const folder = path.dirname(file);
    expect(await read(file)).toMatchObject({ kind: 'record', dir: folder });
    expect(await read(folder)).toMatchObject({ kind: 'record', dir: folder });
  });
});

describe('what is none', () => {
  const refusal = (file: string, options?: ReadResultsOptions): Promise<string> =>
    read(file, options).then(
      () => 'it was read',
      (error: Error) => {
        expect(error).toMatchObject({ name: 'ConfigError', state: 'config-error' });
        expect(error.message).not.toContain('\n');
        expect(error.message).not.toContain(dir.path);
        return error.message;
      },
    );

  it('is refused by the name that the user gave', async () => {
    expect(await refusal(path.join(dir.path, 'gone'))).toMatch(/^named\/gone does not exist: give a folder/);
    expect(await refusal(dir.write('a.json', '{}'))).toMatch(/^named\/a\.json is no file with/);
    const empty = mkdtempSync(path.join(dir.path, 'empty-'));
    expect(await refusal(empty)).toMatch(/^named\/empty-\w+ holds no evaluation: give a folder/);
    dir.write('old/result.json', '{"schema_version": 9}');
    expect(await refusal(path.join(dir.path, 'old'))).toMatch(
      /^named\/old\/result\.json has schema_version 9/,
    );
    expect(await refusal(dir.write('cut/result.json', '{'))).toMatch(
      /^named\/result\.json is not JSON: it ends too early, in line 1/,
    );
    for (const id of ['a', 'b'])
      mkdirSync(path.join(dir.path, 'two', `20260101_000000-${id}`, 't.0', 'logs'), { recursive: true });
    expect(await refusal(path.join(dir.path, 'two'))).toMatch(
      /^named\/two holds 2 evaluations: .* such as named\/two\/20260101_000000-b$/,
    );
  });

  it('is refused where no bundle can be read', async () => {
    dir.write('cut/eval-1.json', '{"benchmark": ');
    expect(await refusal(path.join(dir.path, 'cut'))).toBe(
      'named/cut holds no bundle that can be read: named/cut/eval-1.json is not JSON (cut off, or empty): it is not read',
    );
  });

  it('is an evaluation without benchmarks where the gate takes it for one', async () => {
    const options = { emptyIsBundles: true };
    const empty = mkdtempSync(path.join(dir.path, 'empty-'));
    const nothing = { kind: 'bundles', tasks: [], benchmarks: [], notes: [] };
    expect(await read(empty, options)).toEqual({ ...nothing, dir: empty });
    dir.write('other/README', 'words');
    expect(await read(path.join(dir.path, 'other'), options)).toMatchObject(nothing);
    dir.write('cut/eval-1.json', '{');
    const cut = await read(path.join(dir.path, 'cut'), options);
    expect(cut).toMatchObject({ ...nothing, notes: [expect.stringContaining('is not JSON')] });
    expect(await refusal(path.join(dir.path, 'gone'), options)).toContain('does not exist');
    dir.write('old/result.json', '{"schema_version": 9}');
    expect(await refusal(path.join(dir.path, 'old'), options)).toContain('schema_version 9');
  });
});
