import path from 'node:path';
import { listIfThere } from './invocation.js';
import { readTail } from './read-tail.js';

/** How a task that has run ended: of a server that was stopped, in every log. */
const ENDED = /task[s]? [\d,-]+: (?:Exited|Terminated|Killed|Out Of Memory|running)/;
/** What srun says of a step that it did not start, and why. */
const COMPLAINT = /^srun: (?:error|fatal): (.*)$/;

/**
 * What srun said against a step of a task's job, in the newest log in which it did. The launcher's batch script does not
 * end for it.
 * @returns one line; undefined where nothing is said, and for a task that ran elsewhere.
 */
export function findStepComplaint(taskDir: string, redact: (text: string) => string): string | undefined {
  const dir = path.join(taskDir, 'logs');
  const logs = listIfThere(dir)
    .filter((entry) => entry.isFile())
    .flatMap(({ name }) => /^slurm-(\d+)\.log$/.exec(name)?.[1] ?? [])
    .sort((a, b) => Number(b) - Number(a));
  for (const id of logs) {
    const lines = redact(readTail(path.join(dir, `slurm-${id}.log`))).split('\n');
    const said = lines.find((line) => COMPLAINT.test(line) && !ENDED.test(line));
    if (said !== undefined) return said.replace(/\s+/g, ' ').trim().slice(0, 300);
  }
  return undefined;
}
