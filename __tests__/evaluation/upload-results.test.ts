import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ListedArtifact } from '../../src/baseline/record-store.js';
import { contextOfRun } from '../../src/collecting/open/reporting-of.js';
import { largeArtifactName, uploadResults } from '../../src/evaluation/upload-results.js';
import { INVOCATION, slurmParts } from '../open-records/records.js';
import { tempDir } from '../temp-dir.js';
import { useArtifactServices } from './artifact-services.js';
import { admitted, resumerIn } from './resumers.js';
import { sessionIn, slurmRun } from './sessions.js';

const temp = tempDir();
const artifacts = useArtifactServices();
const NAME = `eval_results-${INVOCATION}`;
const listed = (id: number): ListedArtifact => ({
  ...{ id, name: NAME, sizeBytes: 9, expired: false, createdAt: '', digest: 'sha256:ab' },
  run: { id: 31, headBranch: 'main', headSha: '' },
});

/** Uploads the files of an evaluation of run 12 in run 900. */
async function upload(others: { standing?: number; older?: number; refused?: boolean }) {
  const { run } = resumerIn(temp.path);
  const context = { ...contextOfRun(run.context, admitted(slurmParts())) };
  const invocationDir = path.join(temp.path, 'mirror');
  mkdirSync(invocationDir, { recursive: true });
  writeFileSync(path.join(invocationDir, 'results.yml'), 'a: 1\n');
  const suffix = `-${INVOCATION}`;
  const artifact = { name: 'eval_results', suffix, contents: 'full' as const, compressionLevel: 1 };
  const { session } = sessionIn(temp.path, {
    env: process.env,
    context,
    record: { invocationDir, artifact, remote: slurmRun() },
  });
  const settled: [string, number][] = [];
  session.sharing = {
    run: run.context,
    missed: [],
    findRecord: async () => undefined,
    find: async () => undefined,
    settle: async (name, own) => {
      settled.push([name, own]);
      return others.older === undefined ? undefined : listed(others.older);
    },
    ...(others.standing === undefined ? {} : { standing: listed(others.standing) }),
  };
  if (others.refused)
    artifacts.services.fail({ match: /CreateArtifact/, status: 403, body: { code: 'permission_denied' } });
  const outcome = await uploadResults(session);
  return { outcome, settled, missed: session.sharing?.missed };
}

describe('the files of an evaluation that a collector reports', () => {
  it('are uploaded in its own run, where they are found', async () => {
    const { outcome, settled } = await upload({});
    const [{ id } = { id: '' }] = artifacts.services.artifacts;
    expect(artifacts.names).toEqual([NAME]);
    expect(outcome).toMatchObject({
      artifact: { name: NAME, id, url: `https://github.com/octo/models/actions/runs/900/artifacts/${id}` },
    });
    expect(settled).toEqual([[NAME, Number(id)]]);
  });

  it('are not uploaded again where another collector has', async () => {
    const { outcome, settled } = await upload({ standing: 77 });
    expect(artifacts.names).toEqual([]);
    expect(settled).toEqual([]);
    expect(outcome).toEqual({
      artifact: {
        name: NAME,
        id: '77',
        url: 'https://github.com/octo/models/actions/runs/31/artifacts/77',
        digest: 'sha256:ab',
      },
    });
  });

  it('are those that stay, where another was at it at the same time', async () => {
    expect((await upload({ older: 76 })).outcome).toMatchObject({ artifact: { id: '76' } });
  });

  it('that are refused are missed, and told where they stay when the runner is gone', async () => {
    const { outcome, missed, settled } = await upload({ refused: true });
    const { note } = outcome as { note: string };
    expect(note).toMatch(
      /could not be uploaded \(.*\); the results lie in \/remote\/evals\/\S+ on login\.slurm\.test$/,
    );
    expect(missed).toEqual([{ error: 'infrastructure-error', shown: note }]);
    expect(settled).toEqual([]);
  });

  it('have no name where none are wanted', () => {
    const { record } = admitted(slurmParts());
    expect(largeArtifactName(record)).toBe(NAME);
    const wishes = { ...record.wishes, artifact_name: 'none' };
    expect(largeArtifactName({ ...record, wishes })).toBeUndefined();
  });
});
