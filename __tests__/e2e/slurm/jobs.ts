import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Cluster } from '../../../tools/slurm/cluster.js';
import { PROGRAM_PATH } from '../../../tools/slurm/requirements.js';
import type { Lab, Scenario } from './cluster.js';

/** A job in the queue, or, of `history`, in the books. */
export interface Job {
  id: string;
  name: string;
  state: string;
  /** Why it waits; of `history` its exit code. */
  detail: string;
  comment: string;
}

/** The jobs in the queue that a scenario's runs submitted. */
export async function jobsOf({ lab, name }: Pick<Scenario, 'lab' | 'name'>): Promise<Job[]> {
  return parseJobs(await slurm(lab, 'squeue', '-h', '-o', '%i|%j|%T|%r|%k'), lab, name);
}

/** Those that ever were, by the books. */
export async function historyOf({ lab, name }: Pick<Scenario, 'lab' | 'name'>): Promise<Job[]> {
  const columns = 'JobID,JobName,State,ExitCode,Comment';
  return parseJobs(await slurm(lab, 'sacct', '-X', '-n', '-P', '-a', '-o', columns), lab, name);
}

function parseJobs(text: string, { cluster }: Lab, name: string): Job[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line): Job => {
      const [id = '', jobName = '', state = '', detail = '', comment = ''] = line.split('|');
      return { id, name: jobName, state, detail, comment };
    })
    .filter((job) => job.name.startsWith(`${cluster.account}-${name}.`));
}

/** As somebody else with the right to it, past the action. */
export async function cancel(lab: Lab, ...ids: string[]): Promise<void> {
  if (ids.length > 0) await slurm(lab, 'scancel', ...ids);
}

/** Brings a running job to the end of its time, which Slurm counts in minutes and looks at every 30 s: until then. */
export async function expire(lab: Lab, id: string): Promise<void> {
  await slurm(lab, 'scontrol', 'update', `jobid=${id}`, 'EndTime=now+1');
}

export async function hold(lab: Lab, id: string): Promise<void> {
  await slurm(lab, 'scontrol', 'hold', id);
}

export async function release(lab: Lab, id: string): Promise<void> {
  await slurm(lab, 'scontrol', 'release', id);
}

/** Jobs of the partition `fragile` end as NODE_FAIL; the node comes back by itself. */
export async function breakNode(lab: Lab): Promise<void> {
  await slurm(lab, 'scontrol', 'update', 'nodename=fragile', 'state=down', 'reason=test');
}

/** Jobs of the partition `preemptible` end as PREEMPTED. */
export async function preempt({ cluster }: Lab): Promise<void> {
  const options = ['--uid', cluster.user, '--partition', 'urgent', '--exclusive', '--output', '/dev/null'];
  await slurm({ cluster }, 'sbatch', ...options, '--wrap', 'sleep 3');
}

/** Any command of Slurm's, as root. */
export async function slurm(
  { cluster }: Pick<Lab, 'cluster'>,
  program: string,
  ...args: string[]
): Promise<string> {
  return (await promisify(execFile)(program, args, { env: slurmEnv(cluster), cwd: '/' })).stdout;
}

/** For a runner that is a login node itself, beside `ssh: local` and no inputs by ssh. */
export function slurmEnv({ env }: Pick<Cluster, 'env'>): Record<string, string> {
  return { ...env, PATH: `${process.env['PATH']}:${PROGRAM_PATH}` };
}

/** Waits until a condition holds. */
export async function until(what: string, condition: () => Promise<boolean>, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Waits for a job of a scenario in a state, and gives it; the follow-ups of others are `PENDING`. */
export async function untilJob(
  scenario: Pick<Scenario, 'lab' | 'name'>,
  wanted: (job: Job) => boolean,
  seconds = 60,
): Promise<Job> {
  let found: Job | undefined;
  const looked = async (): Promise<boolean> => {
    found = (await jobsOf(scenario)).find(wanted);
    return found !== undefined;
  };
  await until(`a job of ${scenario.name}`, looked, seconds);
  return found!;
}
