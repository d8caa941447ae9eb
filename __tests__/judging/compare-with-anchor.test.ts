import { expect, it } from '@jest/globals';
import { compareWithAnchor } from '../../src/judging/compare-with-anchor.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { answers, writeInvocation } from '../comparison/byob-invocation.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const INPUTS = { gateMode: 'strict', maxFailedSamples: { count: 0 } } as const;

const evaluate = (wrong: number, count = 1) =>
  readEvalResults(
    writeInvocation(
      dir.path,
      Array.from({ length: count }, (_, at) => ({ name: `t${at}`, answers: answers(400, wrong) })),
    ),
  );
const anchorOf = async (wrong: number, count?: number) => ({
  results: await evaluate(wrong, count),
  facts: { source: 'path' as const, name: 'first' },
});

it('warns of what is worse than the anchor', async () => {
  const { anchor, warning } = await compareWithAnchor(
    await anchorOf(20),
    await evaluate(120),
    INPUTS,
    undefined,
    undefined,
  );
  expect(anchor.comparison.verdict).toBe('NO-GO');
  expect(warning).toBe(
    'small drops have added up: against the anchor first a benchmark is worse by more than is allowed, though this step was not: t0/pass@1/correct',
  );
});

it('is silent where the step says it already, and where nothing is worse', async () => {
  const candidate = await evaluate(120);
  const first = await compareWithAnchor(await anchorOf(20), candidate, INPUTS, undefined, undefined);
  const step = first.anchor.comparison;
  expect((await compareWithAnchor(await anchorOf(20), candidate, INPUTS, undefined, step)).warning).toBe(
    undefined,
  );
  const same = await compareWithAnchor(await anchorOf(120), candidate, INPUTS, undefined, undefined);
  expect(same.warning).toBe(undefined);
  expect(same.anchor.comparison.verdict).toBe('GO');
});

it('names ten of many', async () => {
  const { warning } = await compareWithAnchor(
    await anchorOf(20, 12),
    await evaluate(120, 12),
    INPUTS,
    undefined,
    undefined,
  );
  expect(warning).toMatch(/benchmarks are worse .*, 2 more$/);
});
