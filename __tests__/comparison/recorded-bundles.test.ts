import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareEvaluations } from '../../src/comparison/compare-evaluations.js';
import type { Comparison, GateMode } from '../../src/comparison/comparison.js';
import { readPolicy } from '../../src/comparison/policy/read-policy.js';
import { readResults } from '../../src/results/read-results.js';
import { parseReport } from '../../tools/gate-cases/parse-report.js';
import { type RecordedCase, readRecordedCase } from '../../tools/gate-cases/recorded-case.js';
import { tempDir } from '../temp-dir.js';
import { FIXTURES, writeCase } from './case-folder.js';

const dir = tempDir();

/** What is compared of a recorded report. */
interface Theirs {
  verdict: string;
  benchmarks: { benchmark: string; status: string; delta: number | null; n_paired: number }[];
}

async function compareCase(folder: string, mode: GateMode): Promise<Comparison> {
  const side = (name: string): { path: string; name: string } => ({ path: path.join(folder, name), name });
  const folders = { baseline: side('baseline'), candidate: side('candidate') };
  const options = { emptyIsBundles: true };
  return compareEvaluations(
    {
      baseline: await readResults(folders.baseline, options),
      candidate: await readResults(folders.candidate, options),
    },
    {
      mode,
      allowance: { count: 0 },
      folders,
      policy: readPolicy({
        name: 'policy.yaml',
        text: readFileSync(path.join(folder, 'policy.yaml'), 'utf8'),
      }),
    },
  );
}

/** Nothing that nel gate says is made better by strict mode. */
const NEVER_BETTER: Record<string, readonly (string | null)[]> = {
  PASS: ['PASS', 'INSUFFICIENT_EVIDENCE', 'NOT_COMPARABLE', 'INVALID'],
  BREACH: ['BREACH', 'INVALID'],
  MISSING: ['MISSING'],
  INSUFFICIENT_EVIDENCE: ['INSUFFICIENT_EVIDENCE', 'NOT_COMPARABLE', 'INVALID'],
};
const VERDICTS: Record<string, readonly string[]> = {
  GO: ['GO', 'INCONCLUSIVE', 'INVALID'],
  INCONCLUSIVE: ['INCONCLUSIVE', 'INVALID'],
  'NO-GO': ['NO-GO', 'INVALID'],
};

async function check(folder: string, theirs: Theirs): Promise<void> {
  const strict = await compareCase(folder, 'strict');
  expect(strict.gate!.verdict).toBe(theirs.verdict);
  expect(VERDICTS[theirs.verdict]).toContain(strict.verdict);
  const nel = await compareCase(folder, 'nel');
  expect(nel.verdict).toBe(theirs.verdict);
  for (const one of theirs.benchmarks) {
    expect(nel.benchmarks.find(({ name }) => name === one.benchmark)!.status).toBe(one.status);
    const ours = strict.benchmarks.find(({ name }) => name === one.benchmark)!;
    if (ours.status === 'INVALID') continue;
    expect(ours.gateStatus).toBe(one.status);
    expect(NEVER_BETTER[one.status]).toContain(ours.status);
    if (one.delta !== null && Number.isFinite(one.delta)) expect(ours.delta).toBeCloseTo(one.delta, 9);
  }
}

describe('bundles recorded with nel gate 0.3.0, compared whole', () => {
  const names = readdirSync(FIXTURES).filter((name) => !name.endsWith('.json'));
  it.each(names)('%s', async (name) => {
    const folder = path.join(FIXTURES, name);
    await check(folder, parseReport(readFileSync(path.join(folder, 'report.json'), 'utf8')) as Theirs);
  });

  const cases = readdirSync(FIXTURES)
    .filter((name) => name.endsWith('.json'))
    .map((name): [string, RecordedCase] => [name.slice(0, -5), readRecordedCase(path.join(FIXTURES, name))])
    .filter(([, { report }]) => report !== null);
  it.each(cases)('%s', async (_, recorded) => {
    await check(writeCase(dir, recorded.files), recorded.report as unknown as Theirs);
  });
});
