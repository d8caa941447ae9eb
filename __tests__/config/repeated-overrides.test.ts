import { describe, expect, it } from '@jest/globals';
import { applyOverride, parseOverrides } from '../../src/config/overrides.js';
import { readYaml } from '../../src/config/read-yaml.js';
import { toPlain } from '../../src/config/value.js';

const BASE = `a: {b: 1, c: [1, 2], k: {x: 1}, m: "???"}
r: \${a.k}
e: \${oc.env:MODE}
rel: {x: 5, s: {v: "\${..x}"}, t: "\${.s}"}
`;

function apply(...texts: string[]): Record<string, unknown> {
  const { root } = readYaml(BASE, 'f', 'omegaconf');
  const overrides = parseOverrides(texts.map((text, index) => ({ line: index + 1, text })));
  const around = { variable: () => 'a.k', isSecret: () => false };
  for (const override of overrides) applyOverride(root, override, around);
  return toPlain(root) as Record<string, unknown>;
}

const a = { b: 1, c: [1, 2], k: { x: 1 }, m: '???' };

/** As OmegaConf 2.3.1 answers, but for the list indices. */
describe('overrides merge with each other before they merge with the config', () => {
  it.each<[string[], unknown]>([
    [['a=null', 'a.b=2'], { ...a, b: 2 }],
    [['a=1', 'a={b: 2}'], { ...a, b: 2 }],
    [['a.k=null', 'a.k={y: 2}'], { ...a, k: { x: 1, y: 2 } }],
    [['a.k={y: 1}', 'a.k=null'], { ...a, k: null }],
    [['a={k: {y: 1}, b: 3}', 'a.k=5'], { ...a, k: 5, b: 3 }],
    [['a={k: null}', 'a.k.y=1'], { ...a, k: { x: 1, y: 1 } }],
    [['a.k.x=2', 'a={k: {x: "???"}}'], { ...a, k: { x: 2 } }],
    [['a.b=5', 'a.b=???'], a],
    [['a.m.x=1'], { ...a, m: { x: 1 } }],
    [['a={b: "???", m: 2}'], { ...a, m: 2 }],
    [['a.c=[5]', 'a.c[0]=6'], { ...a, c: [6] }],
    [['a.c[0]=6', 'a.c=[5]'], { ...a, c: [5] }],
    [['a.c[1]=6', 'a.c[0]=7', 'a.c[1]=8'], { ...a, c: [7, 8] }],
  ])('%j', (texts, expected) => {
    expect(apply(...texts)['a']).toEqual(expected);
  });

  it('says of an override which later one takes it back', () => {
    const { root } = readYaml(BASE, 'f', 'omegaconf');
    const overrides = parseOverrides([
      { line: 1, text: 'a.b=2' },
      { line: 4, text: 'a.b=3' },
    ]);
    expect(overrides.map((override) => applyOverride(root, override))).toEqual([
      { paths: [], changed: true, unknown: [], replacedBy: 'overrides line 4' },
      { paths: ['a.b'], changed: true, unknown: [] },
    ]);
  });

  it.each<[string[], RegExp]>([
    [
      ['a.n.x=1', 'a.n=[1]'],
      /^overrides line 2 \(a\.n\) gives a list where .* overrides line 1 \(a\.n\.x\): keep one/,
    ],
    [['a.n=[1]', 'a.n={x: 1}'], /^overrides line 2 \(a\.n\) gives a list where/],
    [
      ['a.n=1', 'a.n.x=2'],
      /^overrides line 2 \(a\.n\.x\) goes through the single value of overrides line 1 \(a\.n\)/,
    ],
    [['a.n=[1]', 'a.n.x=2'], /^overrides line 2 \(a\.n\.x\) names a key in the list of overrides line 1/],
  ])('%j is refused', (texts, message) => {
    expect(() => apply(...texts)).toThrow(message);
  });
});

describe('an override of a part of what a reference refers to', () => {
  it.each<[string[], Record<string, unknown>]>([
    [['r.y=2'], { a, r: { x: 1, y: 2 } }],
    [['r={y: 2}'], { a, r: { x: 1, y: 2 } }],
    [['r.y=2', 'a.k.z=3'], { a: { ...a, k: { x: 1, z: 3 } }, r: { x: 1, y: 2 } }],
    [['a.b=2', 'r.y=2', 'a.k.z=3'], { a: { ...a, b: 2, k: { x: 1, z: 3 } }, r: { x: 1, z: 3, y: 2 } }],
    [['rel.t.w=1'], { rel: { x: 5, s: { v: '${..x}' }, t: { v: '${..x}', w: 1 } } }],
    [['r=5'], { r: 5 }],
  ])('works on a copy: %j', (texts, expected) => {
    expect(apply(...texts)).toMatchObject(expected);
  });

  it.each<[string, RegExp]>([
    ['r=[1]', /gives a list for r, which is a mapping/],
    ['e.x=1', /goes through e, which is a single value/],
  ])('%s is refused', (text, message) => {
    expect(() => apply(text)).toThrow(message);
  });
});
