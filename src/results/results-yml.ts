import { parse } from 'yaml';

/** One score of a benchmark as results.yml holds it. */
export interface Score {
  /** Name of the task inside results.yml, or of the group. */
  task: string;
  metric: string;
  score: string;
  /** `<task>/<metric>[/<score>]`; the score's name is left out where it repeats the metric's. */
  name: string;
  value: number;
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
    // With `silent` the parser would hand over what it could make of a broken file.
    document = parse(text, { version: '1.1', maxAliasCount: 100, logLevel: 'error' });
  } catch (error) {
    throw new Error(`results.yml is not valid YAML: ${String((error as Error).message).split('\n')[0]}`);
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

function entries(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function child(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
