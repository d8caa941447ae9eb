import { readFileSync } from 'node:fs';

/** The pull request of an event. */
export interface PullRequest {
  number: number;
  headSha: string;
  headRef: string;
  baseSha: string;
  baseRef: string;
  /** Whether the head lies in another repository, or in one that is gone. */
  fromFork: boolean;
}

/** The group of a merge queue. */
export interface MergeGroup {
  headSha: string;
  baseSha: string;
  /** Branch name without `refs/heads/`. */
  baseBranch: string;
}

/** The run that a `workflow_run` event follows. */
export interface FollowedRun {
  id: number;
  headSha: string;
  headBranch: string;
  /** Owner of the repository that the head lies in. */
  headOwner: string;
  event: string;
}

/** What of the event that started the run is looked at; what it does not say is absent. */
export interface RunEvent {
  /** Such as `pull_request`; '' outside of a run. */
  name: string;
  isPrivateRepository: boolean;
  repositoryId?: number;
  defaultBranch?: string;
  pullRequest?: PullRequest;
  mergeGroup?: MergeGroup;
  followedRun?: FollowedRun;
}

type Json = Record<string, unknown>;

/** Reads the event's file. What is missing or of another type is left out: an event never fails a run. */
export function readEvent(env: NodeJS.ProcessEnv): RunEvent {
  const payload = readPayload(env['GITHUB_EVENT_PATH']);
  const repository = object(payload['repository']);
  const event: RunEvent = {
    name: env['GITHUB_EVENT_NAME'] ?? '',
    isPrivateRepository: repository['private'] === true,
  };
  const id = number(repository['id']) ?? number(Number(env['GITHUB_REPOSITORY_ID'] || Number.NaN));
  if (id !== undefined) event.repositoryId = id;
  const branch = text(repository['default_branch']);
  if (branch) event.defaultBranch = branch;
  const pull = object(payload['pull_request']);
  if (number(pull['number']) !== undefined || 'head' in pull) event.pullRequest = readPull(pull);
  const group = object(payload['merge_group']);
  if ('base_sha' in group) {
    event.mergeGroup = {
      headSha: text(group['head_sha']),
      baseSha: text(group['base_sha']),
      baseBranch: text(group['base_ref']).replace(/^refs\/heads\//, ''),
    };
  }
  const run = object(payload['workflow_run']);
  const runId = number(run['id']);
  if (runId !== undefined) {
    event.followedRun = {
      id: runId,
      headSha: text(run['head_sha']),
      headBranch: text(run['head_branch']),
      headOwner: text(object(object(run['head_repository'])['owner'])['login']),
      event: text(run['event']),
    };
  }
  return event;
}

function readPull(pull: Json): PullRequest {
  const head = object(pull['head']);
  const base = object(pull['base']);
  return {
    number: number(pull['number']) ?? 0,
    headSha: text(head['sha']),
    headRef: text(head['ref']),
    baseSha: text(base['sha']),
    baseRef: text(base['ref']),
    fromFork: isFork(head, base),
  };
}

function isFork(head: Json, base: Json): boolean {
  // The head of a deleted fork has no repository.
  if (typeof head['repo'] !== 'object' || head['repo'] === null) return true;
  const identity = (side: Json): unknown => {
    const repository = object(side['repo']);
    return repository['id'] ?? repository['full_name'];
  };
  return identity(head) !== identity(base);
}

function readPayload(eventPath: string | undefined): Json {
  if (!eventPath) return {};
  try {
    return object(JSON.parse(readFileSync(eventPath, 'utf8')));
  } catch {
    return {};
  }
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}
