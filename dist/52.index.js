export const id = 52;
export const ids = [52];
export const modules = {

/***/ 49802:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  D: () => (/* binding */ loginOf),
  O: () => (/* binding */ openWorkspace)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/launcher/environment.ts
var environment = __webpack_require__(3957);
// EXTERNAL MODULE: ./src/launcher/lepton/ask.ts + 1 modules
var ask = __webpack_require__(86032);
// EXTERNAL MODULE: ./src/lepton/login.ts
var login = __webpack_require__(45151);
// EXTERNAL MODULE: ./src/results/invocation.ts
var invocation = __webpack_require__(82890);
;// CONCATENATED MODULE: ./src/launcher/lepton/load-login.ts



/** The login of the job: from its environment, else what `lep login` has left on this machine. */
function loadLogin(env) {
    const folder = env['LEPTON_CACHE_DIR'] ?? (env['HOME'] ? external_node_path_default().join(env['HOME'], '.cache', 'lepton') : undefined);
    const file = folder && external_node_path_default().join(folder, 'workspace_info.yaml');
    const text = file && (0,invocation/* readIfThere */.qC)(file);
    return (0,login/* readLogin */.m)((name) => env[name] || undefined, file && text ? { file, text } : undefined);
}

// EXTERNAL MODULE: ./src/upload/secret-forms.ts
var secret_forms = __webpack_require__(68567);
// EXTERNAL MODULE: ./src/evaluation/session.ts
var evaluation_session = __webpack_require__(1366);
;// CONCATENATED MODULE: ./src/evaluation/lepton/open-workspace.ts







/**
 * The workspace's login, whose token is kept out of everything from now on.
 * @throws ConfigError where there is none.
 */
function loginOf(session) {
    const login = loadLogin(session.env);
    if ('problem' in login)
        throw new errors/* ConfigError */.xL(`${login.problem}: ${login.recovery}`);
    session.log.mask(login.token);
    session.forms = (0,secret_forms/* secretForms */.e)([
        ...(0,evaluation_session/* collectSecrets */.qb)(session.record.secretNames, session.env),
        { name: 'the token of Lepton', value: login.token },
    ]);
    return login;
}
/** The way to the workspace. @param venv the launcher's environment, whose Python speaks to it. */
function openWorkspace(session, login, venv) {
    return (0,ask/* openLepton */.xR)({ python: external_node_path_default().join(venv, 'bin', 'python'), login, env: (0,environment/* toolEnvironment */.uQ)(session.env) });
}


/***/ }),

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
var names = __webpack_require__(33554);
// EXTERNAL MODULE: ./src/launcher/lepton/ask.ts + 1 modules
var lepton_ask = __webpack_require__(86032);
// EXTERNAL MODULE: ./src/launcher/lepton/stop.ts
var stop = __webpack_require__(74143);
;// CONCATENATED MODULE: ./src/launcher/lepton/watch.ts





const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** Looks in a row that answer and do not show a job, before it counts as deleted. */
const UNSEEN_LOOKS = 3;
const LEPTON_LIMITS = {
    silenceMs: 30 * 60_000,
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
    unseen = new Map();
    limits;
    clock;
    releases = [];
    heardAt;
    trouble;
    shown = '';
    constructor(request) {
        this.request = request;
        this.limits = { ...LEPTON_LIMITS, ...request.limits };
        this.clock = request.clock ?? CLOCK;
        this.heardAt = this.clock.now();
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
        await Promise.all(this.releases);
        return this.endings;
    }
    async look() {
        const { ask, signal, invocationId } = this.request;
        const jobs = await this.listJobs(ask, (0,names/* jobPrefix */.An)(invocationId));
        if (signal.aborted)
            return;
        const now = this.clock.now();
        if (jobs === undefined) {
            if (now - this.heardAt >= this.limits.silenceMs)
                for (const task of this.open())
                    this.end(task, 'failed', `Lepton has not answered for ${minutes(now - this.heardAt)} (${this.trouble})`);
            return;
        }
        this.heardAt = now;
        for (const task of this.open())
            this.judge(task, (0,job_state/* newestJob */.gO)(jobs, task.jobName), now);
        this.show(jobs, now);
    }
    /** Archived ones too: a job is archived ten minutes after its end, and a look may come late. */
    async listJobs(ask, prefix) {
        const query = { job_query_mode: 'alive_and_archive', q: prefix, page: '1', page_size: '500' };
        const [reply] = await ask([{ method: 'GET', path: '/jobs', query }], { signal: this.request.signal });
        if (this.request.signal.aborted)
            return undefined;
        const jobs = reply && (0,lepton_ask/* isOk */.HQ)(reply) ? (0,job_state/* readJobs */.RI)(reply.body) : undefined;
        const problem = jobs
            ? undefined
            : reply && !(0,lepton_ask/* isOk */.HQ)(reply)
                ? (0,lepton_ask/* problemOf */.Zw)(reply)
                : 'the answer is no list of jobs';
        if (problem !== this.trouble)
            this.request.onTrouble?.(new Date(this.heardAt), problem);
        this.trouble = problem;
        return jobs;
    }
    judge(task, job, now) {
        if (job === undefined) {
            const looks = (this.unseen.get(task.index) ?? 0) + 1;
            this.unseen.set(task.index, looks);
            if (looks >= UNSEEN_LOOKS)
                this.end(task, 'killed', `the job ${task.jobName} is no longer on Lepton`);
            return;
        }
        this.unseen.delete(task.index);
        const standing = (0,job_state/* standingOf */.YP)(job);
        if (standing === 'success' || standing === 'failed' || standing === 'killed') {
            this.end(task, standing, reasonOf(standing, job));
            return;
        }
        const before = this.since.get(task.index);
        if (before.standing !== standing)
            this.since.set(task.index, { standing, at: now });
        const limit = standing === 'running' ? this.limits.runningMs : this.limits.pendingMs;
        const lasted = now - this.since.get(task.index).at;
        if (lasted >= limit)
            this.end(task, 'timeout', `the job ${task.jobName} was ${job.state} on Lepton for ${minutes(lasted)}`);
    }
    end(task, state, reason) {
        const ending = { state, ...(reason ? { reason } : {}), fetched: false };
        this.endings.set(task.index, ending);
        this.request.onEnd(task, ending);
        // What has not ended by itself goes on, and costs, until it is deleted.
        const goesOn = state === 'timeout' || (state === 'failed' && this.trouble !== undefined);
        if (task.endpoint === undefined && !goesOn)
            return;
        this.releases.push(this.release(task, goesOn));
    }
    async release(task, withJob) {
        const report = await (0,stop/* stopLepton */.N)({
            ask: this.request.ask,
            tasks: [task],
            what: withJob ? 'endpoints and jobs' : 'endpoints',
            budgetMs: this.limits.releaseMs,
            signal: this.request.signal,
        });
        if (report.problem && !this.request.signal.aborted)
            this.request.onKept?.(report.problem);
    }
    open() {
        return this.request.tasks.filter(({ index }) => !this.endings.has(index));
    }
    show(jobs, now) {
        const looks = this.open().map((task) => {
            const job = (0,job_state/* newestJob */.gO)(jobs, task.jobName);
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
// EXTERNAL MODULE: ./src/evaluation/remote/leave-open.ts + 2 modules
var leave_open = __webpack_require__(87573);
// EXTERNAL MODULE: ./src/evaluation/lepton/open-workspace.ts + 1 modules
var open_workspace = __webpack_require__(49802);
;// CONCATENATED MODULE: ./src/evaluation/lepton/watch-jobs.ts








/** Watches the jobs of a submitted run to their end. Their results stay on Lepton, and what is known of them is said. */
async function watchJobs(session) {
    const { log, stop, record } = session;
    const redact = (text) => (0,scan_file/* redactMessage */.b6)(text, session.forms);
    const endings = await watchLepton({
        ask: (0,open_workspace/* openWorkspace */.O)(session, (0,open_workspace/* loginOf */.D)(session), record.venv),
        invocationId: record.invocationId,
        tasks: record.remote.lepton,
        signal: stop.signal,
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
    if (stop.signal.aborted && stop.signal.reason === 'cancelled' && session.inputs?.cancel === 'detach')
        await (0,leave_open/* detach */.Y)(session);
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

/***/ 87573:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Y: () => (/* binding */ detach),
  C: () => (/* binding */ leaveOpen)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./src/baseline/explicit.ts
var explicit = __webpack_require__(93495);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/github/artifacts.ts
var artifacts = __webpack_require__(4616);
// EXTERNAL MODULE: ./src/github/open-artifacts.ts
var open_artifacts = __webpack_require__(31521);
// EXTERNAL MODULE: ./src/make-folders.ts
var make_folders = __webpack_require__(42601);
// EXTERNAL MODULE: ./src/open-records/age.ts
var age = __webpack_require__(3184);
// EXTERNAL MODULE: ./src/open-records/names.ts
var names = __webpack_require__(87147);
// EXTERNAL MODULE: ./src/open-records/record.ts
var record = __webpack_require__(27370);
;// CONCATENATED MODULE: ./src/collecting/open/upload-open-record.ts










/**
 * Refuses, before anything is submitted, a job whose record nobody could find again.
 * @throws ConfigError on a GitHub Enterprise Server, and where artifacts are kept for too short; InfrastructureError
 * where the runner has no artifact service.
 */
function refuseLostRecords(place, maxAgeHours) {
    const { env, serverUrl } = place;
    if (isEnterpriseServer(serverUrl))
        throw new ConfigError(`wait: false leaves an artifact for collect, and a GitHub Enterprise Server (${serverUrl}) has none that the action can use: leave wait at true`);
    refuseShortRetention(retentionDays(place.retentionDays, env['GITHUB_RETENTION_DAYS']), maxAgeHours);
    try {
        requireArtifactService(env);
    }
    catch (error) {
        throw new InfrastructureError(`wait: false leaves an artifact for collect, and ${messageOf(error)}`);
    }
}
/**
 * Uploads the record of an invocation.
 * @returns the artifact's id.
 * @throws InfrastructureError with the invocation's id, since nothing else could find the evaluation again.
 */
async function uploadOpenRecord(upload) {
    const { invocationId, tag, text, dir, env } = upload;
    const file = external_node_path_default().join(dir, record/* OPEN_RECORD_FILE */.Kj);
    const days = (0,age/* retentionDays */.Ol)(upload.retentionDays, env['GITHUB_RETENTION_DAYS']);
    const name = (0,names/* openName */.y9)(invocationId);
    try {
        (0,artifacts/* requireArtifactService */.vx)(env);
        (0,make_folders/* makeFolders */.w)(dir, 0o700);
        (0,external_node_fs_.writeFileSync)(file, text, { mode: 0o600 });
        const kept = days === undefined ? {} : { retentionDays: days };
        const id = await (0,open_artifacts/* uploadNamed */.H)({ name, files: [file], root: dir, ...kept });
        if (id === undefined)
            throw new Error('this run has an artifact of that name already');
        return id;
    }
    catch (error) {
        throw new errors/* InfrastructureError */.EN(`the record ${name} could not be uploaded (${(0,errors/* messageOf */.bD)(error).split('\n')[0]}): the invocation ${invocationId} runs on, and collect cannot find it; its jobs carry the comment ${tag}`);
    }
}

// EXTERNAL MODULE: ./src/open-records/exec-db-lines.ts
var exec_db_lines = __webpack_require__(4483);
// EXTERNAL MODULE: ./src/open-records/read-open-record.ts + 2 modules
var read_open_record = __webpack_require__(50128);
;// CONCATENATED MODULE: ./src/open-records/build-open-record.ts




/**
 * Builds the record of an invocation as the text that is uploaded: without the resolved config, and without the secrets
 * that other fields may have caught. It is read back at once, by the rules of those who collect.
 * @throws ConfigError with one line where they would refuse it.
 */
function buildOpenRecord({ execDbLines, ...parts }, redact) {
    try {
        const { invocation_id: invocationId, executor } = parts;
        const own = execDbLines.filter((line) => line.trim() !== '');
        const { lines } = (0,exec_db_lines/* cleanExecDb */.x)(own, { invocationId, executor });
        const record = {
            ...parts,
            schema_version: 1,
            // A line is JSON within JSON: what is escaped once here is escaped twice in the whole.
            exec_db: lines.map(redact),
            launcher_config: redact(parts.launcher_config),
        };
        const text = redact(JSON.stringify(record, null, 2));
        return `${JSON.stringify((0,read_open_record/* readOpenRecord */.W)(text).record, null, 2)}\n`;
    }
    catch (error) {
        if (!(error instanceof record/* RecordRefusal */.Ko))
            throw error;
        throw new errors/* ConfigError */.xL(`the invocation ${parts.invocation_id} cannot be recorded for collect: ${(0,errors/* messageOf */.bD)(error)}`);
    }
}

// EXTERNAL MODULE: ./src/reporting/reporting.ts
var reporting_reporting = __webpack_require__(18220);
// EXTERNAL MODULE: ./src/results/invocation.ts
var invocation = __webpack_require__(82890);
// EXTERNAL MODULE: ./src/results/read-eval-results.ts + 3 modules
var read_eval_results = __webpack_require__(39733);
// EXTERNAL MODULE: ./src/upload/scan-file.ts
var scan_file = __webpack_require__(87179);
// EXTERNAL MODULE: ./src/evaluation/artifact-name.ts
var artifact_name = __webpack_require__(19632);
// EXTERNAL MODULE: ./src/evaluation/session.ts
var evaluation_session = __webpack_require__(1366);
;// CONCATENATED MODULE: ./src/evaluation/remote/leave-open.ts











/** A folder of the run's. */
const OPEN_DIR = 'open';
/**
 * Uploads the record of a submitted invocation, with which `collect` finishes it, and leaves the evaluation to go on.
 * @throws InfrastructureError with the invocation's id: nothing else could find it again.
 */
async function leaveOpen(session) {
    const { record, files, env, context, log } = session;
    const remote = record.remote;
    // Whatever becomes of the record: it was submitted on purpose.
    (0,evaluation_session/* updateRecord */.vL)(session, { remote: { ...remote, left: true } });
    const id = await uploadOpenRecord({
        invocationId: record.invocationId,
        tag: remote.tag,
        text: describeInvocation(session),
        dir: external_node_path_default().join(files.dir, OPEN_DIR),
        env,
        serverUrl: context.serverUrl,
        ...(record.artifact.retentionDays === undefined ? {} : { retentionDays: record.artifact.retentionDays }),
    });
    (0,evaluation_session/* updateRecord */.vL)(session, { phase: 'done' });
    log.info(`open record: ${(0,names/* openName */.y9)(record.invocationId)} (id ${id}): collect finishes the evaluation`);
}
/** Leaves the evaluation of a job that is cancelled. Never throws: the post step tries once more. */
async function detach(session) {
    const { record } = session;
    try {
        await leaveOpen(session);
    }
    catch (error) {
        (0,evaluation_session/* warn */.R8)(session, (0,errors/* messageOf */.bD)(error));
    }
    const { host, user, tag, tasks } = record.remote;
    session.log.info(`the evaluation goes on: collect finishes it; to stop it, as ${user} on ${host}: scancel ${tasks.flatMap(({ jobIds }) => jobIds).join(' ')} (jobs with the comment ${tag})`);
}
function describeInvocation(session) {
    const { record, files, context, env, forms, startedAt } = session;
    const remote = record.remote;
    const redact = (text) => (0,scan_file/* redactMessage */.b6)(text, forms);
    const { pullRequest } = context.event;
    const snapshot = (0,read_eval_results/* readSnapshot */.RA)(files.dir);
    return buildOpenRecord({
        invocation_id: record.invocationId,
        executor: remote.executor,
        launcher_version: record.launcherVersion,
        tag: remote.tag,
        submitted_at: startedAt.toISOString(),
        cluster: remote.dir
            ? { host: remote.host, user: remote.user, account: remote.account, remote_dir: remote.dir }
            : null,
        tasks: remote.tasks.map(({ index, name, jobName, jobIds, remoteDir }) => ({
            index,
            name,
            job_name: jobName,
            job_ids: remote.executor === 'lepton' ? [jobName] : jobIds,
            remote_dir: remoteDir === '' ? null : remoteDir,
            endpoint: remote.lepton?.find((task) => task.index === index)?.endpoint ?? null,
        })),
        execDbLines: ((0,invocation/* readIfThere */.qC)(files.execDb) ?? '').split('\n'),
        launcher_config: (0,invocation/* readIfThere */.qC)(files.launcherConfig) ?? '',
        snapshot: snapshot ? { ...snapshot } : null,
        asked_by: {
            actor: env['GITHUB_ACTOR'] ?? '',
            event: context.event.name,
            run_id: context.runId,
            attempt: Number(context.runAttempt) || 1,
            workflow: context.workflow,
            job: context.job,
            commit: context.sha === '' ? null : context.sha,
            ref: context.ref,
            pull_request: pullRequest?.number ?? null,
        },
        posts: postsOf(session.reporting),
        wishes: {
            artifact_name: (0,artifact_name/* artifactName */.C)(record),
            artifact_contents: record.artifact.contents,
            max_failed_samples: record.allowance,
            secret_names: record.secretNames,
        },
    }, redact);
}
function postsOf(reporting) {
    if (!reporting)
        return { check: '', has_check: false, comment: '', leg: null };
    return {
        check: (0,reporting_reporting/* keyOf */.TN)(reporting),
        has_check: reporting.check !== undefined,
        comment: (0,reporting_reporting/* lineKeyOf */.HQ)(reporting),
        leg: reporting.leg ?? null,
    };
}


/***/ }),

/***/ 85429:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ MIRRORS)
/* harmony export */ });
/** The folder, below a run's, to which the results of a cluster come. */
const MIRRORS = 'eval_results';


/***/ }),

/***/ 86032:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  b2: () => (/* binding */ isMissing),
  HQ: () => (/* binding */ isOk),
  xR: () => (/* binding */ openLepton),
  Zw: () => (/* binding */ problemOf)
});

// EXTERNAL MODULE: ./src/launcher/command.ts
var command = __webpack_require__(66489);
;// CONCATENATED MODULE: ./src/launcher/lepton/ask-script.ts
/** More of an answer is not read. */
const MAX_ANSWER = 3_000_000;
/**
 * Asks a workspace's API with the library that the launcher's own client uses, so that proxies and certificates are the
 * same for both; all calls at once. Specs are left out of the answers: each holds a whole job script.
 */
const ASK_SCRIPT = `
import json, sys, threading

import requests

question = json.load(sys.stdin.buffer)
replies = [{"problem": "no answer in time"} for _ in question["calls"]]


def without_specs(value):
    if isinstance(value, list):
        return [without_specs(item) for item in value]
    if isinstance(value, dict):
        return {key: without_specs(item) for key, item in value.items() if key != "spec"}
    return value


def ask(index, call):
    try:
        response = requests.request(
            call["method"],
            question["url"] + call["path"],
            params=call.get("query"),
            headers=question["headers"],
            timeout=question["seconds"],
            allow_redirects=False,
        )
        try:
            body = without_specs(response.json())
        except ValueError:
            body = response.text[:500]
        replies[index] = {"status": response.status_code, "body": body}
    except requests.exceptions.ConnectTimeout:
        replies[index] = {"problem": "no connection in time"}
    except requests.exceptions.Timeout:
        replies[index] = {"problem": "no answer in time"}
    except Exception as error:
        cause = error
        while getattr(cause, "reason", None) is not None and not isinstance(cause.reason, str):
            cause = cause.reason
        replies[index] = {"problem": f"{type(error).__name__}: {cause}"[:300]}


threads = [threading.Thread(target=ask, args=item, daemon=True) for item in enumerate(question["calls"])]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(question["seconds"] + 1)
answer = json.dumps(replies)
if len(answer) > ${MAX_ANSWER}:
    answer = json.dumps([{"problem": "the answer is larger than ${MAX_ANSWER} characters"} for _ in replies])
sys.stdout.write(answer)
sys.stdout.flush()
`;

;// CONCATENATED MODULE: ./src/launcher/lepton/ask.ts


const TIMEOUT_MS = 20_000;
/** What starting Python and its library may take. */
const START_MS = 3_000;
/**
 * Opens the way to a workspace. The launcher's `status` is not used: it takes seconds, reads an answer that failed as
 * `running`, and an archived job as if it ran for ever; `lep` wraps its JSON at 80 columns.
 * @param options.python that of the launcher's environment. The token goes through its standard input.
 */
function openLepton(options) {
    const { python, login, env } = options;
    const headers = {
        Authorization: `Bearer ${login.token}`,
        'user-agent': 'nemo-eval-action',
        ...(login.originUrl ? { origin: login.originUrl } : {}),
    };
    return async (calls, { timeoutMs = TIMEOUT_MS, signal } = {}) => {
        if (calls.length === 0)
            return [];
        const question = { url: login.url, headers, seconds: timeoutMs / 1000, calls };
        const result = await (0,command/* runCommand */.d)(python, ['-I', '-c', ASK_SCRIPT], {
            env,
            timeout: timeoutMs + START_MS,
            input: Buffer.from(JSON.stringify(question)),
            ...(signal ? { signal } : {}),
        });
        return readReplies(result.stdout, calls.length) ?? calls.map(() => ({ problem: explain(result) }));
    };
}
function readReplies(text, count) {
    try {
        const replies = JSON.parse(text);
        return Array.isArray(replies) && replies.length === count ? replies : undefined;
    }
    catch {
        return undefined;
    }
}
function explain(result) {
    if (result.missing)
        return "there is no Python in the launcher's environment";
    return result.timedOut ? 'no answer in time' : (0,command/* complaint */.U)(result);
}
/** Whether a call was carried out. */
function isOk(reply) {
    return 'status' in reply && reply.status >= 200 && reply.status < 300;
}
/** Whether a resource is not there: for a deletion that is as good as done. */
function isMissing(reply) {
    return 'status' in reply && reply.status === 404;
}
/** Why a call was not carried out, on one line. */
function problemOf(reply) {
    if ('problem' in reply)
        return reply.problem.replace(/\s+/g, ' ');
    if (reply.status === 401)
        return 'HTTP 401: the token is refused: is it that of this workspace, and not expired?';
    const { body } = reply;
    const message = typeof body === 'object' && body !== null && 'message' in body
        ? String(body.message)
        : String(body ?? '');
    const said = typeof body === 'object' && body !== null && !('message' in body) ? '' : message;
    return `HTTP ${reply.status}${said ? `: ${said.replace(/\s+/g, ' ').slice(0, 200)}` : ''}`;
}


/***/ }),

/***/ 74143:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ stopLepton)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58500);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_timers_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _lepton_job_state_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(22305);
/* harmony import */ var _ask_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(86032);



const PAUSE_MS = 500;
const CALL_MS = 5_000;
/** Looks at which nothing must be there, a second apart, after something was cut off. */
const SETTLED_LOOKS = 3;
/**
 * Deletes the endpoints of an invocation, and with `endpoints and jobs` its jobs, and looks until they are gone or the
 * time is up. Each is tried by itself: the launcher's own `kill` leaves the endpoint where the job cannot be deleted.
 */
async function stopLepton(request) {
    const { tasks, what, budgetMs, interrupted = false, signal } = request;
    const endpoints = tasks.flatMap(({ endpoint }) => (endpoint && (0,_lepton_job_state_js__WEBPACK_IMPORTED_MODULE_1__/* .isResourceName */ .kK)(endpoint) ? [endpoint] : []));
    const jobNames = what === 'endpoints' ? [] : tasks.map(({ jobName }) => jobName);
    const open = new Map();
    for (const name of endpoints)
        open.set(`endpoint ${name}`, { kind: 'endpoint', name, clearLooks: 0 });
    for (const name of jobNames)
        open.set(`job ${name}`, { kind: 'job', name, clearLooks: 0 });
    const deleted = new Set();
    const deadline = Date.now() + budgetMs;
    const wanted = interrupted ? SETTLED_LOOKS : 1;
    while (open.size > 0 && Date.now() < deadline && !signal?.aborted) {
        const timeoutMs = Math.max(500, Math.min(CALL_MS, deadline - Date.now()));
        await round(request.ask, [...open.values()], { timeoutMs, ...(signal ? { signal } : {}) }, deleted);
        for (const [key, thing] of open)
            if (thing.clearLooks >= wanted)
                open.delete(key);
        if (open.size > 0)
            await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(interrupted ? 2 * PAUSE_MS : PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
    const left = [...open.values()];
    return {
        deleted: [...deleted],
        left: left.map(({ kind, name }) => `${kind} ${name}`),
        ...(left.length > 0 ? { problem: describe(left) } : {}),
    };
}
/** One deletion of all that is still there. A deletion that finds nothing is the proof that it is gone. */
async function round(ask, things, limits, deleted) {
    const endpoints = things.filter(({ kind }) => kind === 'endpoint');
    const jobs = things.filter(({ kind }) => kind === 'job');
    // Endpoints first, and in the same breath the look for the jobs, whose ids only a list tells.
    const replies = await ask([
        ...endpoints.map(({ name }) => ({ method: 'DELETE', path: `/deployments/${name}` })),
        ...jobs.map(({ name }) => ({
            method: 'GET',
            path: '/jobs',
            query: { job_query_mode: 'alive_only', q: name, page: '1', page_size: '500' },
        })),
    ], limits);
    for (const [index, thing] of endpoints.entries())
        note(thing, replies[index], deleted);
    const found = jobs.flatMap((thing, index) => {
        const reply = replies[endpoints.length + index];
        const list = (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .isOk */ .HQ)(reply) ? (0,_lepton_job_state_js__WEBPACK_IMPORTED_MODULE_1__/* .readJobs */ .RI)(reply.body) : undefined;
        if (list === undefined) {
            thing.clearLooks = 0;
            thing.problem = (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .problemOf */ .Zw)(reply);
            return [];
        }
        const ids = list.filter(({ name }) => name === thing.name).map(({ id }) => id);
        if (ids.length === 0)
            thing.clearLooks += 1;
        return ids.map((id) => ({ thing, id }));
    });
    if (found.length === 0)
        return;
    const deletions = await ask(found.map(({ id }) => ({
        method: 'DELETE',
        path: `/jobs/${id}`,
        query: { job_query_mode: 'alive_only' },
    })), limits);
    for (const [index, { thing }] of found.entries())
        note(thing, deletions[index], deleted);
}
function note(thing, reply, deleted) {
    if (reply && (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .isMissing */ .b2)(reply)) {
        thing.clearLooks += 1;
        return;
    }
    thing.clearLooks = 0;
    if (reply && (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .isOk */ .HQ)(reply)) {
        deleted.add(`${thing.kind} ${thing.name}`);
        thing.problem =
            (0,_lepton_job_state_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(reply.body) && reply.body['state'] ? String(reply.body['state']) : 'it is still there';
    }
    else
        thing.problem = reply ? (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .problemOf */ .Zw)(reply) : 'it was not asked';
}
/** The launcher's `kill` would stop at a job that is gone already: `lep` is named instead. */
function describe(left) {
    const endpoints = left.filter(({ kind }) => kind === 'endpoint');
    const what = endpoints.length > 0
        ? `${endpoints.length} endpoint${endpoints.length === 1 ? '' : 's'} on Lepton may still bill`
        : 'jobs on Lepton may still run';
    const why = [...new Set(left.map(({ problem }) => problem ?? 'there was no time to look'))].join('; ');
    const commands = left.map(({ kind, name }) => `lep ${kind} remove --name ${name}`);
    return `${what} (${why}): delete ${left.length === 1 ? 'it' : 'them'} with ${commands.join(' ; ')}`;
}


/***/ }),

/***/ 22305:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Gv: () => (/* binding */ isObject),
/* harmony export */   RI: () => (/* binding */ readJobs),
/* harmony export */   YP: () => (/* binding */ standingOf),
/* harmony export */   dR: () => (/* binding */ isFinal),
/* harmony export */   gO: () => (/* binding */ newestJob),
/* harmony export */   kK: () => (/* binding */ isResourceName)
/* harmony export */ });
/** Lepton's words (LeptonJobState of leptonai 0.27.3); the launcher reads half of them as `pending` for ever. */
const STANDINGS = new Map(Object.entries({
    Queueing: 'pending',
    Awaiting: 'pending',
    Starting: 'pending',
    PendingRetry: 'pending',
    Restarting: 'pending',
    Running: 'running',
    Stopping: 'running',
    Deleting: 'running',
    Completed: 'success',
    Failed: 'failed',
    Stopped: 'killed',
    Deleted: 'killed',
}));
/**
 * How a job stands. An archived job (ten minutes after its end) only tells by its counts how it ended; a word that is
 * not known is waited for, since it may be a new one for something on its way.
 */
function standingOf({ state, succeeded, failed }) {
    if (state === 'Archived')
        return succeeded > 0 ? 'success' : failed > 0 ? 'failed' : 'killed';
    return STANDINGS.get(state) ?? 'pending';
}
function isFinal(standing) {
    return standing !== 'pending' && standing !== 'running';
}
/**
 * The jobs in an answer of `GET /jobs`, which is an object with a list or the list itself.
 * @returns undefined where it is neither: such an answer says nothing, least of all that there are no jobs.
 */
function readJobs(body) {
    const list = Array.isArray(body) ? body : isObject(body) ? body['jobs'] : undefined;
    if (list === null)
        return [];
    if (!Array.isArray(list))
        return undefined;
    return list.flatMap((entry) => {
        if (!isObject(entry) || !isObject(entry['metadata']))
            return [];
        const [metadata, status] = [entry['metadata'], isObject(entry['status']) ? entry['status'] : {}];
        const { id, name, created_at: createdAt } = metadata;
        if (typeof id !== 'string' || typeof name !== 'string' || !isResourceName(id))
            return [];
        return [
            {
                id,
                name,
                state: typeof status['state'] === 'string' ? status['state'] : 'unknown',
                createdAt: count(createdAt),
                succeeded: count(status['succeeded']),
                failed: count(status['failed']),
            },
        ];
    });
}
/** The newest job of a name: it is not unique. */
function newestJob(jobs, name) {
    return jobs.filter((job) => job.name === name).sort((a, b) => b.createdAt - a.createdAt)[0];
}
/** Whether a text can stand in a path of the API as it is. */
function isResourceName(text) {
    return /^[A-Za-z0-9][\w.-]*$/.test(text);
}
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function count(value) {
    return typeof value === 'number' && Number.isFinite(value) ? value : 0;
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


/***/ }),

/***/ 45151:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ loginVariables),
/* harmony export */   m: () => (/* binding */ readLogin)
/* harmony export */ });
/* harmony import */ var _config_read_yaml_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(29180);
/* harmony import */ var _config_value_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(54687);


const GATEWAY = 'https://gateway.dgxc-lepton.nvidia.com/api/v2/workspaces/';
const RECOVERY = 'set LEPTON_WORKSPACE_ID and LEPTON_WORKSPACE_TOKEN in env: of the step, the token from a secret, or run "lep login" on a runner that is kept';
/**
 * The login as leptonai's client finds it: each part from the environment, else from what `lep login` has left, else
 * (the address) made from the id. The launcher's own client needs the token: without one it fails on its own log line.
 * @param variable the value of an environment variable of the job.
 */
function readLogin(variable, state) {
    const recorded = state === undefined ? undefined : readState(state);
    if (recorded !== undefined && 'problem' in recorded)
        return recorded;
    const given = variable('LEPTON_WORKSPACE_ID')?.trim() || recorded?.current;
    if (given === undefined)
        return { problem: 'there is no login to a Lepton workspace', recovery: RECOVERY };
    // The credential string of the dashboard is both, joined by a colon.
    const [, workspaceId = '', ownToken] = /^([^:]*)(?::(.*))?$/s.exec(given);
    const kept = recorded?.workspace(workspaceId);
    const token = ownToken || variable('LEPTON_WORKSPACE_TOKEN')?.trim() || kept?.token;
    if (!/^[A-Za-z0-9][\w.-]*$/.test(workspaceId))
        return { problem: 'LEPTON_WORKSPACE_ID is no id of a workspace', recovery: RECOVERY };
    if (!token)
        return { problem: `there is no token for the Lepton workspace ${workspaceId}`, recovery: RECOVERY };
    const url = (variable('LEPTON_WORKSPACE_URL')?.trim() || kept?.url || GATEWAY + workspaceId).replace(/\/+$/, '');
    const refused = refuseUrl(url);
    if (refused)
        return refused;
    const originUrl = variable('LEPTON_WORKSPACE_ORIGIN_URL')?.trim() || kept?.originUrl || originOf(url);
    return {
        workspaceId,
        token,
        url,
        ...(originUrl ? { originUrl } : {}),
        source: variable('LEPTON_WORKSPACE_ID') ? 'LEPTON_WORKSPACE_ID' : (state?.file ?? 'lep login'),
    };
}
/** The variables by which leptonai finds the same login, whatever home it is given. */
function loginVariables({ workspaceId, token, url, originUrl }) {
    return {
        LEPTON_WORKSPACE_ID: workspaceId,
        LEPTON_WORKSPACE_TOKEN: token,
        LEPTON_WORKSPACE_URL: url,
        ...(originUrl ? { LEPTON_WORKSPACE_ORIGIN_URL: originUrl } : {}),
    };
}
/** The token goes to this address: in plain text it may only go to this machine. */
function refuseUrl(text) {
    const url = URL.parse(text);
    const isSafe = url !== null &&
        url.username === '' &&
        url.password === '' &&
        url.search === '' &&
        url.hash === '' &&
        (url.protocol === 'https:' ||
            (url.protocol === 'http:' && /^(127\.|localhost$|\[::1\]$)/.test(url.hostname)));
    if (isSafe)
        return undefined;
    return {
        problem: 'the address of the Lepton workspace (LEPTON_WORKSPACE_URL) is no https address',
        recovery: `set it to one such as ${GATEWAY}ID, or leave it out`,
    };
}
/** As the client derives it. */
function originOf(url) {
    return url.includes('dgxc') ? url : undefined;
}
function readState({ file, text }) {
    let root;
    try {
        root = (0,_config_read_yaml_js__WEBPACK_IMPORTED_MODULE_0__/* .readYaml */ .g)(text, file, 'pyyaml', 'last wins').root;
    }
    catch {
        // The reader's message may quote the line, which may be the one with the token.
        return {
            problem: `what "lep login" has left cannot be read as YAML (${file})`,
            recovery: 'run "lep login" again, or set LEPTON_WORKSPACE_ID and LEPTON_WORKSPACE_TOKEN',
        };
    }
    const textAt = (...path) => {
        const value = (0,_config_value_js__WEBPACK_IMPORTED_MODULE_1__/* .getAt */ .sM)(root, path);
        return typeof value === 'string' && value !== '' ? value : undefined;
    };
    const current = textAt('current_workspace');
    return {
        ...(current === undefined ? {} : { current }),
        workspace: (id) => {
            const part = (key) => textAt('workspaces', id, key);
            const [token, url, originUrl] = [part('auth_token'), part('url'), part('workspace_origin_url')];
            return { ...(token ? { token } : {}), ...(url ? { url } : {}), ...(originUrl ? { originUrl } : {}) };
        },
    };
}


/***/ }),

/***/ 33554:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   An: () => (/* binding */ jobPrefix),
/* harmony export */   NL: () => (/* binding */ leptonTasks),
/* harmony export */   eC: () => (/* binding */ invocationFromConsole)
/* harmony export */ });
/** A name in Lepton has at most as many characters. */
const LONGEST = 36;
/** As many characters of the invocation's id are in its names. */
const SHORT_ID = 6;
/**
 * The jobs and endpoints of an invocation, by the names that the launcher gives them. It tells them to its record only
 * when a job has been submitted, which is too late for whoever must delete what a failed submission has left.
 * @param deployment `deployment.type`; `none` has no endpoints.
 * @param invocation the id, or its first six characters.
 */
function leptonTasks(deployment, taskNames, invocation) {
    return taskNames.map((name, index) => ({
        index,
        name,
        jobName: jobName(name, index, invocation),
        ...(deployment === 'none' ? {} : { endpoint: endpointName(deployment, name, index, invocation) }),
    }));
}
function endpointName(deployment, task, index, invocation) {
    const short = [...plainName(task)].slice(0, 6).join('');
    return `${deployment}-${short}-${index}-${invocation.slice(0, SHORT_ID)}`;
}
function jobName(task, index, invocation) {
    const base = `eval-${invocation.slice(0, SHORT_ID)}-${plainName(task)}`;
    return `${[...base].slice(0, LONGEST - 1 - String(index).length).join('')}-${index}`;
}
/** What all jobs of an invocation have in their names, to ask for them at once. */
function jobPrefix(invocation) {
    return `eval-${invocation.slice(0, SHORT_ID)}-`;
}
function plainName(task) {
    return task.replaceAll('_', '-').toLowerCase().split('.').at(-1);
}
/**
 * The short id of an invocation that was cut off before the launcher recorded anything, from its console: it names each
 * endpoint and job before it makes it.
 * @returns undefined where it had not come to that.
 */
function invocationFromConsole(text, deployment, taskNames) {
    const candidates = new Set([
        ...text.matchAll(/: (?:Creating endpoint [^\s]+-([0-9a-f]{6})|Submitting job eval-([0-9a-f]{6})-)/g),
    ].map(([, endpoint, job]) => endpoint ?? job));
    // A log line may say anything: only a name that the launcher would give a task of this config counts.
    return [...candidates].find((id) => leptonTasks(deployment, taskNames, id).some(({ name, jobName: job, endpoint }) => text.includes(`Task ${name}: Submitting job ${job}\n`) ||
        (endpoint !== undefined && text.includes(`Task ${name}: Creating endpoint ${endpoint}\n`))));
}


/***/ })

};
