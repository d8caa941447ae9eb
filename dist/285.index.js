export const id = 285;
export const ids = [285];
export const modules = {

/***/ 68144:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  q: () => (/* binding */ concludeJobs),
  w: () => (/* binding */ watchJobs)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./src/lepton/job-state.ts
var job_state = __webpack_require__(22305);
// EXTERNAL MODULE: ./src/lepton/names.ts
var lepton_names = __webpack_require__(33554);
// EXTERNAL MODULE: ./src/launcher/lepton/list-jobs.ts
var list_jobs = __webpack_require__(57588);
// EXTERNAL MODULE: ./src/launcher/lepton/stop.ts
var stop = __webpack_require__(74143);
;// CONCATENATED MODULE: ./src/launcher/lepton/watch.ts





const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** A machine that slept makes one look seem to have lasted for long. */
const UNSEEN_LOOKS = 3;
const LEPTON_LIMITS = {
    silenceMs: 30 * 60_000,
    unseenMs: 5 * 60_000,
    pendingMs: 24 * 3_600_000,
    runningMs: 24 * 3_600_000,
    releaseMs: 15_000,
};
const CLOCK = {
    now: () => Date.now(),
    sleep: (ms, signal) => (0,promises_.setTimeout)(ms, undefined, { signal }).catch(() => undefined),
};
/**
 * Watches the jobs of an invocation to their end, one call of the workspace's API a look, and deletes the endpoint of
 * each task as it ends. An answer that fails says nothing of a job; what never ends is bounded by the limits. Returns
 * early when aborted, with the endings so far.
 */
async function watchLepton(request) {
    return new Watcher(request).run();
}
class Watcher {
    request;
    endings = new Map();
    since = new Map();
    firstRan = new Map();
    unseen = new Map();
    limits;
    clock;
    releases = new Map();
    /** What is still to be deleted of tasks that have ended, by index. */
    kept = new Map();
    begunAt;
    heardAt;
    trouble;
    shown = '';
    constructor(request) {
        this.request = request;
        this.limits = { ...LEPTON_LIMITS, ...request.limits };
        this.clock = request.clock ?? CLOCK;
        this.begunAt = this.clock.now();
        this.heardAt = this.begunAt;
        for (const { index } of request.tasks)
            this.since.set(index, { standing: 'pending', at: this.heardAt });
    }
    async run() {
        const { signal, tasks } = this.request;
        let pause = FIRST_PAUSE_MS;
        while (!signal.aborted) {
            await this.look();
            if (this.endings.size === tasks.length || signal.aborted)
                break;
            await this.clock.sleep(pause, signal);
            pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5);
        }
        await Promise.all(this.releases.values());
        return this.endings;
    }
    async look() {
        const jobs = await this.listJobs();
        if (this.request.signal.aborted)
            return;
        for (const index of this.kept.keys())
            this.release(index);
        const now = this.clock.now();
        if (jobs === undefined) {
            if (now - this.heardAt >= this.limits.silenceMs)
                for (const task of this.open())
                    this.end(task, 'failed', `Lepton has not answered for ${minutes(now - this.heardAt)} (${this.trouble})`, false);
            return;
        }
        this.heardAt = now;
        for (const task of this.open())
            this.judge(task, (0,job_state/* currentJob */.bH)(jobs, task.jobName), now);
        this.show(jobs, now);
    }
    /** Archived ones too: a job is archived ten minutes after its end, and a look may come late. */
    /** Archived ones too: a job is archived ten minutes after its end, and a look may come late. */
    async listJobs() {
        const { ask, signal, invocationId } = this.request;
        const names = this.open().map(({ jobName }) => jobName);
        const search = { text: (0,lepton_names/* jobPrefix */.An)(invocationId), names, mode: 'alive_and_archive' };
        const [jobs] = await (0,list_jobs/* listJobs */.N)(ask, [search], { signal });
        if (signal.aborted)
            return undefined;
        const problem = typeof jobs === 'string' ? jobs : undefined;
        if (problem !== this.trouble)
            this.request.onTrouble?.(new Date(this.heardAt), problem);
        this.trouble = problem;
        return typeof jobs === 'string' ? undefined : jobs;
    }
    judge(task, job, now) {
        const { index, jobName } = task;
        if (job === undefined) {
            const { looks, since } = this.unseen.get(index) ?? { looks: 0, since: now };
            this.unseen.set(index, { looks: looks + 1, since });
            if (looks + 1 >= UNSEEN_LOOKS && now - since >= this.limits.unseenMs)
                this.end(task, 'killed', `the job ${jobName} is no longer on Lepton`, false);
            return;
        }
        this.unseen.delete(index);
        const standing = (0,job_state/* standingOf */.YP)(job);
        if (standing === 'success' || standing === 'failed' || standing === 'killed') {
            this.end(task, standing, reasonOf(standing, job), true);
            return;
        }
        if (this.since.get(index).standing !== standing)
            this.since.set(index, { standing, at: now });
        if (standing === 'running' && !this.firstRan.has(index))
            this.firstRan.set(index, now);
        // One that is restarted again and again has run all the while.
        const firstRan = this.firstRan.get(index);
        const limit = firstRan === undefined ? this.limits.pendingMs : this.limits.runningMs;
        const lasted = now - (firstRan ?? this.begunAt);
        if (lasted < limit)
            return;
        const reason = `the job ${jobName} was ${job.state} on Lepton ${firstRan === undefined ? 'for' : 'after'} ${minutes(lasted)}`;
        this.end(task, 'timeout', reason, false);
    }
    end(task, state, reason, confirmed) {
        const ending = { state, ...(reason ? { reason } : {}), confirmed, fetched: false };
        this.endings.set(task.index, ending);
        this.request.onEnd(task, ending);
        if (task.endpoint === undefined && confirmed)
            return;
        this.kept.set(task.index, { task, withJob: !confirmed });
        this.release(task.index);
    }
    /** Deletes what is kept of a task, unless that is under way. */
    release(index) {
        const thing = this.kept.get(index);
        if (!thing || this.releases.has(index))
            return;
        const { ask, signal, onKept } = this.request;
        const { task, withJob } = thing;
        const what = withJob ? 'endpoints and jobs' : 'endpoints';
        const { releaseMs: budgetMs } = this.limits;
        const work = (0,stop/* stopLepton */.N)({ ask, tasks: [task], what, budgetMs, signal }).then(({ problem }) => {
            this.releases.delete(index);
            if (signal.aborted)
                return;
            if (problem === undefined)
                this.kept.delete(index);
            else if (problem !== thing.problem)
                onKept?.(problem);
            if (problem !== undefined)
                thing.problem = problem;
        });
        this.releases.set(index, work);
    }
    open() {
        return this.request.tasks.filter(({ index }) => !this.endings.has(index));
    }
    show(jobs, now) {
        const looks = this.open().map((task) => {
            const job = (0,job_state/* currentJob */.bH)(jobs, task.jobName);
            const { standing, at } = this.since.get(task.index);
            return {
                task,
                standing,
                word: job?.state ?? 'not shown',
                elapsedSeconds: Math.round((now - at) / 1000),
            };
        });
        const text = looks.map(({ task, word }) => `${task.index} ${word}`).join('\n');
        if (looks.length === 0 || text === this.shown)
            return;
        this.shown = text;
        this.request.onLook?.(looks);
    }
}
function reasonOf(standing, { name, state }) {
    if (!(0,job_state/* isFinal */.dR)(standing) || standing === 'success')
        return undefined;
    return standing === 'failed'
        ? `the job ${name} failed on Lepton: lep job get --name ${name} --include-archived`
        : `the job ${name} was stopped on Lepton (${state})`;
}
function minutes(ms) {
    return ms < 90_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

// EXTERNAL MODULE: ./src/launcher/progress.ts
var progress = __webpack_require__(58773);
// EXTERNAL MODULE: ./src/lepton/keep-results.ts
var keep_results = __webpack_require__(94890);
;// CONCATENATED MODULE: ./src/lepton/outcome.ts

/**
 * Why a task that ran has no result here, and where that is. The launcher fetches nothing from Lepton: `info
 * --copy-artifacts` and its exporters look into a folder of the runner that is empty.
 */
function describeUnfetched(config, task, invocationId) {
    const stored = (0,keep_results/* storedResults */.oP)(config, task, invocationId);
    return stored === undefined
        ? 'results stay on Lepton: they were in no mount, and are gone with the container of the job: give execution.lepton_platform.tasks.mounts a mount, or upload them in post_cmd (docs/lepton.md)'
        : `results stay on Lepton: ${stored}: read them from a pod with that storage, or upload them in post_cmd (docs/lepton.md)`;
}

// EXTERNAL MODULE: ./src/upload/scan-file.ts
var scan_file = __webpack_require__(87179);
// EXTERNAL MODULE: ./src/evaluation/remote/leave-open.ts + 1 modules
var leave_open = __webpack_require__(2189);
// EXTERNAL MODULE: ./src/evaluation/session.ts
var evaluation_session = __webpack_require__(1366);
// EXTERNAL MODULE: ./src/evaluation/lepton/open-workspace.ts + 1 modules
var open_workspace = __webpack_require__(49802);
;// CONCATENATED MODULE: ./src/evaluation/lepton/watch-jobs.ts









/**
 * Watches the jobs of a submitted run to their end. Their results stay on Lepton, and what is known of them is said.
 * @param limits others than LEPTON_LIMITS.
 */
async function watchJobs(session, limits = {}) {
    const { log, stop, record } = session;
    const redact = (text) => (0,scan_file/* redactMessage */.b6)(text, session.forms);
    const endings = await watchLepton({
        ask: (0,open_workspace/* openWorkspace */.OH)(session, (0,open_workspace/* loginOf */.DQ)(session), record.venv),
        invocationId: record.invocationId,
        tasks: record.remote.lepton,
        signal: stop.signal,
        limits,
        onLook: (looks) => {
            for (const { task, standing, word, elapsedSeconds } of looks)
                log.info(`${task.name}  ${standing} (${redact(word)})  ${(0,progress/* formatDuration */.a3)(elapsedSeconds)}`);
        },
        onTrouble: (since, problem) => log.info(problem === undefined
            ? 'Lepton answers again'
            : `Lepton has not answered since ${since.toISOString()} (${redact(problem)}): it is asked again`),
        onEnd: (task, ending) => log.info(`${task.name}  ${ending.state}${ending.reason ? `: ${redact(ending.reason)}` : ''}`),
        onKept: (problem) => log.info(redact(problem)),
    });
    const remote = record.remote;
    const ended = [...endings.values()].filter(({ confirmed }) => confirmed);
    if (ended.length === remote.lepton.length)
        (0,evaluation_session/* updateRecord */.vL)(session, { remote: { ...remote, ended: true } });
    if ((0,leave_open/* leavesOn */.uK)(session))
        await (0,leave_open/* detach */.Yo)(session);
    return { endings: concludeJobs(session, endings) };
}
/**
 * What became of the tasks: a job that ended well proves nothing here, as its results were not seen.
 * @param endings by task index.
 */
function concludeJobs(session, endings) {
    const { record } = session;
    return new Map(record.remote.lepton.flatMap((task) => {
        const ending = endings.get(task.index);
        if (!ending)
            return [];
        writeStage(record.invocationDir, task, ending);
        return [[task.index, toEnding(session, task, ending)]];
    }));
}
function toEnding(session, task, { state, reason }) {
    if (state !== 'success')
        return { state, reason: reason ?? `Lepton says that it ${state}` };
    const { config, record } = session;
    return {
        state: 'invalid',
        reason: config
            ? describeUnfetched(config, task, record.invocationId)
            : 'results stay on Lepton (docs/lepton.md)',
    };
}
/** A task that has ended says so in its folder, as those of other executors do. */
function writeStage(mirror, { name, index }, { state }) {
    const logs = external_node_path_default().join(mirror, `${name}.${index}`, 'logs');
    (0,external_node_fs_.mkdirSync)(logs, { recursive: true, mode: 0o700 });
    const at = new Date().toISOString();
    (0,external_node_fs_.writeFileSync)(external_node_path_default().join(logs, 'stage.running'), `${at}\n`);
    (0,external_node_fs_.writeFileSync)(external_node_path_default().join(logs, 'stage.exit'), `${at} ${state === 'success' ? 0 : 1}\n`);
}


/***/ }),

/***/ 29285:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  LeptonFinisher: () => (/* binding */ LeptonFinisher)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./src/collecting/open/failed-outcome.ts
var failed_outcome = __webpack_require__(10067);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/lepton/job-state.ts
var job_state = __webpack_require__(22305);
// EXTERNAL MODULE: ./src/lepton/names.ts
var lepton_names = __webpack_require__(33554);
// EXTERNAL MODULE: ./src/launcher/lepton/list-jobs.ts
var list_jobs = __webpack_require__(57588);
;// CONCATENATED MODULE: ./src/launcher/lepton/look.ts



/**
 * Looks once at all jobs of an invocation, those that are archived included. Never throws.
 * @returns by task index; or why nothing is known, on one line.
 */
async function lookAtJobs(ask, invocationId, tasks) {
    const names = tasks.map(({ jobName }) => jobName);
    const [jobs = 'it was not asked'] = await (0,list_jobs/* listJobs */.N)(ask, [
        { text: (0,lepton_names/* jobPrefix */.An)(invocationId), names, mode: 'alive_and_archive' },
    ]);
    if (typeof jobs === 'string')
        return jobs;
    return new Map(tasks.map(({ index, jobName }) => {
        const job = (0,job_state/* currentJob */.bH)(jobs, jobName);
        return [
            index,
            job ? { standing: (0,job_state/* standingOf */.YP)(job), word: job.state } : { standing: 'gone', word: 'gone' },
        ];
    }));
}

// EXTERNAL MODULE: ./src/launcher/lepton/stop.ts
var stop = __webpack_require__(74143);
// EXTERNAL MODULE: ./src/evaluation/ensure-launcher.ts + 4 modules
var ensure_launcher = __webpack_require__(29571);
// EXTERNAL MODULE: ./src/evaluation/lepton/open-workspace.ts + 1 modules
var open_workspace = __webpack_require__(49802);
// EXTERNAL MODULE: ./src/evaluation/lepton/watch-jobs.ts + 2 modules
var watch_jobs = __webpack_require__(68144);
// EXTERNAL MODULE: ./src/evaluation/remote/finish-resumed.ts
var finish_resumed = __webpack_require__(31906);
// EXTERNAL MODULE: ./src/evaluation/remote/resume-session.ts
var resume_session = __webpack_require__(99955);
// EXTERNAL MODULE: ./src/evaluation/remote/resuming-finisher.ts
var resuming_finisher = __webpack_require__(17190);
;// CONCATENATED MODULE: ./src/evaluation/remote/lepton-finisher.ts














const STOP_MS = 60_000;
const RELEASE_MS = 15_000;
const LOOKS = 3;
const LOOK_MS = 5_000;
/** Finishes what was submitted to Lepton: its endpoints are deleted, and where its results are is said. */
class LeptonFinisher extends resuming_finisher/* ResumingFinisher */.x {
    #workspace;
    #looks = new Map();
    async look(records) {
        const looks = new Map();
        for (const open of records) {
            const id = open.record.invocation_id;
            try {
                looks.set(id, await this.#look(open));
            }
            catch (error) {
                // One that cannot be looked at stands in no other's way.
                looks.set(id, (0,failed_outcome/* unseen */.nv)(error));
            }
        }
        return looks;
    }
    async #look(open) {
        const id = open.record.invocation_id;
        const ask = await this.#askFor(open);
        let found = 'it was not asked';
        // A single list without a job proves nothing.
        for (let look = 0; look < LOOKS; look += 1) {
            if (look > 0)
                await (0,promises_.setTimeout)(LOOK_MS);
            found = await lookAtJobs(ask, id, tasksOf(open.record));
            if (typeof found === 'string' || ![...found.values()].some(({ standing }) => standing === 'gone'))
                break;
        }
        if (typeof found === 'string')
            return { state: 'unknown', shown: `Lepton did not say how its jobs stand: ${found}` };
        const seen = found;
        this.#looks.set(id, seen);
        const shown = open.record.tasks.map(({ name, index }) => `${name} ${seen.get(index).word}`).join('; ');
        if ([...seen.values()].every(hasEnded))
            return { state: 'ended', shown };
        await this.#release(open, ask, seen);
        return { state: 'running', shown };
    }
    /** Deletes the endpoints of tasks that have ended, while others go on for hours. Never throws: it is tried again. */
    async #release(open, ask, looks) {
        const tasks = tasksOf(open.record).filter(({ index }) => hasSaidSo(looks.get(index)));
        const { problem } = await (0,stop/* stopLepton */.N)({ ask, tasks, what: 'endpoints', budgetMs: RELEASE_MS });
        if (problem !== undefined)
            this.resumer.run.log.warn(problem);
    }
    async cancel(open) {
        await this.#stop(open, 'endpoints and jobs');
    }
    async conclude(open, dir) {
        const id = open.record.invocation_id;
        const seen = this.#looks.get(id);
        const looks = [...(seen?.values() ?? [])];
        const haveEnded = looks.length > 0 && looks.every(hasSaidSo);
        // First of all: what keeps the results from being told must not keep endpoints billing.
        await this.#stop(open, haveEnded ? 'endpoints' : 'endpoints and jobs');
        const session = await this.#resume(open, dir);
        const endings = new Map(open.record.tasks.map(({ index }) => [index, endOf(seen?.get(index), open.ageHours)]));
        return (0,finish_resumed/* concludeResumed */.tw)(session, (0,watch_jobs/* concludeJobs */.q)(session, endings));
    }
    /** Its files stay on Lepton, whoever asks. */
    resume(open) {
        return this.#resume(open, this.#makeFolder(open.record.invocation_id));
    }
    /** @throws InfrastructureError naming what may be left. */
    async #stop(open, what) {
        const tasks = tasksOf(open.record);
        const { problem } = await (0,stop/* stopLepton */.N)({ ask: await this.#askFor(open), tasks, what, budgetMs: STOP_MS });
        if (problem !== undefined)
            throw new errors/* InfrastructureError */.EN(problem);
    }
    /** @throws ConfigError without a login, or with that of another workspace. */
    async #askFor(open) {
        this.#workspace ??= this.#openWorkspace(open);
        const { ask, login } = await this.#workspace;
        const other = (0,open_workspace/* describeOtherWorkspace */.j8)(open.record.workspace ?? '', login);
        if (other !== undefined)
            throw new errors/* ConfigError */.xL(other);
        return ask;
    }
    /** One for all evaluations; it needs nothing of the one that it is opened for. */
    async #openWorkspace(open) {
        const session = (0,resume_session/* openBareSession */.b)(this.resumer, open, this.#makeFolder('workspace'));
        const login = (0,open_workspace/* loginOf */.DQ)(session);
        let venv;
        try {
            ({ venv } = await (0,ensure_launcher/* ensureLauncher */.v)(session, session.inputs));
        }
        catch (error) {
            session.log.warn(`Lepton is asked without the launcher's environment: ${(0,errors/* messageOf */.bD)(error)}`);
        }
        return { ask: (0,open_workspace/* openWorkspace */.OH)(session, login, venv), login };
    }
    async #resume(open, dir) {
        const session = await (0,resume_session/* resumeSession */.U)(this.resumer, open, dir);
        // What is uploaded is searched for the token too.
        (0,open_workspace/* loginOf */.DQ)(session);
        return session;
    }
    #makeFolder(name) {
        const dir = external_node_path_default().join(this.resumer.run.dir, 'lepton', name);
        (0,external_node_fs_.mkdirSync)(dir, { recursive: true, mode: 0o700 });
        return dir;
    }
}
function tasksOf({ tasks }) {
    return tasks.map(({ index, name, job_name, endpoint }) => ({
        index,
        name,
        jobName: job_name,
        ...(endpoint === null ? {} : { endpoint }),
    }));
}
function hasEnded(look) {
    return look.standing === 'gone' || hasSaidSo(look);
}
/** Whether Lepton itself says that a job has ended. */
function hasSaidSo({ standing }) {
    return standing !== 'gone' && (0,job_state/* isFinal */.dR)(standing);
}
function endOf(look, ageHours) {
    const standing = look?.standing;
    if (standing === 'success')
        return { state: 'success', confirmed: true, fetched: false };
    if (standing === 'failed' || standing === 'killed')
        return {
            state: standing,
            reason: `Lepton calls its job ${look.word}`,
            confirmed: true,
            fetched: false,
        };
    if (standing === 'gone')
        return { state: 'killed', reason: 'its job is no longer on Lepton', confirmed: false, fetched: false };
    return {
        state: 'timeout',
        reason: `it had not ended ${Math.floor(ageHours)} hours after its submission (max-age-hours)`,
        confirmed: false,
        fetched: false,
    };
}


/***/ }),

/***/ 94890:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   eT: () => (/* binding */ keepResults),
/* harmony export */   oP: () => (/* binding */ storedResults)
/* harmony export */ });
/* unused harmony exports firstMount, outputOf */
/* harmony import */ var _config_value_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(54687);

const OUTPUT = ['nemo_evaluator_config', 'config', 'output_dir'];
/** The first mount that the launcher can use. */
function firstMount({ root }) {
    const mounts = (0,_config_value_js__WEBPACK_IMPORTED_MODULE_0__/* .getAt */ .sM)(root, ['execution', 'lepton_platform', 'tasks', 'mounts']);
    for (const mount of Array.isArray(mounts) ? mounts : []) {
        const text = (key) => {
            const value = (0,_config_value_js__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(mount) ? mount.get(key) : undefined;
            return typeof value === 'string' && value !== '' && value !== '???' ? value : undefined;
        };
        const [from, path, mountPath] = [text('from'), text('path'), text('mount_path')];
        if (from !== undefined && path !== undefined && mountPath !== undefined)
            return { from, path, mountPath };
    }
    return undefined;
}
/**
 * Has each task write its results to the first mount: the launcher has them written to `/results` in the container,
 * which is gone when the job is, and only makes folders in its output directory. A config that says where is left alone.
 * @returns a line where anything was set.
 */
function keepResults(config) {
    if ((0,_config_value_js__WEBPACK_IMPORTED_MODULE_0__/* .getAt */ .sM)(config.root, ['execution', 'type']) !== 'lepton')
        return [];
    const mount = firstMount(config);
    if (!mount)
        return [];
    const open = config.taskNames.flatMap((name, index) => outputOf(config, index) === undefined ? [{ name, index }] : []);
    for (const { name, index } of open) {
        const key = ['evaluation', 'tasks', index, ...OUTPUT];
        setInTask(config, index, `${mount.mountPath.replace(/\/+$/, '')}/${name}.${index}/artifacts`);
        config.sources.set((0,_config_value_js__WEBPACK_IMPORTED_MODULE_0__/* .formatPath */ .jV)(key), 'action: results on the mount');
    }
    if (open.length === 0)
        return [];
    return [
        `results of ${open.length === 1 ? 'the task' : `${open.length} tasks`} go to the mount ${mount.mountPath}`,
    ];
}
function setInTask(config, index, value) {
    const task = (0,_config_value_js__WEBPACK_IMPORTED_MODULE_0__/* .getAt */ .sM)(config.root, ['evaluation', 'tasks', index]);
    if ((0,_config_value_js__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(task))
        (0,_config_value_js__WEBPACK_IMPORTED_MODULE_0__/* .ensureMap */ .lN)(task, OUTPUT.slice(0, -1)).set(OUTPUT.at(-1), value);
}
/** Where a task writes its results, in its container. */
function outputOf({ root }, index) {
    const bases = [['evaluation', 'tasks', index], ['evaluation']];
    for (const base of bases) {
        const value = (0,_config_value_js__WEBPACK_IMPORTED_MODULE_0__/* .getAt */ .sM)(root, [...base, ...OUTPUT]);
        if (typeof value === 'string' && value !== '')
            return value;
    }
    return undefined;
}
/**
 * Where in the workspace's storage a task's results are.
 * @returns undefined where they are in no mount, and so were lost with the container.
 */
function storedResults(config, task, invocationId) {
    const mount = firstMount(config);
    const output = outputOf(config, task.index) ?? '/results';
    const inside = mount && within(output, mount.mountPath);
    if (mount === undefined || inside === undefined)
        return undefined;
    return `${mount.from} ${mount.path.replace(/\/+$/, '')}/${invocationId}${inside}`;
}
function within(path, folder) {
    const base = folder.replace(/\/+$/, '');
    return path === base || path.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
}


/***/ })

};
