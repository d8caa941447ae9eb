import { isJobId, quoteWord } from './remote-words.js';
import { frameOf, readFrames, SCRIPT_HEAD } from './script-frames.js';
import type { SlurmTask } from './task.js';

/**
 * Asks into which files those of these jobs write that are still in the queue.
 * @throws Error where an id could end a word of the script.
 */
export function ownJobsScript(jobIds: readonly string[], nonce: string): string {
  if (!jobIds.every(isJobId)) throw new Error('a job id is not a number');
  return `${SCRIPT_HEAD}
${frameOf(nonce)}
ids=${quoteWord(` ${jobIds.join(' ')} `)}
export ids
frame jobs
for id in $($limit squeue -h -u "$(id -un)" -o '%i' 2>/dev/null | awk '/^[0-9]+$/ && index(ENVIRON["ids"], " " $1 " ")'); do
  $limit scontrol -o show job "$id" 2>/dev/null | head -n 1 | tr ' ' '\\n' | sed -n "s/^StdOut=/$id /p"
done
frame end
`;
}

/**
 * The jobs that write their log where the launcher has the jobs of these tasks write theirs: that is set as a job is
 * submitted, and no list of ids can change it. None where the answer was cut short.
 */
export function readOwnJobs(
  answer: string,
  nonce: string,
  tasks: readonly Pick<SlurmTask, 'remoteDir'>[],
): string[] {
  const frames = readFrames(answer, nonce);
  if (frames.at(-1)?.title !== 'end') return [];
  const folders = new Set(tasks.map(({ remoteDir }) => remoteDir));
  const own = frames
    .flatMap(({ title, lines }) => (title === 'jobs' ? lines : []))
    .flatMap((line) => {
      // Not every version of Slurm puts the id into the name.
      const [, id, dir] = /^(\d+) (\/\S+)\/logs\/slurm-[^/\s]+\.log$/.exec(line) ?? [];
      return id !== undefined && folders.has(dir!) ? [id] : [];
    });
  return [...new Set(own)];
}
