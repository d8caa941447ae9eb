import { describe, expect, it } from '@jest/globals';
import type { FailureAllowance } from '../../src/inputs.js';
import { concludeRun } from '../../src/results/conclusion.js';
import { readTaskFolders } from '../../src/results/invocation.js';
import { allowedFailures } from '../../src/results/item-count.js';
import { secondsRun } from '../../src/results/request-stats.js';
import { type JudgeContext, judgeTask, type TaskResult, type TaskState } from '../../src/results/validity.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();

interface Tree {
  exit?: number | null;
  results?: string;
  items?: [scored: number, failed: number];
  stats?: { count: number; successful: number; codes?: Record<string, number> };
  limit?: number;
  counting?: boolean;
}

const resultsOf = (value: string, count?: number): string =>
  `results: {tasks: {t: {metrics: {acc: {scores: {acc: {value: ${value}, stats: {${count === undefined ? '' : `count: ${count}`}}}}}}}}}`;

async function judge(tree: Tree, context: Partial<JudgeContext> = {}): Promise<TaskResult> {
  const write = (name: string, text: string): string => dir.write(`t.0/${name}`, text);
  write('logs/stage.running', '2026-01-01T00:00:00Z\n');
  if (tree.exit !== null) write('logs/stage.exit', `2026-01-01T00:01:00Z ${tree.exit ?? 0}\n`);
  if (tree.results !== undefined) write('artifacts/results.yml', tree.results);
  if (tree.items) {
    const [scored, failed] = tree.items;
    const rows = Array.from({ length: scored + failed }, (_, i) =>
      JSON.stringify(
        i < scored
          ? { sample_id: i, status: 'scored', scores: { c: 1 } }
          : { sample_id: i, status: 'skipped_model_error', error: 'boom' },
      ),
    );
    write('artifacts/byob_predictions.jsonl', rows.join('\n'));
  }
  if (tree.stats) {
    const { count, successful, codes = {} } = tree.stats;
    write(
      'artifacts/eval_factory_metrics.json',
      JSON.stringify({ response_stats: { count, successful_count: successful, status_codes: codes } }),
    );
  }
  const interceptors = tree.counting ? '[{name: response_stats}]' : '[]';
  write(
    'artifacts/run_config.yml',
    `config: {params: {limit_samples: ${tree.limit ?? 'null'}}}\ntarget: {api_endpoint: {adapter_config: {interceptors: ${interceptors}}}}\n`,
  );
  return judgeTask(readTaskFolders(dir.path)[0]!, { allowance: { count: 0 }, ...context });
}

describe('a task with a server of its own, on Slurm', () => {
  const DIED = 'srun: error: n1: task 0: Exited with exit code 1\n';
  const judgeServed = (
    script: string,
    context: Partial<JudgeContext> = {},
    exit = 0,
  ): Promise<TaskResult> => {
    dir.write('t.0/logs/slurm-7.log', script);
    dir.write('t.0/logs/server-0-7-0.log', 'Error: listen EADDRINUSE: address already in use 0.0.0.0:1\n');
    return judge({ results: resultsOf('0.5', 2), items: [2, 0], exit }, context);
  };

  it('has scores of nobody knows whose model where another server answered', async () => {
    const script = `Waiting for server on ip...\n${DIED}server ready on ip!\n+ kill 12\n+ true\n`;
    expect(await judgeServed(script)).toMatchObject({
      state: 'invalid',
      reasons: [expect.stringMatching(/^the model's server died while it loaded, and another one answered/)],
    });
  });

  it('keeps scores that were whole before the server died', async () => {
    const script = `Waiting for server on ip...\nserver ready on ip!\n${DIED}+ kill 12\n+ true\n`;
    expect(await judgeServed(script)).toMatchObject({
      state: 'success',
      notes: [expect.stringMatching(/died/)],
    });
  });

  it('is said to have been loading where its time was over before', async () => {
    const loading = 'Waiting for server on ip...\n';
    const [state, reason] = ['timeout', 'job 7 reached execution.walltime'] as const;
    const told = await judgeServed(loading, { endings: new Map([[0, { state, reason }]]) }, 143);
    expect(told).toMatchObject({ state, reasons: [reason, expect.stringMatching(/was still loading; /)] });
    const stopped = await judgeServed(loading, { stopped: 'timeout' }, 143);
    expect(stopped.reasons).toEqual([
      'it was stopped (exit 143)',
      expect.stringMatching(/was still loading; its log ends with: Error: listen EADDRINUSE/),
    ]);
  });
});

describe('a task that ended with exit code 0', () => {
  it.each<[string, Tree, TaskState, RegExp | undefined]>([
    ['all is well', { results: resultsOf('0.5', 4), items: [4, 0] }, 'success', undefined],
    ['no results.yml', {}, 'invalid', /wrote no results\.yml/],
    ['garbage', { results: '\0' }, 'invalid', /^results\.yml /],
    [
      'NaN',
      { results: resultsOf('.nan', 4), items: [4, 0] },
      'invalid',
      /t\/acc is NaN, not a finite number/,
    ],
    ['infinite', { results: resultsOf('.inf') }, 'invalid', /t\/acc is Infinity/],
    ['no score', { results: 'results: {tasks: {}}' }, 'invalid', /scored nothing: no request got an answer/],
    [
      '401',
      { results: 'results: {}', stats: { count: 9, successful: 0, codes: { 401: 8, 500: 1 } } },
      'invalid',
      /scored nothing: 8 of 9 requests answered 401: the endpoint wants a key: set api-key-name/,
    ],
    [
      '429',
      { results: 'results: {}', stats: { count: 9, successful: 0, codes: { 429: 9 } } },
      'invalid',
      /answered 429: the endpoint limits its rate/,
    ],
    [
      '503',
      { results: 'results: {}', stats: { count: 9, successful: 0, codes: { 503: 9 } } },
      'invalid',
      /answered 503: the endpoint has a fault/,
    ],
    [
      'only good answers',
      { results: 'results: {}', stats: { count: 9, successful: 9, codes: { 200: 9 } } },
      'invalid',
      /the harness left no score/,
    ],
    [
      'missing items',
      { results: resultsOf('0.5', 3), items: [3, 1] },
      'invalid',
      /^1 of 4 samples failed \(1×: boom\); max-failed-samples allows 0$/,
    ],
    [
      'answers of others',
      { results: resultsOf('1'), items: [4, 0], stats: { count: 9, successful: 9 } },
      'invalid',
      /^9 answers for 4 items: .*shared port/,
    ],
    [
      'answers at others',
      { results: resultsOf('1'), items: [4, 0], stats: { count: 0, successful: 0 }, counting: true },
      'invalid',
      /its own adapter saw no request/,
    ],
    [
      'retries',
      {
        results: resultsOf('1'),
        items: [4, 0],
        stats: { count: 9, successful: 4, codes: { 500: 5, 200: 4 } },
      },
      'success',
      undefined,
    ],
    [
      'refused, and no items to count',
      { results: resultsOf('1', 5), stats: { count: 9, successful: 5, codes: { 404: 4, 200: 5 } } },
      'invalid',
      /4 of 9 requests answered 404: check model and endpoint-url/,
    ],
    [
      'below the limit, with failures',
      { results: resultsOf('1', 5), limit: 9, stats: { count: 9, successful: 5, codes: { 500: 4 } } },
      'invalid',
      /^4 of 9 samples are missing and 4 requests failed$/,
    ],
    [
      'below the limit, without failures',
      { results: resultsOf('1', 5), limit: 9, stats: { count: 5, successful: 5 } },
      'success',
      undefined,
    ],
  ])('%s', async (_, tree, state, reason) => {
    const result = await judge(tree);
    expect(result.state).toBe(state);
    if (reason) expect(result.reasons.join('\n')).toMatch(reason);
    else expect(result.reasons).toEqual([]);
  });

  it.each<[FailureAllowance, number, TaskState]>([
    [{ count: 1 }, 1, 'success'],
    [{ count: 1 }, 2, 'invalid'],
    [{ share: 0.25 }, 2, 'success'],
    [{ share: 0.25 }, 3, 'invalid'],
  ])('may miss %j of 8 samples: %d are %s', async (allowance, failed, state) => {
    const result = await judge({ results: resultsOf('0.5'), items: [8 - failed, failed] }, { allowance });
    expect(result).toMatchObject({ state, items: { scored: 8 - failed, expected: 8, failed } });
  });

  it('rounds a share down', () => {
    expect([0.1, 0.99].map((share) => allowedFailures({ share }, 9))).toEqual([0, 8]);
  });

  it.each<[Tree, unknown]>([
    [{ results: resultsOf('1', 5) }, { scored: 5, expected: 5, failed: 0, source: 'stats' }],
    [
      { results: resultsOf('1', 5), limit: 9 },
      { scored: 5, expected: 9, failed: 0, source: 'stats' },
    ],
    [{ results: resultsOf('1') }, undefined],
  ])('counts by what there is: %#', async (tree, items) => {
    expect((await judge(tree)).items).toEqual(items);
  });
});

describe('a task that ended otherwise', () => {
  it.each<[number | null, Partial<JudgeContext>, TaskState, RegExp]>([
    [1, {}, 'failed', /exit code 1, and the log does not say why/],
    [137, { killedBy: new Map([[0, 'memory']]) }, 'failed', /ran out of memory/],
    [137, { stopped: 'timeout' }, 'timeout', /it was stopped \(exit 137\)/],
    [1, { stopped: 'cancelled' }, 'failed', /exit code 1/],
    [null, { stopped: 'timeout' }, 'timeout', /ran past timeout-minutes/],
    [null, { stopped: 'cancelled' }, 'cancelled', /the job was cancelled/],
    [null, {}, 'failed', /the script that runs the evaluation died/],
    [null, { stopped: 'timeout', orphaned: new Set([0]) }, 'failed', /the script .* died/],
  ])('exit %j, %j is %s', async (exit, context, state, reason) => {
    const result = await judge({ exit, results: resultsOf('0.5') }, context);
    expect(result).toMatchObject({ state, unconfirmed: true });
    expect(result.reasons).toEqual([expect.stringMatching(reason)]);
  });
});

describe('a run', () => {
  const task = (state: TaskState): TaskResult => ({ state }) as TaskResult;
  it.each<[TaskState[], 'timeout' | 'cancelled' | undefined, string]>([
    [[], undefined, 'failed'],
    [['success'], undefined, 'success'],
    [['success', 'invalid'], undefined, 'invalid'],
    [['invalid', 'failed'], undefined, 'failed'],
    [['success', 'not-run'], undefined, 'failed'],
    [['failed', 'killed'], undefined, 'killed'],
    [['killed', 'timeout'], undefined, 'timeout'],
    [['timeout', 'cancelled'], undefined, 'cancelled'],
    [['success'], 'cancelled', 'cancelled'],
    [[], 'timeout', 'timeout'],
  ])('of %j, stopped by %s, is %s', (states, stopped, expected) => {
    expect(concludeRun(states.map(task), stopped)).toBe(expected);
  });
});

describe('how long a task ran', () => {
  const started = { startedAt: '2026-01-01T00:00:00Z' };
  const measured = (runtimeSeconds?: number) => ({
    count: 1,
    successful: 1,
    statusCodes: new Map<string, number>(),
    ...(runtimeSeconds === undefined ? {} : { runtimeSeconds }),
  });

  it('is what the evaluator measured', () => {
    const folder = { ...started, endedAt: '2026-01-01T00:01:30Z' };
    expect(secondsRun(folder, measured(12.5))).toEqual({ runtimeSeconds: 12.5 });
  });

  it('is the time between its stage files where it measured nothing', () => {
    const folder = { ...started, endedAt: '2026-01-01T00:01:30.5Z' };
    expect(secondsRun(folder, measured())).toEqual({ runtimeSeconds: 90.5 });
    expect(secondsRun(folder, undefined)).toEqual({ runtimeSeconds: 90.5 });
  });

  it.each<[string, { startedAt?: string; endedAt?: string }]>([
    ['it has not ended', started],
    ['its files are no times', { startedAt: 'now', endedAt: 'later' }],
    ['the clock was set back', { ...started, endedAt: '2025-12-31T00:00:00Z' }],
  ])('is not known where %s', (_, folder) => {
    expect(secondsRun(folder, undefined)).toEqual({});
  });

  it('is in what is said of a task that ended well', async () => {
    const result = await judge({ results: resultsOf('0.5', 3), items: [3, 0] });
    expect(result).toMatchObject({ state: 'success', runtimeSeconds: 60 });
  });
});
