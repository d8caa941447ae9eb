import { describe, expect, it } from '@jest/globals';
import { interpolate } from '../../src/config/interpolate.js';
import { type ConfigMap, toPlain } from '../../src/config/value.js';
import { hasSecretName, type Surroundings } from '../../src/config/variables.js';
import { applyProfile } from '../../src/contract/apply-profile.js';
import { resolveProfile, resolveWandb } from '../../src/contract/env-profile.js';
import { readToml } from '../../src/contract/read-toml.js';
import { refusal } from './refusal.js';

const around = (env: Record<string, string> = {}): Surroundings => ({
  variable: (name) => env[name],
  isSecret: hasSecretName,
});

const profile = (text: string, name = 'child', env: Record<string, string> = {}): ConfigMap =>
  resolveProfile(readToml(text, 'env.toml'), name, 'env.toml', around(env));

const family = (parent: string, child: string): string =>
  `[parent]\n${parent}\n[child]\nextends = "parent"\n${child}\n`;

// Answers of OmegaConf 2.3.1: merge(create(parent), create(child)), then to_container(resolve=True).
describe('merging as OmegaConf does', () => {
  it.each([
    [
      'tables merge at any depth, lists replace',
      'a = 1\nlist = [1, 2]\nenv_vars = {X = "1", Y = "2"}\nn = {m = {p = 1}}',
      'list = [3]\nb = 2.5\nenv_vars = {Y = "3", Z = "4"}\nn = {m = {q = 2}}',
      { a: 1, list: [3], env_vars: { X: '1', Y: '3', Z: '4' }, n: { m: { p: 1, q: 2 } }, b: 2.5 },
    ],
    ['??? leaves what is there', 'a = 1', 'a = "???"\nb = "???"', { a: 1, b: '???' }],
    ['??? leaves a table', 'a = {x = 1}', 'a = "???"', { a: { x: 1 } }],
    ['??? is filled', 'a = "???"', 'a = {x = 1}', { a: { x: 1 } }],
    ['table over scalar', 'a = 1', 'a = {x = 1}', { a: { x: 1 } }],
    ['scalar over table', 'a = {x = 1}', 'a = 1', { a: 1 }],
    ['scalar over list', 'a = [1]', 'a = 5', { a: 5 }],
    ['list over scalar', 'a = 1', 'a = [5]', { a: [5] }],
    ['empty table over table', 'a = {x = 1}', 'a = {}', { a: { x: 1 } }],
    ['empty list over list', 'a = [1]', 'a = []', { a: [] }],
    ['list of tables', 'a = [{x = 1, y = 2}]', 'a = [{x = 3}]', { a: [{ x: 3 }] }],
    ['expression over table', 'a = {x = 1}\nb = {y = 1}', 'b = "${a}"', { a: { x: 1 }, b: { x: 1 } }],
    ['list over expression', 'a = [1]\nb = "${a}"', 'b = [2]', { a: [1], b: [2] }],
    [
      'references see the merged profile',
      'account = "acc"\npath = "/l/${account}/x"',
      'account = "mine"',
      { account: 'mine', path: '/l/mine/x' },
    ],
    [
      'relative references',
      'a = {x = "1", y = "${.x}-${..b}"}\nb = "z"',
      'b = "w"',
      { a: { x: '1', y: '1-w' }, b: 'w' },
    ],
    ['an inner key called extends is a key', 'a = {extends = "zz"}', 'b = 1', { a: { extends: 'zz' }, b: 1 }],
  ])('%s', (_, parent, child, expected) => {
    expect(toPlain(profile(family(parent, child)))).toEqual(expected);
  });

  it('merges over generations, the nearest winning', () => {
    const text =
      '[g]\na = {x = 1, y = 1, z = 1}\n[parent]\nextends = "g"\na = {y = 2, z = 2}\n[child]\nextends = "parent"\na = {z = 3}\n';
    expect(toPlain(profile(text))).toEqual({ a: { x: 1, y: 2, z: 3 } });
    expect(toPlain(profile(text, 'parent'))).toEqual({ a: { x: 1, y: 2, z: 2 } });
  });

  it('takes hostile and dotted keys for keys', () => {
    const merged = profile(
      family('"__proto__" = {x = 1}\nconstructor = "c"\n"a.b" = 1', '"__proto__" = {y = 2}\n"a.b" = 2'),
    );
    expect([...merged]).toEqual([
      [
        '__proto__',
        new Map([
          ['x', 1n],
          ['y', 2n],
        ]),
      ],
      ['constructor', 'c'],
      ['a.b', 2n],
    ]);
  });

  it.each([
    ['a = {x = 1}', 'a = [1]', /^env\.toml: child\.a is a list where the profile it extends has a table: /],
    ['a = [1]', 'a = {x = 1}', /^env\.toml: child\.a is a table where the profile it extends has a list: /],
    [
      'a = {x = 1}\nb = "${a}"',
      'b = {y = 2}',
      /^env\.toml: child\.b is a table where .* has an expression: /,
    ],
  ])('refuses what OmegaConf refuses or guesses: %s / %s', (parent, child, message) => {
    expect(refusal(() => profile(family(parent, child))).message).toMatch(message);
  });

  it('leaves the tables as they were', () => {
    const tables = readToml(family('a = {x = 1}\nl = [1]', 'a = {y = 2}'), 'env.toml');
    const first = resolveProfile(tables, 'child', 'env.toml', around());
    (first.get('l') as unknown[]).push(9n);
    expect(toPlain(resolveProfile(tables, 'parent', 'env.toml', around()))).toEqual({ a: { x: 1 }, l: [1] });
    expect(toPlain(resolveProfile(tables, 'child', 'env.toml', around()))).toEqual({
      a: { x: 1, y: 2 },
      l: [1],
    });
  });
});

describe('names', () => {
  const TABLES = 'top = "x"\n[slurm]\n[local]\n[wandb]\n[cli]\n';

  it.each([
    [
      'slrum',
      'env.toml: profile "slrum" is not there: did you mean "slurm"? the profiles are "slurm", "local"',
    ],
    ['zzzzzz', 'env.toml: profile "zzzzzz" is not there: the profiles are "slurm", "local"'],
    [
      'wandb',
      'env.toml: profile "wandb" names a table of settings (wandb, cli, cache, artifacts), not a profile: the profiles are "slurm", "local"',
    ],
    [
      'artifacts',
      'env.toml: profile "artifacts" names a table of settings (wandb, cli, cache, artifacts), not a profile: the profiles are "slurm", "local"',
    ],
    [
      'top',
      'env.toml: profile "top" is a value, not a profile: a profile is a table: the profiles are "slurm", "local"',
    ],
    ['__proto__', 'env.toml: profile "__proto__" is not there: the profiles are "slurm", "local"'],
    ['toString', 'env.toml: profile "toString" is not there: the profiles are "slurm", "local"'],
  ])('refuses the profile %s', (name, message) => {
    const error = refusal(() => profile(TABLES, name));
    expect(error.message).toBe(message);
    expect(error.location).toEqual({ file: 'env.toml' });
  });

  it('says so where there are none, and lists no more than twenty', () => {
    expect(refusal(() => profile('', 'x')).message).toBe(
      'env.toml: profile "x" is not there: there are no profiles',
    );
    const many = Array.from({ length: 30 }, (_, index) => `[profile_number_${index}]\n`).join('');
    expect(refusal(() => profile(many, 'x')).message).toMatch(/"profile_number_19" and 10 more$/);
  });

  it('answers at once for names of any length', () => {
    const long = 'p'.repeat(200_000);
    const { message } = refusal(() => profile(`[${long}]\n[child]\nextends = "${long}q"\n`));
    expect(message).toMatch(
      /^env\.toml: child\.extends "p+\.\.\." is not there: the profiles are "p+\.\.\.", "child"$/,
    );
  });

  it.each([
    [
      '[child]\nextends = "lokal"\n[local]\n',
      'env.toml: child.extends "lokal" is not there: did you mean "local"? the profiles are "child", "local"',
    ],
    [
      '[child]\nextends = "wandb"\n[wandb]\n',
      'env.toml: child.extends "wandb" names a table of settings (wandb, cli, cache, artifacts), not a profile: the profiles are "child"',
    ],
    ['[child]\nextends = ["a"]\n[a]\n', 'env.toml: child.extends must be the name of one profile'],
    ['[child]\nextends = "${x}"\n', 'env.toml: child.extends "${x}" is not there: the profiles are "child"'],
    [
      '[child]\nextends = "child"\n',
      'env.toml: profiles extend each other in a circle, "child" → "child": break it',
    ],
    [
      '[child]\nextends = "b"\n[b]\nextends = "c"\n[c]\nextends = "b"\n',
      'env.toml: profiles extend each other in a circle, "child" → "b" → "c" → "b": break it',
    ],
  ])('refuses the parent: %j', (text, message) => {
    expect(refusal(() => profile(text)).message).toBe(message);
  });

  it('follows a long line of ancestors', () => {
    const length = 20_000;
    const text = Array.from(
      { length },
      (_, index) =>
        `[p${index}]\nk${index % 7} = ${index}\n${index + 1 < length ? `extends = "p${index + 1}"\n` : ''}`,
    ).join('');
    expect(toPlain(profile(text, 'p0'))).toEqual({ k0: 0, k1: 1, k2: 2, k3: 3, k4: 4, k5: 5, k6: 6 });
  });
});

describe('expressions', () => {
  /** What a config that refers to the laid profile resolves to in the end. */
  const inConfig = (
    text: string,
    env: Record<string, string>,
  ): { root: unknown; kept: Record<string, string> } => {
    const given = profile(text, 'child', env);
    const root: ConfigMap = new Map([
      ['see', new Map([...given.keys()].map((key) => [key, `\${run.env.${key}}`]))],
    ]);
    applyProfile(root, given, undefined);
    const resolved = interpolate(root, { ...around(env), skip: ['run'] }, (path) => path.join('.'));
    return { root: toPlain(resolved.root.get('see')!), kept: Object.fromEntries(resolved.kept) };
  };

  // OmegaConf, too, gives a variable's text back as it is, backslashes and all.
  it('takes nothing for an expression that came from a variable', () => {
    const HOSTILE = '${nope} and \\${esc} ${oc.env:HF_TOKEN} \\\\';
    const { root, kept } = inConfig(family('a = "${oc.env:V}"', 'b = "${a}!"'), {
      V: HOSTILE,
      HF_TOKEN: 'hf_1',
    });
    expect(root).toEqual({ a: HOSTILE, b: `${HOSTILE}!` });
    expect(kept).toEqual({});
  });

  it('keeps a literal ${ literal', () => {
    const { root } = inConfig(family("a = '\\${x}'", 'b = "${a}!"'), {});
    expect(root).toEqual({ a: '${x}', b: '${x}!' });
  });

  it('leaves secrets as expressions, by their names and where host: names them', () => {
    const text = family(
      'token = "${oc.env:HF_TOKEN}"\nmixed = "${oc.env:V}-${oc.env:PLAIN}"',
      'env_vars = {P = "host:PLAIN"}\nagain = "${token}"',
    );
    const env = { HF_TOKEN: 'hf_1', PLAIN: 'p_1', V: '${x}' };
    expect(toPlain(profile(text, 'child', env))).toEqual({
      token: '${oc.env:HF_TOKEN}',
      mixed: '\\${x}-${oc.env:PLAIN}',
      env_vars: { P: 'host:PLAIN' },
      again: '${oc.env:HF_TOKEN}',
    });
    expect(inConfig(family('token = "${oc.env:HF_TOKEN}"', 'x = "${token}/${oc.env:V}"'), env).kept).toEqual({
      'see.token': '${oc.env:HF_TOKEN}',
      'see.x': '${oc.env:HF_TOKEN}/\\${x}',
    });
  });

  it('takes no value for an expression because a dotted key is written like a nested one', () => {
    const text = '[child]\n"a.b" = "${oc.env:HF_TOKEN}"\na = {b = "${oc.env:V}"}\n';
    const given = profile(text, 'child', { HF_TOKEN: 'hf_1', V: '${oc.env:OTHER_KEY}' });
    expect(toPlain(given)).not.toMatchObject({ a: { b: '${oc.env:OTHER_KEY}' } });
  });

  it('does not mind a key called run', () => {
    expect(toPlain(profile('[child]\nrun = "${x}"\nx = "1"\n'))).toEqual({ run: '1', x: '1' });
  });

  it.each([
    [
      family('a = "${target.api_endpoint.url}"', ''),
      /^parent\.a \(env\.toml, resolved by itself\) refers to \$\{target\.api_endpoint\.url\}/,
    ],
    [
      family('a = 1', 'b = "${oc.env:NOT_SET}"'),
      /^child\.b \(env\.toml, .*variable NOT_SET, which is not set/,
    ],
    [family('a = "${b}"', 'b = "${a}"'), /refers to itself/],
    [
      family('a = "${art:model,path}"', ''),
      /^parent\.a .*an artifact of Weights & Biases, \$\{art:model,path\}/,
    ],
    [family('a = "${"', ''), /^parent\.a \(env\.toml, /],
  ])('says which table has what cannot be resolved: %j', (text, message) => {
    expect(refusal(() => profile(text)).message).toMatch(message);
  });
});

describe('[wandb]', () => {
  const wandb = (text: string): unknown =>
    resolveWandb(readToml(text, 'env.toml'), 'env.toml', around({ TEAM: '${t}', WANDB_API_KEY: 'k' }));

  it('is resolved by itself', () => {
    expect(
      wandb('[wandb]\nproject = "${entity}-p"\nentity = "${oc.env:TEAM}"\nkey = "${oc.env:WANDB_API_KEY}"\n'),
    ).toEqual(
      new Map([
        ['project', '\\${t}-p'],
        ['entity', '\\${t}'],
        ['key', '${oc.env:WANDB_API_KEY}'],
      ]),
    );
  });

  it('may be missing, and must be a table', () => {
    expect(wandb('[x]\n')).toBeUndefined();
    expect(refusal(() => wandb('wandb = true')).message).toBe('env.toml: wandb must be a table, [wandb]');
    expect(refusal(() => wandb('[wandb]\na = "${b}"')).message).toMatch(/^wandb\.a \(env\.toml, /);
  });
});
