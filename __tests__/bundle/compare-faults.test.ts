import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, jest } from '@jest/globals';
import type { ActionResult } from '../../tools/local-runner/run-action.js';
import { oneTask, onPull, onPush, report, setUpWorld, traces } from './github-world.js';

// Each run is a process that asks several questions, and some have to wait.
jest.setTimeout(180_000);

const world = setUpWorld();

const ASKED = { 'check-run': 'true', comment: 'always', 'rolling-issue': 'true', 'html-report': 'true' };

function inputs(): Record<string, string> {
  const baseline = world.invocation([oneTask(20)]);
  return { baseline, candidate: world.invocation([oneTask(120)]), ...ASKED };
}

const onIssue = (): void => {
  world.services.rest.addIssue({ number: 7, isPull: true });
};

/** Without the verdict, which is warned of as it does not fail the step. */
const warnings = (result: ActionResult): string[] =>
  result.commands
    .filter(({ command }) => command === 'warning')
    .map(({ message }) => message)
    .filter((message) => !message.startsWith('the verdict is NO-GO'));

/** The verdict stands, and everything that is no post is there. */
function expectVerdict(result: ActionResult): void {
  expect(result).toMatchObject({ exitCode: 0, outputs: { state: 'success', verdict: 'NO-GO' } });
  expect(report(result).verdict).toBe('NO-GO');
  expect(result.summary).toContain('NO-GO');
  expect(result.log).not.toMatch(/\n\s+at /);
}

describe('a permission that is missing is a warning with its line of YAML', () => {
  it.each<['checks' | 'pull-requests', RegExp]>([
    [
      'checks',
      /^the check "NeMo evaluation" could not be opened: .*add "checks: write" under "permissions:"/,
    ],
    ['pull-requests', /^the comment on pull request #7 could not be written: .*add "pull-requests: write"/],
  ])('%s', async (permission, message) => {
    onIssue();
    Object.assign(world.services.rest.permissions, { [permission]: 'read', issues: 'read' });
    const result = await world.compare(inputs(), onPull());
    expectVerdict(result);
    expect(warnings(result)).toEqual([expect.stringMatching(message)]);
    const { checks, comments } = world.services.rest;
    expect([checks.length, comments.length]).toEqual(permission === 'checks' ? [0, 1] : [1, 0]);
  });

  it('issues', async () => {
    world.services.rest.permissions.issues = 'read';
    const result = await world.compare(inputs(), onPush('schedule'));
    expectVerdict(result);
    expect(warnings(result)).toEqual([
      expect.stringMatching(/^the rolling issue could not be written: .*add "issues: write"/),
    ]);
  });

  it('given back by the post step, the check ends as the step would have ended it', async () => {
    // Three tries of the main step, and none is left for the post step.
    world.services.fail({ match: /^PATCH .*\/check-runs\//, times: 3, status: 502, body: {} });
    const result = await world.compare({ ...inputs(), comment: 'off' }, onPull());
    expectVerdict(result);
    expect(world.services.rest.checks).toMatchObject([
      { status: 'completed', conclusion: 'neutral', output: { title: expect.stringContaining('NO-GO') } },
    ]);
  });

  it('taken away in the middle, the check stays open, and that is said once more by the post step', async () => {
    world.services.fail({
      match: /^PATCH .*\/check-runs\//,
      times: 99,
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    });
    const result = await world.compare({ ...inputs(), comment: 'off' }, onPull());
    expectVerdict(result);
    expect(result.outputs['check_url']).toBe('');
    expect(warnings(result)).toEqual([expect.stringContaining('could not be concluded')]);
    expect(result.post!.log).toContain('could not be concluded');
    expect(result.post!.exitCode).toBe(0);
  });
});

it('a locked conversation is a warning', async () => {
  world.services.rest.addIssue({ number: 7, isPull: true, locked: true });
  const result = await world.compare(inputs(), onPull());
  expectVerdict(result);
  expect(warnings(result)).toEqual([
    expect.stringMatching(/^the comment on pull request #7 could not be written: the conversation is locked/),
  ]);
});

describe('a rate limit', () => {
  const limited = (seconds: number, times: number, match = /^POST .*\/check-runs$/): void => {
    world.services.fail({
      match,
      times,
      status: 429,
      headers: { 'retry-after': String(seconds) },
      body: { message: 'You have exceeded a secondary rate limit.' },
    });
  };

  it('that ends soon is waited for', async () => {
    onIssue();
    limited(1, 1);
    const result = await world.compare(inputs(), onPull());
    expectVerdict(result);
    expect(warnings(result)).toEqual([]);
    expect(result.log).toContain('asked again in 1 s');
    expect(world.services.rest.checks).toMatchObject([{ status: 'completed' }]);
  });

  it('of minutes is not, and costs the post alone', async () => {
    onIssue();
    limited(600, 99);
    const start = performance.now();
    const result = await world.compare(inputs(), onPull());
    expect(performance.now() - start).toBeLessThan(30_000);
    expectVerdict(result);
    expect(warnings(result)).toEqual([expect.stringContaining("GitHub's rate limit is reached")]);
    expect(world.services.rest.comments).toHaveLength(1);
  });
});

describe('GitHub', () => {
  const within = async (seconds: number, run: () => Promise<ActionResult>): Promise<ActionResult> => {
    const start = performance.now();
    const result = await run();
    expect((performance.now() - start) / 1000).toBeLessThan(seconds);
    return result;
  };

  const expectSilence = async (address: string): Promise<void> => {
    const env = { GITHUB_API_URL: address, GITHUB_GRAPHQL_URL: `${address}/graphql` };
    const asked = { ...inputs(), 'html-report': 'false' };
    const result = await within(75, () => world.compare(asked, { ...onPull(), env }));
    expectVerdict(result);
    expect(warnings(result).join('\n')).toMatch(/could not be opened: GitHub cannot be reached/);
    expect(result.outputs).toMatchObject({ check_url: '', comment_url: '' });
  };

  it('that refuses connections costs no verdict, and no minutes', () => expectSilence('http://127.0.0.1:9'));

  it('that takes questions and never answers costs no verdict, and not many minutes', async () => {
    const server = createServer(() => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      await expectSilence(`http://127.0.0.1:${port}`);
    } finally {
      server.close();
      server.unref();
    }
  });

  it('that fails costs no verdict, nor does its artifact service', async () => {
    world.services.fail({
      match: /^(GET|POST|PATCH) \/(repos|graphql)/,
      times: 999,
      status: 502,
      body: 'bad',
    });
    world.services.fail({ match: /twirp/, times: 999, status: 503 });
    const result = await within(120, () => world.compare(inputs(), onPull()));
    expectVerdict(result);
    expect(warnings(result).join('\n')).toMatch(/the HTML report could not be uploaded/);
  });
});

it('the token is in nothing that a run leaves, whatever holds it', async () => {
  onIssue();
  const { token } = world.services;
  const task = (wrong: number) => ({
    ...oneTask(wrong, `arith-${token}`),
    prompt: (item: number) => `PROMPT ${item} ${token} ${Buffer.from(`x${token}`).toString('base64')}`,
  });
  const policy = world.write(
    `policies/${token}/gate.yaml`,
    `benchmarks: {"arith-${token}": {max_drop: 0.1}}\n`,
  );
  const baseline = world.invocation([task(20)]);
  const candidate = world.invocation([task(120)]);
  const asked = { ...ASKED, policy, 'show-items': 'always', 'fail-on': 'never' };
  const runs: [string, Record<string, string>][] = [
    ['compared', { baseline, candidate }],
    ['alone', { baseline: 'none', candidate }],
    ['with what is not there', { baseline, candidate: `nowhere-${token}` }],
  ];
  for (const [what, sides] of runs) {
    const result = await world.compare({ ...asked, ...sides }, { ...onPull(), keep: true });
    report(result);
    if (what === 'compared') {
      expect(result.outputs['verdict']).toBe('NO-GO');
      expect(result.summary).toContain('PROMPT');
    }
    for (const [name, bytes] of traces(world, result)) {
      const text = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
      const held = [token, Buffer.from(token).toString('base64').slice(4, 40)].filter((one) =>
        text.includes(one),
      );
      expect([what, name, held]).toEqual([what, name, []]);
    }
  }
  expect(world.services.rest.checks.length).toBe(3);
  expect(world.services.rest.comments.length).toBe(1);
});
