import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Comparability, compareSettings } from '../../src/comparison/comparability.js';
import type { TaskSnapshot } from '../../src/config/snapshot.js';
import type { EvalResults } from '../../src/results/eval-results.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();
const FIXTURES = path.join(import.meta.dirname, '../fixtures');
const GENERATIVE = path.join(FIXTURES, 'harness/lm-eval-generative');

function recorded(name: string): Promise<EvalResults> {
  const tree = path.join(FIXTURES, 'launcher-0.2.6', name, 'tree');
  return readEvalResults(path.join(tree, readdirSync(tree).find((entry) => /^\d{8}_/.test(entry))!));
}

/** A copy of a harness's tree with texts of its files replaced. */
function changed(source: string, changes: Record<string, [string | RegExp, string]>): Promise<EvalResults> {
  const dir = mkdtempSync(path.join(temp.path, 'tree-'));
  cpSync(source, dir, { recursive: true });
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    const change =
      changes[path.basename(name)] ??
      (/^results_/.test(path.basename(name)) ? changes['results_'] : undefined);
    if (!change) continue;
    const text = readFileSync(path.join(dir, name), 'utf8');
    const after = text.replaceAll(new RegExp(change[0], 'g'), change[1]);
    expect(after).not.toBe(text);
    writeFileSync(path.join(dir, name), after);
  }
  return readEvalResults(dir);
}

const compare = (baseline: EvalResults, candidate: EvalResults): Comparability =>
  compareSettings(
    { results: baseline, benchmark: baseline.benchmarks[0]! },
    { results: candidate, benchmark: candidate.benchmarks[0]! },
  );
const differing = ({ differences }: Comparability): unknown[] =>
  differences.map(({ field, baseline, candidate }) => [field, baseline, candidate]);

describe('two trees', () => {
  it('of one setting are comparable, but for what no tree says', async () => {
    const found = compare(
      await readEvalResults(GENERATIVE),
      await readEvalResults(`${GENERATIVE}-candidate`),
    );
    expect(found.differences).toEqual([]);
    expect(found.comparable).toBe(true);
    expect(found.unknown).toEqual([
      { field: 'image_digest', reason: 'baseline: does not say; candidate: does not say' },
    ]);
  });

  it('of other models, places, keys and parallelism too', async () => {
    const found = compare(await recorded('baseline'), await recorded('candidate-regressed'));
    expect(found.differences).toEqual([]);
    expect(found.unknown.map(({ field }) => field)).toEqual(['dataset', 'image_digest']);
    expect(found.unknown[0]!.reason).toContain('what lies at /opt/bench/arith.jsonl is not known');
    const slower = await changed(GENERATIVE, { 'results.yml': [/parallelism: 10/, 'parallelism: 1'] });
    expect(compare(await readEvalResults(GENERATIVE), slower).comparable).toBe(true);
  });

  it.each<[string, Record<string, [string | RegExp, string]>, unknown[]]>([
    [
      'the temperature',
      { 'results.yml': [/temperature: 1.0e-07/, 'temperature: 0.7'] },
      ['params.temperature', 1e-7, 0.7],
    ],
    [
      'a parameter that was not there',
      {
        'results.yml': [
          /num_fewshot_x|tokenized_requests: false/,
          'tokenized_requests: false\n      seed: 7',
        ],
      },
      ['params.extra.seed', null, 7],
    ],
    ['the limit', { 'results.yml': [/limit_samples: 60/, 'limit_samples: 10'] }, ['sample_limit', 60, 10]],
    [
      'the tokenizer',
      { 'results.yml': [/tokenizer: null/, 'tokenizer: org/t'] },
      ['tokenizer', null, 'org/t'],
    ],
    [
      'the endpoint',
      { 'results.yml': [/\n {4}type: chat/, '\n    type: completions'] },
      ['endpoint_type', 'chat', 'completions'],
    ],
    [
      'the harness',
      { 'run_config.yml': [/framework_name: lm-evaluation-harness/, 'framework_name: other'] },
      ['harness', 'lm-evaluation-harness', 'other'],
    ],
    [
      'the version of the task',
      { results_: [/"gsm8k_cot_zeroshot": 3.0/, '"gsm8k_cot_zeroshot": 4.0'] },
      ['task_version', { gsm8k_cot_zeroshot: 3 }, { gsm8k_cot_zeroshot: 4 }],
    ],
    [
      'the system prompt',
      { results_: [/"system_instruction_sha": null/, '"system_instruction_sha": "x"'] },
      ['system_instruction', { sha: null }, { sha: 'x' }],
    ],
  ])('that differ in %s are not', async (_, changes, difference) => {
    const found = compare(await readEvalResults(GENERATIVE), await changed(GENERATIVE, changes));
    expect(differing(found)).toContainEqual(difference);
    expect(found.comparable).toBe(false);
    expect(
      found.differences.every(({ why }) => why !== '' && !why.includes('may change what is measured')),
    ).toBe(true);
  });

  it('that differ in documents or prompts are not', async () => {
    const other = await changed(GENERATIVE, {
      results_: [/"task_hashes": \{\s*"gsm8k_cot_zeroshot": "./, '"task_hashes": {"gsm8k_cot_zeroshot": "_'],
    });
    expect(compare(await readEvalResults(GENERATIVE), other).differences).toMatchObject([
      { field: 'task_hash', why: 'documents, prompts or targets have changed' },
    ]);
  });

  it('that differ in the adapter are not', async () => {
    const reuse: [RegExp, string] = [/reuse_cached_responses: true/, 'reuse_cached_responses: false'];
    const found = compare(
      await readEvalResults(GENERATIVE),
      await changed(GENERATIVE, { 'results.yml': reuse }),
    );
    expect(found.differences).toMatchObject([{ field: 'adapter' }]);
    const quiet = await changed(GENERATIVE, {
      'results.yml': [/max_saved_requests: 5/, 'max_saved_requests: 9'],
    });
    expect(compare(await readEvalResults(GENERATIVE), quiet).comparable).toBe(true);
  });

  it('of different limits and evaluators are told apart in recorded runs', async () => {
    expect(differing(compare(await recorded('baseline'), await recorded('limit-10')))).toEqual([
      ['sample_limit', null, 10],
    ]);
    const found = compare(await recorded('baseline'), await recorded('evaluator-0.2.8'));
    expect(differing(found)).toEqual([
      ['evaluator_version', '0.2.5', '0.2.8'],
      ['image', 'localhost/a-eval:1', 'localhost/a-eval:2'],
    ]);
  });

  it('that differ in the judge are not', async () => {
    const mgsm = path.join(FIXTURES, 'harness/simple-evals-mgsm-languages');
    const found = compare(
      await readEvalResults(mgsm),
      await changed(mgsm, { 'results.yml': [/model_id: null/, 'model_id: j'] }),
    );
    expect(found.differences).toMatchObject([
      { field: 'judge.model_id', baseline: null, candidate: 'j', why: expect.stringContaining('judge') },
    ]);
  });
});

describe('two snapshots', () => {
  const DIGEST = { digest: `sha256:${'a'.repeat(64)}`, kind: 'repository' };
  const VALUES: Record<string, unknown> = {
    harness: 'h',
    endpoint_type: 'chat',
    image: 'r/h:1',
    expected_digest: null,
    image_digest: DIGEST,
    evaluator_version: '0.2.8',
    tokenizer: null,
    parameters: {},
    extra_parameters: {},
    sample_limit: null,
    effective_parameters: { temperature: 0 },
    adapter: null,
    dataset: null,
    environment: {},
    commands: [null, null],
  };

  function results(values: Record<string, unknown> = {}): EvalResults {
    const fields = Object.fromEntries(
      Object.entries({ ...VALUES, ...values }).map(([name, value]) => [name, { value, hash: '' }]),
    );
    const snapshot: TaskSnapshot = { name: 't', hash: '', fields };
    const benchmark = { name: 't/a', task: 't', taskIndex: 0 } as EvalResults['benchmarks'][number];
    return {
      kind: 'record',
      dir: '',
      tasks: [{ name: 't', index: 0, state: 'success', reasons: [], notes: [], snapshot }],
      benchmarks: [benchmark],
    };
  }

  it('of one setting leave nothing unknown', () => {
    expect(compare(results(), results())).toEqual({ comparable: true, differences: [], unknown: [] });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ image_digest: { ...DIGEST, digest: 'sha256:b' } }, 'image_digest'],
    [{ effective_parameters: { temperature: 1 } }, 'params.temperature'],
    [{ dataset: { files: 'x' } }, 'dataset'],
    [{ adapter: { use_reasoning: true } }, 'adapter'],
    [{ environment: { A: '1' } }, 'environment'],
    [{ commands: ['x', null] }, 'commands'],
  ])('that differ in %j', (values, field) => {
    expect(compare(results(), results(values)).differences.map((found) => found.field)).toEqual([field]);
  });

  it.each<[Record<string, unknown>, Record<string, unknown>, string[], string[]]>([
    // An image that is not known to be equal, and one that is known to be another.
    [{ image_digest: { reason: 'nothing ran' } }, {}, [], ['image_digest']],
    [{ image_digest: { reason: 'gone' } }, { image: 'r/h:2' }, ['image'], []],
    [{ image_digest: { ...DIGEST, kind: 'image-id' } }, {}, [], ['image_digest']],
    [
      { image_digest: { reason: 'gone' }, expected_digest: 'a' },
      { expected_digest: 'b' },
      ['expected_digest'],
      [],
    ],
    // Asked for is compared where one side does not know what ran.
    [
      { effective_parameters: null, parameters: { top_p: 1 } },
      { parameters: { top_p: 0.5 } },
      ['params.top_p'],
      [],
    ],
    [{ effective_parameters: null }, {}, [], []],
    // Files that could not be hashed are not known to be equal.
    [
      { tokenizer: { value: '/t', reason: 'not on this machine' } },
      { tokenizer: { value: '/t', reason: 'not on this machine' } },
      [],
      ['tokenizer'],
    ],
    [{ tokenizer: { value: 'org/t' } }, { tokenizer: { value: 'org/t' } }, [], []],
    // Of one place, and not of one content.
    [{ tokenizer: { files: 'aaa' } }, { tokenizer: { files: 'bbb' } }, ['tokenizer'], []],
    [{ tokenizer: { files: 'aaa' } }, { tokenizer: { files: 'aaa' } }, [], []],
  ])('%j and %j differ in %j and leave %j unknown', (before, after, differences, unknown) => {
    const found = compare(results(before), results(after));
    expect(found.differences.map(({ field }) => field)).toEqual(differences);
    expect(found.unknown.map(({ field }) => field)).toEqual(unknown);
  });

  it('a snapshot and a tree are compared by what both say', async () => {
    const found = compare(results({ harness: 'lm-evaluation-harness' }), await readEvalResults(GENERATIVE));
    expect(found.differences.map(({ field }) => field)).toContain('params.temperature');
    expect(found.unknown.map(({ field }) => field)).toContain('evaluator_version');
  });
});
