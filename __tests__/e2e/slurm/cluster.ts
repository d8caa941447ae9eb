import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEndpoint } from '../../../demo/endpoint.js';
import { ensureEngine } from '../../../demo/engine.js';
import { ensureImage, imageReference } from '../../../demo/image.js';
import {
  type ActionHandle,
  type ActionResult,
  type RunOptions,
  startAction,
} from '../../../tools/local-runner/run-action.js';
import { startServices } from '../../../tools/local-runner/services.js';
import { type Cluster, startCluster } from '../../../tools/slurm/cluster.js';
import { cancelEverything } from '../../../tools/slurm/controller.js';
import { type Door, openDoor } from '../../../tools/slurm/doors.js';
import { isStored, linkImage, storeImage } from '../../../tools/slurm/image-store.js';
import { API_KEY, ROOT } from '../world.js';
import { cancel, jobsOf, slurmEnv } from './jobs.js';
import { CLUSTER_DIR, CLUSTER_USER } from './place.js';

const CACHE = path.join(ROOT, 'demo/.cache');

type Endpoint = Awaited<ReturnType<typeof startEndpoint>>;
type Services = Awaited<ReturnType<typeof startServices>>;

/** A real Slurm with the evaluation image in its store, and an embedded endpoint: one for all scenarios. */
export interface Lab {
  cluster: Cluster;
  image: string;
  endpoint: Endpoint;
  close(): Promise<void>;
}

/** What one test has of its own, so that others may run beside it on the same cluster. */
export interface Scenario {
  lab: Lab;
  /** The jobs' subproject: of `jobsOf` and of what the site refuses. */
  name: string;
  services: Services;
  workspace: string;
  temp: string;
  /** On the cluster, below its output folder. */
  outputDir: string;
  /** A login that only this scenario uses, where it asked for one. */
  door: Door | undefined;
  close(): Promise<void>;
}

export async function openLab(): Promise<Lab> {
  const cluster = await startCluster({ dir: CLUSTER_DIR, user: CLUSTER_USER });
  // A run that was killed may have left jobs.
  await cancelEverything(slurmEnv(cluster));
  const image = await ensureStoredImage(cluster);
  const endpoint = await startEndpoint({ apiKey: API_KEY });
  return {
    cluster,
    image,
    endpoint,
    // The cluster goes on for the next file: see leave-machine.js.
    close: async () => {
      await cancelEverything(slurmEnv(cluster));
      await endpoint.close();
    },
  };
}

/** The engine is needed once only: afterwards its image is in the store. */
async function ensureStoredImage(cluster: Cluster): Promise<string> {
  const image = imageReference();
  const quiet = (): void => undefined;
  if (!isStored(image)) {
    const engine = await ensureEngine({ log: quiet, stateDir: path.join(CACHE, 'engine') });
    try {
      await ensureImage({ env: { ...process.env, ...engine.env }, log: quiet, cacheDir: CACHE });
      await storeImage(image, { env: engine.env });
    } finally {
      await engine.stop();
    }
  }
  linkImage(cluster.places, image, await storeImage(image, { env: {} }));
  return image;
}

/** @param name of letters, digits and '-': 'refuse-0' in it has the site refuse the first task's job, and so on */
export async function openScenario(
  lab: Lab,
  name: string,
  options: { door?: boolean; services?: Parameters<typeof startServices>[0] } = {},
): Promise<Scenario> {
  const temp = mkdtempSync(path.join(tmpdir(), `nea-${name}-`));
  const workspace = path.join(temp, 'workspace');
  mkdirSync(workspace);
  const door = options.door ? await openDoor(lab.cluster, name) : undefined;
  const services = await startServices(options.services);
  return {
    ...{ lab, name, services, workspace, temp, door },
    outputDir: path.join(lab.cluster.outputDir, name),
    async close() {
      await cancel(lab, ...(await jobsOf({ lab, name })).map(({ id }) => id));
      await door?.close();
      await services.close();
      rmSync(temp, { recursive: true, force: true });
    },
  };
}

/** What a user writes for this cluster, with the values that differ from the usual ones. */
export function launcherConfig(
  { lab, name, outputDir }: Scenario,
  tasks: string[],
  execution: Record<string, unknown> = {},
  deployment: Record<string, unknown> = { type: 'none' },
): string {
  const entries = {
    ...{
      type: 'slurm',
      hostname: lab.cluster.host,
      username: lab.cluster.user,
      account: lab.cluster.account,
    },
    ...{ partition: 'batch', output_dir: outputDir, walltime: '00:05:00', subproject: name },
    ...{ num_nodes: 1, ntasks_per_node: 1 },
    ...execution,
  };
  return JSON.stringify({
    execution: entries,
    deployment,
    evaluation: { tasks: tasks.map((task) => ({ name: task, container: lab.image })) },
  });
}

/** What lets a runner elsewhere come in. */
export function sshInputs({ lab: { cluster }, door }: Scenario): Record<string, string> {
  return {
    'ssh-key': cluster.userKey,
    'ssh-known-hosts': cluster.hostKeyLine,
    'ssh-config': door?.sshConfig ?? cluster.sshConfig,
  };
}

let runs = 0;

/** Starts the action on a config; `inputs` win over those by ssh, and an empty one takes it away. */
export function start(
  scenario: Scenario,
  config: string,
  inputs: Record<string, string> = {},
  options: Partial<RunOptions> = {},
): ActionHandle {
  runs += 1;
  const file = `launcher-${runs}.yaml`;
  writeFileSync(path.join(scenario.workspace, file), config);
  const tempDir = path.join(scenario.temp, `runner-temp-${runs}`);
  mkdirSync(tempDir);
  return startAction({
    ...{ actionDir: ROOT, workspace: scenario.workspace, tempDir, services: scenario.services },
    ...{ runId: '1', job: 'evaluate' },
    ...options,
    inputs: {
      config: file,
      model: 'good',
      'endpoint-url': scenario.lab.endpoint.url,
      parallelism: '4',
      'limit-samples': '20',
      'trust-unlisted-tasks': 'true',
      'artifact-name': `results-${scenario.name}-${runs}`,
      ...sshInputs(scenario),
      ...inputs,
    },
    env: { RUNNER_TOOL_CACHE: path.join(CACHE, 'tool-cache'), ...options.env },
  });
}

export function run(...args: Parameters<typeof start>): Promise<ActionResult> {
  return start(...args).done;
}
