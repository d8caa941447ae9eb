import { describe, expect, it } from '@jest/globals';
import type { LegRecord } from '../../src/collecting/leg-record.js';
import { findMissing } from '../../src/collecting/missing-legs.js';
import { newestAttempts } from '../../src/collecting/read-legs.js';
import { spreadPolicy } from '../../src/collecting/spread-policy.js';
import { DEFAULT_THRESHOLDS, type GatePolicy } from '../../src/comparison/policy/gate-policy.js';

function leg(key: string, rest: Partial<LegRecord> = {}): LegRecord {
  return {
    key,
    slug: `${key}-0123abcd`,
    index: null,
    total: null,
    attempt: 1,
    artifact: { name: `eval_results-${key}-0123abcd.baseline`, id: 1 },
    state: 'success',
    origin: {},
    results: { kind: 'record', dir: '', tasks: [], benchmarks: [] },
    ...rest,
  };
}
const missing = (...of: Parameters<typeof findMissing>): string[] =>
  findMissing(...of).missing.map(({ key }) => key);

describe('legs that are missing', () => {
  const three = [0, 1, 3].map((index) => leg(`l${index}`, { index, total: 4 }));

  it('are told by the place that is free', () => {
    expect(missing(three, [], [])).toEqual(['leg 3 of 4']);
    expect(missing([...three, leg('l2', { index: 2, total: 4 })], [], [])).toEqual([]);
    expect(missing(three.slice(0, 1), [], [])).toEqual(['leg 2 of 4', 'leg 3 of 4', 'leg 4 of 4']);
  });

  it('are counted where places are not known', () => {
    const legs = ['a', 'b'].map((key) => leg(key, { total: 4 }));
    expect(missing(legs, [], [])).toEqual(['2 more of 4 legs']);
  });

  it('are those whose record is broken, and not twice', () => {
    const broken = { artifact: 'eval_results-x.baseline', reason: 'has expired' };
    expect(missing(three, [broken], [])).toEqual(['eval_results-x']);
    expect(missing(three.slice(0, 2), [broken], [])).toEqual(['eval_results-x', '1 more of 4 legs']);
    expect(missing([], [broken], [])).toEqual(['eval_results-x']);
  });

  it('are those that were expected and are none of keys, slugs and artifacts', () => {
    const expected = ['l0', 'l1-0123abcd', 'eval_results-l3-0123abcd', 'gone', 'gone'];
    expect(missing(three, [], expected)).toEqual(['gone']);
    const broken = { artifact: 'eval_results-gone-1.baseline', reason: 'has expired' };
    expect(missing(three, [broken], ['l0', 'gone-1'])).toEqual(['eval_results-gone-1']);
  });

  it('of two matrices are asked for each', () => {
    const legs = [leg('a', { index: 0, total: 2 }), leg('x', { index: 2, total: 3 })];
    expect(missing(legs, [], [])).toEqual(['leg 2 of 2', 'leg 1 of 3', 'leg 2 of 3']);
  });

  it('cannot be told of two matrices of one size, nor without any total: that is said', () => {
    const twice = [leg('a', { index: 0, total: 2 }), leg('x', { index: 0, total: 2 })];
    expect(findMissing(twice, [], [])).toMatchObject({
      missing: [],
      problems: [expect.stringContaining('more than one matrix of 2 jobs left legs (a, x)')],
    });
    expect(findMissing([leg('a')], [], []).problems).toEqual([
      expect.stringContaining('no leg says of how many it is one'),
    ]);
    expect(findMissing([leg('a')], [], ['a'])).toEqual({ missing: [], problems: [] });
  });

  it('are bounded whatever a record says', () => {
    const found = missing([leg('a', { index: 0, total: 2 ** 40 })], [], []);
    expect(found.length).toBeLessThanOrEqual(1000);
    expect(found.length).toBeGreaterThan(0);
  });
});

describe('attempts of a leg', () => {
  it('count by their number, then by their artifact; legs of one key differ by place', () => {
    const artifact = (id: number) => ({ name: 'n', id });
    const legs = [
      leg('a', { attempt: 2, artifact: artifact(1) }),
      leg('a', { attempt: 1, artifact: artifact(9) }),
      leg('b', { attempt: 1, artifact: artifact(2) }),
      leg('b', { attempt: 1, artifact: artifact(3) }),
      leg('c', { index: 0 }),
      leg('c', { index: 1 }),
    ];
    const kept = newestAttempts(legs);
    expect(kept.legs.map(({ key, attempt, artifact: { id }, index }) => [key, attempt, id, index])).toEqual([
      ['c', 1, 1, 0],
      ['c', 1, 1, 1],
      ['a', 2, 1, null],
      ['b', 1, 3, null],
    ]);
    expect(kept.older).toHaveLength(2);
  });
});

describe('a policy over rows by leg', () => {
  const policy: GatePolicy = {
    file: 'gate.yaml',
    defaults: DEFAULT_THRESHOLDS,
    directed: false,
    benchmarks: new Map([
      ['mmlu', { maxDrop: 0.1 }],
      ['chat/mmlu', { maxDrop: 0.5 }],
      ['gsm8k', { maxDrop: 0.2 }],
      ['lost', {}],
    ]),
    lines: new Map([
      ['mmlu', 2],
      ['chat/mmlu', 3],
      ['gsm8k', 4],
      ['lost', 5],
    ]),
    notes: [],
  };

  it('holds for each leg that has what it names, and what names a leg goes before', () => {
    const names = ['base/mmlu', 'chat/mmlu', 'tiny/mmlu', 'base/gsm8k'];
    const spread = spreadPolicy(policy, ['base', 'chat', 'tiny'], names);
    expect(Object.fromEntries(spread.benchmarks)).toEqual({
      'base/mmlu': { maxDrop: 0.1 },
      'tiny/mmlu': { maxDrop: 0.1 },
      'chat/mmlu': { maxDrop: 0.5 },
      'base/gsm8k': { maxDrop: 0.2 },
      lost: {},
    });
    expect(Object.fromEntries(spread.lines)).toEqual({
      'base/mmlu': 2,
      'tiny/mmlu': 2,
      'chat/mmlu': 3,
      'base/gsm8k': 4,
      lost: 5,
    });
  });
});
