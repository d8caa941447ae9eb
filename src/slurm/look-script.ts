import { isJobId, isRemotePath, quoteWord } from './remote-words.js';
import { frameOf, SCRIPT_HEAD } from './script-frames.js';
import { CUT_TAG } from './tag.js';
import type { SlurmTask } from './task.js';

export interface LookRequest {
  /** Of all tasks that are asked for. */
  tags: readonly string[];
  tasks: readonly SlurmTask[];
  /** A word that no file on the cluster can know: it marks our own lines among what files say. */
  nonce: string;
  /** Whether to count the jobs before ours in the queue, which asks for everybody's. */
  position: boolean;
}

/** Jobs of a chain whose logs are read: what decides is said by the last two or three. */
const LOGS_READ = 4;
/** Telling lines that are taken from either end of a log. */
const LINES_KEPT = 12;

/**
 * What the launcher's batch script and Slurm write into a job's log about the chain. The rest of the log is the
 * evaluation's, and is not taken for anything.
 */
const TELLING = [
  '^Submitted batch job [0-9]',
  '^Export job submitted: [0-9]',
  '^previous SLURM_JOB_ID [0-9]* finished with ',
  '^Total accumulated walltime: ',
  '^ERROR: Maximum total walltime ',
  '^Evaluation was interrupted ',
  '^sbatch: error: ',
  '^slurmstepd[^:]*: error: .*CANCELLED AT ',
  '^slurmstepd[^:]*: error: .*(oom|OOM|out of memory)',
  '^srun: error: ',
  '^Waiting for ([A-Za-z0-9_.-]+ )?server on ',
  '^([A-Za-z0-9_.-]+ )?server ready on ',
  '^\\+ kill [0-9]+$',
  '^\\+ .*nemo_evaluator_interrupted',
].join('|');

/**
 * One script for one look: job ids from the tasks' folders, then squeue, then sacct, then what the files say. Files
 * are read after the queue, so that they are never older than the states. It needs a POSIX sh and awk, and starts no
 * program for each task: an invocation may have two hundred. Paths are in no variable that programs get: Linux allows one
 * 128 KiB.
 * @throws Error where a path, an id or the tag could end a word of the script.
 */
export function lookScript({ tags, tasks, nonce, position }: LookRequest): string {
  const known = tasks.flatMap(({ jobIds }) => jobIds);
  if (!known.every(isJobId)) throw new Error('a job id is not a number');
  for (const { remoteDir } of tasks)
    if (!isRemotePath(remoteDir))
      throw new Error(`${JSON.stringify(remoteDir)} is no path that may be asked for`);
  const folders = tasks.map(({ remoteDir, index }) => ({ dir: quoteWord(remoteDir), index }));
  return `${SCRIPT_HEAD}
${frameOf(nonce)}
tags=${quoteWord(` ${tags.join(' ')} `)}
ids='${known.join(' ')}'
places() {
cat <<'PLACES'
${tasks.map(({ remoteDir, index }) => `${remoteDir} ${index}`).join('\n')}
PLACES
}
export tags
lists=
list_of() { if [ -f "$1/.slurm_job_id.list" ]; then lists="$lists $1/.slurm_job_id.list"; fi; }
${folders.map(({ dir }) => `list_of ${dir}`).join('\n')}
logs=$({ places; echo @; ls -t /dev/null ${folders.map(({ dir }) => `${dir}/logs`).join(' ')} 2>/dev/null; } | awk '
  !listing { if ($0 == "@") listing = 1; else ours[$1 "/logs:"] = $1 "/logs/"; next }
  $0 in ours { dir = ours[$0]; seen = 0; next }
  /^slurm-[0-9]+\\.log$/ && dir != "" && seen++ < ${LOGS_READ} { print dir $0 }')
ids="$ids $(awk '
  FNR == 1 && match(FILENAME, /slurm-[0-9]+\\.log$/) { print substr(FILENAME, RSTART + 6, RLENGTH - 10) }
  /^[0-9]+$/ && FILENAME ~ /list$/ && length($0) <= 10 { print }
  /^(Submitted batch job|Export job submitted:) [0-9]+/ { sub(/[^0-9].*/, "", $4); if (length($4) <= 10) print $4 }' /dev/null $lists $logs | tr '\\n' ' ')"
frame clock
date +%s
queue=$($limit squeue -h -t all -u "$(id -un)" -o '%i|%T|%r|%M|%P|%D|%j|%k' 2>&1)
frame queue $?
mine=$(printf '%s\\n' "$queue" | ids=" $ids " awk -F '|' '{ tag = $NF; ${CUT_TAG} } (tag != "" && index(ENVIRON["tags"], " " tag " ")) || index(ENVIRON["ids"], " " $1 " ")')
if [ -n "$mine" ]; then
  printf '%s\\n' "$mine"
  ids="$ids $(printf '%s\\n' "$mine" | sed -n 's/^\\([0-9][0-9]*\\)|.*/\\1/p' | tr '\\n' ' ')"
else
  printf '%s\\n' "$queue" | grep -v '^[0-9]' | head -n 3
fi
for partition in $(printf '%s\\n' "$mine" | awk -F '|' '$2 == "PENDING" && $3 == "PartitionNodeLimit" && $5 ~ /^[A-Za-z0-9_.-]+$/ { print $5 }' | sort -u | head -n 5); do
  frame partition "$partition"
  $limit scontrol -o show partition "$partition" 2>/dev/null | cut -c 1-2000
done
${position ? POSITION : ''}
ids=$(printf '%s\\n' $ids | sort -un | tail -n 2000 | tr '\\n' ',')
if [ -n "\${ids%,}" ]; then
  jobs=$($limit sacct -n -P -X -j "\${ids%,}" -o JobID,State,ExitCode,Elapsed,Start,End,JobName 2>&1)
  frame accounting $?
  printf '%s\\n' "$jobs"
  frame users
  for uid in $(printf '%s\\n' "$jobs" | sed -n 's/^[0-9]*|CANCELLED by \\([0-9]*\\)|.*/\\1/p' | sort -u | head -n 5); do
    user=$(id -nu "$uid" 2>/dev/null) && printf '%s %s\\n' "$uid" "$user"
  done
fi
files() {
  frame task "$2"
  if [ ! -d "$1" ]; then echo missing; fi
  if [ -s "$1/artifacts/results.yml" ]; then echo results; fi
  if [ -f "$1/.slurm_job_id.list" ]; then
    while read -r id; do printf 'list %s\\n' "$id"; done <"$1/.slurm_job_id.list"
  fi
  if [ -f "$1/artifacts/progress" ]; then
    count=
    read -r count <"$1/artifacts/progress"
    printf 'progress %.40s\\n' "$count"
  fi
}
{
${folders.map(({ dir, index }) => `files ${dir} ${index}`).join('\n')}
places | awk '
  function flush(i) {
    for (i = (count > ${LINES_KEPT * 2} ? count - ${LINES_KEPT} : ${LINES_KEPT}) + 1; i <= count; i++) print last[i % ${LINES_KEPT}]
    count = 0
  }
  NR == FNR { task[$1] = $2; next }
  FNR == 1 {
    flush()
    match(FILENAME, /\\/logs\\/slurm-[0-9]+\\.log$/)
    printf "\\n@@${nonce} log %s %s\\n", task[substr(FILENAME, 1, RSTART - 1)], substr(FILENAME, RSTART + 12, RLENGTH - 16)
  }
  /${TELLING}/ {
    count++
    if (count <= ${LINES_KEPT}) print substr($0, 1, 400)
    else last[count % ${LINES_KEPT}] = substr($0, 1, 400)
  }
  END { flush() }' - /dev/null $logs
} | tr -d '\\000'
frame end
`;
}

/** Of the jobs that wait in the partitions of ours and could start, how many come first. */
const POSITION = `waiting=$(printf '%s\\n' "$mine" | awk -F '|' '$2 == "PENDING" && $3 != "Dependency" { print $1 }' | head -n 20 | tr '\\n' ' ')
if [ -n "$waiting" ]; then
  frame position
  $limit squeue -h -t PD -o '%i|%Q|%P|%r' 2>/dev/null | awk -F '|' -v ours="$waiting" '
    $4 ~ /^(Dependency|DependencyNeverSatisfied|JobHeld.*|BeginTime)$/ { next }
    { n++; id[n] = $1; priority[n] = $2 + 0; partition[n] = $3; place[$1] = n }
    END {
      count = split(ours, own, " ")
      for (k = 1; k <= count; k++) {
        if (!(own[k] in place)) continue
        at = place[own[k]]; before = 0; total = 0
        for (i = 1; i <= n; i++) {
          if (partition[i] != partition[at]) continue
          total++
          if (priority[i] > priority[at] || (priority[i] == priority[at] && id[i] + 0 < id[at] + 0)) before++
        }
        print own[k], before + 1, total
      }
    }'
fi`;
