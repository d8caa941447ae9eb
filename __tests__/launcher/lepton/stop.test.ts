import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AskLepton } from '../../../src/launcher/lepton/ask.js';
import { stopLepton } from '../../../src/launcher/lepton/stop.js';
import { leptonTasks } from '../../../src/lepton/names.js';
import type { LeptonServer } from '../../../tools/lepton/server.js';
import { makeTask, openServer } from './direct.js';

const TASKS = leptonTasks('vllm', ['mmlu', 'gsm8k'], 'abcdef0123456789');
let server: LeptonServer;
let ask: AskLepton;

beforeEach(async () => {
  ({ server, ask } = await openServer());
  for (const { name, jobName, endpoint } of TASKS) await makeTask(server, name, jobName, endpoint);
  await makeTask(server, 'foreign', 'eval-abcdef-mmlu-0-of-another', 'vllm-mmlu-0-of-another');
  server.calls.length = 0;
});
afterEach(() => server.close());

const stop = (more: Partial<Parameters<typeof stopLepton>[0]> = {}) =>
  stopLepton({ ask, tasks: TASKS, what: 'endpoints and jobs', budgetMs: 3_000, ...more });

describe('stopping on Lepton', () => {
  it('deletes endpoints and jobs of the invocation, looks that they are gone, and touches nothing else', async () => {
    expect(await stop()).toEqual({
      deleted: [
        'endpoint vllm-mmlu-0-abcdef',
        'endpoint vllm-gsm8k-1-abcdef',
        'job eval-abcdef-mmlu-0',
        'job eval-abcdef-gsm8k-1',
      ],
      left: [],
    });
    expect([...server.endpoints.keys()]).toEqual(['vllm-mmlu-0-of-another']);
    expect([...server.jobs.values()].map(({ metadata }) => metadata['name'])).toEqual([
      'eval-abcdef-mmlu-0-of-another',
    ]);
  });

  it('leaves the jobs of an evaluation that has ended', async () => {
    expect((await stop({ what: 'endpoints' })).left).toEqual([]);
    expect(server.endpoints.size).toBe(1);
    expect(server.jobs.size).toBe(3);
  });

  it('waits for endpoints that take their time', async () => {
    server.deletingMs = 1_200;
    expect((await stop()).left).toEqual([]);
    expect(server.endpoints.size).toBe(1);
  });

  it('deletes the endpoints where the jobs cannot be deleted, and says which are left and how', async () => {
    server.fault = ({ method, path }) =>
      method === 'DELETE' && path.startsWith('/jobs')
        ? { status: 500, body: '{"message":"no luck"}' }
        : undefined;
    const report = await stop({ budgetMs: 1_200 });
    expect(server.endpoints.size).toBe(1);
    expect(report.left).toEqual(['job eval-abcdef-mmlu-0', 'job eval-abcdef-gsm8k-1']);
    expect(report.problem).toBe(
      'jobs on Lepton may still run (HTTP 500: no luck): delete them with lep job remove --name eval-abcdef-mmlu-0 ; lep job remove --name eval-abcdef-gsm8k-1',
    );
  });

  it('tries again after an error, and does not take an error for a deletion', async () => {
    const failing = [1, 2, 3];
    server.fault = ({ method }) => (method === 'DELETE' && failing.pop() ? { status: 500 } : undefined);
    expect((await stop()).left).toEqual([]);
    expect(server.endpoints.size).toBe(1);
  });

  it.each([
    ['the token is refused', { status: 401 } as const, /may still bill \(HTTP 401: the token is refused/],
    ['the server hangs', 'hang' as const, /may still bill \(TimeoutError\)/],
  ])('says what may still bill where %s', async (_, fault, says) => {
    server.fault = () => fault;
    const started = Date.now();
    const report = await stop({ budgetMs: 1_500 });
    expect(Date.now() - started).toBeLessThan(3_000);
    expect(report.left).toHaveLength(4);
    expect(report.deleted).toEqual([]);
    expect(report.problem).toMatch(says);
    expect(report.problem).toContain(
      'lep endpoint remove --name vllm-mmlu-0-abcdef ; lep endpoint remove --name',
    );
  });

  it('takes nothing for gone where the workspace itself is not there', async () => {
    server.fault = () => ({ status: 404, body: '{"message":"no such workspace"}' });
    const { left, problem } = await stop({ what: 'endpoints', budgetMs: 1_200 });
    expect(left).toEqual(['endpoint vllm-mmlu-0-abcdef', 'endpoint vllm-gsm8k-1-abcdef']);
    expect(problem).toContain('2 endpoints on Lepton may still bill (HTTP 404: no such workspace)');
  });

  it('says that the answer is no list of jobs where something else answers', async () => {
    server.fault = ({ method }) =>
      method === 'GET' ? { status: 200, body: '<html>sign in</html>' } : { status: 404 };
    const { left, problem } = await stop({ budgetMs: 1_200 });
    expect(left).toHaveLength(4);
    expect(problem).toContain('2 endpoints on Lepton may still bill (the answer is no list of jobs): ');
    const jobsOnly = TASKS.map(({ index, name, jobName }) => ({ index, name, jobName }));
    expect((await stop({ tasks: jobsOnly, budgetMs: 1_200 })).problem).toContain(
      'jobs on Lepton may still run (the answer is no list of jobs): ',
    );
  });

  it('takes no job for gone while there are further pages of them', async () => {
    const [first] = [...server.jobs.values()];
    const other = {
      metadata: { id: 'eval-abcdef-mmlu-0-of-another-1', name: 'eval-abcdef-mmlu-0-of-another' },
    };
    server.fault = ({ method, query }) => {
      if (
        method !== 'GET' ||
        query.get('q') !== 'eval-abcdef-mmlu-0' ||
        !server.jobs.has(first!.metadata['id'])
      )
        return undefined;
      const page = [[other], [first], []][Number(query.get('page')) - 1];
      return { status: 200, body: JSON.stringify({ jobs: page }) };
    };
    expect((await stop()).left).toEqual([]);
    expect([...server.jobs.values()].map(({ metadata }) => metadata['name'])).toEqual([
      'eval-abcdef-mmlu-0-of-another',
    ]);
  });

  it('deletes all jobs of a name, and does not take one of them for all', async () => {
    await makeTask(server, 'mmlu', 'eval-abcdef-mmlu-0');
    const twins = [...server.jobs.values()].filter(
      ({ metadata }) => metadata['name'] === 'eval-abcdef-mmlu-0',
    );
    expect(twins).toHaveLength(2);
    const [first, second] = twins.map(({ metadata }) => metadata['id']) as [string, string];
    server.fault = ({ method, path }) => {
      if (method !== 'DELETE') return undefined;
      if (path === `/jobs/${first}`) return { status: 500, body: '{"message":"no luck"}' };
      return path === `/jobs/${second}` ? { status: 404 } : undefined;
    };
    const { left, problem } = await stop({ budgetMs: 1_200 });
    expect(left).toEqual(['job eval-abcdef-mmlu-0']);
    expect(problem).toContain('HTTP 500: no luck');
  });

  it('finds what is made late by a call that was under way when it was cut off', async () => {
    server.endpoints.clear();
    setTimeout(() => void makeTask(server, 'mmlu', 'eval-abcdef-mmlu-0', 'vllm-mmlu-0-abcdef'), 700);
    expect((await stop({ interrupted: true, budgetMs: 9_000 })).left).toEqual([]);
    expect(server.endpoints.size).toBe(0);
  });
});
