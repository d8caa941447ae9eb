export const id = 758;
export const ids = [758];
export const modules = {

/***/ 53240:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ groupTasks)
/* harmony export */ });
/** Tasks that one script asks for: its answer has to fit into one message. */
const MOST_TASKS = 500;
/** Characters of their paths: the script gives programs the paths of up to four logs of each, and Linux allows 2 MiB. */
const MOST_CHARACTERS = 200_000;
/** Invocations in groups of which each fits into one script; one that is too large is in several. */
function groupTasks(all) {
    const groups = [];
    let count = MOST_TASKS;
    let characters = 0;
    for (const [of, { tag, tasks }] of all.entries()) {
        let part;
        for (const task of tasks) {
            count += 1;
            characters += task.remoteDir.length;
            if (count > MOST_TASKS || characters > MOST_CHARACTERS) {
                groups.push([]);
                part = undefined;
                count = 1;
                characters = task.remoteDir.length;
            }
            if (!part) {
                part = [];
                groups.at(-1).push({ of, tag, tasks: part });
            }
            part.push(task);
        }
    }
    return groups;
}


/***/ }),

/***/ 39677:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ look),
/* harmony export */   Y: () => (/* binding */ newNonce)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(83916);
/* harmony import */ var _slurm_conclude_task_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(93975);
/* harmony import */ var _slurm_look_script_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(29686);
/* harmony import */ var _slurm_read_look_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(68191);
/* harmony import */ var _slurm_remote_words_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(897);
/* harmony import */ var _group_tasks_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(53240);







const TIMEOUT_MS = 90_000;
/**
 * Looks once, with one script, or several where the tasks are more than one can ask for.
 * @throws LinkDown where the connection failed, InfrastructureError where the cluster's answer is none.
 */
async function look(link, options) {
    const { tag, tasks } = options;
    const [first = [], ...others] = (0,_group_tasks_js__WEBPACK_IMPORTED_MODULE_4__/* .groupTasks */ .y)([{ tag, tasks }]);
    const whole = await lookAtPart(link, { ...options, tasks: first[0]?.tasks ?? [] });
    for (const [part] of others)
        addPart(whole, await lookAtPart(link, { ...options, tasks: part.tasks }));
    return whole;
}
function addPart(whole, part) {
    for (const [index, found] of part.tasks)
        whole.tasks.set(index, found);
    for (const [id, row] of part.raw.queue)
        whole.raw.queue.set(id, row);
    for (const [id, row] of part.raw.accounting)
        whole.raw.accounting.set(id, row);
    whole.problems.push(...part.problems.filter((problem) => !whole.problems.includes(problem)));
}
async function lookAtPart(link, options) {
    const nonce = newNonce();
    const script = (0,_slurm_look_script_js__WEBPACK_IMPORTED_MODULE_3__/* .lookScript */ .l)({
        tags: [options.tag],
        tasks: options.tasks,
        position: options.position ?? false,
        nonce,
    });
    const answer = await link.run(script, {
        timeoutMs: TIMEOUT_MS,
        ...(options.signal ? { signal: options.signal } : {}),
    });
    const raw = (0,_slurm_read_look_js__WEBPACK_IMPORTED_MODULE_5__/* .readLook */ .s)(answer.stdout, nonce);
    if (!raw) {
        const said = (0,_slurm_remote_words_js__WEBPACK_IMPORTED_MODULE_6__/* .plainLine */ .h0)(answer.stderr.trim().split('\n').at(-1) ?? '') || `exit code ${answer.code}`;
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InfrastructureError */ .EN(`${link.name} did not answer the question how the jobs stand: ${said}`);
    }
    return {
        at: new Date(),
        tasks: new Map(options.tasks.map((task) => [task.index, (0,_slurm_conclude_task_js__WEBPACK_IMPORTED_MODULE_2__/* .concludeTask */ .N)(task, options.tag, raw)])),
        problems: [raw.queueProblem, raw.accountingProblem].filter((problem) => problem !== undefined),
        raw,
    };
}
/** Marks our own lines in an answer: what a file on the cluster says cannot pass for one. */
function newNonce() {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomBytes)(12).toString('hex');
}


/***/ }),

/***/ 20758:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  D$: () => (/* binding */ deleteRemoteSecrets),
  S0: () => (/* binding */ stopByTag),
  yi: () => (/* binding */ sweepFollowUps)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/slurm/remote-words.ts
var remote_words = __webpack_require__(897);
// EXTERNAL MODULE: ./src/slurm/script-frames.ts
var script_frames = __webpack_require__(10663);
// EXTERNAL MODULE: ./src/slurm/tag.ts
var slurm_tag = __webpack_require__(89027);
;// CONCATENATED MODULE: ./src/slurm/stop-script.ts



/**
 * Cancels jobs of ours, those that wait before those that run, so that none starts in between, and looks again until
 * none is left. A job is ours if its comment is the tag, with what a site may have put behind it. Where a cluster shows
 * none, or writes its own, the id must be known: a name alone is shared by all runs of a config. What is COMPLETING is as
 * good as gone. Of an array (`72_0`, `77_[0-3]`) the whole goes.
 */
function stopScript({ tag, jobIds, names, only, seconds, quiet, nonce }) {
    if (!jobIds.every(remote_words/* isJobId */.dW))
        throw new Error('a job id is not a number');
    const waits = only === 'waiting';
    const chosen = `${waits ? ' && $2 == "PENDING"' : ''}${only ? ' && named' : ''}`;
    return `${script_frames/* SCRIPT_HEAD */.L3}
${(0,script_frames/* frameOf */.Dm)(nonce)}
if [ -n "$limit" ]; then limit='timeout ${Math.max(2, seconds)}'; fi
tag=${(0,remote_words/* quoteWord */.XW)(tag)}
ids=' ${jobIds.join(' ')} '
names=${(0,remote_words/* quoteWord */.XW)(`\n${names.join('\n')}\n`)}
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
      id = $1; ${remote_words/* CUT_JOB_ID */.lg}
      known = index(ENVIRON["ids"], " " id " ")
      named = index(ENVIRON["names"], "\\n" $3 "\\n") && substr($NF, 1, 4) != "${slurm_tag/* TAG_PREFIX */.C_}" }
    { tag = $NF; ${slurm_tag/* CUT_TAG */.Ap} }
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
function readStop(answer, nonce) {
    const frames = (0,script_frames/* readFrames */.v0)(answer, nonce);
    if (frames.at(-1)?.title !== 'end')
        return undefined;
    const linesOf = (word) => frames.filter(({ title }) => title.split(' ')[0] === word).flatMap(({ lines }) => lines);
    const cancelled = [...new Set(linesOf('cancelled').filter(remote_words/* isJobId */.dW))];
    // What has no number cannot be cancelled, and must be named all the same.
    const left = linesOf('left').map(remote_words/* plainLine */.h0).filter(Boolean);
    const failed = frames.find(({ title }) => title.startsWith('problem'));
    const said = linesOf('cancelled').find((line) => line.startsWith('said '));
    if (failed) {
        const words = (0,remote_words/* plainLine */.h0)(failed.lines[0] ?? `exit code ${failed.title.split(' ')[1] ?? ''}`);
        return { cancelled, left, problem: `squeue failed: ${words}` };
    }
    if (left.length > 0 && said)
        return { cancelled, left, problem: (0,remote_words/* plainLine */.h0)(said.slice('said '.length)) };
    return { cancelled, left };
}
/** Deletes the secrets of tasks, also what rsync had received of them as it was cut off, and says in whose folder they still are. */
function secretsScript(remoteDirs, nonce) {
    for (const dir of remoteDirs)
        if (!(0,remote_words/* isRemotePath */.cx)(dir))
            throw new Error(`${JSON.stringify(dir)} is no path that may be deleted from`);
    return `${script_frames/* SCRIPT_HEAD */.L3}
${(0,script_frames/* frameOf */.Dm)(nonce)}
rm -f -- ${remoteDirs.map((dir) => `${(0,remote_words/* quoteWord */.XW)(`${dir}/.secrets.env`)} ${(0,remote_words/* quoteWord */.XW)(dir)}/..secrets.env.*`).join(' ')} 2>/dev/null
still() { for file in "$1/.secrets.env" "$1"/..secrets.env.*; do if [ -e "$file" ]; then printf '%s\\n' "$1"; break; fi; done; }
frame kept
${remoteDirs.map((dir) => `still ${(0,remote_words/* quoteWord */.XW)(dir)}`).join('\n')}
frame end
`;
}
/** The folders whose secrets could not be deleted. Undefined where the answer was cut short. */
function readKept(answer, nonce) {
    const frames = (0,script_frames/* readFrames */.v0)(answer, nonce);
    if (frames.at(-1)?.title !== 'end')
        return undefined;
    return frames.filter(({ title }) => title === 'kept').flatMap(({ lines }) => lines.filter(remote_words/* isRemotePath */.cx));
}

// EXTERNAL MODULE: ./src/launcher/ssh/link.ts
var ssh_link = __webpack_require__(29421);
// EXTERNAL MODULE: ./src/launcher/slurm/look.ts
var look = __webpack_require__(39677);
;// CONCATENATED MODULE: ./src/launcher/slurm/stop.ts




/** What the transport may take of the budget before and after the script. */
const TRANSPORT_MS = 1_500;
const SWEEP_SECONDS = 5;
const SWEEP_MS = 30_000;
const SECRETS_MS = 30_000;
/** Cancels every job with the tag, or those of them with a name, in one call. Never throws: what went wrong is the `problem`. */
async function stopByTag(link, tag, options) {
    const { budgetMs, jobIds = [], jobNames = [], quiet = 1, onlyNamed = false } = options;
    const deadline = Date.now() + budgetMs;
    let problem = 'there was no time to ask';
    // A connection that had just broken is opened anew by the second call.
    for (let call = 0; call < 2; call += 1) {
        const rest = deadline - Date.now();
        if (rest < 500)
            break;
        const nonce = (0,look/* newNonce */.Y)();
        try {
            const seconds = Math.max(1, Math.floor((rest - TRANSPORT_MS) / 1000));
            const only = onlyNamed ? { only: 'named' } : {};
            const script = stopScript({ tag, jobIds, names: jobNames, seconds, quiet, nonce, ...only });
            const { stdout, stderr } = await link.run(script, { timeoutMs: rest });
            const answer = readStop(stdout, nonce);
            if (answer)
                return answer;
            problem = stderr.trim().split('\n').at(-1) || 'the answer was cut short';
        }
        catch (error) {
            problem = (0,errors/* messageOf */.bD)(error);
            if (!(error instanceof ssh_link/* LinkDown */.T))
                break;
        }
    }
    return { cancelled: [], left: [...jobIds], problem };
}
/**
 * Cancels the jobs of these tasks that still wait: the launcher leaves a follow-up in the queue after each end.
 * Answers their ids. @throws LinkDown; the signal's reason.
 */
async function sweepFollowUps(link, tag, tasks, signal) {
    if (tasks.length === 0)
        return [];
    const nonce = (0,look/* newNonce */.Y)();
    const script = stopScript({
        tag,
        jobIds: tasks.flatMap(({ jobIds }) => jobIds),
        names: tasks.map(({ jobName }) => jobName),
        only: 'waiting',
        seconds: SWEEP_SECONDS,
        quiet: 1,
        nonce,
    });
    const { stdout } = await link.run(script, { timeoutMs: SWEEP_MS, ...(signal ? { signal } : {}) });
    return readStop(stdout, nonce)?.cancelled ?? [];
}
/**
 * Deletes the tasks' `.secrets.env` on the cluster. Only for chains that have ended: each job of one reads it anew.
 * Answers the folders in which it still is. @throws LinkDown; the signal's reason.
 */
async function deleteRemoteSecrets(link, tasks, signal) {
    if (tasks.length === 0)
        return [];
    const nonce = (0,look/* newNonce */.Y)();
    const dirs = tasks.map(({ remoteDir }) => remoteDir);
    const { stdout } = await link.run(secretsScript(dirs, nonce), {
        timeoutMs: SECRETS_MS,
        ...(signal ? { signal } : {}),
    });
    return readKept(stdout, nonce) ?? dirs;
}


/***/ }),

/***/ 93975:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  N: () => (/* binding */ concludeTask)
});

// EXTERNAL MODULE: ./src/slurm/job-states.ts
var job_states = __webpack_require__(73539);
// EXTERNAL MODULE: ./src/slurm/tag.ts
var slurm_tag = __webpack_require__(89027);
;// CONCATENATED MODULE: ./src/slurm/chain.ts


/**
 * All jobs of a task, in their order: those known before, those that the folder lists, those that a log says were
 * submitted, and those in the queue that carry the tag and the task's name.
 */
function chainOf(task, tag, look) {
    const files = look.tasks.get(task.index);
    const logs = files?.logs ?? new Map();
    const worked = files?.worked ?? [];
    const submitted = [...logs.values()].flatMap(({ followUp }) => followUp ?? []);
    const queued = [...look.queue.values()]
        .filter(({ jobName, comment }) => jobName === task.jobName && (0,slurm_tag/* tagOfComment */.df)(comment) === tag)
        .map(({ id }) => id);
    const ids = new Set([...task.jobIds, ...worked, ...logs.keys(), ...submitted, ...queued]);
    const jobs = [...ids]
        .sort((a, b) => Number(a) - Number(b))
        .map((id) => resolveJob(id, task, look, logs.get(id), worked.includes(id)));
    const [first] = jobs;
    if (first && !jobs.some((job) => job.worked))
        first.worked = true;
    return jobs;
}
/** The controller is heard first, then the accounting, which lags, then the log. */
function resolveJob(id, task, look, log, listed) {
    // Ids are used again after a reset of the cluster's counter: a job of another name is none of ours.
    const queued = ofName(look.queue.get(id), task.jobName);
    const accounted = ofName(look.accounting.get(id), task.jobName);
    const base = { id, kind: 'lost', state: '', worked: listed, ...(log ? { log } : {}) };
    if (accounted?.startedAt !== undefined)
        base.startedAt = accounted.startedAt;
    const elapsed = queued?.elapsedSeconds ?? accounted?.elapsedSeconds;
    if (elapsed !== undefined)
        base.elapsedSeconds = elapsed;
    const queueKind = queued && (0,job_states/* kindOf */.I)(queued.state);
    if (queued && queueKind !== 'ended')
        return {
            ...base,
            kind: queueKind ?? 'unknown',
            state: queued.state,
            reason: queued.reason,
            tooManyNodes: (queued.nodes ?? 0) > (look.mostNodes.get(queued.partition) ?? Number.POSITIVE_INFINITY),
            severalPartitions: queued.partition.includes(','),
        };
    const over = accounted && (0,job_states/* kindOf */.I)(accounted.state) === 'ended' ? accounted : undefined;
    const state = over?.state ?? queued?.state ?? (look.queueProblem === undefined ? log?.state : undefined);
    if (state === undefined) {
        if (look.queueProblem === undefined)
            return base;
        return { ...base, kind: accounted ? (0,job_states/* kindOf */.I)(accounted.state) : 'unknown', state: accounted?.state ?? '' };
    }
    const exitCode = exitCodeOf(state, over, log);
    return {
        ...base,
        kind: 'ended',
        state,
        worked: listed || (0,job_states/* provesWork */.$u)(state),
        ...(queued?.reason ? { reason: queued.reason } : {}),
        ...(over?.cancelledBy === undefined ? {} : { cancelledBy: over.cancelledBy }),
        ...(over?.endedAt === undefined ? {} : { endedAt: over.endedAt }),
        ...(over?.elapsedSeconds === undefined ? {} : { elapsedSeconds: over.elapsedSeconds }),
        ...(exitCode === undefined ? {} : { exitCode }),
    };
}
/** What the accounting calls a job whose name it has not got yet. */
const NAMELESS = 'allocation';
function ofName(row, jobName) {
    return row?.jobName === jobName || row?.jobName === NAMELESS ? row : undefined;
}
function exitCodeOf(state, accounted, log) {
    if (state === 'COMPLETED')
        return 0;
    if (accounted?.exitCode)
        return accounted.exitCode;
    if (accounted?.signal)
        return 128 + accounted.signal;
    return log?.exitCode || undefined;
}

// EXTERNAL MODULE: ./src/slurm/log-facts.ts
var log_facts = __webpack_require__(44343);
;// CONCATENATED MODULE: ./src/slurm/pending-reasons.ts
/**
 * Reasons for which a job waits that no passing of time removes: a setting of the job, or an administrator, has to
 * change. Limits of a user, an account or a group are not among them: they pass as other jobs end. `everywhere`: it has
 * nothing to do with the partition.
 */
const FOR_EVER = [
    {
        pattern: /^DependencyNeverSatisfied$/,
        everywhere: true,
        say: 'the job it depends on did not end as its dependency asks: correct dependency in execution.sbatch_extra_flags, or that job',
    },
    {
        pattern: /^PartitionTimeLimit$|MaxWallDurationPerJob|MaxWallPerJob/,
        say: 'its walltime is more than the partition or the account allows: lower execution.walltime',
    },
    {
        pattern: /Max(?:Cpu|CPU)MinutesPerJob|Max\w*MinutesPerJob|MaxTRESMinsPerJob/,
        say: 'its walltime times its processors is more than the account or QOS allows one job: lower execution.walltime or num_nodes',
    },
    {
        pattern: /^(?:Assoc|QOS)Max\w*Per(?:Job|Node)(?:Limit)?$/,
        say: 'it asks for more than the account or QOS allows one job: lower num_nodes, gpus_per_node or gres',
    },
    {
        pattern: /^QOSMin\w*$/,
        say: 'it asks for less than the QOS wants of a job: choose another qos in execution.sbatch_extra_flags',
    },
    {
        pattern: /^(?:InvalidAccount|AccountNotAllowed)$/,
        say: 'its account may not run there: correct execution.account or partition',
    },
    {
        pattern: /^(?:InvalidQOS|QOSNotAllowed)$/,
        say: 'its QOS may not be used there: correct qos in execution.sbatch_extra_flags',
    },
    {
        pattern: /^BadConstraints$/,
        say: 'no node fulfils its constraints: correct them in execution.sbatch_extra_flags',
    },
    {
        pattern: /^ReservationDeleted$|^RESV_DEL_HOLD$/,
        everywhere: true,
        say: 'its reservation was deleted: correct reservation in execution.sbatch_extra_flags',
    },
    {
        pattern: /^DeadLine$/,
        everywhere: true,
        say: 'it cannot end before its deadline: correct it in execution.sbatch_extra_flags',
    },
    {
        pattern: /launch failed requeued held|^JobHoldMaxRequeue$|MaxRequeue/i,
        everywhere: true,
        say: 'it could not be launched and is held: ask the administrators of the cluster',
    },
];
/** Why a job that waits for this reason will wait for ever, and what to do; undefined where time may help. */
function whyForEver(reason, { tooManyNodes = false, severalPartitions = false } = {}) {
    if (reason === 'PartitionNodeLimit')
        return tooManyNodes && !severalPartitions
            ? 'it asks for more nodes than its partition gives a job: lower execution.num_nodes'
            : undefined;
    return FOR_EVER.find(({ pattern, everywhere = false }) => pattern.test(reason) && (everywhere || !severalPartitions))?.say;
}
const HELD = new Map([
    ['JobHeldUser', 'held by its user'],
    ['JobHeldAdmin', 'held by an administrator'],
]);
/** A pending reason in words that say more, where there are any. */
function sayReason(reason) {
    return HELD.get(reason) ?? reason;
}

// EXTERNAL MODULE: ./src/slurm/remote-words.ts
var remote_words = __webpack_require__(897);
;// CONCATENATED MODULE: ./src/slurm/say-end.ts

/**
 * The end of a chain in words.
 * @param job the last one that worked.
 * @param later jobs after it, none of which went on.
 * @param users names of user ids.
 */
function sayEnd(job, later, users) {
    const ended = `job ${job.id}`;
    if (job.log?.exceeded || ((0,job_states/* isResumed */.Kx)(job.state) && (isSpent(job) || later.some(({ log }) => log?.exceeded))))
        return { state: 'timeout', reason: saySpent(job, later) };
    const stays = noFurther(job, later, users);
    switch (job.state) {
        case 'TIMEOUT':
            return { state: 'timeout', reason: `${ended} reached execution.walltime, and ${stays}` };
        case 'DEADLINE':
            return { state: 'timeout', reason: `${ended} reached the deadline it was submitted with` };
        case 'PREEMPTED':
            return { state: 'killed', reason: `${ended} was preempted by another job, and ${stays}` };
        case 'CANCELLED':
            return { state: 'killed', reason: `${ended} was cancelled${byWhom(job, users) || unmet(job)}` };
        case 'REVOKED':
            return { state: 'killed', reason: `${ended} was revoked by the cluster's federation` };
        case 'NODE_FAIL':
            return { state: 'failed', reason: `a node of ${ended} failed, and ${stays}` };
        case 'OUT_OF_MEMORY':
            return {
                state: 'failed',
                reason: `${ended} ran out of memory: raise mem in execution.sbatch_extra_flags, or lower parallelism`,
            };
        case 'BOOT_FAIL':
            return {
                state: 'failed',
                reason: `the nodes of ${ended} did not boot: ask the cluster's administrators`,
            };
        case 'FAILED':
            if (job.log?.outOfTime)
                return {
                    state: 'timeout',
                    reason: `${ended} reached execution.walltime as it was to start its next step: Slurm calls it FAILED, after which no job goes on`,
                };
            return { state: 'failed', reason: failure(job) };
        default:
            return { state: 'failed', reason: `${ended} ended as ${job.state || 'nobody knows'}` };
    }
}
function failure({ id, exitCode, log }) {
    if (exitCode === 143)
        return `job ${id} was asked to stop (SIGTERM) and ended early`;
    const code = exitCode === undefined ? '' : ` with exit code ${exitCode}`;
    return `job ${id} failed${code}${log?.complaint ? `: ${log.complaint}` : ''}`;
}
/** Why nothing goes on after a job that was cut off. */
function noFurther(job, later, users) {
    const next = later.at(-1);
    if (!next) {
        const refused = job.log?.sbatchError;
        return refused ? `no job goes on with it (sbatch said: ${refused})` : 'no job goes on with it';
    }
    const saw = next.log?.before;
    if (saw && !saw.resumed && saw.id === job.id)
        return `job ${next.id} did not go on with it: it read the state of job ${job.id} as '${saw.state}'`;
    if (next.state === 'CANCELLED')
        return `job ${next.id}, which would have gone on with it, was cancelled${byWhom(next, users)}`;
    return `job ${next.id}, which should have gone on with it, ended as ${next.state}`;
}
function byWhom({ cancelledBy }, users) {
    if (cancelledBy === undefined)
        return '';
    const name = users.get(cancelledBy);
    return ` by ${name === undefined ? `user ${cancelledBy}` : `${name} (user ${cancelledBy})`}`;
}
/**
 * What is known of a job that nobody cancelled. Slurm itself does so where a dependency cannot be met any more: for some
 * minutes the controller says it, later only that the job never started.
 */
function unmet({ reason, startedAt, endedAt }) {
    if (startedAt !== undefined)
        return '';
    if (reason === 'DependencyNeverSatisfied')
        return ' by Slurm: the job that it waited for has not ended as execution.sbatch_extra_flags.dependency asks';
    if (endedAt === undefined)
        return '';
    return ' before it started, by nobody: so Slurm ends a job whose dependency cannot be met any more (kill-on-invalid-dep)';
}
/** Whether a chain has run as long as it may: its next job would wait in the queue only to say so. */
function isSpent({ log, elapsedSeconds }) {
    if (log?.exceeded)
        return true;
    return (log?.spent !== undefined &&
        elapsedSeconds !== undefined &&
        log.spent.before + elapsedSeconds >= log.spent.max);
}
function saySpent(job, later) {
    const max = [job, ...later].map(({ log }) => log?.spent?.maxText).find((text) => text !== undefined);
    const jobs = job.log?.spent?.before ? 'its jobs together' : `job ${job.id}`;
    return `${jobs} ran as long as execution.max_walltime allows${max === undefined ? '' : ` (${max})`}: raise it, or lower limit-samples`;
}

;// CONCATENATED MODULE: ./src/slurm/conclude-task.ts






/** How a task stands, by one look: its jobs are one chain, of which the last one that worked decides. */
function concludeTask(task, tag, look) {
    const jobs = chainOf(task, tag, look);
    const verdict = judgeChain(jobs, look);
    const files = look.tasks.get(task.index);
    const job = verdict.job;
    const place = job && look.positions.get(job.id);
    const started = jobs.flatMap(({ startedAt }) => startedAt ?? [])[0];
    const elapsed = job?.kind === 'pending' ? undefined : job?.elapsedSeconds;
    // One that ends takes its server with it.
    const server = job?.state === 'RUNNING' && job.log ? (0,log_facts/* serverPhase */.l)(job.log) : undefined;
    return {
        state: verdict.state,
        final: verdict.final,
        ending: verdict.state === 'running' && job?.state === 'COMPLETING',
        jobIds: jobs.map(({ id }) => id),
        exporting: exportsOf(jobs, look),
        ...(verdict.final ? { cause: causeOf(verdict) } : {}),
        ...(verdict.reason === undefined ? {} : { reason: (0,remote_words/* plainLine */.h0)(verdict.reason) }),
        ...(job ? { jobId: job.id } : {}),
        ...(place ? { queuePosition: place.position, queueLength: place.total } : {}),
        ...(elapsed === undefined ? {} : { elapsedSeconds: elapsed }),
        ...(server === undefined ? {} : { server }),
        ...(files?.progress === undefined ? {} : { progress: files.progress }),
        ...(verdict.exitCode === undefined ? {} : { exitCode: verdict.exitCode }),
        ...(started === undefined ? {} : { startedAt: started }),
        ...(verdict.final && job?.endedAt !== undefined ? { endedAt: job.endedAt } : {}),
    };
}
/** A batch script that fails does so because the evaluation did; all else that ends a job badly comes from outside. */
function causeOf({ state, job }) {
    return state === 'success' || (state === 'failed' && job?.state === 'FAILED') ? 'evaluation' : 'cluster';
}
function judgeChain(jobs, look) {
    const completed = jobs.find(({ kind, state }) => kind === 'ended' && state === 'COMPLETED');
    if (completed)
        return { state: 'success', final: true, job: completed, exitCode: 0 };
    const at = jobs.findLastIndex(({ worked }) => worked);
    const job = jobs[at];
    if (!job)
        return { state: 'unknown', final: false, reason: look.queueProblem ?? 'no job of it is known' };
    const later = jobs.slice(at + 1);
    if (job.kind === 'running')
        return { state: 'running', final: false, job };
    if (job.kind === 'pending')
        return waiting(job, 'pending');
    if (job.kind === 'ended')
        return (0,job_states/* isResumed */.Kx)(job.state) ? cutOff(job, later, look) : over(job, later, look);
    const next = later.find(({ kind }) => kind === 'running') ?? later.find(({ kind }) => kind === 'pending');
    if (next)
        return { state: next.kind === 'running' ? 'running' : 'pending', final: false, job: next };
    return { state: 'unknown', final: false, job, reason: lostReason(job, look) };
}
/** A job that waits to start, maybe for ever. */
function waiting(job, state, said) {
    const reason = job.state === 'PENDING' ? (job.reason ?? '') : job.state;
    const forEver = whyForEver(reason, job);
    if (forEver !== undefined) {
        const text = `job ${job.id} waits for ever (${reason}): ${forEver}`;
        return { state: 'failed', final: true, job, reason: said ? `${said}; ${text}` : text };
    }
    const waits = reason === '' || reason === 'None' ? '' : sayReason(reason);
    const text = [said, said ? `job ${job.id} waits${waits && `: ${waits}`}` : waits]
        .filter(Boolean)
        .join('; ');
    return { state, final: false, job, ...(text === '' ? {} : { reason: text }) };
}
/** The job was cut off by Slurm: whether the launcher's follow-up goes on decides. */
function cutOff(job, later, look) {
    const running = later.find(({ kind }) => kind === 'running');
    if (running)
        return { state: 'running', final: false, job: running };
    const pending = later.find(({ kind }) => kind === 'pending');
    const said = `job ${job.id} ended as ${job.state}`;
    if (isSpent(job))
        return over(job, later, look);
    if (pending)
        return waiting(pending, 'resuming', said);
    const lost = later.find(({ kind }) => kind === 'lost' || kind === 'unknown');
    if (lost)
        return { state: 'unknown', final: false, job: lost, reason: `${said}; ${lostReason(lost, look)}` };
    // Without the controller a follow-up that waits would not be seen.
    if (later.length === 0 && look.queueProblem !== undefined)
        return { state: 'unknown', final: false, job, reason: `${said}; ${look.queueProblem}` };
    return over(job, later, look);
}
function over(job, later, look) {
    const { state, reason } = sayEnd(job, later, look.users);
    return { state, final: true, job, reason, exitCode: job.exitCode ?? (state === 'failed' ? 1 : 143) };
}
function lostReason(job, look) {
    return (look.queueProblem ??
        `squeue does not list job ${job.id} any more, and ${look.accountingProblem ?? 'sacct does not say yet how it ended'}`);
}
function exportsOf(jobs, look) {
    const known = new Set(jobs.flatMap(({ log }) => log?.exports ?? []));
    return [...known].filter((id) => /^(PENDING|CONFIGURING|RUNNING|SUSPENDED)$/.test(look.queue.get(id)?.state ?? ''));
}


/***/ }),

/***/ 73539:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $u: () => (/* binding */ provesWork),
/* harmony export */   I: () => (/* binding */ kindOf),
/* harmony export */   Kx: () => (/* binding */ isResumed)
/* harmony export */ });
const KINDS = {
    pending: 'PENDING REQUEUED REQUEUE_FED REQUEUE_HOLD RESV_DEL_HOLD SPECIAL_EXIT',
    // What ends is COMPLETING until its processes are gone, and files may still be written.
    running: 'RUNNING CONFIGURING COMPLETING SUSPENDED RESIZING SIGNALING STAGE_OUT STOPPED POWER_UP_NODE UPDATE_DB EXPEDITING',
    ended: 'COMPLETED FAILED TIMEOUT CANCELLED PREEMPTED NODE_FAIL OUT_OF_MEMORY BOOT_FAIL DEADLINE LAUNCH_FAILED RECONFIG_FAIL REVOKED',
};
const KIND_OF = new Map(Object.entries(KINDS).flatMap(([kind, states]) => states.split(' ').map((state) => [state, kind])));
function kindOf(state) {
    return KIND_OF.get(state) ?? 'unknown';
}
/** After these the launcher's own follow-up job goes on; after any other it gives up. */
function isResumed(state) {
    return state === 'TIMEOUT' || state === 'PREEMPTED' || state === 'NODE_FAIL';
}
/** Whether a job that ended so has run beyond the launcher's resume handler, which itself ends in FAILED or COMPLETED. */
function provesWork(state) {
    return isResumed(state) || state === 'OUT_OF_MEMORY' || state === 'COMPLETED';
}


/***/ }),

/***/ 44343:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ serverPhase),
/* harmony export */   x: () => (/* binding */ readLog)
/* harmony export */ });
/* harmony import */ var _remote_words_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(897);

/** Reads the telling lines of a job's log, oldest first. */
function readLog(lines) {
    const facts = { exports: [], exceeded: false };
    for (const line of lines)
        readLine(facts, line);
    return facts;
}
function readLine(facts, line) {
    const submitted = /^Submitted batch job (\d+)/.exec(line)?.[1];
    if (submitted && (0,_remote_words_js__WEBPACK_IMPORTED_MODULE_0__/* .isJobId */ .dW)(submitted)) {
        facts.followUp = submitted;
        return;
    }
    const exported = /^Export job submitted: (\d+)/.exec(line)?.[1];
    if (exported && (0,_remote_words_js__WEBPACK_IMPORTED_MODULE_0__/* .isJobId */ .dW)(exported)) {
        if (!facts.exports.includes(exported))
            facts.exports.push(exported);
        return;
    }
    const before = /^previous SLURM_JOB_ID (\d{1,12}) finished with '([A-Z_]*)[^']*' state\. (RESUMING|EXIT)/.exec(line);
    if (before) {
        const resumed = before[3] === 'RESUMING';
        facts.before = { id: before[1], state: before[2], resumed };
        // The handler itself ends the job then.
        if (!resumed)
            end(facts, before[2] === 'COMPLETED' ? 'COMPLETED' : 'FAILED', before[2] === 'COMPLETED' ? 0 : 1);
        return;
    }
    const spent = /^Total accumulated walltime: ([0-9:-]{1,20}) \(max: ([0-9:-]{1,20})\)/.exec(line);
    if (spent) {
        const [before, max] = [(0,_remote_words_js__WEBPACK_IMPORTED_MODULE_0__/* .parseElapsed */ .Er)(spent[1]), (0,_remote_words_js__WEBPACK_IMPORTED_MODULE_0__/* .parseElapsed */ .Er)(spent[2])];
        if (before !== undefined && max !== undefined)
            facts.spent = { before, max, maxText: spent[2] };
        return;
    }
    if (/^ERROR: Maximum total walltime /.test(line)) {
        facts.exceeded = true;
        end(facts, 'FAILED', 1);
        return;
    }
    if (readServer(facts, line))
        return;
    if (/^sbatch: error: /.test(line))
        facts.sbatchError ??= (0,_remote_words_js__WEBPACK_IMPORTED_MODULE_0__/* .plainLine */ .h0)(line.slice('sbatch: error: '.length));
    else if (/^Evaluation was interrupted /.test(line))
        end(facts, 'FAILED', 143);
    else if (/CANCELLED AT /.test(line))
        readCancel(facts, line);
    else if (/^(srun|slurmstepd)/.test(line))
        readComplaint(facts, line);
    // The script's very last command, as its trace shows it: what failed before (a server that was stopped) was let pass.
    else if (/^\+ .*nemo_evaluator_interrupted/.test(line))
        end(facts, 'COMPLETED', 0);
}
/** Whether a line is the script's own about the servers that it starts, waits for and stops. */
function readServer(facts, line) {
    if (/^Waiting for (?:[\w.-]+ )?server on /.test(line)) {
        facts.servers ??= { phase: 'loading', endedEarly: false, ready: [] };
        facts.servers.phase = 'loading';
        return true;
    }
    const { servers } = facts;
    if (!servers)
        return false;
    const ready = /^(?:([\w.-]+) )?server ready on /.exec(line);
    if (ready) {
        servers.ready.push(ready[1] ?? '');
        servers.phase = servers.endedEarly ? 'lost' : 'ready';
        return true;
    }
    if (/^\+ kill \d+$/.test(line)) {
        servers.phase = 'stopped';
        return true;
    }
    // The first process of a step is gone. Of the evaluation's the script itself would end at once.
    if (/^srun: error: \S+: tasks? 0\b/.test(line)) {
        if (servers.phase === 'loading')
            servers.endedEarly = true;
        else if (servers.phase === 'ready')
            servers.phase = 'lost';
    }
    return false;
}
/** How far the servers of a job are that runs; several instances of one stand in for each other. */
function serverPhase({ servers }) {
    if (!servers)
        return undefined;
    const several = new Set(servers.ready).size < servers.ready.length;
    return servers.phase === 'lost' && several ? 'ready' : servers.phase;
}
function end(facts, state, exitCode) {
    facts.state = state;
    facts.exitCode = exitCode;
}
/** `*** JOB 13 ON vm CANCELLED AT 2026-11-24T05:53:52 DUE TO TIME LIMIT ***` */
function readCancel(facts, line) {
    if (!/\*\*\* JOB \d+ ON /.test(line))
        return;
    const why = /DUE TO ([A-Z ]+)/.exec(line)?.[1]?.trim() ?? '';
    if (/^TIME LIMIT/.test(why))
        end(facts, 'TIMEOUT', 143);
    else if (/^PREEMPTION/.test(why))
        end(facts, 'PREEMPTED', 143);
    else if (/^NODE FAILURE/.test(why))
        end(facts, 'NODE_FAIL', 1);
    else
        end(facts, 'CANCELLED', 143);
}
function readComplaint(facts, line) {
    // Its time passed between two steps: see slurmctld, which ends such jobs at its own intervals only.
    if (/^srun: error: Unable to create step for job \d+: Job\/step already completing or completed/.test(line))
        facts.outOfTime = true;
    const code = /: Exited with exit code (\d{1,3})$/.exec(line)?.[1];
    if (code && facts.state === undefined)
        end(facts, 'FAILED', Number(code));
    if (/oom|out of memory/i.test(line)) {
        if (/oom[-_ ]?kill/i.test(line))
            end(facts, 'OUT_OF_MEMORY', 137);
    }
    else if (!code)
        facts.complaint ??= (0,_remote_words_js__WEBPACK_IMPORTED_MODULE_0__/* .plainLine */ .h0)(line);
}


/***/ }),

/***/ 29686:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ lookScript)
/* harmony export */ });
/* harmony import */ var _remote_words_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(897);
/* harmony import */ var _script_frames_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(10663);
/* harmony import */ var _tag_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(89027);



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
function lookScript({ tags, tasks, nonce, position }) {
    const known = tasks.flatMap(({ jobIds }) => jobIds);
    if (!known.every(_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .isJobId */ .dW))
        throw new Error('a job id is not a number');
    for (const { remoteDir } of tasks)
        if (!(0,_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .isRemotePath */ .cx)(remoteDir))
            throw new Error(`${JSON.stringify(remoteDir)} is no path that may be asked for`);
    const folders = tasks.map(({ remoteDir, index }) => ({ dir: (0,_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteWord */ .XW)(remoteDir), index }));
    return `${_script_frames_js__WEBPACK_IMPORTED_MODULE_2__/* .SCRIPT_HEAD */ .L3}
${(0,_script_frames_js__WEBPACK_IMPORTED_MODULE_2__/* .frameOf */ .Dm)(nonce)}
tags=${(0,_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteWord */ .XW)(` ${tags.join(' ')} `)}
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
mine=$(printf '%s\\n' "$queue" | ids=" $ids " awk -F '|' '{ tag = $NF; ${_tag_js__WEBPACK_IMPORTED_MODULE_0__/* .CUT_TAG */ .Ap} } (tag != "" && index(ENVIRON["tags"], " " tag " ")) || index(ENVIRON["ids"], " " $1 " ")')
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


/***/ }),

/***/ 68191:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ readQueueRow),
/* harmony export */   s: () => (/* binding */ readLook)
/* harmony export */ });
/* harmony import */ var _log_facts_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(44343);
/* harmony import */ var _remote_words_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(897);
/* harmony import */ var _script_frames_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(10663);



/** Reads the answer to a look script. Undefined where it was cut short. */
function readLook(answer, nonce) {
    const look = {
        queue: new Map(),
        accounting: new Map(),
        users: new Map(),
        positions: new Map(),
        mostNodes: new Map(),
        tasks: new Map(),
    };
    let whole = false;
    for (const { title, lines } of (0,_script_frames_js__WEBPACK_IMPORTED_MODULE_0__/* .readFrames */ .v0)(answer, nonce)) {
        const [word, first = '', second = ''] = title.split(' ');
        if (word === 'clock')
            Object.assign(look, defined({ clock: wholeNumber(lines[0]) }));
        else if (word === 'queue')
            readQueue(look, first, lines);
        else if (word === 'accounting')
            readAccounting(look, first, lines);
        else if (word === 'users')
            readUsers(look, lines);
        else if (word === 'position')
            readPositions(look, lines);
        else if (word === 'partition')
            readPartition(look, first, lines);
        else if (word === 'task')
            look.tasks.set(Number(first), readTask(lines));
        else if (word === 'log' && (0,_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .isJobId */ .dW)(second))
            look.tasks.get(Number(first))?.logs.set(second, (0,_log_facts_js__WEBPACK_IMPORTED_MODULE_2__/* .readLog */ .x)(lines));
        else if (word === 'end')
            whole = true;
    }
    return whole ? look : undefined;
}
function readQueue(look, code, lines) {
    for (const line of lines) {
        const row = readQueueRow(line);
        if (row)
            look.queue.set(row.id, row);
    }
    if (code !== '0')
        look.queueProblem = problemOf('squeue', code, lines);
}
/** The name is what lies between the columns before it and the last: it alone may hold a bar. */
function readQueueRow(line) {
    const parts = line.split('|');
    const [id = '', ...place] = parts[0].split('_');
    if (parts.length < 8 || !(0,_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .isJobId */ .dW)(id))
        return undefined;
    const [, state, reason, elapsed, partition, nodes] = parts;
    const comment = parts.at(-1);
    return {
        id,
        ...(place.length > 0 ? { isArray: true } : {}),
        state: word(state),
        reason: (0,_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .plainLine */ .h0)(reason),
        ...defined({ elapsedSeconds: (0,_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .parseElapsed */ .Er)(elapsed), nodes: wholeNumber(nodes) }),
        partition: (0,_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .plainLine */ .h0)(partition),
        jobName: parts.slice(6, -1).join('|'),
        comment: comment === '(null)' ? '' : comment,
    };
}
function readAccounting(look, code, lines) {
    for (const line of lines) {
        const parts = line.split('|');
        if (parts.length < 7 || !(0,_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .isJobId */ .dW)(parts[0]))
            continue;
        const [id, state, exit, elapsed, started, ended] = parts;
        const [exitCode, signal] = exit.split(':').map(wholeNumber);
        const cancelledBy = /^CANCELLED by (\d{1,10})$/.exec(state.trim())?.[1];
        look.accounting.set(id, {
            id,
            state: word(state),
            jobName: parts.slice(6).join('|'),
            ...defined({
                cancelledBy,
                exitCode,
                signal,
                elapsedSeconds: (0,_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .parseElapsed */ .Er)(elapsed),
                startedAt: wholeNumber(started),
                endedAt: wholeNumber(ended),
            }),
        });
    }
    if (code !== '0')
        look.accountingProblem = problemOf('sacct', code, lines);
}
function readUsers(look, lines) {
    for (const line of lines) {
        const match = /^(\d{1,10}) ([A-Za-z0-9._-]{1,64})$/.exec(line);
        if (match)
            look.users.set(match[1], match[2]);
    }
}
function readPositions(look, lines) {
    for (const line of lines) {
        const match = /^(\d{1,12}) (\d{1,9}) (\d{1,9})$/.exec(line);
        if (match)
            look.positions.set(match[1], { position: Number(match[2]), total: Number(match[3]) });
    }
}
function readPartition(look, name, lines) {
    const numbers = ['MaxNodes', 'TotalNodes'].flatMap((key) => wholeNumber(new RegExp(`(?:^| )${key}=(\\d{1,9})(?: |$)`).exec(lines[0] ?? '')?.[1]) ?? []);
    if (numbers.length > 0)
        look.mostNodes.set(name, Math.min(...numbers));
}
function readTask(lines) {
    const worked = lines.flatMap((line) => /^list (\d{1,12})$/.exec(line)?.[1] ?? []);
    const progress = lines
        .map((line) => /^progress (\d{1,15})$/.exec(line)?.[1])
        .find((text) => text !== undefined);
    return {
        missing: lines.includes('missing'),
        worked,
        results: lines.includes('results'),
        logs: new Map(),
        ...(progress === undefined ? {} : { progress: Number(progress) }),
    };
}
/** The first word of a state: `CANCELLED by 1001`, `CANCELLED+`. */
function word(state) {
    return /^[A-Z_]{1,40}/.exec(state.trim())?.[0] ?? '';
}
function wholeNumber(text) {
    return text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined;
}
function problemOf(program, code, lines) {
    const said = lines.map(_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .plainLine */ .h0).find((line) => line !== '' && !/^\d+\|/.test(line));
    if (code === '127')
        return `there is no ${program} on the PATH of a non-interactive shell`;
    if (code === '124')
        return `${program} did not answer within 30 s`;
    return `${program} failed: ${said ?? `exit code ${(0,_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .plainLine */ .h0)(code)}`}`;
}
/** Without the keys that have no value. */
function defined(values) {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}


/***/ }),

/***/ 10663:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dm: () => (/* binding */ frameOf),
/* harmony export */   L3: () => (/* binding */ SCRIPT_HEAD),
/* harmony export */   v0: () => (/* binding */ readFrames)
/* harmony export */ });
/**
 * How each remote script begins: numbers and names as C writes them, times in seconds since the epoch, none of the
 * user's own settings for squeue and sacct, and no command that waits for ever where `timeout` is there.
 */
const SCRIPT_HEAD = `set -u
LC_ALL=C
SLURM_TIME_FORMAT=%s
export LC_ALL SLURM_TIME_FORMAT
unset SQUEUE_ALL SQUEUE_ACCOUNT SQUEUE_CLUSTERS SQUEUE_FORMAT SQUEUE_FORMAT2 SQUEUE_LICENSES SQUEUE_NAMES SQUEUE_PARTITION SQUEUE_QOS SQUEUE_SORT SQUEUE_STATES SQUEUE_USERS SACCT_FORMAT SACCT_LOCAL SCANCEL_ACCOUNT SCANCEL_CTLD SCANCEL_INTERACTIVE SCANCEL_NAME SCANCEL_PARTITION SCANCEL_QOS SCANCEL_STATE SCANCEL_USER SCANCEL_VERBOSE SCANCEL_WCKEY
limit=
if command -v timeout >/dev/null 2>&1; then limit='timeout 30'; fi`;
/** The shell function that begins a part of the answer. */
function frameOf(nonce) {
    if (!/^[A-Za-z0-9]{8,64}$/.test(nonce))
        throw new Error('a nonce is 8 to 64 letters and digits');
    return `frame() { printf '\\n@@%s %s\\n' ${nonce} "$*"; }`;
}
/** Longest answer that is read; a look at 200 tasks stays far below. */
const LONGEST_ANSWER = 16 << 20;
const LONGEST_LINE = 2000;
/** The parts of an answer, without what stands before the first of them (a login shell may greet). */
function readFrames(answer, nonce) {
    const marker = `@@${nonce} `;
    const frames = [];
    for (const line of answer.slice(0, LONGEST_ANSWER).split('\n')) {
        if (line.startsWith(marker))
            frames.push({ title: line.slice(marker.length).trim(), lines: [] });
        else if (line !== '')
            frames.at(-1)?.lines.push(line.slice(0, LONGEST_LINE));
    }
    return frames;
}


/***/ })

};
