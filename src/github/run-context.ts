import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunFacts } from '../config/output-dir.js';

/** What the runner says of this run, from its environment. */
export interface RunContext {
  workspace: string;
  /** RUNNER_TEMP: emptied before each job. */
  temp: string;
  toolCache: string;
  runId: string;
  runAttempt: string;
  job: string;
  sha: string;
  ref: string;
  repository: string;
  serverUrl: string;
  /** `Linux`, `Windows` or `macOS`. */
  os: string;
  isForkPullRequest: boolean;
  /** False where the event does not say. */
  isPrivateRepository: boolean;
}

export function readRunContext(env: NodeJS.ProcessEnv): RunContext {
  const workspace = path.resolve(env['GITHUB_WORKSPACE'] || process.cwd());
  const temp = path.resolve(env['RUNNER_TEMP'] || path.join(workspace, '.nemo-eval-tmp'));
  const event = readEvent(env['GITHUB_EVENT_PATH']);
  return {
    workspace,
    temp,
    toolCache: path.resolve(env['RUNNER_TOOL_CACHE'] || path.join(temp, 'tool-cache')),
    runId: env['GITHUB_RUN_ID'] || 'local',
    runAttempt: env['GITHUB_RUN_ATTEMPT'] || '1',
    job: env['GITHUB_JOB'] || 'job',
    sha: env['GITHUB_SHA'] || '',
    ref: env['GITHUB_REF'] || '',
    repository: env['GITHUB_REPOSITORY'] || '',
    serverUrl: env['GITHUB_SERVER_URL'] || 'https://github.com',
    os:
      env['RUNNER_OS'] ||
      { linux: 'Linux', win32: 'Windows', darwin: 'macOS' }[process.platform as string] ||
      process.platform,
    isForkPullRequest: isFork(event),
    isPrivateRepository: event.repository?.private === true,
  };
}

export function runFacts(context: RunContext, now: Date): RunFacts {
  const { runId, runAttempt, job, sha } = context;
  return { date: now.toISOString().slice(0, 10).replaceAll('-', ''), runId, runAttempt, job, sha };
}

/** What of the event that started the run is looked at. */
interface Event {
  repository?: { private?: unknown };
  pull_request?: {
    head?: { repo?: { id?: number; full_name?: string } | null };
    base?: { repo?: { id?: number; full_name?: string } };
  };
}

function readEvent(eventPath: string | undefined): Event {
  if (!eventPath) return {};
  try {
    return (JSON.parse(readFileSync(eventPath, 'utf8')) as Event | null) ?? {};
  } catch {
    return {};
  }
}

/** Whether the event is of a pull request whose head lies in another repository than its base. */
function isFork({ pull_request: pull }: Event): boolean {
  if (!pull) return false;
  // The head of a deleted fork has no repository.
  const head = pull.head?.repo;
  const base = pull.base?.repo;
  return !head || (head.id ?? head.full_name) !== (base?.id ?? base?.full_name);
}
