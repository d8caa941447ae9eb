import { describe, expect, it } from '@jest/globals';
import { currentJob, isFinal, readJobs, standingOf } from '../../src/lepton/job-state.js';

const job = (state: string, more: object = {}) => ({
  id: 'j',
  name: 'n',
  state,
  createdAt: 1,
  succeeded: 0,
  failed: 0,
  ...more,
});

describe('what a state comes to', () => {
  it.each([
    ['Queueing', 'pending'],
    ['Awaiting', 'pending'],
    ['Starting', 'pending'],
    ['PendingRetry', 'pending'],
    ['Running', 'running'],
    ['Stopping', 'running'],
    ['Deleting', 'running'],
    ['Completed', 'success'],
    ['Failed', 'failed'],
    ['Stopped', 'killed'],
    ['Deleted', 'killed'],
    ['SomethingNew', 'pending'],
    ['constructor', 'pending'],
  ])('%s: %s', (state, standing) => {
    expect(standingOf(job(state))).toBe(standing);
    expect(isFinal(standingOf(job(state)))).toBe(!['pending', 'running'].includes(standing));
  });

  it('is told by the counts of an archived job', () => {
    expect(standingOf(job('Archived', { succeeded: 1 }))).toBe('success');
    expect(standingOf(job('Archived', { failed: 1 }))).toBe('failed');
    expect(standingOf(job('Archived'))).toBe('killed');
  });
});

describe('an answer about jobs', () => {
  it('is an object with a list, or the list', () => {
    const entry = {
      metadata: { id: 'a-1', name: 'a', created_at: 5 },
      status: { state: 'Running', succeeded: 0 },
    };
    const read = [{ id: 'a-1', name: 'a', state: 'Running', createdAt: 5, succeeded: 0, failed: 0 }];
    expect(readJobs({ jobs: [entry], total: 1 })).toEqual(read);
    expect(readJobs([entry])).toEqual(read);
    expect(readJobs({ jobs: null })).toEqual([]);
  });

  it.each([[undefined], [null], ['<html>'], [{}], [{ jobs: 'x' }], [7]])('is none where it is %j', (body) => {
    expect(readJobs(body)).toBeUndefined();
  });

  it('leaves out what is no job, or could not stand in an address', () => {
    const bad = [null, 3, {}, { metadata: {} }, { metadata: { id: '../secrets', name: 'a' } }];
    expect(readJobs(bad)).toEqual([]);
  });

  it('may have several of a name, of which one that goes on counts, and else the newest', () => {
    const jobs = [
      job('Failed', { createdAt: 1 }),
      job('Completed', { createdAt: 3 }),
      job('Failed', { createdAt: 2 }),
    ];
    expect(currentJob(jobs, 'n')).toMatchObject({ state: 'Completed' });
    expect(currentJob([...jobs, job('Running', { createdAt: 0 })], 'n')).toMatchObject({ state: 'Running' });
    expect(currentJob(jobs, 'm')).toBeUndefined();
  });
});
