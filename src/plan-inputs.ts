import { type BaselineInputs, loadBaselineInputs } from './baseline-inputs.js';
import { ConfigError } from './errors.js';
import { list, number, quote } from './input-values.js';
import type { ReadInput } from './inputs.js';

/** Every input of plan/action.yml, checked. */
export interface PlanInputs extends BaselineInputs {
  /** In the order of the list; none twice. */
  tasks: string[];
  /** At most so many. */
  legs: number;
  /** Whose record is looked for: what `collect` uploads. */
  artifactName: string;
  /** '' where the job gives none. */
  githubToken: string;
}

/** Jobs that GitHub takes of one matrix. */
export const MOST_LEGS = 256;
const DEFAULT_ARTIFACT = 'eval_results';
/** Characters in all: a job's outputs may have a megabyte, and each name stands in three of them. */
const LONGEST_LIST = 100_000;

/** Reads the inputs of the plan action. @throws ConfigError for the first that is wrong. */
export function loadPlanInputs(read: ReadInput): PlanInputs {
  const text: ReadInput = (name) => read(name).trim();
  const legs = number(text('legs'), 'legs', { min: 1, max: MOST_LEGS, whole: true });
  if (legs === undefined)
    throw new ConfigError(
      `input legs is empty: give the number of legs to split into, from 1 to ${MOST_LEGS}`,
    );
  const tasks = readTasks(text('tasks'));
  const artifactName = text('artifact-name') || DEFAULT_ARTIFACT;
  if (/[":<>|*?\r\n\\/]/.test(artifactName))
    throw new ConfigError(
      `input artifact-name is ${quote(artifactName)}: it is the artifact-name of collect, which has none of " : < > | * ? \\ /`,
    );
  // Durations come from records that are looked for, never from one that is named.
  const baseline = loadBaselineInputs((name) => (name === 'baseline-workflow' ? text(name) : ''));
  return { ...baseline, tasks, legs, artifactName, githubToken: text('github-token') };
}

function readTasks(text: string): string[] {
  if (text.length > LONGEST_LIST)
    throw new ConfigError(`input tasks has ${text.length} characters: allowed are ${LONGEST_LIST}`);
  const tasks = list(text);
  if (tasks.length === 0)
    throw new ConfigError('input tasks is empty: list the tasks to split, as the main action takes them');
  const odd = tasks.find((task) => !/^\w[\w.+-]*$/.test(task));
  if (odd !== undefined)
    throw new ConfigError(
      `input tasks has ${quote(odd)}: a task is called by letters, digits and . _ + - alone, and tasks are told apart by commas or line breaks`,
    );
  const twice = tasks.find((task, at) => tasks.indexOf(task) !== at);
  if (twice !== undefined)
    throw new ConfigError(`input tasks has ${quote(twice)} twice: two legs would evaluate the same`);
  return tasks;
}
