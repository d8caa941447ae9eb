import { describe, expect, it } from '@jest/globals';
import { openContext } from '../../../src/config/preflight/context.js';
import { largestAnswer } from '../../../src/config/preflight/largest-answer.js';
import type { Task } from '../../../src/config/task-catalogue.js';
import { BUILT_IN_CONTRACT } from '../../../src/contract/built-in-contract.js';
import { loadInputs } from '../../../src/inputs.js';
import { resolveOnly } from '../resolving.js';
import { CATALOGUE, findingsOf, HOSTED } from './situations.js';

const AMBIGUOUS = [
  'gpqa_diamond',
  'hle',
  'humaneval',
  'humaneval_instruct',
  'humanevalplus',
  'ifbench',
  'ifeval',
  'mgsm',
  'mmlu',
  'mmlu_pro',
  'scicode',
];

/** A config of all of these tasks, by their whole names, at an endpoint that says nothing of its type. */
function configOf(tasks: readonly Task[]): string {
  const entries = tasks.map(({ harness, name }) => `    - name: ${harness}.${name}\n`).join('');
  return HOSTED.replace('/chat/completions', '')
    .replace('{config: {params: {request_timeout: 3600}}}', '{}')
    .replace('    - name: mmlu_instruct\n', entries);
}

const found = findingsOf({ text: configOf(CATALOGUE.tasks) });
const messages = (id: string): string[] => found.filter((one) => one.id === id).map(({ message }) => message);

it('knows 421 tasks, each found by its whole name', () => {
  expect(CATALOGUE.tasks).toHaveLength(421);
  for (const id of [
    'unknown_task',
    'ambiguous_task',
    'unlisted_task',
    'invalid_task_name',
    'wrong_endpoint_type',
  ])
    expect(messages(id)).toEqual([]);
});

describe('a name that several harnesses have', () => {
  it('is one of eleven', () => {
    const names = CATALOGUE.tasks.map(({ name }) => name);
    expect([...new Set(names.filter((name, at) => names.indexOf(name) !== at))].sort()).toEqual(AMBIGUOUS);
  });

  it.each(AMBIGUOUS)('%s is refused with each of its whole names', (name) => {
    const owners = CATALOGUE.tasks
      .filter((task) => task.name === name)
      .map(({ harness }) => `${harness}.${name}`);
    expect(owners.length).toBeGreaterThan(1);
    const text = HOSTED.replace('mmlu_instruct', name);
    expect(findingsOf({ text }).filter(({ id }) => id === 'ambiguous_task')).toEqual([
      {
        id: 'ambiguous_task',
        severity: 'error',
        message: `evaluation.tasks[0].name (conf/eval.yaml:10) is "${name}", which ${owners.length} harnesses have`,
        recovery: `write one of ${owners.join(', ')}`,
      },
    ]);
  });
});

describe('keys of judges and users', () => {
  const asked = (variable: string, severity: string): number =>
    found.filter((one) => one.severity === severity && one.message.includes(`key in ${variable},`)).length;

  it('are missed where they are certainly read', () => {
    // Three of the fourteen tasks of JUDGE_API_KEY ask their judge only where it is enabled.
    const named = CATALOGUE.tasks.filter(({ apiKeys }) =>
      apiKeys.some(({ variable }) => variable === 'JUDGE_API_KEY'),
    );
    expect(named).toHaveLength(14);
    expect(asked('JUDGE_API_KEY', 'error')).toBe(11);
    expect(asked('USER_API_KEY', 'error')).toBe(3);
    const enabled = configOf(named).replace(
      'nemo_evaluator_config: {}',
      'nemo_evaluator_config: {config: {params: {extra: {judge: {enabled: true}}}}}',
    );
    const all = findingsOf({ text: enabled }).filter(({ message }) =>
      message.includes('key in JUDGE_API_KEY,'),
    );
    expect(all).toHaveLength(14);
  });

  it.each(['GPT', 'LLAMA', 'CLAUDE'])('are warned of where HELM may ask them: %s', (judge) => {
    expect(asked(`${judge}_JUDGE_API_KEY`, 'warning')).toBe(15);
    expect(messages('missing_judge_key').filter((text) => text.includes(`${judge}_JUDGE`))).toHaveLength(15);
  });

  it('are not missed for the model itself', () => {
    expect(messages('missing_judge_key').filter((text) => text.includes('garak'))).toEqual([]);
  });
});

it('warns once of the 168 tasks that wait 30 s', () => {
  expect(CATALOGUE.tasks.filter(({ requestTimeout }) => requestTimeout === 30)).toHaveLength(168);
  const [message, ...more] = messages('default_request_timeout');
  expect(more).toEqual([]);
  const named = /is 30 s for (.*) and (\d+) more:/.exec(message!)!;
  expect(named[1]!.split(', ').length + Number(named[2])).toBe(168);
});

it('asks a tokenizer for the 81 tasks of log-probabilities and the 24 whose command has it', () => {
  expect(messages('missing_tokenizer_for_logprobs')).toHaveLength(105);
});

it('warns of the 27 tasks that repeat greedy answers, not of the three with a simulated user', () => {
  const [message, ...more] = messages('samples_at_temperature_zero');
  expect(more).toEqual([]);
  const named = / for (.*) and (\d+) more,/.exec(message!)!;
  expect(named[1]!.split(', ').length + Number(named[2])).toBe(27);
  const tau2 = findingsOf({ text: HOSTED.replace('mmlu_instruct', 'tau2_bench_telecom') });
  expect(tau2.map(({ id }) => id)).not.toContain('samples_at_temperature_zero');
});

describe('the largest answer', () => {
  const largest = (params: string, name = 'mmlu_instruct'): unknown => {
    const text = HOSTED.replace('{request_timeout: 3600}', params).replace('mmlu_instruct', name);
    const config = resolveOnly({}, text);
    return largestAnswer(
      openContext(config, {
        where: 'x',
        inputs: loadInputs(() => ''),
        contract: BUILT_IN_CONTRACT,
        catalogue: CATALOGUE,
        variable: () => undefined,
        arch: 'x64',
      }),
    );
  };
  const key = 'evaluation.nemo_evaluator_config.config.params.max_new_tokens';

  it.each([
    ['{max_new_tokens: 100}', 'mmlu_instruct', { key, value: 100n }],
    ['{}', 'AA_AIME_2024', { key, value: 16_384n }],
    ['{max_new_tokens: 5}', 'AA_AIME_2024', { key, value: 5n }],
    ['{}', 'mmlu_instruct', undefined],
    ['{max_new_tokens: many}', 'mmlu_instruct', undefined],
  ])('of %s for %s', (params, name, expected) => {
    expect(largest(params, name)).toEqual(expected);
  });
});
