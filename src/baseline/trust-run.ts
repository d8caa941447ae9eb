import type { WorkflowRun } from './record-store.js';

/** Whose records count, judged by what the API says of their run: an artifact's own words prove nothing. */
export interface TrustRules {
  repositoryId?: number;
  /** Path of the workflow's file. */
  workflow: string;
  /** Branches, and for an anchor the tag. */
  branches: readonly string[];
}

/** Events that run what is on the branch. Others run what somebody proposes. */
export const TRUSTED_EVENTS: readonly string[] = ['push', 'schedule', 'workflow_dispatch'];

/** Why a run's record does not count; undefined where it does. */
export function whyNotTrusted(run: WorkflowRun, rules: TrustRules): string | undefined {
  if (run.headRepositoryId === undefined) return 'its repository is gone';
  if (run.headRepositoryId !== (rules.repositoryId ?? run.repositoryId)) return 'it is of a fork';
  if (run.workflow !== rules.workflow)
    return `it is of the workflow ${fileName(run.workflow)}, not ${fileName(rules.workflow)}`;
  if (!TRUSTED_EVENTS.includes(run.event)) return `it ran on ${run.event}`;
  if (!rules.branches.includes(run.headBranch)) return `it is of the branch ${run.headBranch}`;
  return undefined;
}

/**
 * The path of the workflow whose records count.
 * @param given the input `baseline-workflow`: a file name or path.
 * @param ref GITHUB_WORKFLOW_REF, or the `path` of a run.
 */
export function workflowPath(given: string | undefined, ref: string | undefined): string | undefined {
  if (given) return given.includes('/') ? given.replace(/^\.?\/+/, '') : `.github/workflows/${given}`;
  const withoutRef = ref?.replace(/@.*$/s, '');
  return /\.github\/workflows\/[^/]+$/.exec(withoutRef ?? '')?.[0];
}

/** What the API calls a workflow. */
export const fileName = (workflow: string): string => workflow.slice(workflow.lastIndexOf('/') + 1);
