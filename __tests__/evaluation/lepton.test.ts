import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError, InfrastructureError } from '../../src/errors.js';
import { loginOf } from '../../src/evaluation/lepton/open-workspace.js';
import { stopJobs } from '../../src/evaluation/lepton/stop-jobs.js';
import { submitJobs } from '../../src/evaluation/lepton/submit-jobs.js';
import { watchJobs } from '../../src/evaluation/lepton/watch-jobs.js';
import { readRecord } from '../../src/evaluation/record.js';
import { LeptonFinisher } from '../../src/evaluation/remote/lepton-finisher.js';
import { setSecrets } from '../../src/evaluation/session.js';
import { loadInputs } from '../../src/inputs.js';
import type { Installed } from '../../src/launcher/install.js';
import { redactMessage } from '../../src/upload/scan-file.js';
import { LeptonServer, TOKEN } from '../../tools/lepton/server.js';
import { makeTask } from '../launcher/lepton/direct.js';
import { HOSTED, resolve } from '../lepton/config.js';
import { INVOCATION, leptonParts } from '../open-records/records.js';
import { tempDir } from '../temp-dir.js';
import { admitted, resumerIn } from './resumers.js';
import { sessionIn, slurmRun } from './sessions.js';
import { keepEnvironment } from './stand-ins.js';

const temp = tempDir();
const JOB = `eval-${INVOCATION.slice(0, 6)}-mmlu-0`;
const ENDPOINT = `vllm-mmlu-0-${INVOCATION.slice(0, 6)}`;
const OTHER = 'abcdef0123456789';
let server: LeptonServer;
let venv: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  server = new LeptonServer();
  await server.listen();
  env = { PATH: process.env['PATH'], HOME: temp.path, ...server.variables };
  venv = await keepEnvironment(path.join(temp.path, 'tool'), env, { lepton: true });
  await makeTask(server, 'mmlu', JOB, ENDPOINT);
});
afterEach(() => server.close());

const jobs = (): string[] => [...server.jobs.values()].map(({ metadata }) => metadata['name']);

/** A session of a run that has been submitted. */
function submitted(ended?: boolean) {
  const remote = slurmRun({
    executor: 'lepton',
    account: server.variables['LEPTON_WORKSPACE_ID'],
    lepton: [{ index: 0, name: 'mmlu', jobName: JOB, endpoint: ENDPOINT }],
    ...(ended === undefined ? {} : { ended }),
  });
  const invocationDir = path.join(temp.path, 'mirror');
  return sessionIn(temp.path, { env, record: { remote, venv, invocationDir } });
}

describe('the login of Lepton', () => {
  it('adds its token to what is kept out of everything, and takes nothing away', () => {
    const { session } = submitted();
    setSecrets(session, [{ name: 'a value of the config', value: 'pasted-canary-0123' }]);
    loginOf(session);
    loginOf(session);
    expect(session.secrets.map(({ name }) => name)).toEqual(['a value of the config', 'the token of Lepton']);
    expect(redactMessage(`a pasted-canary-0123 b ${TOKEN} c`, session.forms)).not.toMatch(/canary/);
  });
});

describe('submitting to Lepton', () => {
  it.each([
    ['the workspace is there', undefined, ConfigError],
    ['the workspace is out of order', { status: 503 }, InfrastructureError],
  ])('fails as what it is where %s', async (_, fault, kind) => {
    const { session } = sessionIn(temp.path, { env: { ...env, RUNNER_TEMP: temp.path } });
    session.config = resolve(HOSTED);
    server.fault = () => fault;
    // The launcher of the kept environment ends with an error, as nobody has told it what to make.
    const submitting = submitJobs(
      session,
      loadInputs(() => ''),
      { venv } as Installed,
    );
    await expect(submitting).rejects.toThrow(kind);
    await expect(submitting).rejects.toThrow(/^nemo-evaluator-launcher could not submit: /);
  });
});

describe('stopping what runs on Lepton', () => {
  it('deletes a job that was cut off, also where no signal tells', async () => {
    const { session } = submitted();
    session.inputs = {} as never;
    expect(await stopJobs(session)).toBeUndefined();
    expect(jobs()).toEqual([]);
    expect(server.endpoints.size).toBe(0);
  });

  it('leaves the logs of a job that ended by itself', async () => {
    expect(await stopJobs(submitted(true).session)).toBeUndefined();
    expect(jobs()).toEqual([JOB]);
    expect(server.endpoints.size).toBe(0);
  });
});

describe('watching jobs on Lepton', () => {
  it.each([
    ['Completed', { succeeded: 1 }],
    ['Failed', { failed: 1 }],
  ])('notes for whoever stops it that a job is %s by itself', async (state, more) => {
    server.setJob(JOB, state, more);
    const { session } = submitted();
    await watchJobs(session);
    expect(readRecord(session.files.dir)?.remote).toMatchObject({ ended: true });
  });

  it('notes nothing of one that is stopped, which must not go on', async () => {
    const { session } = submitted();
    session.stop.abort('cancelled');
    await watchJobs(session);
    expect(session.record.remote?.ended).toBeUndefined();
  });

  it('leaves no rerun to go on, whatever a cancel is to leave', async () => {
    const { session, said } = submitted();
    session.inputs = { cancel: 'detach' } as never;
    session.rerun = 'candidate';
    session.stop.abort('cancelled');
    await watchJobs(session);
    expect(session.record.remote).toMatchObject({ left: false });
    expect(said.join()).not.toContain('goes on');
  });
});

describe('a collector of evaluations on Lepton', () => {
  const config = HOSTED.replace('mmlu_instruct', 'mmlu');
  const parts = { ...leptonParts(), launcher_config: config };
  const other = {
    ...parts,
    ...(JSON.parse(
      JSON.stringify(leptonParts())
        .replaceAll(INVOCATION, OTHER)
        .replaceAll(INVOCATION.slice(0, 6), OTHER.slice(0, 6)),
    ) as typeof parts),
    launcher_config: config,
  };

  it('looks at all, whichever of them cannot be looked at', async () => {
    const finisher = new LeptonFinisher(resumerIn(temp.path, { env }));
    const looks = await finisher.look([admitted({ ...other, workspace: 'elsewhere' }), admitted(parts)]);
    expect([...looks]).toEqual([
      [
        OTHER,
        {
          state: 'unknown',
          shown: expect.stringContaining('submitted to the Lepton workspace elsewhere'),
          error: 'config-error',
        },
      ],
      [INVOCATION, { state: 'running', shown: 'mmlu Starting' }],
    ]);
  });

  it('looks again where one list does not have a job, which proves nothing', async () => {
    let lists = 0;
    server.fault = ({ method, path: route }) => {
      if (method !== 'GET' || route !== '/jobs') return undefined;
      lists += 1;
      return lists === 1 ? { status: 200, body: '{"jobs":[]}' } : undefined;
    };
    const looks = await new LeptonFinisher(resumerIn(temp.path, { env })).look([admitted(parts)]);
    expect(looks.get(INVOCATION)).toEqual({ state: 'running', shown: 'mmlu Starting' });
    expect(lists).toBe(2);
  }, 60_000);

  it.each<[string, boolean]>([
    ['Completed', true],
    ['Running', false],
  ])('finishes a job that is %s, whose logs are kept if it ended by itself', async (state, keeps) => {
    server.setJob(JOB, state, state === 'Completed' ? { succeeded: 1 } : {});
    const finisher = new LeptonFinisher(resumerIn(temp.path, { env }));
    const open = admitted(parts, { ageHours: 200 });
    await finisher.look([open]);
    await finisher.finish(open, path.join(temp.path, 'result'));
    expect(server.endpoints.size).toBe(0);
    expect(jobs()).toEqual(keeps ? [JOB] : []);
  });
});
