import { describe, expect, it } from '@jest/globals';
import { finish } from '../../src/evaluation/finish.js';
import { tempDir } from '../temp-dir.js';
import { sessionIn, slurmRun } from './sessions.js';

const temp = tempDir();
const CUT_OFF = 'the job was cancelled and the evaluation was left to go on';

/** The end of a step that left its evaluation; `concluded`: what its check was concluded as. */
async function end(left: { recorded?: boolean }, error?: string) {
  const { session, errors } = sessionIn(temp.path, { record: { remote: slurmRun({ left: true, ...left }) } });
  const concluded: string[] = [];
  const remembered: unknown[] = [];
  session.stop.abort('cancelled');
  session.reporting = {
    inputs: { checkRun: true, checkName: 'Cluster', comment: 'off', rollingIssue: false },
    context: session.context,
    log: session.log,
    remember: (check: unknown) => remembered.push(check),
    runUrl: '',
    check: { id: 7, name: 'Cluster', url: 'https://github.test/check', externalId: '' },
    posting: {
      redact: (text: string) => text,
      warn: (text: string) => concluded.push(text),
      github: {
        owner: 'o',
        repo: 'r',
        octokit: {
          rest: {
            checks: {
              update: async ({ conclusion }: { conclusion: string }) => {
                concluded.push(conclusion);
                return { data: {} };
              },
            },
          },
        },
      },
    },
  } as never;
  const ending = { state: 'submitted' as const, tasks: [], ...(error === undefined ? {} : { error }) };
  const succeeded = await finish(session, ending);
  return { succeeded, concluded, remembered, errors };
}

describe('a step that leaves its evaluation', () => {
  it('succeeds where it was to leave it, and its check stays open for collect', async () => {
    expect(await end({ recorded: true })).toEqual({
      succeeded: true,
      concluded: [],
      // The post step must not conclude it either.
      remembered: [undefined],
      errors: [],
    });
  });

  it('fails where it was cut off, though the evaluation goes on', async () => {
    expect(await end({ recorded: true }, CUT_OFF)).toMatchObject({ succeeded: false, errors: [CUT_OFF] });
  });

  it('concludes its check where no record was uploaded, since nobody else will', async () => {
    const { concluded } = await end({}, CUT_OFF);
    expect(concluded).toEqual(['neutral']);
  });
});
