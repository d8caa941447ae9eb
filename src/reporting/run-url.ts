import type { RunContext } from '../github/run-context.js';

/** The page of a workflow run, of this very attempt. */
export function runUrlOf({ serverUrl, repository, runId, runAttempt }: RunContext): string {
  const attempt = runAttempt === '1' ? '' : `/attempts/${runAttempt}`;
  return `${serverUrl}/${repository}/actions/runs/${runId}${attempt}`;
}
