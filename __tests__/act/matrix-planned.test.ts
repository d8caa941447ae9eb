import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { GATE } from './pull.js';
import {
  artifactNames,
  type Finished,
  modelConfig,
  openWorld,
  outputsOf,
  recordOf,
  runExample,
  type World,
} from './world.js';

jest.setTimeout(10 * 60_000);

const TASKS = ['arc_challenge_chat', 'gsm8k_cot_instruct', 'mmlu_instruct'];
let world: World;
let first: Finished;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

/** One more commit of main: a run has none of its own commit for a baseline. */
const push = (change?: (workflow: string) => string): Promise<Finished> => {
  const files = { ...modelConfig('needs-key', 'eval/suite.yaml'), 'eval/gate.yaml': GATE };
  return runExample(world, {
    file: 'matrix-planned.yml',
    event: 'push',
    payload: { ref: 'refs/heads/main' },
    commit: world.clone.commit('main', files),
    ...(change ? { change } : {}),
  });
};
const legsOf = ({ jobs }: Finished) => jobs.filter(({ job }) => job === 'evaluate');
const tasksOf = (run: Finished): string[] => legsOf(run).map(({ matrix }) => String(matrix['tasks']));
const isGone = (line: string): boolean => line.includes('is MISSING');

describe('matrix-planned.yml', () => {
  it('evaluates each benchmark once, in two legs, without a record to go by', async () => {
    first = await push();
    expect(first.job('plan').result).toBe('success');
    expect(legsOf(first).map(({ result }) => result)).toEqual(['success', 'success']);
    expect(tasksOf(first).join(',').split(',').sort()).toEqual(TASKS);
    // By their sizes: MMLU has more requests than both others.
    expect(tasksOf(first)).toContain('mmlu_instruct');
    expect(outputsOf(first)).toMatchObject({ state: 'success', verdict: 'NO-BASELINE', missing_legs: '' });
    // A leg that leaves comparing to collect asks GitHub nothing: two hundred of them share an hour's requests.
    const ofLegs = world.services.requests
      .map(({ path }) => path)
      .filter((at) => /[?&]name=eval_results-/.test(at));
    expect(ofLegs).toEqual([]);
    expect(first.job('collect').warnings.filter(isGone)).toEqual([]);
    const { tasks } = recordOf(world, first);
    expect(tasks.map(({ task }) => task).sort()).toEqual(TASKS);
    for (const { runtime_seconds: seconds } of tasks) expect(seconds).toBeGreaterThan(0);
  });

  it('compares three legs with what two measured, by what each benchmark took', async () => {
    const run = await push((text) => text.replace('legs: 2', 'legs: 3'));
    expect(tasksOf(run).sort()).toEqual(TASKS);
    expect(run.job('plan').lines.join('\n')).toContain(`as in run ${first.runId}`);
    expect(run.job('collect').result).toBe('success');
    expect(outputsOf(run)).toMatchObject({ verdict: 'GO', baseline_run_id: first.runId, missing_legs: '' });
    expect(
      artifactNames(world, run).filter((name) => /^eval_results-\d-.*\.baseline$/.test(name)),
    ).toHaveLength(3);
  });

  it('of three legs takes one that fails for what it is: nothing is proved', async () => {
    const run = await push((text) =>
      text
        .replace('legs: 2', 'legs: 3')
        // Without preflight the leg evaluates, and each of its requests is answered 401.
        .replace(/( +)endpoint-url: /, '$1preflight: off\n$&')
        .replace(
          'secrets.MODEL_API_KEY',
          "matrix.tasks == 'arc_challenge_chat' && 'revoked-0123456789' || secrets.MODEL_API_KEY",
        ),
    );
    // The leg leaves its verdict to collect.
    expect(legsOf(run)).toHaveLength(3);
    expect(run.job('collect').result).toBe('failure');
    expect(outputsOf(run)).toMatchObject({ verdict: 'INVALID', missing_legs: '' });
    const { tasks, verdict } = recordOf(world, run);
    expect(verdict).toBe('INVALID');
    expect(
      tasks
        .filter(({ state }) => state === 'success')
        .map(({ task }) => task)
        .sort(),
    ).toEqual(TASKS.slice(1));
    const summary = run.job('collect').summaries.join('');
    expect(summary).toContain('arc_challenge_chat');
    expect(summary).toMatch(/^\| gsm8k_cot_instruct\/exact_match .*PASS/m);
    // What failed is no baseline for what comes next.
    const next = await push();
    expect(outputsOf(next)).toMatchObject({ verdict: 'GO' });
    expect(outputsOf(next)['baseline_run_id']).not.toBe(run.runId);
  });

  it('names a leg by its benchmarks that left nothing', async () => {
    const run = await push((text) =>
      text
        .replace('legs: 2', 'legs: 3')
        .replace(
          /( +)steps:\n( +)- uses: actions\/checkout@(\S+).*\n(.*\n){2}( +)- uses: <owner>\/nemo-eval-action@v1\n/,
          (step) =>
            step.replace(
              /steps:\n/,
              "steps:\n      - run: exit 1\n        if: matrix.tasks == 'gsm8k_cot_instruct'\n",
            ),
        ),
    );
    expect(legsOf(run).map(({ result }) => result)).toContain('failure');
    expect(outputsOf(run)['missing_legs']).toMatch(/^\d-gsm8k_cot_instruct-[0-9a-f]{8}$/);
    // The policy names it.
    expect(outputsOf(run)).toMatchObject({ verdict: 'NO-GO' });
  });
});
