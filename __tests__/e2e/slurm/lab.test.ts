import { execFile as execFileAsync, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCluster, stopCluster } from '../../../tools/slurm/cluster.js';
import { mountSmallDisk } from '../../../tools/slurm/doors.js';
import { isAlive, processesOf } from '../../../tools/slurm/processes.js';
import { readState } from '../../../tools/slurm/state.js';
import { type Lab, openLab, openScenario, type Scenario } from './cluster.js';
import {
  breakNode,
  cancel,
  historyOf,
  hold,
  jobsOf,
  preempt,
  release,
  slurm,
  until,
  untilJob,
} from './jobs.js';
import { CLUSTER_DIR, CLUSTER_USER } from './place.js';

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
}, 15 * 60_000);
afterAll(() => lab?.close());

/** A command in a session of the login; its standard input is a script. */
function login(
  script: string,
  config = `${CLUSTER_DIR}/ssh/config`,
): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync('ssh', ['-F', config, lab.cluster.host, 'bash'], {
    input: script,
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
}

/** Submits a job as the launcher names it. */
function submit(
  scenario: Scenario,
  index: number,
  options: string,
  script = 'sleep 300',
): ReturnType<typeof login> {
  const name = `evals-${scenario.name}.task.${index}`;
  return login(
    `sbatch --parsable --job-name ${name} --no-requeue --output /dev/null ${options} --wrap '${script}'`,
  );
}

describe('a task in a container', () => {
  it('sees the image, its own mounts and the variables that were named', () => {
    const script = `export ASKED=for PYTHONDONTWRITEBYTECODE=mine
      mkdir -p in; echo given > in/file
      srun --mpi pmix --overlap --container-image ${lab.image} --container-env ASKED --no-container-mount-home \\
        --container-mounts $PWD/in:/in:ro,$PWD/in:/out bash -c '
          pwd; id -un; command -v nemo-evaluator; cat /in/file; echo $ASKED $PYTHONDONTWRITEBYTECODE
          touch /in/no; echo taken > /out/back; touch here $HOME/there && ls -A $HOME' </dev/null
      cat in/back; ls -A`;
    const { said } = login(`cd $(mktemp -d); ${script}`);
    expect(said.split('\n')).toEqual(
      expect.arrayContaining([
        '/workspace',
        CLUSTER_USER,
        '/opt/venv/bin/nemo-evaluator',
        'given',
        'for 1',
        'there',
        'taken',
        'in',
      ]),
    );
    expect(said).toMatch(/cannot touch '\/in\/no': Read-only file system/);
  });

  it('does not start without its image, or with a mount that is not there', () => {
    const none = login('srun --container-image nowhere/none:1 true');
    expect(none).toEqual({
      status: 1,
      said: expect.stringContaining('failed to import docker image: nowhere/none:1'),
    });
    const lost = login(`srun --container-image ${lab.image} --container-mounts /none:/x true`);
    expect(lost).toEqual({ status: 1, said: expect.stringContaining('cannot mount /none: No such file') });
  });

  it('leaves no mount behind', () => {
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(lab.cluster.places.scratch);
  });
});

it('refuses what a site may refuse', async () => {
  const scenario = await openScenario(lab, 'refuse-0-refuse-2');
  const answers = [0, 1, 2].map((index) => submit(scenario, index, '--hold'));
  expect(answers.map(({ status }) => status)).toEqual([1, 0, 1]);
  expect(answers[0]!.said).toMatch(/Batch job submission failed: Invalid account/);
  const chain = await openScenario(lab, 'refuse-chain');
  const { id } = (await jobsOf(scenario))[0]!;
  expect(submit(chain, 0, '--hold').status).toBe(0);
  expect(submit(chain, 0, `--dependency=afternotok:${id}`).said).toMatch(/violates accounting\/QOS policy/);
  await scenario.close();
  expect(await jobsOf(scenario)).toEqual([]);
  await chain.close();
});

it('ends jobs in the ways that a cluster has', async () => {
  const scenario = await openScenario(lab, 'endings');
  const partitions = ['fragile', 'preemptible', 'batch'];
  const ids = partitions.map((name, index) => submit(scenario, index, `--partition ${name}`).said.trim());
  for (const id of ids) await untilJob(scenario, (job) => job.id === id && job.state === 'RUNNING', 30);
  await Promise.all([breakNode(lab), preempt(lab), cancel(lab, ids[2]!)]);
  await until('all have ended', async () => (await jobsOf(scenario)).length === 0, 20);
  const states = async () => (await historyOf(scenario)).map(({ state }) => state.split(' ')[0]);
  // The books are some seconds behind, and do not know a job at first.
  const ended = async () => (await states()).filter((state) => state !== 'RUNNING' && state !== 'PENDING');
  await until('the books say so', async () => (await ended()).length === ids.length, 20);
  expect(await states()).toEqual(['NODE_FAIL', 'PREEMPTED', 'CANCELLED']);
  await scenario.close();
}, 90_000);

it('holds and releases', async () => {
  const scenario = await openScenario(lab, 'held');
  submit(scenario, 0, '--comment tag/1 --begin=now+600');
  const job = (await jobsOf(scenario))[0]!;
  expect(job).toMatchObject({ state: 'PENDING', comment: 'tag/1' });
  await hold(lab, job.id);
  expect(await jobsOf(scenario)).toMatchObject([{ detail: 'JobHeldAdmin' }]);
  await release(lab, job.id);
  expect(await jobsOf(scenario)).not.toMatchObject([{ detail: 'JobHeldAdmin' }]);
  await scenario.close();
});

it('has a login that one test can break', async () => {
  const scenario = await openScenario(lab, 'door', { door: true });
  const door = scenario.door!;
  const config = path.join(scenario.temp, 'config');
  const own = readFileSync(`${CLUSTER_DIR}/ssh/config`, 'utf8');
  writeFileSync(config, own.replace(/Port \d+/, `Port ${door.port}`));
  expect(door.connections()).toBe(0);
  expect(login('echo in', config)).toEqual({ status: 0, said: 'in\n' });
  expect(door.connections()).toBe(1);
  // A session that is open ends with the server.
  const open = new Promise((resolve) => setTimeout(resolve, 700)).then(door.close);
  const session = new Promise<number | null>((resolve) => {
    const child = execFileAsync('ssh', ['-F', config, lab.cluster.host, 'sleep 60']);
    child.on('exit', resolve);
  });
  expect(await Promise.all([session, open])).toEqual([255, undefined]);
  expect(login('echo in', config).status).toBe(255);
  expect(login('echo main').said).toBe('main\n');
  await door.open();
  expect(login('echo in', config).said).toBe('in\n');
  await scenario.close();
  expect(login('echo in', config).status).toBe(255);
});

it('lets a certificate in, and not its key alone', async () => {
  const scenario = await openScenario(lab, 'certificate');
  const file = (name: string, text: string) => {
    writeFileSync(path.join(scenario.temp, name), text, { mode: 0o600 });
    return path.join(scenario.temp, name);
  };
  const { certified, hostKeyLine, sshConfig, user } = lab.cluster;
  const known = file('known_hosts', `${hostKeyLine}\n`);
  const own = `${sshConfig}  User ${user}\n  UserKnownHostsFile ${known}\n  BatchMode yes\n`;
  const config = file('config', `${own}  IdentityFile ${file('key', certified.key)}\n  IdentitiesOnly yes\n`);
  expect(login('id -un', config)).toEqual({
    status: 255,
    said: expect.stringContaining('Permission denied'),
  });
  file('key-cert.pub', certified.certificate);
  expect(login('id -un', config)).toEqual({ status: 0, said: `${CLUSTER_USER}\n` });
  await scenario.close();
});

it('has a disk that fills', async () => {
  const folder = await mountSmallDisk(lab.cluster, 'small', 1);
  const { status, said } = login(`head -c 2000000 /dev/zero > ${folder}/file`);
  expect({ status, said }).toEqual({ status: 1, said: expect.stringContaining('No space left on device') });
});

describe('a cluster of its own', () => {
  const dir = `${CLUSTER_DIR}-2`;
  const there = { dir, user: CLUSTER_USER };
  const state = () => readState(path.join(dir, 'state.json'))!;
  const pids = () => Object.entries(state().daemons).map(([name, { pid }]): [string, number] => [name, pid]);
  const inQueue = async () => (await slurm({ cluster: await startCluster(there) }, 'squeue', '-h')).trim();
  const startJob = async () => {
    const own = { cluster: await startCluster(there) };
    const options = ['--uid', lab.cluster.user, '--output', '/dev/null', '--wrap', 'sleep 300'];
    await slurm(own, 'sbatch', ...options);
    await until('it runs', async () => (await slurm(own, 'squeue', '-h', '-t', 'R')) !== '', 30);
  };

  afterAll(() => stopCluster({ dir, remove: true }));

  it('starts once, and starts again what was killed', async () => {
    await startCluster(there);
    const first = pids();
    await startCluster(there);
    expect(pids()).toEqual(first);
    await startJob();
    const killed = ['munged', 'mariadbd', 'slurmd-n1'];
    for (const name of killed) process.kill(state().daemons[name]!.pid, 'SIGKILL');
    await startCluster(there);
    const changed = pids().filter(([name, pid]) => !first.some(([n, p]) => n === name && p === pid));
    expect(changed.map(([name]) => name)).toEqual(expect.arrayContaining(killed));
    expect(changed.map(([name]) => name)).not.toContain('sshd');
    expect(await inQueue()).not.toBe('');
  }, 120_000);

  it('ends what a run that was killed left, its jobs too', async () => {
    for (const [, pid] of pids()) process.kill(pid, 'SIGKILL');
    expect(processesOf(dir).length).toBeGreaterThan(0);
    await stopCluster({ dir });
    expect(processesOf(dir)).toEqual([]);
    expect(await inQueue()).toBe('');
  }, 120_000);

  it('takes another port where somebody has taken its own', async () => {
    const { controller, sshd } = state().ports!;
    await stopCluster({ dir });
    const server = createServer().listen(controller, '127.0.0.1');
    const { sshPort, setting } = await startCluster(there);
    server.close();
    expect(setting.ports.controller).not.toBe(controller);
    expect(sshPort).toBe(sshd);
  }, 120_000);

  it('leaves nothing', async () => {
    const before = Object.values(state().daemons);
    await stopCluster({ dir, remove: true });
    expect(existsSync(dir)).toBe(false);
    expect(before.filter(isAlive)).toEqual([]);
    expect(execFileSync('getent', ['passwd', CLUSTER_USER], { encoding: 'utf8' })).toContain(CLUSTER_USER);
    expect(statSync(CLUSTER_DIR).isDirectory()).toBe(true);
    await expect(stopCluster({ dir: lab.cluster.places.etc })).rejects.toThrow('it is not a cluster');
  }, 60_000);
});
