import { estimateRequests, readWorkload } from '../config/estimate-requests.js';
import { findTask } from '../config/find-task.js';
import { readCatalogue, type TaskCatalogue } from '../config/task-catalogue.js';

/**
 * Requests of a whole benchmark, by the launcher's own list of tasks, which is read when it is first asked.
 * @param readList its text. @param file its name in errors.
 * @returns undefined for a task that is not in it, or whose size nobody knows.
 */
export function requestsBySize(readList: () => string, file: string): (task: string) => number | undefined {
  let catalogue: TaskCatalogue | undefined;
  return (name) => {
    catalogue ??= readCatalogue(readList(), file);
    const answer = findTask(catalogue, name);
    if (answer.kind !== 'found') return undefined;
    const estimate = estimateRequests(readWorkload(answer.task, undefined));
    return 'requests' in estimate ? estimate.requests : undefined;
  };
}
