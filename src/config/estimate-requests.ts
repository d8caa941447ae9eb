import { type Benchmark, findBenchmark } from './benchmark-sizes.js';
import type { Task } from './task-catalogue.js';
import { type ConfigMap, type ConfigValue, isMap } from './value.js';

/** How much of a task is evaluated. */
export interface Workload {
  /** Undefined for a task that the catalogue does not have. */
  task: Task | undefined;
  /** The harness's name of what is evaluated, where the config names another than the task does. */
  evaluates?: string;
  /** `limit_samples`; undefined for all items. */
  limit?: number;
  /** Samples per item; undefined for the harness's default. */
  samples?: number;
  /** A parameter that may change what is evaluated, such as `extra.args`: there is no telling then. */
  altered?: string;
}

/** Requests to the evaluated endpoint: judges and retries are not counted, nor is what a cache answers. */
export type Estimate = { requests: number; atMost: boolean } | { unknown: string };

/** Parameters below `extra` that leave the number of requests as it is. */
const HARMLESS = new Set(
  [
    'tokenizer tokenizer_backend tokenized_requests num_fewshot do_sample seed judge judge_support server_type',
    'add_system_prompt support_system_role system_message system_prompt prompt_config use_sandbox',
    'num_process_evaluate cache_batch_size skip_data_dir_check',
  ].flatMap((names) => names.split(' ')),
);

/** Harnesses that send each sample as a request of its own; others may ask for several in one. */
const SEPARATE_SAMPLES = ['simple_evals', 'nemo_skills'];

/** Harnesses whose tasks are single lists of items with at most one request for each sample. */
const ONE_REQUEST =
  'simple_evals bigcode-evaluation-harness livecodebench mmath AA-LCR hle ifbench vlmevalkit'.split(' ');
/** Limited for each language, as far as can be told. */
const GROUPS = ['simple_evals.mgsm'];

/**
 * What a task's parameters make of its workload.
 * @param params `config.params` of the task's merged `nemo_evaluator_config`: what the config sets, without the
 *   launcher's defaults.
 */
export function readWorkload(task: Task | undefined, params: ConfigMap | undefined): Workload {
  const given = params ?? new Map<string, ConfigValue>();
  const extra = given.get('extra');
  const extras = isMap(extra) ? extra : new Map<string, ConfigValue>();
  const evaluates = given.get('task');
  const limit = given.has('limit_samples') ? given.get('limit_samples') : task?.limitSamples;
  const key = task?.samples?.key;
  const samples = key !== undefined && extras.has(key) ? extras.get(key) : task?.samples?.value;
  return {
    task,
    ...(typeof evaluates === 'string' && evaluates !== task?.evaluates && { evaluates }),
    ...(isNumber(limit) && { limit: Number(limit) }),
    ...(isNumber(samples) && { samples: Number(samples) }),
    ...findAltered(given, extras, key),
  };
}

function isNumber(value: ConfigValue | undefined): value is number | bigint {
  return typeof value === 'bigint' || typeof value === 'number';
}

/** The first parameter that may change the number of requests in a way that is not known. */
function findAltered(
  params: ConfigMap,
  extras: ConfigMap,
  samplesKey: string | undefined,
): { altered?: string } {
  const isOdd = (value: ConfigValue | undefined): boolean => value !== null && !isNumber(value);
  if (params.has('limit_samples') && isOdd(params.get('limit_samples'))) return { altered: 'limit_samples' };
  const altered = [...extras].find(([key, value]) =>
    key === samplesKey ? isOdd(value) : value !== null && !HARMLESS.has(key),
  );
  return altered ? { altered: `extra.${altered[0]}` } : {};
}

/**
 * How many requests a task sends to the evaluated endpoint. A limit applies to each sub-task of a group, and where
 * it is less than 1, lm-evaluation-harness takes it for a share of the items, rounded up.
 * @returns a count, exact or an upper bound, or why there is none.
 */
export function estimateRequests(workload: Workload): Estimate {
  const { task, limit, altered } = workload;
  if (!task) return { unknown: 'the task is none of those that the launcher lists' };
  const label = `${task.harness}.${task.name}`;
  if (altered) return { unknown: `${altered} may change what ${label} evaluates` };
  if (limit !== undefined && !task.takesLimit) return { unknown: `${label} takes no limit_samples` };
  const isShare = limit !== undefined && limit < 1 && task.harness === 'lm-evaluation-harness';
  if (limit !== undefined && (!(limit > 0) || !(isShare || Number.isInteger(limit))))
    return { unknown: `limit_samples is ${limit}, and how ${task.harness} takes that is not known` };

  const samples = countSamples(workload);
  if (samples === undefined) return { unknown: `the samples per item of ${label} are no positive integer` };
  const separate = samples === 1 || SEPARATE_SAMPLES.includes(task.harness);
  const benchmark = findBenchmark(task, workload.evaluates ?? task.evaluates);
  if (benchmark) {
    const { requests, atMost } = countRequests(benchmark, limit);
    return { requests: requests * samples, atMost: atMost || !separate };
  }
  if (limit === undefined) return { unknown: `how many items ${label} has is not known` };
  if (
    !ONE_REQUEST.includes(task.harness) ||
    GROUPS.includes(`${task.harness}.${workload.evaluates ?? task.evaluates}`)
  )
    return { unknown: `how many requests ${label} sends for each item, or sub-tasks it has, is not known` };
  return { requests: limit * samples, atMost: true };
}

/** NeMo-Skills takes 0 and no number of repeats for one greedy sample. */
function countSamples({ task, samples }: Workload): number | undefined {
  if (samples === undefined || (samples === 0 && task?.harness === 'nemo_skills')) return 1;
  return Number.isInteger(samples) && samples > 0 ? samples : undefined;
}

function countRequests(
  benchmark: Benchmark,
  limit: number | undefined,
): { requests: number; atMost: boolean } {
  const { items, perItem = 1, total = items * perItem, parts = 1 } = benchmark;
  const smallestPart = parts === 1 ? items : (benchmark.smallestPart ?? 0);
  if (limit === undefined) return { requests: total, atMost: false };
  const taken = limit < 1 ? takeShare(items, parts, limit) : Math.min(parts * limit, items);
  if (parts === 1 && taken === items) return { requests: total, atMost: false };
  const isCounted = parts === 1 || (limit >= 1 && limit <= smallestPart);
  const isUniform = total === items * perItem;
  return { requests: Math.min(taken * perItem, total), atMost: !isCounted || !isUniform };
}

/** Each sub-task rounds up for itself: the sum is less than one item for each of them above the share. */
function takeShare(items: number, parts: number, share: number): number {
  return parts === 1 ? Math.ceil(items * share) : Math.min(items, Math.ceil(items * share + parts) - 1);
}
