import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { listFileTree } from '../../src/results/file-tree.js';
import { readRunFacts } from '../../src/results/run-facts.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();

describe('the files of a run', () => {
  it('are listed in order, without links', () => {
    for (const name of ['b', 'a/z', 'a/b/c']) temp.write(name, '');
    symlinkSync('.', path.join(temp.path, 'loop'));
    expect(listFileTree(temp.path)).toEqual(['a/b/c', 'a/z', 'b']);
  });

  it('are cut off at 200, with the number left out', () => {
    for (let index = 0; index < 230; index += 1) temp.write(`f${String(index).padStart(3, '0')}`, '');
    const lines = listFileTree(temp.path);
    expect(lines).toHaveLength(201);
    expect(lines.at(-1)).toBe('… and 30 more');
  });

  it('may be none', () => {
    expect(listFileTree(path.join(temp.path, 'nowhere'))).toEqual([]);
  });
});

describe('what the evaluator says it ran with', () => {
  const TREE = path.join(import.meta.dirname, '../fixtures/launcher-0.2.6/secret-canary-leak/tree');

  it('is read from a recorded tree', () => {
    const folder = listFileTree(TREE).find((name) => name.endsWith('artifacts/results.yml'))!;
    expect(readRunFacts(path.join(TREE, path.dirname(path.dirname(folder))))).toMatchObject({
      evaluatorVersion: expect.stringMatching(/^0\.2\./),
      harness: expect.stringMatching(/^byob_/),
      parameters: { temperature: expect.any(Number) },
    });
  });

  it('is nothing where there are no files, or broken ones', () => {
    expect(readRunFacts(temp.path)).toEqual({});
    temp.write('artifacts/results.yml', 'a: [1\n');
    temp.write('artifacts/run_config.yml', 'framework_name: [x]\n');
    expect(readRunFacts(temp.path)).toEqual({});
  });
});
