import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSides } from '../../src/judging/read-sides.js';
import { answers, writeInvocation } from '../comparison/byob-invocation.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();
const reading = { allowance: { count: 0 }, hasPolicy: false };

const side = (name: string) => ({ path: name, name });
const found = (baseline: string, candidate: string) => ({
  baseline: side(baseline),
  candidate: side(candidate),
  warnings: [],
  artifactName: '',
});

describe('two paths', () => {
  it('of one evaluation are said to be, however they are written', async () => {
    const run = writeInvocation(temp.path, [{ name: 'math', answers: answers(20, 2) }]);
    const other = writeInvocation(temp.path, [{ name: 'math', answers: answers(20, 2) }]);
    const around = path.dirname(run);
    const same = await readSides(found(run, `${around}/`), temp.path, reading);
    expect(same.notes).toEqual([
      `baseline and candidate are the same evaluation (${around}/): nothing can differ`,
    ]);
    const two = await readSides(found(run, other), temp.path, reading);
    expect(two.notes).toEqual([]);
  });
});
