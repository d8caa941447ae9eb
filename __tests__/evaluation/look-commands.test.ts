import { describe, expect, it } from '@jest/globals';
import { lookCommands } from '../../src/evaluation/look-commands.js';
import type { RemoteRun } from '../../src/evaluation/record.js';
import { publishRemote } from '../../src/evaluation/remote/publish-remote.js';
import type { Session } from '../../src/evaluation/session.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();

const REMOTE: RemoteRun = {
  executor: 'slurm',
  tag: 'nea/1/2/1/job',
  host: 'login.example.com',
  user: 'nel',
  account: 'evals',
  dir: '/lustre/evals/20260102_030405-0123456789abcdef',
  tasks: [
    { index: 0, name: 'a', jobName: 'evals-a.0', jobIds: ['12', '14'], remoteDir: '/lustre/evals/x/a.0' },
    { index: 1, name: 'b', jobName: 'evals-b.1', jobIds: ['13'], remoteDir: '/lustre/evals/x/b.1' },
  ],
  left: false,
  swept: false,
};

/** A run that was submitted, and what its log says. */
function submitted(remote?: RemoteRun): { session: Session; log: string[] } {
  const log: string[] = [];
  const outputs = new Map<string, string>();
  const session = {
    log: { info: (line: string) => log.push(line) },
    outputs: { get: (name: string) => outputs.get(name) ?? '', set: outputs.set.bind(outputs) },
    record: { phase: 'launching', venv: '/tools/venv', ...(remote ? { remote } : {}) },
    files: { dir: temp.path, execDb: '/temp/exec.jsonl' },
  } as unknown as Session;
  return { session, log };
}

describe('what to enter to look at an evaluation', () => {
  it('is nothing before there is one', () => {
    expect(lookCommands(submitted(REMOTE).session)).toEqual([]);
  });

  it("is the launcher's commands on the runner", () => {
    const { session } = submitted();
    session.outputs.set('status_command', 'nemo-evaluator-launcher status aa');
    session.outputs.set('logs_command', 'nemo-evaluator-launcher logs aa');
    expect(lookCommands(session)).toEqual([
      '# on the runner',
      expect.stringMatching(/^export PATH='\/tools\/venv\/bin':"\$PATH" NEMO_EVALUATOR_EXEC_DB_FILE=/),
      'nemo-evaluator-launcher status aa',
      'nemo-evaluator-launcher logs aa',
    ]);
  });

  it("is Slurm's commands by the jobs' ids, and what the launcher's cannot tell", () => {
    const { session, log } = submitted(REMOTE);
    publishRemote(session, 'aa', '/nowhere/mirror');
    const jobs = 'squeue -t all -j 12,14,13; sacct -X -j 12,14,13 -o JobID,JobName%40,State,ExitCode,Elapsed';
    expect(lookCommands(session)).toEqual([
      '# on login.example.com, as nel',
      jobs,
      'tail -n 20 /lustre/evals/20260102_030405-0123456789abcdef/*/logs/*.log',
      '# on the runner, where ssh nel@login.example.com works without the ssh inputs of the step; status asks sacct alone and says failed for whatever does not answer, logs is for local runs only',
      expect.stringMatching(/^export PATH=/),
      'nemo-evaluator-launcher status aa',
      'nemo-evaluator-launcher logs aa',
    ]);
    expect(log).toContain('status_command: nemo-evaluator-launcher status aa');
    expect(log).toContain(`to look at the jobs on login.example.com, as nel: ${jobs}`);
    expect(log).toContainEqual(expect.stringMatching(/^these work where ssh nel@login\.example\.com works/));
  });

  it("is Lepton's command for each job", () => {
    const lepton = [{ index: 0, name: 'a', jobName: 'eval-aaaaaa-a-0' }];
    const { session, log } = submitted({ ...REMOTE, executor: 'lepton', lepton });
    publishRemote(session, 'aa', '/nowhere/mirror');
    expect(lookCommands(session).slice(0, 3)).toEqual([
      '# wherever lep login was done',
      'lep job get --name eval-aaaaaa-a-0',
      expect.stringMatching(/^# on the runner, after lep login there; status asks the workspace/),
    ]);
    expect(log).toContain(
      'to look at the jobs wherever lep login was done: lep job get --name eval-aaaaaa-a-0',
    );
  });
});
