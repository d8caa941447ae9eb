import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { RemoteRun, RunRecord } from '../../src/evaluation/record.js';
import { type Session, startSession } from '../../src/evaluation/session.js';
import { runFiles } from '../../src/launcher/submit.js';
import { Outputs } from '../../src/outputs.js';
import { INVOCATION } from '../open-records/records.js';

export interface TestSession {
  session: Session;
  /** What was logged, whatever the level. */
  said: string[];
  /** What was logged as an error. */
  errors: string[];
}

export interface SessionParts {
  record?: Partial<RunRecord>;
  context?: Record<string, unknown>;
  env?: NodeJS.ProcessEnv;
}

/** An evaluation on a cluster, as the main step's record has it. */
export function slurmRun(changes: Partial<RemoteRun> = {}): RemoteRun {
  const dir = `/remote/evals/20261124_054803-${INVOCATION}`;
  return {
    executor: 'slurm',
    tag: 'nea/4711/12/1/evaluate',
    host: 'login.slurm.test',
    user: 'nel',
    account: 'evals',
    dir,
    tasks: [
      {
        index: 0,
        name: 'byob_arith.arith',
        jobName: 'evals-ci.byob_arith.arith.0',
        jobIds: ['9'],
        remoteDir: `${dir}/byob_arith.arith.0`,
      },
    ],
    left: false,
    swept: false,
    ...changes,
  };
}

/** A session over a run's folder below a test's own. */
export function sessionIn(dir: string, { record, context, env = {} }: SessionParts = {}): TestSession {
  const said: string[] = [];
  const errors: string[] = [];
  const say = (text: string): unknown => said.push(text);
  const files = runFiles(path.join(dir, 'run'));
  mkdirSync(path.dirname(files.execDb), { recursive: true });
  const parts = {
    context: {
      sha: 'a'.repeat(40),
      ref: 'refs/heads/main',
      runId: '12',
      runAttempt: '1',
      job: 'evaluate',
      step: '__self',
      workflow: 'Evaluate',
      serverUrl: 'https://github.com',
      repository: 'octo/models',
      event: { name: 'push', isPrivateRepository: true, repositoryId: 4711, defaultBranch: 'main' },
      ...context,
    },
    env,
    actionDir: path.join(import.meta.dirname, '../..'),
    log: {
      info: say,
      warn: say,
      error: (text: string) => errors.push(text),
      group: say,
      foreign: say,
      mask: () => undefined,
      summary: async () => undefined,
    },
    outputs: new Outputs([], () => undefined),
    stop: new AbortController(),
    rememberCheck: () => undefined,
  };
  const full: RunRecord = {
    phase: 'launching',
    startedAt: '2026-11-24T05:48:06.992Z',
    secretNames: [],
    invocationId: INVOCATION,
    launcherVersion: '0.2.6',
    allowance: { count: 0 },
    artifact: { name: 'auto', contents: 'full', compressionLevel: 1 },
    summary: false,
    summarized: false,
    ...record,
  };
  return { session: startSession(parts as never, files, full), said, errors };
}
