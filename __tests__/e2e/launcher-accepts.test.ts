import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { askLauncher, type Verdict } from './launcher-accepts.js';
import { launcherPython } from './launcher-python.js';

jest.setTimeout(10 * 60_000);

const KEY = 'dummy-0123456789';
const ENDPOINT = 'url: "http://127.0.0.1:1/v1/chat/completions", model_id: m, ';
const SERVED =
  'deployment: {type: generic, image: "i:1", command: serve, port: 8000, served_model_name: m, endpoints: {chat: /v1/chat/completions, health: /health}}';

/** A config that the launcher takes, in one line a section, so that a case can change one of them. */
const config = (change: Record<string, string> = {}): string =>
  Object.values({
    execution: 'execution: {type: local, output_dir: OUTPUT, mode: sequential}',
    deployment: 'deployment: {type: none}',
    target: `target: {api_endpoint: {${ENDPOINT}api_key_name: MODEL_API_KEY}}`,
    evaluation: 'evaluation: {tasks: [{name: lm-evaluation-harness.ifeval}]}',
    ...change,
  })
    .join('\n')
    .replace('OUTPUT', JSON.stringify(path.join(folder, 'never-made')));

const slurm = (deployment: string, more = ''): string =>
  config({
    execution: `execution: {type: slurm, hostname: login.invalid, username: u, account: a, partition: p, output_dir: /remote, num_nodes: 1, ntasks_per_node: 1, walltime: "01:00:00", subproject: s, mounts: {}${more}}`,
    deployment,
  });

let folder: string;
let python: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'accepts-test-'));
  python = await launcherPython(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ask = (text: string): Verdict =>
  askLauncher(python, text, {
    env: { PATH: '/usr/bin:/bin', MODEL_API_KEY: KEY },
    home: path.join(folder, 'home'),
  });

describe('the launcher, asked about a config,', () => {
  it('accepts a local one, and leaves neither scripts nor keys', () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('launcher-accepts-'));
    expect(ask(config())).toEqual({ accepted: true });
    expect(existsSync(path.join(folder, 'never-made'))).toBe(false);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('launcher-accepts-'))).toEqual(before);
  });

  it('accepts one that deploys', () => {
    const target = 'target: {api_endpoint: {api_key_name: MODEL_API_KEY}}';
    expect(ask(config({ deployment: SERVED, target }))).toEqual({ accepted: true });
  });

  it('accepts one for slurm, without a connection', () => {
    expect(ask(slurm('deployment: {type: none}'))).toEqual({ accepted: true });
  });

  it.each<[string, () => string, RegExp]>([
    [
      'an unknown key in evaluation',
      () => config({ evaluation: 'evaluation: {task: [], tasks: [{name: lm-evaluation-harness.ifeval}]}' }),
      /Invalid 'evaluation' config.*\btask\n *Extra inputs are not permitted/s,
    ],
    [
      'execution.env_vars',
      () => config({ execution: 'execution: {type: local, output_dir: OUTPUT, env_vars: {}}' }),
      /'execution\.env_vars' is not supported/,
    ],
    [
      'a deployment without a mode',
      () =>
        config({
          execution: 'execution: {type: local, output_dir: OUTPUT}',
          deployment: SERVED,
          target: 'target: {api_endpoint: {api_key_name: MODEL_API_KEY}}',
        }),
      /Execution mode 'parallel' is not supported with deployment type: generic/,
    ],
    [
      'an endpoint beside a deployment',
      () => config({ deployment: SERVED }),
      /url field should not exist in target\.api_endpoint/,
    ],
    [
      'multiple_instances for slurm',
      () => slurm('deployment: {type: none, multiple_instances: false}'),
      /deployment\.multiple_instances is deprecated and no longer supported/,
    ],
    [
      'nodes that instances do not divide',
      () => slurm('deployment: {type: none}', ', num_instances: 2'),
      /must be divisible by execution\.num_instances/,
    ],
    [
      'a value that is missing',
      () => config({ deployment: 'deployment: {type: none, image: "???"}' }),
      /Missing mandatory value: deployment\.image/,
    ],
    [
      'an output_dir that is missing',
      () => config({ execution: 'execution: {type: local, output_dir: "???"}' }),
      /Missing mandatory value: execution\.output_dir/,
    ],
    [
      'a resolver that only composing knows',
      () => config({ deployment: 'deployment: {type: none, x: "${select_not_null:deployment.y,z}"}' }),
      /Unsupported interpolation type select_not_null/,
    ],
    [
      'a variable that is not set',
      () => config({ target: `target: {api_endpoint: {${ENDPOINT}api_key_name: OTHER_KEY}}` }),
      /Environment variable 'OTHER_KEY'.* is not set/,
    ],
    ['text that is not YAML', () => 'a: [', /ParserError/],
    ['a list', () => '- a', /ListConfig/],
    ['nothing', () => '', /None/],
  ])('refuses %s', (_, text, why) => {
    const verdict = ask(text());
    expect(verdict).toEqual({ accepted: false, why: expect.stringMatching(why) });
    expect(JSON.stringify(verdict)).not.toContain(KEY);
  });

  it('is not taken for refusing where it cannot be asked', () => {
    expect(() => askLauncher('/bin/false', config(), { env: {}, home: path.join(folder, 'home') })).toThrow(
      'the launcher could not be asked',
    );
  });
});
