import { CUT_JOB_ID, isJobId, isRemotePath, plainLine, quoteWord } from './remote-words.js';
import { frameOf, readFrames, SCRIPT_HEAD } from './script-frames.js';
import { CUT_TAG, TAG_PREFIX } from './tag.js';

export interface StopRequest {
  tag: string;
  /** Ids known from before; they count where the cluster does not show the comment. */
  jobIds: readonly string[];
  /** Names of our jobs. They vouch for a known id whose comment somebody has changed. */
  names: readonly string[];
  /** Jobs with one of these names only, those that wait or all; absent for whatever is ours. */
  only?: 'waiting' | 'named';
  /** The script gives up after so many seconds. */
  seconds: number;
  /** Looks in a row that must find nothing. More than one where jobs may still be on their way. */
  quiet: number;
  nonce: string;
}

/** What a stop script came to. */
export interface StopAnswer {
  cancelled: string[];
  left: string[];
  problem?: string;
}

/**
 * Cancels jobs of ours, those that wait before those that run, so that none starts in between, and looks again until
 * none is left. A job is ours if its comment is the tag, with what a site may have put behind it. Where a cluster shows
 * none, or writes its own, the id must be known: a name alone is shared by all runs of a config. What is COMPLETING is as
 * good as gone. Of an array (`72_0`, `77_[0-3]`) the whole goes.
 */
export function stopScript({ tag, jobIds, names, only, seconds, quiet, nonce }: StopRequest): string {
  if (!jobIds.every(isJobId)) throw new Error('a job id is not a number');
  const waits = only === 'waiting';
  const chosen = `${waits ? ' && $2 == "PENDING"' : ''}${only ? ' && named' : ''}`;
  return `${SCRIPT_HEAD}
${frameOf(nonce)}
if [ -n "$limit" ]; then limit='timeout ${Math.max(2, seconds)}'; fi
tag=${quoteWord(tag)}
ids=' ${jobIds.join(' ')} '
names=${quoteWord(`\n${names.join('\n')}\n`)}
export tag ids names
until=$(($(date +%s) + ${seconds}))
calm=0
frame cancelled
while :; do
  queue=$($limit squeue -h -u "$(id -un)" -o '%i|%T|%j|%k' 2>&1)
  code=$?
  if [ "$code" -ne 0 ]; then
    frame problem "$code"
    printf '%s\\n' "$queue" | grep -v '^[0-9]' | head -n 2
${waits ? '' : BLIND}
    break
  fi
  rows=$(printf '%s\\n' "$queue" | awk -F '|' '
    { bare = $NF == "" || $NF == "(null)"
      id = $1; ${CUT_JOB_ID}
      known = index(ENVIRON["ids"], " " id " ")
      named = index(ENVIRON["names"], "\\n" $3 "\\n") && substr($NF, 1, 4) != "${TAG_PREFIX}" }
    { tag = $NF; ${CUT_TAG} }
    tag == ENVIRON["tag"] { known = bare = 1; named = index(ENVIRON["names"], "\\n" $3 "\\n") }
    NF > 3 && $2 != "COMPLETING" && known && (bare || named)${chosen} { print id ~ /^[0-9]+$/ ? id : "odd " $1, $2 }' | sort -u)
  odd=$(printf '%s\\n' "$rows" | sed -n 's/^odd //p')
  rows=$(printf '%s\\n' "$rows" | grep -v '^odd ')
  if [ -z "$rows" ]; then
    calm=$((calm + 1))
    if [ "$calm" -ge ${quiet} ]; then break; fi
  else
    calm=0
    waiting=$(printf '%s\\n' "$rows" | awk '$2 == "PENDING" { print $1 }')
    others=$(printf '%s\\n' "$rows" | awk '$2 != "PENDING" { print $1 }')
    said=
    if [ -n "$waiting" ]; then said=$($limit scancel${waits ? ' -t PENDING' : ''} $waiting 2>&1); fi
    if [ -n "$others" ]; then said=$said$($limit scancel $others 2>&1); fi
    printf '%s\\n' $waiting $others
    if [ -n "$said" ]; then printf 'said %s\\n' "$(printf '%s' "$said" | tr '\\n' ' ' | cut -c 1-300)"; fi
  fi
  if [ "$(date +%s)" -ge "$until" ]; then break; fi
  sleep 1
done
frame left
if [ -n "\${rows:-}\${odd:-}" ]; then printf '%s\\n' "\${rows:-}" "\${odd:-}" | sed 's/ .*//' | sort -u; fi
frame end
`;
}

/** Where the queue cannot be read: what is known goes. */
const BLIND = `    if [ -n "\${ids## }" ]; then
      $limit scancel $ids 2>&1 | head -n 2
      frame cancelled
      printf '%s\\n' $ids
    fi`;

/** Reads the answer to a stop script. Undefined where it was cut short. */
export function readStop(answer: string, nonce: string): StopAnswer | undefined {
  const frames = readFrames(answer, nonce);
  if (frames.at(-1)?.title !== 'end') return undefined;
  const linesOf = (word: string): string[] =>
    frames.filter(({ title }) => title.split(' ')[0] === word).flatMap(({ lines }) => lines);
  const cancelled = [...new Set(linesOf('cancelled').filter(isJobId))];
  // What has no number cannot be cancelled, and must be named all the same.
  const left = linesOf('left').map(plainLine).filter(Boolean);
  const failed = frames.find(({ title }) => title.startsWith('problem'));
  const said = linesOf('cancelled').find((line) => line.startsWith('said '));
  if (failed) {
    const words = plainLine(failed.lines[0] ?? `exit code ${failed.title.split(' ')[1] ?? ''}`);
    return { cancelled, left, problem: `squeue failed: ${words}` };
  }
  if (left.length > 0 && said) return { cancelled, left, problem: plainLine(said.slice('said '.length)) };
  return { cancelled, left };
}

/** Deletes the secrets of tasks, also what rsync had received of them as it was cut off, and says in whose folder they still are. */
export function secretsScript(remoteDirs: readonly string[], nonce: string): string {
  for (const dir of remoteDirs)
    if (!isRemotePath(dir)) throw new Error(`${JSON.stringify(dir)} is no path that may be deleted from`);
  return `${SCRIPT_HEAD}
${frameOf(nonce)}
rm -f -- ${remoteDirs.map((dir) => `${quoteWord(`${dir}/.secrets.env`)} ${quoteWord(dir)}/..secrets.env.*`).join(' ')} 2>/dev/null
still() { for file in "$1/.secrets.env" "$1"/..secrets.env.*; do if [ -e "$file" ]; then printf '%s\\n' "$1"; break; fi; done; }
frame kept
${remoteDirs.map((dir) => `still ${quoteWord(dir)}`).join('\n')}
frame end
`;
}

/** The folders whose secrets could not be deleted. Undefined where the answer was cut short. */
export function readKept(answer: string, nonce: string): string[] | undefined {
  const frames = readFrames(answer, nonce);
  if (frames.at(-1)?.title !== 'end') return undefined;
  return frames.filter(({ title }) => title === 'kept').flatMap(({ lines }) => lines.filter(isRemotePath));
}
