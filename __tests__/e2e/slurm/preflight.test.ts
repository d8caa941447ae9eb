import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decideSlurm, tagSubmission } from '../../../src/config/slurm-decisions.js';
import { findNewestCheckpoint } from '../../../src/launcher/slurm/newest-checkpoint.js';
import {
  type ClusterJudgement,
  type ClusterShell,
  preflightCluster,
} from '../../../src/launcher/slurm/preflight.js';
import { mountSmallDisk } from '../../../tools/slurm/doors.js';
import { resolveOnly } from '../../config/resolving.js';
import { type Lab, openLab } from './cluster.js';
import { jobsOf } from './jobs.js';
import { CLUSTER_DIR } from './place.js';

const NAME = 'preflight';
let lab: Lab;
let shell: ClusterShell;

beforeAll(async () => {
  lab = await openLab();
  const { host, user } = lab.cluster;
  shell = { name: `${user}@${host}`, run: runBySsh };
}, 15 * 60_000);
afterAll(async () => {
  rmSync(path.join(lab.cluster.outputDir, NAME), { recursive: true, force: true });
  await lab.close();
});

/** A script in a session of the login, as any connection would run it. */
async function runBySsh(script: string): ReturnType<ClusterShell['run']> {
  const started = promisify(execFile)('ssh', ['-F', `${CLUSTER_DIR}/ssh/config`, lab.cluster.host, 'sh -s']);
  started.child.stdin!.end(script);
  return started.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

async function preflight(overrides = ''): Promise<ClusterJudgement & { seconds: number }> {
  const { host, user, account, outputDir } = lab.cluster;
  const text = `execution:
  {type: slurm, hostname: ${host}, username: ${user}, account: ${account}, partition: batch, walltime: "00:05:00",
   output_dir: ${outputDir}/${NAME}, subproject: ${NAME}}
deployment: {type: none}
target: {api_endpoint: {url: "${lab.endpoint.url}", model_id: good}}
evaluation:
  tasks:
    - {name: byob_arith.arith, container: "${lab.image}"}
`;
  const config = resolveOnly(overrides === '' ? {} : { overrides }, text);
  decideSlurm(config);
  tagSubmission(config, `nea/1/2/1/${NAME}/pr0`);
  const start = Date.now();
  const judgement = await preflightCluster(shell, config, { where: 'conf/eval.yaml' });
  return { ...judgement, seconds: (Date.now() - start) / 1000 };
}

const flags = (text: string): string => `execution.sbatch_extra_flags={${text}}`;

describe('preflight on a real cluster', () => {
  it('has nothing to say where all is well, within seconds, and queues nothing', async () => {
    const { findings, notes, seconds } = await preflight();
    expect(findings).toEqual([]);
    expect(notes).toEqual([
      expect.stringMatching(/, Slurm \d+\.\d+\.\d+$/),
      expect.stringMatching(
        /^Slurm would take the job, to start at \S+ using 1 processors on nodes n1 in partition batch$/,
      ),
      expect.stringMatching(/^images are not checked from compute nodes/),
    ]);
    expect(seconds).toBeLessThan(20);
    expect(await jobsOf({ lab, name: NAME })).toEqual([]);
  });

  it.each([
    [
      'execution.account=others',
      'error',
      'cluster_account',
      /is others, which the user has not .* → .* one of evals$/,
    ],
    [
      'execution.partition=nix',
      'error',
      'cluster_partition',
      /has no partition nix → .* one of batch, short/,
    ],
    ['execution.partition=closed', 'warning', 'cluster_partition', /closed is DOWN: jobs wait/],
    ['execution.partition=short', 'error', 'cluster_walltime', /is 00:05:00, and short gives a job 00:02:00/],
    [
      'execution.walltime="400-00:00:00"',
      'error',
      'cluster_walltime',
      /batch gives a job 1-00:00:00 at most/,
    ],
    ['execution.num_nodes=2', 'error', 'cluster_partition', /needs 2 nodes .* batch gives a job 1 at most/],
    [
      'execution.gres="gpu:9"',
      'error',
      'cluster_refuses_job',
      /Requested node configuration is not available → ask less/,
    ],
    ['execution.gres="nix:1"', 'error', 'cluster_refuses_job', /^execution\.gres .*Invalid generic resource/],
    ['execution.subproject=refuse-0', 'error', 'cluster_refuses_job', /the site refuses job evals-refuse-0/],
    [flags('qos: nix'), 'error', 'cluster_refuses_job', /flags\.qos .*Invalid qos specification/],
    [
      flags('qos: minute'),
      'error',
      'cluster_walltime',
      /the QOS minute gives a job, 00:01:00: the job would wait for ever/,
    ],
    [
      flags('reservation: nix'),
      'error',
      'cluster_refuses_job',
      /flags\.reservation .*reservation is invalid/,
    ],
    [flags('nonsense: x'), 'error', 'cluster_refuses_job', /unrecognized option '--nonsense'/],
    [flags('dependency: "afterok:999999"'), 'error', 'cluster_dependency', /job 999999 is not known to/],
    ['execution.mounts.evaluation={/nowhere: /x}', 'error', 'cluster_path_missing', /\/nowhere is not there/],
    ['execution.mounts.evaluation={/root: /x}', 'error', 'cluster_path_missing', /\/root may not be read by/],
    [
      'execution.output_dir=/root/evals',
      'error',
      'cluster_output_dir',
      /\/root is not the user's to write in/,
    ],
  ])('finds %s', async (overrides, severity, id, says) => {
    const { findings } = await preflight(overrides);
    expect(findings.map((one) => [one.severity, one.id])).toEqual([[severity, id]]);
    expect(`${findings[0]!.message} → ${findings[0]!.recovery}`).toMatch(says);
  });

  it('finds a disk that is full, which looks free where nobody writes', async () => {
    const disk = await mountSmallDisk(lab.cluster, NAME, 1);
    await shell.run(`dd if=/dev/zero of=${disk}/ballast bs=1024 count=600 2>&1`);
    const { findings } = await preflight(`execution.output_dir=${disk}/evals`);
    expect(findings).toMatchObject([
      {
        id: 'cluster_output_dir',
        message: expect.stringMatching(/takes no 1 MiB on .*No space left on device/),
      },
    ]);
  });

  it('finds a job that has failed, for which nothing can wait', async () => {
    const submit = `sbatch --parsable --account ${lab.cluster.account} --partition batch --job-name ${lab.cluster.account}-${NAME}.failed.0 --output /dev/null --wrap 'exit 3'`;
    const id = (await shell.run(submit)).stdout.trim();
    await shell.run(`for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
      sacct -nXP -j ${id} -o State | grep -q FAILED && exit; sleep 1; done`);
    const { findings } = await preflight(flags(`dependency: "afterok:${id}"`));
    expect(findings).toMatchObject([
      {
        id: 'cluster_dependency',
        message: expect.stringMatching(new RegExp(`job ${id} has ended as FAILED`)),
      },
    ]);
    // After any end it may start.
    expect((await preflight(flags(`dependency: "afterany:${id}"`))).findings).toEqual([]);
  }, 60_000);
});

describe('the newest checkpoint of a training on the cluster', () => {
  it('is the one that its tracker names, also while the next is being written', async () => {
    const run = `${lab.cluster.outputDir}/${NAME}/run`;
    await shell.run(
      `mkdir -p ${run}/iter_0000100/x ${run}/iter_0000200; echo 100 > ${run}/latest_checkpointed_iteration.txt`,
    );
    expect(await findNewestCheckpoint(shell, run)).toBe(`${run}/iter_0000100`);
    await shell.run(`rm ${run}/latest_checkpointed_iteration.txt`);
    expect(await findNewestCheckpoint(shell, run)).toBe(`${run}/iter_0000200`);
    await expect(findNewestCheckpoint(shell, `${run}-of-nobody`)).rejects.toThrow(
      /^bad_megatron_checkpoint_path: .* does not exist on nel\d*@/,
    );
  });
});
