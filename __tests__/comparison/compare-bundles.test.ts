import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareEvaluations } from '../../src/comparison/compare-evaluations.js';
import type { ComparedBenchmark, Comparison, GateMode } from '../../src/comparison/comparison.js';
import { readPolicy } from '../../src/comparison/policy/read-policy.js';
import type { FailureAllowance } from '../../src/inputs.js';
import { readResults } from '../../src/results/read-results.js';
import { tempDir } from '../temp-dir.js';
import { type BundleSpec, writeBundle } from './bundle-folder.js';
import { answers } from './byob-invocation.js';

const dir = tempDir();

interface Options {
  policy?: string;
  mode?: GateMode;
  allowance?: FailureAllowance;
}

/** Compares two folders with bundles by the benchmarks' names. */
async function compare(
  baseline: Record<string, BundleSpec>,
  candidate: Record<string, BundleSpec>,
  { policy, mode = 'strict', allowance = { count: 0 } }: Options = {},
): Promise<Comparison> {
  for (const [name, spec] of Object.entries(baseline)) writeBundle(dir, 'baseline', name, spec);
  for (const [name, spec] of Object.entries(candidate)) writeBundle(dir, 'candidate', name, spec);
  const side = (name: string): { path: string; name: string } => ({ path: path.join(dir.path, name), name });
  const folders = { baseline: side('baseline'), candidate: side('candidate') };
  return compareEvaluations(
    { baseline: await readResults(folders.baseline), candidate: await readResults(folders.candidate) },
    {
      mode,
      allowance,
      folders,
      ...(policy === undefined ? {} : { policy: readPolicy({ name: 'gate.yaml', text: policy }) }),
    },
  );
}

const named = ({ benchmarks }: Comparison, name: string): ComparedBenchmark =>
  benchmarks.find((benchmark) => benchmark.name === name)!;
const PASS_AT_1 = 'defaults: {metric: pass@1, max_drop: 0.03}\nbenchmarks: {mmlu: {tier: critical}}';
const mmlu = (wrong: number, more: Partial<BundleSpec> = {}): { mmlu: BundleSpec } => ({
  mmlu: { rewards: answers(400, wrong), ...more },
});

describe('items that are others under the same ids', () => {
  it.each([
    [400, 'INSUFFICIENT_EVIDENCE', /^no-common-items: all 400 items .* prompt or target has changed$/],
    [100, 'INSUFFICIENT_EVIDENCE', /^few-pairs: only 300 of 400 .* 100 more have another prompt or target/],
    [20, 'PASS', undefined],
  ])('%d of 400 make it %s in strict mode alone', async (changed, status, reason) => {
    const other = { prompt: (problem: number) => `${problem < changed ? 'another' : 'question'} ${problem}` };
    const found = await compare(mmlu(40), mmlu(40, other), { policy: PASS_AT_1 });
    expect(named(found, 'mmlu')).toMatchObject({ status, gateStatus: 'PASS' });
    expect(named(found, 'mmlu').reasons[1] ?? '').toMatch(reason ?? /^$/);
    expect(found.gate!.verdict).toBe('GO');
    const nel = await compare(mmlu(40), mmlu(40, other), { policy: PASS_AT_1, mode: 'nel' });
    expect(nel.verdict).toBe('GO');
  });
});

it.each(['prompt', 'expected_answer'])('a bundle whose rows hold no %s has no other items', async (key) => {
  for (const side of ['baseline', 'candidate'] as const) {
    const [a, b] = [mmlu(40), mmlu(40)];
    await compare(a, b);
    const rows = path.join(dir.path, side, 'mmlu/results.jsonl');
    const without = (text: string): string =>
      text.replace(/[^\n]+/g, (row) => JSON.stringify({ ...JSON.parse(row), [key]: undefined }));
    writeFileSync(rows, without(readFileSync(rows, 'utf8')));
    for (const policy of [undefined, PASS_AT_1]) {
      const found = await compare({}, {}, policy === undefined ? {} : { policy });
      expect(found.verdict).toBe('GO');
      expect(named(found, 'mmlu')).toMatchObject({ pairs: 400, unpaired: { contentChanged: 0 } });
    }
  }
});

it('items that are others are seen though the stated score is not their mean', async () => {
  const other = { prompt: (problem: number) => `another ${problem}`, scores: { 'pass@1': 0.91 } };
  const found = await compare(mmlu(40), mmlu(40, other), { policy: PASS_AT_1 });
  expect(named(found, 'mmlu')).toMatchObject({ status: 'INSUFFICIENT_EVIDENCE', gateStatus: 'PASS' });
  expect(named(found, 'mmlu').reasons[1]).toMatch(/^no-common-items: all 400 items/);
});

describe.each(['baseline', 'candidate'] as const)('a bundle of the %s that is cut off', (side) => {
  const both = { mmlu: mmlu(40).mmlu, gsm8k: { rewards: answers(400, 40) } };
  const file = `${side}/gsm8k/eval-2.json`;
  const one = (name: string): Record<string, BundleSpec> => (name === side ? mmlu(40) : both);
  const policies: [string | undefined, GateMode, string][] = [
    [undefined, 'strict', 'INVALID'],
    ['defaults: {metric: pass@1, max_drop: 0.03}', 'strict', 'INVALID'],
    ['defaults: {metric: pass@1, max_drop: 0.03}', 'nel', side === 'baseline' ? 'NEW' : 'MISSING'],
  ];

  it.each(policies)('is neither new nor left out (policy %j, %s): %s', async (policy, mode, status) => {
    dir.write(file, '{"benchmark": {"na');
    const found = await compare(one('baseline'), one('candidate'), {
      mode,
      ...(policy === undefined ? {} : { policy }),
    });
    expect(named(found, 'gsm8k').status).toBe(status);
    expect(found.verdict).toBe(status === 'INVALID' ? 'INVALID' : 'GO');
    expect(found.notes).toContain(`${file} is not JSON (cut off, or empty): it is not read`);
    if (status !== 'INVALID') return;
    expect(named(found, 'gsm8k').invalid).toEqual([
      { side, reason: `${file} is not JSON (cut off, or empty)` },
    ]);
    expect(named(found, 'mmlu').status).toBe('PASS');
  });
});

describe('graded rewards that pass@1 counts as success', () => {
  const all = (reward: number): { mmlu: BundleSpec } => mmlu(0, { rewards: Array<number>(400).fill(reward) });
  const reason =
    'rewards are graded (400 of 400 in the baseline, 400 of 400 in the candidate), and pass@1 counts all above 0 as success, however little: judge mean_reward';

  it.each<[string | undefined, GateMode, string]>([
    [undefined, 'strict', 'INSUFFICIENT_EVIDENCE'],
    [PASS_AT_1, 'strict', 'INSUFFICIENT_EVIDENCE'],
    [PASS_AT_1, 'nel', 'PASS'],
  ])('are no evidence for a PASS (policy %j, %s): %s', async (policy, mode, status) => {
    const found = await compare(all(0.9), all(0.1), { ...(policy === undefined ? {} : { policy }), mode });
    expect(named(found, 'mmlu')).toMatchObject({ status, gateStatus: policy === undefined ? null : 'PASS' });
    expect(found.verdict).toBe(status === 'PASS' ? 'GO' : 'INCONCLUSIVE');
    const said = policy === undefined ? reason : `graded-rewards: ${reason}`;
    expect(named(found, 'mmlu').reasons.includes(said)).toBe(status !== 'PASS');
  });

  it('on one side are enough, and excuse no BREACH', async () => {
    const one = await compare(mmlu(0), all(0.1));
    expect(named(one, 'mmlu').reasons[0]).toMatch(/^rewards are graded \(400 of 400 in the candidate\), /);
    for (const policy of [undefined, PASS_AT_1]) {
      const found = await compare(all(0.9), all(0), policy === undefined ? {} : { policy });
      expect([found.verdict, named(found, 'mmlu').status]).toEqual(['NO-GO', 'BREACH']);
    }
  });
});

describe('a bundle that does not say whose it is', () => {
  const both = { mmlu: mmlu(40).mmlu, gsm8k: { rewards: answers(400, 40) } };
  const DEFAULTS = 'defaults: {metric: pass@1, max_drop: 0.03}';
  const broken = [
    '[1, 2]',
    '"text"',
    '{"benchmark": [1]}',
    '{"benchmark": {"name": 5}}',
    '{"benchmark": {}}',
    '{"be',
  ];

  it.each(broken)('is INVALID under the name of its folder: %s', async (text) => {
    for (const policy of [undefined, DEFAULTS, `${DEFAULTS}\nbenchmarks: {gsm8k: {tier: critical}}`])
      for (const side of ['baseline', 'candidate']) {
        await compare(both, both);
        dir.write(`${side}/gsm8k/eval-1.json`, text);
        const found = await compare({}, {}, policy === undefined ? {} : { policy });
        expect(found.verdict).toBe('INVALID');
        expect(named(found, 'gsm8k')).toMatchObject({
          status: 'INVALID',
          invalid: [{ side, reason: expect.stringContaining(`${side}/gsm8k/eval-1.json `) }],
        });
        expect(named(found, 'mmlu').status).toBe('PASS');
      }
  });

  it.each(broken)('and that the candidate did not run is missing: %s', async (text) => {
    await compare(both, mmlu(40));
    dir.write('baseline/gsm8k/eval-1.json', text);
    const found = await compare({}, {});
    expect(found.verdict).toBe('INCONCLUSIVE');
    expect(named(found, 'gsm8k')).toMatchObject({ status: 'MISSING', tier: null });
    expect(named(found, 'gsm8k').reasons).toEqual([
      expect.stringMatching(
        /^the baseline ran it, .*baseline\/gsm8k\/eval-1.json .*; the candidate did not run it$/,
      ),
    ]);
  });

  it.each<[string, GateMode, string, string | undefined]>([
    [DEFAULTS, 'strict', 'INCONCLUSIVE', 'MISSING'],
    [DEFAULTS, 'nel', 'GO', undefined],
    [`${DEFAULTS}\nbenchmarks: {gsm8k: {tier: critical}}`, 'strict', 'NO-GO', 'MISSING'],
    [`${DEFAULTS}\nbenchmarks: {gsm8k: {tier: advisory}}`, 'strict', 'GO', 'MISSING'],
  ])('and that the candidate did not run, by policy %j (%s): %s', async (policy, mode, verdict, status) => {
    await compare(both, mmlu(40));
    dir.write('baseline/gsm8k/eval-1.json', '{"be');
    const found = await compare({}, {}, { policy, mode });
    expect([found.verdict, named(found, 'gsm8k')?.status]).toEqual([verdict, status]);
    expect(found.gate!.verdict).toBe(verdict === 'NO-GO' ? 'NO-GO' : 'GO');
    if (verdict === 'INCONCLUSIVE')
      expect(found.notes).toContain('not-run: the baseline has what the candidate has not: gsm8k');
  });

  it('on both sides is INVALID on both, and one that is nobody’s is no one else’s', async () => {
    await compare(both, both);
    for (const side of ['baseline', 'candidate']) dir.write(`${side}/gsm8k/eval-1.json`, '{"be');
    const found = await compare({}, {});
    expect(named(found, 'gsm8k').invalid.map(({ side }) => side)).toEqual(['candidate', 'baseline']);
    expect(found.verdict).toBe('INVALID');
    await compare(mmlu(40), mmlu(40));
    dir.write('baseline/eval-20260102T030405-ifeval.json', '{"be');
    dir.write('baseline/eval-20260102T040506-ifeval.json', '[]');
    const { benchmarks } = await compare({}, {});
    expect(benchmarks.filter(({ name }) => name === 'ifeval')).toMatchObject([{ status: 'MISSING' }]);
  });
});

describe("a policy's metric that a bundle does not state", () => {
  const state = (...metrics: string[]): Partial<BundleSpec> => ({
    scores: Object.fromEntries(metrics.map((metric) => [metric, 0.9])),
    config: { temperature: 0 },
  });
  const MEAN = 'mean_reward';

  it.each([
    [[MEAN], [MEAN, 'pass@1']],
    [[MEAN, 'pass@1'], [MEAN]],
    [[MEAN], [MEAN]],
    [['pass@1'], [MEAN]],
  ])('baseline %j, candidate %j: both sides are judged by their rows', async (before, after) => {
    const equal = await compare(mmlu(40, state(...before)), mmlu(40, state(...after)), { policy: PASS_AT_1 });
    expect(named(equal, 'mmlu')).toMatchObject({
      status: 'PASS',
      metric: 'pass@1',
      scale: 'fraction',
      baseline: { score: 0.9 },
      candidate: { score: 0.9 },
      flips: { regressed: 0, improved: 0 },
    });
    const other = { ...state(...after), config: { temperature: 0.7 } };
    const found = await compare(mmlu(40, state(...before)), mmlu(40, other), { policy: PASS_AT_1 });
    expect(named(found, 'mmlu')).toMatchObject({ status: 'NOT_COMPARABLE', gateStatus: 'PASS' });
    const names = found.benchmarks.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });
});

describe('requests that failed, without a policy', () => {
  const failing = (wrong: number, count: number): { mmlu: BundleSpec } =>
    mmlu(wrong + count, { failed: Array.from({ length: count }, (_, at) => wrong + at) });
  const reason =
    '20 of 400 samples failed (their requests did), and count as wrong answers; max-failed-samples allows 0';

  it.each(['candidate', 'baseline'] as const)('make the benchmark INVALID on the %s', async (side) => {
    const sides = side === 'candidate' ? [mmlu(20), failing(20, 20)] : [failing(20, 20), mmlu(40)];
    const found = await compare(sides[0]!, sides[1]!);
    expect(found.verdict).toBe('INVALID');
    expect(named(found, 'mmlu')).toMatchObject({ status: 'INVALID', invalid: [{ side, reason }] });
  });

  it('pass as far as max-failed-samples allows, of a new benchmark too', async () => {
    const allowed = await compare(mmlu(20), failing(20, 20), { allowance: { share: 0.05 } });
    expect(named(allowed, 'mmlu').status).not.toBe('INVALID');
    const fresh = await compare(mmlu(20), { ...mmlu(20), fresh: failing(20, 20).mmlu });
    expect(named(fresh, 'fresh')).toMatchObject({ status: 'INVALID', reasons: [reason] });
  });
});

it("a policy's direction counts in flips and words of bundles too", async () => {
  const policy = 'defaults: {metric: pass@1, max_drop: 0.03, direction: lower_is_better}';
  const found = await compare(mmlu(20), mmlu(80), { policy });
  expect(named(found, 'mmlu')).toMatchObject({
    status: 'PASS',
    gateStatus: 'PASS',
    direction: 'higher_is_better',
    flips: { regressed: 0, improved: 60 },
  });
  expect(named(found, 'mmlu').reasons.join()).toContain('the policy says lower_is_better');
});

describe('bundles that state a reward, whose scale nothing declares, beside pass@1', () => {
  const both = (mean: number, pass: number): Partial<BundleSpec> => ({
    scores: { mean_reward: mean, 'pass@1': pass },
  });

  it('are judged by pass@1 without a policy, and a clear drop is a BREACH', async () => {
    const found = await compare(mmlu(40, both(0.9, 0.9)), mmlu(100, both(0.75, 0.75)));
    expect(found.verdict).toBe('NO-GO');
    expect(named(found, 'mmlu')).toMatchObject({
      status: 'BREACH',
      metric: 'pass@1',
      scale: 'fraction',
      method: 'mcnemar-exact',
    });
    const names = found.benchmarks.map(({ name }) => name);
    expect(names).toEqual(['mmlu', 'mmlu/mean_reward']);
    expect(named(found, 'mmlu/mean_reward')).toMatchObject({ status: null, metric: 'mean_reward' });
  });

  it('are not where rewards are graded: partial credit counts as success there', async () => {
    const rewards = answers(400, 40).map((reward) => reward / 2);
    const graded = { mmlu: { rewards, ...both(0.45, 0.9) } };
    const found = await compare(mmlu(40, both(0.9, 0.9)), graded);
    expect(found.verdict).toBe('INCONCLUSIVE');
    expect(named(found, 'mmlu')).toMatchObject({ status: 'INSUFFICIENT_EVIDENCE', metric: 'mean_reward' });
  });

  it('have a p in their own units where a policy judges the reward', async () => {
    const policy = 'defaults: {metric: mean_reward, max_drop: 0.03}';
    const found = await compare(mmlu(40, both(0.9, 0.9)), mmlu(100, both(0.75, 0.75)), { policy });
    expect(named(found, 'mmlu')).toMatchObject({ status: 'BREACH', method: 'paired-t', delta: -0.15 });
    expect(named(found, 'mmlu').pValue).toBeLessThan(1e-10);
    expect(named(found, 'mmlu').pAdjusted).toBe(named(found, 'mmlu').pValue);
    const other = await compare(mmlu(40, both(0.9, 0.9)), mmlu(40, both(0.9, 0.9)), {
      policy: 'defaults: {metric: pass@1, max_drop: 0.03}',
    });
    expect(named(other, 'mmlu')).toMatchObject({ method: 'mcnemar-exact', pValue: 1, pAdjusted: 1 });
  });
});
