import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FINDINGS } from '../../src/config/preflight/registry.js';
import { decideSlurm } from '../../src/config/slurm-decisions.js';
import { type ClusterJudgement, preflightCluster } from '../../src/launcher/slurm/preflight.js';
import { renderQuestions } from '../../src/slurm/preflight-script.js';
import { resolveOnly } from '../config/resolving.js';
import { tempDir } from '../temp-dir.js';
import { type Commands, fakeCluster } from './fake-cluster.js';

const temp = tempDir();

const TEXT = `execution:
  {type: slurm, hostname: login.example.com, username: nel, account: evals, partition: batch, walltime: "00:05:00",
   output_dir: OUTPUT}
deployment: {type: none}
target: {api_endpoint: {url: "https://host/v1/chat/completions", model_id: m}}
evaluation:
  tasks:
    - name: mmlu_instruct
`;
const DEPLOYED = TEXT.replace(
  /deployment: .*\ntarget: .*\n/,
  'deployment: {type: generic, image: "example.com/a:1", command: serve, port: 1, served_model_name: m, checkpoint_path: CKPT}\n',
);

interface Setting {
  overrides?: string;
  commands?: Commands;
  text?: string;
  shell?: string;
}

function ask({
  overrides = '',
  commands = {},
  text = TEXT,
  shell = 'sh',
}: Setting = {}): Promise<ClusterJudgement> {
  const cluster = fakeCluster(temp.path, commands, shell);
  const placed = text
    .replace('OUTPUT', path.join(temp.path, 'evals'))
    .replace('CKPT', path.join(temp.path, 'ckpt'));
  const given = overrides.replaceAll('TMP', temp.path);
  const config = resolveOnly(given === '' ? {} : { overrides: given }, placed);
  decideSlurm(config);
  return preflightCluster(cluster, config, { where: 'conf/eval.yaml' });
}

async function found(setting: Setting): Promise<string[]> {
  const { findings } = await ask(setting);
  for (const { id, severity, message, recovery } of findings) {
    expect(FINDINGS[id].replace('always', 'error').split(' or ')).toContain(severity);
    expect(`${message} → ${recovery}`).not.toMatch(/[\r\n]|undefined|\[object|Infinity|NaN|\.$/);
  }
  return findings.map(({ id, severity, message, recovery }) =>
    `${severity} ${id}: ${message} → ${recovery}`.replaceAll(temp.path, 'TMP'),
  );
}

const REFUSE = (text: string): Commands => ({ sbatch: `echo "${text}" >&2; exit 1` });

describe('a cluster where all is well', () => {
  it.each(['sh', 'bash'])('has no finding, in %s', async (shell) => {
    const { findings, notes } = await ask({ shell });
    expect(findings).toEqual([]);
    expect(notes).toEqual([
      expect.stringMatching(/^nel@login\.example\.com is \S+, Slurm 22\.05\.8$/),
      'Slurm would take the job, to start at 2026-11-28T17:00:18 using 1 processors on nodes n1 in partition batch',
      'images are not checked from compute nodes: whether they can be pulled there only a job can tell',
    ]);
  });

  it('is left as it was', async () => {
    await ask();
    expect(readdirSync(temp.path).sort()).toEqual(['bin', 'home']);
  });

  it('is shown the head of the job that the launcher would submit', async () => {
    const seen = path.join(temp.path, 'seen');
    await ask({
      commands: { sbatch: `echo "$*" > ${seen}.args; cat > ${seen}` },
      overrides: 'execution.gres="gpu:1"',
    });
    expect(readFileSync(`${seen}.args`, 'utf8')).toBe('--test-only\n');
    expect(readFileSync(seen, 'utf8')).toBe(
      [
        '#!/bin/bash',
        '#SBATCH --time 00:05:00',
        '#SBATCH --account evals',
        '#SBATCH --partition batch',
        '#SBATCH --nodes 1',
        '#SBATCH --ntasks-per-node 1',
        '#SBATCH --gres gpu:1',
        '#SBATCH --job-name evals-nemo-evaluator-launcher.mmlu_instruct.0',
        '#SBATCH --no-requeue',
        `#SBATCH --output ${temp.path}/evals/preflight/mmlu_instruct.0/logs/slurm-%A.log`,
        'exit 0',
        '',
      ].join('\n'),
    );
  });
});

type Row = [string, Setting, string[]];
/** Two tasks, each of whose jobs starts a server. */
const TWO_SERVERS = `${DEPLOYED.replace(', checkpoint_path: CKPT', '')}    - name: gsm8k\n`;
const SHARES =
  'shared_server_port: deployment.port (conf/eval.yaml:4) is 1 for each of 2 tasks, whose jobs may share a node of nel@login.example.com: their servers cannot share the port → set execution.sbatch_extra_flags.exclusive=true in overrides, ask all GPUs of a node, or run one task a step (strategy.matrix), each with a port of its own';
const partitionWith = (more: string): Commands => ({
  scontrol: `case "$*" in *config*) echo "SelectType = select/cons_tres";; *) echo "PartitionName=batch MaxNodes=UNLIMITED MaxTime=1-00:00:00 State=UP TotalNodes=4 ${more}";; esac`,
});
const EIGHT = partitionWith('OverSubscribe=NO TRES=cpu=256,node=4,gres/gpu=32');

const ROWS: Row[] = [
  ['servers that may share a node', { text: TWO_SERVERS }, [`error ${SHARES}`]],
  ['the server of one task', { text: TWO_SERVERS.replace(/ {4}- name: gsm8k\n/, '') }, []],
  [
    'servers with nodes of their own',
    { text: TWO_SERVERS, overrides: 'execution.sbatch_extra_flags.exclusive=true' },
    [],
  ],
  [
    'servers in a partition of whole nodes',
    { text: TWO_SERVERS, commands: partitionWith('OverSubscribe=EXCLUSIVE') },
    [],
  ],
  [
    'servers with half the GPUs of a node each',
    { text: TWO_SERVERS, overrides: 'execution.gres=gpu:h100:4', commands: EIGHT },
    [`error ${SHARES}`],
  ],
  [
    'servers with more than half of them',
    { text: TWO_SERVERS, overrides: 'execution.gpus_per_node=5', commands: EIGHT },
    [],
  ],
  [
    'servers on nodes with as many GPUs as nobody knows',
    { text: TWO_SERVERS, overrides: 'execution.gres=gpu:4' },
    [`warning ${SHARES}`],
  ],
  [
    'servers with more of them than half of what is usual',
    { text: TWO_SERVERS, overrides: 'execution.gres=gpu:8' },
    [],
  ],
  [
    'servers that ask for a part of the memory',
    { text: TWO_SERVERS, overrides: 'execution.sbatch_extra_flags.mem=900G' },
    [`warning ${SHARES}`],
  ],
  [
    'no rsync, and no Slurm in the PATH',
    { commands: { rsync: null, sbatch: null } },
    [
      'error cluster_command_missing: execution.hostname (conf/eval.yaml:2): nel@login.example.com has no rsync in its PATH, without which nothing can be submitted and fetched → have rsync installed there, or name another login node',
      'error cluster_command_missing: execution.hostname (conf/eval.yaml:2): nel@login.example.com has no sbatch of Slurm in its PATH, without which nothing can be submitted and fetched → name a login node of the cluster, or set PATH in a file that a shell without a terminal reads there, such as ~/.bashrc above its check for one',
    ],
  ],
  [
    'an account that the user has not',
    {
      overrides: 'execution.account=others',
      commands: REFUSE('allocation failure: Invalid account or account/partition combination specified'),
    },
    [
      'error cluster_account: execution.account (overrides line 1) is others, which the user has not on nel@login.example.com → set execution.account to one of evals, team',
    ],
  ],
  [
    'an account for another partition',
    {
      commands: {
        ...REFUSE('allocation failure: Invalid account or account/partition combination specified'),
        sacctmgr: 'echo "evals|gpu|"',
      },
    },
    [
      'error cluster_account: execution.account (conf/eval.yaml:2) is evals, with which Slurm refuses the job: allocation failure: Invalid account or account/partition combination specified → it is for the partitions gpu',
    ],
  ],
  [
    'an account where sacctmgr is not there',
    {
      commands: {
        ...REFUSE('allocation failure: Invalid account or account/partition combination specified'),
        sacctmgr: null,
      },
    },
    [
      'error cluster_refuses_job: execution.account (conf/eval.yaml:2): Slurm on nel@login.example.com would refuse the job: allocation failure: Invalid account or account/partition combination specified → correct what it names; sbatch --test-only says the same for a script with these #SBATCH lines',
    ],
  ],
  // Where no associations are enforced.
  ['an account that Slurm does not mind', { overrides: 'execution.account=others' }, []],
  [
    'a partition that does not exist',
    {
      overrides: 'execution.partition=nix',
      commands: REFUSE('sbatch: error: invalid partition specified: nix'),
    },
    [
      'error cluster_partition: execution.partition (overrides line 1) is nix, and nel@login.example.com has no partition nix → set execution.partition to one of batch, short, closed, drained',
    ],
  ],
  [
    'a partition that is down',
    { overrides: 'execution.partition=closed' },
    [
      'warning cluster_partition: execution.partition (overrides line 1): closed is DOWN: jobs wait until it is up again → name another partition, or wait for it',
    ],
  ],
  [
    'a partition that is drained',
    { overrides: 'execution.partition=drained' },
    [
      'error cluster_partition: execution.partition (overrides line 1): drained is DRAIN, and takes no jobs → name another partition',
    ],
  ],
  ['one of two partitions that is down', { overrides: 'execution.partition="closed,batch"' }, []],
  [
    'more nodes than a job gets',
    { overrides: 'execution.partition=short\nexecution.num_nodes=3\nexecution.walltime="00:01:00"' },
    [
      'error cluster_partition: execution.num_nodes (overrides line 2): the job needs 3 nodes with those of auxiliary deployments, and short gives a job 2 at most → name a larger partition, or fewer nodes',
    ],
  ],
  [
    'a walltime that the partition does not give',
    { overrides: 'execution.partition=short' },
    [
      'error cluster_walltime: execution.walltime (conf/eval.yaml:2) is 00:05:00, and short gives a job 00:02:00 at most → set execution.walltime="00:02:00" or less, with a longer execution.max_walltime where the evaluation may be resumed',
    ],
  ],
  ['a walltime that one of two partitions gives', { overrides: 'execution.partition="short,batch"' }, []],
  [
    'a walltime that the QOS does not give',
    {
      overrides: 'execution.sbatch_extra_flags={qos: minute}',
      commands: { sacctmgr: 'case "$*" in *qos*minute*) echo "minute|00:01:00|";; *) echo "evals||";; esac' },
    },
    [
      'error cluster_walltime: execution.walltime (conf/eval.yaml:2) is longer than the QOS minute gives a job, 00:01:00: the job would wait for ever → set execution.walltime="00:01:00" or less, or another execution.sbatch_extra_flags.qos',
    ],
  ],
  [
    'fewer jobs than the tasks need',
    {
      overrides: 'execution.sbatch_extra_flags={qos: one}',
      commands: { sacctmgr: 'case "$*" in *show\\ qos*) echo "one||1";; *) echo "evals||1";; esac' },
    },
    [
      'warning cluster_submit_limit: execution.account (conf/eval.yaml:2): the account evals may have 1 jobs of a user queued, and one task needs 2, as each queues its resume too → evaluate fewer tasks at once, or ask for a higher limit',
      'warning cluster_submit_limit: execution.sbatch_extra_flags.qos (overrides line 1): the QOS one may have 1 jobs of a user queued, and one task needs 2, as each queues its resume too → evaluate fewer tasks at once, or ask for a higher limit',
    ],
  ],
  [
    'what no node has',
    {
      overrides: 'execution.gres="gpu:9"',
      commands: REFUSE('allocation failure: Requested node configuration is not available'),
    },
    [
      'error cluster_refuses_job: execution (conf/eval.yaml): Slurm on nel@login.example.com would refuse the job: allocation failure: Requested node configuration is not available → ask less of each node: no node of the partition has all of its tasks, GPUs, cores and memory',
    ],
  ],
  [
    'a QOS that is not there',
    {
      overrides: 'execution.sbatch_extra_flags={qos: nix}',
      commands: REFUSE('allocation failure: Invalid qos specification'),
    },
    [
      'error cluster_refuses_job: execution.sbatch_extra_flags.qos (overrides line 1): Slurm on nel@login.example.com would refuse the job: allocation failure: Invalid qos specification → correct what it names; sbatch --test-only says the same for a script with these #SBATCH lines',
    ],
  ],
  [
    'a dependency on a job that Slurm does not know',
    {
      overrides: 'execution.sbatch_extra_flags={dependency: "afterok:999999"}',
      commands: { squeue: 'echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1' },
    },
    [
      'error cluster_dependency: execution.sbatch_extra_flags.dependency (overrides line 1): job 999999 is not known to nel@login.example.com: Slurm takes it for one that has ended, and would start the evaluation at once → correct the id of the job, or take the dependency out',
    ],
  ],
  [
    'a dependency on a job that has failed',
    {
      overrides: 'execution.sbatch_extra_flags={dependency: "afterany:5,afterok:6:7"}',
      commands: {
        squeue: 'case "$*" in *5*|*7*) echo RUNNING;; *) exit 1;; esac',
        sacct: 'case "$*" in *6*) echo "CANCELLED by 1001";; esac',
      },
    },
    [
      'error cluster_dependency: execution.sbatch_extra_flags.dependency (overrides line 1): job 6 has ended as CANCELLED, so that afterok would never be met: the evaluation would wait for ever → name another job, or take the dependency out',
    ],
  ],
  [
    'no accounting',
    { commands: { sacct: 'echo "Slurm accounting storage is disabled" >&2; exit 1' } },
    [
      "warning cluster_accounting: execution.hostname (conf/eval.yaml:2): nel@login.example.com answers sacct with: Slurm accounting storage is disabled: how a job ended is known only while it is in the queue → ask the cluster's staff, or go on without",
    ],
  ],
  [
    'mounts that are not there',
    {
      overrides: `execution.mounts={evaluation: {/nowhere: /data, /etc/passwd: /x, /tmp: /y}, deployment: {/not-used: /z}}`,
    },
    [
      'error cluster_path_missing: execution.mounts.evaluation./nowhere (overrides line 1): /nowhere is not there on nel@login.example.com → correct the path, or put there what belongs there',
      'error cluster_path_missing: execution.mounts.evaluation./etc/passwd (overrides line 1): /etc/passwd is a file on nel@login.example.com, and the launcher mounts folders only → mount the folder that it is in',
    ],
  ],
  [
    'mounts that a training is to make',
    {
      overrides:
        'execution.mounts.evaluation={/nowhere: /data}\nexecution.sbatch_extra_flags={dependency: singleton}',
    },
    [
      'error cluster_path_missing: execution.mounts.evaluation./nowhere (overrides line 1): /nowhere is not there on nel@login.example.com → make the folder now: the launcher asks for it as it submits, not when the job that it depends on has ended',
    ],
  ],
  [
    'images and data that are not there',
    { overrides: 'evaluation.tasks[0].container=/nowhere/x.sqsh\nevaluation.tasks[0].dataset_dir=/nowhere' },
    [
      'error cluster_path_missing: evaluation.tasks[0].dataset_dir (overrides line 2): /nowhere is not there on nel@login.example.com → correct the path, or put there what belongs there',
      'error cluster_path_missing: evaluation.tasks[0].container (overrides line 1): /nowhere/x.sqsh is not there on nel@login.example.com → correct the path, or put there what belongs there',
    ],
  ],
  [
    'an output directory below a file',
    { overrides: 'execution.output_dir=/etc/passwd/evals' },
    [
      'error cluster_output_dir: execution.output_dir (overrides line 1): /etc/passwd/evals cannot be made on nel@login.example.com: /etc/passwd is a file → give another folder with the input output-dir or execution.output_dir',
    ],
  ],
  [
    'a disk that is full',
    { commands: { dd: 'echo "dd: error writing: No space left on device" >&2; exit 1' } },
    [
      'error cluster_output_dir: execution.output_dir (conf/eval.yaml:3): TMP/evals takes no 1 MiB on nel@login.example.com: dd: error writing: No space left on device → free some space there, or give another folder with the input output-dir or execution.output_dir',
    ],
  ],
  [
    'a disk that is all but full',
    { commands: { df: 'printf "Filesystem 1024-blocks Used Available\\nx 10 10 1048576\\n"' } },
    [
      'warning cluster_disk_space: execution.output_dir (conf/eval.yaml:3): 1.0 GiB are free on nel@login.example.com where results are written (TMP) → free some space: logs and caches of an evaluation take gigabytes',
    ],
  ],
  [
    'a cache outside the home',
    { overrides: 'evaluation.env_vars={HF_HOME: "lit:/scratch/hf"}' },
    [
      "warning hf_cache_not_mounted: evaluation.env_vars.HF_HOME (overrides line 1) is /scratch/hf, which is on no mount of the evaluation's container, nor in the home directory TMP/home: each job downloads data sets anew, or not at all where compute nodes have no internet → mount a folder of the cluster with execution.mounts.evaluation, and set evaluation.env_vars.HF_HOME=lit:<its path in the container>",
    ],
  ],
  ['a cache in the home', { overrides: 'evaluation.env_vars={HF_HOME: "lit:TMP/home/hf"}' }, []],
];

it.each(ROWS)('finds %s', async (_, setting, expected) => {
  expect(await found(setting)).toEqual(expected);
});

describe('a checkpoint on the cluster', () => {
  const folder = (): string => path.join(temp.path, 'ckpt');
  const make = (...names: string[]): void => {
    for (const name of names) mkdirSync(path.join(folder(), name), { recursive: true });
  };

  it('is one iteration, or the folder of another kind', async () => {
    make('weights');
    writeFileSync(path.join(folder(), 'config.json'), '{}');
    expect(await found({ text: DEPLOYED })).toEqual([]);
  });

  it('is not the folder of a run, whose newest is named', async () => {
    make('iter_0000100', 'iter_0000200');
    writeFileSync(path.join(folder(), 'latest_checkpointed_iteration.txt'), '100\n');
    expect(await found({ text: DEPLOYED })).toEqual([
      'error bad_megatron_checkpoint_path: deployment.checkpoint_path (conf/eval.yaml:4) is TMP/ckpt, the folder of a whole training run, not of one checkpoint, on nel@login.example.com → give the folder with the input checkpoint, which takes its newest, or set deployment.checkpoint_path=TMP/ckpt/iter_0000100 in overrides',
    ]);
    const waiting = { text: DEPLOYED, overrides: 'execution.sbatch_extra_flags={dependency: singleton}' };
    const again = fakeCluster(path.join(temp.path, 'again'));
    const config = resolveOnly(
      { overrides: waiting.overrides },
      DEPLOYED.replace('OUTPUT', path.join(temp.path, 'evals')).replace('CKPT', folder()),
    );
    expect((await preflightCluster(again, config, { where: 'x' })).findings).toEqual([]);
  });

  it('is not empty, and not missing', async () => {
    make('.');
    expect(await found({ text: DEPLOYED })).toEqual([
      'error bad_megatron_checkpoint_path: deployment.checkpoint_path (conf/eval.yaml:4) is TMP/ckpt, which is an empty folder on nel@login.example.com → check that the checkpoint was saved',
    ]);
  });

  it('may be a link', async () => {
    make('iter_0000100/x');
    symlinkSync(path.join(folder(), 'iter_0000100'), path.join(temp.path, 'iter_0000007'));
    expect(await found({ text: DEPLOYED, overrides: 'deployment.checkpoint_path=TMP/iter_0000007' })).toEqual(
      [],
    );
  });
});

it('says what a shell said that does not run scripts', async () => {
  const config = resolveOnly({}, TEXT.replace('OUTPUT', '/lustre/evals'));
  const shell = {
    name: 'nel@login.example.com',
    run: async () => ({ code: 1, stdout: '', stderr: 'This account is currently not available.\n' }),
  };
  await expect(preflightCluster(shell, config, { where: 'x' })).rejects.toThrow(
    /^the shell on nel@login\.example\.com did not run the checks to their end \(exit code 1: This account is currently not available\.\): a POSIX shell is needed/,
  );
});

it('runs nothing of what a config says', async () => {
  const hostile = `execution.mounts.evaluation={"/a'; touch TMP/pwned; '": /b}\nevaluation.tasks[0].dataset_dir="/$(touch TMP/pwned)"`;
  await ask({ overrides: hostile });
  expect(readdirSync(temp.path).sort()).toEqual(['bin', 'home']);
});

it('shows an answer as text, whatever is in it', async () => {
  const { findings } = await ask({
    commands: REFUSE('sbatch: error: \\033[31m::error::x\\007 '.concat('y'.repeat(2000))),
  });
  expect(findings).toHaveLength(1);
  expect(findings[0]!.message.length).toBeLessThan(500);
  expect(findings[0]!.message).not.toMatch(/\p{Cc}/u);
});

it('asks with one script, without a word of the config outside quotes', () => {
  const config = resolveOnly(
    { overrides: 'execution.account="a b"' },
    TEXT.replace('OUTPUT', '/lustre/evals'),
  );
  const { script } = renderQuestions(config.root, ['mmlu_instruct']);
  expect(script.match(/^say end ok$/gm)).toHaveLength(1);
});
