/**
 * How each remote script begins: numbers and names as C writes them, times in seconds since the epoch, none of the
 * user's own settings for squeue and sacct, and no command that waits for ever where `timeout` is there.
 */
export const SCRIPT_HEAD = `set -u
LC_ALL=C
SLURM_TIME_FORMAT=%s
export LC_ALL SLURM_TIME_FORMAT
unset SQUEUE_ALL SQUEUE_ACCOUNT SQUEUE_CLUSTERS SQUEUE_FORMAT SQUEUE_FORMAT2 SQUEUE_LICENSES SQUEUE_NAMES SQUEUE_PARTITION SQUEUE_QOS SQUEUE_SORT SQUEUE_STATES SQUEUE_USERS SACCT_FORMAT SACCT_LOCAL SCANCEL_ACCOUNT SCANCEL_CTLD SCANCEL_INTERACTIVE SCANCEL_NAME SCANCEL_PARTITION SCANCEL_QOS SCANCEL_STATE SCANCEL_USER SCANCEL_VERBOSE SCANCEL_WCKEY
limit=
if command -v timeout >/dev/null 2>&1; then limit='timeout 30'; fi`;

/** The shell function that begins a part of the answer. */
export function frameOf(nonce: string): string {
  if (!/^[A-Za-z0-9]{8,64}$/.test(nonce)) throw new Error('a nonce is 8 to 64 letters and digits');
  return `frame() { printf '\\n@@%s %s\\n' ${nonce} "$*"; }`;
}

/** One part of an answer: what its first line says, and the lines that follow. */
export interface Frame {
  title: string;
  lines: string[];
}

/** Longest answer that is read; a look at 200 tasks stays far below. */
const LONGEST_ANSWER = 16 << 20;
const LONGEST_LINE = 2000;

/** The parts of an answer, without what stands before the first of them (a login shell may greet). */
export function readFrames(answer: string, nonce: string): Frame[] {
  const marker = `@@${nonce} `;
  const frames: Frame[] = [];
  for (const line of answer.slice(0, LONGEST_ANSWER).split('\n')) {
    if (line.startsWith(marker)) frames.push({ title: line.slice(marker.length).trim(), lines: [] });
    else if (line !== '') frames.at(-1)?.lines.push(line.slice(0, LONGEST_LINE));
  }
  return frames;
}
