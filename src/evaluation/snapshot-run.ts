import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { findTask } from '../config/find-task.js';
import { type FilesHash, hashFiles } from '../config/hash-files.js';
import { listedTask } from '../config/preflight/context.js';
import type { ResolvedConfig } from '../config/resolve.js';
import { type ImageIdentity, type Snapshot, type TaskRunFacts, takeSnapshot } from '../config/snapshot.js';
import { getAt, isMap } from '../config/value.js';
import { identifyImage } from '../launcher/docker.js';
import { toolEnvironment } from '../launcher/environment.js';
import { readExecDb, readImages } from '../launcher/exec-db.js';
import { readLmEvalResults } from '../results/lm-eval-results.js';
import { packLmEval } from '../results/lm-eval-settings.js';
import { readRunFacts } from '../results/run-facts.js';
import { redactMessage } from '../upload/scan-file.js';
import type { Session } from './session.js';

/** Hashes the tokenizers and data sets of this machine, before anything can change them. */
async function hashLocalFiles(config: ResolvedConfig, signal: AbortSignal): Promise<Map<string, FilesHash>> {
  const tokenizer = ['nemo_evaluator_config', 'config', 'params', 'extra', 'tokenizer'];
  const values = [
    getAt(config.root, ['evaluation', ...tokenizer]),
    ...config.taskNames.flatMap((_, index) => {
      const own = ['evaluation', 'tasks', index];
      return [getAt(config.root, [...own, ...tokenizer]), getAt(config.root, [...own, 'dataset_dir'])];
    }),
  ];
  const paths = values.filter((value): value is string => typeof value === 'string' && value.startsWith('/'));
  const hashes = new Map<string, FilesHash>();
  for (const path of new Set(paths)) hashes.set(path, await hashFiles(path, signal));
  return hashes;
}

/** Which image a name stands for there, only its registry could tell. */
const ON_CLUSTER: ImageIdentity = { reason: 'it ran on a cluster, which does not say which image it was' };

/** Tasks that were launched, with the folders of this machine that hold what they left. */
function findJobs({ files, record }: Session): { index: number; outputDir: string; image?: string }[] {
  const { remote, invocationDir } = record;
  if (!remote || !invocationDir) return readExecDb(files.execDb);
  const images = readImages(files.execDb);
  return remote.tasks.map(({ name, index }) => {
    const image = images.get(index);
    return { index, outputDir: path.join(invocationDir, `${name}.${index}`), ...(image ? { image } : {}) };
  });
}

/** Takes the snapshot with the images that ran, and what the evaluator says it ran with. */
export async function snapshotRun(session: Session): Promise<Snapshot | undefined> {
  const { config, context, record, catalogue, configFile } = session;
  if (!config) return undefined;
  const jobs = findJobs(session);
  const known = new Map<string, ImageIdentity>();
  for (const image of new Set(jobs.flatMap((job) => (job.image ? [job.image] : []))))
    known.set(image, record.remote ? ON_CLUSTER : await identifyImage(image, toolEnvironment(session.env)));
  const tasks = config.taskNames.map((name, index): TaskRunFacts => {
    const job = jobs.find((one) => one.index === index);
    const run = job ? readRunFacts(job.outputDir) : {};
    const lmEval = job ? readLmEvalResults(path.join(job.outputDir, 'artifacts')) : undefined;
    const task = getAt(config.root, ['evaluation', 'tasks', index]);
    const container = isMap(task) ? task.get('container') : undefined;
    const match = catalogue
      ? findTask(catalogue, name, typeof container === 'string' ? container : undefined)
      : undefined;
    const listed = listedTask(match);
    return {
      ...(listed ? { listed } : {}),
      ...(job?.image ? { image: job.image } : {}),
      identity: (job?.image ? known.get(job.image) : undefined) ?? { reason: 'nothing ran' },
      ...(run.parameters === undefined ? {} : { effectiveParameters: run.parameters }),
      ...(run.evaluatorVersion ? { evaluatorVersion: run.evaluatorVersion } : {}),
      ...(lmEval ? { harnessSettings: packLmEval(lmEval) } : {}),
      ...(run.harness ? { harness: run.harness } : {}),
      ...(run.endpointType ? { endpointType: run.endpointType } : {}),
    };
  });
  const server = await identifyServer(session, config);
  return takeSnapshot(config, {
    ...(server ? { server } : {}),
    ...(configFile ? { configFile } : {}),
    launcherVersion: record.launcherVersion,
    workspace: context.workspace,
    tasks,
    files: session.fileHashes,
  });
}

/** The image by which a model is served, where that is on this machine. */
async function identifyServer(
  { env }: Session,
  { root, kept }: ResolvedConfig,
): Promise<ImageIdentity | undefined> {
  const image = getAt(root, ['deployment', 'image']);
  const isHere = getAt(root, ['execution', 'type']) === 'local' && !kept.has('deployment.image');
  const isServed = (getAt(root, ['deployment', 'type']) ?? 'none') !== 'none';
  if (!isHere || !isServed || typeof image !== 'string') return undefined;
  return identifyImage(image, toolEnvironment(env));
}

export const SNAPSHOT_FILE = 'snapshot.json';

/** The snapshot's text. What the evaluator says it ran with may hold a secret that the launcher has resolved. */
export function renderSnapshot({ forms }: Session, snapshot: Snapshot): string {
  return redactMessage(`${JSON.stringify(snapshot, null, 2)}\n`, forms);
}

/** Writes what is known before the launch, for a step that is cut off; the end of the run writes it anew. */
export async function saveFirstSnapshot(session: Session): Promise<void> {
  const { config, files, stop } = session;
  if (!config) return;
  session.fileHashes = await hashLocalFiles(config, stop.signal);
  const snapshot = await snapshotRun(session);
  if (snapshot)
    writeFileSync(path.join(files.dir, SNAPSHOT_FILE), renderSnapshot(session, snapshot), { mode: 0o600 });
}
