/** An artifact, as the API lists it. */
export interface ListedArtifact {
  id: number;
  name: string;
  sizeBytes: number;
  expired: boolean;
  createdAt: string;
  expiresAt?: string;
  /** `sha256:<hex>` of the zip. */
  digest?: string;
  /** Of the run that uploaded it; absent where that is gone. */
  run?: { id: number; repositoryId?: number; headRepositoryId?: number; headBranch: string; headSha: string };
}

/** A workflow run, as the API tells it. */
export interface WorkflowRun {
  id: number;
  /** Of the newest attempt. */
  attempt: number;
  /** ISO 8601; attempts share it. */
  createdAt?: string;
  /** When that attempt began. */
  attemptStartedAt?: string;
  /** Of that attempt: `completed` once nothing of it runs any more. */
  status?: string;
  event: string;
  headSha: string;
  /** A branch, or the tag that was pushed. */
  headBranch: string;
  /** Path of the workflow's file, such as `.github/workflows/ci.yml`. */
  workflow: string;
  repositoryId: number;
  /** Absent where the fork is gone. */
  headRepositoryId?: number;
  /** `owner/name`; '' where it is gone. */
  headRepository: string;
  url: string;
}

export interface RunFilter {
  /** Path of the workflow's file. */
  workflow: string;
  branch?: string;
  event?: string;
  headSha?: string;
}

/** Runs and artifacts of one repository. Every method may throw a StoreRefusal. */
export interface RecordStore {
  /** One page of 100 of all artifacts of a name, newest first. */
  listArtifacts(name: string, page: number): Promise<{ artifacts: ListedArtifact[]; total: number }>;
  /** The first 100 artifacts of a run, newest first. */
  listRunArtifacts(runId: number, name?: string): Promise<ListedArtifact[]>;
  /** All artifacts of a run. */
  listAllRunArtifacts(runId: number): Promise<ListedArtifact[]>;
  /** Undefined where the repository has no such run. */
  getRun(runId: number): Promise<WorkflowRun | undefined>;
  /** The newest 100 runs of a workflow; none where there is no such workflow. */
  listRuns(filter: RunFilter): Promise<WorkflowRun[]>;
  hasBranch(name: string): Promise<boolean>;
  /** Writes the zip to a file. */
  download(artifact: ListedArtifact, file: string): Promise<void>;
}

/**
 * Why GitHub did not answer a question: `permission`: the workflow must allow it; `expired`: the artifact is gone;
 * `broken`: what came is not what was uploaded; `unavailable`: network, rate limit or a fault of the service.
 */
export type RefusalKind = 'permission' | 'expired' | 'broken' | 'unavailable';

/** One line for the user. */
export class StoreRefusal extends Error {
  constructor(
    readonly kind: RefusalKind,
    message: string,
  ) {
    super(message);
    this.name = 'StoreRefusal';
  }
}
