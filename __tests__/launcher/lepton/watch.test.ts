import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AskLepton } from '../../../src/launcher/lepton/ask.js';
import { LEPTON_LIMITS, type LeptonWatch, watchLepton } from '../../../src/launcher/lepton/watch.js';
import { leptonTasks } from '../../../src/lepton/names.js';
import type { LeptonEnding } from '../../../src/lepton/outcome.js';
import type { LeptonServer } from '../../../tools/lepton/server.js';
import { makeTask, openServer } from './direct.js';

const ID = 'abcdef0123456789';
const TASKS = leptonTasks('vllm', ['mmlu', 'gsm8k'], ID);
const [FIRST, SECOND] = TASKS.map(({ jobName }) => jobName) as [string, string];
const EMPTY = { status: 200, body: '{"jobs":[]}' };
let server: LeptonServer;
let ask: AskLepton;
let said: string[];

beforeEach(async () => {
  ({ server, ask } = await openServer());
  said = [];
  for (const { name, jobName, endpoint } of TASKS) await makeTask(server, name, jobName, endpoint);
});
afterEach(() => server.close());

/** Watches on a clock of its own; before each look but the first the next of `steps` happens. */
async function watch(
  steps: (() => unknown)[],
  more: Partial<LeptonWatch> = {},
): Promise<{ endings: Map<number, LeptonEnding>; pauses: number[] }> {
  let now = 0;
  const pauses: number[] = [];
  const given = new AbortController();
  const endings = await watchLepton({
    ask,
    invocationId: ID,
    tasks: TASKS,
    signal: given.signal,
    onLook: (looks) => said.push(looks.map(({ task, word }) => `${task.name} ${word}`).join(', ')),
    onTrouble: (_, problem) => said.push(`trouble: ${problem}`),
    onEnd: (task, { state }) => said.push(`${task.name} ended: ${state}`),
    onKept: (problem) => said.push(problem),
    clock: {
      now: () => now,
      sleep: async (ms) => {
        pauses.push(ms);
        now += ms;
        const step = steps.shift();
        if (step) await step();
        else if (steps.length === 0 && pauses.length > 200) given.abort();
      },
    },
    ...more,
    limits: { releaseMs: 700, ...more.limits },
  });
  return { endings, pauses };
}

describe('watching jobs on Lepton', () => {
  it('follows each to its end, deletes its endpoint at once, and says only what has changed', async () => {
    const { endings } = await watch([
      () => server.setJob(FIRST, 'Running'),
      () => undefined,
      () => server.setJob(FIRST, 'Completed', { succeeded: 1 }),
      () => server.setJob(SECOND, 'Failed', { failed: 1 }),
    ]);
    expect(endings.get(0)).toEqual({ state: 'success', confirmed: true, fetched: false });
    expect(endings.get(1)).toEqual({
      state: 'failed',
      reason:
        'the job eval-abcdef-gsm8k-1 failed on Lepton: lep job get --name eval-abcdef-gsm8k-1 --include-archived',
      confirmed: true,
      fetched: false,
    });
    expect(said).toEqual([
      'mmlu Starting, gsm8k Starting',
      'mmlu Running, gsm8k Starting',
      'mmlu ended: success',
      'gsm8k Starting',
      'gsm8k ended: failed',
    ]);
    expect(server.endpoints.size).toBe(0);
    expect(server.jobs.size).toBe(2);
  });

  it('asks once a look, for archived jobs too, and less and less often', async () => {
    server.calls.length = 0;
    const { pauses } = await watch([
      ...Array.from({ length: 8 }, () => () => undefined),
      () => {
        server.setJob(FIRST, 'Archived', { succeeded: 1 });
        server.setJob(SECOND, 'Stopped');
      },
    ]);
    expect(pauses.slice(0, 3)).toEqual([5_000, 7_500, 11_250]);
    expect(Math.max(...pauses)).toBe(60_000);
    const looks = server.calls.filter(({ query }) => query.get('q') === 'eval-abcdef-');
    expect(looks).toHaveLength(10);
    expect(Object.fromEntries(looks[0]!.query)).toMatchObject({
      job_query_mode: 'alive_and_archive',
      q: 'eval-abcdef-',
    });
    expect(said.slice(-2)).toEqual(['mmlu ended: success', 'gsm8k ended: killed']);
  });

  it('does not take an answer that failed for an end, and says so once', async () => {
    const faults = [{ status: 500 }, { status: 500 }, { status: 200, body: '{"odd":1}' }, { status: 401 }];
    const { endings } = await watch([
      ...faults.map((fault) => () => {
        server.fault = () => fault;
      }),
      () => {
        server.fault = () => undefined;
        for (const name of [FIRST, SECOND]) server.setJob(name, 'Completed', { succeeded: 1 });
      },
    ]);
    expect([...endings.values()].map(({ state }) => state)).toEqual(['success', 'success']);
    expect(said.filter((line) => line.startsWith('trouble'))).toEqual([
      'trouble: HTTP 500: as the test wants it',
      'trouble: the answer is no list of jobs',
      'trouble: HTTP 401: the token is refused: is it that of this workspace, and not expired?',
      'trouble: undefined',
    ]);
  });

  it('ends after half an hour of silence, and tries to delete what goes on', async () => {
    server.fault = ({ method }) => (method === 'GET' ? { status: 503 } : undefined);
    const { endings, pauses } = await watch([]);
    const waited = pauses.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThanOrEqual(LEPTON_LIMITS.silenceMs);
    expect(waited).toBeLessThan(LEPTON_LIMITS.silenceMs + 61_000);
    expect(endings.get(0)).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(
        /^Lepton has not answered for 3\d min \(HTTP 503: as the test wants it\)$/,
      ),
      confirmed: false,
    });
    expect(server.endpoints.size).toBe(0);
    expect(said.some((line) => /may still bill \(HTTP 503.* ; lep job remove --name/.test(line))).toBe(true);
  }, 60_000);

  it('bounds a job that is running for ever, and deletes it', async () => {
    server.setJob(FIRST, 'Running');
    server.setJob(SECOND, 'Completed', { succeeded: 1 });
    const { endings } = await watch([], { limits: { runningMs: 600_000 } });
    expect(endings.get(0)).toMatchObject({
      state: 'timeout',
      reason: expect.stringMatching(/^the job eval-abcdef-mmlu-0 was Running on Lepton after 1[01] min$/),
    });
    expect([...server.jobs.values()].map(({ metadata }) => metadata['name'])).toEqual([SECOND]);
    expect(server.endpoints.size).toBe(0);
  });

  it('bounds a job that is restarted for ever', async () => {
    server.setJob(SECOND, 'Completed', { succeeded: 1 });
    const flip = Array.from(
      { length: 60 },
      (_, at) => () => server.setJob(FIRST, at % 2 === 0 ? 'Running' : 'Restarting'),
    );
    const { endings, pauses } = await watch(flip, { limits: { runningMs: 600_000, pendingMs: 600_000 } });
    expect(pauses.length).toBeLessThan(25);
    expect(endings.get(0)).toMatchObject({
      state: 'timeout',
      reason: expect.stringMatching(
        /^the job eval-abcdef-mmlu-0 was (Running|Restarting) on Lepton after 1[01] min$/,
      ),
      confirmed: false,
    });
    expect(server.endpoints.size).toBe(0);
  });

  it('bounds a job that never runs', async () => {
    server.setJob(FIRST, 'Queueing');
    server.setJob(SECOND, 'Completed', { succeeded: 1 });
    const { endings } = await watch([], { limits: { pendingMs: 60_000 } });
    expect(endings.get(0)).toMatchObject({
      state: 'timeout',
      reason: expect.stringMatching(/was Queueing on Lepton for/),
    });
  });

  it('takes a job for deleted that no look shows for minutes, and deletes it all the same', async () => {
    const kept = [...server.jobs];
    const hide = () => server.jobs.clear();
    const show = () => {
      for (const [id, job] of kept) server.jobs.set(id, job);
    };
    const nothing = Array.from({ length: 5 }, () => () => undefined);
    const { endings, pauses } = await watch([
      hide,
      ...nothing,
      show,
      () => server.setJob(SECOND, 'Completed', { succeeded: 1 }),
      hide,
    ]);
    expect(endings.get(1)?.state).toBe('success');
    expect(endings.get(0)).toEqual({
      state: 'killed',
      reason: 'the job eval-abcdef-mmlu-0 is no longer on Lepton',
      confirmed: false,
      fetched: false,
    });
    const waited = pauses.slice(9).reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThanOrEqual(LEPTON_LIMITS.unseenMs);
    expect(waited).toBeLessThan(LEPTON_LIMITS.unseenMs + 61_000);
  });

  it('deletes a job that lists have not shown, and that is there after all', async () => {
    server.setJob(SECOND, 'Completed', { succeeded: 1 });
    const hidden = { status: 200, body: JSON.stringify({ jobs: [...server.jobs.values()].slice(1) }) };
    server.fault = ({ query }) =>
      query.get('q') === 'eval-abcdef-' ? (query.get('page') === '1' ? hidden : EMPTY) : undefined;
    const { endings } = await watch([]);
    expect(endings.get(0)).toMatchObject({ state: 'killed', confirmed: false });
    expect([...server.jobs.values()].map(({ metadata }) => metadata['name'])).toEqual([SECOND]);
  });

  it('looks at further pages before it takes a job for one that is not shown', async () => {
    const [first, second] = [...server.jobs.values()];
    server.fault = ({ query }) => {
      const at = Number(query.get('page'));
      if (query.get('q') !== 'eval-abcdef-') return undefined;
      return { status: 200, body: JSON.stringify({ jobs: [first, second].slice(at - 1, at) }) };
    };
    for (const name of [FIRST, SECOND]) server.setJob(name, 'Completed', { succeeded: 1 });
    const { endings, pauses } = await watch([]);
    expect(pauses).toEqual([]);
    expect([...endings.values()].map(({ state }) => state)).toEqual(['success', 'success']);
  });

  it('says where an endpoint could not be deleted', async () => {
    server.setJob(SECOND, 'Completed', { succeeded: 1 });
    server.setJob(FIRST, 'Completed', { succeeded: 1 });
    server.fault = ({ method }) =>
      method === 'DELETE' ? { status: 403, body: '{"message":"not yours"}' } : undefined;
    await watch([]);
    expect(said.filter((line) => line.includes('may still bill'))).toEqual([
      expect.stringContaining(
        'HTTP 403: not yours): delete it with lep endpoint remove --name vllm-mmlu-0-abcdef',
      ),
      expect.stringContaining('lep endpoint remove --name vllm-gsm8k-1-abcdef'),
    ]);
  }, 30_000);

  it('tries again at each look to delete an endpoint that was kept, and does not repeat why', async () => {
    server.setJob(FIRST, 'Completed', { succeeded: 1 });
    server.setJob(SECOND, 'Running');
    const fault = { status: 403, body: '{"message":"not yours"}' };
    server.fault = ({ method }) => (method === 'DELETE' ? fault : undefined);
    // As long as a deletion is tried; the clock of the watch is another one.
    const wait = () => new Promise((resolve) => setTimeout(resolve, 900));
    const { endings } = await watch([
      wait,
      wait,
      () => {
        server.fault = () => undefined;
      },
      wait,
      () => {
        expect([...server.endpoints.keys()]).toEqual(['vllm-gsm8k-1-abcdef']);
        server.setJob(SECOND, 'Completed', { succeeded: 1 });
      },
    ]);
    expect(endings.size).toBe(2);
    expect(said.filter((line) => line.includes('may still bill'))).toHaveLength(1);
  }, 30_000);

  it('returns early when it is stopped, with what has ended by then', async () => {
    const stop = new AbortController();
    server.setJob(FIRST, 'Completed', { succeeded: 1 });
    const { endings } = await watch([() => stop.abort()], { signal: stop.signal });
    expect([...endings.keys()]).toEqual([0]);
  });
});
