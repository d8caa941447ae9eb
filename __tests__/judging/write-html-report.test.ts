import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { writeHtmlReport } from '../../src/judging/write-html-report.js';
import type { RunReport } from '../../src/report/result-json.js';
import { benchmark, comparison } from '../report/comparisons.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const report = (rest: Partial<RunReport> = {}): RunReport => ({
  state: 'success',
  verdict: 'GO',
  candidate: { sha: null, ref: null, runId: null },
  tasks: [],
  findings: [],
  comparison: comparison('GO', [benchmark('a/acc')]),
  ...rest,
});
const point = (score: number, snapshot: string) => ({
  benchmark: 'a/acc',
  attempt: 1,
  score,
  stderr: 0.01,
  n: 10,
  status: 'PASS' as const,
  snapshot,
  model: null,
});
const run = (id: number, score: number, snapshot = 's') => ({
  runId: String(id),
  branch: 'main',
  sha: 'a'.repeat(40),
  createdAt: `2026-01-0${id}T00:00:00.000Z`,
  points: [point(score, snapshot)],
});

it('writes a page that only its owner may read, with the trend of what is judged', async () => {
  const runs = [run(1, 0.5, 'other'), run(2, 0.6), run(3, 0.7)];
  const file = await writeHtmlReport(dir.path, report({ trend: { trend: { runs }, branch: 'main' } }), {
    showItems: false,
  });
  const page = readFileSync(file, 'utf8');
  expect(page).toContain('a/acc');
  expect(page).toContain('id="trend"');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('has no trend of one run alone', async () => {
  const trend = { trend: { runs: [run(1, 0.5)] }, branch: 'main' };
  const file = await writeHtmlReport(dir.path, report({ trend }), { showItems: false });
  expect(readFileSync(file, 'utf8')).not.toContain('id="trend"');
});

it('leaves no half a page behind', async () => {
  const broken = report();
  Object.defineProperty(broken.comparison, 'benchmarks', {
    get: () => {
      throw new Error('broken');
    },
  });
  await expect(writeHtmlReport(dir.path, broken, { showItems: false })).rejects.toThrow('broken');
  expect(existsSync(path.join(dir.path, 'report.html'))).toBe(false);
  mkdirSync(path.join(dir.path, 'report.html'));
  await expect(writeHtmlReport(dir.path, report(), { showItems: false })).rejects.toThrow(/EISDIR/);
});
