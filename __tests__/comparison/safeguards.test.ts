import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type BenchmarkResult, emptyResult } from '../../src/comparison/gate/benchmark-result.js';
import { concludeGate } from '../../src/comparison/gate/gate-verdict.js';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../../src/comparison/policy/gate-policy.js';
import {
  concludeStrictly,
  judgeReportStrictly,
  judgeStrictly,
} from '../../src/comparison/safeguards/judge-strictly.js';
import { NO_FACTS, type OutsideFacts } from '../../src/comparison/safeguards/strict-result.js';
import { type Random, randomCase, randomFrom } from '../../tools/gate-cases/random-case.js';
import { readRecordedCase } from '../../tools/gate-cases/recorded-case.js';
import { tempDir } from '../temp-dir.js';
import { FIXTURES, gateCase, writeCase } from './case-folder.js';

const dir = tempDir();

/** How good a word is; strict mode may only go down. */
const RANK = {
  GO: 2,
  PASS: 2,
  INCONCLUSIVE: 1,
  INSUFFICIENT_EVIDENCE: 1,
  NOT_COMPARABLE: 1,
  'NO-GO': 0,
  BREACH: 0,
  MISSING: 0,
};

function passed(change: Partial<BenchmarkResult> = {}, evidence: object = {}): BenchmarkResult {
  const empty = emptyResult('mmlu', { ...DEFAULT_THRESHOLDS, maxDrop: 0.05 });
  const judged: BenchmarkResult = {
    ...empty,
    status: 'PASS',
    metric: 'mean_reward',
    pairs: 1000,
    interval: [-0.01, 0.01],
    ...change,
  };
  const items = { baseline: 1000, candidate: 1000 };
  judged.evidence = {
    ...empty.evidence,
    source: 'items',
    items,
    rows: items,
    commonItems: 1000,
    ...evidence,
  };
  return judged;
}

const names = (result: BenchmarkResult, facts: Partial<OutsideFacts> = {}): [string, string[]] => {
  const strict = judgeStrictly(result, { ...NO_FACTS, ...facts });
  return [strict.status, strict.safeguards.map(({ name }) => name)];
};

describe('each safeguard', () => {
  it('leaves a PASS with grounds alone', () => {
    expect(names(passed({}, { flips: { worse: 5, better: 5 } }))).toEqual(['PASS', []]);
  });

  it('not-comparable names the difference, and hides no breach', () => {
    const differences = ['temperature: 0 in the baseline, 0.7 in the candidate'];
    expect(names(passed(), { differences })).toEqual(['NOT_COMPARABLE', ['not-comparable']]);
    expect(names(passed({ status: 'INSUFFICIENT_EVIDENCE' }), { differences })[0]).toBe('NOT_COMPARABLE');
    expect(names(passed({ status: 'BREACH' }), { differences })).toEqual(['BREACH', ['not-comparable']]);
    expect(judgeStrictly(passed(), { ...NO_FACTS, differences }).safeguards[0]!.message).toContain('0.7');
  });

  it.each<[Partial<Thresholds>, boolean, string[]]>([
    [{ maxDrop: 2 }, true, ['whole-scale']],
    [{ maxDrop: 1 }, true, ['whole-scale']],
    [{ maxDrop: Number.POSITIVE_INFINITY }, true, ['whole-scale']],
    [{ maxDrop: 0.99 }, true, []],
    [{ maxDrop: 2 }, false, []],
    [{ maxDrop: 1, maxRelativeDrop: 0.05 }, true, []],
    [{ maxDrop: 1, maxRelativeDrop: 0.05, relativeGuardBelow: 0.5 }, true, ['whole-scale']],
  ])('whole-scale, by %j on a scale (%j): %j', (limits, bounded, expected) => {
    const thresholds = { ...DEFAULT_THRESHOLDS, ...limits };
    expect(names(passed({ thresholds, baselineScore: 0.9 }), { bounded })[1]).toEqual(expected);
  });

  it.each([
    [950, []],
    [949, ['few-pairs']],
    [0, ['no-common-items']],
  ])('%d of 1000 items in common: %j', (commonItems, expected) => {
    expect(names(passed({}, { commonItems }))[1]).toEqual(expected);
  });

  it.each([
    [{ count: 3 }, 'PASS'],
    [{ count: 2 }, 'INSUFFICIENT_EVIDENCE'],
    [{ share: 0.003 }, 'PASS'],
    [{ share: 0.0029 }, 'INSUFFICIENT_EVIDENCE'],
  ])('3 failed requests of 1000 with %j allowed: %s', (allowance, status) => {
    const failedRows = { baseline: 3, candidate: 0 };
    expect(names(passed({}, { failedRows }), { allowance })[0]).toBe(status);
  });

  it('bundle-interval distrusts an interval without width only where it decided', () => {
    const zeroWidthBundleInterval = true;
    expect(names(passed({}, { source: 'bundles', zeroWidthBundleInterval }))[1]).toEqual(['bundle-interval']);
    expect(names(passed({}, { source: 'items', zeroWidthBundleInterval }))[1]).toEqual([]);
  });

  // Without flips Tango's upper limit is z²/(n + z²): 0.05 at n = 73.
  it.each([
    [72, 0, 0, ['thin-evidence']],
    [73, 0, 0, []],
    [73, 1, 0, ['thin-evidence']],
    [73, 0, 1, []],
  ])('thin-evidence with %d pairs, %d worse, %d better: %j', (pairs, worse, better, expected) => {
    const items = { baseline: pairs, candidate: pairs };
    expect(names(passed({ pairs }, { items, commonItems: pairs, flips: { worse, better } }))[1]).toEqual(
      expected,
    );
  });

  it.each([
    [9, [-0.06, 0], ['few-clusters']],
    [9, [-0.05, 0], []],
    [10, [-0.06, 0], []],
  ])('few-clusters with %d clusters and %j without them: %j', (clusters, unclustered, expected) => {
    expect(names(passed({}, { clusters, unclustered }))[1]).toEqual(expected);
  });

  it('few-clusters looks at the other end where lower is better', () => {
    const thresholds = { ...passed().thresholds, direction: 'lower_is_better' as const };
    expect(names(passed({ thresholds }, { clusters: 2, unclustered: [-0.2, 0] }))[1]).toEqual([]);
    expect(names(passed({ thresholds }, { clusters: 2, unclustered: [0, 0.2] }))[1]).toEqual([
      'few-clusters',
    ]);
  });

  it('relative-point-estimate is said and changes nothing', () => {
    const [status, said] = names(passed({ status: 'BREACH', relativeBreached: true }));
    expect([status, said]).toEqual(['BREACH', ['relative-point-estimate']]);
  });

  it('shared-rows names the other benchmark', () => {
    const strict = judgeStrictly(passed(), { ...NO_FACTS, sharesRowsWith: ['gsm8k'] });
    expect(strict).toMatchObject({
      status: 'INSUFFICIENT_EVIDENCE',
      safeguards: [{ name: 'shared-rows', message: expect.stringContaining('gsm8k') }],
    });
  });
});

describe('the recorded cases', () => {
  const strictlyJudged = async (name: string): Promise<string> => {
    const recorded = name.endsWith('.json');
    const folder = recorded
      ? writeCase(dir, readRecordedCase(path.join(FIXTURES, name)).files)
      : path.join(FIXTURES, name);
    const report = await gateCase(folder);
    const strict = judgeReportStrictly(report);
    const why = new Set(
      [...strict.results.flatMap(({ safeguards }) => safeguards), ...strict.safeguards].map(
        (safeguard) => safeguard.name,
      ),
    );
    return `${report.verdict} → ${strict.verdict}${why.size > 0 ? `: ${[...why].join(', ')}` : ''}`;
  };

  it('are GO no more for these reasons, and otherwise what the gate says', async () => {
    const all: Record<string, string> = {};
    for (const name of readdirSync(FIXTURES)) {
      try {
        all[name.replace(/\.json$/, '')] = await strictlyJudged(name);
      } catch (error) {
        expect((error as Error).name).toBe('ConfigError');
      }
      for (const file of readdirSync(dir.path)) rmSync(path.join(dir.path, file), { recursive: true });
    }
    expect(all).toMatchInlineSnapshot(`
{
  "broken-and-odd-lines": "GO → GO",
  "chosen-metric": "INCONCLUSIVE → INCONCLUSIVE",
  "clusters-pass-plain-does-not": "GO → INCONCLUSIVE: thin-evidence, few-clusters",
  "equal": "GO → GO",
  "exactly-at-the-limit": "GO → GO",
  "failed-requests": "GO → INCONCLUSIVE: failed-requests",
  "fallback-advisory": "GO → INCONCLUSIVE: no-common-items, nothing-evaluated",
  "fallback-breach": "NO-GO → NO-GO: no-common-items",
  "fallback-half": "INCONCLUSIVE → INCONCLUSIVE: no-common-items",
  "fallback-pass": "GO → INCONCLUSIVE: no-common-items",
  "fallback-text": "null → INVALID",
  "fallback-without-interval": "INCONCLUSIVE → INCONCLUSIVE: no-common-items",
  "fallback-zero-width": "GO → INCONCLUSIVE: bundle-interval, thin-evidence",
  "genuine-030-binary": "NO-GO → NO-GO",
  "genuine-030-endpoint-errors": "INCONCLUSIVE → INCONCLUSIVE: failed-requests",
  "genuine-030-graded-repeats": "NO-GO → NO-GO",
  "graded-repeats": "GO → GO",
  "infinite-problem": "null → INVALID",
  "infinite-reward": "INCONCLUSIVE → INCONCLUSIVE",
  "label-in-scoring-details": "GO → GO",
  "line-separators": "GO → INCONCLUSIVE: few-pairs",
  "list-bundle": "null → INVALID",
  "list-row": "null → INVALID",
  "long-ids": "GO → GO",
  "lower-is-better": "NO-GO → NO-GO",
  "missing-in-candidate": "NO-GO → NO-GO",
  "nan-reward": "INCONCLUSIVE → INCONCLUSIVE",
  "nine-items": "INCONCLUSIVE → INCONCLUSIVE",
  "nothing-evaluated": "GO → INCONCLUSIVE: nothing-evaluated",
  "nothing-in-common": "INCONCLUSIVE → INCONCLUSIVE: no-common-items",
  "null-metadata": "null → INVALID",
  "null-reward": "null → INVALID",
  "null-row": "null → INVALID",
  "null-scores": "null → INVALID",
  "one-cluster": "GO → GO",
  "one-label-missing": "GO → GO",
  "pass-at-1-counts-partial-credit": "GO → INCONCLUSIVE: thin-evidence",
  "policy-nan": "INCONCLUSIVE → INCONCLUSIVE",
  "policy-yaml-1.1": "GO → GO",
  "relative-breach": "NO-GO → NO-GO: relative-point-estimate",
  "relative-guarded": "GO → GO",
  "relative-of-zero": "GO → GO",
  "rounding-ties": "GO → GO",
  "same-name-twice": "null → INVALID",
  "shared-rows": "GO → INCONCLUSIVE: shared-rows",
  "significant-regression": "NO-GO → NO-GO",
  "ten-items": "INCONCLUSIVE → INCONCLUSIVE",
  "texts-and-absences": "GO → GO",
  "tiny-n": "INCONCLUSIVE → INCONCLUSIVE",
  "too-deep-cut-off-and-nameless": "GO → GO",
  "twelve-clusters": "GO → GO",
  "two-bundles-in-a-folder": "NO-GO → NO-GO",
  "two-clusters": "GO → GO",
  "uneven-repeats": "GO → GO",
  "uniform-fall": "NO-GO → NO-GO",
  "unlisted-and-one-sided": "NO-GO → NO-GO",
  "unpaired": "GO → INCONCLUSIVE: few-pairs",
}
`);
  });
});

describe('never laxer', () => {
  const pick = <T>(random: Random, options: readonly T[]): T =>
    options[Math.floor(random() * options.length)]!;

  function randomResult(random: Random): BenchmarkResult {
    const count = (): number => pick(random, [0, 1, 9, 10, 50, 949, 1000]);
    const both = (): { baseline: number; candidate: number } => ({ baseline: count(), candidate: count() });
    const interval = (): [number, number] =>
      pick(random, [
        [-0.1, 0.1],
        [0, 0],
        [Number.NaN, Number.NaN],
        [-1, -0.5],
      ] as [number, number][]);
    return {
      ...emptyResult('b', {
        ...DEFAULT_THRESHOLDS,
        tier: pick(random, ['critical', 'supporting', 'advisory']),
        direction: pick(random, ['higher_is_better', 'lower_is_better']),
        maxDrop: pick(random, [0, 0.02, 0.5, 1, 7, Infinity, Number.NaN]),
      }),
      status: pick(random, ['PASS', 'PASS', 'PASS', 'BREACH', 'INSUFFICIENT_EVIDENCE', 'MISSING']),
      interval: pick(random, [null, interval()]),
      pairs: count(),
      relativeBreached: random() < 0.3,
      evidence: {
        source: pick(random, ['items', 'bundles', 'none']),
        items: both(),
        commonItems: count(),
        skippedRows: both(),
        rows: both(),
        failedRows: random() < 0.7 ? { baseline: 0, candidate: 0 } : both(),
        clusters: pick(random, [null, 2, 9, 10]),
        unclustered: pick(random, [null, interval()]),
        flips: pick(random, [null, { worse: count(), better: count() }]),
        zeroWidthBundleInterval: random() < 0.3,
        rowFiles: { baseline: null, candidate: null },
      },
    };
  }

  it('for any evidence and any facts, by benchmark and as a whole', () => {
    const random = randomFrom(20);
    const lost: Record<string, number> = {};
    for (let round = 0; round < 3_000; round += 1) {
      const results = Array.from({ length: pick(random, [0, 1, 2, 5]) }, () => randomResult(random));
      const strict = results.map((result) =>
        judgeStrictly(result, {
          differences: random() < 0.2 ? ['x'] : [],
          allowance: { count: pick(random, [0, 5]) },
          sharesRowsWith: random() < 0.1 ? ['other'] : [],
        }),
      );
      for (const { status, result, safeguards } of strict) {
        expect(RANK[status]).toBeLessThanOrEqual(RANK[result.status]);
        if (RANK[result.status] === 0) expect(status).toBe(result.status);
        if (status !== result.status) for (const { name } of safeguards) lost[name] = (lost[name] ?? 0) + 1;
      }
      const [gate, ours] = [concludeGate(results), concludeStrictly(strict)];
      expect(RANK[ours]).toBeLessThanOrEqual(RANK[gate]);
      if (gate === 'NO-GO') expect(ours).toBe('NO-GO');
    }
    // Each of them was at work, or the property says nothing of it.
    expect(Object.keys(lost).sort()).toEqual([
      'bundle-interval',
      'failed-requests',
      'few-clusters',
      'few-pairs',
      'no-common-items',
      'not-comparable',
      'relative-point-estimate',
      'shared-rows',
      'thin-evidence',
    ]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('for the bundles of random case %d', async (seed) => {
    const policy = 'defaults: {metric: mean_reward, max_drop: 0.2, max_relative_drop: 0.4}\n';
    const report = await gateCase(writeCase(dir, { ...randomCase(seed), 'policy.yaml': policy }));
    const strict = judgeReportStrictly(report);
    if (report.verdict === null) expect(strict.verdict).toBe('INVALID');
    else expect(RANK[strict.verdict as keyof typeof RANK]).toBeLessThanOrEqual(RANK[report.verdict]);
    for (const { status, result } of strict.results)
      expect(RANK[status]).toBeLessThanOrEqual(RANK[result.status]);
  });
});
