import { describe, expect, it } from '@jest/globals';
import { checkConfirmInputs } from '../../../src/comparison/confirm/check-confirm-inputs.js';
import { planConfirmation } from '../../../src/comparison/confirm/plan-confirmation.js';
import { compared, comparison, STATUSES, withStatus } from '../../report/comparisons.js';

describe('what is run once more', () => {
  it('is each BREACH and nothing else', () => {
    const all = [...STATUSES, null].map((status) => ({ ...withStatus(status), name: String(status) }));
    expect(planConfirmation(comparison('NO-GO', all)).benchmarks).toEqual(['BREACH']);
    expect(planConfirmation(comparison('GO', [withStatus('PASS')]))).toEqual({ benchmarks: [], tasks: [] });
  });

  it('names each task once, in the order of the config, advisory breaches included', () => {
    const plan = planConfirmation(
      comparison('NO-GO', [
        compared({ name: 'b/x', task: 'b', taskIndex: 3 }),
        compared({ name: 'a/x', task: 'a', taskIndex: 1, tier: 'advisory' }),
        compared({ name: 'b/y', task: 'b', taskIndex: 3 }),
        // The same task with other settings is another task.
        compared({ name: 'a/z', task: 'a', taskIndex: 2 }),
      ]),
    );
    expect(plan).toEqual({
      benchmarks: ['b/x', 'a/x', 'b/y', 'a/z'],
      tasks: [
        { name: 'a', index: 1 },
        { name: 'a', index: 2 },
        { name: 'b', index: 3 },
      ],
    });
  });
});

describe('inputs', () => {
  it('refuse a rerun where nel gate alone is to judge', () => {
    expect(() => checkConfirmInputs({ confirm: true, gateMode: 'nel' })).toThrow(
      /^input confirm is true and gate-mode is "nel".*use gate-mode "strict"/,
    );
    expect(() => checkConfirmInputs({ confirm: false, gateMode: 'nel' })).not.toThrow();
    expect(() => checkConfirmInputs({ confirm: true, gateMode: 'strict' })).not.toThrow();
  });
});
