import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { startEndpoint } from '../../demo/endpoint.js';
import { ensureEngine } from '../../demo/engine.js';
import { ensureImage } from '../../demo/image.js';
import { createRepository, REPOSITORY_ID, type Repository } from '../../tools/local-runner/repository.js';
import { startServices } from '../../tools/local-runner/services.js';
import { type Clone, createClone } from './clone.js';
import { type JobRun, REPOSITORY, readExample, runWorkflow } from './run-workflow.js';

const ROOT = path.join(import.meta.dirname, '../..');
const CACHE = path.join(ROOT, 'demo/.cache');
/** The image that the launcher runs the examples' tasks from. */
export const LISTED_IMAGE = 'nvcr.io/nvidia/eval-factory/lm-evaluation-harness:26.03';
export const API_KEY = 'canary-0123456789-SECRET-value';

type Services = Awaited<ReturnType<typeof startServices>>;

/** A user's repository on a loopback GitHub, a model's endpoint, and an engine with the image of the examples' tasks. */
export interface World {
  services: Services;
  repository: Repository;
  clone: Clone;
  endpoint: Awaited<ReturnType<typeof startEndpoint>>;
  engineEnv: Record<string, string | undefined>;
  image: string;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const quiet = (): void => undefined;
  const engine = await ensureEngine({ log: quiet, stateDir: path.join(CACHE, 'engine') });
  const env = { ...process.env, ...engine.env };
  const { image } = await ensureImage({ env, log: quiet, cacheDir: CACHE });
  const source = path.join(import.meta.dirname, 'listed-image');
  execFileSync(
    'docker',
    ['build', '--quiet', '--build-arg', `BASE=${image}`, '--tag', LISTED_IMAGE, source],
    {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const endpoint = await startEndpoint({ apiKey: API_KEY });
  const repository = createRepository({ fullName: REPOSITORY });
  const services = await startServices({ repository });
  const temp = mkdtempSync(path.join(tmpdir(), 'act-world-'));
  return {
    services,
    repository,
    clone: createClone(path.join(temp, 'clone'), repository),
    endpoint,
    engineEnv: engine.env,
    image,
    async close() {
      await services.close();
      await endpoint.close();
      await engine.stop();
      rmSync(temp, { recursive: true, force: true });
    },
  };
}

/** The config of examples/ for a model of the endpoint, with as many samples as show a drop and exclude one. */
export function modelConfig(model: string, file = 'eval/model.yaml'): Record<string, string> {
  const text = readFileSync(path.join(ROOT, 'examples', file), 'utf8')
    .replace('my-org/my-model-iter-0002000', model)
    .replace('limit_samples: 500', 'limit_samples: 150')
    // The endpoint is on the runner itself.
    .replace('mode: sequential', 'mode: sequential\n  extra_docker_args: "--network host"');
  return { [file]: text };
}

export interface Example {
  /** File in examples/. */
  file: string;
  event: string;
  payload?: Record<string, unknown>;
  /** What is checked out, and what `GITHUB_SHA` is. */
  commit: string;
  ref?: string;
  /** Of the commit that the run is of, where that is not the one checked out. */
  head?: { sha: string; branch: string; repository?: { id: number; full_name: string } };
  /** Stands for the text of the example, so that a test can break it. */
  change?: (workflow: string) => string;
  actions?: Record<string, string>;
  /** Default: the model's key; with the job's token in any case. */
  secrets?: Record<string, string>;
  vars?: Record<string, string>;
}

/** A finished run of an example. */
export interface Finished {
  runId: string;
  jobs: JobRun[];
  /** The one job of this name; the first leg of a matrix. */
  job(name: string): JobRun;
}

let lastRun = 900;

/** Runs an example as one more run of the repository, which the loopback GitHub then knows. */
export async function runExample(world: World, example: Example): Promise<Finished> {
  const { services, repository, clone } = world;
  lastRun += 1;
  const runId = String(lastRun);
  const file = `.github/workflows/${example.file}`;
  const ref = example.ref ?? 'refs/heads/main';
  const { sha, branch, repository: headRepository } = example.head ?? { sha: example.commit, branch: 'main' };
  clone.checkOut(example.commit);
  repository.run({
    id: lastRun,
    headSha: sha,
    headBranch: branch,
    event: example.event,
    path: file,
    ...(headRepository ? { headRepository } : {}),
  });
  const text = readExample(example.file);
  const jobs = await runWorkflow({
    workflow: example.change?.(text) ?? text,
    file: example.file,
    clone: clone.dir,
    event: {
      name: example.event,
      payload: {
        repository: { id: REPOSITORY_ID, full_name: REPOSITORY, private: true, default_branch: 'main' },
        ...example.payload,
      },
    },
    env: {
      ...services.env,
      ...world.engineEnv,
      ACTIONS_RUNTIME_TOKEN: services.tokenFor(runId, 'job'),
      GITHUB_RUN_ID: runId,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_REPOSITORY_ID: String(REPOSITORY_ID),
      GITHUB_WORKFLOW_REF: `${REPOSITORY}/${file}@${ref}`,
      GITHUB_REF: ref,
      GITHUB_RETENTION_DAYS: '90',
    },
    toolCache: path.join(CACHE, 'tool-cache'),
    secrets: { GITHUB_TOKEN: services.token, ...(example.secrets ?? { MODEL_API_KEY: API_KEY }) },
    vars: { MODEL_URL: world.endpoint.url, MODEL_ID: 'good', ...example.vars },
    ...(example.actions ? { actions: example.actions } : {}),
  });
  return {
    runId,
    jobs,
    job(name) {
      const found = jobs.find(({ job }) => job === name);
      if (!found) throw new Error(`no job ${name} among ${jobs.map(({ job }) => job).join(', ')}`);
      return found;
    },
  };
}

/** Names of the artifacts of a run. */
export function artifactNames({ services }: World, { runId }: Finished): string[] {
  return services.artifacts
    .filter((artifact) => artifact.runId === runId)
    .map(({ name }) => name)
    .sort();
}

/** Outputs of the last step that set them. */
export function outputsOf({ jobs }: Finished): Record<string, string> {
  return jobs.at(-1)!.outputs;
}

/** The files of an artifact of a run. */
function filesOf({ services }: World, { runId }: Finished, name: string): Record<string, Uint8Array> {
  const artifact = services.artifacts.find((one) => one.runId === runId && one.name === name);
  if (!artifact) throw new Error(`run ${runId} left no ${name}`);
  return unzipSync(artifact.bytes());
}

/** The runs of the trend in a run's record, oldest first. */
export function trendOf(world: World, run: Finished): { run_id: string }[] {
  const packed = filesOf(world, run, 'eval_results.baseline')['trend.ndjson.gz']!;
  const [, ...runs] = gunzipSync(packed).toString('utf8').trim().split('\n');
  return runs.map((line) => JSON.parse(line));
}

interface RecordedResult {
  state: string;
  verdict: string;
  benchmarks: { name: string; task: string; n: number }[];
  tasks: { task: string; state: string; runtime_seconds: number | null }[];
}

/** result.json of a run's record. */
export function recordOf(world: World, run: Finished): RecordedResult {
  const file = filesOf(world, run, 'eval_results.baseline')['result.json']!;
  return JSON.parse(Buffer.from(file).toString('utf8'));
}
