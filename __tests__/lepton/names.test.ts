import { describe, expect, it } from '@jest/globals';
import { invocationFromConsole, jobPrefix, leptonTasks } from '../../src/lepton/names.js';

const ID = '81c3858106df894b';
const LONG = 'byob_arith.other_task_long_name_here';

describe('the names of jobs and endpoints', () => {
  it('are those that the launcher gave them', () => {
    // Recorded: the launcher against tools/lepton/server.js.
    expect(leptonTasks('none', ['byob_arith.arith', LONG], ID)).toEqual([
      { index: 0, name: 'byob_arith.arith', jobName: 'eval-81c385-arith-0' },
      { index: 1, name: LONG, jobName: 'eval-81c385-other-task-long-name-h-1' },
    ]);
    expect(leptonTasks('vllm', ['byob_arith.arith'], '3664e86d0119b43f')[0]).toMatchObject({
      jobName: 'eval-3664e8-arith-0',
      endpoint: 'vllm-arith-0-3664e8',
    });
    expect(leptonTasks('nim', ['mmlu_pro'], ID)[0]).toMatchObject({ endpoint: 'nim-mmlu-p-0-81c385' });
    expect(jobPrefix(ID)).toBe('eval-81c385-');
  });
});

describe('the invocation of a submission that was cut off', () => {
  it('is read from the line that names an endpoint before it is made', () => {
    const text =
      '🚀 Creating 1 endpoints in parallel...\n🚀 Task mmlu: Creating endpoint vllm-mmlu-0-0a1b2c\n';
    expect(invocationFromConsole(text, 'vllm', ['mmlu'])).toBe('0a1b2c');
  });

  it('is read from the line that names a job', () => {
    const text = '📝 Task ns.my_task: Submitting job eval-0a1b2c-my-task-0\n';
    expect(invocationFromConsole(text, 'none', ['ns.my_task'])).toBe('0a1b2c');
  });

  it.each([
    [
      'a line about a task that is not of this config',
      '🚀 Task other: Creating endpoint vllm-other-0-0a1b2c\n',
    ],
    ['a name that the launcher would not give', '🚀 Task mmlu: Creating endpoint production-0a1b2c\n'],
    ['half a line', '🚀 Task mmlu: Creating endpoint vllm-mmlu-0-0a1b2c'],
    ['nothing', ''],
  ])('is not taken from %s', (_, text) => {
    expect(invocationFromConsole(text, 'vllm', ['mmlu'])).toBeUndefined();
  });
});
