import type { EvalResults } from '../results/eval-results.js';
import { makeDeep, type Redact, redactComparison, redactReport } from './redact-report.js';
import type { RunReport } from './result-json.js';

/**
 * A report as it may be written into files: without secrets in whatever text comes from outside, names included. Paths of
 * files that are still to be read stay as they are.
 */
export function redactRun(report: RunReport, redact: Redact): RunReport {
  const deep = makeDeep(redact);
  const { tasks, results, search, anchor, trend, legs, leg } = report;
  const { tasks: clean, ...posted } = redactReport(report, redact);
  return {
    ...report,
    ...posted,
    tasks: tasks.map((task, index) => ({ ...task, ...clean[index]!, notes: deep(task.notes) })),
    ...(results ? { results: redactResults(results, deep) } : {}),
    ...(search ? { search: deep(search) } : {}),
    ...(anchor
      ? {
          anchor: {
            facts: { ...deep(anchor.facts), source: anchor.facts.source },
            comparison: redactComparison(anchor.comparison, deep),
          },
        }
      : {}),
    ...(trend ? { trend: deep(trend) } : {}),
    ...(leg ? { leg: deep(leg) } : {}),
    ...(legs ? { legs: legs.map((one) => ({ ...deep(one), state: one.state })) } : {}),
  };
}

function redactResults(results: EvalResults, deep: ReturnType<typeof makeDeep>): EvalResults {
  const { model, tasks, benchmarks } = results;
  return {
    ...results,
    ...(model === undefined ? {} : { model: deep(model) }),
    tasks: tasks.map((task) => ({
      ...task,
      name: deep(task.name),
      ...(task.harness === undefined ? {} : { harness: deep(task.harness) }),
      reasons: deep(task.reasons),
      notes: deep(task.notes),
    })),
    benchmarks: benchmarks.map((benchmark) => ({
      ...benchmark,
      name: deep(benchmark.name),
      task: deep(benchmark.task),
      metric: deep(benchmark.metric),
      score: deep(benchmark.score),
      filter: deep(benchmark.filter),
      ...(benchmark.parent === undefined ? {} : { parent: deep(benchmark.parent) }),
      invalid: deep(benchmark.invalid),
      notes: deep(benchmark.notes),
    })),
  };
}
