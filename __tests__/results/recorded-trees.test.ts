import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { concludeRun } from '../../src/results/conclusion.js';
import { readTaskFolders } from '../../src/results/invocation.js';
import { judgeTask, type TaskResult } from '../../src/results/validity.js';

const RECORDED = path.join(import.meta.dirname, '../fixtures/launcher-0.2.6');

async function judgeCase(name: string, failures = 0): Promise<TaskResult[]> {
  const tree = path.join(RECORDED, name, 'tree');
  const invocation = existsSync(tree) ? readdirSync(tree).find((entry) => /^\d{8}_/.test(entry)) : undefined;
  if (!invocation) return [];
  const context = {
    allowance: { count: failures },
    endpointUrl: 'http://127.0.0.1:9/v1',
    apiKeyName: 'MODEL_API_KEY',
  };
  return Promise.all(readTaskFolders(path.join(tree, invocation)).map((task) => judgeTask(task, context)));
}

/** Case, state of the run, and for each task its main score and items, or what its reason must say. */
const CASES: [string, string, ([number, number] | RegExp)[]][] = [
  ['baseline', 'success', [[0.92, 200]]],
  ['baseline-rerun', 'success', [[0.92, 200]]],
  ['candidate-regressed', 'success', [[0.685, 200]]],
  [
    'two-tasks-sequential',
    'success',
    [
      [0.92, 200],
      [0.88, 200],
    ],
  ],
  [
    'two-tasks-parallel',
    'success',
    [
      [0.92, 200],
      [0.88, 200],
    ],
  ],
  ['two-tasks-parallel-port-race', 'invalid', [/shared port/, /399 answers for 200 items/]],
  ['limit-10', 'success', [[0.7, 10]]],
  ['progress-tracking', 'success', [[0.8833, 60]]],
  ['authorized-key', 'success', [[0.875, 40]]],
  ['evaluator-0.2.8', 'success', [[0.92, 200]]],
  ['flaky-500', 'invalid', [/8 of 200 samples failed/]],
  [
    'dead-endpoint',
    'invalid',
    [/40 of 40 samples got no answer: is the endpoint at http:\/\/127.0.0.1:9\/v1 up/],
  ],
  ['unauthorized-401', 'invalid', [/40 of 40 requests answered 401: check api-key-name/]],
  ['wrong-model-404', 'invalid', [/40 of 40 requests answered 404: check model/]],
  [
    'container-nonzero',
    'failed',
    [/harness died without naming an error; its log ends with: .*processed=20/],
  ],
  ['bad-param', 'failed', [/does not know the parameter "paralellism"/]],
  ['image-missing', 'failed', [/image localhost\/a-missing:1 is not on this machine/]],
  [
    'daemon-unreachable',
    'failed',
    [/Docker engine at unix:\/\/\/workspace\/no-such-docker.sock did not answer/],
  ],
  ['container-killed', 'failed', [/killed from outside \(exit 137\)/]],
  ['kill-midrun', 'killed', [/was killed/]],
  ['kill-sequential-two', 'killed', [[0.88, 50], /was killed/]],
  ['sigkill-script', 'failed', [/script that runs the evaluation died/]],
  ['secret-canary', 'success', [[0.8, 20]]],
  ['secret-canary-leak', 'success', [[0.8, 20]]],
  ['dry-run', 'failed', [/never started/, /never started/]],
  ['untrusted-unlisted-task', 'failed', [/never started/]],
  ['docker-not-installed', 'failed', []],
  ['missing-api-key-env', 'failed', []],
  ['schema-error', 'failed', []],
];

describe('trees recorded from the real launcher', () => {
  it('has a row for every recorded case', () => {
    expect(CASES.map(([name]) => name).sort()).toEqual(readdirSync(RECORDED).sort());
  });

  it.each(CASES)('%s is %s', async (name, state, expected) => {
    const tasks = await judgeCase(name);
    expect(concludeRun(tasks)).toBe(state);
    expect(tasks).toHaveLength(expected.length);
    for (const [index, task] of tasks.entries()) {
      const wanted = expected[index]!;
      if (wanted instanceof RegExp) {
        expect(task.state).not.toBe('success');
        expect(task.reasons.join('\n')).toMatch(wanted);
      } else {
        expect(task).toMatchObject({
          state: 'success',
          reasons: [],
          items: { scored: wanted[1], expected: wanted[1] },
        });
        expect(task.scores[0]).toMatchObject({ value: wanted[0], count: wanted[1] });
      }
    }
  });

  it('shows the scores of a container that outlived its script, unconfirmed', async () => {
    const [task] = await judgeCase('sigkill-script');
    expect(task).toMatchObject({ state: 'failed', unconfirmed: true });
    expect(task!.scores[0]).toMatchObject({ name: 'arith/pass@1/correct', value: 0.88, count: 100 });
  });

  it('accepts failed samples up to max-failed-samples', async () => {
    const [task] = await judgeCase('flaky-500', 8);
    expect(task).toMatchObject({ state: 'success', items: { scored: 192, expected: 200, failed: 8 } });
  });
});
