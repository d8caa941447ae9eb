import path from 'node:path';
import { readIfThere } from '../results/invocation.js';
import { readTail } from '../results/log-causes.js';
import { readRunConfig } from '../results/request-stats.js';

/** How far a task is, as far as its files tell. */
export interface Progress {
  done: number;
  /** Items in all; absent where nothing tells. */
  total?: number;
}

/** Reads the adapter's progress file, else what the harness's log counts. */
export function readProgress(taskDir: string): Progress | undefined {
  const artifacts = path.join(taskDir, 'artifacts');
  const file = readIfThere(path.join(artifacts, 'progress'))?.trim();
  const requests = file && /^\d+$/.test(file) ? Number(file) : undefined;
  const logged = countInLog(readTail(path.join(taskDir, 'logs', 'client_stdout.log'), 16 * 1024));
  const total = logged?.total ?? readRunConfig(artifacts).limitSamples;
  const done =
    logged?.total !== undefined && (requests ?? 0) > logged.total ? logged.done : (requests ?? logged?.done);
  if (done === undefined) return undefined;
  return total === undefined || done > total ? { done } : { done, total };
}

/** `processed=10 … total=200` (BYOB), or a progress bar's ` 24/200 [` (tqdm); the last one counts. */
function countInLog(log: string): Required<Progress> | undefined {
  const found = [...log.matchAll(/processed=(\d+)\s+total=(\d+)|\s(\d+)\/(\d+) \[/g)].at(-1);
  return found && { done: Number(found[1] ?? found[3]), total: Number(found[2] ?? found[4]) };
}

/** `mmlu  412/1000  41%  7.9/s  ETA 1m15s` */
export function formatProgress(task: string, { done, total }: Progress, elapsedSeconds: number): string {
  const rate = elapsedSeconds > 0 ? done / elapsedSeconds : 0;
  const parts = [task, total === undefined ? `${done} requests` : `${done}/${total}`];
  if (total) parts.push(`${Math.floor((100 * done) / total)}%`);
  if (rate > 0) parts.push(`${rate < 10 ? rate.toFixed(1) : rate.toFixed(0)}/s`);
  if (total && rate > 0) parts.push(`ETA ${formatDuration((total - done) / rate)}`);
  return parts.join('  ');
}

/** 75 → `1m15s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(hours + minutes > 0 ? 2 : 1, '0');
  if (hours > 0) return `${hours}h${String(minutes).padStart(2, '0')}m`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}
