import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { finishRun } from '../../src/cleanup.js';
import { readRecord } from '../../src/evaluation/record.js';
import { detach, leaveOpen, leavesOn } from '../../src/evaluation/remote/leave-open.js';
import { readOpenRecord } from '../../src/open-records/read-open-record.js';
import { INVOCATION, leptonParts, RECORDED } from '../open-records/records.js';
import { tempDir } from '../temp-dir.js';
import { useArtifactServices } from './artifact-services.js';
import { type SessionParts, sessionIn, slurmRun } from './sessions.js';

const temp = tempDir();
const artifacts = useArtifactServices();
const OPEN = `nea-open-${INVOCATION}`;
const POSTS = { check: 'evaluate/__self', has_check: true, comment: 'Evaluate/evaluate', leg: null };

const sessionOf = (parts: SessionParts = {}) => {
  const made = sessionIn(temp.path, { env: process.env, ...parts });
  writeFileSync(made.session.files.execDb, `${RECORDED}\n`);
  return made;
};
const uploaded = () => {
  const [artifact] = artifacts.services.artifacts;
  return readOpenRecord(Buffer.from(unzipSync(artifact!.bytes())['open-record.json']!).toString()).record;
};

describe('the post step of a main step that was killed as it left its evaluation', () => {
  const left = slurmRun({ left: true, posts: POSTS });

  it('uploads the record, by which the posts of the main step are found, and stops nothing', async () => {
    const { session, said } = sessionOf({ record: { remote: left } });
    await expect(finishRun(session)).resolves.toBeUndefined();
    expect(artifacts.names).toEqual([OPEN]);
    expect(uploaded()).toMatchObject({ invocation_id: INVOCATION, posts: POSTS });
    expect(said).toEqual([
      expect.stringMatching(/^open record: nea-open-.*: collect finishes the evaluation$/),
      expect.stringMatching(/^the evaluation goes on; to stop it: /),
    ]);
    expect(readRecord(session.files.dir)).toMatchObject({ phase: 'done', remote: { recorded: true } });
  });

  it('knows the record of a main step that was killed as soon as it was uploaded', async () => {
    await leaveOpen(sessionOf({ record: { remote: slurmRun() } }).session);
    const { session, said } = sessionOf({ record: { remote: left } });
    await finishRun(session);
    const [artifact] = artifacts.services.artifacts;
    expect(artifacts.names).toEqual([OPEN]);
    expect(said).toEqual([
      `open record: ${OPEN} (id ${artifact!.id}): collect finishes the evaluation`,
      expect.stringMatching(/^the evaluation goes on; to stop it: /),
    ]);
    expect(readRecord(session.files.dir)).toMatchObject({ phase: 'done', remote: { recorded: true } });
  });

  it('says where it cannot be uploaded, and uploads nothing else', async () => {
    artifacts.services.fail({ match: /CreateArtifact/, status: 400, times: 99 });
    const { session, said } = sessionOf({ record: { remote: left } });
    await finishRun(session);
    expect(artifacts.names).toEqual([]);
    expect(said).toEqual([
      expect.stringContaining(`the invocation ${INVOCATION} runs on`),
      expect.stringMatching(/^the evaluation goes on; to stop it: /),
    ]);
    expect(readRecord(session.files.dir)).not.toMatchObject({ remote: { recorded: true } });
  });

  it('keeps the secrets of the step out of it, the token of Lepton among them', async () => {
    const { tasks, execDbLines } = leptonParts();
    const lepton = tasks.map(({ index, name, job_name }) => ({ index, name, jobName: job_name }));
    const own = lepton.map((task) => ({ ...task, jobIds: [], remoteDir: '' }));
    const remote = slurmRun({ executor: 'lepton', left: true, posts: POSTS, lepton, tasks: own });
    const env = {
      ...process.env,
      MODEL_API_KEY: 'canary-key-0123456789',
      LEPTON_WORKSPACE_TOKEN: 'canary-lepton-0123456789',
    };
    delete remote.dir;
    const { session, said } = sessionOf({ env, record: { remote, secretNames: ['MODEL_API_KEY'] } });
    writeFileSync(session.files.execDb, execDbLines.join('\n'));
    const config = `a: "canary-key-0123456789"\nb: "canary-lepton-0123456789"\n`;
    writeFileSync(session.files.launcherConfig, config);
    await finishRun(session);
    expect(said).toEqual([
      expect.stringMatching(/^open record: /),
      expect.stringMatching(/^the evaluation goes on; to stop it: /),
    ]);
    const [artifact] = artifacts.services.artifacts;
    const text = Buffer.from(unzipSync(artifact!.bytes())['open-record.json']!).toString();
    expect(text).toContain('launcher_config');
    expect(text).not.toContain('canary');
  });
});

describe('leaving an evaluation', () => {
  it('notes that its record is uploaded, and by what its posts are found, before it is', async () => {
    const { session } = sessionOf({ record: { remote: slurmRun() } });
    session.reporting = {
      inputs: { commentKey: undefined },
      context: session.context,
      check: { id: 7, url: '' },
    } as never;
    const noted: unknown[] = [];
    artifacts.services.fail({
      match: ({ path }) => {
        if (/CreateArtifact/.test(path)) noted.push(readRecord(session.files.dir)?.remote);
        return false;
      },
    });
    await leaveOpen(session);
    expect(noted).toMatchObject([{ left: true, posts: POSTS }]);
    expect(noted).not.toMatchObject([{ recorded: true }]);
    expect(uploaded().posts).toEqual(POSTS);
    expect(readRecord(session.files.dir)).toMatchObject({ phase: 'done', remote: { recorded: true } });
  });

  it.each<[string, object, string]>([
    [
      'Slurm',
      slurmRun(),
      'as nel on login.slurm.test, scancel 9 (jobs with the comment nea/4711/12/1/evaluate)',
    ],
    [
      'Lepton',
      slurmRun({
        executor: 'lepton',
        lepton: [{ index: 0, name: 'mmlu', jobName: 'eval-bdab6b-mmlu-0', endpoint: 'vllm-mmlu-0-bdab6b' }],
      }),
      'lep endpoint remove --name vllm-mmlu-0-bdab6b ; lep job remove --name eval-bdab6b-mmlu-0',
    ],
  ])('says how it is stopped on %s, also where its record cannot be uploaded', async (_, remote, how) => {
    artifacts.services.fail({ match: /CreateArtifact/, status: 400, times: 99 });
    const { session, said } = sessionOf({ record: { remote } as never });
    await detach(session);
    expect(said.at(-1)).toBe(`the evaluation goes on; to stop it: ${how}`);
  });
});

describe('a cancel', () => {
  const asked = (reason: string | undefined, cancel: string, rerun?: string): boolean => {
    const { session } = sessionOf();
    session.inputs = { cancel } as never;
    if (rerun) session.rerun = rerun;
    if (reason) session.stop.abort(reason);
    return leavesOn(session);
  };

  it('leaves the evaluation where that is asked for, and never a rerun that was to confirm it', () => {
    expect(asked('cancelled', 'detach')).toBe(true);
    expect(asked('cancelled', 'stop')).toBe(false);
    expect(asked('timeout', 'detach')).toBe(false);
    expect(asked(undefined, 'detach')).toBe(false);
    expect(asked('cancelled', 'detach', 'candidate')).toBe(false);
  });
});
