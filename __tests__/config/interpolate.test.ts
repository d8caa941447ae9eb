import { describe, expect, it } from '@jest/globals';
import { type Interpolated, interpolate } from '../../src/config/interpolate.js';
import { readYaml } from '../../src/config/read-yaml.js';
import { splitPath, toPlain } from '../../src/config/value.js';

const ENV: Record<string, string> = { HOME: '/home/u', EMPTY: '', RAW: '${HOME}', API_TOKEN: 's3cret-value' };

function run(text: string): Interpolated {
  return interpolate(
    readYaml(text, 'f.yaml', 'omegaconf').root,
    { variable: (name) => ENV[name], isSecret: (name) => name === 'API_TOKEN' },
    (leaf) => `${leaf.join('.')} (f.yaml)`,
  );
}

const BASE = 'a: {b: 1, f: 0.5, s: x, n: null, t: true, l: [10, {d: 3}]}\n';

/** The value of `v` as real OmegaConf 2.3.1 resolves it too. */
describe('values', () => {
  it.each([
    ['${a.b}', 1],
    ['${ a.b }', 1],
    ['${a.l[0]}', 10],
    ['${a.l.0}', 10],
    ['${a.l[1].d}', 3],
    ['${a.l}', [10, { d: 3 }]],
    ['${a.n}', null],
    ['pre-${a.b}-${a.s}', 'pre-1-x'],
    ['${a.t}${a.f}${a.n}', 'True0.5None'],
    ['\\${a.b}', '${a.b}'],
    ['\\\\${a.b}', '\\1'],
    ['\\\\\\${a.b}', '\\${a.b}'],
    ['$a.b}', '$a.b}'],
    ['${oc.env:HOME}/x', '/home/u/x'],
    ['${oc.env:EMPTY}', ''],
    ['${oc.env:RAW}', '${HOME}'],
    ['${oc.env:NOPE,12}', '12'],
    ['${oc.env:NOPE,null}', null],
    ["${oc.env:NOPE,''}", ''],
    ["${oc.env:NOPE,'a, b'}", 'a, b'],
    ['${oc.env:NOPE,${a.s}}', 'x'],
    ['${oc.env:NOPE,${oc.env:HOME}/y}', '/home/u/y'],
    ['${oc.select:a.b}', 1],
    ['${oc.select:a.nope}', null],
    ['${oc.select:a.nope,7}', 7],
    ['${select_not_null:a.b,7}', 1],
    ['${select_not_null:a.n,7}', 7],
    ['${select_not_null:a.nope,/checkpoint}', '/checkpoint'],
    ['${oc.decode:${oc.env:NOPE,12}}', 12],
  ])('%s', (text, expected) => {
    const { root, kept, secrets } = run(`${BASE}v: ${JSON.stringify(text)}\n`);
    expect(toPlain(root.get('v')!)).toEqual(expected);
    expect([kept.size, secrets.size]).toEqual([0, 0]);
  });

  it('refers relative to the leaf, also from where it is referred to', () => {
    const { root } = run('x: 1\no: {x: 2, y: "${.x}", z: {w: "${..x}", l: ["${...y}"]}}\nr: "${o.y}"\n');
    expect(toPlain(root)).toEqual({ x: 1, o: { x: 2, y: 2, z: { w: 2, l: [2] } }, r: 2 });
  });

  it('follows references of references', () => {
    expect(toPlain(run('a: ${b}\nb: ${c}\nc: ${oc.env:HOME}\n').root)).toEqual({
      a: '/home/u',
      b: '/home/u',
      c: '/home/u',
    });
  });

  it('does not touch its input', () => {
    const { root } = readYaml('a: 1\nb: ["${a}"]\n', 'f', 'omegaconf');
    interpolate(root, { variable: () => undefined, isSecret: () => false }, () => '');
    expect(toPlain(root)).toEqual({ a: 1, b: ['${a}'] });
  });
});

describe('what unfolds', () => {
  it.each([
    ['text', Array.from({ length: 40 }, (_, n) => `k${n + 1}: "\${k${n}}\${k${n}}"`)],
    ['mappings', Array.from({ length: 40 }, (_, n) => `k${n + 1}: {a: "\${k${n}}", b: "\${k${n}}"}`)],
  ])('into %s without end is refused at once', (_, lines) => {
    const started = Date.now();
    expect(() => run(`k0: xx\n${lines.join('\n')}\n`)).toThrow(
      /unfolds into more than any config holds|nests/,
    );
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it('leaves alone what a reference on the way does not need', () => {
    const { root } = run('a: ${b}\nb: {x: 1, y: "${a.x}", k: "${oc.dict.keys:b}"}\nz: "<${b}>"\n');
    expect(toPlain(root)).toMatchObject({
      a: { x: 1, y: 1, k: ['x', 'y', 'k'] },
      z: "<{'x': 1, 'y': '${a.x}', 'k': '${oc.dict.keys:b}'}>",
    });
  });

  it('through references on the way is followed', () => {
    const { root } = run(
      'a: ${c}\nc: {b: 1, k: b}\nv: ${a.b}\nw: ${a.${c.k}}\nx: "v${f}"\nf: 1.0\ng: "${t}"\nt: [1, x]\ny: "l${t}"\n',
    );
    expect(toPlain(root)).toMatchObject({ v: 1, w: 1, x: 'v1.0', g: [1, 'x'], y: "l[1, 'x']" });
  });
});

describe('secrets', () => {
  it.each([
    ['${oc.env:API_TOKEN}', '${oc.env:API_TOKEN}'],
    ['Bearer ${ oc.env : API_TOKEN }', 'Bearer ${oc.env:API_TOKEN}'],
    ['${oc.env:NOPE,${oc.env:API_TOKEN}}', '${oc.env:API_TOKEN}'],
    ['x ${oc.env:"API_TOKEN"} \\\\${oc.env:HOME} \\${y}', 'x ${oc.env:API_TOKEN} \\/home/u \\${y}'],
    ['\\\\${oc.env:API_TOKEN}', '\\\\${oc.env:API_TOKEN}'],
  ])('stay an expression: %s', (text, expected) => {
    const { root, kept, secrets } = run(`h: ['${text}']\n`);
    expect(toPlain(root)).toEqual({ h: [expected] });
    expect([...kept]).toEqual([['h[0]', expected]]);
    expect([...secrets]).toEqual(['API_TOKEN']);
  });

  it('stay an expression inside a text that refers to them', () => {
    const { root, kept } = run('s: ${oc.env:API_TOKEN}\na: "Bearer ${s}"\nm: {in: "${s}"}\ncopy: ${m}\n');
    expect(root.get('a')).toBe('Bearer ${oc.env:API_TOKEN}');
    expect([...kept.keys()]).toEqual(['s', 'a', 'm.in', 'copy.in']);
  });

  it('stay an expression where another key refers to them', () => {
    const { root, secrets } = run('a: ${b.c}\nb: {c: "${oc.env:API_TOKEN}"}\n');
    expect(root.get('a')).toBe('${oc.env:API_TOKEN}');
    expect([...secrets]).toEqual(['API_TOKEN']);
  });

  it.each([
    "a: ${oc.env:'API_TOKEN'}",
    'n: API_TOKEN\na: ${oc.env:${n}}',
    'a: "${oc.env:${oc.decode:API_TOKEN}}"',
  ])('stay an expression under a quoted or computed name: %s', (text) => {
    const { root, kept } = run(`${text}\n`);
    expect(root.get('a')).toBe('${oc.env:API_TOKEN}');
    expect(kept.has('a')).toBe(true);
  });

  it('are refused where a resolver would work on their value', () => {
    expect(() => run('a: ${oc.decode:${oc.env:API_TOKEN}}\n')).toThrow(/^a \(f\.yaml\) works on a secret/);
  });

  it('are no expression where the variable is not set and a default is', () => {
    const around = { variable: () => undefined, isSecret: () => true };
    const { root } = readYaml('a: ${oc.env:API_TOKEN,none}\n', 'f', 'omegaconf');
    expect(interpolate(root, around, () => '').root.get('a')).toBe('none');
  });
});

describe('refusals name the leaf', () => {
  it.each([
    ['v: ${oc.env:NOPE}', /^v \(f\.yaml\) reads the environment variable NOPE, which is not set/],
    ['v: ${nope.x}', /^v \(f\.yaml\) refers to \$\{nope\.x\}, which the config does not have/],
    ['v: {w: "${.x}"}', /^v\.w \(f\.yaml\) refers to \$\{\.x\}/],
    ['v: "${a.l[9]}"\na: {l: [1]}', /^v \(f\.yaml\) refers to/],
    ['v: "${select_not_null:a}"', /gives select_not_null 1 arguments: it takes 2/],
    [
      'v: ["${art:model,path}"]',
      /^v\.0 \(f\.yaml\) refers to an artifact .*\$\{art:model,path\}.*: set v\[0\]=VALUE in overrides/,
    ],
    ['v: "${a"', /^v \(f\.yaml\) has a \$\{ without its \}/],
    ['v: "${a ${b}"', /has " " where \} belongs, inside \$\{…\}/],
    ['v: "${oc.env:NOPE,é}"', /has "é" where a value belongs, inside \$\{…\}: put texts in quotes/],
    ['v: ${oc.env:HOME,${nope}}', /^v \(f\.yaml\) refers to \$\{nope\}/],
    ['v: {w: "${...x}"}', /refers to \$\{\.\.\.x\}, which climbs above the top level/],
    ['v: ${w}\nw: "???"', /refers to \$\{w\}, which is \?\?\? \(missing\)/],
    ['v: ${w.x}\nw: 1', /refers to \$\{w\.x\}, but what has to hold "x" is not a mapping or list/],
    ['v: ${w.x}\nw: [1]', /but "x" is no index of a list/],
    ['v: {w: "${v}"}', /refers to itself through \$\{v\}/],
    ['v: {w: "${z}"}\nz: {y: "${v}"}', /contains itself/],
    ['v: ${oc.env:5}', /gives oc\.env an argument that is not text/],
    ['v: ${oc.env:a,b,c}', /gives oc\.env 3 arguments: it takes 1 or 2/],
    ['v: ${oc.create:5}', /gives oc\.create something that is neither a mapping nor a list/],
    ['v: ${oc.dict.keys:w}\nw: 1', /asks oc\.dict\.keys of something that is not a mapping/],
    ['v: ${w.${n}}\nw: [1]\nn: 0', /has an expression in a key that does not come to text/],
    [`v: ${'${oc.env:N,9'.padEnd(5000, '9')}}`, /has a number that Python cannot read/],
    ['v: ${v}', /refers to itself .*break the cycle/],
    ['v: x${w}\nw: y${v}', /refers to itself .*break the cycle/],
    ['v: ${oc.select:v}', /refers to itself .*break the cycle/],
  ])('%s', (text, message) => {
    expect(() => run(text)).toThrow(message);
  });
});

describe('splitPath', () => {
  it.each([
    ['a.b', ['a', 'b']],
    ['a[0].b', ['a', 0, 'b']],
    ['[2]', [2]],
    ['a[b]', ['a', 'b']],
  ])('%s', (text, parts) => {
    expect(splitPath(text)).toEqual(parts);
  });
});
