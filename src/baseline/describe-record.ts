import type { ListedArtifact, WorkflowRun } from './record-store.js';
import type { FoundBaseline } from './request.js';

const DAY_MS = 86_400_000;

/** What is said of a baseline, from the API. */
export function describe(
  run: WorkflowRun,
  artifact: ListedArtifact,
  now: Date,
): Omit<FoundBaseline, 'finder' | 'dir'> {
  // A re-run of failed jobs leaves the artifacts of earlier attempts: those are not of the newest.
  const isOfNewest = run.attempt === 1 || !(artifact.createdAt < (run.attemptStartedAt ?? ''));
  return {
    source: 'artifact',
    name: `run:${run.id}/${artifact.name}`,
    sha: run.headSha,
    branch: run.headBranch,
    runId: run.id,
    ...(isOfNewest ? { runAttempt: run.attempt } : {}),
    event: run.event,
    url: run.url,
    artifactName: artifact.name,
    artifactId: artifact.id,
    createdAt: artifact.createdAt,
    ageDays: Math.max(0, (now.getTime() - Date.parse(artifact.createdAt)) / DAY_MS),
  };
}

export const newest = (artifacts: readonly ListedArtifact[]): ListedArtifact | undefined =>
  [...artifacts].sort((a, b) => b.id - a.id)[0];

export const expiry = ({ expiresAt }: ListedArtifact): string =>
  expiresAt ? `expired on ${expiresAt.slice(0, 10)}` : 'has expired';
