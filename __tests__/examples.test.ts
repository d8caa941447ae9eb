import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { resolveConfig } from '../src/config/resolve.js';
import { type Inputs, loadInputs } from '../src/inputs.js';

const ROOT = path.join(import.meta.dirname, '..');
const EXAMPLES = readdirSync(path.join(ROOT, 'examples')).filter((name) => name.endsWith('.yml'));
const declared = Object.keys(parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8')).inputs);

interface Step {
  id?: string;
  uses?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
  run?: string;
}
interface Workflow {
  name: string;
  on: unknown;
  permissions: Record<string, string>;
  jobs: Record<string, { 'timeout-minutes'?: number; steps: Step[] }>;
}

const readWorkflow = (name: string): { text: string; workflow: Workflow } => {
  const text = readFileSync(path.join(ROOT, 'examples', name), 'utf8');
  return { text, workflow: parse(text) };
};
const stepsOf = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap(({ steps }) => steps);
const isOurs = ({ uses }: Step): boolean => uses?.startsWith('<owner>/nemo-eval-action@') ?? false;

/** What `${{ … }}` may stand for, by the input it is given to. */
const VALUES: Record<string, string> = {
  model: 'my-org/my-model',
  'endpoint-url': 'https://models.example.com/v1/chat/completions',
  config: 'eval/config.yaml',
};

/** Configs as the examples' repositories would have them. */
const CONFIGS: Record<string, string> = {
  'eval/tiny_chat.yaml': `
dry_run: false
output_dir: ./results
execution: {type: local, mode: sequential, output_dir: "\${output_dir}"}
deployment: {type: none}
target: {api_endpoint: {api_key_name: "\${oc.env:API_KEY_NAME,NVIDIA_API_KEY}"}}
evaluation: {tasks: [{name: mmlu_instruct}]}
`,
  'eval/config.yaml': `
execution: {type: local}
deployment: {type: none}
evaluation: {tasks: [{name: my_bench.my_bench, container: "registry.example.com/team/my-bench:1.4"}]}
`,
};

/** Inputs as the runner would hand them over. */
function inputsOf({ with: given = {} }: Step): Inputs {
  return loadInputs((name) =>
    String(given[name] ?? '').replace(/\$\{\{.*?\}\}/g, () => {
      if (!VALUES[name]) throw new Error(`no value for the expression in ${name}`);
      return VALUES[name];
    }),
  );
}

it('are there', () => {
  expect(EXAMPLES).toEqual([
    'config-check.yml',
    'hosted-endpoint.yml',
    'nightly-step-config.yml',
    'own-container.yml',
  ]);
});

describe.each(EXAMPLES)('examples/%s', (name) => {
  const { text, workflow } = readWorkflow(name);
  const steps = stepsOf(workflow);
  const ours = steps.filter(isOurs);

  it('begins with what it is for, and uses the action once', () => {
    expect(text).toMatch(/^# [A-Z].*\.\n/);
    expect(workflow).toMatchObject({ name: expect.any(String), on: expect.anything() });
    expect(ours).toHaveLength(1);
    expect(ours[0]!.uses).toBe('<owner>/nemo-eval-action@v1');
  });

  it('gives only inputs that exist, with values that are accepted', () => {
    expect(declared).toEqual(expect.arrayContaining(Object.keys(ours[0]!.with ?? {})));
    expect(() => inputsOf(ours[0]!)).not.toThrow();
  });

  it('resolves to a launcher config', () => {
    const inputs = inputsOf(ours[0]!);
    const request = {
      inputs,
      ...(inputs.config ? { file: { name: inputs.config, text: CONFIGS[inputs.config]! } } : {}),
      workspace: '/work',
      facts: { date: '20260102', runId: '1', runAttempt: '1', job: 'evaluate', sha: 'abc', matrix: '' },
      variable: (variable: string) => (ours[0]!.env?.[variable] ? 'a-secret-value' : undefined),
    };
    const config = resolveConfig(request);
    expect(config.findings).toEqual([]);
    expect(config.taskNames).toHaveLength(1);
  });

  it('sets every variable that it names, from a secret', () => {
    const { apiKeyName, passEnv, overrides } = inputsOf(ours[0]!);
    const hosts = overrides.flatMap(({ text: line }) =>
      [...line.matchAll(/host:(\w+)/g)].map(([, host]) => host!),
    );
    for (const variable of [...(apiKeyName ? [apiKeyName] : []), ...passEnv, ...hosts])
      expect(ours[0]!.env?.[variable]).toMatch(/^\$\{\{ secrets\.\w+ \}\}$/);
  });

  it('asks for no more than to read, and keeps no credentials on disk', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
      expect(step.with).toMatchObject({ 'persist-credentials': false });
  });

  it('pins what it uses, and pastes nothing into scripts', () => {
    for (const { uses } of steps) if (uses) expect(uses).toMatch(/@v\d+$/);
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  it('ends before its job is cut off', () => {
    for (const job of Object.values(workflow.jobs)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const step of job.steps.filter(isOurs)) {
        const { timeoutMinutes, dryRun } = inputsOf(step);
        if (!dryRun) expect(timeoutMinutes).toBeGreaterThan(0);
        expect(timeoutMinutes).toBeLessThan(job['timeout-minutes']!);
      }
    }
  });
});
