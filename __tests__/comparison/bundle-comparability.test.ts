import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Comparability, compareSettings } from '../../src/comparison/comparability.js';
import type { EvalResults } from '../../src/results/eval-results.js';
import { readBundleResults } from '../../src/results/read-bundle-results.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { tempDir } from '../temp-dir.js';
import { FIXTURES } from './case-folder.js';

const dir = tempDir();
const GENUINE = path.join(FIXTURES, 'genuine-030-binary');

type Change = (bundle: { config: Record<string, unknown>; [key: string]: unknown }) => void;

/** A genuine bundle with changes to it. */
function changed(name: string, ...changes: Change[]): Promise<EvalResults> {
  const folder = path.join(dir.path, name);
  cpSync(path.join(GENUINE, 'baseline', 'arithmetic'), folder, { recursive: true });
  const file = path.join(folder, readdirSync(folder).find((entry) => entry.startsWith('eval-'))!);
  const bundle = JSON.parse(readFileSync(file, 'utf8'));
  for (const change of changes) change(bundle);
  writeFileSync(file, JSON.stringify(bundle));
  return readBundleResults({ path: folder, name });
}
const config =
  (more: Record<string, unknown>): Change =>
  (bundle) => {
    Object.assign(bundle.config, more);
  };
const compare = (baseline: EvalResults, candidate: EvalResults): Comparability =>
  compareSettings(
    { results: baseline, benchmark: baseline.benchmarks[0]! },
    { results: candidate, benchmark: candidate.benchmarks[0]! },
  );
const differing = ({ differences }: Comparability): unknown[] =>
  differences.map(({ field, baseline, candidate }) => [field, baseline, candidate]);

describe('two bundles', () => {
  it('that nel eval run wrote of two models are comparable, but for what no bundle says', async () => {
    const sides = await Promise.all(
      ['baseline', 'candidate'].map((name) => readBundleResults({ path: path.join(GENUINE, name), name })),
    );
    const found = compare(sides[0]!, sides[1]!);
    expect([found.differences, found.comparable]).toEqual([[], true]);
    expect(found.unknown).toEqual(
      ['adapter', 'dataset', 'endpoint_type', 'params', 'system_instruction'].map((field) => ({
        field,
        reason: 'baseline: does not say; candidate: does not say',
      })),
    );
  });

  it('may differ in run, time, model, place, scorers and what stands in for a secret', async () => {
    const other = await changed(
      'other',
      (bundle) =>
        Object.assign(bundle, {
          run_id: 'r',
          timestamp: '2027-01-01',
          config_hash: 'sha256:1',
          n_results: 1,
        }),
      config({
        ...{ model: 'm', base_url: 'http://h:1', model_url: 'http://h:2', scorers: ['f1'], api_key: 'k1' },
        ...{ output_dir: '/b', session_id: 's', headers: { a: 'b' }, env_vars: { A: '1' }, parallelism: 9 },
        shard_range: null,
        _sandbox_config: "container_env={'A': 'type=docker image=x'} concurrency=9 type='none' timeout=1.0",
      }),
    );
    const found = compare(await changed('base'), other);
    expect(found.differences).toEqual([]);
    expect(JSON.stringify(found)).not.toMatch(/k1|http|docker/);
  });

  it.each<[string, Change, unknown[]]>([
    [
      'their version',
      (bundle) => Object.assign(bundle, { sdk_version: '0.4.0' }),
      ['evaluator_version', '0.3.0', '0.4.0'],
    ],
    ['the limit', config({ max_problems: 20 }), ['sample_limit', null, 20]],
    ['repeats', config({ repeats: 3 }), ['repeats', 1, 3]],
    [
      'the size of the data set',
      config({ shuffle: { seed: 42, ds_full_size: 61 } }),
      ['dataset_size', 60, 61],
    ],
    ['the shard', config({ shard_range: [0, 30] }), ['sample_range', null, [0, 30]]],
    [
      'the sandbox',
      config({
        _sandbox_config: "type='docker' image='i:1' container_env={'TOKEN': 'image=hidden'} memory='4g'",
      }),
      ['sandbox', 'none', { type: 'docker', image: 'i:1', memory: '4g' }],
    ],
  ])('differ in %s', async (_, change, expected) => {
    const found = compare(await changed('base'), await changed('other', change));
    expect(differing(found)).toEqual([expected]);
    expect(found.comparable).toBe(false);
    expect(found.differences[0]!.why).not.toBe('it may change what is measured');
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>, unknown[]]>([
    ['temperature', { temperature: 0 }, { temperature: 0.7 }, ['params.temperature', 0, 0.7]],
    [
      'what a service generates with',
      { generation: { top_p: 1 } },
      { generation: { top_p: 0.9 } },
      ['params.top_p', 1, 0.9],
    ],
    [
      'the system prompt',
      { system_prompt: 'Be brief.' },
      { system_prompt: null },
      ['system_instruction', { sha: expect.stringMatching(/^[0-9a-f]{16}$/) }, { sha: null }],
    ],
    [
      'the endpoint',
      { protocol: 'chat_completions' },
      { protocol: 'completions' },
      ['endpoint_type', 'chat_completions', 'completions'],
    ],
    ['the data set', { dataset: 'hub/a' }, { dataset: 'hub/b' }, ['dataset', 'hub/a', 'hub/b']],
    ['anything else', { solver: { steps: 3 } }, { solver: { steps: 4 } }, ['config.solver.steps', 3, 4]],
    [
      'the order, where a limit selects by it',
      { max_problems: 20, shuffle: { seed: 1, applied: true } },
      { max_problems: 20, shuffle: { seed: 2, applied: true } },
      ['shuffle_seed', 1, 2],
    ],
  ])('differ in %s where they say it', async (_, before, after, expected) => {
    const found = compare(await changed('base', config(before)), await changed('other', config(after)));
    expect(differing(found)).toEqual([expected]);
    const field = String(expected[0]);
    expect(found.unknown.map((unknown) => unknown.field)).not.toContain(field.split('.')[0]);
  });

  it('do not differ in an order that selects nothing, nor in where files lie', async () => {
    const before = config({
      shuffle: { seed: 1, applied: true, ds_full_size: 60 },
      dataset: '/a/data.jsonl',
    });
    const after = config({ shuffle: { seed: 2, applied: true, ds_full_size: 60 }, dataset: '/b/data.jsonl' });
    const found = compare(await changed('base', before), await changed('other', after));
    expect(found.differences).toEqual([]);
    expect(found.unknown.find(({ field }) => field === 'dataset')!.reason).toContain(
      'what lies at /a/data.jsonl is not known',
    );
  });

  it('of which one says something leave it unknown', async () => {
    const found = compare(
      await changed('base'),
      await changed('other', config({ temperature: 0.7, protocol: 'completions', note: 'x' })),
    );
    expect(found.differences).toEqual([]);
    expect(found.unknown.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['config.note', 'endpoint_type', 'params']),
    );
  });

  it('that were converted from a harness are asked for its image', async () => {
    const converted = config({ framework: 'container', image: 'i:1' });
    const same = compare(await changed('base', converted), await changed('same', converted));
    expect(same.differences).toEqual([]);
    expect(same.unknown.map(({ field }) => field)).toContain('image_digest');
    const other = await changed('other', config({ framework: 'container', image: 'i:2' }));
    expect(differing(compare(await changed('base2', converted), other))).toEqual([['image', 'i:1', 'i:2']]);
  });
});

it('a bundle and a result tree of 0.2 are asked for what trees say', async () => {
  const tree = await readEvalResults(path.join(FIXTURES, '..', 'harness', 'lm-eval-generative'));
  const found = compare(tree, await changed('bundle'));
  expect(differing(found)).toEqual([['sample_limit', 60, null]]);
  expect(found.unknown.map(({ field }) => field)).toEqual(
    expect.arrayContaining(['harness', 'image_digest', 'params', 'tokenizer']),
  );
});
