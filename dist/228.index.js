export const id = 228;
export const ids = [228];
export const modules = {

/***/ 34228:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  SlurmFinisher: () => (/* binding */ SlurmFinisher)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/collecting/open/failed-outcome.ts
var failed_outcome = __webpack_require__(10067);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/launcher/slurm/ending-of.ts
var ending_of = __webpack_require__(65447);
// EXTERNAL MODULE: ./src/launcher/slurm/fetch-task.ts
var fetch_task = __webpack_require__(80136);
// EXTERNAL MODULE: ./src/slurm/conclude-task.ts + 3 modules
var conclude_task = __webpack_require__(93975);
// EXTERNAL MODULE: ./src/slurm/look-script.ts
var look_script = __webpack_require__(29686);
// EXTERNAL MODULE: ./src/slurm/read-look.ts
var read_look = __webpack_require__(68191);
// EXTERNAL MODULE: ./src/launcher/slurm/group-tasks.ts
var group_tasks = __webpack_require__(53240);
// EXTERNAL MODULE: ./src/launcher/slurm/look.ts
var look = __webpack_require__(39677);
;// CONCATENATED MODULE: ./src/launcher/slurm/look-many.ts






const TIMEOUT_MS = 180_000;
/**
 * Looks at the jobs of many invocations, with as few scripts as their number lets it.
 * @returns for each of them, in order, how its tasks stand, by their index.
 * @throws LinkDown where the connection failed, InfrastructureError where the cluster's answer is none.
 */
async function lookAtMany(link, all) {
    const looks = all.map(() => new Map());
    for (const group of (0,group_tasks/* groupTasks */.y)(all))
        for (const [at, found] of (await lookAtGroup(link, group)).entries())
            for (const [index, look] of found)
                looks[group[at].of].set(index, look);
    return looks;
}
async function lookAtGroup(link, group) {
    const nonce = (0,look/* newNonce */.Y)();
    // Indices are of a config's tasks, and several configs have the same.
    let next = 0;
    const numbered = group.map(({ tag, tasks }) => ({
        tag,
        tasks: tasks.map((task) => ({ index: task.index, task: { ...task, index: next++ } })),
    }));
    const tasks = numbered.flatMap((one) => one.tasks.map(({ task }) => task));
    const tags = group.map(({ tag }) => tag);
    const script = (0,look_script/* lookScript */.l)({ tags, tasks, nonce, position: false });
    const { stdout, stderr, code } = await link.run(script, { timeoutMs: TIMEOUT_MS });
    const raw = (0,read_look/* readLook */.s)(stdout, nonce);
    if (!raw)
        throw new errors/* InfrastructureError */.EN(`${link.name} did not answer the question how the jobs stand: ${stderr.trim().split('\n').at(-1) || `exit code ${code}`}`);
    return numbered.map((one) => new Map(one.tasks.map(({ index, task }) => [index, (0,conclude_task/* concludeTask */.N)(task, one.tag, raw)])));
}

// EXTERNAL MODULE: ./src/slurm/remote-words.ts
var remote_words = __webpack_require__(897);
// EXTERNAL MODULE: ./src/slurm/script-frames.ts
var script_frames = __webpack_require__(10663);
;// CONCATENATED MODULE: ./src/slurm/missing-folders.ts


/** Asks which of these folders are not there. @throws Error where one is no path that may be asked for. */
function missingFoldersScript(dirs, nonce) {
    for (const dir of dirs)
        if (!(0,remote_words/* isRemotePath */.cx)(dir))
            throw new Error(`${JSON.stringify(dir)} is no path that may be asked for`);
    return `${script_frames/* SCRIPT_HEAD */.L3}
${(0,script_frames/* frameOf */.Dm)(nonce)}
frame missing
${dirs.map((dir) => `[ -d ${(0,remote_words/* quoteWord */.XW)(dir)} ] || echo ${(0,remote_words/* quoteWord */.XW)(dir)}`).join('\n')}
frame end
`;
}
/** The folders that are not there; none where the answer was cut short. */
function readMissingFolders(answer, nonce) {
    const frames = (0,script_frames/* readFrames */.v0)(answer, nonce);
    if (frames.at(-1)?.title !== 'end')
        return [];
    return frames.filter(({ title }) => title === 'missing').flatMap(({ lines }) => lines.filter(remote_words/* isRemotePath */.cx));
}

;// CONCATENATED MODULE: ./src/launcher/slurm/missing-folders.ts


const ASK_MS = 60_000;
/** The folders of tasks that the cluster does not have: to wait for them is in vain. @throws LinkDown */
async function findMissingFolders(link, tasks) {
    const nonce = (0,look/* newNonce */.Y)();
    const script = missingFoldersScript(tasks.map(({ remoteDir }) => remoteDir), nonce);
    const { stdout } = await link.run(script, { timeoutMs: ASK_MS });
    return new Set(readMissingFolders(stdout, nonce));
}

;// CONCATENATED MODULE: ./src/slurm/own-jobs.ts


/**
 * Asks into which files those of these jobs write that are still in the queue.
 * @throws Error where an id could end a word of the script.
 */
function ownJobsScript(jobIds, nonce) {
    if (!jobIds.every(remote_words/* isJobId */.dW))
        throw new Error('a job id is not a number');
    return `${script_frames/* SCRIPT_HEAD */.L3}
${(0,script_frames/* frameOf */.Dm)(nonce)}
ids=${(0,remote_words/* quoteWord */.XW)(` ${jobIds.join(' ')} `)}
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
function readOwnJobs(answer, nonce, tasks) {
    const frames = (0,script_frames/* readFrames */.v0)(answer, nonce);
    if (frames.at(-1)?.title !== 'end')
        return [];
    const folders = new Set(tasks.map(({ remoteDir }) => remoteDir));
    const own = frames
        .flatMap(({ title, lines }) => (title === 'jobs' ? lines : []))
        .flatMap((line) => {
        // Not every version of Slurm puts the id into the name.
        const [, id, dir] = /^(\d+) (\/\S+)\/logs\/slurm-[^/\s]+\.log$/.exec(line) ?? [];
        return id !== undefined && folders.has(dir) ? [id] : [];
    });
    return [...new Set(own)];
}

;// CONCATENATED MODULE: ./src/launcher/slurm/own-jobs.ts


const own_jobs_ASK_MS = 60_000;
/**
 * Of jobs that somebody names those that are of these tasks, as the cluster itself has it; only of jobs that wait or run.
 * @throws LinkDown
 */
async function findOwnJobs(link, tasks, named) {
    if (named.length === 0)
        return [];
    const nonce = (0,look/* newNonce */.Y)();
    const { stdout } = await link.run(ownJobsScript(named, nonce), { timeoutMs: own_jobs_ASK_MS });
    return readOwnJobs(stdout, nonce, tasks);
}

// EXTERNAL MODULE: ./src/launcher/slurm/stop.ts + 1 modules
var stop = __webpack_require__(20758);
// EXTERNAL MODULE: ./src/launcher/ssh/open-link.ts + 14 modules
var open_link = __webpack_require__(35599);
// EXTERNAL MODULE: ./src/slurm/describe-look.ts
var describe_look = __webpack_require__(25392);
// EXTERNAL MODULE: ./src/ssh-inputs.ts
var ssh_inputs = __webpack_require__(8019);
// EXTERNAL MODULE: ./src/evaluation/slurm/stop-tasks.ts + 1 modules
var stop_tasks = __webpack_require__(91294);
// EXTERNAL MODULE: ./src/evaluation/slurm/watch-tasks.ts + 1 modules
var watch_tasks = __webpack_require__(90587);
// EXTERNAL MODULE: ./src/evaluation/remote/finish-resumed.ts
var finish_resumed = __webpack_require__(31906);
// EXTERNAL MODULE: ./src/evaluation/remote/resume-session.ts
var resume_session = __webpack_require__(99955);
// EXTERNAL MODULE: ./src/evaluation/remote/resuming-finisher.ts
var resuming_finisher = __webpack_require__(17190);
;// CONCATENATED MODULE: ./src/evaluation/remote/slurm-finisher.ts


















const STOP_MS = 60_000;
/** The longest that the launcher's own export may take after a task. */
const EXPORT_SECONDS = 15 * 60;
/** Finishes what was submitted to Slurm, over one connection to each cluster. */
class SlurmFinisher extends resuming_finisher/* ResumingFinisher */.x {
    #links = new Map();
    #looks = new Map();
    async look(records) {
        const looks = new Map();
        const places = new Map();
        for (const open of records) {
            const { user, host } = open.record.cluster;
            places.set(`${user}@${host}`, [...(places.get(`${user}@${host}`) ?? []), open]);
        }
        for (const group of places.values()) {
            for (const [id, look] of await this.#lookAt(group))
                looks.set(id, look);
        }
        return looks;
    }
    /** Looks at what runs on one cluster. One that lets nobody in must not keep others from being looked at. */
    async #lookAt(group) {
        const looks = new Map();
        try {
            const link = await this.#linkOf(group[0]);
            const submitted = group.map(({ record }) => ({ tag: record.tag, tasks: tasksOf(record) }));
            const found = await lookAtMany(link, submitted);
            for (const [at, { record }] of group.entries()) {
                this.#looks.set(record.invocation_id, found[at]);
                looks.set(record.invocation_id, describe(record.tasks, found[at]));
            }
        }
        catch (error) {
            const isOfCluster = error instanceof errors/* ActionError */.lZ || error.name === 'LinkDown';
            if (!isOfCluster && group.length > 1) {
                // What cannot even be asked is one record's fault, which tells nothing of the others.
                for (const one of group)
                    for (const [id, look] of await this.#lookAt([one]))
                        looks.set(id, look);
            }
            else
                for (const { record } of group)
                    looks.set(record.invocation_id, (0,failed_outcome/* unseen */.nv)(error));
        }
        return looks;
    }
    async cancel(open) {
        const { record } = open;
        const link = await this.#linkOf(open);
        const jobNames = record.tasks.map(({ job_name }) => job_name);
        const jobIds = await this.#ownJobs(link, record);
        const { left, problem } = await (0,stop/* stopByTag */.S0)(link, record.tag, { budgetMs: STOP_MS, jobIds, jobNames });
        if (left.length > 0 || problem !== undefined)
            throw new errors/* InfrastructureError */.EN(`its jobs may still run on ${link.name}${problem ? ` (${problem})` : ''}: scancel ${left.join(' ')} (jobs with the comment ${record.tag})`);
    }
    async conclude(open, dir) {
        const session = await (0,resume_session/* resumeSession */.U)(this.resumer, open, dir);
        const endings = await this.#fetch(open, session);
        return (0,finish_resumed/* concludeResumed */.tw)(session, (0,watch_tasks/* badEndings */._Y)(endings));
    }
    async close() {
        for (const link of this.#links.values())
            await link.then((open) => open.close()).catch(() => undefined);
    }
    /** Its verdict stands, and its files are fetched once more, to be uploaded. */
    async resume(open, result, wantsFiles) {
        const dir = external_node_path_default().join(external_node_path_default().dirname(result.dir), 'again');
        (0,external_node_fs_.mkdirSync)(dir, { recursive: true, mode: 0o700 });
        const session = await (0,resume_session/* resumeSession */.U)(this.resumer, open, dir);
        if (!wantsFiles)
            return session;
        try {
            await this.#fetch(open, session);
        }
        catch (error) {
            if (!this.#isTooOld(open))
                throw error;
            const { invocation_id: id, cluster } = open.record;
            session.log.warn(`the files of ${id}, in ${cluster.remote_dir} on ${cluster.host}, are not uploaded: ${(0,errors/* messageOf */.bD)(error)}`);
        }
        return session;
    }
    /** Brings what the tasks left, and takes from the cluster what is of no use there any more. */
    async #fetch(open, session) {
        const { record } = open;
        const link = await this.#linkOf(open);
        session.link = link;
        const mirror = session.record.invocationDir;
        const endings = new Map();
        const remote = session.record.remote;
        const looks = this.#looks.get(record.invocation_id);
        remote.tasks = remote.tasks.map((task) => ({
            ...task,
            jobIds: looks?.get(task.index)?.jobIds ?? task.jobIds,
        }));
        const missing = await findMissingFolders(link, remote.tasks);
        for (const task of remote.tasks) {
            const look = looks?.get(task.index);
            const end = endOf(look, open.ageHours);
            const fetched = await (0,fetch_task/* fetchTask */.Qc)(link, task, end, mirror, {
                onProblem: (problem) => session.log.warn(`results of ${task.name}: ${problem}`),
                // Other evaluations wait for this one.
                ...(missing.has(task.remoteDir) ? { waitsMs: [] } : {}),
            });
            // Looked at once more by the next collector: nothing that was paid for is given up for a broken transfer.
            if (!fetched && this.#isTooOld(open))
                session.log.warn(`what ${task.name} left in ${task.remoteDir} could not be fetched: it is closed without`);
            else if (!fetched)
                throw new errors/* InfrastructureError */.EN(`what ${task.name} left in ${task.remoteDir} could not be fetched`);
            endings.set(task.index, { ...end, fetched });
        }
        const left = await (0,stop_tasks.stopTasks)(session, await this.#ownJobs(link, record));
        if (left !== undefined)
            session.log.warn(left);
        return endings;
    }
    /** Nobody would look at it again. */
    #isTooOld({ ageHours }) {
        return ageHours > (this.resumer.inputs.submitted?.maxAgeHours ?? Number.POSITIVE_INFINITY);
    }
    /**
     * The jobs of an invocation that its tag may not find, where a cluster shows no comments. Whoever wrote the record may have
     * named anybody's: the cluster says which are of its folder.
     */
    #ownJobs(link, record) {
        const looks = [...(this.#looks.get(record.invocation_id)?.values() ?? [])];
        const tasks = tasksOf(record);
        const named = [...tasks, ...looks].flatMap(({ jobIds }) => jobIds);
        return findOwnJobs(link, tasks, [...new Set(named)]);
    }
    #linkOf({ record }) {
        const { user, host } = record.cluster;
        const name = `${user}@${host}`;
        const { run } = this.resumer;
        const link = this.#links.get(name) ??
            (0,open_link/* openLink */.F)({
                host,
                user,
                inputs: (0,ssh_inputs/* loadSshInputs */.W)((input) => run.env[`INPUT_${input.toUpperCase()}`] ?? ''),
                env: run.env,
                log: (line) => run.log.info(line),
            });
        this.#links.set(name, link);
        return link;
    }
}
function tasksOf({ tasks }) {
    return tasks.map(({ index, name, job_name, job_ids, remote_dir }) => ({
        index,
        name,
        jobName: job_name,
        jobIds: job_ids,
        remoteDir: remote_dir ?? '',
    }));
}
function describe(tasks, looks) {
    const shown = tasks.map(({ name, index }) => (0,describe_look/* describeLook */.F)({ name }, looks.get(index))).join('; ');
    return { state: [...looks.values()].every(isOver) ? 'ended' : 'running', shown };
}
/** An export that the evaluation submitted still needs what is there; within reason. */
function isOver({ final, exporting, endedAt }) {
    if (!final || exporting.length === 0)
        return final;
    return endedAt !== undefined && Date.now() / 1000 - endedAt > EXPORT_SECONDS;
}
/** A task whose jobs were cancelled as it took too long; what had ended by itself before stays so. */
function endOf(look, ageHours) {
    if (look?.final)
        return (0,ending_of/* endingOf */.z)(look);
    return {
        state: 'timeout',
        cause: 'cluster',
        reason: `it had not ended ${Math.floor(ageHours)} hours after its submission (max-age-hours)`,
    };
}


/***/ })

};
