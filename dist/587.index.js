export const id = 587;
export const ids = [587];
export const modules = {

/***/ 90587:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  _Y: () => (/* binding */ badEndings),
  AO: () => (/* binding */ noteEnding),
  wZ: () => (/* binding */ reportEnd),
  ck: () => (/* binding */ watchTasks)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/launcher/slurm/fetch-task.ts
var fetch_task = __webpack_require__(80136);
// EXTERNAL MODULE: ./src/launcher/slurm/stop-watched.ts
var stop_watched = __webpack_require__(77805);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/launcher/slurm/clock.ts
var clock = __webpack_require__(76394);
// EXTERNAL MODULE: ./src/launcher/slurm/ending-of.ts
var ending_of = __webpack_require__(65447);
// EXTERNAL MODULE: ./src/launcher/slurm/look.ts
var look = __webpack_require__(39677);
// EXTERNAL MODULE: ./src/launcher/slurm/stop.ts + 1 modules
var stop = __webpack_require__(20758);
;// CONCATENATED MODULE: ./src/launcher/slurm/watch.ts






const [FIRST_MS, LONGEST_MS] = [5_000, 60_000];
const GROWTH = 1.5;
/** Two jobs in a queue change places all the time: everybody's jobs are counted only so often. */
const POSITION_MS = 5 * 60_000;
/** How long the cluster may know nothing of a job before it counts as lost; the accounting lags by seconds. */
const PATIENCE_MS = 10 * 60_000;
/** How long an evaluation may go on without its server: it may just be about to end. */
const SERVERLESS_MS = 20_000;
/** What ending such an evaluation may take. */
const STOP_MS = 60_000;
/** The longest that the launcher's own export may take after a task. */
const EXPORT_MS = 15 * 60_000;
/** Tasks that are fetched at once: one that the cluster is slow to hand over must not hold up the others. */
const LANES = 2;
/**
 * Watches tasks on a cluster to their ends. Each one's results are fetched as it ends, its follow-up jobs are taken out
 * of the queue and its secrets deleted. Returns early, with what is known to have ended, where the signal is aborted: of
 * that what is not `fetched` was not told to `onEnd`. Losing the connection only delays it.
 */
async function watchSlurm(watch) {
    return new SlurmWatcher(watch).run();
}
class SlurmWatcher {
    watch;
    clock;
    endings = new Map();
    /** Indices of the tasks that are not looked at any more. */
    over = new Set();
    waiting = [];
    lanes = new Set();
    fault;
    /** Since when a task is in a state that must not last. */
    since = new Map();
    tasks;
    wait = FIRST_MS;
    seen = '';
    down;
    lastPosition = Number.NEGATIVE_INFINITY;
    constructor(watch) {
        this.watch = watch;
        this.clock = watch.clock ?? clock/* CLOCK */.Z;
        this.tasks = watch.tasks.map((task) => ({ ...task }));
    }
    async run() {
        const { signal } = this.watch;
        while (!signal.aborted && !this.fault) {
            const seen = await this.look();
            if (seen)
                await this.settle(seen);
            if (this.open().length === 0 || signal.aborted)
                break;
            await this.clock.wait(this.wait, signal);
        }
        await Promise.all(this.lanes);
        if (this.fault)
            throw this.fault.error;
        return this.endings;
    }
    /** Fetches what waits for it, beside the looks. */
    fetchWaiting() {
        while (this.lanes.size < LANES && this.waiting.length > 0) {
            const lane = this.work()
                .catch((error) => {
                this.fault ??= { error };
            })
                .finally(() => this.lanes.delete(lane));
            this.lanes.add(lane);
        }
    }
    async work() {
        for (let next = this.waiting.shift(); next; next = this.waiting.shift())
            await this.finish(next.task, next.end);
    }
    open() {
        return this.tasks.filter(({ index }) => !this.over.has(index));
    }
    /** One look; undefined where the cluster did not answer. */
    async look() {
        const { link, tag, signal } = this.watch;
        const position = this.clock.now() - this.lastPosition >= POSITION_MS;
        try {
            const seen = await (0,look/* look */.O)(link, { tag, tasks: this.open(), position, signal });
            if (position)
                this.lastPosition = this.clock.now();
            if (this.down)
                this.watch.onLinkBack?.(this.down);
            this.down = undefined;
            return seen;
        }
        catch (error) {
            if (signal.aborted)
                return undefined;
            if (!this.down) {
                this.down = new Date(this.clock.now());
                this.watch.onLinkDown?.(this.down, (0,errors/* messageOf */.bD)(error));
                this.wait = FIRST_MS;
            }
            else
                this.slowDown();
            return undefined;
        }
    }
    slowDown() {
        this.wait = Math.min(this.wait * GROWTH, LONGEST_MS);
    }
    async settle(seen) {
        this.tasks = this.tasks.map((task) => {
            const ids = seen.tasks.get(task.index)?.jobIds;
            return ids && ids.length > 0 ? { ...task, jobIds: ids } : task;
        });
        this.watch.onLook?.(seen);
        const looks = [...seen.tasks];
        const states = looks.map(([index, { state, jobId }]) => `${index} ${state} ${jobId}`).join();
        if (states === this.seen && !looks.some(([, { ending }]) => ending))
            this.slowDown();
        else
            this.wait = FIRST_MS;
        this.seen = states;
        const ended = this.open().flatMap((task) => {
            const found = seen.tasks.get(task.index);
            const end = found && this.endOf(task, found);
            return end ? [{ task, end, exporting: found.exporting }] : [];
        });
        if (ended.length === 0)
            return;
        for (const { task } of ended)
            if (!seen.tasks.get(task.index).final)
                await this.stop(task);
        await this.clear(ended);
        for (const one of ended)
            this.over.add(one.task.index);
        this.waiting.push(...ended);
        this.fetchWaiting();
        // What has changed may change again soon.
        this.wait = FIRST_MS;
    }
    /** The end of a task, where it has come to one. */
    endOf(task, found) {
        if (found.final) {
            if (found.exporting.length > 0 && !this.lasts(`export ${task.index}`, EXPORT_MS))
                return undefined;
            return (0,ending_of/* endingOf */.z)(found);
        }
        if (found.state !== 'unknown') {
            this.since.delete(`lost ${task.index}`);
            return this.endWithServer(task, found);
        }
        // A controller that is down says nothing about the job.
        if (!/squeue does not list|no job of it is known/.test(found.reason ?? ''))
            return undefined;
        if (!this.lasts(`lost ${task.index}`, PATIENCE_MS))
            return undefined;
        return { state: 'failed', cause: 'cluster', reason: `the cluster lost track of it: ${found.reason}` };
    }
    /** An evaluation asks again and again for each of its samples, for hours, where nobody answers any more. */
    endWithServer({ index }, found) {
        if (found.server !== 'lost') {
            this.since.delete(`server ${index}`);
            return undefined;
        }
        if (!this.lasts(`server ${index}`, SERVERLESS_MS))
            return undefined;
        return (0,ending_of/* endingWithoutServer */.r)(found);
    }
    /** Ends the jobs of one task, and never throws. */
    async stop(task) {
        const { link, tag, onProblem, onServerLost } = this.watch;
        onServerLost?.(task);
        const { left, problem } = await (0,stop/* stopByTag */.S0)(link, tag, {
            ...{ budgetMs: STOP_MS, onlyNamed: true, quiet: 1 },
            ...{ jobIds: task.jobIds, jobNames: [task.jobName] },
        });
        if (left.length > 0 || problem !== undefined)
            onProblem?.(`${task.name} could not be ended (${problem ?? 'it goes on'}): scancel ${left.join(' ')}`);
    }
    lasts(what, ms) {
        const since = this.since.get(what) ?? this.clock.now();
        this.since.set(what, since);
        return this.clock.now() - since >= ms;
    }
    /** Nothing of a chain that has ended is needed on the cluster: neither its follow-up nor its secrets. */
    async clear(ended) {
        const { link, tag, signal, onProblem } = this.watch;
        const tasks = ended.map(({ task }) => task);
        try {
            await (0,stop/* sweepFollowUps */.yi)(link, tag, tasks, signal);
            const kept = await (0,stop/* deleteRemoteSecrets */.D$)(link, ended.filter(({ exporting }) => exporting.length === 0).map(({ task }) => task), signal);
            const still = [
                ...kept,
                ...ended.filter(({ exporting }) => exporting.length > 0).map(({ task }) => task.remoteDir),
            ];
            for (const dir of still)
                onProblem?.(`${dir}/.secrets.env is still on ${link.name}: delete it when no job needs it any more`);
        }
        catch (error) {
            // A cancel leaves seconds: whoever stops or collects the evaluation clears it too.
            if (signal.aborted)
                return;
            const dirs = tasks.map(({ remoteDir }) => remoteDir).join(', ');
            onProblem?.(`jobs that wait and .secrets.env could not be removed from ${link.name} (${(0,errors/* messageOf */.bD)(error)}): see ${dirs}`);
        }
    }
    async finish(task, end) {
        const { link, mirrorDir, signal, onProblem, waitsMs, onEnd } = this.watch;
        const fetched = await (0,fetch_task/* fetchTask */.Qc)(link, task, end, mirrorDir, {
            signal,
            onProblem: (problem) => onProblem?.(`results of ${task.name}: ${problem}`),
            ...(waitsMs ? { waitsMs } : {}),
        });
        const ending = { ...end, fetched };
        this.endings.set(task.index, ending);
        // Whoever stopped this knows now how it ended, and whether there is time to fetch it.
        if (fetched || !signal.aborted)
            onEnd(task, ending);
    }
}

// EXTERNAL MODULE: ./src/results/log-causes.ts
var log_causes = __webpack_require__(26989);
// EXTERNAL MODULE: ./src/slurm/describe-look.ts
var describe_look = __webpack_require__(25392);
// EXTERNAL MODULE: ./src/upload/scan-file.ts
var scan_file = __webpack_require__(87179);
// EXTERNAL MODULE: ./src/evaluation/deployment-servers.ts + 1 modules
var deployment_servers = __webpack_require__(85541);
// EXTERNAL MODULE: ./src/evaluation/remote/leave-open.ts + 1 modules
var leave_open = __webpack_require__(2189);
// EXTERNAL MODULE: ./src/evaluation/session.ts
var evaluation_session = __webpack_require__(1366);
// EXTERNAL MODULE: ./src/evaluation/slurm/open-cluster.ts
var open_cluster = __webpack_require__(30271);
;// CONCATENATED MODULE: ./src/evaluation/slurm/watch-tasks.ts











const LOG_SHOWN = 64 * 1024;
/** What has not changed is said again after this time. */
const SAID_AGAIN_MS = 5 * 60_000;
/** What a stop before its time may take, where nobody is about to end the step. */
const watch_tasks_STOP_MS = 60_000;
/** Watches the tasks of a submitted run to their end; their results are here as it returns. */
async function watchTasks(session) {
    const { log, stop, record } = session;
    const remote = record.remote;
    const link = await (0,open_cluster/* linkOf */.IJ)(session, remote);
    const said = new Map();
    const watch = {
        link,
        tag: remote.tag,
        tasks: remote.tasks,
        mirrorDir: record.invocationDir,
        signal: stop.signal,
        onLook: ({ at, tasks }) => {
            rememberJobs(session, tasks);
            for (const task of remote.tasks) {
                const look = tasks.get(task.index);
                if (!look || look.final)
                    continue;
                if (look.state === 'running')
                    (0,fetch_task/* noteStart */.PI)(record.invocationDir, task, new Date(at.getTime() - (look.elapsedSeconds ?? 0) * 1000));
                const what = [look.state, look.reason, look.jobId, look.server].join();
                const last = said.get(task.index);
                if (last?.what === what && Date.now() - last.at < SAID_AGAIN_MS)
                    continue;
                said.set(task.index, { what, at: Date.now() });
                log.info((0,scan_file/* redactMessage */.b6)((0,describe_look/* describeLook */.F)(task, look), session.forms));
            }
        },
        onLinkDown: (since, problem) => log.info(`${link.name} cannot be reached since ${since.toISOString()} (${(0,scan_file/* redactMessage */.b6)(problem, session.forms)}): the evaluation goes on there, and is looked for again`),
        onLinkBack: (since) => log.info(`${link.name} answers again (it did not since ${since.toISOString()})`),
        onProblem: (problem) => (0,evaluation_session/* warn */.R8)(session, (0,scan_file/* redactMessage */.b6)(problem, session.forms)),
        onServerLost: ({ name }) => (0,evaluation_session/* warn */.R8)(session, `the server of ${name} has died: its evaluation, which would go on without it, is ended`),
        onEnd: (task, ending) => {
            noteEnding(session, task, ending);
            reportEnd(session, task, ending);
        },
    };
    let endings = await watchSlurm(watch);
    // From here on whoever finishes this run stops what is left of it.
    if (!(0,leave_open/* leavesOn */.uK)(session))
        (0,evaluation_session/* updateRecord */.vL)(session, { remote: { ...record.remote, detaches: false } });
    if (stop.signal.aborted && stop.signal.reason === 'timeout')
        endings = await stopRest(session, watch, endings);
    if ((0,leave_open/* leavesOn */.uK)(session))
        await (0,leave_open/* detach */.Yo)(session);
    else if (stop.signal.aborted && stop.signal.reason === 'cancelled')
        for (const { name, index, remoteDir } of remote.tasks)
            if (!endings.get(index)?.fetched)
                log.info(`what ${name} has left stays on ${link.name}: ${remoteDir}`);
    return { endings: badEndings(endings) };
}
/** Keeps the ids of all jobs of the chains: where a cluster shows no comments, nothing else finds those to be stopped. */
function rememberJobs(session, looks) {
    const remote = session.record.remote;
    const tasks = remote.tasks.map((task) => {
        const ids = looks.get(task.index)?.jobIds ?? [];
        return ids.some((id) => !task.jobIds.includes(id)) ? { ...task, jobIds: ids } : task;
    });
    if (tasks.some((task, at) => task !== remote.tasks[at]))
        (0,evaluation_session/* updateRecord */.vL)(session, { remote: { ...remote, tasks } });
}
/** Keeps how a task ended: a step that is cut off later has the post step report it. */
function noteEnding(session, { index }, ending) {
    const remote = session.record.remote;
    const { reason, ...rest } = ending;
    const said = reason === undefined ? {} : { reason: (0,scan_file/* redactMessage */.b6)(reason, session.forms) };
    const others = (remote.endings ?? []).filter((one) => one.index !== index);
    (0,evaluation_session/* updateRecord */.vL)(session, { remote: { ...remote, endings: [...others, { ...rest, ...said, index }] } });
}
/** Stops what had not ended as the time was over. */
async function stopRest(session, watch, known) {
    const { log } = session;
    const remote = session.record.remote;
    const { tasks } = remote;
    (0,evaluation_session/* updateRecord */.vL)(session, { remote: { ...remote, stopped: tasks.flatMap(({ jobIds }) => jobIds) } });
    const { cancelled, endings, unfetched } = await (0,stop_watched/* stopWatched */.X)({ ...watch, tasks }, known, watch_tasks_STOP_MS);
    if (cancelled.length > 0)
        log.info(`scancel on ${watch.link.name}: ${cancelled.join(' ')}`);
    for (const task of tasks) {
        if (endings.has(task.index))
            continue;
        if (!unfetched.includes(task.index))
            (0,deployment_servers/* showServerLogs */.Qd)(session, exitedFolder(session, task));
        else
            (0,evaluation_session/* warn */.R8)(session, `what ${task.name} has left could not be fetched; it lies in ${task.remoteDir}`);
    }
    return endings;
}
/** What the files do not tell of how tasks ended. */
function badEndings(endings) {
    return new Map([...endings].flatMap(([index, { state, reason, cause }]) => state === 'success'
        ? []
        : [[index, { state, reason: reason ?? `Slurm calls it ${state}`, logTells: cause === 'evaluation' }]]));
}
/** Says how a task ended, with its harness's log. */
function reportEnd(session, task, ending) {
    const { log, forms } = session;
    const how = ending.state === 'success' ? 'ended' : ending.state;
    const reason = ending.reason ? `: ${(0,scan_file/* redactMessage */.b6)(ending.reason, forms)}` : '';
    log.info(`${task.name}  ${how}${reason}`);
    if (!ending.fetched)
        (0,evaluation_session/* warn */.R8)(session, `the results of ${task.name} could not be fetched; they lie in ${task.remoteDir}`);
    const folder = exitedFolder(session, task);
    const text = (0,log_causes/* readTail */.Zr)(external_node_path_default().join(folder.dir, 'logs', 'client_stdout.log'), LOG_SHOWN);
    if (text.trim() !== '')
        log.foreign(`Harness log: ${task.name}`, (0,scan_file/* redactMessage */.b6)(text, forms));
    (0,deployment_servers/* showServerLogs */.Qd)(session, folder);
}
/** The copy of what a task that has ended left. */
function exitedFolder({ record }, { name, index }) {
    return { name, index, dir: external_node_path_default().join(record.invocationDir, `${name}.${index}`), stage: 'exited' };
}


/***/ }),

/***/ 76394:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ CLOCK)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58500);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_timers_promises__WEBPACK_IMPORTED_MODULE_0__);

const CLOCK = {
    now: () => Date.now(),
    wait: (ms, signal) => (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(ms, undefined, { signal }).catch(() => undefined),
};


/***/ }),

/***/ 65447:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ endingWithoutServer),
/* harmony export */   z: () => (/* binding */ endingOf)
/* harmony export */ });
/** What the evaluation is taken to have ended with, as one whose container is killed does. */
const KILLED = 137;
/** The end of a task whose job goes on without its server, and is ended for it. */
function endingWithoutServer({ jobId, startedAt }) {
    return {
        state: 'failed',
        cause: 'evaluation',
        reason: `job ${jobId} was ended, as it went on without its server`,
        exitCode: KILLED,
        ...(startedAt === undefined ? {} : { startedAt: isoTime(startedAt) }),
    };
}
/** How a task ended, by a look that says that it did. */
function endingOf(found) {
    const { state, cause = 'cluster', reason, exitCode, startedAt, endedAt } = found;
    if (state !== 'success' && state !== 'killed' && state !== 'timeout' && state !== 'failed')
        throw new Error(`a task that is ${state} has not ended`);
    return {
        state,
        cause,
        ...(state === 'success' || reason === undefined ? {} : { reason }),
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(startedAt === undefined ? {} : { startedAt: isoTime(startedAt) }),
        ...(endedAt === undefined ? {} : { endedAt: isoTime(endedAt) }),
    };
}
function isoTime(seconds) {
    return new Date(seconds * 1000).toISOString();
}


/***/ }),

/***/ 80136:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   PI: () => (/* binding */ noteStart),
/* harmony export */   Qc: () => (/* binding */ fetchTask)
/* harmony export */ });
/* unused harmony export mirrorOf */
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_stream_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(46466);
/* harmony import */ var node_stream_promises__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_stream_promises__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(58500);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_3___default = /*#__PURE__*/__webpack_require__.n(node_timers_promises__WEBPACK_IMPORTED_MODULE_3__);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(83916);
/* harmony import */ var _results_invocation_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(82890);
/* harmony import */ var _results_log_causes_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(26989);
/* harmony import */ var _slurm_remote_words_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(897);
/* harmony import */ var _ssh_link_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(29421);









/** Secrets stay where they are; what else is hidden is the launcher's book-keeping. */
const EXCLUDE = ['.*'];
const WAITS_MS = [5_000, 15_000, 40_000];
const LONGEST_WAIT_MS = 60_000;
const ASK_MS = 30_000;
/** The folder of a task in the mirror of its invocation. */
function mirrorOf(mirrorDir, task) {
    return node_path__WEBPACK_IMPORTED_MODULE_1___default().join(mirrorDir, node_path__WEBPACK_IMPORTED_MODULE_1___default().posix.basename(task.remoteDir));
}
/**
 * Fetches what a task left on the cluster, and writes into the copy the stage files that an evaluation on this machine
 * would have left. A connection that breaks is tried again for as long as the signal lets it, and rsync goes on where it
 * was; copies that break while the cluster answers are tried as often as there are waits, unless they bring something.
 * Answers whether all is here that the evaluation is judged by; of the rest what is not is told as a problem.
 * @param mirrorDir the copy of the invocation's folder.
 */
async function fetchTask(link, task, ending, mirrorDir, options = {}) {
    if (!(0,_slurm_remote_words_js__WEBPACK_IMPORTED_MODULE_8__/* .isRemotePath */ .cx)(task.remoteDir))
        throw new Error(`${JSON.stringify(task.remoteDir)} is no path to fetch from`);
    const dir = mirrorOf(mirrorDir, task);
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.mkdirSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(dir, 'logs'), { recursive: true });
    const fetched = await transfer(link, task.remoteDir, dir, ending.state === 'success', options);
    await nameClientLog(dir, ending.state === 'success');
    writeStages(dir, task, ending);
    return fetched;
}
async function transfer(link, from, dir, wantsResults, { signal, onProblem, waitsMs = WAITS_MS }) {
    const waits = [...waitsMs];
    let broken = waitsMs[0] ?? LONGEST_WAIT_MS;
    let fetched = false;
    let held = bytesBelow(dir);
    for (let said = '';;) {
        let wait;
        try {
            await link.fetch(from, dir, { exclude: EXCLUDE, ...(signal ? { signal } : {}) });
            fetched = true;
            // A shared file system may show the last files only after a minute.
            if (!wantsResults || (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(dir, 'artifacts', 'results.yml')))
                return true;
            wait = waits.shift();
        }
        catch (error) {
            const problem = (0,_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .messageOf */ .bD)(error);
            if (problem !== said && !signal?.aborted)
                onProblem?.(problem);
            said = problem;
            const isDown = error instanceof _ssh_link_js__WEBPACK_IMPORTED_MODULE_7__/* .LinkDown */ .T && !(await answers(link, signal));
            const before = held;
            held = bytesBelow(dir);
            if (error instanceof _ssh_link_js__WEBPACK_IMPORTED_MODULE_7__/* .LinkDown */ .T && (isDown || held > before)) {
                // Without a signal nobody would end this.
                wait = signal || broken < LONGEST_WAIT_MS ? broken : undefined;
                broken = Math.min(broken * 2, LONGEST_WAIT_MS);
            }
            else
                wait = waits.shift();
            if (wait === undefined && error instanceof _ssh_link_js__WEBPACK_IMPORTED_MODULE_7__/* .CopyIncomplete */ .M && isEnough(error, dir, wantsResults)) {
                const names = error.missing.map((name) => (0,_slurm_remote_words_js__WEBPACK_IMPORTED_MODULE_8__/* .plainLine */ .h0)(name));
                const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
                onProblem?.(`all was copied but ${names.slice(0, 5).join(', ')}${more}`);
                return true;
            }
        }
        if (wait === undefined || signal?.aborted)
            return fetched;
        await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_3__.setTimeout)(wait, undefined, signal ? { signal } : {}).catch(() => undefined);
        if (signal?.aborted)
            return fetched;
    }
}
/** Whether a copy without some files has what the evaluation is judged by: they are whole where rsync does not name them. */
function isEnough({ missing }, dir, wantsResults) {
    if (!wantsResults)
        return true;
    const isThere = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(dir, 'artifacts', 'results.yml'));
    return isThere && !missing.some((name) => /(^|\/)results\.yml(\.|$)/.test(name));
}
/** Whether the cluster answers: then it is not the connection that a copy broke by. */
async function answers(link, signal) {
    const asked = link.run(':', { timeoutMs: ASK_MS, ...(signal ? { signal } : {}) });
    return asked.then(() => true, () => false);
}
/** What has come so far; rsync writes in place, so that a copy that broke shows. */
function bytesBelow(dir) {
    return (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readdirSync)(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .reduce((sum, { parentPath, name }) => sum + (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.statSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(parentPath, name)).size, 0);
}
/** The logs of a kind, the newest first: a chain leaves one for each of its jobs. */
function logsOf(dir, kind) {
    const pattern = new RegExp(`^${kind}-(\\d+)\\.log$`);
    return (0,_results_invocation_js__WEBPACK_IMPORTED_MODULE_5__/* .listIfThere */ .YB)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(dir, 'logs'))
        .filter((entry) => entry.isFile())
        .map(({ name }) => ({ name, id: Number(pattern.exec(name)?.[1] ?? Number.NaN) }))
        .filter(({ id }) => !Number.isNaN(id))
        .sort((a, b) => b.id - a.id)
        .map(({ name }) => node_path__WEBPACK_IMPORTED_MODULE_1___default().join(dir, 'logs', name));
}
/**
 * Puts the log of the evaluation where an evaluation on this machine has it. Where it failed, what Slurm and the batch
 * script said goes before it: a container that cannot start leaves no other log.
 */
async function nameClientLog(dir, succeeded) {
    const target = node_path__WEBPACK_IMPORTED_MODULE_1___default().join(dir, 'logs', 'client_stdout.log');
    const client = logsOf(dir, 'client')[0];
    const batch = succeeded ? '' : batchErrors(dir);
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.rmSync)(target, { force: true });
    if (batch !== '') {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(target, batch);
        if (client)
            await (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_2__.pipeline)((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.createReadStream)(client), (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.createWriteStream)(target, { flags: 'a' }));
    }
    else if (client) {
        try {
            (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.linkSync)(client, target);
        }
        catch {
            (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.copyFileSync)(client, target);
        }
    }
}
/** What Slurm writes of a job that the launcher's follow-up goes on with. */
const CUT_OFF = /CANCELLED AT \S+ DUE TO (TIME LIMIT|PREEMPTION|NODE FAILURE)/;
/**
 * The errors in the newest batch log that names any, without the trace of the script's own commands. A follow-up that
 * finds nothing to resume leaves a log too, without any. What a job said that was resumed is nothing of how it ended.
 */
function batchErrors(dir) {
    for (const [age, log] of logsOf(dir, 'slurm').entries()) {
        const lines = (0,_results_log_causes_js__WEBPACK_IMPORTED_MODULE_6__/* .readTail */ .Zr)(log)
            .split('\n')
            .filter((line) => /^(srun|slurmstepd\S*|sbatch|pyxis|enroot|ERROR|bash|\/\S*slurm_script)\b.*:/.test(line));
        if (age > 0 && lines.some((line) => CUT_OFF.test(line)))
            break;
        if (lines.length > 0)
            return `${lines.slice(-40).join('\n')}\n`;
    }
    return '';
}
/** Notes in the copy that the evaluation has begun: whoever stops it before its end shall know. */
function noteStart(mirrorDir, task, startedAt) {
    const logs = node_path__WEBPACK_IMPORTED_MODULE_1___default().join(mirrorOf(mirrorDir, task), 'logs');
    const file = node_path__WEBPACK_IMPORTED_MODULE_1___default().join(logs, 'stage.running');
    if ((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)(file))
        return;
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.mkdirSync)(logs, { recursive: true });
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(file, `${startedAt.toISOString()}\n`);
}
function writeStages(dir, task, ending) {
    const endedAt = ending.endedAt ?? new Date().toISOString();
    const logs = node_path__WEBPACK_IMPORTED_MODULE_1___default().join(dir, 'logs');
    if (ending.startedAt !== undefined || ending.state === 'success')
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(logs, 'stage.running'), `${ending.startedAt ?? endedAt}\n`);
    const code = ending.exitCode ?? (ending.state === 'success' ? 0 : 1);
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(logs, 'stage.exit'), `${endedAt} ${code}\n`);
    const invocation = /-([0-9a-f]+)$/.exec(node_path__WEBPACK_IMPORTED_MODULE_1___default().posix.basename(node_path__WEBPACK_IMPORTED_MODULE_1___default().posix.dirname(task.remoteDir)))?.[1];
    if (ending.state === 'killed')
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(dir, 'killed_jobs.txt'), `${invocation ?? 'invocation'}.${task.index}\n`);
}


/***/ }),

/***/ 77805:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ stopWatched),
/* harmony export */   Y: () => (/* binding */ fetchStopped)
/* harmony export */ });
/* harmony import */ var _slurm_job_states_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73539);
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76394);
/* harmony import */ var _ending_of_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(65447);
/* harmony import */ var _fetch_task_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(80136);
/* harmony import */ var _look_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(39677);
/* harmony import */ var _stop_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(20758);






/** How a task ends that had to be stopped. */
const STOPPED = { state: 'timeout', cause: 'cluster', exitCode: 143 };
/** How long a job may take to end, of which Slurm waits for what is left of it. */
const [MOST_LOOKS, LOOK_MS] = [7, 5_000];
/**
 * Stops the tasks of a watch that was aborted, and fetches what is there. The watch looks up to a minute apart and
 * fetches one task after another: what has ended meanwhile is not taken for stopped.
 * @param known what the watch answered.
 * @param budgetMs for stopping; fetching takes its time. Never throws.
 */
async function stopWatched(watch, known, budgetMs) {
    const { link, tag, tasks } = watch;
    const jobIds = tasks.flatMap((task) => task.jobIds);
    const jobNames = tasks.map(({ jobName }) => jobName);
    const { cancelled } = await (0,_stop_js__WEBPACK_IMPORTED_MODULE_4__/* .stopByTag */ .S0)(link, tag, { budgetMs, jobIds, jobNames });
    return { cancelled, ...(await fetchStopped(watch, known, { cancelled, onlyEnded: false })) };
}
/**
 * Fetches what tasks have left whose jobs were stopped, by one more look at how they ended. Never throws.
 * @param known of those that had ended before.
 * @param cancelled the jobs that were stopped.
 * @param onlyEnded leaves there what tasks have left that did not end by themselves.
 */
async function fetchStopped(watch, known, { cancelled, onlyEnded }) {
    const { link, tasks, mirrorDir, onEnd, onProblem, waitsMs } = watch;
    const last = await lookLast(watch, tasks.filter(({ index }) => !known.has(index)), cancelled);
    const endings = new Map(known);
    const unfetched = [];
    for (const task of tasks) {
        const before = known.get(task.index);
        if (before?.fetched)
            continue;
        const found = last?.tasks.get(task.index);
        const end = before ?? (found && endedByItself(found, last.raw, cancelled) ? (0,_ending_of_js__WEBPACK_IMPORTED_MODULE_5__/* .endingOf */ .z)(found) : undefined);
        const fetched = (end || !onlyEnded) &&
            (await (0,_fetch_task_js__WEBPACK_IMPORTED_MODULE_2__/* .fetchTask */ .Qc)(link, task, end ?? STOPPED, mirrorDir, {
                onProblem: (problem) => onProblem?.(`results of ${task.name}: ${problem}`),
                // What a task that was stopped has left is seldom worth a wait.
                ...(end ? (waitsMs ? { waitsMs } : {}) : { waitsMs: [] }),
            }).catch(() => false));
        if (end) {
            const ending = { ...end, fetched };
            endings.set(task.index, ending);
            onEnd(task, ending);
        }
        else if (!fetched)
            unfetched.push(task.index);
    }
    return { endings, unfetched };
}
/** Looks until no job is just about to end by itself: its files may still be written. */
async function lookLast({ link, tag, clock = _clock_js__WEBPACK_IMPORTED_MODULE_1__/* .CLOCK */ .Z }, tasks, cancelled) {
    if (tasks.length === 0)
        return undefined;
    for (let looks = 1;; looks += 1) {
        const last = await (0,_look_js__WEBPACK_IMPORTED_MODULE_3__/* .look */ .O)(link, { tag, tasks }).catch(() => undefined);
        const ending = [...(last?.tasks.values() ?? [])].filter((found) => found.ending);
        if (looks === MOST_LOOKS || ending.every(({ jobId = '' }) => cancelled.includes(jobId)))
            return last;
        await clock.wait(LOOK_MS, new AbortController().signal);
    }
}
/** Whether a task came to its end neither by our scancel nor for want of the follow-up that this took from it. */
function endedByItself(found, raw, cancelled) {
    const { final, state, jobId = '', jobIds } = found;
    if (!final || state === 'success')
        return final;
    // Slurm calls CANCELLED what it has cancelled: one that failed did so before.
    if (cancelled.includes(jobId))
        return state === 'failed';
    const slurmState = raw.accounting.get(jobId)?.state ?? raw.queue.get(jobId)?.state ?? '';
    return !(0,_slurm_job_states_js__WEBPACK_IMPORTED_MODULE_0__/* .isResumed */ .Kx)(slurmState) || !jobIds.some((id) => cancelled.includes(id));
}


/***/ }),

/***/ 25392:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ describeLook)
/* harmony export */ });
/* harmony import */ var _launcher_progress_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58773);

/** `mmlu  running 12m30s  job 4711  412 requests`, `mmlu  pending  job 4711  Priority  3rd of 40 in its partition`. */
function describeLook(task, look) {
    const elapsed = look.elapsedSeconds === undefined ? '' : ` ${(0,_launcher_progress_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a3)(look.elapsedSeconds)}`;
    const parts = [
        task.name,
        `${look.ending ? 'ending' : look.state}${look.state === 'running' || look.final ? elapsed : ''}`,
    ];
    if (look.jobId !== undefined)
        parts.push(jobWords(look));
    if (look.server !== undefined)
        parts.push(`server: ${look.server === 'lost' ? 'has died' : look.server}`);
    if (look.reason !== undefined)
        parts.push(look.reason);
    if (look.exporting.length > 0)
        parts.push(`its export (job ${look.exporting.join(', ')}) is not done`);
    if (look.queuePosition !== undefined && !look.final) {
        const of = look.queueLength === undefined ? '' : ` of ${look.queueLength}`;
        parts.push(`number ${look.queuePosition}${of} in the queue of its partition`);
    }
    if (look.state === 'running' && look.progress !== undefined)
        parts.push(`${look.progress} request${look.progress === 1 ? '' : 's'}`);
    return parts.join('  ');
}
function jobWords({ jobId, jobIds, state, final }) {
    const nth = jobIds.indexOf(jobId) + 1;
    // The follow-up of the first job is in the chain from the start: only one that runs is worth a word.
    return nth > 1 && (state === 'running' || final)
        ? `job ${jobId} (number ${nth} of its chain)`
        : `job ${jobId}`;
}


/***/ })

};
