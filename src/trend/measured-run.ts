import { createHash } from 'node:crypto';
import type { Comparison } from '../comparison/comparison.js';
import { canonicalJson } from '../config/canonical-json.js';
import type { Benchmark, EvalResults } from '../results/eval-results.js';
import { readTime, type TrendPoint, type TrendRun } from './trend.js';

/** Enough of a hash to tell settings apart, and little of the file. */
const HASH_LENGTH = 16;

/** The run that measures, as GitHub tells it. */
export interface RunOrigin {
  runId: string;
  attempt: number;
  branch: string;
  sha: string | null;
  /** ISO 8601. */
  createdAt: string | null;
}

/** What is known of the model that was measured. */
export interface MeasuredModel {
  /** `target.api_endpoint.model_id`, or the name it is served under. */
  model?: string | null;
  /** Its weights, where the config deploys them. */
  checkpoint?: string | null;
  sha: string | null;
}

/**
 * Which model a point measured. Two points with one identity are A/A: the same checkpoint under the same name. Where no
 * checkpoint is known the name of a served model says little (weights behind it change), and the commit counts too.
 * @returns undefined knowledge gives null, which equals nothing.
 */
export function identifyModel({ model, checkpoint, sha }: MeasuredModel): string | null {
  const known = (text: string | null | undefined): string | null => (text ? text : null);
  const [name, weights] = [known(model), known(checkpoint)];
  if (weights !== null) return hashOf(['checkpoint', name, weights]);
  return name !== null && sha !== null ? hashOf(['served', name, sha]) : null;
}

/**
 * The run as its trend shows it: the candidate's own scores, never those of its baseline or of a rerun.
 * @param comparison gives the statuses, and says which metric was judged where a policy names another.
 */
export function measureRun(results: EvalResults, origin: RunOrigin, comparison?: Comparison): TrendRun {
  const statuses = new Map(comparison?.benchmarks.map(({ name, status }) => [name, status]));
  const model = modelOf(results, origin.sha);
  const points = new Map<string, TrendPoint>();
  for (const benchmark of results.benchmarks) {
    const judged = statuses.get(benchmark.name) ?? null;
    const isShown = benchmark.role === 'benchmark' && (benchmark.primary || judged !== null);
    if (isShown && !points.has(benchmark.name))
      points.set(benchmark.name, {
        ...pointOf(benchmark),
        attempt: origin.attempt,
        status: isBroken(benchmark, results) ? 'INVALID' : judged,
        snapshot: snapshotOf(benchmark, results),
        model,
      });
  }
  return {
    runId: origin.runId,
    branch: origin.branch,
    sha: origin.sha,
    createdAt: readTime(origin.createdAt),
    points: [...points.values()].sort((a, b) => (a.benchmark < b.benchmark ? -1 : 1)),
  };
}

function pointOf({
  name,
  value,
  stderr,
  n,
}: Benchmark): Pick<TrendPoint, 'benchmark' | 'score' | 'stderr' | 'n'> {
  return {
    benchmark: name,
    score: finite(value),
    stderr: finite(stderr),
    n: finite(n?.count),
  };
}

/** The run's own fault: what was wrong with its baseline only makes no point invalid. */
function isBroken({ invalid, taskIndex }: Benchmark, { tasks }: EvalResults): boolean {
  const task = tasks.find(({ index }) => index === taskIndex);
  return invalid.length > 0 || (task !== undefined && task.state !== 'success');
}

function snapshotOf({ taskIndex }: Benchmark, { tasks }: EvalResults): string | null {
  const hash = tasks.find(({ index }) => index === taskIndex)?.snapshot?.hash;
  return typeof hash === 'string' && /^[0-9a-f]{16,}$/.test(hash) ? hash.slice(0, HASH_LENGTH) : null;
}

function modelOf({ model, snapshot }: EvalResults, sha: string | null): string | null {
  const context = snapshot?.context ?? {};
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return identifyModel({
    model: model ?? text(context['model']),
    checkpoint: text(context['checkpoint']),
    sha,
  });
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

const hashOf = (parts: readonly (string | null)[]): string =>
  createHash('sha256').update(canonicalJson(parts)).digest('hex').slice(0, HASH_LENGTH);
