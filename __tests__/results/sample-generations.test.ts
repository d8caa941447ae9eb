import { rmSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { sampleGenerations } from '../../src/results/sample-generations.js';
import { answers, writeInvocation } from '../comparison/byob-invocation.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const read = (count: number, prompt = (item: number): string => `Q ${item}`) =>
  readEvalResults(
    writeInvocation(
      dir.path,
      Array.from({ length: count }, (_, at) => ({ name: `t${at}`, answers: answers(20, 1), prompt })),
    ),
  );

it('shows the first two of each benchmark, and ten in all', async () => {
  const few = sampleGenerations(await read(2));
  expect(few.map(({ benchmark, prompt, answer }) => [benchmark, prompt, answer])).toEqual([
    ['t0/pass@1/correct', 'Q 0', 'wrong'],
    ['t0/pass@1/correct', 'Q 1', 'right'],
    ['t1/pass@1/correct', 'Q 0', 'wrong'],
    ['t1/pass@1/correct', 'Q 1', 'right'],
  ]);
  expect(sampleGenerations(await read(8))).toHaveLength(10);
});

it('takes secrets out of every text', async () => {
  const found = sampleGenerations(await read(1, () => 'Q sk-secret'), (text) =>
    text.replaceAll('sk-secret', '***'),
  );
  expect(JSON.stringify(found)).not.toContain('sk-secret');
  expect(found[0]!.prompt).toBe('Q ***');
});

it('leaves out rows that are longer than what is read, and files that are gone', async () => {
  expect(sampleGenerations(await read(1, () => 'x'.repeat(300_000)))).toEqual([]);
  const results = await read(1);
  rmSync(results.benchmarks.find(({ items }) => items)!.items!.files[0]!.path);
  expect(sampleGenerations(results)).toEqual([]);
});
