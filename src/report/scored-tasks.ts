import type { EvalResults } from '../results/eval-results.js';
import type { PostedReport } from './redact-report.js';
import type { RunReport } from './result-json.js';

/** What each task scored and why it is not sound: as it was judged, or as it was read where nothing was run. */
export function scoredTasks({ tasks, results }: Pick<RunReport, 'tasks' | 'results'>): PostedReport['tasks'] {
  if (tasks.length > 0 || !results) return tasks;
  return results.tasks.map(({ name, index, state, reasons }) => ({
    task: name,
    state,
    reasons,
    scores: scoresOf(results, index),
  }));
}

function scoresOf({ benchmarks }: EvalResults, index: number): PostedReport['tasks'][number]['scores'] {
  return benchmarks
    .filter(({ taskIndex, role }) => taskIndex === index && role !== 'not-run')
    .map(({ name, task, metric, score, value, stderr, n, isGroup }) => ({
      name,
      task,
      metric,
      score,
      value,
      isGroup,
      ...(stderr === undefined ? {} : { stderr }),
      ...(n === undefined ? {} : { count: n.count }),
    }));
}
