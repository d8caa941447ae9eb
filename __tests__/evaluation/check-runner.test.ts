import { describe, expect, it } from '@jest/globals';
import { leptonExecutor } from '../../src/evaluation/lepton/lepton-executor.js';
import type { Session } from '../../src/evaluation/session.js';
import { slurmExecutor } from '../../src/evaluation/slurm/slurm-executor.js';

const on = (os: string): Session => ({ context: { os } }) as Session;

describe.each([
  ['Slurm', slurmExecutor],
  ['Lepton', leptonExecutor],
] as const)('a runner that is to submit to %s', (name, executor) => {
  const check = (os: string) => (): void => executor.checkRunner(on(os), {} as never, {} as never);

  it('has Linux', () => {
    expect(check('Linux')).not.toThrow();
  });

  it.each(['Windows', 'macOS'])('is refused in one line where it has %s', (os) => {
    expect(check(os)).toThrow(
      `this is a ${os} runner, from which the action does not submit to ${name}: use a Linux runner`,
    );
  });
});
