import type { ComparedBenchmark, Comparison } from '../comparison/comparison.js';
import type { RunReport } from './result-json.js';

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** What of a report a post shows. */
export type PostedReport = Pick<
  RunReport,
  'state' | 'verdict' | 'error' | 'candidate' | 'comparison' | 'baseline'
> & {
  /** What each task scored and why it is not sound. */
  tasks: readonly Pick<RunReport['tasks'][number], 'task' | 'state' | 'reasons' | 'scores'>[];
};

/**
 * A report without secrets in whatever text comes from outside. It is done before anything is rendered: escaped or
 * shortened, a secret could no longer be told.
 */
export function redactReport(report: PostedReport, redact: Redact): PostedReport {
  const deep = makeDeep(redact);
  const { state, verdict, error, candidate, comparison, baseline, tasks } = report;
  return {
    state,
    verdict,
    ...(error === undefined ? {} : { error: deep(error) }),
    candidate: deep(candidate),
    ...(comparison ? { comparison: redactComparison(comparison, deep) } : {}),
    ...(baseline ? { baseline: { ...deep(baseline), source: baseline.source } } : {}),
    tasks: tasks.map((task) => ({
      ...task,
      task: deep(task.task),
      reasons: deep(task.reasons),
      scores: task.scores.map((score) => ({ ...score, name: deep(score.name) })),
    })),
  };
}

type Deep = <T>(value: T) => T;

/** Only fields that hold foreign text: a secret that is spelled like a status must not break the report. */
export function redactComparison(comparison: Comparison, deep: Deep): Comparison {
  const { gate } = comparison;
  return {
    ...comparison,
    gate: gate && { ...gate, policy: deep(gate.policy) },
    notes: deep(comparison.notes),
    benchmarks: comparison.benchmarks.map((benchmark) => redactBenchmark(benchmark, deep)),
  };
}

function redactBenchmark(benchmark: ComparedBenchmark, deep: Deep): ComparedBenchmark {
  const { name, task, metric, parent, reasons, examples, differences, unknown } = benchmark;
  return {
    ...benchmark,
    name: deep(name),
    task: deep(task),
    metric: deep(metric),
    ...(parent === undefined ? {} : { parent: deep(parent) }),
    reasons: deep(reasons),
    examples: examples.map((example) => ({ ...deep(example), kind: example.kind })),
    differences: deep(differences),
    unknown: deep(unknown),
  };
}

/** Texts repeat from benchmark to benchmark, and looking for secrets is the dear part. */
export function makeDeep(redact: Redact): Deep {
  const known = new Map<string, string>();
  const text = (value: string): string => {
    const clean = known.get(value) ?? redact(value);
    known.set(value, clean);
    return clean;
  };
  const visit = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(visit);
    if (value instanceof Map) return new Map([...value].map(([key, item]) => [visit(key), visit(item)]));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), visit(item)]));
    return value;
  };
  return visit as Deep;
}
