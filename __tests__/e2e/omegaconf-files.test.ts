import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { interpolate } from '../../src/config/interpolate.js';
import { applyOverride, parseOverrides } from '../../src/config/overrides.js';
import { pythonText } from '../../src/config/python-text.js';
import { readYaml } from '../../src/config/read-yaml.js';
import type { Dialect } from '../../src/config/scalar.js';
import { type ConfigValue, isMap, walkLeaves } from '../../src/config/value.js';
import { ConfigError } from '../../src/errors.js';
import { ConfigFiles, type GeneratedFile } from './config-files.js';
import { launcherPython } from './launcher-python.js';

jest.setTimeout(10 * 60_000);

const COUNT = 800;
const NEMOTRON = path.join(import.meta.dirname, '../../../shared/fixtures/nemotron/config');

/** Answers each case of the input with the values, their types spelled out, or with the name of the error. */
const REFERENCE = `
import json, os, sys, warnings, yaml
from omegaconf import OmegaConf
from omegaconf._utils import get_yaml_loader
warnings.simplefilter("ignore")
LOADERS = {"pyyaml": yaml.SafeLoader, "omegaconf": get_yaml_loader()}
def spell(v):
    if v is None or isinstance(v, (bool, str)): return v
    if isinstance(v, int): return {"$int": str(v)}
    if isinstance(v, float): return {"$float": repr(v)}
    if isinstance(v, list): return [spell(i) for i in v]
    if isinstance(v, dict): return {"$map": {k if isinstance(k, str) else json.dumps(k): spell(i) for k, i in v.items()}}
    return {"$other": type(v).__name__}
for line in sys.stdin:
    case = json.loads(line)
    os.environ.clear()
    os.environ.update(case["env"])
    try:
        base = OmegaConf.create(yaml.load(case["text"], Loader=LOADERS[case["dialect"]]))
        config = OmegaConf.merge(base, OmegaConf.from_dotlist(case["overrides"]))
        answer = {"value": spell(OmegaConf.to_container(config, resolve=True, throw_on_missing=True))}
    except (Exception, RecursionError) as error:
        answer = {"error": type(error).__name__}
    print(json.dumps(answer))
`;

type Case = GeneratedFile & { dialect: Dialect; env: Record<string, string> };
type Answer = { value: unknown } | { error: string };

function ours({ text, dialect, overrides, env }: Case): Answer {
  try {
    const around = { variable: (name: string) => env[name], isSecret: () => false };
    const { root } = readYaml(text, 'f', dialect);
    const lines = overrides.map((line, index) => ({ line: index + 1, text: line }));
    for (const override of parseOverrides(lines)) applyOverride(root, override, around);
    const resolved = interpolate(root, around, (at) => at.join('.')).root;
    walkLeaves(resolved, (at, leaf) => {
      if (leaf === '???') throw new ConfigError(`${at.join('.')} is missing`);
    });
    return { value: spell(resolved) };
  } catch (error) {
    if (error instanceof ConfigError) return { error: error.message };
    throw error;
  }
}

function spell(value: ConfigValue): unknown {
  if (typeof value === 'bigint') return { $int: value.toString() };
  if (typeof value === 'number') return { $float: pythonText(value) };
  if (Array.isArray(value)) return value.map(spell);
  if (isMap(value)) return { $map: Object.fromEntries([...value].map(([key, item]) => [key, spell(item)])) };
  return value;
}

/** A path through a single value, which OmegaConf replaces by a mapping: the one refusal of ours that is met here. */
function isOnPurpose(answer: Answer): boolean {
  return 'error' in answer && /goes through .*single value/.test(answer.error);
}

let folder: string;
let python: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'omegaconf-files-'));
  python = await launcherPython(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function theirs(cases: Case[]): Answer[] {
  const input = cases.map((one) => JSON.stringify(one)).join('\n');
  return execFileSync(python, ['-I', '-c', REFERENCE], { input, encoding: 'utf8', maxBuffer: 1 << 28 })
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

/** An answer by which two can be compared: errors are all alike. */
function outcome(answer: Answer): unknown {
  return 'error' in answer ? 'an error' : JSON.parse(JSON.stringify(answer.value));
}

describe('whole files with overrides', () => {
  it(`are resolved as OmegaConf does, or refused as it does, ${COUNT} times`, () => {
    const files = new ConfigFiles(20_261_125);
    const cases = Array.from({ length: COUNT }, (_, index): Case => {
      const dialect = index % 3 === 0 ? 'pyyaml' : 'omegaconf';
      return { ...files.next(), dialect, env: { HOME: '/home/u', MODE: 'fast', NUMBER: '42', EMPTY: '' } };
    });
    const reference = theirs(cases);
    expect(reference).toHaveLength(COUNT);
    let values = 0;
    for (const [index, one] of cases.entries()) {
      const answer = ours(one);
      if (isOnPurpose(answer)) continue;
      if ('value' in answer) values += 1;
      expect({ ...one, outcome: outcome(answer) }).toEqual({ ...one, outcome: outcome(reference[index]!) });
    }
    // Files that both refuse show little.
    expect(values).toBeGreaterThan(COUNT / 2);
  });
});

(existsSync(NEMOTRON) ? describe : describe.skip)(`Nemotron's own configs (in ${NEMOTRON}, if there)`, () => {
  const env = { HOME: '/home/u', HOSTNAME: 'node-1', USER: 'u', PWD: '/work space' };
  const checkpoint = 'deployment.checkpoint_path=/models/iter_0001000';
  const cases: [string, string[], 'values' | 'an error'][] = [
    ['default.yaml', [checkpoint], 'values'],
    ['default.yaml', [checkpoint, 'run.env.nodes=4', 'execution.walltime=02:00:00'], 'values'],
    [
      'default.yaml',
      ['deployment.checkpoint_path=${run.env.remote_job_dir}/x', 'run={env: {host: h}}'],
      'values',
    ],
    // There is a resolver that only Nemotron knows.
    ['default.yaml', [], 'an error'],
    ['tiny_chat.yaml', [], 'values'],
    ['tiny_chat.yaml', ['execution.walltime=02:00:00', 'task_filters=[mmlu]'], 'values'],
  ];

  it.each(cases)('%s with %j: %s', (name, overrides, expected) => {
    const text = readFileSync(path.join(NEMOTRON, name), 'utf8');
    const one: Case = { text, overrides, dialect: 'omegaconf', env };
    const answer = ours(one);
    expect(outcome(answer)).toEqual(outcome(theirs([one])[0]!));
    expect('value' in answer ? 'values' : 'an error').toBe(expected);
  });
});
