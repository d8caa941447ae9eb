import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { PLAN_OUTPUT_NAMES } from '../../src/outputs.js';
import { loadPlanInputs, MOST_LEGS } from '../../src/plan-inputs.js';

const ROOT = path.join(import.meta.dirname, '../..');
const given =
  (values: Record<string, string>) =>
  (name: string): string =>
    values[name] ?? '';
const load = (values: Record<string, string>) =>
  loadPlanInputs(given({ tasks: 'a, b', legs: '2', ...values }));

it('inputs are read as they are given', () => {
  expect(load({ tasks: 'mmlu\n gsm8k,lm_eval.ifeval.1 \n', legs: ' 3 ', 'github-token': 't' })).toEqual({
    tasks: ['mmlu', 'gsm8k', 'lm_eval.ifeval.1'],
    legs: 3,
    artifactName: 'eval_results',
    baseline: 'auto',
    githubToken: 't',
  });
  expect(load({ 'artifact-name': 'merged', 'baseline-workflow': 'nightly.yml' })).toMatchObject({
    artifactName: 'merged',
    baselineWorkflow: 'nightly.yml',
  });
});

describe('an input is refused in one line', () => {
  it.each<[Record<string, string>, string]>([
    [{ legs: '' }, 'input legs is empty: give the number of legs to split into, from 1 to 256'],
    [{ legs: '0' }, 'input legs is "0": allowed is a whole number from 1 to 256'],
    [{ legs: '-1' }, 'input legs is "-1": allowed is a whole number from 1 to 256'],
    [{ legs: '2.5' }, 'input legs is "2.5": allowed is a whole number from 1 to 256'],
    [{ legs: '257' }, 'input legs is "257": allowed is a whole number from 1 to 256'],
    [{ legs: 'many' }, 'input legs is "many": allowed is a whole number from 1 to 256'],
    [{ tasks: '' }, 'input tasks is empty: list the tasks to split, as the main action takes them'],
    [{ tasks: ' ,\n, ' }, 'input tasks is empty: list the tasks to split, as the main action takes them'],
    [{ tasks: 'a,b,a' }, 'input tasks has "a" twice: two legs would evaluate the same'],
    [
      { tasks: 'a,$(id)' },
      'input tasks has "$(id)": a task is called by letters, digits and . _ + - alone, and tasks are told apart by commas or line breaks',
    ],
    [
      { tasks: 'mmlu gsm8k' },
      'input tasks has "mmlu gsm8k": a task is called by letters, digits and . _ + - alone, and tasks are told apart by commas or line breaks',
    ],
    [
      { 'artifact-name': 'a/b' },
      'input artifact-name is "a/b": it is the artifact-name of collect, which has none of " : < > | * ? \\ /',
    ],
    [
      { 'baseline-workflow': '../x' },
      'input baseline-workflow is "../x": allowed is the file name of a workflow, such as nightly.yml',
    ],
  ])('%j', (values, message) => {
    expect(() => load(values)).toThrow(message);
    expect(message).not.toContain('\n');
  });

  it('that is far too long', () => {
    const tasks = Array.from({ length: 20_000 }, (_, at) => `task${at}`).join(',');
    expect(() => load({ tasks })).toThrow(/^input tasks has \d+ characters: allowed are 100000$/);
  });
});

describe('plan/action.yml', () => {
  const manifest = parse(readFileSync(path.join(ROOT, 'plan/action.yml'), 'utf8'));
  const matrix = readFileSync(path.join(ROOT, 'docs/matrix.md'), 'utf8');
  const rowsUnder = (heading: string): string[][] =>
    [
      ...matrix
        .split(`## ${heading}\n`)[1]!
        .split(/\n##+ /)[0]!
        .matchAll(/^\| `([\w-]+)` \| (.+) \|$/gm),
    ].map(([, name, rest]) => [name!, ...rest!.split(' | ')]);

  it('has the inputs that are read, described in docs/matrix.md with their defaults', () => {
    const asked = new Set<string>();
    loadPlanInputs((name) => {
      asked.add(name);
      return { tasks: 'a', legs: '1' }[name] ?? '';
    });
    expect([...asked].sort()).toEqual(Object.keys(manifest.inputs).sort());
    const documented = rowsUnder('Inputs of plan').map(([name, fallback]) => [name, fallback]);
    expect(documented).toEqual(
      Object.entries<{ default?: string }>(manifest.inputs).map(([name, { default: value }]) => [
        name,
        value === undefined ? '–' : `\`${value}\``,
      ]),
    );
  });

  it('has as defaults those of plan-inputs.ts', () => {
    const defaults = Object.fromEntries(
      Object.entries<{ default?: string }>(manifest.inputs)
        .filter(([name, { default: value }]) => value !== undefined && name !== 'github-token')
        .map(([name, { default: value }]) => [name, value!]),
    );
    expect(load(defaults)).toEqual(load({}));
    expect(manifest.inputs.legs.description).toContain(`from 1 to ${MOST_LEGS}`);
  });

  it('has the outputs that are set, described in docs/matrix.md', () => {
    expect(Object.keys(manifest.outputs)).toEqual([...PLAN_OUTPUT_NAMES]);
    expect(rowsUnder('Outputs of plan').map(([name]) => name)).toEqual([...PLAN_OUTPUT_NAMES]);
  });

  it('describes each in one line, and runs the bundle', () => {
    for (const { description } of Object.values<{ description: string }>({
      ...manifest.inputs,
      ...manifest.outputs,
    }))
      expect(description).toMatch(/^[A-Z0-9].*\.$/);
    expect(manifest.runs).toEqual({ using: 'node24', main: '../dist/plan.js' });
  });
});
