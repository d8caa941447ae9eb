import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One task of an invocation to be written; answers are right (1) or wrong (0), or graded. */
export interface ByobTask {
  name: string;
  answers: readonly number[];
  /** Written as numbers, though all are 0 or 1. */
  graded?: boolean;
  temperature?: number;
  /** Of the prompts, where they differ from the item's number. */
  prompt?: (item: number) => string;
  /** Instead of BYOB's own, which declares other scales. */
  harness?: string;
  /** Written into results.yml instead of the mean. */
  score?: number;
  exitCode?: number;
  /** No per-item file. */
  withoutItems?: boolean;
  stderr?: number | null;
  /** The harness does not say how many items there are. */
  uncounted?: boolean;
  /** Appended to the per-item file as it is. */
  extraRows?: string;
  /** Instead of results.yml. */
  resultsYml?: string;
}

/** Writes an invocation folder of the launcher with BYOB benchmarks, as the evaluator 0.2.5 lays them out. */
export function writeInvocation(parent: string, tasks: readonly ByobTask[]): string {
  const dir = path.join(mkdtempSync(path.join(parent, 'i-')), '20260102_030405-0123456789abcdef');
  for (const [index, task] of tasks.entries())
    writeTask(path.join(dir, `byob_${task.name}.${task.name}.${index}`), task);
  return dir;
}

function writeTask(dir: string, task: ByobTask): void {
  const artifacts = path.join(dir, 'artifacts');
  mkdirSync(path.join(dir, 'logs'), { recursive: true });
  mkdirSync(artifacts, { recursive: true });
  writeFileSync(path.join(dir, 'logs/stage.running'), '2026-01-02T03:04:05Z\n');
  writeFileSync(path.join(dir, 'logs/stage.exit'), `2026-01-02T03:05:05Z ${task.exitCode ?? 0}\n`);
  const { name, answers, graded, temperature = 0, prompt = (item) => `item ${item}` } = task;
  const mean = task.score ?? answers.reduce((sum, one) => sum + one, 0) / answers.length;
  const spread = answers.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (answers.length - 1);
  const stderr = task.stderr === undefined ? Math.sqrt(spread / answers.length) : task.stderr;
  const stats = {
    ...(task.uncounted ? {} : { count: answers.length }),
    ...(stderr === null ? {} : { stderr }),
  };
  const metrics = { 'pass@1': { scores: { correct: { value: mean, stats } } } };
  const config = {
    type: `byob_${name}.${name}`,
    params: { temperature, limit_samples: null, task: name, extra: { dataset: `/opt/${name}.jsonl` } },
  };
  const target = {
    api_endpoint: { model_id: 'm', type: 'chat', url: 'http://127.0.0.1:1/v1/chat/completions' },
  };
  const write = (file: string, content: object): void =>
    writeFileSync(path.join(artifacts, file), JSON.stringify(content));
  write('results.yml', { config, target, results: { tasks: { [name]: { metrics } }, groups: {} } });
  if (task.resultsYml !== undefined) writeFileSync(path.join(artifacts, 'results.yml'), task.resultsYml);
  write('run_config.yml', { framework_name: task.harness ?? `byob_${name}`, config, target });
  if (task.withoutItems) return;
  const rows = answers.map((answer, item) =>
    JSON.stringify({
      sample_id: item,
      prompt: prompt(item),
      response: answer === 1 ? 'right' : 'wrong',
      target: 'right',
      scores: { correct: graded ? answer : answer === 1 },
      status: 'scored',
      error: null,
      metadata: {},
    }),
  );
  writeFileSync(
    path.join(artifacts, 'byob_predictions.jsonl'),
    `${rows.join('\n')}\n${task.extraRows ?? ''}`,
  );
}

/** `length` answers of which the first `wrong` are wrong. */
export function answers(length: number, wrong: number, from = 0): number[] {
  return Array.from({ length }, (_, item) => (item >= from && item < from + wrong ? 0 : 1));
}
