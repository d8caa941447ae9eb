import type { ComparedBenchmark } from '../../comparison/comparison.js';
import { toScoreSide, uncompared } from '../../comparison/comparison.js';
import { faultsOf } from '../../comparison/fault.js';
import type { FinalState } from '../../outputs.js';
import type { Benchmark } from '../../results/eval-results.js';
import type { TaskResult } from '../../results/validity.js';
import { renderHeadline } from '../comparison/headline.js';
import type { RunReport } from '../result-json.js';
import type { HtmlExtras, HtmlReport, HtmlTask } from './html-report.js';

/** Of a run that was not compared, or whose end says more than the comparison. */
const HEADLINES: Record<FinalState, string> = {
  success: 'Evaluated, and compared with nothing',
  invalid: 'The results prove nothing',
  failed: 'The evaluation failed',
  killed: 'The evaluation was killed',
  timeout: 'The evaluation ran past its time limit',
  cancelled: 'The evaluation was cancelled',
  submitted: 'Submitted: a later run collects the results',
  'dry-run': 'Dry run: nothing was launched',
  'config-error': 'Configuration error: nothing was launched',
  'infrastructure-error': 'The runner lacks something',
};

/** What the HTML report shows of a run, or of a comparison of two folders. */
export function describeForHtml(report: RunReport, extras: HtmlExtras): HtmlReport {
  const { comparison, baseline, candidate, invocation, error } = report;
  const { model, sha, ref, runId } = candidate;
  return {
    ...extras,
    state: report.state,
    verdict: report.verdict,
    headline: headlineOf(report),
    ...(error === undefined ? {} : { error }),
    candidate: {
      ...(model === undefined ? {} : { model }),
      ...(sha === null ? {} : { sha }),
      ...(ref === null ? {} : { ref }),
      ...(runId === null ? {} : { runId }),
    },
    baseline: baseline ?? null,
    ...(invocation ? { invocation: { id: invocation.id, launcherVersion: invocation.launcherVersion } } : {}),
    comparison: comparison ?? null,
    benchmarks: comparison?.benchmarks ?? scoresAlone(report),
    tasks: tasksOf(report),
    findings: report.findings,
  };
}

/** The comparison's own line, without its icon; the run's end where the comparison does not decide. */
function headlineOf({ comparison, verdict, state }: RunReport): string {
  if (!comparison || comparison.verdict !== verdict) return HEADLINES[state];
  const line = renderHeadline(comparison);
  return line.slice(line.indexOf(': ') + 2);
}

function tasksOf({ tasks, results }: RunReport): HtmlTask[] {
  const others = (results?.tasks ?? [])
    .filter(({ name, index }) => !tasks.some((task) => task.task === name && task.index === index))
    .map(({ name, state, reasons, notes }) => ({ task: name, state, reasons, notes }));
  return [...tasks, ...others]
    .filter(({ state, notes }) => state !== 'success' || notes.length > 0)
    .map(({ task, state, reasons, notes }) => ({ task, state, reasons, notes }));
}

function scoresAlone({ results, tasks }: RunReport): ComparedBenchmark[] {
  if (!results) return tasks.flatMap(scoresOfTask);
  return results.benchmarks.map((benchmark) => {
    const task = results.tasks.find(({ index }) => index === benchmark.taskIndex);
    return alone(benchmark, task?.name ?? benchmark.task, task?.state === 'success' ? [] : task?.reasons);
  });
}

function alone(benchmark: Benchmark, task: string, doubts: readonly string[] = []): ComparedBenchmark {
  const reasons = [...new Set([...doubts, ...benchmark.invalid])];
  const { name, taskIndex, metric, role, primary, isGroup, parent, scale, direction, kind } = benchmark;
  return {
    ...{ name, task, taskIndex, metric, role, primary, isGroup, scale, direction, kind },
    ...(parent === undefined ? {} : { parent }),
    ...uncompared(),
    status: reasons.length > 0 ? 'INVALID' : primary ? 'NEW' : null,
    reasons,
    candidate: toScoreSide(benchmark),
    invalid: faultsOf('candidate', reasons),
  };
}

function scoresOfTask(task: TaskResult): ComparedBenchmark[] {
  return task.scores.map(({ name, metric, value, stderr, count, isGroup }) => ({
    ...{ name, task: task.task, taskIndex: task.index, metric, isGroup },
    ...{ role: 'benchmark', primary: true, scale: 'unknown', direction: 'unknown', kind: 'unknown' },
    ...uncompared(),
    status: task.state === 'success' ? 'NEW' : 'INVALID',
    reasons: task.state === 'success' ? [] : [...task.reasons],
    invalid: task.state === 'success' ? [] : faultsOf('candidate', task.reasons),
    candidate: {
      score: Number.isFinite(value) ? value : null,
      ...(stderr === undefined ? {} : { stderr }),
      ...(count === undefined ? {} : { n: { count, source: 'stats' } }),
      repeats: 1,
    },
  }));
}
