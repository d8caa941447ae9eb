import { describe, expect, it } from '@jest/globals';
import { type ConfigFile, detectKind, loadStepFile, type ReadBase } from '../../src/config/config-file.js';
import { toPlain } from '../../src/config/value.js';

const file = (text: string, name = 'conf/eval.yaml'): ConfigFile => ({ name, text });

describe('the kind of a config', () => {
  it.each([
    ['defaults: [{execution: local}, _self_]\n', 'hydra'],
    ['defaults: [{execution: local}]\ndry_run: false\n', 'hydra'],
    ['defaults: base.yaml\n', 'step'],
    ['defaults: [base, other.yaml]\n', 'step'],
    ['defaults: []\n', 'step'],
    ['run: {}\n', 'step'],
    ['dry_run: false\n', 'step'],
    ['output_dir: x\n', 'step'],
    ['task_filters: null\n', 'step'],
    ['execution: {type: local}\n', 'raw'],
  ])('%j is %s', (text, kind) => {
    expect(detectKind(file(text), 'auto')).toBe(kind);
  });

  it.each([
    ['execution: {}\n', 'hydra'],
    ['execution: {}\n', 'step'],
    ['defaults: base\n', 'step'],
    ['defaults: {a: b}\nx: 1\n', 'hydra'],
  ] as const)('%j is what config-mode says: %s', (text, mode) => {
    expect(detectKind(file(text), mode)).toBe(mode);
  });

  it.each([
    [
      'x: 1\ndefaults: {execution: local}\n',
      'auto',
      /defaults that are neither the name of a base config nor/,
      2,
    ],
    ['defaults: 3\n', 'auto', /defaults that are neither/, 1],
    ['defaults: [base, 3]\n', 'auto', /an entry in defaults that is neither a name nor a group: name/, 1],
    ['defaults: [{execution: local}]\n', 'step', /groups in its defaults list, which is Hydra's form/, 1],
    ['a: 1\ndefaults: base\n', 'raw', /a defaults list, which a raw config cannot have/, 2],
    ['a: 1\nrun: {x: 1}\n', 'raw', /step key "run" but config-mode is raw/, 2],
  ] as const)('%j with config-mode %s is refused', (text, mode, message, line) => {
    try {
      detectKind(file(text), mode);
    } catch (error) {
      expect((error as Error).message).toMatch(message);
      expect((error as { location?: unknown }).location).toEqual({ file: 'conf/eval.yaml', line });
      return;
    }
    throw new Error('accepted');
  });
});

describe('bases of a step config', () => {
  const reader =
    (files: Record<string, string>): ReadBase =>
    (_, name) => {
      const text = files[name];
      if (text === undefined) throw new Error(`asked for ${name}`);
      return { name, text };
    };
  const load = (text: string, files: Record<string, string> = {}): ReturnType<typeof loadStepFile> =>
    loadStepFile(file(text), reader(files));

  it('are merged in order, the file itself last, and lists replace', () => {
    const { root, sources } = load('defaults: [one, two.yaml, _self_]\na: {own: 1}\nl: [9]\n', {
      'one.yaml': 'a: {x: 1, y: 1}\nl: [1, 2]\n',
      'two.yaml': 'a: {y: 2}\nb: 1e-7\n',
    });
    expect(toPlain(root)).toEqual({ a: { x: 1, y: 2, own: 1 }, l: [9], b: 1e-7 });
    expect(Object.fromEntries(sources)).toMatchObject({
      'a.x': 'one.yaml:1',
      'a.y': 'two.yaml:1',
      'a.own': 'conf/eval.yaml:2',
      'l[0]': 'conf/eval.yaml:3',
      b: 'two.yaml:2',
    });
  });

  it('may have bases of their own', () => {
    const files = { 'base.yaml': 'defaults: ground\na: 2\n', 'ground.yaml': 'a: 1\nb: 1\n' };
    expect(toPlain(load('defaults: base\n', files).root)).toEqual({ a: 2, b: 1 });
  });

  it('that come back to the file are refused, with the way they take', () => {
    const files = { 'base.yaml': 'defaults: conf/eval.yaml\n', 'conf/eval.yaml': 'defaults: base\n' };
    expect(() => load('defaults: base\n', files)).toThrow(
      'conf/eval.yaml is its own base through defaults: conf/eval.yaml -> base.yaml -> conf/eval.yaml',
    );
  });

  it('may be shared by two others', () => {
    const files = { 'a.yaml': 'defaults: g\n', 'b.yaml': 'defaults: g\n', 'g.yaml': 'x: 1\n' };
    expect(toPlain(load('defaults: [a, b]\n', files).root)).toEqual({ x: 1 });
  });
});
