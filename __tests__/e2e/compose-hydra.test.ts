import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { pythonText } from '../../src/config/python-text.js';
import { type ConfigValue, getAt, isMap } from '../../src/config/value.js';
import { ConfigError, InfrastructureError } from '../../src/errors.js';
import { type ComposeRequest, composeHydra } from '../../src/launcher/compose-hydra.js';
import { composeEnvironment } from '../../src/launcher/environment.js';
import { findPython } from '../../src/launcher/python.js';
import { launcherPython } from './launcher-python.js';

jest.setTimeout(10 * 60_000);

/** What the launcher's own command would run, with the types of its values spelled out. */
const COMMAND = `
import json, os, sys
out = os.fdopen(os.dup(1), "w", encoding="ascii")
os.dup2(2, 1)
from nemo_evaluator_launcher.api import functional
from nemo_evaluator_launcher.cli.run import Cmd
from omegaconf import OmegaConf
def spell(v):
    if v is None or isinstance(v, (bool, str)): return v
    if isinstance(v, int): return {"$int": str(v)}
    if isinstance(v, float): return {"$float": repr(v)}
    if isinstance(v, list): return [spell(i) for i in v]
    return {"$map": [[k, spell(i)] for k, i in v.items()]}
answers = []
functional.run_eval = lambda config, dry_run: answers.append(spell(OmegaConf.to_container(config, resolve=False)))
for config, overrides in json.load(sys.stdin.buffer):
    Cmd(config=config, override=overrides, dry_run=True).execute()
json.dump(answers, out)
out.close()
`;

const FILES: Record<string, string> = {
  'base.yaml': `defaults:
  - execution: local
  - deployment: none
  - _self_

execution:
  output_dir: \${oc.env:RESULTS}/runs
  mode: parallel
target:
  api_endpoint:
    url: \${oc.env:URL,http://127.0.0.1:8000}/v1/chat/completions
    model_id: \${model}
    api_key_name: MODEL_API_KEY
model: 'literal \\\${x} and \\\\\${y}'
evaluation:
  nemo_evaluator_config: {config: {params: {temperature: 1e-7, top_p: 1.0}}}
  tasks:
    - name: mmlu
      nemo_evaluator_config: {config: {params: {parallelism: 4}}}
    - name: lm-evaluation-harness.ifeval
      env_vars: {HF_TOKEN: host:HF_TOKEN}
kinds:
  large: 1e22
  precise: 0.1
  zero: -0.0
  endless: [.inf, -.inf, .nan]
  integers: [0, -1, 0x10, 123456789012345678901234567890]
  words: [yes, 'yes', 2024-01-01, '007', 12:30:00, ~, '', 'é 😀']
  missing: ???
  empty: [{}, []]
  '1': a number in quotes
hydra:
  run:
    dir: never-made
`,
  'self-first.yaml':
    'defaults: [_self_, {execution: local}]\nexecution: {mode: parallel, output_dir: kept}\n',
  'self-last.yaml': 'defaults: [{execution: local}, _self_]\nexecution: {mode: parallel, output_dir: kept}\n',
  'self-missing.yaml': 'defaults: [{execution: local}]\nexecution: {mode: parallel, output_dir: kept}\n',
  'groups.yaml': 'defaults: [{execution: team}, {deployment: none}, {conf: team}, _self_]\nmodel: m\n',
  'execution/team.yaml': 'defaults: [local, _self_]\noutput_dir: /team\n',
  'conf/team.yaml': 'account: ${model}-${oc.env:USER}\n',
  'plain.yaml': 'execution: {type: local}\nmodel: m\n',
};
const NAMES = ['with space.yaml', 'ünïcode-日本.yaml', 'my.config.yaml', 'v1.yml.yaml', "a,b=c@d$e'f.yaml"];

const composition = (execution: string, deployment: string): string =>
  `defaults: [{execution: ${execution}}, {deployment: ${deployment}}, _self_]\nexecution: {output_dir: o}\n`;
const SHIPPED = [
  ['local', 'none'],
  ['slurm/default', 'vllm'],
  ['lepton/default', 'nim'],
  ['slurm/default', 'sglang'],
  ['local', 'generic'],
  ['local', 'trtllm'],
  ['slurm/default', 'vllm_ray'],
] as const;

const PARAMS = 'nemo_evaluator_config.config.params';
const CASES: [what: string, file: string, overrides: string[]][] = [
  ['every kind of value', 'base.yaml', []],
  ['_self_ first', 'self-first.yaml', []],
  ['_self_ last', 'self-last.yaml', []],
  ['no _self_', 'self-missing.yaml', []],
  ['groups of the user beside the config', 'groups.yaml', []],
  ['no defaults list', 'plain.yaml', []],
  ...SHIPPED.map(([execution, deployment]): [string, string, string[]] => [
    `${execution} and ${deployment}`,
    `${execution}-${deployment}.yaml`.replaceAll('/', '-'),
    [],
  ]),
  ...NAMES.map((name): [string, string, string[]] => [`the file name ${name}`, name, []]),
  ['plain overrides', 'base.yaml', ['execution.mode=sequential', 'kinds.large=1e3', 'kinds.missing=???']],
  ['+', 'base.yaml', ['+execution.extra.deep=1', '+x={a: 1.0, b: [yes, null, 0x10, 007, nan, "1"]}']],
  ['++', 'base.yaml', ['++execution.mode=sequential', '++execution.new=a b', '++evaluation.tasks.0.new=1']],
  ['~', 'base.yaml', ['~kinds', '~execution.mode=parallel', '~execution.output_dir']],
  ['groups in overrides', 'base.yaml', ['execution=slurm/default', 'deployment=vllm', '+conf@other=team']],
  ['~ of a group', 'base.yaml', ['~deployment']],
  ['lists', 'base.yaml', ['evaluation.tasks=[{name: a}, {name: b, container: "x:1"}]', 'kinds.words=[]']],
  ['expressions and escapes', 'base.yaml', ['model=${oc.env:NEW}', "kinds.precise='\\${x} \\\\${y}'"]],
  ['hydra.*', 'base.yaml', ['hydra.run.dir=elsewhere', '+hydra.job.env_set.X=1']],
  ['a task by its name', 'base.yaml', [`evaluation.tasks.mmlu.${PARAMS}.parallelism=64`]],
  [
    'tasks by name, to add and to replace',
    'base.yaml',
    [
      `++evaluation.tasks.ifeval.${PARAMS}.limit_samples=0.5`,
      `+evaluation.tasks.lm-evaluation-harness.ifeval.env_vars.HF_TOKEN=host:OTHER`,
      '++evaluation.tasks.1.container=x:1',
    ],
  ],
];

function spell(value: ConfigValue): unknown {
  if (typeof value === 'bigint') return { $int: value.toString() };
  if (typeof value === 'number') return { $float: pythonText(value) };
  if (Array.isArray(value)) return value.map(spell);
  if (isMap(value)) return { $map: [...value].map(([key, item]) => [key, spell(item)]) };
  return value;
}

let scratch: string;
let configs: string;
let python: string;
let expected: { $map: [string, unknown][] }[];
beforeAll(async () => {
  scratch = mkdtempSync(path.join(tmpdir(), 'compose-hydra-'));
  configs = path.join(scratch, 'configs');
  const shipped = SHIPPED.map(([execution, deployment]): [string, string] => [
    `${execution}-${deployment}.yaml`.replaceAll('/', '-'),
    composition(execution, deployment),
  ]);
  const named = NAMES.map((name): [string, string] => [
    name,
    `${FILES['self-last.yaml']}name: ${JSON.stringify(name)}\n`,
  ]);
  for (const [name, text] of [...Object.entries(FILES), ...shipped, ...named]) write(name, text);
  python = await launcherPython(scratch);
  const home = path.join(scratch, 'command-home');
  mkdirSync(home);
  expected = JSON.parse(
    execFileSync(python, ['-I', '-B', '-c', COMMAND], {
      cwd: home,
      env: { ...composeEnvironment(process.env), HOME: home, RESULTS: '/results' },
      input: JSON.stringify(CASES.map(([, file, overrides]) => [path.join(configs, file), overrides])),
      encoding: 'utf8',
      stdio: 'pipe',
    }),
  );
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(configs, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const compose = (file: string, overrides: string[] = [], change: Partial<ComposeRequest> = {}) =>
  composeHydra({
    python,
    configFile: path.join(configs, file),
    name: `evals/${file}`,
    overrides,
    env: composeEnvironment(process.env),
    cwd: path.join(scratch, 'cwd'),
    ...change,
  });

async function refusal(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was not refused');
}

/** Everything below a folder with its size and time. */
function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(path.join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    });
}

/** A program that runs a line of shell where a Python is expected. */
function program(name: string, line: string): string {
  const file = path.join(scratch, name);
  writeFileSync(file, `#!/bin/sh\n${line}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('a Hydra config is composed as by the launcher:', () => {
  it.each(CASES.map((entry, index) => ({ what: entry[0], file: entry[1], overrides: entry[2], index })))(
    '$what',
    async ({ file, overrides, index }) => {
      const { root } = await compose(file, overrides);
      // The launcher notes where the file was, which a saved config has no use for.
      const theirs = expected[index]!.$map;
      expect(theirs.at(-1)).toEqual(['user_config_path', path.join(configs, file)]);
      expect(JSON.parse(JSON.stringify(spell(root)))).toEqual({ $map: theirs.slice(0, -1) });
    },
  );

  it('unresolved, with every text as OmegaConf holds it', async () => {
    const { root } = await compose('base.yaml', ['deployment=vllm']);
    const at = (...keys: (string | number)[]) => getAt(root, keys);
    expect(at('execution', 'output_dir')).toBe('${oc.env:RESULTS}/runs');
    expect(at('deployment', 'command')).toBe('${deployment.base_command}');
    expect(at('model')).toBe('literal \\${x} and \\\\${y}');
    expect(at('kinds', 'missing')).toBe('???');
    expect(at('kinds', 'large')).toBe(1e22);
    expect(at('kinds', 'integers')).toEqual([0n, -1n, 16n, 123456789012345678901234567890n]);
    expect(at('evaluation', 'nemo_evaluator_config', 'config', 'params', 'top_p')).toBe(1);
    expect([...root.keys()]).not.toContain('hydra');
    expect([...root.keys()]).not.toContain('defaults');
  });

  it('in the order that _self_ gives, saying where it gives none', async () => {
    const mode = async (file: string) => getAt((await compose(file)).root, ['execution', 'mode']);
    expect(await mode('self-first.yaml')).toBe('sequential');
    expect(await mode('self-last.yaml')).toBe('parallel');
    expect((await compose('self-missing.yaml')).warnings).toEqual([
      expect.stringMatching(/^In 'self-missing': Defaults list is missing `_self_`\./),
    ]);
    expect((await compose('self-last.yaml')).warnings).toEqual([]);
  });

  it('through a link to it', async () => {
    symlinkSync(path.join(configs, 'self-last.yaml'), path.join(configs, 'link.yaml'));
    expect(getAt((await compose('link.yaml')).root, ['execution', 'output_dir'])).toBe('kept');
  });
});

describe('a composition', () => {
  it('reads no variable, so that none decides it unseen', async () => {
    write('chosen.yaml', 'defaults: [{execution: "${oc.env:CHOICE,local}"}, _self_]\n');
    const env = { ...composeEnvironment(process.env), CHOICE: 'local', SECRET: 'sesame' };
    expect((await refusal(compose('chosen.yaml', [], { env }))).message).toBe(
      "evals/chosen.yaml cannot be composed: In 'chosen': Could not find 'execution/${oc.env:CHOICE}'; Available options in 'execution': local, team (variables are not read while composing: write the value itself)",
    );
    write('secret.yaml', `${composition('local', 'none')}secret: \${oc.env:SECRET}\n`);
    expect((await compose('secret.yaml', ['~secret'], { env })).root.has('secret')).toBe(false);
    expect((await refusal(compose('secret.yaml', ['~secret=x'], { env }))).message).not.toContain('sesame');
  });

  it('leaves nothing behind, and writes neither config nor overrides meanwhile', async () => {
    const temp = path.join(scratch, 'tmp');
    const cwd = path.join(scratch, 'empty');
    const seen = path.join(scratch, 'seen');
    for (const folder of [temp, cwd]) mkdirSync(folder);
    const watched = program(
      'watched',
      `"${python}" "$@"; code=$?; cp -r "$HOME" "${seen}"; env > "${seen}/env"; exit $code`,
    );
    const venv = path.dirname(path.dirname(python));
    const before = [venv, configs].map(listing);
    const { root } = await compose('base.yaml', ['model=canary-in-override'], {
      python: watched,
      cwd,
      env: { ...composeEnvironment(process.env), TMPDIR: temp },
    });
    expect(root.get('model')).toBe('canary-in-override');
    expect([venv, configs].map(listing)).toEqual(before);
    expect([temp, cwd].map((folder) => readdirSync(folder))).toEqual([[], []]);
    const made = readdirSync(seen, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(seen, name))
      .filter((file) => statSync(file).isFile());
    expect(made.map((file) => path.basename(file)).sort()).toEqual(['env', 'main.log', 'main.log.json']);
    for (const file of made.filter((name) => !name.endsWith('/env')))
      expect(readFileSync(file, 'utf8')).toBe('');
    const variables = readFileSync(path.join(seen, 'env'), 'utf8').match(/^\w+(?==)/gm)!;
    const allowed =
      'PATH LANG LANGUAGE LC_ALL LC_CTYPE TZ TMPDIR HOME PWD OLDPWD SHLVL _ NEMO_EVALUATOR_TELEMETRY_LEVEL';
    expect(variables.filter((name) => !allowed.split(' ').includes(name))).toEqual([]);
  });
});

describe('a config that cannot be composed is refused in one line:', () => {
  const REFUSED: [what: string, text: string, overrides: string[], message: string | RegExp][] = [
    [
      'an option that a group does not have',
      composition('nowhere', 'none'),
      [],
      "evals/bad.yaml cannot be composed: In 'bad': Could not find 'execution/nowhere'; Available options in 'execution': local, team",
    ],
    [
      'an option in an override',
      composition('local', 'none'),
      ['deployment=nowhere'],
      /: In 'bad': Could not find 'deployment\/nowhere'; Available options in 'deployment': generic, nim, none, sglang, trtllm, vllm, vllm_ray$/,
    ],
    [
      'an option that must be chosen',
      'defaults:\n  - execution: ???\n',
      [],
      /: You must specify 'execution', e\.g, execution=<OPTION>; Available options: local, team$/,
    ],
    [
      'a defaults list that is none',
      'defaults: {execution: local}\n',
      [],
      /: Invalid defaults list in 'bad'/,
    ],
    ['a list at the top', '- a\n', [], /primary config 'bad' must be a DictConfig, got ListConfig$/],
    ['a number at the top', '5\n', [], /: Invalid loaded object type: int$/],
    [
      'an unclosed override',
      '{}',
      ['a=[1,2'],
      "evals/bad.yaml cannot be composed with the override 'a=[1,2': no viable alternative at input '[1,2'",
    ],
    ['an override without =', '{}', ['a'], /: Error parsing override 'a'; missing EQUAL at '<EOF>'$/],
    ['an empty override', '{}', [''], /with the override '': mismatched input '<EOF>' expecting/],
    [
      'a new key without +',
      '{}',
      ['a.b=1'],
      /: Could not override 'a\.b'\. To append to your config use \+a\.b=1$/,
    ],
    [
      '+ of a key that is there',
      'a: 1\n',
      ['+a=2'],
      /: Could not append to config\. An item is already at 'a'\./,
    ],
    ['~ of a key that is not', '{}', ['~a'], /: Could not delete from config\. 'a' does not exist\.$/],
    ['a sweep', 'a: 1\n', ['a=1,2'], /: Ambiguous value for argument 'a=1,2'; 1\. .*key='value1,value2'$/],
    [
      'an index past the end',
      'a: [1]\n',
      ['a.7=1'],
      'evals/bad.yaml cannot be composed: Error merging override a.7=1: list index out of range; at a[7]',
    ],
    [
      'a task that is not there',
      'evaluation: {tasks: [{name: mmlu}]}\n',
      ['evaluation.tasks.gsm8k.container=x'],
      "evals/bad.yaml cannot be composed: Task 'gsm8k' not found in config. Available tasks: ['mmlu']",
    ],
    [
      'a task named twice',
      'evaluation: {tasks: [{name: a}, {name: a}]}\n',
      ['evaluation.tasks.a.container=x'],
      /Task 'a' appears at indices \[0, 1\]/,
    ],
    [
      'tasks that are none',
      'evaluation: {tasks: null}\n',
      ['evaluation.tasks.a.b=1'],
      /: TypeError: .*NoneType/,
    ],
    [
      'a key that is no text',
      'a: {b: {1: x}}\n',
      [],
      /: a\.b has the key 1, which is not text: put it in quotes$/,
    ],
    ['a value that is no text', 'a: !!binary aGk=\n', [], /: a is of the type bytes: only plain YAML values/],
    ['a loop', 'a: &a [*a]\n', [], /: it is nested too deep, or includes itself$/],
    [
      'a default that includes itself',
      'defaults: [bad]\n',
      [],
      /: it is nested too deep, or includes itself$/,
    ],
    ['too many values', `a: [${'1,'.repeat(100_001)}]\n`, [], /unfolds into more than 100000 values/],
    ['too much text', `a: ${'x'.repeat(3_000_001)}\n`, [], /is larger than 3000000 characters/],
  ];

  it.each(REFUSED)('%s', async (_, text, overrides, message) => {
    write('bad.yaml', text);
    const error = await refusal(compose('bad.yaml', overrides));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(error.message).not.toMatch(/\n|Traceback|search path|object_type|https?:/);
    expect((error as ConfigError).location).toEqual({ file: 'evals/bad.yaml' });
  });

  it('YAML that is none, with its place', async () => {
    write('bad.yaml', 'defaults: [_self_]\na: 1\na: 2\n');
    const error = (await refusal(compose('bad.yaml'))) as ConfigError;
    expect(error.message).toBe('evals/bad.yaml:3:1 is not valid YAML: found duplicate key a');
    expect(error.location).toEqual({ file: 'evals/bad.yaml', line: 3, column: 1 });
  });

  it('YAML that is none in a group of the user', async () => {
    write('conf/broken.yaml', 'a: [\n');
    const error = (await refusal(compose('groups.yaml', ['conf=broken']))) as ConfigError;
    expect(error.message).toMatch(/^evals\/conf\/broken\.yaml:2:1 is not valid YAML: /);
    expect(error.location).toEqual({ file: 'evals/conf/broken.yaml', line: 2, column: 1 });
  });

  it.each([
    [
      'other.yml',
      'evals/other.yml has a defaults list, and Hydra only finds files that end in .yaml: rename it to other.yaml',
    ],
    [
      'other.YAML',
      'evals/other.YAML has a defaults list, and Hydra only finds files that end in .yaml: rename it to other.yaml',
    ],
    [
      'other.yaml.yaml',
      'evals/other.yaml.yaml ends in .yaml twice, and Hydra would look for other.yaml: rename it',
    ],
  ])('%s, for which the launcher would take another file', async (name, message) => {
    write('other.yaml', 'model: another\n');
    write(name, 'defaults: [_self_]\n');
    const error = await refusal(compose(name, [], { python: '/nonexistent/python' }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toBe(message);
  });

  it('a file that is not there, for which the launcher would take its own', async () => {
    expect(existsSync(path.join(configs, 'default.yaml'))).toBe(false);
    const error = await refusal(compose('default.yaml'));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toBe('evals/default.yaml does not exist');
    expect((await refusal(compose('conf'))).message).toBe('evals/conf is not a file');
  });
});

describe('what is no fault of the config is told apart:', () => {
  const why = async (change: Partial<ComposeRequest>): Promise<string> => {
    const error = await refusal(compose('base.yaml', [], change));
    expect(error).toBeInstanceOf(InfrastructureError);
    expect(readdirSync(path.join(scratch, 'cwd'))).toEqual([]);
    return error.message;
  };

  it('no Python', async () => {
    expect(await why({ python: path.join(scratch, 'no-python') })).toBe(
      'the launcher could not be asked to compose evals/base.yaml: there is no Python in its environment',
    );
  });

  it('a Python without the launcher', async () => {
    const { executable } = await findPython(process.env as Record<string, string>);
    expect(await why({ python: executable })).toMatch(/: ModuleNotFoundError: No module named 'hydra'$/);
  });

  it('a Python that says something else', async () => {
    expect(await why({ python: program('talks', 'echo hello') })).toMatch(/: its answer cannot be read$/);
  });

  it('a stop', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    expect(await why({ python: program('sleeps', 'exec sleep 100'), signal: stop.signal })).toMatch(
      /: it was stopped$/,
    );
  });
});
