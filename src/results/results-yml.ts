import { showValue } from './show-value.js';
import { describeYamlError, parseYaml } from './small-file.js';

/** One score of a benchmark as results.yml holds it. */
export interface Score {
  /** Name of the task inside results.yml, or of the group. */
  task: string;
  metric: string;
  score: string;
  /** `<task>/<metric>[/<score>]`; the score's name is left out where it repeats the metric's. */
  name: string;
  /** NaN where it is no number. */
  value: number;
  /** What stands in its place then, as it is shown. */
  stated?: string;
  stderr?: number;
  count?: number;
  isGroup: boolean;
}

/** What a results.yml says; `scores` is empty where the harness scored nothing. */
export interface ResultsFile {
  scores: Score[];
  limitSamples?: number;
}

/**
 * Reads results.yml of generation 0.2.
 * @throws Error with one line where the text is not YAML or not of this form.
 */
export function parseResultsYml(text: string): ResultsFile {
  let document: unknown;
  try {
    document = parseYaml(text);
  } catch (error) {
    throw new Error(`results.yml ${describeYamlError(error)}`);
  }
  const results = child(document, 'results');
  if (!isRecord(results)) throw new Error('results.yml has no "results"');
  const tasks = readTasks(results['tasks'], '', false);
  const known = new Set(tasks.map(({ name }) => name));
  // Harnesses repeat a task under groups: only a name that tasks lack is a group of its own.
  const groups = readGroups(results['groups'], '').filter(({ name }) => !known.has(name));
  const limit = child(child(child(document, 'config'), 'params'), 'limit_samples');
  return { scores: [...tasks, ...groups], ...(typeof limit === 'number' ? { limitSamples: limit } : {}) };
}

function readGroups(groups: unknown, prefix: string): Score[] {
  if (!isRecord(groups)) return [];
  return Object.entries(groups).flatMap(([name, group]) => [
    ...readTasks({ [name]: group }, prefix, true),
    ...readGroups(child(group, 'groups'), `${prefix}${name}/`),
  ]);
}

function readTasks(tasks: unknown, prefix: string, isGroup: boolean): Score[] {
  if (!isRecord(tasks)) return [];
  return Object.entries(tasks).flatMap(([task, body]) =>
    entries(child(body, 'metrics')).flatMap(([metric, scores]) =>
      entries(child(scores, 'scores')).flatMap(([score, entry]) => {
        const value = child(entry, 'value');
        const stats = child(entry, 'stats');
        const found: Score = {
          task: `${prefix}${task}`,
          metric,
          score,
          name: `${prefix}${task}/${metric}${score === metric ? '' : `/${score}`}`,
          value: typeof value === 'number' ? value : Number.NaN,
          ...(typeof value === 'number' ? {} : { stated: showValue(value) }),
          isGroup,
        };
        const stderr = child(stats, 'stderr');
        const count = child(stats, 'count');
        if (typeof stderr === 'number' && Number.isFinite(stderr)) found.stderr = stderr;
        if (typeof count === 'number' && Number.isFinite(count)) found.count = count;
        return [found];
      }),
    ),
  );
}

/** A score with every text of the harness's cleaned. */
export function cleanScore(score: Score, redact: (text: string) => string): Score {
  return {
    ...score,
    task: redact(score.task),
    metric: redact(score.metric),
    score: redact(score.score),
    name: redact(score.name),
    ...(score.stated === undefined ? {} : { stated: redact(score.stated) }),
  };
}

/** Why a score proves nothing by itself; undefined where it is a finite number. */
export function whyNoNumber({
  name,
  value,
  stated,
}: Pick<Score, 'name' | 'value' | 'stated'>): string | undefined {
  if (Number.isFinite(value)) return undefined;
  return `${name} is ${stated ?? value}, not a finite number, in results.yml`;
}

function entries(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function child(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
