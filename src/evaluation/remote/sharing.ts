import type { ListedArtifact } from '../../baseline/record-store.js';
import type { SharedArtifacts } from '../../collecting/open/finisher.js';
import type { MissedPost } from '../../github/posting.js';
import type { RunContext } from '../../github/run-context.js';

/** What several collectors share that report one evaluation, each in a run of its own. */
export interface Sharing extends SharedArtifacts {
  /** This run, in which is uploaded: the context of the session is that of the run that asked. */
  run: RunContext;
  /** The evaluation's files, where a collector has uploaded them already. */
  standing?: ListedArtifact;
  /** What could not be uploaded: this machine will not have it for long. */
  missed: MissedPost[];
}
