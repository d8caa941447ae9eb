import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LeptonFinisher } from '../../../src/evaluation/remote/lepton-finisher.js';
import { leptonTasks } from '../../../src/lepton/names.js';
import { TOKEN } from '../../../tools/lepton/server.js';
import { makeTask } from '../../launcher/lepton/direct.js';
import { INVOCATION } from '../../open-records/records.js';
import { TASK, Workspace } from '../lepton/workspace.js';

const KEYED = { 'wishes.secret_names': ['MODEL_API_KEY'] };
let workspace: Workspace;

beforeEach(async () => {
  workspace = await Workspace.open();
});
afterEach(() => workspace.close());

const finishing = (finisher: LeptonFinisher, open: Parameters<LeptonFinisher['cancel']>[0]) => {
  const dir = path.join(workspace.dir, 'result');
  mkdirSync(dir, { recursive: true });
  return finisher.finish(open, dir);
};

describe('a collector without the launcher, and without the secrets of the evaluation', () => {
  it('sees how it stands, and stops it', async () => {
    const finisher = new LeptonFinisher(workspace.resumer());
    const open = workspace.recorded(KEYED);
    workspace.server.setJob(TASK!.jobName, 'Running');
    const looks = await finisher.look([open]);
    expect(looks.get(INVOCATION)).toEqual({ state: 'running', shown: 'mmlu Running' });
    await finisher.cancel(open);
    expect(workspace.left).toEqual([]);
    expect(workspace.said).toContain(`masked: ${TOKEN}`);
    expect(workspace.said.filter((line) => line.startsWith('warning'))).toEqual([
      expect.stringMatching(
        /^warning: Lepton is asked without the launcher's environment: .*no python3 on PATH/,
      ),
    ]);
  });

  it('deletes the endpoint of one that has ended, although it cannot tell its results', async () => {
    const finisher = new LeptonFinisher(workspace.resumer());
    const open = workspace.recorded(KEYED);
    workspace.server.setJob(TASK!.jobName, 'Completed', { succeeded: 1 });
    expect((await finisher.look([open])).get(INVOCATION)?.state).toBe('ended');
    await expect(finishing(finisher, open)).rejects.toThrow(/MODEL_API_KEY is not set here/);
    expect(workspace.left).toEqual([TASK!.jobName]);
  });

  it('deletes the endpoint of a task that has ended while another goes on', async () => {
    const [, second] = leptonTasks('vllm', ['mmlu', 'gsm8k'], INVOCATION);
    await makeTask(workspace.server, second!.name, second!.jobName, second!.endpoint);
    const open = workspace.recorded({
      tasks: [TASK!, second!].map(({ index, name, jobName, endpoint }) => ({
        index,
        name,
        job_name: jobName,
        job_ids: [jobName],
        remote_dir: null,
        endpoint,
      })),
    });
    workspace.server.setJob(TASK!.jobName, 'Completed', { succeeded: 1 });
    workspace.server.setJob(second!.jobName, 'Running');
    const looks = await new LeptonFinisher(workspace.resumer()).look([open]);
    expect(looks.get(INVOCATION)?.state).toBe('running');
    expect(workspace.left).toEqual([second!.endpoint, TASK!.jobName, second!.jobName]);
  });

  it('tells the results of one whose secrets it has', async () => {
    workspace.env['MODEL_API_KEY'] = 'a-key-of-some-length';
    const finisher = new LeptonFinisher(workspace.resumer());
    const open = workspace.recorded(KEYED);
    workspace.server.setJob(TASK!.jobName, 'Failed', { failed: 1 });
    await finisher.look([open]);
    await finishing(finisher, open);
    expect(workspace.left).toEqual([TASK!.jobName]);
  });

  it('does not take for stopped what could not be deleted', async () => {
    const finisher = new LeptonFinisher(workspace.resumer());
    workspace.server.fault = ({ method }) => (method === 'DELETE' ? { status: 401 } : undefined);
    const cancelling = finisher.cancel(workspace.recorded());
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(workspace.left).toHaveLength(2);
    workspace.server.fault = () => undefined;
    await cancelling;
    expect(workspace.left).toEqual([]);
  });
});

it('a collector with the login of another workspace takes nothing that is not there for ended or stopped', async () => {
  const finisher = new LeptonFinisher(workspace.resumer());
  const open = workspace.recorded({ workspace: 'ws-other' });
  const says =
    'it was submitted to the Lepton workspace ws-other, and the login here (LEPTON_WORKSPACE_ID) is of ws-test: give this step the login of ws-other';
  expect((await finisher.look([open])).get(INVOCATION)).toEqual({
    state: 'unknown',
    error: 'config-error',
    shown: says,
  });
  await expect(finisher.cancel(open)).rejects.toThrow(says);
  await expect(finishing(finisher, open)).rejects.toThrow(says);
  expect(workspace.server.calls).toEqual([]);
  const old = workspace.recorded({ workspace: undefined });
  expect((await finisher.look([old])).get(INVOCATION)?.state).toBe('running');
});

it('a collector without a login says so for each, and stops nothing', async () => {
  for (const name of Object.keys(workspace.server.variables)) delete workspace.env[name];
  const finisher = new LeptonFinisher(workspace.resumer());
  const open = workspace.recorded();
  expect((await finisher.look([open])).get(INVOCATION)).toEqual({
    state: 'unknown',
    error: 'config-error',
    shown: expect.stringContaining('there is no login to a Lepton workspace'),
  });
  await expect(finisher.cancel(open)).rejects.toThrow(/there is no login/);
  expect(workspace.left).toHaveLength(2);
});
