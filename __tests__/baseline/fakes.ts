import { writeFileSync } from 'node:fs';
import type { History } from '../../src/baseline/history.js';
import type {
  ListedArtifact,
  RecordStore,
  StoreRefusal,
  WorkflowRun,
} from '../../src/baseline/record-store.js';
import { HOME, type RecordFacts, recordZip } from './records.js';

/** A history of parents by commit; of those that are not in it nothing is known. */
export function fakeHistory(
  parents: Record<string, string[]>,
  { head, tags = {} }: { head?: string; tags?: Record<string, string> } = {},
): History & { asked: string[] } {
  const asked: string[] = [];
  const reach = (sha: string): string[] => [sha, ...(parents[sha] ?? []).flatMap(reach)];
  return {
    asked,
    head: async () => head,
    parents: async (sha) => parents[sha],
    async firstParents(sha, most) {
      asked.push(`firstParents ${most}`);
      const shas: string[] = [];
      let next: string | undefined = sha;
      while (next !== undefined && parents[next] && shas.length < most) {
        shas.push(next);
        next = parents[next]![0];
      }
      return next === undefined ? { shas } : { shas, next };
    },
    mergeBase: async (one, other) => reach(other).find((sha) => reach(one).includes(sha)),
    commitOfTag: async (tag) => tags[tag],
  };
}

export interface FakeRecord extends RecordFacts {
  run: number;
  sha: string;
  branch?: string;
  event?: string;
  workflow?: string;
  headRepositoryId?: number;
  /** Names of artifacts; default the record's. */
  names?: string[];
  expired?: boolean;
  zip?: Uint8Array;
  createdAt?: string;
  attempt?: number;
}

export interface FakeStore extends RecordStore {
  asked: string[];
  /** What each of these methods throws. */
  refuse: Partial<Record<keyof RecordStore, StoreRefusal>>;
}

/** A store of runs, each with its artifacts; ids of artifacts are the run's times ten. */
export function fakeStore(records: readonly FakeRecord[], branches: string[] = ['main']): FakeStore {
  const asked: string[] = [];
  const runs = records.map(
    (record): WorkflowRun => ({
      id: record.run,
      attempt: record.attempt ?? 1,
      attemptStartedAt: '2026-06-01T00:00:00Z',
      event: record.event ?? 'push',
      headSha: record.sha,
      headBranch: record.branch ?? 'main',
      workflow: record.workflow ?? '.github/workflows/ci.yml',
      repositoryId: HOME,
      headRepositoryId: record.headRepositoryId ?? HOME,
      headRepository: record.headRepositoryId ? 'stranger/r' : 'o/r',
      url: `https://github.com/o/r/actions/runs/${record.run}`,
    }),
  );
  const artifacts = records
    .flatMap((record) =>
      (record.names ?? ['eval_results.baseline']).map(
        (name, index): ListedArtifact => ({
          id: record.run * 10 + index,
          name,
          sizeBytes: 100,
          expired: record.expired ?? false,
          createdAt: record.createdAt ?? '2026-06-01T00:00:00Z',
          expiresAt: '2026-08-30T00:00:00Z',
          run: {
            id: record.run,
            repositoryId: HOME,
            headRepositoryId: record.headRepositoryId ?? HOME,
            headBranch: record.branch ?? 'main',
            headSha: record.sha,
          },
        }),
      ),
    )
    .sort((a, b) => b.id - a.id);
  const refuse: FakeStore['refuse'] = {};
  const ask = (method: keyof RecordStore, detail: unknown): void => {
    asked.push(`${method} ${detail}`);
    const refusal = refuse[method];
    if (refusal) throw refusal;
  };
  return {
    asked,
    refuse,
    async listArtifacts(name, page) {
      ask('listArtifacts', `${name} ${page}`);
      const all = artifacts.filter((artifact) => artifact.name === name);
      return { artifacts: all.slice((page - 1) * 100, page * 100), total: all.length };
    },
    async listRunArtifacts(runId, name) {
      ask('listRunArtifacts', runId);
      return artifacts.filter(
        (artifact) => artifact.run?.id === runId && (name === undefined || artifact.name === name),
      );
    },
    async listAllRunArtifacts(runId) {
      ask('listAllRunArtifacts', runId);
      return artifacts.filter((artifact) => artifact.run?.id === runId);
    },
    async getRun(runId) {
      ask('getRun', runId);
      return runs.find(({ id }) => id === runId);
    },
    async listRuns({ workflow, branch, event, headSha }) {
      ask('listRuns', event ?? headSha ?? '');
      return runs
        .filter((run) => run.workflow === workflow)
        .filter((run) => branch === undefined || run.headBranch === branch)
        .filter((run) => event === undefined || run.event === event)
        .filter((run) => headSha === undefined || run.headSha === headSha)
        .sort((a, b) => b.id - a.id)
        .slice(0, 100);
    },
    async hasBranch(name) {
      ask('hasBranch', name);
      return branches.includes(name);
    },
    async download(artifact, file) {
      ask('download', artifact.id);
      const record = records.find(({ run }) => run === artifact.run?.id)!;
      writeFileSync(file, record.zip ?? recordZip(record));
    },
  };
}
