import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { contextOfRun } from '../../src/collecting/open/reporting-of.js';
import { keepResumed, keepsRecord } from '../../src/evaluation/remote/finish-resumed.js';
import { slurmParts } from '../open-records/records.js';
import { tempDir } from '../temp-dir.js';
import { useArtifactServices } from './artifact-services.js';
import { admitted, resumerIn } from './resumers.js';
import { sessionIn } from './sessions.js';

const temp = tempDir();
const artifacts = useArtifactServices();

/** Names of what is kept of an evaluation whose run was this one. */
async function keep(run: { event?: string; headBranch?: string }): Promise<string[]> {
  // The step that collects runs on main, whatever it finishes.
  const { context } = resumerIn(temp.path).run;
  const { session } = sessionIn(temp.path, {
    env: process.env,
    context: { ...contextOfRun(context, admitted(slurmParts(), run)) },
  });
  writeFileSync(path.join(session.files.dir, 'result.json'), '{"state":"success"}');
  if (keepsRecord(session)) await keepResumed(session);
  return artifacts.names;
}

describe('the baseline record of an evaluation that was collected', () => {
  it.each(['push', 'schedule', 'workflow_dispatch'])('is kept of the default branch (%s)', async (event) => {
    expect(await keep({ event })).toEqual(['eval_results.baseline']);
  });

  it.each([
    ['a feature branch', { headBranch: 'feature' }],
    ['a branch that is called like it', { headBranch: 'x/main' }],
    ['no branch', { headBranch: '' }],
    ['a pull request', { event: 'pull_request', headBranch: 'main' }],
    ['a merge group', { event: 'merge_group', headBranch: 'main' }],
  ])('is never one of %s', async (_, run) => {
    expect(await keep(run)).toEqual([]);
  });
});

describe('two evaluations of one name that one run finishes', () => {
  it('both keep a record, the second under a name by which it is found', async () => {
    for (const suffix of ['-aaaa000000000001', '-bbbb000000000002']) {
      const invocationId = suffix.slice(1);
      const artifact = { name: 'auto', suffix, contents: 'full' as const, compressionLevel: 1 };
      const { session } = sessionIn(temp.path, { env: process.env, record: { invocationId, artifact } });
      writeFileSync(path.join(session.files.dir, 'result.json'), '{"state":"success"}');
      await keepResumed(session);
    }
    expect(artifacts.names).toEqual(['eval_results-bbbb000000000002.baseline', 'eval_results.baseline']);
  });
});
