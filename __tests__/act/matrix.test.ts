import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { GATE, openPull } from './pull.js';
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

let world: World;
let pushed: Finished;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const checksOf = (sha: string) => world.services.rest.checks.filter((check) => check.head_sha === sha);
const resultsOf = ({ jobs }: Finished, name: string) =>
  jobs.filter(({ job }) => job === name).map(({ result }) => result);

/** GitHub tells each leg how many there are; act's `strategy` has no job-total. */
const tellTotal = (text: string): string =>
  text.replace(/^( +)tasks: .*\n/m, '$&$1strategy: \'{"job-total": 2}\'\n');

describe('matrix.yml', () => {
  it('merges the legs of a push into one record and one verdict', async () => {
    const commit = world.clone.commit('main', { ...modelConfig('good'), 'eval/gate.yaml': GATE });
    pushed = await runExample(world, {
      file: 'matrix.yml',
      event: 'push',
      payload: { ref: 'refs/heads/main' },
      commit,
      change: tellTotal,
    });
    expect(resultsOf(pushed, 'evaluate')).toEqual(['success', 'success']);
    expect(resultsOf(pushed, 'collect')).toEqual(['success']);
    expect(outputsOf(pushed)).toMatchObject({ state: 'success', verdict: 'NO-BASELINE', missing_legs: '' });
    expect(pushed.job('collect').summaries.join('')).not.toContain('no leg says of how many');
    const names = artifactNames(world, pushed);
    expect(names).toEqual(
      expect.arrayContaining(['eval_results', 'eval_results.baseline', 'eval_results.html']),
    );
    for (const task of ['mmlu_instruct', 'gsm8k_cot_instruct'])
      expect(names.filter((name) => name.startsWith(`eval_results-${task}`))).toHaveLength(2);
    const record = recordOf(world, pushed);
    expect(record.benchmarks.map(({ task }) => task).sort()).toEqual(['gsm8k_cot_instruct', 'mmlu_instruct']);
    // The legs post nothing: there is one check, of collect.
    expect(checksOf(commit)).toMatchObject([{ name: 'NeMo evaluation', conclusion: 'neutral' }]);
  });

  it('judges a pull request by all of its legs, in one check and one comment', async () => {
    const pull = openPull(world, 21, 'iter-3000', 'worse');
    const run = await pull.run('matrix.yml', { change: tellTotal });
    // The legs do not judge; collect does.
    expect(resultsOf(run, 'evaluate')).toEqual(['success', 'success']);
    expect(resultsOf(run, 'collect')).toEqual(['failure']);
    expect(outputsOf(run)).toMatchObject({
      verdict: 'NO-GO',
      baseline_run_id: pushed.runId,
      missing_legs: '',
    });
    expect(checksOf(pull.merge)).toEqual([]);
    expect(checksOf(pull.head)).toMatchObject([
      { conclusion: 'failure', output: { title: expect.stringContaining('2 of 2') } },
    ]);
    const comments = world.services.rest.comments.filter(({ issue }) => issue === 21);
    expect(comments).toHaveLength(1);
    for (const task of ['mmlu_instruct', 'gsm8k_cot_instruct'])
      expect(comments[0]!.body).toMatch(new RegExp(`^\\| ${task}/exact_match .*BREACH`, 'm'));
  });

  it('calls a leg MISSING that left nothing, and is NO-GO where the policy requires it', async () => {
    const pull = openPull(world, 22, 'iter-3001', 'good');
    const run = await pull.run('matrix.yml', {
      // A leg whose machine dies before it evaluates.
      change: (text) =>
        tellTotal(text).replace(
          /( +)steps:\n/,
          "$1steps:\n$1  - run: exit 1\n$1    if: matrix.task == 'gsm8k_cot_instruct'\n",
        ),
    });
    expect(resultsOf(run, 'evaluate')).toContain('failure');
    expect(resultsOf(run, 'collect')).toEqual(['failure']);
    expect(outputsOf(run)).toMatchObject({ verdict: 'NO-GO', baseline_run_id: pushed.runId });
    expect(outputsOf(run)['missing_legs']).toMatch(/\S/);
    expect(run.job('collect').warnings.join('\n')).toContain('is MISSING');
    const comment = world.services.rest.comments.find(({ issue }) => issue === 22)!.body;
    expect(comment).toMatch(/^\| gsm8k_cot_instruct.*MISSING/m);
    expect(comment).toMatch(/^\| mmlu_instruct\/exact_match .*PASS/m);
  });
});
