import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { unzipSync, zipSync } from 'fflate';
import { buildResultJson, type RunReport } from '../../src/report/result-json.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { writeScores } from '../../src/results/write-scores.js';
import { createRepository, type Repository } from '../../tools/local-runner/repository.js';
import {
  type ActionHandle,
  type ActionResult,
  type RunOptions,
  startAction,
} from '../../tools/local-runner/run-action.js';
import { type Services, startServices } from '../../tools/local-runner/services.js';
import { sha } from '../baseline/records.js';
import { uploadZip } from '../baseline/upload.js';
import { answers, type ByobTask, writeInvocation } from '../comparison/byob-invocation.js';

const ROOT = path.join(import.meta.dirname, '../..');
const validate: ValidateFunction = new Ajv2020({ allErrors: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(path.join(ROOT, 'schema/result.v1.schema.json'), 'utf8')),
);

export const REPOSITORY = 'octo/models';
export const WORKFLOW = '.github/workflows/evaluate.yml';
/** Commits of main, oldest first, a pull request's head, and what merges it into the tip of main. */
export const [ROOT_SHA, BASE, TIP, HEAD, MERGE] = ['root', 'base', 'tip', 'head', 'merge'].map(sha) as [
  string,
  string,
  string,
  string,
  string,
];

export interface Report {
  state: string;
  verdict: string;
  error: string | null;
  benchmarks: Record<string, unknown>[];
  anchor: Record<string, unknown> | null;
  [key: string]: unknown;
}

export interface RecordFacts {
  /** Answers that are wrong, of 400. */
  wrong?: number;
  tasks?: readonly ByobTask[];
  name?: string;
  expiresAt?: string;
  report?: Partial<RunReport>;
  /** Further files of the record. */
  files?: Record<string, Uint8Array>;
}

export const oneTask = (wrong: number, name = 'arith', from = 0): ByobTask => ({
  name,
  answers: answers(400, wrong, from),
  prompt: (item) => `PROMPT ${item}`,
});

/** A GitHub on loopback, a workspace and RUNNER_TEMP, for each test. */
export function setUpWorld() {
  const world = {
    base: '',
    workspace: '',
    services: undefined as unknown as Services,
    repository: undefined as unknown as Repository,
    /** An evaluation's folder in the workspace. @returns its name there. */
    invocation(tasks: readonly ByobTask[]): string {
      return path.relative(world.workspace, writeInvocation(world.workspace, tasks));
    },
    write(name: string, text: string): string {
      mkdirSync(path.dirname(path.join(world.workspace, name)), { recursive: true });
      writeFileSync(path.join(world.workspace, name), text);
      return name;
    },
    /** A run with the record that the main action uploads, through the code that writes records. */
    async record(
      run: Parameters<Repository['run']>[0],
      { wrong = 20, tasks = [oneTask(wrong)], name, expiresAt, report = {}, files = {} }: RecordFacts = {},
    ): Promise<void> {
      world.repository.run({ path: WORKFLOW, ...run });
      const work = mkdtempSync(path.join(world.base, 'record-'));
      const results = await readEvalResults(writeInvocation(work, tasks));
      const scores = path.join(work, 'scores.ndjson.gz');
      await writeScores(results, scores);
      const result = buildResultJson({
        state: 'success',
        verdict: 'NO-BASELINE',
        candidate: { model: 'm', sha: 'f'.repeat(40), ref: 'refs/heads/forged', runId: '666' },
        tasks: [],
        findings: [],
        results,
        ...report,
      });
      const zip = zipSync({
        'result.json': Buffer.from(JSON.stringify(result)),
        'scores.ndjson.gz': readFileSync(scores),
        ...files,
      });
      await uploadZip(world.services, run.id, zip, {
        name: name ?? 'eval_results.baseline',
        ...(expiresAt === undefined ? {} : { expiresAt }),
      });
    },
    start(
      action: 'compare' | 'collect',
      inputs: Record<string, string>,
      options: RunOptions = {},
    ): ActionHandle {
      return startAction({
        actionDir: path.join(ROOT, action),
        workspace: world.workspace,
        tempDir: mkdtempSync(path.join(world.base, 'temp-')),
        inputs,
        repository: REPOSITORY,
        runId: '900',
        sha: TIP,
        services: world.services,
        ...options,
        // Without any program on PATH.
        env: {
          PATH: '/nowhere',
          GITHUB_WORKFLOW_REF: `${REPOSITORY}/${WORKFLOW}@refs/heads/main`,
          ...options.env,
        },
      });
    },
    compare: (inputs: Record<string, string>, options?: RunOptions): Promise<ActionResult> =>
      world.start('compare', inputs, options).done,
    collect: (inputs: Record<string, string>, options?: RunOptions): Promise<ActionResult> =>
      world.start('collect', inputs, options).done,
  };
  beforeEach(async () => {
    world.base = mkdtempSync(path.join(tmpdir(), 'nemo-eval-github-'));
    world.workspace = path.join(world.base, 'workspace');
    mkdirSync(world.workspace);
    const repository = createRepository({ fullName: REPOSITORY });
    repository.commit(ROOT_SHA);
    repository.commit(BASE, ROOT_SHA);
    repository.commit(TIP, BASE);
    repository.commit(HEAD, BASE);
    repository.commit(MERGE, TIP, HEAD);
    repository.branches.set('main', TIP);
    world.repository = repository;
    world.services = await startServices({ repository });
  });
  afterEach(async () => {
    await world.services.close();
    rmSync(world.base, { recursive: true, force: true });
  });
  return world;
}

export type World = ReturnType<typeof setUpWorld>;

/** The result.json of a run, which is valid on every path. */
export function report({ outputs }: ActionResult): Report {
  const file = JSON.parse(readFileSync(outputs['result_json']!, 'utf8')) as Report;
  expect(validate(file) ? [] : validate.errors).toEqual([]);
  return file;
}

const SHARED = { repository: { id: 4711, private: false, default_branch: 'main' } };

export const onPush = (name = 'push', isPrivate = false): RunOptions => ({
  event: { name, payload: { repository: { ...SHARED.repository, private: isPrivate } } },
});

/** Pull request 7 of the repository itself, or of a fork. */
export function onPull({ fromFork = false, name = 'pull_request' } = {}): RunOptions {
  const repo = (id: number): object => ({ id, full_name: id === 4711 ? REPOSITORY : 'fork/models' });
  const pull_request = {
    number: 7,
    head: { sha: HEAD, ref: 'feature', repo: repo(fromFork ? 99 : 4711) },
    base: { sha: BASE, ref: 'main', repo: repo(4711) },
  };
  return {
    sha: MERGE,
    ref: 'refs/pull/7/merge',
    event: { name, payload: { ...SHARED, pull_request } },
  };
}

/** A workflow_run that follows run 55 of a fork. */
export function onFollowing(headSha = HEAD): RunOptions {
  const workflow_run = {
    id: 55,
    head_sha: headSha,
    head_branch: 'feature',
    head_repository: { owner: { login: 'fork' } },
    event: 'pull_request',
    pull_requests: [],
  };
  return { sha: TIP, event: { name: 'workflow_run', payload: { ...SHARED, workflow_run } } };
}

/** Every byte that a run left: files of RUNNER_TEMP, artifacts as they are and unpacked, posts, log and summary. */
export function* traces(world: World, result: ActionResult): Generator<[string, Buffer]> {
  yield ['log', Buffer.from(result.log + (result.post?.log ?? ''))];
  yield ['summary', Buffer.from(result.summary)];
  for (const name of readdirSync(result.tempDir, { recursive: true, encoding: 'utf8', withFileTypes: true }))
    if (name.isFile()) yield [`file ${name.name}`, readFileSync(path.join(name.parentPath, name.name))];
  for (const artifact of world.services.artifacts.filter(({ runId }) => runId === '900')) {
    const bytes = artifact.bytes();
    yield [`artifact ${artifact.name}`, bytes];
    if (artifact.mimeType !== 'application/zip') continue;
    for (const [name, content] of Object.entries(unzipSync(bytes)))
      yield [`${artifact.name}/${name}`, Buffer.from(content)];
  }
  const { checks, comments, issues } = world.services.rest;
  yield ['posts', Buffer.from(JSON.stringify({ checks, comments, issues }))];
}
