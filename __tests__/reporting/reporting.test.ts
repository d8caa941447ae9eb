import { describe, expect, it } from '@jest/globals';
import { readRunContext } from '../../src/github/run-context.js';
import { lineKeyOf } from '../../src/reporting/reporting.js';
import { loadReportingInputs } from '../../src/reporting-inputs.js';

const keyOf = (step: string, commentKey = '', leg?: string): string =>
  lineKeyOf({
    inputs: loadReportingInputs((name) => (name === 'comment-key' ? commentKey : '')),
    context: readRunContext({ GITHUB_WORKFLOW: 'Nightly', GITHUB_JOB: 'evaluate', GITHUB_ACTION: step }),
    ...(leg === undefined ? {} : { leg }),
  });

describe('lineKeyOf', () => {
  it.each([
    ['__self', 'Nightly/evaluate'],
    ['__acme_nemo-eval-action', 'Nightly/evaluate'],
    // The second use of the action in the job, and one with an id.
    ['__acme_nemo-eval-action_2', 'Nightly/evaluate/2'],
    ['small', 'Nightly/evaluate/small'],
  ])('of the step %s is %s', (step, key) => {
    expect(keyOf(step)).toBe(key);
  });

  it('has the leg, and gives way to a key of the user', () => {
    expect(keyOf('__self', '', 'mmlu')).toBe('Nightly/evaluate/mmlu');
    expect(keyOf('small', 'mine', 'mmlu')).toBe('mine');
  });
});
