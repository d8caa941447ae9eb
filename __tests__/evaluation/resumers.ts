import path from 'node:path';
import { loadCollectInputs } from '../../src/collect-inputs.js';
import type { AdmittedRecord } from '../../src/collecting/open/finisher.js';
import type { Resumer } from '../../src/evaluation/remote/resume-session.js';
import { buildOpenRecord, type RecordParts } from '../../src/open-records/build-open-record.js';
import { openName } from '../../src/open-records/names.js';
import { readOpenRecord } from '../../src/open-records/read-open-record.js';
import { Outputs } from '../../src/outputs.js';
import { REPOSITORY_ID } from '../open-records/records.js';

/** Inputs of the collect action, as the cluster of a test needs them. */
export const COLLECT = {
  mode: 'submitted',
  hosts: 'login.slurm.test',
  user: 'nel',
  account: 'evals',
  'path-prefix': '/remote/evals',
};

/** Who collects, in a process of its own run 900. */
export function resumerIn(
  dir: string,
  { inputs = {}, env = {} }: { inputs?: Record<string, string>; env?: NodeJS.ProcessEnv } = {},
): Resumer & { said: string[] } {
  const said: string[] = [];
  const say = (text: string): unknown => said.push(text);
  const given: Record<string, string> = { ...COLLECT, ...inputs };
  const fields = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const run = {
    context: {
      workspace: path.join(dir, 'workspace'),
      temp: dir,
      toolCache: path.join(dir, 'tool'),
      sha: 'c'.repeat(40),
      ref: 'refs/heads/main',
      runId: '900',
      runAttempt: '1',
      job: 'collect',
      step: '__self',
      workflow: 'Collect',
      workflowRef: 'octo/models/.github/workflows/collect.yml@refs/heads/main',
      serverUrl: 'https://github.com',
      apiUrl: 'https://api.github.com',
      repository: 'octo/models',
      os: 'Linux',
      event: {
        name: 'schedule',
        isPrivateRepository: true,
        repositoryId: REPOSITORY_ID,
        defaultBranch: 'main',
      },
      isForkPullRequest: false,
    },
    env: { ...env, ...Object.fromEntries(fields) },
    log: {
      info: say,
      warn: say,
      error: say,
      group: say,
      foreign: say,
      mask: () => undefined,
      summary: async () => undefined,
    },
    outputs: new Outputs([], () => undefined),
    dir,
    rememberCheck: () => undefined,
  };
  return {
    run: run as never,
    actionDir: path.join(import.meta.dirname, '../..'),
    inputs: loadCollectInputs((name) => given[name] ?? ''),
    said,
  };
}

/** A record as a collector admits it. */
export function admitted(
  parts: RecordParts,
  { ageHours = 1, event = 'push', headBranch = 'main' } = {},
): AdmittedRecord {
  const { record } = readOpenRecord(buildOpenRecord(parts, (text) => text));
  const artifact = {
    id: 50,
    name: openName(record.invocation_id),
    sizeBytes: 1,
    expired: false,
    createdAt: new Date(Date.now() - ageHours * 3_600_000).toISOString(),
  };
  const run = {
    id: 12,
    attempt: 1,
    event,
    headSha: 'a'.repeat(40),
    headBranch,
    workflow: '.github/workflows/submit.yml',
    repositoryId: REPOSITORY_ID,
    headRepositoryId: REPOSITORY_ID,
    headRepository: 'octo/models',
    url: '',
  };
  return { record, artifact, run, attempt: 1, ageHours };
}
