import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { startEndpoint } from '../../demo/endpoint.js';
import { ensureEngine } from '../../demo/engine.js';
import { ensureImage } from '../../demo/image.js';
import {
  type ActionHandle,
  type ActionResult,
  type RunOptions,
  startAction,
} from '../../tools/local-runner/run-action.js';
import { startServices } from '../../tools/local-runner/services.js';

export const ROOT = path.join(import.meta.dirname, '../..');
/** Shared with the demo, so that engine, image and the launcher's environment are made once. */
const CACHE = path.join(ROOT, 'demo/.cache');
export const API_KEY = 'canary-0123456789-SECRET-value';

type Engine = Awaited<ReturnType<typeof ensureEngine>>;
type Endpoint = Awaited<ReturnType<typeof startEndpoint>>;
type Services = Awaited<ReturnType<typeof startServices>>;

/** A real engine, a real evaluation image, an embedded endpoint and GitHub's services on loopback. */
export interface World {
  engine: Engine;
  image: string;
  endpoint: Endpoint;
  services: Services;
  workspace: string;
  temp: string;
  close(): Promise<void>;
}

export async function openWorld(options: Parameters<typeof startServices>[0] = {}): Promise<World> {
  const quiet = (): void => undefined;
  const engine = await ensureEngine({ log: quiet, stateDir: path.join(CACHE, 'engine') });
  const { image } = await ensureImage({
    env: { ...process.env, ...engine.env },
    log: quiet,
    cacheDir: CACHE,
  });
  const endpoint = await startEndpoint({ apiKey: API_KEY });
  const services = await startServices(options);
  const temp = mkdtempSync(path.join(tmpdir(), 'nemo-eval-e2e-'));
  const workspace = path.join(temp, 'workspace');
  mkdirSync(workspace);
  return {
    engine,
    image,
    endpoint,
    services,
    workspace,
    temp,
    async close() {
      await services.close();
      await endpoint.close();
      await engine.stop();
      rmSync(temp, { recursive: true, force: true });
    },
  };
}

/** What a user writes for a container of one's own on this machine's endpoint. */
export function rawConfig(world: World, tasks: string[], extra = ''): string {
  const entries = tasks.map((name) => `    - name: ${name}\n      container: ${world.image}`);
  return `execution:
  type: local
  mode: sequential
  extra_docker_args: "--network host"
deployment:
  type: none
evaluation:
  tasks:
${entries.join('\n')}
${extra}`;
}

let runs = 0;

/** Starts the action on a config, with the inputs that every case needs. */
export function start(
  world: World,
  config: string,
  inputs: Record<string, string> = {},
  options: Partial<RunOptions> = {},
): ActionHandle {
  runs += 1;
  const name = `launcher-${runs}.yaml`;
  writeFileSync(path.join(world.workspace, name), config);
  const tempDir = path.join(world.temp, `runner-temp-${runs}`);
  mkdirSync(tempDir);
  return startAction({
    actionDir: ROOT,
    workspace: world.workspace,
    tempDir,
    services: world.services,
    runId: '1',
    job: 'evaluate',
    ...options,
    inputs: {
      config: name,
      model: 'good',
      'endpoint-url': world.endpoint.url,
      parallelism: '8',
      'limit-samples': '20',
      'trust-unlisted-tasks': 'true',
      'artifact-name': `results-${runs}`,
      ...inputs,
    },
    env: { ...world.engine.env, RUNNER_TOOL_CACHE: path.join(CACHE, 'tool-cache'), ...options.env },
  });
}

export function run(
  world: World,
  config: string,
  inputs: Record<string, string> = {},
  options: Partial<RunOptions> = {},
): Promise<ActionResult> {
  return start(world, config, inputs, options).done;
}

/** The artifacts that are no records, oldest first. */
export function resultArtifacts({ services }: Pick<World, 'services'>): Services['artifacts'][number][] {
  return services.artifacts.filter(({ name }) => !/\.baseline(-|$)/.test(name));
}

/** The files of the newest of them, by path. */
export function lastArtifact(world: Pick<World, 'services'>): Map<string, Buffer> {
  const artifact = resultArtifacts(world).at(-1);
  if (!artifact) throw new Error('there is no artifact');
  return new Map(
    Object.entries(unzipSync(artifact.bytes())).map(([name, bytes]) => [name, Buffer.from(bytes)]),
  );
}

export function artifactText(files: Map<string, Buffer>, ending: string): string {
  const found = [...files].find(([name]) => name.endsWith(ending));
  if (!found) throw new Error(`no ${ending} among ${[...files.keys()].join(', ')}`);
  return found[1].toString('utf8');
}

export function docker(world: World, ...args: string[]): string {
  return execFileSync('docker', args, {
    env: { ...process.env, ...world.engine.env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Containers of this world's evaluations that are there now, running or not; other files' tests share the engine. */
export function containers(world: World, prefix = 'client-'): string[] {
  return docker(
    world,
    'ps',
    '-a',
    '--no-trunc',
    '--filter',
    `name=${prefix}`,
    '--format',
    '{{.Names}} {{.Mounts}}',
  )
    .split('\n')
    .filter((line) => line.includes(world.temp))
    .map((line) => line.split(' ')[0]!);
}

/** `.secrets.env` files below a folder. */
export function secretFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return execFileSync('find', [folder, '-name', '.secrets.env'], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
}

export function readText(file: string): string {
  return readFileSync(file, 'utf8');
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('the condition did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
