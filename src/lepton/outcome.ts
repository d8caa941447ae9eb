import type { ResolvedConfig } from '../config/resolve.js';
import { storedResults } from './keep-results.js';
import type { LeptonTask } from './names.js';

/** How a task on Lepton ended. Nothing is fetched from there. */
export interface LeptonEnding {
  state: 'success' | 'failed' | 'killed' | 'timeout';
  /** Why, where more is known than the state says. */
  reason?: string;
  /** Whether Lepton itself said that the job has ended; what has not goes on, and costs, until it is deleted. */
  confirmed: boolean;
  fetched: false;
}

/**
 * Why a task that ran has no result here, and where that is. The launcher fetches nothing from Lepton: `info
 * --copy-artifacts` and its exporters look into a folder of the runner that is empty.
 */
export function describeUnfetched(config: ResolvedConfig, task: LeptonTask, invocationId: string): string {
  const stored = storedResults(config, task, invocationId);
  return stored === undefined
    ? 'results stay on Lepton: they were in no mount, and are gone with the container of the job: give execution.lepton_platform.tasks.mounts a mount, or upload them in post_cmd (docs/lepton.md)'
    : `results stay on Lepton: ${stored}: read them from a pod with that storage, or upload them in post_cmd (docs/lepton.md)`;
}
