import { describe, expect, it } from '@jest/globals';
import type { GatePolicy } from '../../src/comparison/policy/gate-policy.js';
import { readPolicy } from '../../src/comparison/policy/read-policy.js';
import {
  checkGateable,
  requiredBenchmarks,
  resolveThresholds,
  suggestBenchmarks,
} from '../../src/comparison/policy/resolve-policy.js';
import { ConfigError } from '../../src/errors.js';

const yaml = (text: string): GatePolicy => readPolicy({ name: 'p.yaml', text });
const toml = (text: string): GatePolicy => readPolicy({ name: 'p.toml', text });

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  }
  throw new Error('accepted');
}

describe('what a policy says', () => {
  const full = yaml(
    'version: 1\ndefaults: {tier: critical, max_drop: 0.03, max_relative_drop: 0.1, relative_guard_below: 0.5, metric: pass@1, direction: lower_is_better}\nbenchmarks:\n  a: {max_relative_drop: null, max_drop: 0}\n  b: {tier: advisory}\n  c: {}\n',
  );

  it('is inherited, null included, and overridden', () => {
    expect(resolveThresholds(full, 'a')).toEqual({
      tier: 'critical',
      maxDrop: 0,
      maxRelativeDrop: 0.1,
      relativeGuardBelow: 0.5,
      metric: 'pass@1',
      direction: 'lower_is_better',
    });
    expect(resolveThresholds(full, 'never named')).toEqual(full.defaults);
  });

  it('requires what it names, less what is advisory', () => {
    expect(requiredBenchmarks(full)).toEqual(['a', 'c']);
  });

  it('has the defaults of nel gate where it says nothing', () => {
    expect(yaml('{}').defaults).toEqual({
      tier: 'supporting',
      maxDrop: 0.015,
      maxRelativeDrop: null,
      relativeGuardBelow: null,
      metric: null,
      direction: 'higher_is_better',
    });
  });

  it('is the same in TOML', () => {
    const { defaults, benchmarks, lines } = toml(
      'version = 1\n[defaults]\nmetric = "pass@1"\nmax_drop = 0.03\n[benchmarks.a]\ntier = "critical"\n[benchmarks."b c"]\nmax_drop = 1\n',
    );
    const same = yaml(
      'version: 1\ndefaults:\n metric: pass@1\n max_drop: 0.03\nbenchmarks:\n  a: {tier: critical}\n  "b c": {max_drop: 1}\n',
    );
    expect({ defaults, benchmarks }).toEqual({ defaults: same.defaults, benchmarks: same.benchmarks });
    expect([...lines]).toEqual([
      ['a', 5],
      ['b c', 7],
    ]);
  });

  it.each([
    ["'0.02'", 0.02],
    ['" 1e-2 "', 0.01],
    ['1e-2', 0.01],
    ['true', 1],
    ['.inf', Infinity],
    ['.nan', Number.NaN],
    ['0x10', 16],
    ['1:30', 90],
  ])('takes max_drop: %s for %d', (text, expected) => {
    expect(yaml(`defaults: {max_drop: ${text}}`).defaults.maxDrop).toBe(expected);
  });

  it.each(['1', '"1"', '1.0', 'true', '"1.0"'])('takes version: %s', (version) => {
    expect(yaml(`version: ${version}`).notes).toEqual([]);
  });

  it('lets the last of two keys count, and says so', () => {
    const policy = yaml('defaults: {max_drop: 0.1}\nbenchmarks: {}\ndefaults: {max_drop: 0.2}\n');
    expect(policy.defaults.maxDrop).toBe(0.2);
    expect(policy.notes).toEqual(['p.yaml:3: defaults was given on line 1 already: the last one counts']);
  });

  it.each([
    ['.inf', 'infinite, and nothing is above it'],
    ['1e400', 'infinite, and nothing is above it'],
    ['.nan', 'not a number, and nothing passes by it'],
  ])('says of max_drop: %s that it is %s', (text, what) => {
    expect(yaml(`benchmarks:\n  a:\n    max_drop: ${text}\n`).notes).toEqual([
      `p.yaml:3: benchmarks.a.max_drop is ${what}`,
    ]);
  });

  it('follows aliases and merges', () => {
    const policy = yaml('benchmarks:\n  a: &a {max_drop: 0.1}\n  b: *a\n  c: {<<: *a, tier: advisory}\n');
    expect(policy.benchmarks.get('b')).toEqual({ maxDrop: 0.1 });
    expect(policy.benchmarks.get('c')).toEqual({ maxDrop: 0.1, tier: 'advisory' });
  });
});

describe('what nel gate refuses', () => {
  it.each([
    ['', 'p.yaml is empty'],
    ['- a\n', 'must be a YAML mapping'],
    ['version: 2\n', 'p.yaml:1: version is not a version that is known'],
    ['version: null\n', 'p.yaml:1: version is not'],
    ['\nbenchmark: {}\n', 'p.yaml:2: benchmark is not a key of a gate policy: did you mean "benchmarks"?'],
    [
      'defaults:\n  max_dorp: 1\n',
      'p.yaml:2: defaults.max_dorp is not a key of a gate policy: did you mean "max_drop"?',
    ],
    ['benchmarks:\n  a:\n    weight: 1\n', 'p.yaml:3: benchmarks.a.weight is not a key'],
    ['benchmarks:\n  a:\n', 'p.yaml:2: benchmarks.a has nothing under it'],
    ['benchmarks: [a]\n', 'p.yaml:1: benchmarks must be a mapping'],
    ['benchmarks: {a: 1}\n', 'p.yaml:1: benchmarks.a must be a mapping'],
    ['defaults:\n', 'p.yaml:1: defaults must be a mapping'],
    ['benchmarks:\n  12: {}\n', 'p.yaml:2: benchmarks.12 is not a text to nel gate: write "12" in quotes'],
    ['benchmarks:\n  on: {}\n', 'p.yaml:2: benchmarks.on is not a text'],
    [
      'defaults: {tier: critcal}\n',
      'p.yaml:1: defaults.tier must be critical or supporting or advisory: did you mean "critical"?',
    ],
    ['defaults: {tier: null}\n', 'p.yaml:1: defaults.tier must be'],
    ['defaults: {max_drop: null}\n', 'p.yaml:1: defaults.max_drop must be a number'],
    ['defaults: {max_drop: 2%}\n', 'p.yaml:1: defaults.max_drop must be a number'],
    ['defaults: {max_drop: -0.1}\n', 'p.yaml:1: defaults.max_drop must be at least 0'],
    ['defaults: {max_drop: [1]}\n', 'p.yaml:1: defaults.max_drop must be a number'],
    ['defaults: {max_relative_drop: -1}\n', 'p.yaml:1: defaults.max_relative_drop must be at least 0'],
    ['defaults: {relative_guard_below: 1.5}\n', 'p.yaml:1: defaults.relative_guard_below must lie between'],
    ['defaults: {relative_guard_below: .nan}\n', 'p.yaml:1: defaults.relative_guard_below must lie between'],
    ['defaults: {metric: 1}\n', 'p.yaml:1: defaults.metric must be a text'],
    [
      'defaults: {direction: up}\n',
      'p.yaml:1: defaults.direction must be higher_is_better or lower_is_better',
    ],
    ['a: [\n', 'p.yaml:2:1 lacks a value here'],
    ['{}\n---\n{}\n', 'has more than one YAML document'],
  ])('%j', (text, message) => {
    expect(refusal(() => yaml(text))).toContain(message);
  });

  it('in TOML too, with the line', () => {
    expect(refusal(() => toml('[defaults]\nmax_drop = 0.1\ntierr = "x"\n'))).toBe(
      'p.toml:3: defaults.tierr is not a key of a gate policy: did you mean "tier"?',
    );
    expect(refusal(() => toml('benchmarks.a = {max_drop = -1}\n'))).toBe(
      'p.toml:1: benchmarks.a.max_drop must be at least 0: a drop is given without a sign',
    );
  });

  it('a required benchmark without a metric that can be gated', () => {
    const policy = yaml('benchmarks:\n  b: {metric: mean_rewards}\n  c: {tier: advisory, metric: acc}\n');
    expect(refusal(() => checkGateable(policy))).toBe(
      'p.yaml:2: benchmarks.b has the metric "mean_rewards", which cannot be gated: did you mean "mean_reward"?',
    );
    expect(refusal(() => checkGateable(yaml('benchmarks:\n  b: {}\n')))).toContain(
      'p.yaml:2: benchmarks.b is required and has no metric',
    );
  });
});

describe('for trees of generation 0.2', () => {
  it('any metric can be named, and one of a known set', () => {
    const policy = yaml('defaults: {metric: acc}\nbenchmarks: {b: {}}\n');
    expect(() => checkGateable(policy, 'any')).not.toThrow();
    expect(() => checkGateable(policy, ['acc', 'score/micro'])).not.toThrow();
  });
});

it('suggests what a benchmark without results may have been meant to be', () => {
  const policy = yaml('benchmarks: {mmlu_pr: {}, gsm8k: {}, elsewhere: {}}');
  expect([...suggestBenchmarks(policy, ['mmlu_pro', 'gsm8k'])]).toEqual([
    ['mmlu_pr', 'mmlu_pro'],
    ['elsewhere', undefined],
  ]);
});
