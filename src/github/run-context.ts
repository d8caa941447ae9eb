import path from 'node:path';
import type { RunFacts } from '../config/output-dir.js';
import { type RunEvent, readEvent } from './event.js';

/** What the runner says of this run, from its environment. */
export interface RunContext {
  workspace: string;
  /** RUNNER_TEMP: emptied before each job. */
  temp: string;
  toolCache: string;
  runId: string;
  runAttempt: string;
  job: string;
  /** The step's id, or what the runner calls it. */
  step: string;
  /** Name of the workflow. */
  workflow: string;
  /** `owner/name/.github/workflows/file.yml@ref`; '' outside of a run. */
  workflowRef: string;
  sha: string;
  ref: string;
  repository: string;
  serverUrl: string;
  /** `Linux`, `Windows` or `macOS`. */
  os: string;
  /** Address of the REST API. */
  apiUrl: string;
  /** What started the run. */
  event: RunEvent;
  isForkPullRequest: boolean;
}

export function readRunContext(env: NodeJS.ProcessEnv): RunContext {
  const workspace = path.resolve(env['GITHUB_WORKSPACE'] || process.cwd());
  const temp = path.resolve(env['RUNNER_TEMP'] || path.join(workspace, '.nemo-eval-tmp'));
  const event = readEvent(env);
  return {
    workspace,
    temp,
    toolCache: path.resolve(env['RUNNER_TOOL_CACHE'] || path.join(temp, 'tool-cache')),
    runId: env['GITHUB_RUN_ID'] || 'local',
    runAttempt: env['GITHUB_RUN_ATTEMPT'] || '1',
    job: env['GITHUB_JOB'] || 'job',
    step: env['GITHUB_ACTION'] || '',
    workflow: env['GITHUB_WORKFLOW'] || '',
    workflowRef: env['GITHUB_WORKFLOW_REF'] || '',
    sha: env['GITHUB_SHA'] || '',
    ref: env['GITHUB_REF'] || '',
    repository: env['GITHUB_REPOSITORY'] || '',
    serverUrl: env['GITHUB_SERVER_URL'] || 'https://github.com',
    os:
      env['RUNNER_OS'] ||
      { linux: 'Linux', win32: 'Windows', darwin: 'macOS' }[process.platform as string] ||
      process.platform,
    apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
    event,
    isForkPullRequest: event.pullRequest?.fromFork ?? false,
  };
}

/** @param leg slug of the matrix leg; '' without one. */
export function runFacts(context: RunContext, now: Date, leg = ''): RunFacts {
  const { runId, runAttempt, job, sha } = context;
  return {
    date: now.toISOString().slice(0, 10).replaceAll('-', ''),
    runId,
    runAttempt,
    job,
    sha,
    matrix: leg,
  };
}
