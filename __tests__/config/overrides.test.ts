import { describe, expect, it } from '@jest/globals';
import { didYouMean, unknownAt } from '../../src/config/known-paths.js';
import { type Applied, applyOverride, parseOverrides } from '../../src/config/overrides.js';
import { describeFinding } from '../../src/config/preflight/finding.js';
import { readYaml } from '../../src/config/read-yaml.js';
import { toPlain } from '../../src/config/value.js';

const BASE = `a: {b: 1, c: [1, 2, {d: 3}], s: x, n: null}
evaluation:
  nemo_evaluator_config: {config: {params: {temperature: 0.0, extra: {tokenizer: t}}}}
  tasks: [{name: mmlu}, {name: hellaswag}]
execution: {type: local, output_dir: o}
`;

function apply(...texts: string[]): { root: Record<string, unknown>; applied: Applied[] } {
  const { root } = readYaml(BASE, 'f', 'omegaconf');
  const overrides = parseOverrides(texts.map((text, index) => ({ line: index + 3, text })));
  const applied = overrides.map((override) => applyOverride(root, override));
  return { root: toPlain(root) as Record<string, unknown>, applied };
}

const PARAMS = 'evaluation.nemo_evaluator_config.config.params';

describe('values under a', () => {
  const a = { b: 1, c: [1, 2, { d: 3 }], s: 'x', n: null };
  it.each([
    ['a.b=2', { ...a, b: 2 }],
    ['a.b=', { ...a, b: null }],
    ['a.b=null', { ...a, b: null }],
    ['a.s=k=v=w', { ...a, s: 'k=v=w' }],
    ['a.s = "y z" ', { ...a, s: 'y z' }],
    ['a.s=1e-7', { ...a, s: 1e-7 }],
    ['a.c=[9]', { ...a, c: [9] }],
    ['a.c[0]=9', { ...a, c: [9, 2, { d: 3 }] }],
    ['a.c.2.d=4', { ...a, c: [1, 2, { d: 4 }] }],
    ['a.c[2]={e: 5}', { ...a, c: [1, 2, { d: 3, e: 5 }] }],
    ['a.n.x.y=1', { ...a, n: { x: { y: 1 } } }],
    ['a={b: 5, z: {q: 1}}', { ...a, b: 5, z: { q: 1 } }],
    ['a.__proto__.x=1', Object.fromEntries([...Object.entries(a), ['__proto__', { x: 1 }]])],
    ['a.s=${a.b}', { ...a, s: '${a.b}' }],
  ])('%s', (text, expected) => {
    expect(apply(text).root['a']).toEqual(expected);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('takes effect one after the other, and names the paths that each set', () => {
    const { root, applied } = apply('a.n={x: 1, y: [2]}', 'a.n.x=3');
    expect((root['a'] as Record<string, unknown>)['n']).toEqual({ x: 3, y: [2] });
    expect(applied).toEqual([
      { paths: ['a.n.y[0]'], changed: true, unknown: [] },
      { paths: ['a.n.x'], changed: true, unknown: [] },
    ]);
  });

  it.each([
    ['a.b=1', false],
    ['a.b=1.0', true],
    ['a={s: x}', false],
    ['a.n=null', false],
    ['evaluation.tasks[0].container=null', true],
  ])('%s changes something: %s', (text, changed) => {
    expect(apply(text).applied[0]!.changed).toBe(changed);
  });
});

describe('refusals name the line', () => {
  it.each([
    ['+a.z=1', /^overrides line 3 starts with \+: only key=value/],
    ['++a.z=1', /starts with \+/],
    ['~a.b', /starts with ~/],
    ['a.b', /^overrides line 3 has no key=value/],
    ['=1', /has no key=value/],
    ['a..b=1', /has the key "a\.\.b": write keys with dots/],
    ['a[b=1', /has the key "a\[b": write keys with dots/],
    [`${'a.'.repeat(100)}a=1`, /has a key of more than 100 parts/],
    ['a=[1]', /gives a list for a, which is a mapping: give a mapping, or name a key of it as in a\.key/],
    ['a={c: {d: 1}}', /gives a mapping for a\.c, which is a list/],
    ['a.s=${a', /^overrides line 3 has a \$\{ without its \}/],
    ['a.=1', /has the key "a\."/],
    ['a.c[x]=1', /names "x" in the list a\.c/],
    ['a.b.c=1', /goes through a\.b, which is a single value, not a mapping/],
    ['a.c[3]=1', /sets a\.c\[3\], but the list has 3 entries/],
    ['a.c.x=1', /names "x" in the list a\.c: use an index, a\.c\[0\]/],
    ['a[0]=1', /uses the index \[0\] on a, which is not a list/],
    ['evaluation.tasks[2].name=x', /sets evaluation\.tasks\[2\], but the list has 2 entries/],
    ['a.s=[1', /^overrides line 3 has a value that is not valid YAML .*put it in quotes/],
  ])('%s', (text, message) => {
    expect(() => apply(text)).toThrow(message);
  });

  it.each([
    [
      `${PARAMS}.temprature=1`,
      /neither the config nor the launcher knows "temprature" under .*params: did you mean "temperature"\?/,
    ],
    ['a b=1', /knows "a b" at the top level/],
    ['exceution.type=local', /knows "exceution" at the top level: did you mean "execution"\?/],
    ['qqqqqq=1', /knows "qqqqqq" at the top level: check the spelling/],
    ['evaluation.tasks[0].nmae=x', /under evaluation\.tasks\[0\]: did you mean "name"\?/],
    ['execution={mode: parallel, tpye: local}', /knows "tpye" under execution: did you mean "type"\?/],
    ['execution.__proto__.x=1', /knows "__proto__" under execution/],
  ])('are findings for keys that nothing knows: %s', (text, message) => {
    const [{ unknown }] = apply(text).applied as [Applied];
    expect(unknown).toEqual([expect.objectContaining({ id: 'unknown_key', severity: 'error' })]);
    expect(describeFinding(unknown[0]!)).toMatch(message);
  });
});

describe('known paths', () => {
  it.each([
    `${PARAMS}.extra.anything.goes`,
    `${PARAMS}.top_p`,
    'evaluation.nemo_evaluator_config.target.api_endpoint.adapter_config.x',
    'evaluation.env_vars.ANY',
    'evaluation.tasks[0].env_vars.ANY',
    'dry_run',
    'run.env.nodes',
  ])('%s may be added', (key) => {
    expect(apply(`${key}=1`).applied[0]).toEqual({ paths: [key], changed: true, unknown: [] });
  });

  it('end at leaves and begin at the root', () => {
    expect(unknownAt(['target', 'api_endpoint', 'url', 'x'])).toEqual({ at: 3, known: [] });
    expect(unknownAt(['evaluation', 'tasks', 0, 'name'])).toBeUndefined();
    expect(unknownAt(['hasOwnProperty'])?.at).toBe(0);
  });

  it.each([
    ['mdoe', 'mode'],
    ['MODE', 'mode'],
    ['mod', 'mode'],
    ['walltime', undefined],
  ])('%s may have meant %s', (word, expected) => {
    expect(didYouMean(word, ['type', 'mode'])).toBe(expected);
  });
});
