import { describe, expect, it } from '@jest/globals';
import type { WorkflowRun } from '../../src/baseline/record-store.js';
import { buildOpenRecord } from '../../src/open-records/build-open-record.js';
import { openName, readArtifactName, resultName } from '../../src/open-records/names.js';
import { readOpenRecord } from '../../src/open-records/read-open-record.js';
import {
  refuseOtherPlaces,
  refuseOtherRuns,
  whyResultNotTrusted,
  whyRunNotTrusted,
} from '../../src/open-records/trust.js';
import { INVOCATION, leptonParts, REPOSITORY_ID, slurmParts } from './records.js';

const SUBMIT = '.github/workflows/submit.yml';
const COLLECT = '.github/workflows/collect.yml';
const RULES = { repositoryId: REPOSITORY_ID, workflows: [SUBMIT], pullRequests: false };
const RUN: WorkflowRun = {
  id: 12,
  attempt: 2,
  event: 'push',
  headSha: 'a'.repeat(40),
  headBranch: 'main',
  workflow: SUBMIT,
  repositoryId: REPOSITORY_ID,
  headRepositoryId: REPOSITORY_ID,
  headRepository: 'o/r',
  url: '',
};

describe('a run', () => {
  it.each(['push', 'schedule', 'workflow_dispatch'])('of %s counts', (event) => {
    expect(whyRunNotTrusted({ ...RUN, event }, RULES)).toBeUndefined();
  });

  it.each<[string, Partial<WorkflowRun>, RegExp]>([
    ['of a fork', { headRepositoryId: 99, headRepository: 'fork/r' }, /another repository \(fork\/r\)/],
    [
      'of another workflow',
      { workflow: '.github/workflows/ci.yml' },
      /workflow ci\.yml, not submit\.yml \(input workflow\)/,
    ],
    [
      'of the same file elsewhere',
      { workflow: 'submit.yml' },
      /is of the workflow submit\.yml, not \.github\/workflows\/submit\.yml \(/,
    ],
    ['of a pull request', { event: 'pull_request' }, /started by pull_request \(input pull-requests allows/],
    ['of a queue', { event: 'merge_group' }, /started by merge_group/],
    [
      'of pull_request_target',
      { event: 'pull_request_target' },
      /^its run was started by pull_request_target$/,
    ],
    ['of workflow_run', { event: 'workflow_run' }, /^its run was started by workflow_run$/],
    ['of a comment', { event: 'issue_comment' }, /^its run was started by issue_comment$/],
  ])('%s does not', (_, changes, why) => {
    expect(whyRunNotTrusted({ ...RUN, ...changes }, RULES)).toMatch(why);
  });

  it('whose repository is gone does not', () => {
    const { headRepositoryId: _, ...gone } = RUN;
    expect(whyRunNotTrusted(gone, RULES)).toMatch(/gone/);
  });

  it('of a pull request counts where that is allowed, and of a fork never', () => {
    const rules = { ...RULES, pullRequests: true };
    expect(whyRunNotTrusted({ ...RUN, event: 'pull_request' }, rules)).toBeUndefined();
    expect(whyRunNotTrusted({ ...RUN, event: 'pull_request', headRepositoryId: 99 }, rules)).toMatch(
      /another/,
    );
    expect(whyRunNotTrusted({ ...RUN, event: 'pull_request_target' }, rules)).toMatch(/pull_request_target/);
  });
});

describe('the run of a result', () => {
  it.each<[string, Partial<WorkflowRun>]>([
    ['the collector', { workflow: COLLECT, event: 'schedule' }],
    ['the collector after another workflow', { workflow: COLLECT, event: 'workflow_run' }],
    ['a later job of the submitting run', {}],
  ])('may be of %s', (_, changes) => {
    expect(whyResultNotTrusted({ ...RUN, ...changes }, RULES, COLLECT)).toBeUndefined();
  });

  it.each<[string, Partial<WorkflowRun>]>([
    ['a fork', { workflow: COLLECT, headRepositoryId: 99 }],
    ['a third workflow', { workflow: '.github/workflows/ci.yml' }],
    ['a pull request', { workflow: COLLECT, event: 'pull_request' }],
  ])('may not be of %s', (_, changes) => {
    expect(whyResultNotTrusted({ ...RUN, ...changes }, RULES, COLLECT)).toMatch(/^its run/);
  });
});

const record = (parts = slurmParts()) => readOpenRecord(buildOpenRecord(parts, (text) => text)).record;
const ALLOWED = {
  hosts: ['login.slurm.test', 'b.test'],
  user: 'nel',
  account: 'evals',
  pathPrefix: '/remote/evals/',
};

describe('places', () => {
  it('are those of the inputs', () => {
    expect(() => refuseOtherPlaces(record(), ALLOWED)).not.toThrow();
    expect(() => refuseOtherPlaces(record(), { ...ALLOWED, pathPrefix: '/remote' })).not.toThrow();
  });

  it.each<[Partial<typeof ALLOWED>, string]>([
    [{ hosts: ['b.test'] }, 'its host is login.slurm.test, and the input hosts has b.test'],
    [{ hosts: [] }, 'its host is login.slurm.test, and the input hosts has empty'],
    [{ user: 'root' }, 'its user is nel, and the input user is root'],
    [{ account: '' }, 'its account is evals, and the input account is empty'],
    [{ pathPrefix: '/remote/eval' }, 'is not below the input path-prefix, which is /remote/eval'],
    [{ pathPrefix: '' }, 'is not below the input path-prefix, which is empty'],
  ])('%j refuses by name', (changes, message) => {
    expect(() => refuseOtherPlaces(record(), { ...ALLOWED, ...changes })).toThrow(message);
  });

  it('are nothing that a record of Lepton has', () => {
    const none = { hosts: [], user: '', account: '', pathPrefix: '' };
    expect(() => refuseOtherPlaces(record(leptonParts()), none)).not.toThrow();
  });
});

describe('the run that uploaded a record', () => {
  it('is the one that its tag names', () => {
    expect(() => refuseOtherRuns(record(), RUN, INVOCATION)).not.toThrow();
  });

  it.each<[string, () => void, string]>([
    [
      'another invocation',
      () => refuseOtherRuns(record(), RUN, 'ffffffffffffffff'),
      'its artifact of ffffffffffffffff',
    ],
    [
      'another run',
      () => refuseOtherRuns(record(), { ...RUN, id: 13 }, INVOCATION),
      'run 13 of 4711 uploaded it',
    ],
    [
      'another repository',
      () => refuseOtherRuns(record(), { ...RUN, repositoryId: 1 }, INVOCATION),
      'of the repository 4711',
    ],
    [
      'an attempt that has not been',
      () => refuseOtherRuns(record(slurmParts({ attempt: 3 })), RUN, INVOCATION),
      'its tag is of attempt 3, and its run has had 2',
    ],
  ])('%s is refused', (_, refuse, message) => {
    expect(refuse).toThrow(message);
  });
});

describe('names of artifacts', () => {
  it('say what they are', () => {
    expect(readArtifactName(openName(INVOCATION))).toEqual({ kind: 'open', invocationId: INVOCATION });
    expect(readArtifactName(resultName(INVOCATION))).toEqual({ kind: 'result', invocationId: INVOCATION });
  });

  it.each([
    'nea-open-',
    'nea-open-XYZ',
    'nea-open-bdab6b7306d9864f-evaluate-12345678',
    'nea-other-bdab6b7306d9864f',
    'eval_results',
  ])('%s is neither', (name) => expect(readArtifactName(name)).toBeUndefined());
});
