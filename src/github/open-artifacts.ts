import { type ListedArtifact, StoreRefusal, type WorkflowRun } from '../baseline/record-store.js';
import { messageOf } from '../errors.js';
import { toRefusal } from './refusal.js';
import { type GitHub, statusOf } from './rest.js';
import { runRecords, toArtifact } from './run-records.js';

/** Artifacts of the repository as collectors need them. Every method may throw a StoreRefusal. */
export interface OpenStore {
  /** One page of 100 of all artifacts, newest first. */
  listPage(page: number): Promise<ListedArtifact[]>;
  /** All artifacts of a name that have not expired, oldest first. */
  listNamed(name: string): Promise<ListedArtifact[]>;
  /** Undefined where the repository has no such run. */
  getRun(runId: number): Promise<WorkflowRun | undefined>;
  /** Writes the zip to a file. */
  download(artifact: ListedArtifact, file: string): Promise<void>;
  /** @returns false where it was gone already. */
  remove(artifactId: number): Promise<boolean>;
}

const PAGE = 100;
/** Of one name: anybody's fork may upload one, and only a run's own are few. */
const MOST_PAGES_OF_A_NAME = 10;

/** The artifacts of a repository on GitHub. */
export function openArtifacts(github: GitHub): OpenStore {
  const { actions } = github.octokit.rest;
  const here = { owner: github.owner, repo: github.repo };
  const records = runRecords(github);
  return {
    async listPage(page) {
      try {
        const { data } = await actions.listArtifactsForRepo({ ...here, per_page: PAGE, page });
        return data.artifacts.map(toArtifact);
      } catch (error) {
        throw toRefusal(error, 'actions: read');
      }
    },
    async listNamed(name) {
      const found = new Map<number, ListedArtifact>();
      for (let page = 1; ; page++) {
        const { artifacts, total } = await records.listArtifacts(name, page);
        for (const artifact of artifacts) found.set(artifact.id, artifact);
        if (page * PAGE >= total) break;
        if (page === MOST_PAGES_OF_A_NAME)
          throw new StoreRefusal(
            'unavailable',
            `there are ${total} artifacts called ${name}: delete what is not yours`,
          );
      }
      return [...found.values()].filter(({ expired }) => !expired).sort((a, b) => a.id - b.id);
    },
    getRun: (runId) => records.getRun(runId),
    download: (artifact, file) => records.download(artifact, file),
    async remove(artifactId) {
      try {
        await actions.deleteArtifact({ ...here, artifact_id: artifactId });
        return true;
      } catch (error) {
        const status = statusOf(error);
        if (status === 404 || status === 410) return false;
        throw toRefusal(error, 'actions: write');
      }
    },
  };
}

/**
 * The artifact of this run that is called so, as the service says to which it was uploaded: that needs no permission.
 * @returns its id; undefined where there is none that is whole.
 */
export async function findUploaded(name: string): Promise<number | undefined> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  try {
    return (await new DefaultArtifactClient().getArtifact(name)).artifact.id;
  } catch {
    return undefined;
  }
}

/** What is uploaded under a name that must be this one, and no other. */
export interface NamedUpload {
  name: string;
  /** Absolute paths inside root. */
  files: string[];
  root: string;
  retentionDays?: number;
}

/**
 * Uploads files as one artifact.
 * @returns its id; undefined where the run has an artifact of this name already.
 * @throws Error of the client.
 */
export async function uploadNamed({
  name,
  files,
  root,
  retentionDays,
}: NamedUpload): Promise<number | undefined> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  try {
    const { id } = await new DefaultArtifactClient().uploadArtifact(name, files, root, {
      compressionLevel: 6,
      ...(retentionDays === undefined ? {} : { retentionDays }),
    });
    if (id === undefined) throw new Error('the artifact service gave no id');
    return id;
  } catch (error) {
    if (/already exists|\b409\b|conflict/i.test(messageOf(error))) return undefined;
    throw error;
  }
}
