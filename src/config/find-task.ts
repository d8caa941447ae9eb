import { didYouMean } from './known-paths.js';
import type { Task, TaskCatalogue } from './task-catalogue.js';

/** What the launcher would make of a task's name. */
export type TaskAnswer =
  | { kind: 'found'; task: Task }
  /** Several harnesses have the task; `choices` are their spelled out `harness.task` names. */
  | { kind: 'ambiguous'; choices: string[] }
  /**
   * The task is run from an image whose list of tasks is not the catalogue's. The launcher asks the image's
   * registry for that list; unless it answers and has the task, the launcher demands
   * NEMO_EVALUATOR_TRUST_UNLISTED_TASKS.
   */
  | {
      kind: 'unlisted';
      /** Empty where the query names none. */
      harness: string;
      name: string;
      container: string;
      /** The config names the image, or the harness is known and the task is not. */
      because: 'own container' | 'unknown task of a known harness';
      /** False for image files, which the launcher trusts by themselves. */
      needsTrust: boolean;
      /** The catalogue's task, where the image is the one that the catalogue has for it. */
      known?: Task;
      suggestion?: string;
    }
  | { kind: 'unknown'; because: 'name' | 'harness' | 'dots'; suggestion?: string };

/**
 * Finds a task as the launcher does (`get_task_definition_for_job` of common/mapping.py): by `task` or by
 * `harness.task`, in lists of its own or in the image that the config names.
 * @param container the task's `container:`; empty counts as none.
 */
export function findTask(catalogue: TaskCatalogue, query: string, container?: string): TaskAnswer {
  const parts = query.split('.');
  if (parts.length > 2) return { kind: 'unknown', because: 'dots', ...suggest(query, catalogue.tasks) };
  const [harness, name] = parts.length === 2 ? [parts[0]!, parts[1]!] : ['', parts[0]!];
  const matching = catalogue.tasks.filter(
    (task) => task.name === name && (parts.length === 1 || task.harness === harness),
  );
  if (container) {
    const known = matching.filter((task) => task.container === container);
    return {
      kind: 'unlisted',
      harness,
      name,
      container,
      because: 'own container',
      needsTrust: !isImageFile(container),
      ...(known.length === 1 && { known: known[0]! }),
    };
  }
  if (matching.length > 1)
    return { kind: 'ambiguous', choices: matching.map((task) => `${task.harness}.${task.name}`) };
  if (matching.length === 1) return { kind: 'found', task: matching[0]! };
  if (harness === '') return { kind: 'unknown', because: 'name', ...suggest(query, catalogue.tasks) };

  const image = catalogue.harnesses.get(harness)?.container;
  if (!image) return { kind: 'unknown', because: 'harness', ...suggest(query, catalogue.tasks) };
  return {
    kind: 'unlisted',
    harness,
    name,
    container: image,
    because: 'unknown task of a known harness',
    needsTrust: !isImageFile(image),
    ...suggest(
      query,
      catalogue.tasks.filter((task) => task.harness === harness),
    ),
  };
}

/** `is_local_image_path` of common/helpers.py. */
function isImageFile(container: string): boolean {
  return container.endsWith('.sqsh') || container.startsWith('/');
}

/** A name with a dot in it is first taken for a `harness.task` with a slip of the pen. */
function suggest(query: string, tasks: readonly Task[]): { suggestion?: string } {
  const plain = [...new Set(tasks.map((task) => task.name))];
  const dotted = tasks.map((task) => `${task.harness}.${task.name}`);
  const suggestion = didYouMean(query, query.includes('.') ? [...dotted, ...plain] : [...plain, ...dotted]);
  return suggestion === undefined ? {} : { suggestion };
}
