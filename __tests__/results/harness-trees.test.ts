import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readTaskFolders } from '../../src/results/invocation.js';
import { judgeTask, type TaskResult } from '../../src/results/validity.js';

const RECORDED = path.join(import.meta.dirname, '../fixtures/harness');

let invocation: string;
beforeEach(() => {
  invocation = mkdtempSync(path.join(tmpdir(), 'harness-'));
});
afterEach(() => rmSync(invocation, { recursive: true, force: true }));

/** Judges what a real harness left, laid into a task folder whose script ended well. */
async function judge(harness: string, change?: (artifacts: string) => void): Promise<TaskResult> {
  const task = path.join(invocation, `${harness}.0`);
  mkdirSync(path.join(task, 'logs'), { recursive: true });
  writeFileSync(path.join(task, 'logs/stage.running'), '2026-11-24T04:00:00Z\n');
  writeFileSync(path.join(task, 'logs/stage.exit'), '2026-11-24T04:01:00Z 0\n');
  cpSync(path.join(RECORDED, harness), path.join(task, 'artifacts'), { recursive: true });
  change?.(path.join(task, 'artifacts'));
  return judgeTask(readTaskFolders(invocation)[0]!, { allowance: { count: 0 } });
}

describe('trees of real harnesses', () => {
  it('lm-eval: two filters, the task repeated as a group counts once', async () => {
    const result = await judge('lm-eval-generative');
    expect(result).toMatchObject({
      state: 'success',
      notes: [],
      items: { scored: 60, expected: 60, source: 'harness' },
    });
    expect(result.scores.map(({ name, value, isGroup }) => [name, value, isGroup])).toEqual([
      ['gsm8k_cot_zeroshot/exact_match__flexible-extract', 0.6666666666666666, false],
      ['gsm8k_cot_zeroshot/exact_match__strict-match', 0.55, false],
    ]);
    expect(result.scores[0]!.stderr).toBeCloseTo(0.06137, 5);
  });

  it('lm-eval: a group of 57 sub-tasks', async () => {
    const result = await judge('lm-eval-group-57');
    expect(result).toMatchObject({ state: 'success', items: { expected: 57, source: 'harness' } });
    expect(new Set(result.scores.map(({ name }) => name)).size).toBe(result.scores.length);
  });

  it('simple-evals: no count anywhere but the limit', async () => {
    const result = await judge('simple-evals-mmlu_pro');
    expect(result).toMatchObject({ state: 'success', items: { expected: 60, source: 'limit' } });
  });

  it('says that n is unknown where not even a limit tells it', async () => {
    const result = await judge('simple-evals-mmlu_pro', (artifacts) => {
      for (const file of ['results.yml', 'run_config.yml']) removeLimit(path.join(artifacts, file));
    });
    expect(result.state).toBe('success');
    expect(result.items).toBeUndefined();
    expect(result.notes).toEqual([expect.stringContaining('how many samples were scored is not known')]);
  });

  it.each(['bfcl-simple', 'simple-evals-mgsm-languages'])('%s is believed', async (harness) => {
    const result = await judge(harness);
    expect(result).toMatchObject({ state: 'success', reasons: [] });
    expect(result.scores.length).toBeGreaterThan(0);
  });
});

function removeLimit(file: string): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/limit_samples: \d+/, 'limit_samples: null'));
}
