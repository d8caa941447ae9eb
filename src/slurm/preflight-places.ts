import { explainRun } from '../config/megatron-checkpoint.js';
import { error, type Finding, warning } from '../config/preflight/finding.js';
import { getAt } from '../config/value.js';
import { readCheckpointLook } from './checkpoint-look.js';
import { waitsForJobs } from './preflight-dependency.js';
import type { ClusterFacts } from './preflight-findings.js';
import { hfHomeProblem } from './preflight-mounts.js';
import { deployedCheckpoint } from './preflight-script.js';
import { firstSaid, quoteAnswer, type Said } from './preflight-shell.js';

/** Folders and files of the cluster: those that jobs are given, and the one that results are written to. */
export function judgePlaces(said: Said, facts: ClusterFacts): Finding[] {
  return [
    ...judgePaths(said, facts),
    ...judgeCheckpoint(said, facts),
    ...judgeOutputDir(said, facts),
    ...judgeHome(said, facts),
  ];
}

function judgePaths(said: Said, facts: ClusterFacts): Finding[] {
  const { paths, name, from } = facts;
  return paths.flatMap(({ key, path, wants }, index): Finding[] => {
    const seen = firstSaid(said, `path.${index}`);
    const found = (what: string, recovery: string): Finding[] => [
      error('cluster_path_missing', `${from(key)}: ${path} ${what}`, recovery),
    ];
    if (seen === 'missing')
      return found(
        `is not there on ${name}`,
        wants === 'folder' && waitsForJobs(facts.root)
          ? 'make the folder now: the launcher asks for it as it submits, not when the job that it depends on has ended'
          : 'correct the path, or put there what belongs there',
      );
    if (seen === 'closed') return found(`may not be read by ${name}`, 'have its rights changed');
    if (seen === 'file' && wants === 'folder')
      return found(
        `is a file on ${name}, and the launcher mounts folders only`,
        'mount the folder that it is in',
      );
    if (seen === 'folder' && wants === 'file' && !isUnpacked(path))
      return found(`is a folder on ${name}, not an image`, 'give the path of the image');
    return [];
  });
}

/** Enroot takes an unpacked image too. */
function isUnpacked(path: string): boolean {
  return !path.endsWith('.sqsh');
}

/** As on this machine, but for a training that is still to end: what it leaves nobody knows now. */
function judgeCheckpoint(said: Said, facts: ClusterFacts): Finding[] {
  const checkpoint = deployedCheckpoint(facts.root);
  if (checkpoint === undefined || !said.has('checkpoint') || waitsForJobs(facts.root)) return [];
  const key = 'deployment.checkpoint_path';
  const found = (what: string, recovery: string): Finding[] => [
    error(
      'bad_megatron_checkpoint_path',
      `${facts.from(key)} is ${checkpoint}, ${what} on ${facts.name}`,
      recovery,
    ),
  ];
  const seen = readCheckpointLook(said, checkpoint);
  if (seen.kind === 'empty') return found('which is an empty folder', 'check that the checkpoint was saved');
  if (seen.kind !== 'run') return [];
  return seen.newest === undefined
    ? found(
        `the folder of a training run, which ${explainRun(seen)}`,
        'wait for its first checkpoint, or correct the path',
      )
    : found(
        'the folder of a whole training run, not of one checkpoint,',
        `give the folder with the input checkpoint, which takes its newest, or set ${key}=${seen.newest} in overrides`,
      );
}

const LEAST_KIB = 2 * 1024 * 1024;

function judgeOutputDir(said: Said, { root, name, from }: ClusterFacts): Finding[] {
  const key = from('execution.output_dir');
  const folder = String(getAt(root, ['execution', 'output_dir']) ?? '');
  const [base, state] = [firstSaid(said, 'output.base'), firstSaid(said, 'output.state')];
  const why = quoteAnswer(
    (said.get('output.why') ?? []).filter((line) => !/^\d+\+\d+ records|bytes.*copied/.test(line)),
  );
  const found = (what: string, recovery: string): Finding[] => [
    error('cluster_output_dir', `${key}: ${folder} ${what}`, recovery),
  ];
  const elsewhere = 'give another folder with the input output-dir or execution.output_dir';
  if (state === 'file') return found(`cannot be made on ${name}: ${base} is a file`, elsewhere);
  if (state === 'closed')
    return found(`cannot be written on ${name}: ${base} is not the user's to write in`, elsewhere);
  if (state === 'refused') return found(`cannot be written on ${name}: ${why}`, elsewhere);
  if (state === 'full')
    return found(`takes no 1 MiB on ${name}: ${why}`, `free some space there, or ${elsewhere}`);
  const free = firstSaid(said, 'output.free');
  if (!/^\d+$/.test(free) || Number(free) >= LEAST_KIB) return [];
  return [
    warning(
      'cluster_disk_space',
      `${key}: ${(Number(free) / 1024 / 1024).toFixed(1)} GiB are free on ${name} where results are written (${base})`,
      'free some space: logs and caches of an evaluation take gigabytes',
    ),
  ];
}

/** Where the home is mounted, only the cluster knows whether the cache lies in it. */
function judgeHome(said: Said, { root, from }: ClusterFacts): Finding[] {
  const home = firstSaid(said, 'home');
  if (!home.startsWith('/') || getAt(root, ['execution', 'mounts', 'mount_home']) === false) return [];
  const problem = hfHomeProblem(root, home);
  if (problem === undefined) return [];
  return [
    warning(
      'hf_cache_not_mounted',
      `${from(problem.key)} ${problem.what}, nor in the home directory ${home}: each job downloads data sets anew, or not at all where compute nodes have no internet`,
      'mount a folder of the cluster with execution.mounts.evaluation, and set evaluation.env_vars.HF_HOME=lit:<its path in the container>',
    ),
  ];
}
