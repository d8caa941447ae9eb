import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { paginate, type RestRoute } from '../../tools/local-runner/rest-api.js';
import { type ActionResult, runAction } from '../../tools/local-runner/run-action.js';
import { type Services, startServices } from '../../tools/local-runner/services.js';
import { type LegFacts, legOf, writeLeg } from '../collecting/write-leg.js';
import { answers } from '../comparison/byob-invocation.js';
import { CLIENTS, createSandbox } from '../tools/local-runner/script-action.js';

// Each run is a process, and some tests need six.
jest.setTimeout(60_000);

const ROOT = path.join(import.meta.dirname, '../..');
const validate: ValidateFunction = new Ajv2020({ allErrors: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(path.join(ROOT, 'schema/result.v1.schema.json'), 'utf8')),
);
const LIST = '/repos/:owner/:repo/actions/runs/:run/artifacts';

let base: string;
let workspace: string;
let services: Services | undefined;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'nemo-eval-collect-'));
  workspace = path.join(base, 'workspace');
  mkdirSync(workspace);
});
afterEach(async () => {
  await services?.close();
  services = undefined;
  rmSync(base, { recursive: true, force: true });
});

const task = (name: string, wrong: number, count = 400): { name: string; answers: number[] } => ({
  name,
  answers: answers(count, wrong),
});
const leg = (name: string, wrong: number, index: number, total = 4): LegFacts => ({
  matrix: { task: name },
  index,
  total,
  tasks: [task(name, wrong)],
});
const FOUR = ['a', 'b', 'c', 'd'].map((name, index) => leg(name, 20, index));
const artifactOf = (facts: LegFacts): string => `eval_results-${legOf(facts).slug}.baseline`;

/** Uploads each folder as an artifact of run 1, with the client that the action uses. */
async function upload(artifacts: Record<string, string>): Promise<void> {
  const sandbox = createSandbox();
  const script = `${CLIENTS}
    for (const [name, dir] of Object.entries(${JSON.stringify(artifacts)})) {
      const files = fs.readdirSync(dir).map((file) => dir + '/' + file);
      await artifacts.uploadArtifact(name, files, dir);
    }`;
  const result = await runAction({ actionDir: sandbox.action({ main: script }), services });
  sandbox.remove();
  if (result.exitCode !== 0) throw new Error(result.log);
}

/** Starts the services of a run whose legs have uploaded their records. */
async function startRun(
  legs: readonly LegFacts[],
  { routes = [], names = [] }: { routes?: RestRoute[]; names?: string[] } = {},
): Promise<void> {
  services = await startServices({ routes });
  const folders: Record<string, string> = {};
  for (const [at, one] of legs.entries())
    folders[names[at] ?? artifactOf(one)] = await writeLeg(path.join(base, 'uploads', String(at)), one);
  await upload(folders);
}

/** Without Docker, Python or any other program on PATH. */
function collect(
  inputs: Record<string, string> = {},
  env: Record<string, string> = {},
): Promise<ActionResult> {
  const tempDir = mkdtempSync(path.join(base, 'temp-'));
  return runAction({
    actionDir: path.join(ROOT, 'collect'),
    workspace,
    tempDir,
    inputs,
    env: { PATH: '/nowhere', ...env },
    services,
  });
}

interface Report {
  verdict: string;
  benchmarks: Record<string, unknown>[];
  legs: Record<string, unknown>[] | null;
  [key: string]: unknown;
}

/** The result.json of a run, which is valid on every path. */
function report({ outputs }: ActionResult): Report {
  const file = JSON.parse(readFileSync(outputs['result_json']!, 'utf8')) as Report;
  expect(validate(file) ? [] : validate.errors).toEqual([]);
  return file;
}

const statuses = (result: ActionResult): unknown[][] =>
  report(result).benchmarks.map(({ name, status, score }) => [name, status, score]);

describe('the legs of a run', () => {
  it('are one evaluation, which is the baseline of the next', async () => {
    await startRun(FOUR);
    const first = await collect();
    expect(first).toMatchObject({
      exitCode: 0,
      outputs: { state: 'success', verdict: 'NO-BASELINE', missing_legs: '', baseline_source: '' },
    });
    expect(statuses(first)).toEqual(FOUR.map((_, at) => [`${'abcd'[at]}/pass@1/correct`, 'NEW', 0.95]));
    expect(report(first)).toMatchObject({
      baseline: null,
      candidate: { run_id: '1', ref: 'refs/heads/main' },
      legs: [{ key: 'a', state: 'success', attempt: 1 }, { key: 'b' }, { key: 'c' }, { key: 'd' }],
    });
    expect(readdirSync(first.outputs['record_path']!).sort()).toEqual([
      'report.html',
      'result.json',
      'scores.ndjson.gz',
      'summary.md',
      'trend.ndjson.gz',
    ]);
    expect(first.summary).toContain('Legs: 4 of 4 ended well');

    await services!.close();
    await startRun([...FOUR.slice(0, 3), leg('d', 120, 3)]);
    const second = await collect({ baseline: first.outputs['record_path']! });
    expect(second).toMatchObject({ exitCode: 0, outputs: { verdict: 'NO-GO', baseline_source: 'path' } });
    expect(
      statuses(second)
        .map(([, status]) => status)
        .sort(),
    ).toEqual(['BREACH', 'PASS', 'PASS', 'PASS']);
    const breach = report(second).benchmarks.find(({ status }) => status === 'BREACH')!;
    expect(breach).toMatchObject({ name: 'd/pass@1/correct', method: 'mcnemar-exact', pairs: 400 });
    const gated = await collect({
      baseline: first.outputs['record_path']!,
      policy: write('gate.yaml', 'benchmarks: {d: {metric: correct, max_drop: 0.1}}\n'),
    });
    expect(gated).toMatchObject({ exitCode: 1, outputs: { verdict: 'NO-GO' } });
  });

  it('one of which is missing leave no GO', async () => {
    await startRun(FOUR);
    const whole = await collect();
    await services!.close();
    await startRun(FOUR.slice(0, 3));
    const alone = await collect();
    expect(alone.outputs).toMatchObject({
      state: 'success',
      verdict: 'INCONCLUSIVE',
      missing_legs: 'leg 4 of 4',
    });
    expect(alone.summary).toContain('MISSING');
    expect(alone.log).toContain('leg 4 of 4 is MISSING: the matrix has 4 jobs');
    expect(statuses(alone)[0]).toEqual(['leg 4 of 4', 'MISSING', null]);
    const compared = await collect({ baseline: whole.outputs['record_path']! });
    expect(compared.outputs['verdict']).toBe('INCONCLUSIVE');
    expect(statuses(compared)).toContainEqual(['d/pass@1/correct', 'MISSING', null]);
    const policy = write('gate.yaml', 'benchmarks: {d: {metric: correct, max_drop: 0.1}}\n');
    for (const inputs of [{ baseline: whole.outputs['record_path']!, policy }, { policy }])
      expect(await collect(inputs)).toMatchObject({ exitCode: 1, outputs: { verdict: 'NO-GO' } });
    // What was merged of three legs reads back as three.
    const again = await collect({ baseline: alone.outputs['record_path']! });
    expect(again.outputs['verdict']).toBe('INCONCLUSIVE');
    expect(statuses(again).filter(([, status]) => status === 'PASS')).toHaveLength(3);
  });

  it('count once, by their highest attempt', async () => {
    const again: LegFacts = { ...leg('b', 40, 1), attempt: 2 };
    // A re-run may use the same name, and then has another id.
    const names = [...FOUR.map(artifactOf), `again-${artifactOf(again)}`];
    await startRun([...FOUR, again], { names, routes: [renaming()] });
    const result = await collect();
    expect(result.outputs).toMatchObject({ verdict: 'NO-BASELINE', missing_legs: '' });
    expect(statuses(result)[1]).toEqual(['b/pass@1/correct', 'NEW', 0.9]);
    expect(report(result).legs![1]).toMatchObject({ key: 'b', attempt: 2 });
  });

  it('count once where the name was taken, and the newer attempt has another', async () => {
    const again: LegFacts = { ...leg('b', 40, 1), attempt: 2 };
    await startRun([again, ...FOUR], {
      names: [`${artifactOf(again)}-evaluate-0123abcd`, ...FOUR.map(artifactOf)],
    });
    const result = await collect();
    expect(statuses(result)[1]).toEqual(['b/pass@1/correct', 'NEW', 0.9]);
    expect(result.log).toMatch(/attempt 1 of b .* is passed over/);
  });

  it('are found among a thousand artifacts of other jobs', async () => {
    const crowd = Array.from({ length: 1000 }, (_, at) => ({ id: at + 1, name: `logs-${at}.baseline` }));
    await startRun(FOUR, {
      routes: [
        {
          method: 'GET',
          path: LIST,
          handle: ({ url }) => {
            const own = services!.artifacts.map(({ id, name }) => ({ id: Number(id), name }));
            const { items, headers } = paginate([...crowd, ...own], url);
            return { status: 200, headers, body: { total_count: 1004, artifacts: items } };
          },
        },
      ],
    });
    const before = services!.requests.length;
    expect((await collect()).outputs).toMatchObject({ state: 'success', missing_legs: '' });
    const asked = services!.requests
      .slice(before)
      .filter(({ path: at }) => /\/runs\/1\/artifacts|\/zip$/.test(at));
    // Eleven pages, and each of four records.
    expect(asked).toHaveLength(15);
  });

  it('that are shards are pooled, and may be a baseline so', async () => {
    const shards = [0, 1].map((index) => ({
      matrix: { shard: index },
      index,
      total: 2,
      tasks: [task('big', index * 100, 200 + index * 200)],
      firstItem: index * 200,
    }));
    await startRun(shards);
    const first = await collect();
    expect(report(first).benchmarks[0]).toMatchObject({ score: 500 / 600, n: 600, n_source: 'items' });
    const second = await collect({ baseline: first.outputs['record_path']! });
    expect(second.outputs['verdict']).toBe('GO');
    expect(report(second).benchmarks[0]).toMatchObject({ pairs: 600, delta: 0 });
  });

  it('with the same benchmark are an error that names them', async () => {
    await startRun([leg('a', 20, 0, 2), { ...leg('a', 20, 1, 2), matrix: { task: 'other' } }]);
    const result = await collect();
    expect(result).toMatchObject({
      exitCode: 1,
      outputs: { state: 'config-error', verdict: 'NO-BASELINE', record_path: '' },
    });
    expect(result.log).toMatch(/the legs a and other both have a\/pass@1\/correct with the same items/);
    expect(report(result)).toMatchObject({ state: 'config-error', legs: null });
  });

  it('of different models are rows by leg, and a policy holds for each', async () => {
    const models = ['base', 'chat'].map((model, index) => ({
      ...leg('a', 20, index, 2),
      matrix: { model },
      model,
    }));
    await startRun(models);
    const first = await collect();
    expect(statuses(first).map(([name]) => name)).toEqual(['base/a/pass@1/correct', 'chat/a/pass@1/correct']);
    await services!.close();
    await startRun([models[0]!, { ...models[1]!, tasks: [task('a', 120)] }]);
    const policy = write('gate.yaml', 'benchmarks: {a: {metric: correct, max_drop: 0.1}}\n');
    const baseline = first.outputs['record_path']!;
    const second = await collect({ baseline, policy });
    expect(second.outputs['verdict']).toBe('NO-GO');
    expect(statuses(second)).toEqual(
      expect.arrayContaining([
        ['base/a/pass@1/correct', 'PASS', 0.95],
        ['chat/a/pass@1/correct', 'BREACH', 0.7],
      ]),
    );
    await services!.close();
    // What the policy requires of a leg that is missing is known from the baseline.
    await startRun([models[0]!]);
    const alone = await collect({ baseline, policy });
    expect(alone.outputs).toMatchObject({ verdict: 'NO-GO', missing_legs: 'leg 2 of 2' });
    expect(statuses(alone)).toContainEqual(['chat/a/pass@1/correct', 'MISSING', null]);
  });

  it('that failed make it INVALID, with the reason', async () => {
    await startRun([
      leg('a', 20, 0, 3),
      { ...leg('b', 20, 1, 3), state: 'failed', tasks: [{ ...task('b', 20), exitCode: 1 }] },
      { matrix: { task: 'c' }, index: 2, total: 3, state: 'infrastructure-error', error: 'no Docker' },
    ]);
    const result = await collect();
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'invalid', verdict: 'INVALID' } });
    expect(report(result)['invalid']).toEqual([
      expect.objectContaining({ state: 'failed' }),
      expect.objectContaining({ task: 'c', reasons: ['no Docker'] }),
    ]);
    expect(result.summary).toContain('no Docker');
    expect((await collect({ 'fail-on': 'never' })).exitCode).toBe(0);
  });

  it('that are expected by name are missing by name', async () => {
    const named = (name: string): LegFacts => ({ matrix: { task: name }, tasks: [task(name, 20)] });
    const [first, second] = [named('a'), named('b')];
    await startRun([first, second]);
    const all = await collect({ expected: `a, ${legOf(second).slug}` });
    expect(all.outputs).toMatchObject({ verdict: 'NO-BASELINE', missing_legs: '' });
    const more = await collect({ expected: 'a\nb\nzzz' });
    expect(more.outputs).toMatchObject({ verdict: 'INCONCLUSIVE', missing_legs: 'zzz' });
    expect((await collect()).log).toContain('whether all came cannot be told');
  });

  it('have hostile names that issue no commands and no markup', async () => {
    const hostile: LegFacts[] = ['x\n::error::owned', '<img src=x>', '@octocat', 'y'.repeat(3000)].map(
      (model, index) => ({ ...leg('a', 20, index, 5), matrix: { model }, model }),
    );
    await startRun(hostile);
    const result = await collect();
    expect(result.outputs['state']).toBe('success');
    expect(statuses(result)).toHaveLength(5);
    expect(result.commands.filter(({ message }) => message.startsWith('owned'))).toEqual([]);
    expect(result.summary).not.toContain('<img');
    expect(result.summary).not.toMatch(/(^|\s)@octocat/);
  });

  it('are passed over where they are no records, and a broken one is MISSING', async () => {
    await startRun(FOUR.slice(0, 3));
    const broken = path.join(base, 'broken');
    mkdirSync(broken);
    writeFileSync(path.join(broken, 'result.json'), '{"schema_version": 7}');
    const empty = path.join(base, 'empty');
    mkdirSync(empty);
    writeFileSync(path.join(empty, 'other.txt'), 'x');
    await upload({ 'eval_results-x.baseline': broken, 'other.baseline': empty, 'eval_results-y': empty });
    const result = await collect();
    expect(result.outputs).toMatchObject({ verdict: 'INCONCLUSIVE', missing_legs: 'eval_results-x' });
    expect(report(result).legs!.at(-1)).toMatchObject({
      state: 'missing',
      reason: expect.stringContaining('schema_version 7'),
    });
    const none = await collect({ from: 'nothing-*' });
    expect(none).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(none.log).toMatch(/no leg is there: looked for .*nothing-\*.*there are .*eval_results-/);
    const odd = await collect({ from: 'other' });
    expect(odd.outputs['missing_legs']).toBe('other');
  });
});

describe('what GitHub refuses', () => {
  const refusing = (status: number, message: string): RestRoute => ({
    method: 'GET',
    path: LIST,
    handle: () => ({ status, body: { message } }),
  });

  it('for want of a permission names the permission', async () => {
    await startRun(FOUR.slice(0, 1), {
      routes: [refusing(403, 'Resource not accessible by integration')],
    });
    const result = await collect();
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error', verdict: 'NO-BASELINE' } });
    expect(result.log).toMatch(/cannot be listed.*"actions: read" under "permissions:"/);
    expect(result.log).not.toMatch(/\n\s+at /);
    expect(report(result)['error']).toContain('actions: read');
  });

  it('as it is down is no fault of the user', async () => {
    await startRun(FOUR.slice(0, 1), { routes: [refusing(503, 'down')] });
    expect((await collect()).outputs['state']).toBe('infrastructure-error');
  });

  it('for want of a token is said before anything is asked', async () => {
    await startRun(FOUR.slice(0, 1));
    const before = services!.requests.length;
    const result = await collect({ 'github-token': '' });
    expect(result.outputs['state']).toBe('config-error');
    expect(result.log).toContain('input github-token is empty');
    const asked = services!.requests.slice(before).filter(({ path: at }) => !at.startsWith('/twirp/'));
    expect(asked).toEqual([]);
  });

  it('is an artifact that is gone: that leg alone is MISSING', async () => {
    await startRun(FOUR);
    const [first] = services!.artifacts;
    const isFirst = ({ path: at }: { path: string }): boolean => at.endsWith(`/${first!.id}/zip`);
    services!.fail({ match: isFirst, status: 410, body: { message: 'Artifact has expired' } });
    services!.fail({ match: /^GET \/blobs\//, times: 9, status: 404, body: 'gone' });
    const result = await collect();
    expect(result.outputs['missing_legs']!.split('\n')).toHaveLength(4);
    expect(result.outputs['verdict']).toBe('INCONCLUSIVE');
    expect(result.log).toContain('has expired');
  });
});

describe('a folder of unpacked artifacts', () => {
  it('is read without asking anybody, the small artifact before the large one', async () => {
    for (const one of FOUR) {
      await writeLeg(path.join(workspace, 'legs', artifactOf(one)), one);
      const large = path.join(workspace, 'legs', artifactOf(one).replace('.baseline', ''), 'nemo-eval');
      await writeLeg(large, { ...one, tasks: [task('large', 0)] });
    }
    const result = await collect({ from: './legs', 'github-token': '' });
    expect(result.outputs).toMatchObject({ verdict: 'NO-BASELINE', missing_legs: '' });
    expect(statuses(result)).toHaveLength(4);
    expect(report(result)).toMatchObject({ candidate: { sha: 'a'.repeat(40), run_id: '1' } });
  });

  it('may hold the large artifacts alone, and leaves them as they are', async () => {
    const dir = path.join(workspace, 'legs/eval_results-a/nemo-eval');
    await writeLeg(dir, leg('a', 20, 0, 1));
    const before = readdirSync(dir);
    const result = await collect({ from: 'legs/' });
    expect(result.outputs).toMatchObject({ state: 'success', missing_legs: '' });
    expect(readdirSync(dir)).toEqual(before);
    expect(existsSync(result.outputs['summary_path']!)).toBe(true);
  });

  it('with 400,000 items needs no memory for them', async () => {
    for (const [index, name] of ['a', 'b'].entries()) {
      const dir = path.join(workspace, 'legs', name);
      await writeLeg(dir, { ...leg(name, 20, index, 2), tasks: [task(name, 20_000, 200_000)] });
    }
    // 400,000 rows as objects are more than three times what there is.
    const result = await collect({ from: './legs' }, { NODE_OPTIONS: '--max-old-space-size=48' });
    expect(result.outputs).toMatchObject({ state: 'success', verdict: 'NO-BASELINE' });
    expect(report(result).benchmarks).toMatchObject([{ n: 200_000 }, { n: 200_000 }]);
  });

  it.each([
    ['that is not there', './lgs', /the folder \.\/lgs does not exist/],
    ['that holds none', './', /no leg is there/],
    ['with a name that no artifact has', 'a:b', /input from is "a:b"/],
  ])('%s', async (_, from, message) => {
    const result = await collect({ from });
    expect(result).toMatchObject({ exitCode: 1, outputs: { state: 'config-error' } });
    expect(result.log).toMatch(message);
  });
});

function write(name: string, text: string): string {
  writeFileSync(path.join(workspace, name), text);
  return name;
}

/** Lists what was uploaded as `again-NAME` as a second artifact NAME. */
function renaming(): RestRoute {
  return {
    method: 'GET',
    path: LIST,
    handle: () => {
      const artifacts = services!.artifacts.map(({ id, name }) => ({
        id: Number(id),
        name: name.replace(/^again-/, ''),
      }));
      return { status: 200, body: { total_count: artifacts.length, artifacts } };
    },
  };
}
