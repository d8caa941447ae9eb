import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/evaluation/session.js';
import { newestCheckpoint } from '../../src/evaluation/slurm/pin-checkpoint.js';
import { loadInputs } from '../../src/inputs.js';
import { preflightCluster } from '../../src/launcher/slurm/preflight.js';
import { resolveOnly } from '../config/resolving.js';
import { fakeCluster } from '../slurm/fake-cluster.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();

const TEXT = `execution:
  {type: slurm, hostname: login.example.com, username: nel, account: evals, partition: batch, walltime: "00:05:00",
   gres: "gpu:1", output_dir: /tmp/evals, FLAGS}
deployment:
  {type: generic, image: "example.com/a:1", command: serve, port: 1, served_model_name: m, checkpoint_path: CKPT}
evaluation: {tasks: [{name: mmlu_instruct}]}
`;
const WAITS = 'sbatch_extra_flags: {dependency: "afterok:4711"}';

interface Setting {
  /** Folders of the run. */
  folders?: string[];
  /** Of the run: what is given as input, or in the config. */
  input?: string;
  config?: string;
  overrides?: string;
  waits?: boolean;
}

/** What is evaluated and said; paths below the run, `.` for itself. */
async function pin({ folders = [], input, config: own = 'own', overrides, waits = false }: Setting) {
  const run = path.join(temp.path, 'run');
  for (const name of ['.', ...folders]) mkdirSync(path.join(run, name), { recursive: true });
  const at = (name: string): string => path.join(run, name);
  const given = {
    ...(input === undefined ? {} : { checkpoint: at(input) }),
    ...(overrides === undefined ? {} : { overrides: `deployment.checkpoint_path=${at(overrides)}` }),
  };
  const config = resolveOnly(given, TEXT.replace('FLAGS', waits ? WAITS : '').replace('CKPT', at(own)));
  const link = fakeCluster(path.join(temp.path, 'cluster'), { squeue: 'echo RUNNING' });
  const info: string[] = [];
  const warnings: string[] = [];
  const session = {
    link,
    log: { info: (text: string) => info.push(text), warn: () => undefined },
    warnings,
    stop: new AbortController(),
  } as unknown as Session;
  const pinned = await newestCheckpoint(
    session,
    loadInputs((name) => given[name as keyof typeof given] ?? ''),
    config,
  );
  const { findings } = await preflightCluster(link, config, { where: 'x' });
  return {
    pinned: pinned === undefined ? undefined : path.relative(run, pinned),
    info,
    warnings,
    refused: findings.map(({ id }) => id),
  };
}

const UNTOUCHED = { pinned: undefined, info: [], warnings: [] };

describe('the checkpoint of a config on a cluster', () => {
  const folders = ['iter_0000100/x', 'iter_0000200/x'];

  it('is the newest of the run that the input names', async () => {
    const { pinned, info, warnings } = await pin({ folders, input: '.' });
    expect(pinned).toBe('iter_0000200');
    expect(info).toEqual([expect.stringMatching(/iter_0000200, the newest of .*\/run on nel@/)]);
    expect(warnings).toEqual([]);
  });

  it.each<[string, Setting]>([
    ['the config', { config: '.' }],
    ['an override', { overrides: '.' }],
    ['an override that wins over the input', { input: '.', overrides: '.' }],
  ])('is not chosen among those of a run that %s names, which preflight refuses', async (_, given) => {
    expect(await pin({ folders, ...given })).toEqual({
      ...UNTOUCHED,
      refused: ['bad_megatron_checkpoint_path'],
    });
  });

  it.each<[string, Setting]>([
    ['an empty run', { config: '.' }],
    ['an empty iteration', { config: 'iter_0000300', folders: ['iter_0000300'] }],
    ['a run with older iterations', { config: '.', folders }],
    ['an empty run by input', { input: '.' }],
    ['an empty iteration by input', { input: 'iter_0000300', folders: ['iter_0000300'] }],
  ])('is left to the job that it waits for: %s', async (_, given) => {
    expect(await pin({ ...given, waits: true })).toEqual({ ...UNTOUCHED, refused: [] });
  });

  it('is the newest now where the input asks for it, with a warning that a training goes on', async () => {
    const { pinned, warnings } = await pin({ folders, input: '.', waits: true });
    expect(pinned).toBe('iter_0000200');
    expect(warnings).toEqual([
      expect.stringMatching(/iter_0000200 is the newest now; what the jobs of execution\.sbatch_extra_flags/),
    ]);
  });

  it('must be there, as a folder to fill', async () => {
    await expect(pin({ input: 'nowhere', waits: true })).rejects.toThrow(
      /does not exist on nel@\S+: make the folder now, as the launcher asks for it when it submits/,
    );
  });
});
