import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import ts from 'typescript';
import { buildOpenRecord } from '../../../src/open-records/build-open-record.js';
import { openName, resultName } from '../../../src/open-records/names.js';
import { compileSource } from '../../../tools/compile-source.js';
import { createRepository, type Repository, type Run } from '../../../tools/local-runner/repository.js';
import { type ActionHandle, type ActionResult, startAction } from '../../../tools/local-runner/run-action.js';
import { type Services, startServices } from '../../../tools/local-runner/services.js';
import { uploadZip } from '../../baseline/upload.js';
import { slurmParts, zipOf } from '../../open-records/records.js';
import { resultZip } from './results.js';
import type { StubCluster } from './stub-finisher.js';

const ROOT = path.join(import.meta.dirname, '../../..');
const HERE = '__tests__/collecting/open';
const FULL_NAME = 'octo/models';
export const HEAD = 'a'.repeat(40);
export const SUBMIT = '.github/workflows/submit.yml';
export const COLLECT = '.github/workflows/collect.yml';
export const [A, B, C] = ['aaaa000000000001', 'bbbb000000000002', 'cccc000000000003'] as [
  string,
  string,
  string,
];
const HOUR_MS = 3_600_000;

/** What the collector's own workflow says of the cluster. */
export const INPUTS: Record<string, string> = {
  mode: 'submitted',
  workflow: 'submit.yml',
  hosts: 'login.slurm.test',
  user: 'nel',
  account: 'evals',
  'path-prefix': '/remote/evals',
  'check-run': 'true',
  comment: 'always',
};

/** A submission: what is recorded, and by which run. */
export interface Submission {
  runId?: number;
  run?: Partial<Run>;
  /** Makes another text of the record. */
  edit?: (text: string) => string;
  /** Of the artifact, where it is another than the record's. */
  name?: string;
  ageHours?: number;
  keptHours?: number;
}

/** A GitHub on loopback for each test, and collectors that run as the runner starts them. */
export function setUpOpenWorld() {
  const compiled = mkdtempSync(path.join(tmpdir(), 'nemo-eval-open-'));
  const world = {
    dir: '',
    services: undefined as unknown as Services,
    repository: undefined as unknown as Repository,
    /** A run that submitted an invocation and left. @returns the artifact's id. */
    async submit(invocation: string, submission: Submission = {}): Promise<number> {
      const { runId = 12, edit = (text: string) => text, ageHours = 1, keptHours = 2160 } = submission;
      const run = world.repository.run({ id: runId, headSha: HEAD, path: SUBMIT, ...submission.run });
      const pull = run.event === 'pull_request' ? 7 : undefined;
      const parts = slurmParts({ invocation, runId, ...(pull === undefined ? {} : { pull }) });
      const zip = zipOf(edit(buildOpenRecord(parts, (text) => text)));
      return world.upload(runId, submission.name ?? openName(invocation), zip, { ageHours, keptHours });
    },
    /** What a collector has uploaded that did not come further. */
    async result(
      invocation: string,
      runId: number,
      run: Partial<Run> = {},
      content?: Uint8Array,
    ): Promise<number> {
      world.repository.run({ id: runId, headSha: HEAD, path: COLLECT, event: 'schedule', ...run });
      const zip = content ?? resultZip();
      return world.upload(runId, resultName(invocation), zip, { ageHours: 0, keptHours: 2160 });
    },
    async upload(
      runId: number,
      name: string,
      zip: Uint8Array,
      { ageHours, keptHours }: { ageHours: number; keptHours: number },
    ): Promise<number> {
      const created = Date.now() - ageHours * HOUR_MS;
      const expiresAt = new Date(created + keptHours * HOUR_MS).toISOString();
      const id = await uploadZip(world.services, runId, zip, { name, expiresAt });
      world.services.artifacts.find((one) => one.id === String(id))!.createdAt = new Date(
        created,
      ).toISOString();
      return id;
    },
    cluster(cluster: StubCluster): void {
      writeFileSync(path.join(world.dir, 'cluster.json'), JSON.stringify(cluster));
    },
    /** What the stub was asked, without the look at all. */
    calls(): string[] {
      try {
        const lines = readFileSync(path.join(world.dir, 'calls'), 'utf8').trim().split('\n');
        return lines.filter((line) => !line.includes(' look '));
      } catch {
        return [];
      }
    },
    start(
      inputs: Record<string, string> = {},
      runId = 900,
      env: Record<string, string | undefined> = {},
    ): ActionHandle {
      world.repository.run({
        id: runId,
        headSha: HEAD,
        path: COLLECT,
        event: 'schedule',
        status: 'in_progress',
      });
      const handle = startAction({
        actionDir: path.join(compiled, 'action'),
        tempDir: mkdtempSync(path.join(world.dir, 'temp-')),
        inputs: { ...INPUTS, ...inputs },
        repository: FULL_NAME,
        runId: String(runId),
        services: world.services,
        event: {
          name: 'schedule',
          payload: { repository: { id: 4711, private: true, default_branch: 'main' } },
        },
        env: {
          PATH: '/nowhere',
          STUB_DIR: world.dir,
          GITHUB_WORKFLOW_REF: `${FULL_NAME}/${COLLECT}@refs/heads/main`,
          ...env,
        },
      });
      const over = (): void => {
        world.repository.runs.get(runId)!.status = 'completed';
      };
      handle.done.then(over, over);
      return handle;
    },
    collect: (
      inputs?: Record<string, string>,
      runId?: number,
      env?: Record<string, string | undefined>,
    ): Promise<ActionResult> => world.start(inputs, runId, env).done,
    /** Ids of artifacts by kind. */
    left: (invocation: string) => {
      const ids = (name: string) =>
        world.services.artifacts.filter((one) => one.name === name).map(({ id }) => Number(id));
      return { open: ids(openName(invocation)), results: ids(resultName(invocation)) };
    },
    /** Ids of what has the files of an invocation. */
    files: (invocation: string): number[] =>
      world.services.artifacts
        .filter((one) => one.name === `eval_results-${invocation}`)
        .map(({ id }) => Number(id)),
    requests: (pattern: RegExp): string[] =>
      world.services.requests
        .map(({ method, path: at }) => `${method} ${at}`)
        .filter((line) => pattern.test(line)),
  };
  beforeAll(() => {
    compileSource(path.join(compiled, 'src'));
    mkdirSync(path.join(compiled, HERE), { recursive: true });
    for (const name of ['collector-process', 'stub-finisher']) {
      const text = readFileSync(path.join(ROOT, HERE, `${name}.ts`), 'utf8');
      const compilerOptions = {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
      };
      writeFileSync(
        path.join(compiled, HERE, `${name}.js`),
        ts.transpileModule(text, { compilerOptions }).outputText,
      );
    }
    writeFileSync(path.join(compiled, 'package.json'), '{"type":"module"}\n');
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(compiled, 'node_modules'));
    mkdirSync(path.join(compiled, 'action'));
    const manifest = readFileSync(path.join(ROOT, 'collect/action.yml'), 'utf8');
    const ours = manifest
      .replace(/^ {2}main: .*$/m, `  main: ../${HERE}/collector-process.js`)
      .replace(/^ {2}post.*\n/gm, '');
    writeFileSync(path.join(compiled, 'action/action.yml'), ours);
  });
  beforeEach(async () => {
    world.dir = mkdtempSync(path.join(compiled, 'world-'));
    world.repository = createRepository({ fullName: FULL_NAME });
    world.services = await startServices({ repository: world.repository });
  });
  afterEach(() => world.services.close());
  afterAll(() => rmSync(compiled, { recursive: true, force: true }));
  return world;
}

export type OpenWorld = ReturnType<typeof setUpOpenWorld>;
