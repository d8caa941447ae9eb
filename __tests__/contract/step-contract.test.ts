import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_CONTRACT, recoveryFor } from '../../src/contract/built-in-contract.js';
import { readStepContract, type StepContract } from '../../src/contract/step-contract.js';
import { refusal } from './refusal.js';

const OWN = `
[step]
id = "eval/our_eval"
tags = ["x"]
created = 2026-01-02

[[consumes]]
type = 7

[[produces]]
type = "eval_results"
description = "Scores."
[[produces]]
type = "report"

[[parameters]]
name = "evaluation.tasks"
description = "What to run."
default = [{ name = "mmlu" }]
[[parameters]]
name = "__proto__"
default = 0

[[errors]]
name = "wrong_endpoint_type"
recovery = """
Ask for chat,
  or for completions."""
[[errors]]
name = "__proto__"
recovery = "Nothing."

[reference]
when = 2026-01-02
`;

const read = (text: string): StepContract => readStepContract(text, 'steps/step.toml');

describe('a step contract', () => {
  it('says what the step is, makes, takes and how it recovers', () => {
    // The date lies in [step] itself, which is read.
    expect(read(OWN.replace(/^created.*$/m, ''))).toEqual({
      id: 'eval/our_eval',
      produces: [
        { type: 'eval_results', description: 'Scores.' },
        { type: 'report', description: '' },
      ],
      parameters: new Map<string, unknown>([
        ['evaluation.tasks', { description: 'What to run.', default: [new Map([['name', 'mmlu']])] }],
        ['__proto__', { description: '', default: 0n }],
      ]),
      errors: new Map([
        ['wrong_endpoint_type', 'Ask for chat,\n  or for completions.'],
        ['__proto__', 'Nothing.'],
      ]),
      source: 'steps/step.toml',
    });
  });

  it('may have no more than an id', () => {
    expect(read('[step]\nid = "a/b"\n')).toEqual({
      id: 'a/b',
      produces: [],
      parameters: new Map(),
      errors: new Map(),
      source: 'steps/step.toml',
    });
  });

  const step = '[step]\nid = "a/b"\n';
  it.each([
    ['', 'steps/step.toml has no [step] table with an id, so it is no step contract: check the path'],
    ['[step]\nname = "x"', 'steps/step.toml: step.id is missing: write it as text'],
    ['[step]\nid = 5', 'steps/step.toml: step.id must be text that is not empty'],
    ['[step]\nid = " "', 'steps/step.toml: step.id must be text that is not empty'],
    ['step = "a/b"', 'steps/step.toml: step must be a table, [step]'],
    ['[[step]]\nid = "a"', 'steps/step.toml: step must be a table, [step]'],
    [`${step}[errors]\nname = "x"`, 'steps/step.toml: errors must be a list of tables, [[errors]]'],
    [`errors = ["x"]\n${step}`, 'steps/step.toml: errors[0] must be a table, [[errors]]'],
    [`${step}[[errors]]\nname = "x"`, 'steps/step.toml: errors[0].recovery is missing: write it as text'],
    [
      `${step}[[errors]]\nname = "x"\nrecovery = ["y"]`,
      'steps/step.toml: errors[0].recovery must be text that is not empty',
    ],
    [
      `${step}[[errors]]\nname = "x"\nrecovery = "y"\n[[errors]]\nname = "x"\nrecovery = "z"`,
      'steps/step.toml: errors[1].name is "x", which an entry before it has: keep one',
    ],
    [
      `${step}[[parameters]]\nname = "x"\n[[parameters]]\nname = "x"`,
      'steps/step.toml: parameters[1].name is "x", which an entry before it has: keep one',
    ],
    [
      `${step}[[parameters]]\nname = "x"\ndescription = 5`,
      'steps/step.toml: parameters[0].description must be text',
    ],
    [
      `${step}[[produces]]\ndescription = "x"`,
      'steps/step.toml: produces[0].type is missing: write it as text',
    ],
    [OWN, 'steps/step.toml: step.created is a date or time: put it in quotes'],
  ])('is refused with file and key: %j', (text, message) => {
    const error = refusal(() => read(text));
    expect(error.message).toBe(message);
    expect(error.location).toEqual({ file: 'steps/step.toml' });
  });

  it('is refused with the line where it is no TOML', () => {
    expect(refusal(() => read('[step]\nid: "a/b"\n')).message).toMatch(
      /^steps\/step\.toml:2:3 is not valid TOML/,
    );
  });
});

describe('recovery', () => {
  const own = read(OWN.replace(/^created.*$/m, ''));
  const ours = recoveryFor(BUILT_IN_CONTRACT, 'wrong_endpoint_type');

  it('names inputs in the words of the built-in contract', () => {
    expect(BUILT_IN_CONTRACT.id).toBe('eval/model_eval');
    expect(BUILT_IN_CONTRACT.produces.map(({ type }) => type)).toEqual(['eval_results']);
    for (const [error, input] of [
      ['missing_tokenizer_for_logprobs', 'tokenizer'],
      ['wrong_endpoint_type', 'endpoint-type'],
      ['bad_megatron_checkpoint_path', 'checkpoint'],
      ['framework_cli_not_found', 'launcher-version'],
    ] as const) {
      expect(recoveryFor(BUILT_IN_CONTRACT, error)).toContain(input);
      expect(recoveryFor(BUILT_IN_CONTRACT, error)).not.toMatch(/[\r\n]|uv (sync|run)|--extra/);
    }
  });

  it('quotes a file in one line, and says what that means here', () => {
    expect(recoveryFor(own, 'wrong_endpoint_type')).toBe(
      `steps/step.toml says: "Ask for chat, or for completions."; here: ${ours}`,
    );
  });

  it('is ours for an error that the file does not name', () => {
    expect(recoveryFor(own, 'framework_cli_not_found')).toBe(
      recoveryFor(BUILT_IN_CONTRACT, 'framework_cli_not_found'),
    );
  });

  it('stays a message, whatever the file says', () => {
    const errors = new Map([['wrong_endpoint_type', `a\u001b[31m\r\n${'😀'.repeat(100_000)}`]]);
    const said = recoveryFor({ ...own, errors }, 'wrong_endpoint_type');
    expect(said).toBe(`steps/step.toml says: "a [31m ${'😀'.repeat(292)}…"; here: ${ours}`);
  });
});

const FIXTURES =
  process.env['NEMOTRON_FIXTURES'] ?? path.join(import.meta.dirname, '../../../shared/fixtures/nemotron');
const FIXTURE = path.join(FIXTURES, 'step.toml');
// The file is Nemotron's and not part of this project: NEMOTRON_FIXTURES names a folder that has it.
const withFixture = existsSync(FIXTURE) ? describe : describe.skip;

withFixture("Nemotron's own step.toml (set NEMOTRON_FIXTURES to its folder)", () => {
  it('names what the built-in contract names', () => {
    const contract = readStepContract(readFileSync(FIXTURE, 'utf8'), 'step.toml');
    expect(contract.id).toBe(BUILT_IN_CONTRACT.id);
    expect(contract.produces.map(({ type }) => type)).toEqual(
      BUILT_IN_CONTRACT.produces.map(({ type }) => type),
    );
    expect([...contract.errors.keys()].sort()).toEqual([...BUILT_IN_CONTRACT.errors.keys()].sort());
    expect(contract.parameters.get('target.api_endpoint.type')?.default).toBe('completions');
    expect(contract.parameters.get('task_filters')?.default).toEqual([]);
    expect(contract.parameters.get('dry_run')?.default).toBe(false);
    expect(contract.parameters.get('deployment.image')).not.toHaveProperty('default');
    expect(recoveryFor(contract, 'framework_cli_not_found')).toMatch(
      /^step\.toml says: ".*uv sync.*"; here: /,
    );
  });
});
