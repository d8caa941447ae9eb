import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OUTPUT_NAMES } from '../../src/outputs.js';
import { type ActionResult, runAction } from '../../tools/local-runner/run-action.js';

const CONFIG = `execution: {type: local, mode: sequential, extra_docker_args: "--network host"}
deployment: {type: none}
target: {api_endpoint: {url: "http://127.0.0.1:9/v1", model_id: m}}
evaluation:
  tasks:
    - name: mmlu_instruct
`;

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(path.join(tmpdir(), 'nemo-eval-bundle-'));
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

function evaluate(
  inputs: Record<string, string>,
  env: Record<string, string | undefined> = {},
): Promise<ActionResult> {
  return runAction({ workspace, inputs, env });
}

const HOSTED = { tasks: 'mmlu_instruct', model: 'm', 'endpoint-url': 'http://127.0.0.1:9/v1' };
const FILE = { config: 'eval.yaml' };

/** What is wrong, files and inputs that have it, and what the one error line must say. */
const CASES: [string, Record<string, string>, Record<string, string>, RegExp][] = [
  [
    'no config and no tasks',
    {},
    {},
    /without the input config these inputs are needed too: tasks \(benchmark names\), model, endpoint-url/,
  ],
  [
    'config-mode without config',
    {},
    { ...HOSTED, 'config-mode': 'raw' },
    /config-mode is "raw" but no config is given/,
  ],
  [
    'an unknown config-mode',
    { 'eval.yaml': CONFIG },
    { ...FILE, 'config-mode': 'hydra2' },
    /config-mode is "hydra2": allowed are auto, step, raw/,
  ],
  ['a config that is not there', {}, FILE, /config eval.yaml does not exist in the workspace/],
  ['an empty config', { 'eval.yaml': '# nothing\n' }, FILE, /eval.yaml is empty/],
  [
    'a config that is no mapping',
    { 'eval.yaml': '- a\n- b\n' },
    FILE,
    /eval.yaml:1:1 must be a YAML mapping/,
  ],
  [
    'malformed YAML',
    { 'eval.yaml': `${CONFIG}  broken: [1\n` },
    FILE,
    /eval.yaml:8:1 has \[ without its \], or lacks a comma/,
  ],
  [
    'a key given twice',
    { 'eval.yaml': 'a: 1\nb: 2\na: 3\n' },
    FILE,
    /eval.yaml:3:1 has the key "a" twice in one mapping: the first is in line 1/,
  ],
  [
    'a model for a config that deploys one',
    { 'eval.yaml': CONFIG.replace('type: none', 'type: vllm') },
    { ...FILE, model: 'm' },
    /input model contradicts the config, which deploys a model itself/,
  ],
  [
    'an unknown override key',
    {},
    { ...HOSTED, overrides: 'evaluation.taks=x' },
    /overrides line 1 sets evaluation.taks.*did you mean "tasks"\?/,
  ],
  ['an override without =', {}, { ...HOSTED, overrides: '\nfoo' }, /overrides line 2 has no key=value/],
  ["Hydra's +", {}, { ...HOSTED, overrides: '+a.b=1' }, /overrides line 1 starts with \+/],
  [
    'a task that the config lacks',
    { 'eval.yaml': CONFIG },
    { ...FILE, tasks: 'gpqa' },
    /tasks names gpqa, which eval.yaml does not have: it has mmlu_instruct/,
  ],
  [
    'a URL without scheme',
    {},
    { ...HOSTED, 'endpoint-url': 'localhost:8000/v1' },
    /endpoint-url is "localhost:8000\/v1": it needs a scheme and a host/,
  ],
  [
    'an unset variable',
    {},
    { ...HOSTED, 'api-key-name': 'NO_SUCH_KEY' },
    /environment variable NO_SUCH_KEY, which is not set/,
  ],
  [
    'an output-dir that cannot be written',
    {},
    { ...HOSTED, 'output-dir': '/proc/nope', preflight: 'off' },
    /the output directory \/proc\/nope cannot be written \(\w+\)/,
  ],
  [
    'an output-dir with a shell command',
    {},
    { ...HOSTED, 'output-dir': 'x$(id)' },
    /the character "\$" cannot be in an output directory/,
  ],
  [
    'an unknown placeholder',
    {},
    { ...HOSTED, 'output-dir': '{day}' },
    /placeholder \{day\}: allowed are \{date\}/,
  ],
  [
    'a task name for the shell',
    {},
    { ...HOSTED, tasks: 'mmlu_instruct;id' },
    /a task name has letters, digits and/,
  ],
  [
    'another executor',
    { 'eval.yaml': CONFIG.replace('type: local', 'type: k8s') },
    FILE,
    /execution\.type .* is "k8s": this action knows the executors local, slurm and lepton/,
  ],
  [
    'a value still to be given',
    { 'eval.yaml': CONFIG.replace('model_id: m', 'model_id: "???"') },
    FILE,
    /target.api_endpoint.model_id .* is \?\?\?/,
  ],
  [
    'no number',
    {},
    { ...HOSTED, parallelism: 'four' },
    /input parallelism is "four": allowed is a whole number of at least 1/,
  ],
  ['no boolean', {}, { ...HOSTED, cache: 'yes' }, /input cache is "yes": allowed are true and false/],
  ['an artifact name with a slash', {}, { ...HOSTED, 'artifact-name': 'a/b' }, /artifact-name is "a\/b"/],
  [
    'a pre_cmd without trust',
    { 'eval.yaml': CONFIG.replace('name: mmlu_instruct', 'name: mmlu_instruct\n      pre_cmd: "curl x"') },
    FILE,
    /pre_cmd .* is a shell command: set the input trust-pre-cmd/,
  ],
];

describe('bad input', () => {
  it.each(CASES)('%s is refused in one line', async (_, files, inputs, message) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(workspace, name), text);
    const result = await evaluate(inputs, { DOCKER_HOST: 'unix:///nowhere.sock' });
    const errors = result.commands
      .filter(({ command }) => command === 'error')
      .map(({ message: text }) => text);
    // Preflight says all that is wrong, each in a line of its own, and sums up.
    if (errors.length > 1) expect(errors.at(-1)).toMatch(/^preflight found \d+ errors/);
    expect(errors.some((error) => message.test(error))).toBe(true);
    expect(errors.join('').split('\n')).toHaveLength(1);
    expect(result).toMatchObject({ exitCode: 1, outputs: { invocation_id: '', verdict: 'NO-BASELINE' } });
    expect(result.outputs['state']).toMatch(/^(config|infrastructure)-error$/);
    expect(Object.keys(result.outputs).sort()).toEqual([...OUTPUT_NAMES].sort());
    expect(result.log).not.toMatch(/^\s+at /m);
    expect(readdirSync(workspace).sort()).toEqual(Object.keys(files).sort());
    expect(result.summary).toContain('❌');
  });

  it.each([
    'hf_abcdefghijklmnopqrstuvwx',
    'sk-proj-0123456789abcdef',
    'nvapi-0123456789',
    '0123456789abcdef0123456789abcdef01234567',
  ])('a key given as api-key-name is never echoed (%#)', async (key) => {
    const result = await evaluate({ ...HOSTED, 'api-key-name': key });
    expect(result.outputs['state']).toBe('config-error');
    expect(result.rawLog).not.toContain(key);
    expect(result.summary).not.toContain(key);
    expect(result.log).toContain('must be the NAME of an environment variable');
  });

  it('an empty secret says so, and does not show the value of one that the shell would run', async () => {
    const empty = await evaluate({ ...HOSTED, 'api-key-name': 'MODEL_KEY' }, { MODEL_KEY: '' });
    expect(empty.log).toMatch(/MODEL_KEY, which is empty: .*a pull request from a fork\?/);
    const shell = await evaluate(
      { ...HOSTED, 'api-key-name': 'MODEL_KEY' },
      { MODEL_KEY: 'abc$(touch pwned)' },
    );
    expect(shell.log).toContain('takes the value of MODEL_KEY: it has the character $');
    expect(shell.log).not.toContain('pwned');
  });

  it.each(['Windows', 'macOS'])('a %s runner is refused, but checks a config', async (os) => {
    const launched = await evaluate(HOSTED, { RUNNER_OS: os });
    expect(launched.outputs['state']).toBe('config-error');
    expect(launched.log).toContain(`this is a ${os} runner`);
    const dry = await evaluate({ ...HOSTED, 'dry-run': 'true' }, { RUNNER_OS: os });
    expect(dry.outputs['state']).toBe('dry-run');
  });

  it('trust is refused for a pull request from a fork', async () => {
    const payload = { pull_request: { head: { repo: { id: 2 } }, base: { repo: { id: 1 } } } };
    const result = await runAction({
      workspace,
      inputs: { ...HOSTED, 'trust-unlisted-tasks': 'true' },
      event: { name: 'pull_request', payload },
    });
    expect(result.outputs['state']).toBe('config-error');
    expect(result.log).toContain('trust-unlisted-tasks is refused for a pull request from a fork');
  });

  it('text from outside cannot issue commands or break the summary', async () => {
    mkdirSync(path.join(workspace, 'd'));
    const name = 'd/::set-env name=X::y<img src=x onerror=1>|`.yaml';
    const result = await evaluate({ config: name, model: '::error::gotcha', 'endpoint-url': 'http://h/v1' });
    expect(result.commands.map(({ command }) => command)).toEqual(['error']);
    expect(result.summary).not.toContain('<img');
  });

  it('leaves nothing outside its own folder', async () => {
    const temp = path.join(workspace, 'runner-temp');
    mkdirSync(temp);
    await runAction({ workspace, tempDir: temp, inputs: { tasks: 'mmlu_instruct' } });
    expect(existsSync(path.join(workspace, 'eval-results'))).toBe(false);
    expect(readdirSync(temp).filter((entry) => !entry.startsWith('_'))).toEqual(['nemo-eval']);
  });
});
