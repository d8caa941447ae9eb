import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { loadCollectInputs } from '../src/collect-inputs.js';
import { loadCompareInputs } from '../src/compare-inputs.js';
import { readPolicy } from '../src/comparison/policy/read-policy.js';
import { resolveConfig } from '../src/config/resolve.js';
import { type Inputs, loadInputs, type ReadInput } from '../src/inputs.js';
import { loadPlanInputs } from '../src/plan-inputs.js';

// That they run is tested in __tests__/act; here is what a reader relies on, and needs no engine.
const ROOT = path.join(import.meta.dirname, '..');
const EXAMPLES = readdirSync(path.join(ROOT, 'examples')).filter((name) => name.endsWith('.yml'));

interface Step {
  id?: string;
  uses?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
  run?: string;
}
interface Job {
  if?: string;
  'timeout-minutes'?: number;
  permissions?: Record<string, string>;
  strategy?: { 'fail-fast'?: boolean };
  steps: Step[];
}
interface Workflow {
  name: string;
  on: unknown;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');
const readWorkflow = (name: string): { text: string; workflow: Workflow } => {
  const text = read(`examples/${name}`);
  return { text, workflow: parse(text) };
};
const stepsOf = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap(({ steps }) => steps);

/** The actions of this repository, by the folder of their action.yml. */
const ACTIONS: Record<string, { folder: string; load: (readInput: ReadInput) => unknown }> = {
  '<owner>/nemo-eval-action@v1': { folder: '', load: loadInputs },
  '<owner>/nemo-eval-action/compare@v1': { folder: 'compare', load: loadCompareInputs },
  '<owner>/nemo-eval-action/collect@v1': { folder: 'collect', load: loadCollectInputs },
  '<owner>/nemo-eval-action/plan@v1': { folder: 'plan', load: loadPlanInputs },
};
const isOurs = ({ uses }: Step): boolean => uses !== undefined && uses in ACTIONS;
const isMain = ({ uses }: Step): boolean => uses === '<owner>/nemo-eval-action@v1';

/** What `${{ … }}` may stand for, by the input it is given to. */
const VALUES: Record<string, string> = {
  model: 'my-org/my-model',
  'endpoint-url': 'https://models.example.com/v1/chat/completions',
  config: 'eval/config.yaml',
  tasks: 'mmlu_instruct',
  baseline: 'auto',
  candidate: '17',
  expected: '1-mmlu_instruct-0123abcd',
  invocation: 'bdab6b7306d9864f',
  'ssh-key': '-----BEGIN EC PRIVATE KEY-----\nMHcCAQ\n-----END EC PRIVATE KEY-----',
  'ssh-known-hosts': 'login.cluster.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5',
  checkpoint: '/lustre/my-team/runs/my-run',
};

/** Configs as the examples' repositories would have them. */
const CONFIGS: Record<string, string> = {
  'eval/model.yaml': read('examples/eval/model.yaml'),
  'eval/suite.yaml': read('examples/eval/suite.yaml'),
  'eval/cluster.yaml': read('examples/eval/cluster.yaml'),
  'eval/lepton.yaml': read('examples/eval/lepton.yaml'),
  'eval/slurm.yaml': read('examples/eval/slurm.yaml'),
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

/** Reads inputs as the runner would hand them over. */
const readerOf =
  ({ with: given = {} }: Step): ReadInput =>
  (name) =>
    String(given[name] ?? '').replace(/\$\{\{.*?\}\}/g, () => {
      if (!VALUES[name]) throw new Error(`no value for the expression in ${name}`);
      return VALUES[name];
    });
const inputsOf = (step: Step): Inputs => loadInputs(readerOf(step));

/** What the inputs of a job's steps need of its token, and nothing more. */
function neededBy(steps: readonly Step[]): Record<string, string> {
  const needed: Record<string, string> = {};
  if (steps.some(({ uses }) => uses?.startsWith('actions/checkout@'))) needed['contents'] = 'read';
  for (const step of steps.filter(isOurs)) {
    const given = step.with ?? {};
    if (!isMain(step) || (given['baseline'] !== 'none' && given['dry-run'] !== true))
      needed['actions'] ??= 'read';
    // Records are deleted once they are reported.
    if (given['mode'] === 'submitted') needed['actions'] = 'write';
    if (given['check-run']) needed['checks'] = 'write';
    if ((given['comment'] ?? 'off') !== 'off') needed['pull-requests'] = 'write';
    if (given['rolling-issue']) needed['issues'] = 'write';
  }
  return needed;
}

it('are there', () => {
  expect(EXAMPLES).toEqual([
    'collect-scheduled.yml',
    'config-check.yml',
    'evaluate.yml',
    'fork-evaluate.yml',
    'fork-report.yml',
    'hosted-endpoint.yml',
    'lepton.yml',
    'matrix-planned.yml',
    'matrix.yml',
    'nightly-step-config.yml',
    'nightly.yml',
    'own-container.yml',
    'promote-baseline.yml',
    'pull-request.yml',
    'slurm.yml',
    'submit.yml',
  ]);
});

describe.each(EXAMPLES)('examples/%s', (name) => {
  const { text, workflow } = readWorkflow(name);
  const steps = stepsOf(workflow);
  const ours = steps.filter(isOurs);

  it('begins with what it is for, and uses the action', () => {
    expect(text).toMatch(/^# [A-Z].*\.\n/);
    expect(workflow).toMatchObject({ name: expect.any(String), on: expect.anything() });
    expect(ours.length).toBeGreaterThan(0);
    for (const { uses } of steps)
      if (uses?.startsWith('<owner>')) expect(Object.keys(ACTIONS)).toContain(uses);
  });

  it('gives only inputs that exist, with values that are accepted', () => {
    for (const step of ours) {
      const { folder, load } = ACTIONS[step.uses!]!;
      const declared = Object.keys(parse(read(path.join(folder, 'action.yml'))).inputs);
      expect(declared).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
      expect(() => load(readerOf(step))).not.toThrow();
    }
  });

  it('resolves to launcher configs', () => {
    for (const step of ours.filter(isMain)) {
      const inputs = inputsOf(step);
      const config = resolveConfig({
        inputs,
        ...(inputs.config ? { file: { name: inputs.config, text: CONFIGS[inputs.config]! } } : {}),
        workspace: '/work',
        facts: { date: '20260102', runId: '1', runAttempt: '1', job: 'evaluate', sha: 'abc', matrix: '' },
        variable: (variable) => (step.env?.[variable] ? 'a-secret-value' : undefined),
      });
      expect(config.findings).toEqual([]);
      expect(config.taskNames.length).toBeGreaterThan(0);
    }
  });

  it('sets every variable that it names, from a secret', () => {
    for (const step of ours.filter(isMain)) {
      const { apiKeyName, passEnv, overrides } = inputsOf(step);
      const hosts = overrides.flatMap(({ text: line }) =>
        [...line.matchAll(/host:(\w+)/g)].map(([, host]) => host!),
      );
      for (const variable of [...(apiKeyName ? [apiKeyName] : []), ...passEnv, ...hosts])
        expect(step.env?.[variable]).toMatch(/^\$\{\{ secrets\.\w+ \}\}$/);
    }
  });

  it('asks for the permissions that its inputs need, and says why', () => {
    for (const [job, { permissions, steps: inJob }] of Object.entries(workflow.jobs))
      expect([job, permissions ?? workflow.permissions]).toEqual([job, neededBy(inJob)]);
    // Where jobs name theirs, the workflow gives none.
    if (Object.values(workflow.jobs).some(({ permissions }) => permissions))
      expect(workflow.permissions).toEqual({});
    for (const [line] of text.matchAll(/^ {6}(?:contents|actions|checks|issues|pull-requests): \w+.*$/gm))
      expect(line).toMatch(/ # \w/);
  });

  it('keeps no credentials on disk', () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
      expect(step.with).toEqual({ 'persist-credentials': false });
  });

  it('pins what others wrote to a commit, and pastes nothing into scripts', () => {
    for (const [, uses] of text.matchAll(/uses: (.+)$/gm))
      expect(uses).toMatch(
        /^<owner>\/nemo-eval-action(?:\/\w+)?@v1$|^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/,
      );
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  it('ends before its job is cut off', () => {
    for (const job of Object.values(workflow.jobs)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const step of job.steps.filter(isMain)) {
        const { timeoutMinutes, dryRun } = inputsOf(step);
        // What only submits ends by itself.
        if (!dryRun && step.with?.['wait'] !== false) expect(timeoutMinutes).toBeGreaterThan(0);
        expect(timeoutMinutes).toBeLessThan(job['timeout-minutes']!);
      }
    }
  });
});

describe('together', () => {
  it('give each pull request to one of those for branches and forks', () => {
    const condition = (name: string): string => Object.values(readWorkflow(name).workflow.jobs)[0]!.if!;
    const own = 'github.event.pull_request.head.repo.full_name == github.repository';
    const names = ['evaluate', 'hosted-endpoint', 'matrix', 'matrix-planned', 'pull-request'];
    for (const name of names.map((one) => `${one}.yml`)) expect(condition(name)).toContain(own);
    expect(condition('fork-evaluate.yml')).toBe(own.replace('==', '!='));
  });

  it('give a fork neither secrets nor trust, and its report none of its code', () => {
    const [evaluate, report] = ['fork-evaluate.yml', 'fork-report.yml'].map((name) => readWorkflow(name));
    expect(evaluate!.text).not.toMatch(/secrets\.|vars\.|trust-[\w-]+:/);
    expect(report!.text).not.toContain('head_sha');
    expect((report!.workflow.on as { workflow_run: { workflows: string[] } }).workflow_run.workflows).toEqual(
      [evaluate!.workflow.name],
    );
  });

  it.each(['matrix.yml', 'matrix-planned.yml'])('stop no leg of a matrix for another: %s', (name) => {
    const { evaluate, collect } = readWorkflow(name).workflow.jobs;
    expect(evaluate!.strategy).toMatchObject({ 'fail-fast': false });
    expect(evaluate!.steps.find(isMain)!.with).toMatchObject({ 'fail-on': 'never', baseline: 'none' });
    expect(collect!.if).toMatch(/^always\(\)/);
  });

  it('plan the tasks of the config that the legs evaluate', () => {
    const { plan, evaluate } = readWorkflow('matrix-planned.yml').workflow.jobs;
    const config = String(evaluate!.steps.find(isMain)!.with!['config']);
    const tasks = parse(CONFIGS[config]!).evaluation.tasks.map(({ name }: { name: string }) => name);
    expect(loadPlanInputs(readerOf(plan!.steps.find(isOurs)!)).tasks).toEqual(tasks);
  });

  it('name workflows and files that are there', () => {
    for (const name of EXAMPLES)
      for (const step of stepsOf(readWorkflow(name).workflow).filter(isOurs)) {
        const { 'baseline-workflow': records = 'nightly.yml', policy = 'eval/gate.yaml' } = step.with ?? {};
        expect(EXAMPLES).toContain(records);
        if (step.with?.['workflow']) expect(EXAMPLES).toContain(step.with['workflow']);
        expect(existsSync(path.join(ROOT, 'examples/policies', path.basename(String(policy))))).toBe(true);
      }
  });

  it('let what is submitted be collected with the same access', () => {
    const { submit } = readWorkflow('submit.yml').workflow.jobs;
    const { collect } = readWorkflow('collect-scheduled.yml').workflow.jobs;
    const [asked, finished] = [submit, collect].map((job) => job!.steps.find(isOurs)!.with!);
    for (const name of ['ssh-key', 'ssh-known-hosts', 'check-run'])
      expect(finished![name]).toBe(asked![name]);
    const [given, needed] = [collect, submit].map((job) => job!.steps.find(isOurs)!.env);
    expect(given).toEqual(needed);
    const { execution } = parse(read('examples/eval/cluster.yaml'));
    expect(finished).toMatchObject({
      hosts: execution.hostname,
      user: execution.username,
      account: execution.account,
    });
    expect(execution.output_dir.startsWith(`${finished!['path-prefix']}/`)).toBe(true);
  });

  it('have in the README the one that has everything', () => {
    const [, ...lines] = read('examples/evaluate.yml').split('\n');
    expect(read('README.md')).toContain(
      `\`\`\`yaml\n# .github/workflows/evaluate.yml\n${lines.join('\n')}\`\`\``,
    );
    expect(read('README.md')).toContain(read('examples/eval/model.yaml').replace(/^#.*\n/gm, ''));
  });
});

describe('examples/policies', () => {
  const policyOf = (name: string) => readPolicy({ name, text: read(`examples/policies/${name}`) });

  it('are accepted', () => {
    const names = readdirSync(path.join(ROOT, 'examples/policies'));
    expect(names).toEqual(['bundles.yaml', 'gate.toml', 'gate.yaml', 'metrics.yaml']);
    for (const name of names) {
      expect(policyOf(name)).toMatchObject({ notes: [] });
      expect(policyOf(name).benchmarks.size).toBeGreaterThan(1);
    }
  });

  it('name the tasks of examples/eval, the same in YAML and TOML', () => {
    const { evaluation } = parse(read('examples/eval/model.yaml'));
    const { defaults, benchmarks } = policyOf('gate.yaml');
    expect([...benchmarks.keys()]).toEqual(evaluation.tasks.map(({ name }: { name: string }) => name));
    expect(policyOf('gate.toml')).toMatchObject({ defaults, benchmarks });
  });
});
