import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareEvaluations } from '../../src/comparison/compare-evaluations.js';
import type { ComparedBenchmark, Comparison, GateMode } from '../../src/comparison/comparison.js';
import type { FlipText } from '../../src/comparison/flips.js';
import { readPolicy } from '../../src/comparison/policy/read-policy.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { tempDir } from '../temp-dir.js';
import { answers, type ByobTask, writeInvocation } from './byob-invocation.js';

const temp = tempDir();

interface Options {
  policy?: string;
  mode?: GateMode;
  onFlips?: (name: string, flips: readonly FlipText[]) => void;
}

async function compare(
  baseline: readonly ByobTask[],
  candidate: readonly ByobTask[],
  { policy, mode = 'strict', onFlips }: Options = {},
): Promise<Comparison> {
  const results = {
    baseline: await readEvalResults(writeInvocation(temp.path, baseline)),
    candidate: await readEvalResults(writeInvocation(temp.path, candidate)),
  };
  return compareEvaluations(results, {
    mode,
    allowance: { count: 0 },
    ...(policy === undefined ? {} : { policy: readPolicy({ name: 'gate.yaml', text: policy }) }),
    ...(onFlips ? { onFlips } : {}),
  });
}

const named = ({ benchmarks }: Comparison, name: string): ComparedBenchmark =>
  benchmarks.find((benchmark) => benchmark.name === name)!;
const statuses = ({ benchmarks }: Comparison): Record<string, string | null> =>
  Object.fromEntries(benchmarks.map(({ name, status }) => [name, status]));
const MATH = 'math/pass@1/correct';
const math = (wrong: number, from = 0, more: Partial<ByobTask> = {}): ByobTask => ({
  name: 'math',
  answers: answers(1000, wrong, from),
  ...more,
});

it.each([undefined, 'defaults: {metric: correct, max_drop: 0.05}'])(
  'the mean change keeps an interval where nothing flipped (policy %j)',
  async (policy) => {
    const found = await compare([math(100)], [math(100)], policy ? { policy } : {});
    const { delta, ci95 } = found.meanChange!;
    expect(delta).toBe(0);
    // Tango's of 1000 pairs without a flip: z²/(n + z²).
    expect(ci95![0]).toBeCloseTo(-0.0038268, 6);
    expect(ci95![1]).toBeCloseTo(0.0038268, 6);
  },
);

describe("a policy's direction", () => {
  const LOWER = 'direction: lower_is_better';
  const said = 'the policy says lower_is_better, the harness higher_is_better: the policy counts';

  it.each([
    `defaults: {metric: correct, max_drop: 0.03, ${LOWER}}`,
    `defaults: {metric: correct, max_drop: 0.03}\nbenchmarks: {math: {${LOWER}}}`,
  ])('counts in status, flips, p and mean change: %j', async (policy) => {
    const found = await compare([math(60)], [math(160)], { policy });
    expect(found.meanChange!.delta).toBeCloseTo(0.1, 12);
    expect(named(found, MATH)).toMatchObject({
      status: 'PASS',
      direction: 'higher_is_better',
      thresholds: { direction: 'lower_is_better' },
      flips: { regressed: 0, improved: 100 },
    });
    expect(named(found, MATH).reasons).toContain(said);
    expect(named(found, MATH).pValue).toBeGreaterThan(0.99);
    const rising = await compare([math(160)], [math(60)], { policy });
    expect(rising.verdict).toBe('NO-GO');
    expect(named(rising, MATH)).toMatchObject({ flips: { regressed: 100, improved: 0 } });
  });

  it('counts in thin-evidence: one answer of forty that rises is no PASS', async () => {
    const few = (wrong: number): ByobTask => ({ name: 'few', answers: answers(40, wrong) });
    const policy = `defaults: {metric: correct, max_drop: 0.08, ${LOWER}}`;
    const found = await compare([few(5)], [few(4)], { policy });
    expect(named(found, 'few/pass@1/correct')).toMatchObject({
      status: 'INSUFFICIENT_EVIDENCE',
      gateStatus: 'PASS',
    });
    expect(named(found, 'few/pass@1/correct').reasons[1]).toMatch(
      /^thin-evidence: 1 of 40 answers got worse and 0 better/,
    );
  });

  it('is the declared one where the policy says none', async () => {
    const found = await compare([math(60)], [math(160)], { policy: 'defaults: {metric: correct}' });
    expect(named(found, MATH)).toMatchObject({
      status: 'BREACH',
      thresholds: { direction: 'higher_is_better' },
      flips: { regressed: 100, improved: 0 },
    });
  });
});

describe('a task that was run and left nothing to believe', () => {
  const mcq: ByobTask = { name: 'mcq', answers: answers(1000, 100) };
  const broken: ByobTask = { ...mcq, resultsYml: 'config: {}\n' };
  const MCQ = 'mcq/pass@1/correct';
  const reason = 'byob_mcq.mcq is invalid: results.yml has no "results"';
  const policy = 'defaults: {metric: correct, max_drop: 0.03}';

  it.each([undefined, policy, `${policy}\nbenchmarks: {mcq: {tier: critical}}`])(
    'in the baseline makes its benchmarks INVALID, and no others (policy %j)',
    async (text) => {
      const found = await compare([math(100), broken], [math(100), mcq], text ? { policy: text } : {});
      expect(found.verdict).toBe('INVALID');
      expect(statuses(found)).toEqual({ [MATH]: 'PASS', [MCQ]: 'INVALID' });
      expect(named(found, MCQ)).toMatchObject({
        invalid: [{ side: 'baseline', reason }],
        reasons: [`baseline: ${reason}`],
      });
    },
  );

  it.each([undefined, policy, `${policy}\nbenchmarks: {mcq: {tier: critical}}`])(
    'in the candidate is INVALID with its reason, and was not left out (policy %j)',
    async (text) => {
      const failed = { ...broken, exitCode: 1 };
      const found = await compare([math(100), mcq], [math(100), failed], text ? { policy: text } : {});
      expect(found.verdict).toBe('INVALID');
      expect(named(found, MCQ)).toMatchObject({ status: 'INVALID', invalid: [{ side: 'candidate' }] });
      expect(named(found, MCQ).reasons).toHaveLength(1);
      expect(named(found, MCQ).reasons[0]).toMatch(/^byob_mcq\.mcq is failed: /);
    },
  );

  it.each<[string | undefined, string, string]>([
    [undefined, 'INCONCLUSIVE', 'byob_mcq.mcq'],
    [policy, 'INCONCLUSIVE', 'byob_mcq.mcq'],
    [`${policy}\nbenchmarks: {mcq: {tier: critical}}`, 'NO-GO', 'mcq'],
    [`${policy}\nbenchmarks: {mcq: {tier: advisory}}`, 'GO', 'mcq'],
    [
      `${policy.replace('{', '{tier: advisory, ')}\nbenchmarks: {math: {tier: critical}}`,
      'GO',
      'byob_mcq.mcq',
    ],
  ])(
    'in the baseline is MISSING where the candidate did not run it (policy %j): %s',
    async (text, verdict, name) => {
      const found = await compare([math(100), broken], [math(100)], text ? { policy: text } : {});
      expect(found.verdict).toBe(verdict);
      expect(statuses(found)).toEqual({ [MATH]: 'PASS', [name]: 'MISSING' });
      expect(found.notes).toContain(`baseline: ${reason}`);
      if (name === 'mcq') return;
      expect(named(found, name).reasons[0]).toBe(
        `the baseline ran it, and nothing of it can be believed (${reason}); the candidate did not run it`,
      );
    },
  );

  it('says in one line that nothing of the baseline can be believed', async () => {
    const found = await compare([broken], [math(100)]);
    expect(found).toMatchObject({
      verdict: 'NO-BASELINE',
      notes: [`nothing of the baseline can be believed: ${reason}`],
    });
  });
});

describe('without a policy', () => {
  it('a clear drop is a BREACH, with its numbers', async () => {
    const found = await compare([math(100)], [math(160)]);
    expect(found).toMatchObject({ verdict: 'NO-GO', gate: null, falseFailRate: null, notes: [] });
    expect(named(found, MATH)).toMatchObject({
      task: 'byob_math.math',
      status: 'BREACH',
      gateStatus: null,
      tier: null,
      method: 'mcnemar-exact',
      kind: 'binary',
      pairs: 1000,
      flips: { regressed: 60, improved: 0 },
      baseline: { score: 0.9, n: { count: 1000, source: 'items' } },
      candidate: { score: 0.84 },
    });
    const { delta, ci95, pValue, pAdjusted, mde } = named(found, MATH);
    expect(delta).toBeCloseTo(-0.06, 12);
    expect(ci95![0]).toBeLessThan(-0.06);
    expect(ci95![1]).toBeLessThan(-0.04);
    // 60 discordant pairs, all worse.
    expect(pValue).toBeCloseTo(0.5 ** 60, 20);
    expect(pAdjusted).toBe(pValue);
    expect(mde).toBeGreaterThan(0.01);
  });

  it('equal answers of many items PASS, of few prove nothing', async () => {
    expect(await compare([math(100)], [math(100)])).toMatchObject({
      verdict: 'GO',
      items: { compared: 1000, changed: 0 },
    });
    const few: ByobTask = { name: 'few', answers: answers(50, 5) };
    const found = await compare([few], [few]);
    expect(found.verdict).toBe('INCONCLUSIVE');
    expect(named(found, 'few/pass@1/correct')).toMatchObject({ status: 'INSUFFICIENT_EVIDENCE' });
    expect(named(found, 'few/pass@1/correct').reasons[0]).toMatch(/^a drop of up to \d/);
  });

  it('graded items are tested by t, never by what their values look like', async () => {
    const graded = { graded: true };
    const one: ByobTask = { ...math(100, 0, graded) };
    const found = await compare(
      [{ ...one, answers: one.answers.map((x) => x / 2) }],
      [{ ...one, answers: answers(1000, 160).map((x) => x / 2) }],
    );
    expect(named(found, MATH)).toMatchObject({ status: 'BREACH', method: 'paired-t', kind: 'continuous' });
    expect(named(found, MATH).delta).toBeCloseTo(-0.03, 12);
  });

  it('settings that differ are shown and not judged', async () => {
    const found = await compare([math(100)], [math(300, 0, { temperature: 0.7 })]);
    expect(found.verdict).toBe('INCONCLUSIVE');
    expect(named(found, MATH)).toMatchObject({
      status: 'NOT_COMPARABLE',
      pValue: null,
      differences: [{ field: 'params.temperature', baseline: 0, candidate: 0.7 }],
    });
    expect(named(found, MATH).reasons).toEqual([
      'params.temperature: baseline 0, candidate 0.7 (the model was sampled differently)',
    ]);
    expect(named(found, MATH).delta).toBeCloseTo(-0.2, 12);
  });

  it('a benchmark that was not run is MISSING, a new one NEW', async () => {
    const other: ByobTask = { name: 'other', answers: answers(20, 2) };
    const found = await compare([math(100), other], [math(100), { ...other, name: 'fresh' }]);
    expect(statuses(found)).toEqual({
      [MATH]: 'PASS',
      'other/pass@1/correct': 'MISSING',
      'fresh/pass@1/correct': 'NEW',
    });
    expect(found.verdict).toBe('INCONCLUSIVE');
    expect(await compare([math(1)], [math(1), other])).toMatchObject({ verdict: 'GO' });
  });

  it('a new one is counted by its items, and INVALID where these are broken', async () => {
    const fresh: ByobTask = { name: 'fresh', answers: answers(20, 2), uncounted: true };
    const found = await compare([math(100)], [math(100), fresh]);
    expect(named(found, 'fresh/pass@1/correct')).toMatchObject({
      status: 'NEW',
      candidate: { score: 0.9, n: { count: 20, source: 'items' } },
      pairs: null,
      flips: null,
      invalid: [],
    });
    const again = JSON.stringify({ sample_id: 0, scores: { correct: true }, status: 'scored' });
    const broken = await compare([math(100)], [math(100), { ...fresh, extraRows: `${again}\n` }]);
    expect(broken.verdict).toBe('INVALID');
    expect(named(broken, 'fresh/pass@1/correct')).toMatchObject({
      status: 'INVALID',
      reasons: [
        'byob_fresh.fresh.1/artifacts/byob_predictions.jsonl:21 repeats an item that an earlier row has',
      ],
    });
  });

  it('nothing in common with a baseline of nothing is no baseline', async () => {
    const results = await readEvalResults(writeInvocation(temp.path, [math(10)]));
    const nothing = { ...results, tasks: [], benchmarks: [] };
    const found = await compareEvaluations(
      { baseline: nothing, candidate: results },
      { mode: 'strict', allowance: { count: 0 } },
    );
    expect(found.verdict).toBe('NO-BASELINE');
  });

  it('one broken benchmark is INVALID on either side, and the others are judged', async () => {
    const broken: ByobTask = { name: 'other', answers: answers(20, 2), extraRows: '{"sample_id": 20, "pro' };
    const found = await compare([math(100)], [math(160), broken]);
    expect(found.verdict).toBe('INVALID');
    expect(statuses(found)).toEqual({ [MATH]: 'BREACH', 'other/pass@1/correct': 'INVALID' });
    const before = await compare([broken, math(100)], [{ ...broken, extraRows: '' }, math(100)]);
    expect(statuses(before)).toEqual({ [MATH]: 'PASS', 'other/pass@1/correct': 'INVALID' });
    expect(named(before, 'other/pass@1/correct').reasons[0]).toMatch(/^baseline: /);
  });

  it('a task without any score is INVALID too', async () => {
    const dead: ByobTask = { name: 'other', answers: [], score: 0, exitCode: 1, withoutItems: true };
    const found = await compare([math(100)], [math(100), dead]);
    expect(found.verdict).toBe('INVALID');
  });

  it('items whose prompt has changed are unpaired and counted', async () => {
    const changed = math(100, 0, { prompt: (item) => (item < 30 ? `new ${item}` : `item ${item}`) });
    const found = await compare([math(100)], [changed]);
    expect(named(found, MATH)).toMatchObject({ pairs: 970, unpaired: { contentChanged: 30 } });
    // 3 % of the items may all have got worse.
    expect(named(found, MATH).status).toBe('INSUFFICIENT_EVIDENCE');
    const most = math(100, 0, { prompt: (item) => (item < 60 ? `new ${item}` : `item ${item}`) });
    expect(named(await compare([math(100)], [most]), MATH)).toMatchObject({
      status: 'INSUFFICIENT_EVIDENCE',
      pValue: null,
    });
  });

  it('without items the standard errors judge', async () => {
    const plain = { withoutItems: true };
    const found = await compare([math(100, 0, plain)], [math(200, 0, plain)]);
    expect(named(found, MATH)).toMatchObject({ method: 'welch', status: 'BREACH', pairs: null });
    const silent = await compare(
      [math(100, 0, { withoutItems: true, stderr: null })],
      [math(100, 0, { withoutItems: true, stderr: null })],
    );
    expect(named(silent, MATH)).toMatchObject({ method: null, status: 'INSUFFICIENT_EVIDENCE' });
    expect(named(silent, MATH).reasons.join()).toContain('gives no standard error');
  });

  it('a new one whose items contradict its score is INVALID', async () => {
    const found = await compare(
      [math(100)],
      [math(100), { name: 'fresh', answers: answers(200, 20), score: 0.5 }],
    );
    expect(named(found, 'fresh/pass@1/correct')).toMatchObject({
      status: 'INVALID',
      reasons: [expect.stringContaining('have a mean of 0.9: the one is not of the other')],
    });
  });

  it('what was passed over of either side is noted', async () => {
    const dir = writeInvocation(temp.path, [math(100)]);
    writeFileSync(path.join(dir, 'snapshot.json'), '{"schema_version": 2}');
    const results = await readEvalResults(dir);
    const { notes } = await compareEvaluations(
      { baseline: results, candidate: results },
      { mode: 'strict', allowance: { count: 0 } },
    );
    const note = expect.stringMatching(/^snapshot\.json has schema_version 2: this version/);
    expect(notes).toEqual([note, expect.stringMatching(/^baseline: snapshot\.json has/)]);
  });

  it('a score that is no mean of its items is not judged by them', async () => {
    // Its pass@1 may be any aggregate, as far as is declared.
    const harness = 'lm-evaluation-harness';
    const found = await compare([math(100, 0, { score: 0.5, harness })], [math(100, 0, { harness })]);
    expect(named(found, MATH)).toMatchObject({ method: 'welch', pairs: null, invalid: [] });
    expect(named(found, MATH).reasons.join()).toContain('the mean of its items 0.9');
  });

  it('adjusts p-values over the benchmarks', async () => {
    const task = (name: string, wrong: number): ByobTask => ({ name, answers: answers(1000, wrong) });
    const family = ['a', 'b', 'c', 'd'].map((name) => task(name, 100));
    const found = await compare([math(100), ...family], [math(109), ...family]);
    const { pValue, pAdjusted } = named(found, MATH);
    expect(pAdjusted).toBeCloseTo(5 * pValue!, 15);
    expect(found.meanChange).toMatchObject({ benchmarks: 5 });
    expect(found.meanChange!.delta).toBeCloseTo(-0.009 / 5, 12);
  });
});

describe('with a policy', () => {
  it("a task is named with its metric, and judged by the gate's interval", async () => {
    const found = await compare([math(100)], [math(160)], {
      policy: 'benchmarks:\n  math: {metric: correct, tier: critical, max_drop: 0.02}\n',
    });
    expect(found).toMatchObject({
      verdict: 'NO-GO',
      gate: { verdict: 'NO-GO', mode: 'strict', policy: 'gate.yaml' },
    });
    expect(named(found, MATH)).toMatchObject({
      status: 'BREACH',
      gateStatus: 'BREACH',
      tier: 'critical',
      policyLine: 2,
      delta: -0.06,
      method: 'mcnemar-exact',
      thresholds: { maxDrop: 0.02, metric: 'pass@1' },
    });
    // t of 999 degrees of freedom, from 60 differences of -1 in 1,000.
    const half = 1.962341 * Math.sqrt((0.06 - 0.0036) / 999);
    expect(named(found, MATH).ci95![0]).toBeCloseTo(-0.06 - half, 5);
    expect(found.falseFailRate).toBeGreaterThan(0);
  });

  it('thin evidence takes a PASS away, and gate-mode nel leaves it', async () => {
    const few: ByobTask = { name: 'few', answers: answers(40, 4) };
    const policy = 'benchmarks:\n  few: {metric: correct, max_drop: 0.05}\n';
    const strict = await compare([few], [few], { policy });
    expect(strict).toMatchObject({ verdict: 'INCONCLUSIVE', gate: { verdict: 'GO' } });
    expect(named(strict, 'few/pass@1/correct')).toMatchObject({
      status: 'INSUFFICIENT_EVIDENCE',
      gateStatus: 'PASS',
    });
    expect(named(strict, 'few/pass@1/correct').reasons.join()).toContain('thin-evidence: ');
    const nel = await compare([few], [few], { policy, mode: 'nel' });
    expect(nel).toMatchObject({ verdict: 'GO', gate: { verdict: 'GO', mode: 'nel' } });
  });

  it('settings that differ take a PASS away and hide no BREACH', async () => {
    const policy = 'benchmarks: {math: {metric: correct, max_drop: 0.02}}';
    const hot = { temperature: 0.7 };
    expect(await compare([math(100)], [math(100, 0, hot)], { policy })).toMatchObject({
      verdict: 'INCONCLUSIVE',
      gate: { verdict: 'GO' },
      benchmarks: [{ status: 'NOT_COMPARABLE', gateStatus: 'PASS' }],
    });
    expect(await compare([math(100)], [math(200, 0, hot)], { policy })).toMatchObject({
      verdict: 'NO-GO',
      benchmarks: [{ status: 'BREACH' }],
    });
    expect(await compare([math(100)], [math(100, 0, hot)], { policy, mode: 'nel' })).toMatchObject({
      verdict: 'GO',
    });
  });

  describe('in points, where drops are shares', () => {
    const percent = (score: number): ByobTask =>
      math(0, 0, { harness: 'nemo_skills', score, stderr: 0.5, withoutItems: true });
    const by = (limits: string, now: number, mode: GateMode = 'strict'): Promise<Comparison> =>
      compare([percent(70)], [percent(now)], { policy: `benchmarks: {math: {${limits}}}`, mode });

    it.each(['strict', 'nel'] as const)('passes nothing in mode %s', async (mode) => {
      for (const now of [70, 5]) {
        const found = await by('max_drop: 2', now, mode);
        expect(found).toMatchObject({ verdict: 'INCONCLUSIVE', gate: { verdict: 'INCONCLUSIVE' } });
        expect(named(found, MATH)).toMatchObject({ status: 'INSUFFICIENT_EVIDENCE', scale: 'percent' });
        expect(named(found, MATH).reasons).toEqual([
          'max_drop is 1 or more, the whole scale: drops are shares, 0.02 for 2 points',
        ]);
      }
      expect((await by('max_drop: 1', 70, mode)).verdict).toBe('INCONCLUSIVE');
    });

    it('hides no breach of another limit', async () => {
      expect((await by('max_drop: 2, max_relative_drop: 0.1', 50)).verdict).toBe('NO-GO');
    });

    it('leaves shares as they are, on any scale', async () => {
      expect((await by('max_drop: 0.02', 70)).verdict).toBe('GO');
      expect((await by('max_drop: 0.02', 60)).verdict).toBe('NO-GO');
    });

    it.each([1, 2])('on a scale of 0–1 lets max_drop: %d pass in mode nel alone', async (limit) => {
      const policy = `benchmarks: {math: {max_drop: ${limit}}}`;
      const whole = await compare([math(100)], [math(335)], { policy });
      expect(whole).toMatchObject({ verdict: 'INCONCLUSIVE', gate: { verdict: 'GO' } });
      expect(named(whole, MATH).reasons.at(-1)).toMatch(/^whole-scale: max_drop is \d: /);
      expect(await compare([math(100)], [math(335)], { policy, mode: 'nel' })).toMatchObject({
        verdict: 'GO',
      });
    });
  });

  it('what it requires and nobody has is MISSING, with what may have been meant', async () => {
    const found = await compare([math(100)], [math(100)], {
      policy: 'benchmarks:\n  maths: {metric: correct}\n  math: {metric: corect}\n',
    });
    expect(found.verdict).toBe('NO-GO');
    expect(named(found, 'maths')).toMatchObject({ status: 'MISSING', gateStatus: 'MISSING' });
    expect(named(found, 'maths').reasons.join()).toContain('did you mean "math"?');
    expect(named(found, 'math').reasons.join()).toMatch(
      /neither side has the metric corect .*did you mean "correct"\?$/,
    );
  });

  it('judges what it does not name by its defaults, and requires none of that', async () => {
    const other: ByobTask = { name: 'other', answers: answers(1000, 10) };
    const found = await compare([math(100), other], [math(160)], { policy: 'defaults: {max_drop: 0.01}' });
    expect(statuses(found)).toEqual({ [MATH]: 'BREACH', 'other/pass@1/correct': 'MISSING' });
  });

  it('what it would judge by its defaults and was not run is no GO, unless advisory', async () => {
    const other: ByobTask = { name: 'other', answers: answers(1000, 10) };
    const name = 'other/pass@1/correct';
    const by = (policy: string, mode: GateMode = 'strict'): Promise<Comparison> =>
      compare([math(100), other], [math(100)], { policy, mode });
    const strict = await by('defaults: {max_drop: 0.02}');
    expect(strict).toMatchObject({ verdict: 'INCONCLUSIVE', gate: { verdict: 'GO' } });
    expect(strict.notes).toEqual([`not-run: the baseline has what the candidate has not: ${name}`]);
    expect(named(strict, name)).toMatchObject({ status: 'MISSING', gateStatus: null });
    expect(named(strict, name).reasons[1]).toMatch(/^not-run: the policy does not require it/);

    const nel = await by('defaults: {max_drop: 0.02}', 'nel');
    expect(nel).toMatchObject({ verdict: 'GO', gate: { verdict: 'GO' }, notes: [] });
    expect(named(nel, name).reasons[1]).toBe('the policy does not require it: it decides nothing');
    for (const policy of [
      'benchmarks: {math: {max_drop: 0.02}, other: {tier: advisory}}',
      'defaults: {tier: advisory}\nbenchmarks: {math: {max_drop: 0.02, tier: critical}}',
    ])
      expect((await by(policy)).verdict).toBe('GO');
    // The other way round it is NEW, which nobody has ever measured.
    const fresh = await compare([math(100)], [math(100), other], { policy: 'defaults: {max_drop: 0.02}' });
    expect(fresh).toMatchObject({ verdict: 'GO', notes: [] });
  });

  it('an advisory breach decides nothing', async () => {
    const other: ByobTask = { name: 'other', answers: answers(1000, 10) };
    const found = await compare([math(100), other], [math(160), other], {
      policy: 'benchmarks: {math: {tier: advisory}}\ndefaults: {max_drop: 0.02}',
    });
    expect(found.verdict).toBe('GO');
    expect(named(found, MATH).status).toBe('BREACH');
  });

  it('two entries for one benchmark do not pass, and each stands under a name of its own', async () => {
    const both = ['math: {metric: correct, max_drop: 0.03}', `"${MATH}": {metric: correct, max_drop: 0.5}`];
    const by = (entries: string[]): Promise<Comparison> =>
      compare([math(100)], [math(100)], { policy: `benchmarks:\n  ${entries.join('\n  ')}\n` });
    const found = await by(both);
    expect(found.verdict).toBe('INCONCLUSIVE');
    expect(statuses(found)).toEqual({ [MATH]: 'PASS', [`${MATH} (policy line 3)`]: 'INSUFFICIENT_EVIDENCE' });
    expect(named(found, `${MATH} (policy line 3)`)).toMatchObject({
      policyLine: 3,
      reasons: [`is the benchmark ${MATH}, which math names too`],
    });
    expect(named(found, MATH).thresholds!.maxDrop).toBe(0.03);
    expect(statuses(await by(both.reverse()))).toEqual({ [MATH]: 'PASS', math: 'INSUFFICIENT_EVIDENCE' });
  });

  it('an entry that names a benchmark and another metric is told from the benchmark', async () => {
    const entry = `"${MATH}": {metric: f1, max_drop: 0.5}`;
    const found = await compare([math(100)], [math(100)], { policy: `benchmarks:\n  ${entry}\n` });
    expect(found.verdict).toBe('NO-GO');
    expect(statuses(found)).toEqual({
      [`${MATH} (policy line 2)`]: 'MISSING',
      [MATH]: 'PASS',
    });
    const merged = await compare([math(100)], [math(100)], {
      policy: `benchmarks:\n  <<: {${entry}}\n  math: {max_drop: 0.02}\n`,
    });
    expect(statuses(merged)).toEqual({ [`${MATH} (policy line 1)`]: 'MISSING', [MATH]: 'PASS' });
  });

  it('nothing evaluated is no GO', async () => {
    const found = await compare([math(100)], [{ name: 'other', answers: answers(100, 1) }], { policy: '{}' });
    expect(found).toMatchObject({ verdict: 'INCONCLUSIVE', gate: { verdict: 'GO' } });
    expect(found.notes.map((note) => note.split(':')[0])).toEqual(['nothing-evaluated', 'not-run']);
  });
});

describe('flips', () => {
  it('are handed over by benchmark, with what the files hold, those that got worse first', async () => {
    const seen = new Map<string, readonly FlipText[]>();
    const found = await compare([math(10)], [math(10, 5)], {
      onFlips: (name, flips) => seen.set(name, flips),
    });
    expect([...seen.keys()]).toEqual([MATH]);
    const flips = seen.get(MATH)!;
    expect(flips.map(({ kind }) => kind)).toEqual([
      ...Array(5).fill('regressed'),
      ...Array(5).fill('improved'),
    ]);
    expect(flips[0]).toMatchObject({
      item: '10',
      prompt: 'item 10',
      target: 'right',
      baselineAnswer: 'right',
      candidateAnswer: 'wrong',
    });
    expect(named(found, MATH).examples).toHaveLength(5);
  });
});

describe('a percentage that may be a share', () => {
  const bare = (score: number): ByobTask =>
    math(100, 0, { harness: 'nemo_skills', score, stderr: score > 1 ? 1 : 0.01, withoutItems: true });
  const POLICY = 'defaults: {metric: correct, max_drop: 0.03}';
  const why = (values: string): string =>
    `${values}, of a metric that is declared 0–100: no items tell whether that is percent or a share`;

  it.each<[number, number, string]>([
    [0.9, 0.6, '0.9 in the baseline, 0.6 in the candidate'],
    [0.9, 90, '0.9 in the baseline'],
    [90, 0.9, '0.9 in the candidate'],
    [1, 1, '1 in the baseline, 1 in the candidate'],
  ])('is not judged without a policy: %d, %d', async (before, after, values) => {
    const found = await compare([bare(before)], [bare(after)]);
    expect(found.verdict).toBe('INCONCLUSIVE');
    expect(named(found, MATH)).toMatchObject({ status: 'INSUFFICIENT_EVIDENCE', pValue: null, ci95: null });
    expect(named(found, MATH).reasons[0]).toBe(why(values));
  });

  it.each<[number, number, GateMode, string, string]>([
    [0.9, 0.6, 'strict', 'INSUFFICIENT_EVIDENCE', 'INCONCLUSIVE'],
    [0.9, 0.6, 'nel', 'PASS', 'GO'],
    [90, 0.9, 'strict', 'BREACH', 'NO-GO'],
    [90, 90, 'strict', 'PASS', 'GO'],
  ])('passes no policy: %d, %d (%s): %s', async (before, after, mode, status, verdict) => {
    const found = await compare([bare(before)], [bare(after)], { policy: POLICY, mode });
    expect([found.verdict, named(found, MATH).status]).toEqual([verdict, status]);
    const isSaid = named(found, MATH).reasons.some((reason) => reason.startsWith('unknown-scale: '));
    expect(isSaid).toBe(mode === 'strict' && after < 1);
  });

  it('is none where items tell, or nothing was right', async () => {
    const few: ByobTask = { name: 'math', answers: answers(1000, 991), score: 0.9, harness: 'nemo_skills' };
    expect(named(await compare([few], [few]), MATH)).toMatchObject({
      status: 'PASS',
      method: 'mcnemar-exact',
    });
    // Items on one side alone tell of that side.
    const one = await compare([few], [{ ...few, withoutItems: true }]);
    expect(named(one, MATH).reasons[0]).toBe(why('0.9 in the candidate'));
    expect(named(await compare([bare(90)], [bare(0)]), MATH).status).toBe('BREACH');
  });
});
