import path from 'node:path';
import type { FailureAllowance } from '../inputs.js';
import { brokenFiles, notesOnFiles } from './broken-files.js';
import { endedBadly, type TaskEnding } from './ended-badly.js';
import type { TaskFolder } from './invocation.js';
import { allowedFailures, countItems, describeItems, type ItemSummary, unknownCount } from './item-count.js';
import type { ItemCounts } from './items.js';
import type { KilledBy, Redact } from './log-causes.js';
import {
  type RequestStats,
  type RunConfig,
  readRequestStats,
  readRunConfig,
  secondsRun,
} from './request-stats.js';
import { cleanScore, parseResultsYml, type ResultsFile, type Score, whyNoNumber } from './results-yml.js';
import { explainServer, readServerPhase } from './server-log.js';
import { readSmallFile } from './small-file.js';
import { findStepComplaint } from './step-complaint.js';

/** How a task ended. `invalid`: it ended well, and its results prove nothing. */
export type TaskState = 'success' | 'invalid' | 'failed' | 'killed' | 'timeout' | 'cancelled' | 'not-run';

/** What is known of one task after it ended. */
export interface TaskResult {
  task: string;
  index: number;
  dir: string;
  state: TaskState;
  /** Why it is not `success`; one line each. */
  reasons: string[];
  /** What is not known of its results; one line each. */
  notes: string[];
  scores: Score[];
  /** The scores come from a container whose script had died: nothing vouches for them. */
  unconfirmed: boolean;
  /** Items scored and expected, with where the numbers come from; absent where nothing tells. */
  items?: ItemSummary;
  runtimeSeconds?: number;
}

export interface JudgeContext {
  allowance: FailureAllowance;
  /** Shown in reasons; absent where the config deploys the model. */
  endpointUrl?: string;
  apiKeyName?: string;
  /** What ended tasks that did not end by themselves. */
  stopped?: 'timeout' | 'cancelled' | 'killed';
  /** Nobody cancelled the job: its step was killed. */
  stepKilled?: boolean;
  /** By task index: what the engine knows of a container that ended with 137. */
  killedBy?: Map<number, KilledBy>;
  /** Indices of tasks whose script died before it could say how they ended. */
  orphaned?: Set<number>;
  /** By task index: what a cluster says of a task that did not end well. */
  endings?: Map<number, TaskEnding>;
  /** Applied to whatever the harness wrote, before it is shortened. */
  redact?: Redact;
}

/** Decides from the files of a task how it ended and whether its results can be believed. */
export async function judgeTask(folder: TaskFolder, context: JudgeContext): Promise<TaskResult> {
  const artifacts = folder.artifacts ?? path.join(folder.dir, 'artifacts');
  const base = { task: folder.name, index: folder.index, dir: folder.dir, unconfirmed: false, notes: [] };
  const results = readResults(artifacts);
  const { redact = (text: string) => text } = context;
  // Names come from the harness: they are cleaned before anything escapes or cuts them.
  const scores = (results.file?.scores ?? []).map((score) => cleanScore(score, redact));
  if (folder.stage !== 'exited' || folder.exitCode !== 0 || context.endings?.has(folder.index)) {
    const ended = endedBadly(folder, context);
    return { ...base, ...ended, scores, unconfirmed: scores.length > 0 };
  }
  const stats = readRequestStats(artifacts);
  const runConfig = readRunConfig(artifacts);
  const { counts, problem } = await countItems(artifacts, redact);
  const reasons = [
    ...doubts({
      results: { ...results, ...(results.file ? { file: { ...results.file, scores } } : {}) },
      stats,
      runConfig,
      counts,
      context,
    }),
    ...(problem === undefined ? [] : [problem]),
    ...brokenFiles(artifacts).map(redact),
    ...(results.file ? [] : sayComplaint(folder.dir, redact)),
  ];
  const items = describeItems(counts, scores, results.file?.limitSamples ?? runConfig.limitSamples);
  const notes = [...(items ? [] : unknownCount(stats)), ...notesOnFiles(artifacts).map(redact)];
  // Scores that nothing is wrong with are none the worse for a server that died after the last answer. Those of another
  // server may be of another model.
  const server = explainServer(folder.dir, redact);
  const isOthers = readServerPhase(folder.dir) === 'replaced';
  if (server !== undefined) (isOthers || reasons.length > 0 ? reasons : notes).unshift(server);
  return {
    ...base,
    state: reasons.length === 0 ? 'success' : 'invalid',
    reasons,
    notes,
    scores,
    ...(items ? { items } : {}),
    ...secondsRun(folder, stats),
  };
}

/** A step that Slurm did not start leaves no log of its own. */
function sayComplaint(taskDir: string, redact: Redact): string[] {
  const complaint = findStepComplaint(taskDir, redact);
  return complaint === undefined ? [] : [`Slurm said: ${complaint}`];
}

interface ReadResults {
  file?: ResultsFile;
  problem?: string;
}

function readResults(artifacts: string): ReadResults {
  const { value, problem } = readSmallFile(path.join(artifacts, 'results.yml'));
  if (problem !== undefined) return { problem: `results.yml ${problem}` };
  if (value === undefined) return { problem: 'it ended with exit code 0 but wrote no results.yml' };
  try {
    return { file: parseResultsYml(value) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

interface Evidence {
  results: ReadResults;
  stats: RequestStats | undefined;
  runConfig: RunConfig;
  counts: ItemCounts | undefined;
  context: JudgeContext;
}

/** Every reason not to believe a result whose script ended with exit code 0. */
function doubts(evidence: Evidence): string[] {
  const { results, counts, stats } = evidence;
  if (results.problem) return [results.problem];
  const scores = results.file!.scores;
  if (scores.length === 0) return [`it scored nothing: ${whyNothing(evidence)}`];
  const reasons = scores.flatMap((score) => whyNoNumber(score) ?? []);
  if (counts?.expected === 0 || scores.every(({ count }) => count === 0))
    reasons.push('its scores are of no item at all');
  reasons.push(...missingItems(evidence));
  if (stats && counts?.source === 'predictions') {
    if (stats.successful > counts.expected) {
      reasons.push(
        `${stats.successful} answers for ${counts.expected} items: requests of another evaluation went through this task's adapter (a shared port)`,
      );
    } else if (stats.count === 0 && counts.scored > 0 && evidence.runConfig.countsRequests) {
      reasons.push(
        "its own adapter saw no request: its requests went through another evaluation's adapter (a shared port)",
      );
    }
  }
  if (reasons.length === 0) reasons.push(...refusedRequests(evidence));
  return reasons;
}

/** A harness may score what it got no answer for as wrong: then only the adapter's count tells. */
function refusedRequests({ stats, counts, context }: Evidence): string[] {
  if (!stats || stats.count === 0) return [];
  const worst = mostFrequent(stats, (code) => !/^2/.test(code));
  if (stats.successful === 0 && worst) return [answered(worst, stats, context)];
  // Others than 408 and 429 are not worth a retry: what they refuse stays refused.
  const refused = mostFrequent(stats, (code) => /^4/.test(code) && code !== '408' && code !== '429');
  const allowed = allowedFailures(context.allowance, counts?.expected ?? stats.count);
  return refused && refused.count > allowed ? [answered(refused, stats, context)] : [];
}

function missingItems({ counts, results, stats, runConfig, context }: Evidence): string[] {
  if (counts) {
    const allowed = allowedFailures(context.allowance, counts.expected);
    const missing = counts.expected - counts.scored;
    if (missing <= allowed) return [];
    const error = [...counts.errors].sort((a, b) => b[1] - a[1])[0];
    const detail = error ? ` (${error[1]}×: ${error[0]})` : '';
    return [`${missing} of ${counts.expected} samples failed${detail}; max-failed-samples allows ${allowed}`];
  }
  const limit = results.file!.limitSamples ?? runConfig.limitSamples;
  const counted = Math.min(
    ...results.file!.scores.flatMap(({ count }) => (count === undefined ? [] : [count])),
  );
  const failures = stats ? stats.count - stats.successful : 0;
  // A count below the limit is a small data set, unless requests failed as well.
  if (
    limit !== undefined &&
    counted < limit &&
    failures > 0 &&
    limit - counted > allowedFailures(context.allowance, limit)
  ) {
    return [`${limit - counted} of ${limit} samples are missing and ${failures} requests failed`];
  }
  return [];
}

interface Answers {
  code: string;
  count: number;
}

function mostFrequent(stats: RequestStats, wanted: (code: string) => boolean): Answers | undefined {
  const [most] = [...stats.statusCodes]
    .filter(([code, count]) => count > 0 && wanted(code))
    .sort((a, b) => b[1] - a[1]);
  return most && { code: most[0], count: most[1] };
}

function answered({ code, count }: Answers, stats: RequestStats, context: JudgeContext): string {
  return `${count} of ${stats.count} requests answered ${code}${hint(code, context)}`;
}

function whyNothing({ stats, counts, context }: Evidence): string {
  const worst = stats && mostFrequent(stats, (code) => code !== '200');
  if (worst) return answered(worst, stats, context);
  if (!stats || stats.count === 0) {
    const items = counts
      ? `${counts.failed} of ${counts.expected} samples got no answer`
      : 'no request got an answer';
    const where = context.endpointUrl ? ` at ${context.endpointUrl}` : '';
    return `${items}: is the endpoint${where} up, and can a container reach it?`;
  }
  return 'the harness left no score: see logs/client_stdout.log';
}

function hint(code: string, { apiKeyName, endpointUrl }: JudgeContext): string {
  if (code === '401' || code === '403') {
    return apiKeyName
      ? `: check api-key-name (${apiKeyName}) and the key in it`
      : ': the endpoint wants a key: set api-key-name';
  }
  if (code === '404') return `: check model and endpoint-url${endpointUrl ? ` (${endpointUrl})` : ''}`;
  if (code === '429') return ': the endpoint limits its rate: lower parallelism';
  return code.startsWith('5') ? ': the endpoint has a fault: see its own log' : '';
}
