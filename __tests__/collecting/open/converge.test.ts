import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import { type ListedArtifact, StoreRefusal, type WorkflowRun } from '../../../src/baseline/record-store.js';
import { Admissions } from '../../../src/collecting/open/admission.js';
import { type Convergence, converge } from '../../../src/collecting/open/converge.js';
import type { AdmittedRecord, Reported } from '../../../src/collecting/open/finisher.js';
import type { ActionError, ErrorState } from '../../../src/errors.js';
import type { OpenStore } from '../../../src/github/open-artifacts.js';
import { buildOpenRecord } from '../../../src/open-records/build-open-record.js';
import { openName, resultName } from '../../../src/open-records/names.js';
import { readOpenRecord } from '../../../src/open-records/read-open-record.js';
import { INVOCATION, REPOSITORY_ID, slurmParts } from '../../open-records/records.js';
import { tempDir } from '../../temp-dir.js';
import { resultText, resultZip } from './results.js';

const temp = tempDir();
const COLLECT = '.github/workflows/collect.yml';
const { record } = readOpenRecord(buildOpenRecord(slurmParts(), (text) => text));
const OWN_RUN = 900;

/** GitHub, as far as it matters here: what is listed may be told to lag, or to be uploaded at a moment. */
function github(dir: string) {
  const artifacts = new Map<number, ListedArtifact & { zip: Uint8Array }>();
  const runs = new Map<number, WorkflowRun>();
  const did: string[] = [];
  const missed: Reported['missed'][number][] = [];
  let lastId = 100;
  const run = (id: number, changes: Partial<WorkflowRun> = {}): WorkflowRun => {
    const made: WorkflowRun = {
      id,
      attempt: 1,
      status: 'completed',
      event: 'schedule',
      headSha: '',
      headBranch: 'main',
      workflow: COLLECT,
      repositoryId: REPOSITORY_ID,
      headRepositoryId: REPOSITORY_ID,
      headRepository: 'o/r',
      url: '',
      ...changes,
    };
    runs.set(id, made);
    return made;
  };
  const add = (
    name: string,
    runId: number,
    { id = ++lastId, minutes = 0, zip = resultZip(resultText({ by: runId })) } = {},
  ) => {
    const createdAt = new Date(Date.now() - minutes * 60_000).toISOString();
    const { headRepositoryId } = runs.get(runId)!;
    const artifact = {
      ...{ id, name, zip, createdAt, sizeBytes: zip.length, expired: false },
      run: {
        id: runId,
        headBranch: '',
        headSha: '',
        ...(headRepositoryId === undefined ? {} : { headRepositoryId }),
      },
    };
    artifacts.set(id, artifact);
    return artifact;
  };
  const hidden = new Set<number>();
  const hub = {
    run,
    add,
    did,
    artifacts,
    /** What the report cannot do. */
    missed,
    /** Called before each list by name. */
    onList: (): void => undefined,
    hidden,
    names: (name: string): number[] =>
      [...artifacts.values()].filter((one) => one.name === name).map(({ id }) => id),
    store: {
      listPage: async () => [...artifacts.values()],
      async listNamed(name: string): Promise<ListedArtifact[]> {
        hub.onList();
        const found = [...artifacts.values()].filter((one) => one.name === name && !hidden.has(one.id));
        return found.sort((a, b) => a.id - b.id);
      },
      getRun: async (id) => runs.get(id),
      async download({ id }, file) {
        writeFileSync(file, artifacts.get(id)!.zip);
      },
      async remove(id) {
        did.push(`remove ${id}`);
        return artifacts.delete(id);
      },
    } satisfies OpenStore,
  };
  run(12, { event: 'push', workflow: '.github/workflows/submit.yml' });
  run(OWN_RUN, { status: 'in_progress' });
  const artifact = add(openName(INVOCATION), 12, { id: 50 });
  const open: AdmittedRecord = { record, artifact, run: runs.get(12)!, attempt: 1, ageHours: 1 };
  const parts: Convergence = {
    admissions: new Admissions({
      store: hub.store,
      rules: {
        repositoryId: REPOSITORY_ID,
        workflows: ['.github/workflows/submit.yml'],
        pullRequests: false,
      },
      allowed: { hosts: [], user: '', account: '', pathPrefix: '' },
      collector: COLLECT,
      runId: OWN_RUN,
      now: new Date(),
      dir,
    }),
    finisher: {
      look: async () => new Map(),
      cancel: async () => undefined,
      async finish(_, folder) {
        did.push('finish');
        writeFileSync(path.join(folder, 'result.json'), resultText({ by: OWN_RUN }));
      },
      async report(_, result) {
        const { by } = JSON.parse(readFileSync(path.join(result.dir, 'result.json'), 'utf8'));
        did.push(`report ${result.artifactId} by ${by}${result.isOwn ? ' own' : ''}`);
        return { state: 'success', verdict: 'GO', fails: false, checkUrl: '', commentUrl: '', missed };
      },
    },
    async upload(name, root, files) {
      const zip = zipSync(
        Object.fromEntries(files.map((file) => [path.relative(root, file), readFileSync(file)])),
      );
      const { id } = add(name, OWN_RUN, { zip });
      did.push(`upload ${id}`);
      return id;
    },
    dir,
  };
  const end = (isTooOld = false) => converge(open, { timedOut: false, isTooOld }, parts);
  return { ...hub, hub, open, parts, end };
}

const RESULT = resultName(INVOCATION);

describe('an invocation that nobody has finished', () => {
  it('is finished, uploaded, reported, and closed last', async () => {
    const { end, did } = github(temp.path);
    await expect(end()).resolves.toMatchObject({ kind: 'reported', artifactId: 101 });
    expect(did).toEqual(['finish', 'upload 101', 'report 101 by 900 own', 'remove 50']);
  });

  it('is reported also where the list does not have yet what was uploaded', async () => {
    const { end, did, hub } = github(temp.path);
    hub.hidden.add(101);
    await end();
    expect(did).toEqual(['finish', 'upload 101', 'report 101 by 900 own', 'remove 50']);
  });
});

describe('a result that another has uploaded', () => {
  it('with a lower id counts: what was uploaded here goes, and nothing is reported', async () => {
    const { end, did, run, add, hub } = github(temp.path);
    run(31, { status: 'in_progress' });
    // It began its upload first, and was done last.
    hub.onList = () => {
      if (did.includes('upload 101') && !hub.artifacts.has(99)) add(RESULT, 31, { id: 99 });
    };
    await expect(end()).resolves.toEqual({
      kind: 'elsewhere',
      shown: 'run 31 has just finished it, and reports it',
    });
    expect(did).toEqual(['finish', 'upload 101', 'remove 101']);
  });

  it('with a higher id goes', async () => {
    const { end, did, run, add, hub } = github(temp.path);
    run(31, { status: 'in_progress' });
    hub.onList = () => {
      if (did.includes('upload 101') && !hub.artifacts.has(105)) add(RESULT, 31, { id: 105 });
    };
    await end();
    expect(did).toEqual(['finish', 'upload 101', 'report 101 by 900 own', 'remove 105', 'remove 50']);
  });

  it('while this one was fetching spares the upload', async () => {
    const { end, did, run, add, hub } = github(temp.path);
    run(31, { status: 'in_progress' });
    hub.onList = () => {
      if (did.includes('finish') && !hub.artifacts.has(99)) add(RESULT, 31, { id: 99 });
    };
    await expect(end()).resolves.toMatchObject({ kind: 'elsewhere' });
    expect(did).toEqual(['finish']);
  });

  it.each<[string, Partial<WorkflowRun>, number, boolean]>([
    ['is left to a collector that is at it', { status: 'in_progress' }, 5, false],
    ['is taken over from one that takes too long', { status: 'in_progress' }, 16, true],
    ['is taken over from one whose run is over', { status: 'completed' }, 0, true],
  ])('%s', async (_, facts, minutes, isTaken) => {
    const { end, did, run, add } = github(temp.path);
    run(31, facts);
    add(RESULT, 31, { id: 99, minutes });
    add(RESULT, 31, { id: 100, minutes });
    const ending = await end();
    expect(ending.kind).toBe(isTaken ? 'reported' : 'elsewhere');
    expect(did).toEqual(isTaken ? ['report 99 by 31', 'remove 100', 'remove 50'] : []);
  });

  it('of this very run, as of an earlier attempt, is taken over', async () => {
    const { end, did, add } = github(temp.path);
    add(RESULT, OWN_RUN, { id: 99 });
    await end();
    expect(did).toEqual(['report 99 by 900', 'remove 50']);
  });

  it.each(['completed', 'in_progress'])(
    'whose record is closed has been reported (run %s)',
    async (status) => {
      const { end, did, run, add, hub } = github(temp.path);
      run(31, { status });
      add(RESULT, 31, { id: 99 });
      hub.artifacts.delete(50);
      await expect(end()).resolves.toEqual({
        kind: 'closed',
        shown: 'another collector has reported it (artifact 99)',
      });
      expect(did).toEqual([]);
    },
  );

  it.each<[string, Partial<WorkflowRun>]>([
    ['of a fork', { headRepositoryId: 99 }],
    ['of another workflow', { workflow: '.github/workflows/ci.yml' }],
    ['of a pull request', { event: 'pull_request' }],
  ])('%s counts for nothing, and is left', async (_, facts) => {
    const { end, did, run, add, hub } = github(temp.path);
    run(31, facts);
    add(RESULT, 31, { id: 99 });
    await end();
    expect(did).toEqual(['finish', 'upload 101', 'report 101 by 900 own', 'remove 50']);
    expect(hub.names(RESULT)).toEqual([99, 101]);
  });

  it.each([1, 2])('that cannot be unpacked makes way (%d of them)', async (count) => {
    const { end, did, run, add } = github(temp.path);
    run(31);
    for (let id = 90; id < 90 + count; id++) add(RESULT, 31, { id, zip: Buffer.from('junk') });
    await end();
    const removed = Array.from({ length: count }, (_, index) => `remove ${90 + index}`);
    expect(did).toEqual([...removed, 'finish', 'upload 101', 'report 101 by 900 own', 'remove 50']);
  });

  it.each<[string, string]>([
    ['is no object', 'null'],
    ['has nothing in it', '{}'],
    ['is no JSON', 'nope'],
    ['is nested without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['has a state that is none', resultText({ state: '<b>$(x)' })],
    ['has not ended', resultText({ state: 'submitted' })],
    ['has a task with a state that is none', resultText({ tasks: [{ task: 'a', index: 0, state: '<b>' }] })],
    ['is of another invocation', resultText({ invocation: { id: 'ffff000000000001' } })],
    ['lists a score of no task', resultText({ benchmarks: [{ name: 'x', task: 'y', value: 1 }] })],
  ])('that %s makes way', async (_, text) => {
    const { end, did, run, add } = github(temp.path);
    run(31);
    add(RESULT, 31, { id: 90, zip: resultZip(text) });
    await end();
    expect(did).toEqual(['remove 90', 'finish', 'upload 101', 'report 101 by 900 own', 'remove 50']);
  });

  it('that never can be unpacked ends the attempt', async () => {
    const { end, run, add } = github(temp.path);
    run(31);
    for (let id = 90; id < 96; id++) add(RESULT, 31, { id, zip: Buffer.from('junk') });
    await expect(end()).rejects.toThrow(/cannot be unpacked/);
  });
});

describe('a name that this run has taken', () => {
  it('by another step that is done is that step’s result', async () => {
    const { end, did, parts, add, hub } = github(temp.path);
    parts.upload = async () => {
      add(RESULT, OWN_RUN, { id: 99 });
      return undefined;
    };
    await end();
    expect(did).toEqual(['finish', 'report 99 by 900', 'remove 50']);
    expect(hub.names(RESULT)).toEqual([99]);
  });

  it('by another step that is at it is said', async () => {
    const { end, parts } = github(temp.path);
    parts.upload = async () => undefined;
    await expect(end()).rejects.toThrow(`another step of this run is uploading ${RESULT}`);
  });
});

it('a record that cannot be deleted is told beside what was reported', async () => {
  const { end, hub } = github(temp.path);
  hub.store.remove = async () => {
    throw new StoreRefusal('permission', 'no');
  };
  await expect(end()).resolves.toMatchObject({ kind: 'reported', leftOpen: { kind: 'permission' } });
});

describe('a report of which something is missing', () => {
  it.each<[string, ErrorState[], ErrorState]>([
    ['for now', ['infrastructure-error'], 'infrastructure-error'],
    ['until the workflow allows it', ['infrastructure-error', 'config-error'], 'config-error'],
  ])('%s leaves the record open', async (_, errors, state) => {
    const { end, did, missed } = github(temp.path);
    for (const error of errors) missed.push({ error, shown: `the check, ${error}` });
    const { leftOpen } = (await end()) as { leftOpen?: ActionError };
    expect(leftOpen).toMatchObject({
      state,
      message: `its report is not complete, and its record stays open: ${missed.map(({ shown }) => shown).join('; ')}`,
    });
    expect(did).toEqual(['finish', 'upload 101', 'report 101 by 900 own']);
    // Whoever comes next finds the result beside the record.
    missed.splice(0);
    await expect(end()).resolves.not.toHaveProperty('leftOpen');
    expect(did.slice(3)).toEqual(['report 101 by 900', 'remove 50']);
  });

  it('is of its baseline record too, which is kept before the record is closed', async () => {
    const { end, did, parts } = github(temp.path);
    const gone = { error: 'infrastructure-error' as const, shown: 'the baseline record' };
    let missed = [gone];
    parts.finisher.keep = async (_, { isOwn }) => {
      did.push(`keep${isOwn ? ' own' : ''}`);
      return missed;
    };
    await expect(end()).resolves.toMatchObject({
      leftOpen: { message: expect.stringContaining(gone.shown) },
    });
    missed = [];
    await end();
    expect(did).toEqual([
      ...['finish', 'upload 101', 'report 101 by 900 own', 'keep own'],
      ...['report 101 by 900', 'keep', 'remove 50'],
    ]);
  });

  it('is closed as it is once nobody would look again', async () => {
    const { end, did, missed } = github(temp.path);
    missed.push({ error: 'config-error', shown: 'no check' });
    await expect(end(true)).resolves.toMatchObject({ kind: 'reported', without: 'no check' });
    expect(did.at(-1)).toBe('remove 50');
  });
});
