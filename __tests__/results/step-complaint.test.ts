import { describe, expect, it } from '@jest/globals';
import { readTaskFolders } from '../../src/results/invocation.js';
import { judgeTask } from '../../src/results/validity.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();

/** What is said of a job that ended with exit code 0 and left no results. */
async function reasons(logs: Record<string, string>): Promise<string[]> {
  dir.write('t.0/logs/stage.exit', '2026-01-01T00:01:00Z 0\n');
  for (const [name, text] of Object.entries(logs)) dir.write(`t.0/logs/${name}`, text);
  const [folder] = readTaskFolders(dir.path);
  const redact = (text: string): string => text.replaceAll('sesame', '***');
  return (await judgeTask(folder!, { allowance: { count: 0 }, redact })).reasons;
}

const NOTHING = 'it ended with exit code 0 but wrote no results.yml';

describe('a job whose step Slurm did not start', () => {
  it('is reported with what srun said, in whichever log of the chain', async () => {
    const launch = 'srun: error: task 0 launch failed: Unspecified error (sesame)';
    expect(
      await reasons({
        'slurm-9.log': `+ srun --container-image x\n${launch}\nsrun: error: another\n+ exit 0\n`,
        'slurm-11.log': "previous SLURM_JOB_ID 9 finished with 'COMPLETED' state. EXITING\n",
      }),
    ).toEqual([NOTHING, 'Slurm said: srun: error: task 0 launch failed: Unspecified error (***)']);
  });

  it('is not taken for one whose server was stopped', async () => {
    expect(
      await reasons({
        'slurm-9.log':
          'srun: error: n1: task 0: Exited with exit code 143\nsrun: error: n1: tasks 0-1: Terminated\nsrun: Job step aborted\n',
      }),
    ).toEqual([NOTHING]);
    expect(await reasons({})).toEqual([NOTHING]);
  });
});
