import { expect, it } from '@jest/globals';
import type { ResolvedConfig } from '../../src/config/resolve.js';
import { rerunOutputDir } from '../../src/evaluation/rerun-folders.js';

const configOf = (type: string, outputDir: string): ResolvedConfig =>
  ({ outputDir, root: new Map([['execution', new Map([['type', type]])]]) }) as never;

it.each([
  ['slurm', '/lustre/evals', 'candidate', '/lustre/evals/confirm-candidate'],
  ['slurm', '/lustre/evals/', 'candidate', '/lustre/evals/confirm-candidate'],
  ['local', '/home/ci/evals', 'candidate', '/home/ci/evals-confirm-candidate'],
  ['local', '/home/ci/evals', 'baseline', '/home/ci/evals-confirm-baseline'],
  ['lepton', '/shared/evals', 'candidate', '/shared/evals-confirm-candidate'],
] as const)('a rerun on %s of what writes to %s: %s', (type, outputDir, name, expected) => {
  expect(rerunOutputDir(configOf(type, outputDir), name)).toBe(expected);
});
