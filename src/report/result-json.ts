import type { Finding } from '../config/preflight/finding.js';
import type { FinalState, Verdict } from '../outputs.js';
import type { Score } from '../results/results-yml.js';
import type { TaskResult } from '../results/validity.js';

/** What a run came to, as far as it came. */
export interface RunReport {
  state: FinalState;
  verdict: Verdict;
  /** One line, where something went wrong. */
  error?: string;
  invocation?: { id: string; executor: 'local'; launcherVersion: string; attempt: number };
  candidate: { model?: string; sha: string; ref: string; runId: string; snapshotHash?: string };
  tasks: TaskResult[];
  /** What preflight found. */
  findings: readonly Finding[];
}

/**
 * `result.json` of schema version 1 (schema/result.v1.schema.json). Without a comparison, baseline, gate and
 * comparable are null.
 */
export function buildResultJson(report: RunReport): Record<string, unknown> {
  const { invocation, candidate } = report;
  return {
    schema_version: 1,
    state: report.state,
    verdict: report.verdict,
    error: report.error ?? null,
    gate: null,
    invocation: invocation
      ? {
          id: invocation.id,
          executor: invocation.executor,
          launcher_version: invocation.launcherVersion,
          attempt: invocation.attempt,
        }
      : null,
    candidate: {
      model: candidate.model ?? null,
      sha: candidate.sha,
      ref: candidate.ref,
      run_id: candidate.runId,
      snapshot_hash: candidate.snapshotHash ?? null,
    },
    preflight: report.findings.map(({ id, severity, message, recovery }) => ({
      id,
      severity,
      message,
      recovery,
    })),
    baseline: null,
    comparable: null,
    benchmarks: report.tasks.flatMap((task) => task.scores.map((score) => benchmark(task, score))),
    tasks: report.tasks.map(({ task, index, state, runtimeSeconds, items, notes }) => ({
      task,
      index,
      state,
      runtime_seconds: runtimeSeconds ?? null,
      items: items ?? null,
      notes,
    })),
    invalid: report.tasks
      .filter(({ state }) => state !== 'success')
      .map(({ task, index, state, reasons }) => ({ task, index, state, reasons })),
  };
}

function benchmark(task: TaskResult, score: Score): Record<string, unknown> {
  const valid = task.state === 'success';
  return {
    name: score.name,
    task: task.task,
    metric: score.metric,
    score: Number.isFinite(score.value) ? score.value : null,
    stderr: score.stderr ?? null,
    n: score.count ?? task.items?.scored ?? null,
    is_group: score.isGroup,
    unconfirmed: task.unconfirmed,
    status: valid ? 'NEW' : 'INVALID',
    reasons: valid ? [] : task.reasons,
  };
}
