import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findTask, type TaskAnswer } from '../../src/config/find-task.js';
import { readCatalogue } from '../../src/config/task-catalogue.js';

const FILE = 'requirements/tasks-0.2.6.json';
const catalogue = readCatalogue(readFileSync(path.join(import.meta.dirname, '../..', FILE), 'utf8'), FILE);
const find = (query: string, container?: string): TaskAnswer => findTask(catalogue, query, container);

describe('finding a task', () => {
  it('takes names that only one harness has, and spelled out names', () => {
    expect(find('gsm8k')).toMatchObject({
      kind: 'found',
      task: { name: 'gsm8k', harness: 'lm-evaluation-harness', endpoints: ['completions'] },
    });
    expect(find('simple_evals.mmlu')).toMatchObject({
      kind: 'found',
      task: { name: 'mmlu', harness: 'simple_evals', endpoints: ['chat'] },
    });
  });

  it('spells out the names of a task that several harnesses have', () => {
    expect(find('mmlu')).toEqual({
      kind: 'ambiguous',
      choices: ['lm-evaluation-harness.mmlu', 'simple_evals.mmlu'],
    });
    const ambiguous = new Set(
      catalogue.tasks.map(({ name }) => name).filter((name) => find(name).kind === 'ambiguous'),
    );
    expect([...ambiguous].sort()).toEqual(
      'gpqa_diamond hle humaneval humaneval_instruct humanevalplus ifbench ifeval mgsm mmlu mmlu_pro scicode'.split(
        ' ',
      ),
    );
  });

  it('knows the image of a harness whose task it does not know', () => {
    expect(find('simple_evals.mmlu_pr0')).toEqual({
      kind: 'unlisted',
      harness: 'simple_evals',
      name: 'mmlu_pr0',
      container: 'nvcr.io/nvidia/eval-factory/simple-evals:26.03',
      because: 'unknown task of a known harness',
      needsTrust: true,
      suggestion: 'simple_evals.mmlu_pro',
    });
    expect(find('hle.zzzzzzzzzzzz')).not.toHaveProperty('suggestion');
  });

  it("leaves a task with an image of the user's own to that image", () => {
    expect(find('byob_arith.arith', 'localhost/arith:1')).toEqual({
      kind: 'unlisted',
      harness: 'byob_arith',
      name: 'arith',
      container: 'localhost/arith:1',
      because: 'own container',
      needsTrust: true,
    });
    expect(find('mmlu', 'r/x:1')).toMatchObject({ kind: 'unlisted', harness: '', name: 'mmlu' });
    expect(find('arith', '/images/arith.sqsh')).toMatchObject({ kind: 'unlisted', needsTrust: false });
    expect(find('gsm8k', '')).toMatchObject({ kind: 'found' });
  });

  it("knows the task that a harness's own image has", () => {
    expect(find('mmlu', 'nvcr.io/nvidia/eval-factory/simple-evals:26.03')).toMatchObject({
      kind: 'unlisted',
      harness: '',
      known: { name: 'mmlu', harness: 'simple_evals' },
    });
    expect(find('mmlu', 'nvcr.io/nvidia/eval-factory/simple-evals:25.11')).not.toHaveProperty('known');
  });

  it.each([
    ['gsm8', { because: 'name', suggestion: 'gsm8k' }],
    ['GSM8K', { because: 'name', suggestion: 'gsm8k' }],
    ['lm-evaluation-harnes.mmlu', { because: 'harness', suggestion: 'lm-evaluation-harness.mmlu' }],
    ['simple_evals.mmlu.x', { because: 'dots', suggestion: 'simple_evals.mmlu' }],
    ['nothing_like_any_of_them', { because: 'name' }],
    ['', { because: 'name' }],
    ['.', { because: 'name' }],
    ['toString', { because: 'name' }],
  ])('does not know %j', (query, answer) => {
    expect(find(query)).toEqual({ kind: 'unknown', ...answer });
  });

  it('knows no image for a name with two dots', () => {
    expect(find('a.b.c', 'r/x:1')).toMatchObject({ kind: 'unknown', because: 'dots' });
  });
});
