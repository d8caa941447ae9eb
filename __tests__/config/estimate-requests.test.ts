import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Estimate, estimateRequests, readWorkload } from '../../src/config/estimate-requests.js';
import { readYaml } from '../../src/config/read-yaml.js';
import { readCatalogue, type Task } from '../../src/config/task-catalogue.js';

const FILE = 'requirements/tasks-0.2.6.json';
const { tasks } = readCatalogue(readFileSync(path.join(import.meta.dirname, '../..', FILE), 'utf8'), FILE);

function task(query: string): Task {
  const found = tasks.find(({ harness, name }) => `${harness}.${name}` === query);
  if (!found) throw new Error(`${query} is missing`);
  return found;
}

const LM = 'lm-evaluation-harness';
const estimate = (query: string, params = '{}'): Estimate =>
  estimateRequests(readWorkload(task(query), readYaml(params, 'params', 'omegaconf').root));
const exactly = (requests: number): Estimate => ({ requests, atMost: false });
const atMost = (requests: number): Estimate => ({ requests, atMost: true });

describe('requests of a whole task', () => {
  it.each([
    [`${LM}.gsm8k`, 1_319],
    [`${LM}.mmlu`, 14_042],
    [`${LM}.mmlu_logits`, 56_168],
    [`${LM}.mmlu_pro`, 12_032],
    [`${LM}.hellaswag`, 40_168],
    [`${LM}.arc_challenge`, 4_687],
    [`${LM}.arc_challenge_chat`, 1_172],
    [`${LM}.winogrande`, 2_534],
    [`${LM}.adlr_winogrande_5_shot`, 2_534],
    [`${LM}.piqa`, 3_676],
    [`${LM}.commonsense_qa`, 6_105],
    [`${LM}.social_iqa`, 5_862],
    [`${LM}.gpqa`, 4_768],
    [`${LM}.bbh_instruct`, 6_511],
    [`${LM}.mgsm`, 2_750],
    [`${LM}.ifeval`, 541],
    [`${LM}.global_mmlu_full_fil`, 56_168],
    [`${LM}.global_mmlu_ar`, 1_600],
    ['simple_evals.AIME_2025', 300],
    ['simple_evals.math_test_500', 500],
    ['simple_evals.gpqa_diamond_aa_v2', 990],
    ['simple_evals.mmlu_fil', 14_042],
    ['simple_evals.mmlu_my-lite', 400],
    ['simple_evals.mmlu_pro', 12_032],
    ['nemo_skills.ns_aime2024', 30],
    ['mtbench.mtbench', 160],
  ])('%s: exactly %i', (query, requests) => {
    expect(estimate(query)).toEqual(exactly(requests));
  });

  it.each([
    ['bigcode-evaluation-harness.humaneval', 3_280],
    ['livecodebench.codegeneration_release_v5', 8_800],
    ['mmath.mmath_ko', 1_496],
    ['AA-LCR.aa_lcr', 300],
  ])('%s: at most %i, as samples may share a request', (query, requests) => {
    expect(estimate(query)).toEqual(atMost(requests));
  });

  it.each([`${LM}.truthfulqa`, `${LM}.adlr_race`, 'hle.hle', 'bfcl.bfclv3', 'simple_evals.mgsm'])(
    '%s: not known',
    (query) => {
      expect(estimate(query)).toEqual({ unknown: `how many items ${query} has is not known` });
    },
  );

  it('is known for no task that the launcher does not list', () => {
    expect(estimateRequests({ task: undefined, limit: 5 })).toEqual({
      unknown: 'the task is none of those that the launcher lists',
    });
  });

  it('is known for so many tasks of each harness', () => {
    const counts: Record<string, number> = {};
    for (const one of tasks) {
      if ('requests' in estimateRequests(readWorkload(one, undefined)))
        counts[one.harness] = (counts[one.harness] ?? 0) + 1;
    }
    expect(counts).toEqual({
      [LM]: 90,
      simple_evals: 83,
      'bigcode-evaluation-harness': 5,
      livecodebench: 6,
      nemo_skills: 8,
      mmath: 10,
      mtbench: 2,
      'AA-LCR': 1,
      vlmevalkit: 4,
    });
  });
});

describe('requests with a limit', () => {
  const limited = (query: string, limit: number | string): Estimate =>
    estimate(query, `{limit_samples: ${limit}}`);

  it('is that of the items, where the task is one list', () => {
    expect(limited(`${LM}.gsm8k`, 20)).toEqual(exactly(20));
    expect(limited(`${LM}.gsm8k`, 5_000)).toEqual(exactly(1_319));
    expect(limited(`${LM}.hellaswag`, 10)).toEqual(exactly(40));
    expect(limited('mtbench.mtbench', 3)).toEqual(exactly(6));
    expect(limited('simple_evals.AIME_2025', 3)).toEqual(exactly(30));
    expect(limited(`${LM}.gsm8k`, 'null')).toEqual(exactly(1_319));
  });

  it('applies to each sub-task of a group', () => {
    expect(limited(`${LM}.mmlu`, 1)).toEqual(exactly(57));
    expect(limited(`${LM}.mmlu_logits`, 100)).toEqual(exactly(57 * 100 * 4));
    expect(limited(`${LM}.mmlu`, 101)).toEqual(atMost(57 * 101));
    expect(limited(`${LM}.mmlu`, 1_000)).toEqual(atMost(14_042));
    expect(limited(`${LM}.global_mmlu_ar`, 1)).toEqual(atMost(24));
  });

  it('is a bound where items differ in their requests', () => {
    expect(limited(`${LM}.arc_challenge`, 10)).toEqual(atMost(50));
    expect(limited(`${LM}.arc_challenge`, 1_000)).toEqual(atMost(4_687));
    expect(limited(`${LM}.arc_challenge`, 1_172)).toEqual(exactly(4_687));
  });

  it('is a share below 1 for lm-evaluation-harness, rounded up in each sub-task', () => {
    expect(limited(`${LM}.gsm8k`, 0.01)).toEqual(exactly(14));
    expect(limited(`${LM}.mmlu`, 0.0001)).toEqual(atMost(58));
    expect(limited('simple_evals.mmlu', 0.5)).toEqual({
      unknown: 'limit_samples is 0.5, and how simple_evals takes that is not known',
    });
  });

  it('is a bound where the size is not known but the way of asking is', () => {
    expect(limited('hle.hle', 7)).toEqual(atMost(7));
    expect(limited('bigcode-evaluation-harness.multiple-go', 7)).toEqual(atMost(35));
    expect(limited('livecodebench.livecodebench_0724_0125', 7)).toEqual(atMost(21));
  });

  it.each([`${LM}.truthfulqa`, 'simple_evals.mgsm', 'tau2_bench.tau2_bench_retail', 'codec.hle'])(
    'tells nothing of %s, which may ask several times for an item',
    (query) => {
      expect(limited(query, 7)).toEqual({
        unknown: `how many requests ${query} sends for each item, or sub-tasks it has, is not known`,
      });
    },
  );

  it.each([0, -1, 2.5, '.nan'])('tells nothing of the limit %s', (limit) => {
    expect(limited(`${LM}.gsm8k`, limit)).toHaveProperty('unknown');
  });

  it('tells nothing where the task takes no limit', () => {
    expect(limited('mteb.fiqa', 5)).toEqual({ unknown: 'mteb.fiqa takes no limit_samples' });
  });
});

describe('what a config changes', () => {
  it('counts its samples', () => {
    expect(estimate('simple_evals.AIME_2025', '{extra: {n_samples: 2}}')).toEqual(exactly(60));
    expect(estimate('nemo_skills.ns_aime2024', '{extra: {num_repeats: 8}}')).toEqual(exactly(240));
    expect(estimate('nemo_skills.ns_aime2024', '{extra: {num_repeats: 0}}')).toEqual(exactly(30));
    expect(estimate('bigcode-evaluation-harness.humaneval', '{extra: {n_samples: 1}}')).toEqual(exactly(164));
    expect(estimate('simple_evals.AIME_2025', '{extra: {n_samples: 0}}')).toHaveProperty('unknown');
    expect(estimate('simple_evals.AIME_2025', '{extra: {n_samples: all}}')).toHaveProperty('unknown');
  });

  it('follows another task of the harness', () => {
    expect(estimate(`${LM}.gsm8k`, '{task: hellaswag}')).toEqual(exactly(40_168));
    expect(estimate(`${LM}.gsm8k`, '{task: "hellaswag,piqa"}')).toHaveProperty('unknown');
    expect(estimate('livecodebench.codegeneration_release_v1', '{task: codeexecution}')).toHaveProperty(
      'unknown',
    );
  });

  it('makes nothing of parameters that only change how a question is put', () => {
    expect(estimate(`${LM}.gsm8k`, '{temperature: 1, extra: {tokenizer: /t, args: null}}')).toEqual(
      exactly(1_319),
    );
  });

  it('tells nothing where a parameter may change what is evaluated', () => {
    expect(estimate(`${LM}.gsm8k`, '{limit_samples: 5, extra: {args: --limit 9}}')).toEqual({
      unknown: 'extra.args may change what lm-evaluation-harness.gsm8k evaluates',
    });
    expect(estimate(`${LM}.gsm8k`, '{limit_samples: "5"}')).toEqual({
      unknown: 'limit_samples may change what lm-evaluation-harness.gsm8k evaluates',
    });
  });
});
