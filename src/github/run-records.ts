import type { ListedArtifact, RecordStore, WorkflowRun } from '../baseline/record-store.js';
import { fileName, workflowPath } from '../baseline/trust-run.js';
import { downloadArtifact } from './artifact-download.js';
import { askFor, toRefusal } from './refusal.js';
import type { GitHub, Octokit } from './rest.js';

const PERMISSION = 'actions: read';

type Run = Awaited<ReturnType<Octokit['rest']['actions']['getWorkflowRun']>>['data'];
type Artifact = Awaited<ReturnType<Octokit['rest']['actions']['getArtifact']>>['data'];

/** Runs and artifacts of the repository, as the API tells them. Methods throw a StoreRefusal. */
export function runRecords(github: GitHub): RecordStore {
  const { actions, repos } = github.octokit.rest;
  const here = { owner: github.owner, repo: github.repo };
  /** Of a list, that it is not there means that the token may not see it. */
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      return await question();
    } catch (error) {
      throw toRefusal(error, PERMISSION);
    }
  };
  return {
    async listArtifacts(name, page) {
      const { data } = await ask(() => actions.listArtifactsForRepo({ ...here, name, per_page: 100, page }));
      // Servers that do not know the parameter answer with all.
      const artifacts = data.artifacts.filter((artifact) => artifact.name === name).map(toArtifact);
      return { artifacts, total: data.total_count };
    },
    async listRunArtifacts(runId, name) {
      const only = name === undefined ? {} : { name };
      const found = await askFor(PERMISSION, () =>
        actions.listWorkflowRunArtifacts({ ...here, run_id: runId, per_page: 100, ...only }),
      );
      const artifacts = (found?.data.artifacts ?? []).map(toArtifact);
      return artifacts
        .filter((artifact) => name === undefined || artifact.name === name)
        .sort((a, b) => b.id - a.id);
    },
    async listAllRunArtifacts(runId) {
      const pages = { ...here, run_id: runId, per_page: 100 };
      const all = await ask(() => github.octokit.paginate(actions.listWorkflowRunArtifacts, pages));
      return all.map(toArtifact);
    },
    async getRun(runId) {
      const found = await askFor(PERMISSION, () => actions.getWorkflowRun({ ...here, run_id: runId }));
      return found && toRun(found.data);
    },
    async listRuns({ workflow, branch, event, headSha }) {
      const found = await askFor(PERMISSION, () =>
        actions.listWorkflowRuns({
          ...here,
          workflow_id: fileName(workflow),
          per_page: 100,
          ...(branch === undefined ? {} : { branch }),
          ...(event === undefined ? {} : { event }),
          ...(headSha === undefined ? {} : { head_sha: headSha }),
        }),
      );
      return (found?.data.workflow_runs ?? []).map(toRun);
    },
    async hasBranch(branch) {
      return (await askFor('contents: read', () => repos.getBranch({ ...here, branch }))) !== undefined;
    },
    download: (artifact, file) => downloadArtifact(github, artifact, file),
  };
}

/** An artifact as the API lists it, in our terms. */
export function toArtifact(artifact: Artifact): ListedArtifact {
  const run = artifact.workflow_run;
  return {
    id: artifact.id,
    name: artifact.name,
    sizeBytes: artifact.size_in_bytes,
    expired: artifact.expired,
    createdAt: artifact.created_at ?? '',
    ...(artifact.expires_at ? { expiresAt: artifact.expires_at } : {}),
    ...(artifact.digest ? { digest: artifact.digest } : {}),
    ...(run?.id === undefined
      ? {}
      : {
          run: {
            id: run.id,
            ...(run.repository_id === undefined ? {} : { repositoryId: run.repository_id }),
            ...(run.head_repository_id === undefined ? {} : { headRepositoryId: run.head_repository_id }),
            headBranch: run.head_branch ?? '',
            headSha: run.head_sha ?? '',
          },
        }),
  };
}

function toRun(run: Run): WorkflowRun {
  // A fork that was deleted is null, whatever the types say.
  const head = run.head_repository as Run['head_repository'] | null;
  return {
    id: run.id,
    attempt: run.run_attempt ?? 1,
    ...(run.created_at ? { createdAt: run.created_at } : {}),
    ...(run.run_started_at ? { attemptStartedAt: run.run_started_at } : {}),
    event: run.event,
    ...(run.status ? { status: run.status } : {}),
    headSha: run.head_sha,
    headBranch: run.head_branch ?? '',
    workflow: workflowPath(undefined, run.path) ?? run.path ?? '',
    repositoryId: run.repository.id,
    ...(head ? { headRepositoryId: head.id } : {}),
    headRepository: head?.full_name ?? '',
    url: run.html_url,
  };
}
