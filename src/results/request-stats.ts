import path from 'node:path';
import { parse } from 'yaml';
import { readIfThere, type TaskFolder } from './invocation.js';

/** What the evaluator's adapter counted (eval_factory_metrics.json); absent where no answer arrived. */
export interface RequestStats {
  count: number;
  successful: number;
  /** Answers by HTTP status. Retries count too. */
  statusCodes: Map<string, number>;
  runtimeSeconds?: number;
}

export function readRequestStats(artifactsDir: string): RequestStats | undefined {
  const text = readIfThere(path.join(artifactsDir, 'eval_factory_metrics.json'));
  if (text === undefined) return undefined;
  let file: { response_stats?: Record<string, unknown>; evaluation?: Record<string, unknown> };
  try {
    file = JSON.parse(text);
  } catch {
    return undefined;
  }
  const runtime = file?.evaluation?.['runtime_seconds'];
  const stats = file?.response_stats;
  const codes = Object.entries((stats?.['status_codes'] as Record<string, unknown> | undefined) ?? {});
  return {
    count: numberOr(stats?.['count'], 0),
    successful: numberOr(stats?.['successful_count'], 0),
    statusCodes: new Map(codes.map(([code, count]) => [code, numberOr(count, 0)])),
    ...(typeof runtime === 'number' ? { runtimeSeconds: runtime } : {}),
  };
}

/** How long a task ran: as the evaluator measured it, else from the start of its container to its end. */
export function secondsRun(
  { startedAt = '', endedAt = '' }: Pick<TaskFolder, 'startedAt' | 'endedAt'>,
  stats: RequestStats | undefined,
): { runtimeSeconds?: number } {
  const seconds = stats?.runtimeSeconds ?? (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? { runtimeSeconds: seconds } : {};
}

/** What the harness was asked to do (run_config.yml): the limit, and whether the adapter counts requests. */
export interface RunConfig {
  limitSamples?: number;
  countsRequests: boolean;
}

export function readRunConfig(artifactsDir: string): RunConfig {
  const text = readIfThere(path.join(artifactsDir, 'run_config.yml'));
  try {
    const file = parse(text ?? '', { version: '1.1', logLevel: 'silent' });
    const limit = file?.config?.params?.limit_samples;
    const interceptors: unknown = file?.target?.api_endpoint?.adapter_config?.interceptors;
    const counting =
      Array.isArray(interceptors) &&
      interceptors.some((item) => item?.name === 'response_stats' && item?.enabled !== false);
    return { countsRequests: counting, ...(typeof limit === 'number' ? { limitSamples: limit } : {}) };
  } catch {
    return { countsRequests: false };
  }
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}
