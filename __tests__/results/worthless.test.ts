import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readTaskFolders } from '../../src/results/invocation.js';
import { type JudgeContext, judgeTask, type TaskResult } from '../../src/results/validity.js';
import { redactMessage } from '../../src/upload/scan-file.js';
import { secretForms } from '../../src/upload/secret-forms.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();

interface Left {
  rows?: string;
  stats?: object;
  harness?: object;
  score?: string;
  count?: number;
  exit?: number;
  log?: string;
}

/** Judges a task that left these files; its script ended well unless said otherwise. */
function judge(left: Left, context: Partial<JudgeContext> = {}): Promise<TaskResult> {
  const task = 'invocation/arith.0';
  dir.write(`${task}/logs/stage.running`, '2026-11-24T04:00:00Z\n');
  dir.write(`${task}/logs/stage.exit`, `2026-11-24T04:01:00Z ${left.exit ?? 0}\n`);
  dir.write(`${task}/logs/client_stdout.log`, left.log ?? '');
  const stats = left.count === undefined ? '' : `\n              stats: {count: ${left.count}}`;
  dir.write(
    `${task}/artifacts/results.yml`,
    `results:\n  groups: {}\n  tasks:\n    arith:\n      metrics:\n        ${JSON.stringify(left.score ?? 'acc')}:\n          scores:\n            acc:\n              value: 0.0${stats}\n`,
  );
  if (left.rows !== undefined) dir.write(`${task}/artifacts/byob_predictions.jsonl`, left.rows);
  if (left.stats)
    dir.write(`${task}/artifacts/eval_factory_metrics.json`, JSON.stringify({ response_stats: left.stats }));
  if (left.harness) dir.write(`${task}/artifacts/model/results_1.json`, JSON.stringify(left.harness));
  return judgeTask(readTaskFolders(path.join(dir.path, 'invocation'))[0]!, {
    allowance: { count: 0 },
    ...context,
  });
}

const rows = (count: number, scores: object): string =>
  Array.from(
    { length: count },
    (_, id) => `${JSON.stringify({ sample_id: id, status: 'scored', scores })}\n`,
  ).join('');

describe('results that prove nothing', () => {
  const refusedStats = (code: string, count: number): object => ({
    count,
    successful_count: 0,
    status_codes: { [code]: count },
  });

  it.each<[string, Left, RegExp]>([
    [
      'items scored as wrong while every request was refused',
      { rows: rows(20, { correct: false }), stats: refusedStats('401', 20) },
      /20 of 20 requests answered 401/,
    ],
    [
      'a harness that counts what was refused',
      { harness: { 'n-samples': { arith: { effective: 20 } } }, stats: refusedStats('404', 20) },
      /20 of 20 requests answered 404/,
    ],
    [
      'a server at fault for every request',
      { rows: rows(20, { correct: false }), stats: refusedStats('500', 60) },
      /60 of 60 requests answered 500/,
    ],
    [
      'a few requests refused',
      {
        harness: { 'n-samples': { arith: { effective: 20 } } },
        stats: { count: 20, successful_count: 17, status_codes: { 200: 17, 400: 3 } },
      },
      /3 of 20 requests answered 400/,
    ],
    ['no item at all', { rows: '', count: 0 }, /of no item at all/],
    [
      'items scored without a score',
      { rows: rows(20, {}) },
      /20 of 20 samples failed \(20×: scored without a finite score\)/,
    ],
    [
      'items with scores that are no numbers',
      { rows: rows(2, { correct: null }).replaceAll('null', 'NaN') },
      /2 of 2 samples failed/,
    ],
  ])('%s', async (_, left, reason) => {
    const result = await judge(left);
    expect(result.state).toBe('invalid');
    expect(result.reasons.join('\n')).toMatch(reason);
  });

  it('are told from retries that recovered', async () => {
    const stats = { count: 30, successful_count: 20, status_codes: { 200: 20, 429: 4, 503: 6 } };
    expect(await judge({ rows: rows(20, { correct: true }), stats })).toMatchObject({
      state: 'success',
      reasons: [],
    });
  });

  it('may be allowed', async () => {
    const stats = { count: 20, successful_count: 17, status_codes: { 200: 17, 400: 3 } };
    const harness = { 'n-samples': { arith: { effective: 20 } } };
    expect(await judge({ harness, stats }, { allowance: { count: 3 } })).toMatchObject({ state: 'success' });
  });

  it('do not hang the judge where a pipe stands for a file', async () => {
    mkdirSync(path.join(dir.path, 'invocation/arith.0/artifacts'), { recursive: true });
    execFileSync('mkfifo', [path.join(dir.path, 'invocation/arith.0/artifacts/eval_factory_metrics.json')]);
    expect((await judge({})).reasons).toEqual([
      'eval_factory_metrics.json is a pipe or a device, not a file',
    ]);
  });
});

describe('secrets in what a harness wrote', () => {
  const KEY = 'kkAb12+/=&<Zq9\u2019-0xdeadbeef-END77';
  const redact = (text: string): string => redactMessage(text, secretForms([{ name: 'K', value: KEY }]));
  const shown = (result: TaskResult): string => JSON.stringify([result.reasons, result.scores, result.notes]);

  it.each<[string, Left]>([
    ['a name of a score', { score: `acc_${KEY}` }],
    [
      'an error that is cut behind it',
      { rows: JSON.stringify({ sample_id: 0, status: 'skipped', error: `${'x'.repeat(285)}${KEY}` }) },
    ],
    [
      'an error with an address',
      { rows: JSON.stringify({ sample_id: 0, status: 'skipped', error: `at ${KEY}` }) },
    ],
    ['an exception that is cut in it', { exit: 1, log: `ValueError: ${'x'.repeat(375)} ${KEY}\n` }],
    ['a last line', { exit: 1, log: `${'y'.repeat(190)}${KEY}\n` }],
  ])('are gone from %s', async (_, left) => {
    const text = shown(await judge(left, { redact }));
    expect(text).not.toMatch(/kkAb12|END77|deadbeef/);
    expect(text).toContain('*');
  });
});
