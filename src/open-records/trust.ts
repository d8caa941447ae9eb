import type { WorkflowRun } from '../baseline/record-store.js';
import { fileName, TRUSTED_EVENTS } from '../baseline/trust-run.js';
import { isBelow } from './forms.js';
import { type OpenRecord, RecordRefusal } from './record.js';

/** Whose runs may leave a record, by what the API says of them. */
export interface RunRules {
  repositoryId: number;
  /** Paths of the workflows' files. */
  workflows: readonly string[];
  /** Pull requests of the repository itself count too; those of forks never do. */
  pullRequests: boolean;
}

/** What a record may name; it is the collector's, and not the record's, word that is acted upon. */
export interface Allowed {
  hosts: readonly string[];
  user: string;
  account: string;
  pathPrefix: string;
}

/** Collectors also run after another workflow, on the default branch's code. */
const COLLECTING_EVENTS: readonly string[] = [...TRUSTED_EVENTS, 'workflow_run'];
const OWN_PULL_REQUESTS = ['pull_request', 'merge_group'];

/** Why what a run uploaded does not count; undefined where it does. */
export function whyRunNotTrusted(run: WorkflowRun, rules: RunRules): string | undefined {
  return whyNotOfHere(run, rules, TRUSTED_EVENTS);
}

/**
 * Why a result that a run uploaded does not count.
 * @param collector path of the collecting workflow's file.
 */
export function whyResultNotTrusted(
  run: WorkflowRun,
  rules: RunRules,
  collector: string | undefined,
): string | undefined {
  const workflows = collector === undefined ? rules.workflows : [...rules.workflows, collector];
  return whyNotOfHere(run, { ...rules, workflows }, COLLECTING_EVENTS);
}

/** Why no other collector would take a result of a run of this event for one; undefined where all would. */
export function whyEventNotTrusted(event: string, { pullRequests }: RunRules): string | undefined {
  return whyEvent(event, pullRequests, COLLECTING_EVENTS);
}

function whyEvent(event: string, pullRequests: boolean, events: readonly string[]): string | undefined {
  if (events.includes(event)) return undefined;
  if (!OWN_PULL_REQUESTS.includes(event)) return `its run was started by ${event}`;
  return pullRequests
    ? undefined
    : `its run was started by ${event} (input pull-requests allows those of this repository)`;
}

function whyNotOfHere(run: WorkflowRun, rules: RunRules, events: readonly string[]): string | undefined {
  if (run.headRepositoryId === undefined) return 'its run is of a repository that is gone';
  if (run.headRepositoryId !== rules.repositoryId)
    return `its run is of another repository (${run.headRepository})`;
  if (!rules.workflows.includes(run.workflow)) {
    // Workflows of one name may lie in several folders.
    const isAlike = rules.workflows.some((one) => fileName(one) === fileName(run.workflow));
    const shownAs = (workflow: string): string => (isAlike ? workflow : fileName(workflow));
    return `its run is of the workflow ${shownAs(run.workflow)}, not ${rules.workflows.map(shownAs).join(', ')} (input workflow)`;
  }
  return whyEvent(run.event, rules.pullRequests, events);
}

/**
 * Holds a record against what the collector knows itself.
 * @throws RecordRefusal naming what differs.
 */
export function refuseOtherPlaces(
  { cluster, tasks }: Pick<OpenRecord, 'cluster' | 'tasks'>,
  allowed: Allowed,
): void {
  if (!cluster) return;
  const { host, user, account, remote_dir } = cluster;
  if (!allowed.hosts.includes(host))
    throw new RecordRefusal(
      `its host is ${host}, and the input hosts has ${shown(allowed.hosts.join(', '))}`,
    );
  if (user !== allowed.user)
    throw new RecordRefusal(`its user is ${user}, and the input user is ${shown(allowed.user)}`);
  if (account !== allowed.account)
    throw new RecordRefusal(`its account is ${account}, and the input account is ${shown(allowed.account)}`);
  for (const path of [remote_dir, ...tasks.map((task) => task.remote_dir ?? '')])
    if (allowed.pathPrefix === '' || !isBelow(path, allowed.pathPrefix))
      throw new RecordRefusal(
        `its folder ${path} is not below the input path-prefix, which is ${shown(allowed.pathPrefix)}`,
      );
}

/**
 * Holds a record against the run that uploaded it, so that nothing of another run is stopped or reported by it.
 * @throws RecordRefusal naming what differs.
 */
export function refuseOtherRuns(record: OpenRecord, run: WorkflowRun, invocationId: string): void {
  if (record.invocation_id !== invocationId)
    throw new RecordRefusal(
      `it is of the invocation ${record.invocation_id}, and its artifact of ${invocationId}`,
    );
  const [, repository, runId, attempt] = record.tag.split('/');
  if (repository !== String(run.repositoryId) || runId !== String(run.id))
    throw new RecordRefusal(
      `its tag ${record.tag} is of the run ${runId} of the repository ${repository}, and run ${run.id} of ${run.repositoryId} uploaded it`,
    );
  if (Number(attempt) < 1 || Number(attempt) > run.attempt)
    throw new RecordRefusal(`its tag is of attempt ${attempt}, and its run has had ${run.attempt}`);
}

const shown = (text: string): string => (text === '' ? 'empty' : text);
