import { formatDuration } from '../launcher/progress.js';
import type { SlurmTask, TaskLook } from './task.js';

/** `mmlu  running 12m30s  job 4711  412 requests`, `mmlu  pending  job 4711  Priority  3rd of 40 in its partition`. */
export function describeLook(task: Pick<SlurmTask, 'name'>, look: TaskLook): string {
  const elapsed = look.elapsedSeconds === undefined ? '' : ` ${formatDuration(look.elapsedSeconds)}`;
  const parts = [
    task.name,
    `${look.ending ? 'ending' : look.state}${look.state === 'running' || look.final ? elapsed : ''}`,
  ];
  if (look.jobId !== undefined) parts.push(jobWords(look));
  if (look.server !== undefined) parts.push(`server: ${look.server === 'lost' ? 'has died' : look.server}`);
  if (look.reason !== undefined) parts.push(look.reason);
  if (look.exporting.length > 0) parts.push(`its export (job ${look.exporting.join(', ')}) is not done`);
  if (look.queuePosition !== undefined && !look.final) {
    const of = look.queueLength === undefined ? '' : ` of ${look.queueLength}`;
    parts.push(`number ${look.queuePosition}${of} in the queue of its partition`);
  }
  if (look.state === 'running' && look.progress !== undefined)
    parts.push(`${look.progress} request${look.progress === 1 ? '' : 's'}`);
  return parts.join('  ');
}

function jobWords({ jobId, jobIds, state, final }: TaskLook): string {
  const nth = jobIds.indexOf(jobId!) + 1;
  // The follow-up of the first job is in the chain from the start: only one that runs is worth a word.
  return nth > 1 && (state === 'running' || final)
    ? `job ${jobId} (number ${nth} of its chain)`
    : `job ${jobId}`;
}
