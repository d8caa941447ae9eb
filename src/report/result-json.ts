import type { BaselineFacts, Comparison } from '../comparison/comparison.js';
import type { Finding } from '../config/preflight/finding.js';
import type { RecordedLeg } from '../leg.js';
import type { ExecutorName, FinalState, Verdict } from '../outputs.js';
import type { EvalResults } from '../results/eval-results.js';
import type { TaskResult } from '../results/validity.js';
import { anchorEntry } from './anchor/anchor.js';
import type { AroundComparison } from './around-comparison.js';
import {
  benchmarkEntry,
  comparedEntry,
  type OwnTask,
  oneLine,
  oneLineEach,
  scoreEntry,
} from './benchmark-json.js';
import { type Json, toJsonValue } from './json-value.js';

/**
 * Why a run was compared with nothing: `asked` to be; `first`, as there is no record yet; `unknown`, as none could be looked
 * for, or those that are there do not serve. The last is no baseline for others either.
 */
export type NoBaseline = 'asked' | 'first' | 'unknown';

/** What a run came to, as far as it came. */
export interface RunReport extends AroundComparison {
  state: FinalState;
  verdict: Verdict;
  /** One line, where something went wrong. */
  error?: string;
  invocation?: { id: string; executor: ExecutorName; launcherVersion: string; attempt: number };
  /** The leg of a matrix that this run is. */
  leg?: RecordedLeg;
  /** The legs that this result was merged of, those included that are missing. */
  legs?: readonly MergedLeg[];
  /** Null: a folder that was compared does not tell. */
  candidate: {
    model?: string;
    sha: string | null;
    ref: string | null;
    runId: string | null;
    snapshotHash?: string;
  };
  tasks: TaskResult[];
  /** What preflight found. */
  findings: readonly Finding[];
  /** What was read of this run. Without it, `tasks` alone say what was scored. */
  results?: EvalResults;
  comparison?: Comparison;
  baseline?: BaselineFacts;
  noBaseline?: NoBaseline;
}

/** A leg as it went into a merged result. */
export interface MergedLeg {
  key: string;
  /** Of its own run; `missing` where it left no record. */
  state: FinalState | 'missing';
  attempt?: number;
  /** Of the artifact that its record was read from. */
  artifact?: string;
  model?: string;
  /** Why it is missing or proves nothing, one line. */
  reason?: string;
}

/**
 * `result.json` of schema version 1 (schema/result.v1.schema.json). All keys are there on every path and in the same
 * order; what is not known is null. A record with this file reads back as `report.results` (src/results/read-record.ts).
 */
export function buildResultJson(report: RunReport): Record<string, Json> {
  const { invocation, leg, legs, candidate, comparison, baseline } = report;
  const tasks = tasksOf(report);
  const result = {
    schema_version: 1,
    state: report.state,
    verdict: report.verdict,
    error: report.error === undefined ? null : oneLine(report.error),
    gate: comparison?.gate
      ? { verdict: comparison.gate.verdict, mode: comparison.gate.mode, policy: comparison.gate.policy }
      : null,
    invocation: invocation
      ? {
          id: invocation.id,
          executor: invocation.executor,
          launcher_version: invocation.launcherVersion,
          attempt: invocation.attempt,
        }
      : null,
    leg: leg
      ? { key: leg.key, slug: leg.slug, index: leg.index, total: leg.total, attempt: leg.attempt }
      : null,
    legs: legs ? legs.map(describeLeg) : null,
    candidate: {
      model: candidate.model,
      sha: candidate.sha,
      ref: candidate.ref,
      run_id: candidate.runId,
      snapshot_hash: candidate.snapshotHash,
    },
    preflight: report.findings.map(({ id, severity, message, recovery }) => ({
      id,
      severity,
      message,
      recovery,
    })),
    baseline: baseline
      ? {
          source: baseline.source,
          name: baseline.name,
          model: baseline.model,
          sha: baseline.sha,
          ref: baseline.ref,
          run_id: baseline.runId,
          age_days: baseline.ageDays,
        }
      : null,
    no_baseline: report.noBaseline,
    anchor: report.anchor ? anchorEntry(report.anchor) : null,
    comparable: comparison ? comparability(comparison) : null,
    mean_change: comparison?.meanChange ? meanChange(comparison.meanChange) : null,
    false_fail_rate: comparison?.falseFailRate,
    items: comparison ? { compared: comparison.items.compared, changed: comparison.items.changed } : null,
    notes: oneLineEach(comparison?.notes ?? []),
    benchmarks: benchmarksOf(report, tasks),
    tasks: tasks.map((task) => ({
      task: task.task,
      index: task.index,
      state: task.state,
      harness: task.harness,
      runtime_seconds: task.runtimeSeconds,
      items: task.items
        ? {
            scored: task.items.scored,
            expected: task.items.expected,
            failed: task.items.failed,
            source: task.items.source,
          }
        : null,
      notes: oneLineEach(task.notes),
    })),
    invalid: tasks
      .filter(({ state }) => state !== 'success')
      .map(({ task, index, state, reasons }) => ({ task, index, state, reasons: oneLineEach(reasons) })),
  };
  return toJsonValue(result) as Record<string, Json>;
}

function describeLeg({ key, state, attempt, artifact, model, reason }: MergedLeg): object {
  return { key, state, attempt, artifact, model, reason: reason === undefined ? null : oneLine(reason) };
}

type ReportedTask = OwnTask & Pick<TaskResult, 'notes' | 'items' | 'runtimeSeconds'> & { harness?: string };

/** The tasks that were judged as they ended, with what was read of them; those that were only read, after them. */
function tasksOf({ tasks, results }: RunReport): ReportedTask[] {
  const read = results?.tasks ?? [];
  const judged = tasks.map((task): ReportedTask => {
    const harness = read.find((other) => other.index === task.index && other.name === task.task)?.harness;
    return { ...task, ...(harness === undefined ? {} : { harness }) };
  });
  const others = read
    .filter((task) => !isAmong(judged, task.name, task.index))
    .map(({ name, index, state, reasons, notes, harness, runtimeSeconds }) => ({
      task: name,
      index,
      state,
      reasons,
      notes,
      unconfirmed: false,
      ...(harness === undefined ? {} : { harness }),
      ...(runtimeSeconds === undefined ? {} : { runtimeSeconds }),
    }));
  return [...judged, ...others];
}

const isAmong = (tasks: readonly OwnTask[], name: string, index: number): boolean =>
  tasks.some((task) => task.task === name && task.index === index);

function benchmarksOf({ tasks, results, comparison }: RunReport, all: readonly ReportedTask[]): object[] {
  if (comparison) {
    const read = new Map(results?.benchmarks.map((benchmark) => [benchmark.name, benchmark]));
    return comparison.benchmarks.map((compared) => {
      const own = all.find(({ task, index }) => task === compared.task && index === compared.taskIndex);
      const found = compared.candidate && read.get(compared.name);
      if (found?.metric === compared.metric || results?.kind !== 'bundles')
        return comparedEntry(compared, own, found?.metric === compared.metric ? found : undefined);
      // Another metric of a bundle than its main one may be judged under the bundle's name.
      const { taskIndex, metric } = compared;
      const other = results.benchmarks.find((one) => one.taskIndex === taskIndex && one.metric === metric);
      return comparedEntry(compared, own, compared.candidate && other);
    });
  }
  if (!results) return tasks.flatMap((task) => task.scores.map((score) => scoreEntry(task, score)));
  return results.benchmarks.map((benchmark) => {
    const read = results.tasks.find(({ index }) => index === benchmark.taskIndex)!;
    return benchmarkEntry(
      benchmark,
      all.find(({ task, index }) => task === read.name && index === read.index)!,
    );
  });
}

function comparability({ benchmarks }: Comparison): object {
  const differences = benchmarks.flatMap(({ name, differences: own }) =>
    own.map(({ field, baseline, candidate, why }) => ({
      benchmark: name,
      field,
      baseline,
      candidate,
      why: oneLine(why),
    })),
  );
  return {
    ok: differences.length === 0 && benchmarks.every(({ status }) => status !== 'NOT_COMPARABLE'),
    differences,
    unknown: benchmarks.flatMap(({ name, unknown }) =>
      unknown.map(({ field, baseline, candidate, reason }) => ({
        benchmark: name,
        field,
        baseline,
        candidate,
        reason: oneLine(reason),
      })),
    ),
  };
}

function meanChange({ delta, ci95, benchmarks }: NonNullable<Comparison['meanChange']>): object {
  return { delta, ci95: ci95?.every(Number.isFinite) ? ci95 : null, benchmarks };
}
