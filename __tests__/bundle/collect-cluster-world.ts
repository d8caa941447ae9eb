import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { createRepository, type Repository, type Run } from '../../tools/local-runner/repository.js';
import { type ActionHandle, type RunOptions, startAction } from '../../tools/local-runner/run-action.js';
import { type Services, startServices } from '../../tools/local-runner/services.js';
import { keepEnvironment, loginPath, script } from '../evaluation/stand-ins.js';
import { stubCluster } from '../launcher/slurm/stub-cluster.js';

const ROOT = path.join(import.meta.dirname, '../..');
const FULL_NAME = 'octo/models';
const SUBMIT = '.github/workflows/submit.yml';
const COLLECT = '.github/workflows/collect.yml';
const TASK = 'byob_arith.arith';
/** Commits of main, oldest first. */
export const [FIRST, SHA, LAST] = ['b', 'c', 'd'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
];

/** What the launcher is to make of a call: which results its job leaves, or that the job goes on. */
export interface Launch {
  invocation: string;
  /** Of fixtures/launcher-0.2.6; absent: the job runs. */
  results?: string;
}

/**
 * Stands for the launcher on a cluster: it records and queues as the real one does, and the job has ended by the time it
 * returns where its results are known.
 */
const LAUNCHER = `#!${process.execPath}
const { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const [stubs, user] = [STUBS, USER];
const config = readFileSync(process.argv[process.argv.indexOf('--config') + 1], 'utf8');
const plans = JSON.parse(readFileSync(stubs + '/launches.json', 'utf8'));
const { invocation, tree } = plans.shift();
writeFileSync(stubs + '/launches.json', JSON.stringify(plans));
const [, tag] = /(nea\\/[^'"\\s]+)/.exec(config);
const [, output] = /output_dir: (\\S+)/.exec(config);
const dir = output + '/20261124_054803-' + invocation + '/${TASK}.0';
mkdirSync(dir + '/logs', { recursive: true });
if (tree) cpSync(tree, dir, { recursive: true });
const id = readFileSync(stubs + '/queue', 'utf8').split('\\n').length + 10;
const name = 'evals-ci.${TASK}.0';
appendFileSync(stubs + '/queue', [id, tree ? 'COMPLETED' : 'RUNNING', 'None', '0:10', name, tag].join('\\t') + '\\n');
const now = Math.floor(Date.now() / 1000);
if (tree) appendFileSync(stubs + '/accounting', [id, 'COMPLETED', '0:0', '00:00:10', now - 10, now, name].join('|') + '\\n');
const data = { slurm_job_id: String(id), remote_rundir_path: dir, hostname: 'login.slurm.test', username: user };
const row = { invocation_id: invocation, job_id: invocation + '.0', timestamp: now, executor: 'slurm', data, config: {} };
appendFileSync(process.env.NEMO_EVALUATOR_EXEC_DB_FILE, JSON.stringify(row) + '\\n');
`;

/** A runner that is a cluster's login node, and a GitHub on loopback, for each test. */
export function setUpClusterWorld() {
  const cluster = stubCluster();
  const user = userInfo().username;
  const world = {
    dir: '',
    services: undefined as unknown as Services,
    repository: undefined as unknown as Repository,
    cluster,
    get evals() {
      return path.join(cluster.dir, 'evals');
    },
    /** What the launcher makes of its next calls. */
    launches(...launches: Launch[]): void {
      const plans = launches.map(({ invocation, results }) => ({
        invocation,
        ...(results === undefined ? {} : { tree: treeOf(results) }),
      }));
      writeFileSync(path.join(cluster.dir, 'launches.json'), JSON.stringify(plans));
    },
    /** Folder of an invocation's task on the cluster. */
    remoteOf: (invocation: string): string =>
      path.join(world.evals, `20261124_054803-${invocation}`, `${TASK}.0`),
    names: (): string[] => world.services.artifacts.map(({ name }) => name).sort(),
    /** A step of the main action, by a push to main. */
    async submit(
      inputs: Record<string, string>,
      {
        runId = 12,
        run = {},
        ...more
      }: { runId?: number; run?: Partial<Run> } & Pick<RunOptions, 'env' | 'onLine' | 'sha'> = {},
    ): Promise<ActionHandle> {
      const made = world.repository.run({
        id: runId,
        headSha: more.sha ?? SHA,
        path: SUBMIT,
        event: 'push',
        ...run,
      });
      writeFileSync(path.join(world.dir, 'cluster.json'), JSON.stringify(configOf(world.evals, user)));
      return start({
        ...more,
        workspace: world.dir,
        runId: String(runId),
        ref: `refs/heads/${made.headBranch}`,
        event: { name: 'push', payload: { ref: `refs/heads/${made.headBranch}`, ...PAYLOAD } },
        inputs: { config: 'cluster.json', preflight: 'off', ssh: 'local', ...inputs },
        env: {
          GITHUB_WORKFLOW_REF: `${FULL_NAME}/${SUBMIT}@refs/heads/main`,
          MODEL_API_KEY: 'key-0123456789',
          ...more.env,
        },
      });
    },
    /** A step of collect, on main and elsewhere. */
    async collect(
      inputs: Record<string, string> = {},
      runId = 900,
      env: Record<string, string> = {},
      onLine?: RunOptions['onLine'],
    ): Promise<ActionHandle> {
      world.repository.run({
        id: runId,
        headSha: SHA,
        path: COLLECT,
        event: 'schedule',
        status: 'in_progress',
      });
      const handle = await start({
        actionDir: path.join(ROOT, 'collect'),
        ...(onLine ? { onLine } : {}),
        runId: String(runId),
        ref: 'refs/heads/main',
        event: { name: 'schedule', payload: PAYLOAD },
        inputs: {
          mode: 'submitted',
          workflow: 'submit.yml',
          hosts: 'login.slurm.test',
          user,
          account: 'evals',
          'path-prefix': world.evals,
          ssh: 'local',
          ...inputs,
        },
        env: {
          GITHUB_WORKFLOW_REF: `${FULL_NAME}/${COLLECT}@refs/heads/main`,
          MODEL_API_KEY: 'key-0123456789',
          ...env,
        },
      });
      const over = (): void => {
        world.repository.runs.get(runId)!.status = 'completed';
      };
      handle.done.then(over, over);
      return handle;
    },
  };

  async function start({ env = {}, ...options }: RunOptions): Promise<ActionHandle> {
    const own = `${loginPath(cluster.dir)}:${process.env['PATH']}`;
    const toolCache = path.join(world.dir, 'tool');
    const given = { PATH: own, RUNNER_TOOL_CACHE: toolCache, ...env };
    const venv = await keepEnvironment(toolCache, { ...process.env, ...given });
    const text = LAUNCHER.replace('STUBS', JSON.stringify(cluster.dir)).replace('USER', JSON.stringify(user));
    script(path.join(venv, 'bin/nemo-evaluator-launcher'), text);
    return startAction({
      tempDir: mkdtempSync(path.join(world.dir, 'temp-')),
      services: world.services,
      repository: FULL_NAME,
      sha: SHA,
      ...options,
      env: given,
    });
  }

  beforeEach(async () => {
    cluster.queue([]);
    cluster.accounting([]);
    mkdirSync(world.evals, { recursive: true });
    world.dir = mkdtempSync(path.join(tmpdir(), 'collect-cluster-'));
    world.repository = createRepository({ fullName: FULL_NAME });
    world.repository.commit(FIRST);
    world.repository.commit(SHA, FIRST);
    world.repository.commit(LAST, SHA);
    world.repository.branches.set('main', LAST);
    world.services = await startServices({ repository: world.repository });
  });
  afterEach(async () => {
    await world.services.close();
    rmSync(world.dir, { recursive: true, force: true });
  });
  return world;
}

const PAYLOAD = { repository: { id: 4711, private: true, default_branch: 'main' } };

/** What a user writes for the cluster. */
function configOf(evals: string, user: string): unknown {
  return {
    execution: {
      ...{ type: 'slurm', hostname: 'login.slurm.test', username: user, account: 'evals' },
      ...{ partition: 'batch', output_dir: evals, walltime: '00:05:00', subproject: 'ci' },
    },
    deployment: { type: 'none' },
    target: {
      api_endpoint: {
        url: 'http://models.example/v1/chat/completions',
        model_id: 'm',
        api_key_name: 'MODEL_API_KEY',
      },
    },
    evaluation: { tasks: [{ name: TASK, container: 'localhost/a-eval:1' }] },
  };
}

/** The folder of the task in a tree that the real launcher left. */
export function treeOf(results: string): string {
  const tree = path.join(ROOT, '__tests__/fixtures/launcher-0.2.6', results, 'tree');
  return path.join(tree, readdirSync(tree)[0]!, `${TASK}.0`);
}
