import { type QueueRow, readQueueRow } from './read-look.js';
import { CUT_JOB_ID, isJobId, isRemotePath, plainLine, quoteWord } from './remote-words.js';
import { frameOf, readFrames, SCRIPT_HEAD } from './script-frames.js';
import { CUT_TAG } from './tag.js';

export interface SubmissionQuestion {
  tag: string;
  /** Ids that the launcher recorded. */
  jobIds: readonly string[];
  /** A batch script for which sbatch is asked whether it would take it; nothing is submitted. */
  tryScript?: string;
  /** Below it the folders are looked for whose batch script carries the tag, submitted or not. */
  outputDir?: string;
  nonce: string;
}

export interface SubmissionAnswer {
  rows: QueueRow[];
  /** What sbatch says against the script. */
  said?: string;
  dirs: string[];
}

/** Newest invocations that are looked through for ours. */
const FOLDERS_READ = 200;

/** Asks what came of a submission: also for jobs that have ended already. */
export function submissionScript({ tag, jobIds, tryScript, outputDir, nonce }: SubmissionQuestion): string {
  if (!jobIds.every(isJobId)) throw new Error('a job id is not a number');
  for (const path of [tryScript, outputDir])
    if (path !== undefined && !isRemotePath(path))
      throw new Error(`${JSON.stringify(path)} is no path that may be asked for`);
  return `${SCRIPT_HEAD}
${frameOf(nonce)}
tag=${quoteWord(tag)}
ids=' ${jobIds.join(' ')} '
export tag ids
queue=$($limit squeue -h -t all -u "$(id -un)" -o '%i|%T|%r|%M|%P|%D|%j|%k' 2>&1)
frame queue $?
printf '%s\\n' "$queue" | awk -F '|' '{ tag = $NF; ${CUT_TAG}; id = $1; ${CUT_JOB_ID} } tag == ENVIRON["tag"] || index(ENVIRON["ids"], " " id " ") || $1 !~ /^[0-9]/' | head -n 5000
${
  tryScript === undefined
    ? ''
    : `frame said
$limit sbatch --test-only ${quoteWord(tryScript)} 2>&1 | cut -c 1-300 | head -n 10`
}
${
  outputDir === undefined
    ? ''
    : `frame dirs
root=${quoteWord(outputDir)}
for folder in $(ls -t "$root" 2>/dev/null | grep '^[0-9]*_[0-9]*-[0-9a-f]*$' | head -n ${FOLDERS_READ}); do
  grep -l -s -F -- "--comment='$tag'" "$root/$folder"/*/run.sub | sed 's|/run[.]sub$||'
done`
}
frame end
`;
}

/** Reads the answer. Undefined where it was cut short. @throws Error with what squeue said, where it failed. */
export function readSubmissionAnswer(answer: string, nonce: string): SubmissionAnswer | undefined {
  const frames = readFrames(answer, nonce);
  if (frames.at(-1)?.title !== 'end') return undefined;
  const linesOf = (word: string): string[] =>
    frames.filter(({ title }) => title.split(' ')[0] === word).flatMap(({ lines }) => lines);
  const queue = frames.find(({ title }) => title.startsWith('queue'));
  if (queue && queue.title !== 'queue 0')
    throw new Error(
      `squeue failed: ${plainLine(queue.lines.find((line) => !/^\d/.test(line)) ?? queue.title)}`,
    );
  const said = linesOf('said').map(plainLine);
  // Where it would be taken, sbatch says when it would start.
  const against = said.filter((line) => !/Job \d+ to start at/.test(line));
  return {
    rows: linesOf('queue').flatMap((line) => readQueueRow(line) ?? []),
    dirs: linesOf('dirs').filter(isRemotePath),
    ...(against.length === 0 ? {} : { said: plainLine(against.slice(0, 2).join(' ')) }),
  };
}
