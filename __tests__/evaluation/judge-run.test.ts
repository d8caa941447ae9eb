import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { GatePolicy } from '../../src/comparison/policy/gate-policy.js';
import { readPolicy } from '../../src/comparison/policy/read-policy.js';
import { finish } from '../../src/evaluation/finish.js';
import { judgeRun } from '../../src/evaluation/judge-run.js';
import { type Session, startSession } from '../../src/evaluation/session.js';
import type { Ending } from '../../src/evaluation/write-reports.js';
import type { Inputs } from '../../src/inputs.js';
import { describeBaseline } from '../../src/judging/read-sides.js';
import { runFiles } from '../../src/launcher/submit.js';
import { Outputs } from '../../src/outputs.js';
import type { EvalResults } from '../../src/results/eval-results.js';
import { openItems } from '../../src/results/open-items.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { answers, type ByobTask, writeInvocation } from '../comparison/byob-invocation.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const MATH: ByobTask = { name: 'math', answers: answers(1000, 100) };
const FRESH: ByobTask = { name: 'fresh', answers: answers(30, 3) };
const LAX = readPolicy({ name: 'gate.yaml', text: 'defaults: {max_drop: 0.5}' });

const read = (...tasks: ByobTask[]): Promise<EvalResults> =>
  readEvalResults(writeInvocation(dir.path, tasks));

/** A run that is to be judged by a baseline. */
async function sessionWith(
  baseline: EvalResults | undefined,
  policy?: GatePolicy,
): Promise<{ session: Session; said: string[]; outputs: Map<string, string> }> {
  const said: string[] = [];
  const outputs = new Map<string, string>();
  const say = (text: string): unknown => said.push(text);
  const files = runFiles(path.join(dir.path, 'run'));
  mkdirSync(files.dir);
  const parts = {
    context: {
      sha: '',
      ref: '',
      runId: '1',
      runAttempt: '1',
      event: { name: '', isPrivateRepository: false },
    },
    env: {},
    actionDir: dir.path,
    log: {
      info: say,
      warn: say,
      error: say,
      group: (title: string, lines: string[]) => said.push(title, ...lines),
      summary: async () => undefined,
    },
    outputs: new Outputs(['verdict', 'result_json', 'flips_path'], (name, value) => outputs.set(name, value)),
    stop: new AbortController(),
  };
  const session = startSession(parts as never, files, {
    phase: 'started',
    startedAt: '2026-11-24T04:00:00Z',
    secretNames: [],
    launcherVersion: '0.2.6',
    allowance: { count: 0 },
    artifact: { name: 'none', contents: 'full', compressionLevel: 1 },
    summary: false,
    summarized: false,
  });
  session.inputs = {
    gateMode: 'strict',
    maxFailedSamples: { count: 0 },
    failOn: ['auto'],
    showItems: 'never',
    ...(policy ? { policy: policy.file } : {}),
  } as Partial<Inputs> as Inputs;
  session.yardstick = {
    ...(policy ? { policy } : {}),
    ...(baseline ? { baseline: { results: baseline, facts: describeBaseline('old', baseline) } } : {}),
  };
  return { session, said, outputs };
}

const ended = (results?: EvalResults): Ending => ({
  state: 'success',
  tasks: [],
  ...(results ? { results } : {}),
});

describe('a run whose results cannot be read', () => {
  it.each([
    ['with a policy that would let everything pass', LAX],
    ['without a policy', undefined],
  ])('is INVALID beside a baseline, %s', async (_, policy) => {
    const { session, said, outputs } = await sessionWith(await read(MATH), policy);
    const ending = await judgeRun(session, ended());
    expect(ending.comparison).toBeUndefined();
    expect(await finish(session, ending)).toBe(false);
    expect(outputs.get('verdict')).toBe('INVALID');
    expect(said).toContain('the results cannot be read, and were not compared with the baseline');
    const result = JSON.parse(readFileSync(outputs.get('result_json')!, 'utf8'));
    expect(result).toMatchObject({
      verdict: 'INVALID',
      gate: null,
      baseline: { source: 'path', name: 'old' },
    });
  });

  it('keeps what was wrong first', async () => {
    const { session } = await sessionWith(await read(MATH), LAX);
    const ending = await judgeRun(session, { ...ended(), error: 'the disk is full' });
    expect(ending.error).toBe('the disk is full');
    expect(ending.comparisonFailed).toBe(true);
  });

  it('has no verdict without a baseline', async () => {
    const { session, outputs } = await sessionWith(undefined, LAX);
    expect(await finish(session, await judgeRun(session, ended()))).toBe(true);
    expect(outputs.get('verdict')).toBe('NO-BASELINE');
  });
});

describe('a run that has a benchmark which its baseline has not', () => {
  it('keeps its items, by which a later run is judged', async () => {
    const { session, outputs } = await sessionWith(await read(MATH));
    expect(await finish(session, await judgeRun(session, ended(await read(MATH, FRESH))))).toBe(true);
    expect(outputs.get('verdict')).toBe('GO');
    const name = 'fresh/pass@1/correct';
    const record = await readEvalResults(path.dirname(outputs.get('result_json')!));
    const benchmark = record.benchmarks.find((one) => one.name === name)!;
    expect(benchmark).toMatchObject({ invalid: [], n: { count: 30, source: 'items' } });
    expect((await openItems(record).load(benchmark))!.columns.length).toBe(30);

    const later = await read(MATH, { ...FRESH, answers: answers(30, 20) });
    session.yardstick = { baseline: { results: record, facts: describeBaseline('record', record) } };
    const { comparison } = await judgeRun(session, ended(later));
    expect(comparison!.benchmarks.find((one) => one.name === name)).toMatchObject({
      status: 'BREACH',
      pairs: 30,
      flips: { regressed: 17, improved: 0 },
      baseline: { n: { count: 30, source: 'items' } },
    });
  });
});
