import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { linkImage, storeImage } from '../../tools/slurm/image-store.js';
import { type Lab, openLab } from '../e2e/slurm/cluster.js';
import { jobsOf, until } from '../e2e/slurm/jobs.js';
import {
  API_KEY,
  artifactNames,
  type Finished,
  LISTED_IMAGE,
  openWorld,
  outputsOf,
  recordOf,
  runExample,
  type World,
} from './world.js';

jest.setTimeout(10 * 60_000);

const ROOT = path.join(import.meta.dirname, '../..');
const SUBPROJECT = 'examples';

let world: World;
let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
  world = await openWorld();
  linkImage(lab.cluster.places, LISTED_IMAGE, await storeImage(LISTED_IMAGE, { env: world.engineEnv }));
}, 15 * 60_000);
afterAll(async () => {
  await world?.close();
  await lab?.close();
});

/** The config of submit.yml for this cluster and endpoint, with few samples. */
function clusterConfig(): Record<string, string> {
  const file = 'eval/cluster.yaml';
  const config = parse(readFileSync(path.join(ROOT, 'examples', file), 'utf8'));
  const { cluster } = lab;
  Object.assign(config.execution, {
    hostname: cluster.host,
    username: cluster.user,
    account: cluster.account,
    output_dir: cluster.outputDir,
    walltime: '00:05:00',
    subproject: SUBPROJECT,
  });
  Object.assign(config.target.api_endpoint, { url: world.endpoint.url, model_id: 'good' });
  config.evaluation.nemo_evaluator_config = { config: { params: { limit_samples: 20 } } };
  return {
    [file]: stringify(config),
    'eval/gate.yaml': readFileSync(path.join(ROOT, 'examples/policies/gate.yaml'), 'utf8'),
  };
}

/** Runs an example with this cluster's names for those in it; its login is at a port of its own. */
function onCluster(file: string, event: string, commit: string): Promise<Finished> {
  const { cluster } = lab;
  const config = cluster.sshConfig.replace(/^(?=.)/gm, '            ');
  return runExample(world, {
    file,
    event,
    commit,
    change: (text) =>
      text
        .replace('login.cluster.example.com', cluster.host)
        .replace('user: ci\n', `user: ${cluster.user}\n`)
        .replace('account: evals\n', `account: ${cluster.account}\n`)
        .replace('/lustre/evals', cluster.outputDir)
        .replace(/^ {10}(?=ssh-known-hosts:)/m, `          ssh-config: |\n${config}\n$&`),
    secrets: { MODEL_API_KEY: API_KEY, CLUSTER_SSH_KEY: cluster.userKey },
    vars: { CLUSTER_KNOWN_HOSTS: cluster.hostKeyLine },
  });
}

it('submit.yml leaves an evaluation that collect-scheduled.yml finishes and reports', async () => {
  const commit = world.clone.commit('main', clusterConfig());
  const submitted = await onCluster('submit.yml', 'push', commit);
  expect(submitted.job('submit').errors).toEqual([]);
  expect(outputsOf(submitted)).toMatchObject({ state: 'submitted' });
  const id = outputsOf(submitted)['invocation_id']!;
  expect(artifactNames(world, submitted)).toEqual([`nea-open-${id}`]);
  const checks = () => world.services.rest.checks.filter((check) => check.head_sha === commit);
  expect(checks()).toMatchObject([{ status: 'in_progress' }]);

  await until('the jobs have ended', async () => {
    const jobs = await jobsOf({ lab, name: SUBPROJECT });
    return jobs.every(({ state, detail }) => state === 'PENDING' && /Dependency/.test(detail));
  });
  const collected = await onCluster('collect-scheduled.yml', 'schedule', commit);
  expect(collected.job('collect').errors).toEqual([]);
  expect(collected.job('collect').result).toBe('success');
  expect(outputsOf(collected)).toMatchObject({
    state: 'success',
    finished_invocations: id,
    open_invocations: '',
  });
  expect(recordOf(world, collected).tasks).toMatchObject([
    { task: 'mmlu_instruct', state: 'success' },
    { task: 'gsm8k_cot_instruct', state: 'success' },
  ]);
  expect(checks()).toMatchObject([{ status: 'completed' }]);
  expect(artifactNames(world, submitted)).toEqual([]);
  expect(await jobsOf({ lab, name: SUBPROJECT })).toEqual([]);
  expect(JSON.stringify([world.services.rest, submitted, collected])).not.toContain(API_KEY);
});
