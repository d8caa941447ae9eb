import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  readCatalogue,
  type Task,
  type TaskCatalogue,
  writeCatalogue,
} from '../../src/config/task-catalogue.js';
import { InfrastructureError } from '../../src/errors.js';

const FILE = 'requirements/tasks-0.2.6.json';
const TEXT = readFileSync(path.join(import.meta.dirname, '../..', FILE), 'utf8');
const catalogue = readCatalogue(TEXT, FILE);

function task(harness: string, name: string): Task {
  const found = catalogue.tasks.find((one) => one.harness === harness && one.name === name);
  if (!found) throw new Error(`${harness}.${name} is missing`);
  return found;
}

describe('the catalogue of launcher 0.2.6', () => {
  it('has each task once, on a line of its own, in less than 60 kB', () => {
    expect(catalogue.harnesses.size).toBe(23);
    expect(catalogue.tasks).toHaveLength(421);
    expect(new Set(catalogue.tasks.map(({ harness, name }) => `${harness}.${name}`)).size).toBe(421);
    expect(TEXT.split('\n').filter((line) => line.includes('"endpoints":'))).toHaveLength(421);
    expect(Buffer.byteLength(TEXT)).toBeLessThan(60_000);
  });

  it('says what a task needs of the endpoint and of the config', () => {
    expect(task('lm-evaluation-harness', 'mmlu_logits')).toEqual({
      name: 'mmlu_logits',
      harness: 'lm-evaluation-harness',
      container: 'nvcr.io/nvidia/eval-factory/lm-evaluation-harness:26.03',
      digest: 'sha256:9593456f94a43ff7b7300b5dc24747dedf6e271c000cba9db66d118ce7392d1e',
      arch: 'multiarch',
      endpoints: ['completions'],
      capabilities: ['logprobs'],
      evaluates: 'mmlu',
      apiKeys: [],
      tokenizer: 'optional',
      takesLimit: true,
      requestTimeout: 30,
      temperature: 1e-7,
    });
    expect(catalogue.tasks.filter(({ capabilities }) => capabilities.includes('logprobs'))).toHaveLength(81);
    expect(task('ruler', 'ruler-4k-chat').tokenizer).toBe('required');
    expect(task('simple_evals', 'AIME_2025')).not.toHaveProperty('tokenizer');
    expect(task('codec', 'ifeval').limitSamples).toBe(1000);
    expect(task('garak', 'garak').takesLimit).toBe(false);
    expect(task('vlmevalkit', 'ocrbench')).toMatchObject({ arch: 'amd', endpoints: ['vlm'] });
  });

  it('says how often items are repeated, and by which parameter', () => {
    expect(task('simple_evals', 'AIME_2025').samples).toEqual({ key: 'n_samples', value: 10 });
    expect(task('nemo_skills', 'ns_livecodebench_aa').samples).toEqual({ key: 'num_repeats', value: 3 });
    expect(task('nemo_skills', 'ns_aime2024').samples).toEqual({ key: 'num_repeats' });
  });

  it('names the variables with keys of judges and others', () => {
    expect(task('tau2_bench', 'tau2_bench_retail').apiKeys).toEqual([
      { path: 'config.params.extra.user.api_key', variable: 'USER_API_KEY' },
      {
        path: 'config.params.extra.judge.api_key',
        variable: 'JUDGE_API_KEY',
        onlyIf: 'config.params.extra.judge.enabled',
      },
    ]);
    const uses: Record<string, number> = {};
    for (const { variable } of catalogue.tasks.flatMap(({ apiKeys }) => apiKeys))
      uses[variable] = (uses[variable] ?? 0) + 1;
    expect(uses).toEqual({
      API_KEY: 2,
      JUDGE_API_KEY: 14,
      USER_API_KEY: 3,
      GPT_JUDGE_API_KEY: 15,
      LLAMA_JUDGE_API_KEY: 15,
      CLAUDE_JUDGE_API_KEY: 15,
    });
  });
});

describe('writing and reading', () => {
  const odd: TaskCatalogue = {
    harnesses: new Map([
      ['__proto__', { name: '__proto__', container: '' }],
      ['h', { name: 'h', container: 'r/h:1', digest: 'sha256:1', arch: 'amd' }],
      ['idle', { name: 'idle', container: 'r/idle:1' }],
    ]),
    tasks: [
      {
        name: '__proto__',
        harness: '__proto__',
        container: 'r/own:1',
        digest: 'sha256:2',
        endpoints: ['chat', 'completions'],
        capabilities: [],
        evaluates: '',
        apiKeys: [],
        takesLimit: false,
        temperature: 0,
      },
      {
        name: 'a "b"',
        harness: 'h',
        container: '',
        digest: 'sha256:1',
        arch: 'arm',
        endpoints: ['chat'],
        capabilities: ['logprobs'],
        evaluates: 'other',
        apiKeys: [{ path: 'p', variable: 'V', onlyIf: 'q' }],
        tokenizer: 'required',
        takesLimit: true,
        samples: { key: 'n_repeats' },
        requestTimeout: 1,
        maxNewTokens: 2,
        limitSamples: 0.5,
      },
    ],
  };

  it('loses nothing', () => {
    expect(readCatalogue(writeCatalogue(odd), 'f')).toEqual(odd);
    expect(writeCatalogue(catalogue)).toBe(TEXT);
  });

  it.each([
    ['', 'JSON'],
    ['[]', 'the file is not an object'],
    ['{}', 'it has no tasks'],
    ['{"h":1}', 'h is not an object'],
    ['{"h":{"tasks":{}}}', 'h.container is not text'],
    ['{"h":{"container":"c"}}', 'h.tasks is not an object'],
    ['{"h":{"container":"c","digest":1,"tasks":{}}}', 'h.digest is not text'],
    ['{"h":{"container":"c","tasks":{"t":{}}}}', 'h.t.endpoints is not a list'],
    ['{"h":{"container":"c","tasks":{"t":{"endpoints":[]}}}}', 'h.t.endpoints is empty'],
    ...[
      ['"capabilities":"logprobs"', 'h.t.capabilities is not a list'],
      ['"tokenizer":true', 'h.t.tokenizer is neither optional nor required'],
      ['"samples":[1]', 'h.t.samples is not text'],
      ['"samples":["n","1"]', 'h.t.samples is not a number'],
      ['"apiKeys":[["p"]]', 'h.t.apiKeys has an incomplete entry'],
      ['"temperature":"0"', 'h.t.temperature is not a number'],
      ['"arch":null', 'h.t.arch is not text'],
    ].map(([field, message]) => [
      `{"h":{"container":"c","tasks":{"t":{"endpoints":["chat"],${field}}}}}`,
      message!,
    ]),
  ])('refuses %s', (text, message) => {
    const read = (): TaskCatalogue => readCatalogue(text!, 'tasks.json');
    expect(read).toThrow(InfrastructureError);
    expect(read).toThrow(/^tasks\.json is not a task catalogue \(.*\): check out the action anew$/);
    expect(read).toThrow(message);
  });
});
