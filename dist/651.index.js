export const id = 651;
export const ids = [651,328];
export const modules = {

/***/ 50990:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  _: () => (/* binding */ contextOfRun),
  i: () => (/* binding */ openReportingOf)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/github/check-run.ts
var check_run = __webpack_require__(35867);
// EXTERNAL MODULE: ./src/github/rest.ts
var rest = __webpack_require__(66417);
;// CONCATENATED MODULE: ./src/github/find-check.ts


/**
 * The check of an external id on a commit, as it was opened by the job that asked; opened where there is none. Two that
 * open one at the same time come to the newer, which is the one that GitHub shows: the older is concluded as replaced.
 * @returns undefined, after a warning, where it is refused.
 */
async function findOrOpenCheck(posting, request, onOpen) {
    const found = await findCheck(posting, request);
    if (found !== undefined) {
        if (found)
            onOpen?.(found);
        return found || undefined;
    }
    const opened = await (0,check_run/* openCheck */.Xq)(posting, request, onOpen);
    if (!opened)
        return undefined;
    const newest = await findCheck(posting, request);
    if (!newest || newest.id <= opened.id)
        return opened;
    onOpen?.(newest);
    return newest;
}
/** @returns undefined where there is none; false, after a warning, where that could not be asked. */
async function findCheck({ github: { octokit, owner, repo }, redact, warn }, { name, headSha, externalId }) {
    try {
        // By no name: the collector's input check-name may be another than that of the job that asked.
        const checks = await octokit.paginate(octokit.rest.checks.listForRef, {
            owner,
            repo,
            ref: headSha,
            filter: 'all',
            per_page: 100,
        });
        const own = checks
            .filter(({ external_id }) => external_id === redact(externalId))
            .sort((a, b) => b.id - a.id)[0];
        return own && { id: own.id, name: own.name, url: own.html_url ?? '' };
    }
    catch (error) {
        warn(`the check "${name}" could not be looked for: ${(0,rest/* explainRefusal */.GC)(error, 'checks: write')}`);
        return false;
    }
}

// EXTERNAL MODULE: ./src/report/check-text.ts
var check_text = __webpack_require__(28820);
// EXTERNAL MODULE: ./src/reporting/reporting.ts
var reporting_reporting = __webpack_require__(18220);
// EXTERNAL MODULE: ./src/reporting/run-url.ts
var run_url = __webpack_require__(94335);
;// CONCATENATED MODULE: ./src/collecting/open/reporting-of.ts






/**
 * The context of the run that asked, for whatever is told in its name: commit, branch and event are the API's, and its
 * pull request is looked for by its head. Paths and addresses stay those of this run.
 */
function contextOfRun(context, { run, attempt }) {
    const { isPrivateRepository, repositoryId, defaultBranch } = context.event;
    const event = {
        name: run.event,
        isPrivateRepository,
        ...(repositoryId === undefined ? {} : { repositoryId }),
        ...(defaultBranch === undefined ? {} : { defaultBranch }),
        ...(run.event === 'pull_request'
            ? {
                followedRun: {
                    id: run.id,
                    headSha: run.headSha,
                    headBranch: run.headBranch,
                    headOwner: run.headRepository.split('/')[0] ?? '',
                    event: run.event,
                },
            }
            : {}),
    };
    return {
        ...context,
        runId: String(run.id),
        runAttempt: String(attempt),
        sha: run.headSha,
        ref: run.headBranch === '' ? '' : `refs/heads/${run.headBranch}`,
        event,
        isForkPullRequest: false,
    };
}
/**
 * Connects to GitHub where something is to be told of an invocation, and finds the check that the job which asked has
 * opened. Done twice, and by two collectors, it comes to the same check and the same comment. Never throws.
 */
async function openReportingOf(run, open, inputs, redact) {
    const { log, rememberCheck } = run;
    const { posts } = open.record;
    const context = contextOfRun(run.context, open);
    const warn = (message) => log.warn(message);
    const reporting = {
        inputs: { ...inputs, commentKey: inputs.commentKey ?? posts.comment },
        context,
        log,
        // Summary, log and artifacts are this run's.
        runUrl: (0,run_url/* runUrlOf */.Q)(run.context),
        remember: rememberCheck,
        ...(posts.leg === null ? {} : { leg: posts.leg }),
    };
    const wantsCheck = inputs.checkRun || posts.has_check;
    if (!wantsCheck && inputs.comment === 'off' && !inputs.rollingIssue)
        return reporting;
    if (inputs.githubToken === '') {
        log.info('nothing is posted, since there is no github-token');
        return reporting;
    }
    try {
        reporting.posting = await (0,reporting_reporting/* connectPosting */.dE)({ inputs, context, log, redact, warn });
        if (wantsCheck) {
            const { runId, runAttempt: attempt } = context;
            const request = {
                name: (0,reporting_reporting/* checkName */.I3)(reporting),
                headSha: (0,check_run/* checkCommit */.su)(context.event, context.sha),
                externalId: (0,check_run/* checkExternalId */.Dr)({ runId, attempt }, posts.check),
                detailsUrl: reporting.runUrl,
                ...(0,check_text/* renderOpenCheck */.D6)(reporting),
            };
            const check = await findOrOpenCheck(reporting.posting, request, rememberCheck);
            if (check)
                reporting.check = check;
        }
    }
    catch (error) {
        warn(`GitHub cannot be asked: ${(0,errors/* messageOf */.bD)(error)}`);
    }
    return reporting;
}


/***/ }),

/***/ 31906:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GL: () => (/* binding */ readResumed),
/* harmony export */   It: () => (/* binding */ reportResumed),
/* harmony export */   Pv: () => (/* binding */ keepResumed),
/* harmony export */   tw: () => (/* binding */ concludeResumed)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _collecting_open_reporting_of_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(50990);
/* harmony import */ var _results_read_eval_results_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(39733);
/* harmony import */ var _results_read_results_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(66221);
/* harmony import */ var _upload_scan_file_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(87179);
/* harmony import */ var _conclude_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(60165);
/* harmony import */ var _finish_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(9245);
/* harmony import */ var _judge_run_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(95333);
/* harmony import */ var _load_baseline_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(14114);
/* harmony import */ var _save_baseline_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(45225);
/* harmony import */ var _session_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(1366);
/* harmony import */ var _snapshot_run_js__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(59829);
/* harmony import */ var _upload_results_js__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(42276);
/* harmony import */ var _write_reports_js__WEBPACK_IMPORTED_MODULE_14__ = __webpack_require__(1323);















/** Judges what a submitted evaluation left, and writes it as the files of a record into the session's folder. */
async function concludeResumed(session, endings) {
    const conclusion = await (0,_conclude_js__WEBPACK_IMPORTED_MODULE_6__/* .concludeInvocation */ .i7)(session.record, session.forms, { endings });
    const { state, tasks } = conclusion;
    const taken = async () => (await (0,_snapshot_run_js__WEBPACK_IMPORTED_MODULE_12__/* .snapshotRun */ .i9)(session)) ?? (0,_results_read_eval_results_js__WEBPACK_IMPORTED_MODULE_3__/* .readSnapshot */ .RA)(session.files.dir);
    const results = await (0,_conclude_js__WEBPACK_IMPORTED_MODULE_6__/* .readConcluded */ .my)(session, tasks, taken);
    const ending = {
        state,
        tasks,
        ...(results ? { results } : {}),
        ...(state === 'success' ? {} : { error: (0,_conclude_js__WEBPACK_IMPORTED_MODULE_6__/* .explainConclusion */ .vc)(conclusion) }),
    };
    await (0,_write_reports_js__WEBPACK_IMPORTED_MODULE_14__/* .writeReports */ .Li)(session, ending, results?.snapshot ?? (await taken()));
    return { session, ending };
}
/** What another process had finished, from the record that it left. */
async function readResumed(session, { dir, artifactName }) {
    const file = JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(dir, 'result.json'), 'utf8'));
    const results = await (0,_results_read_results_js__WEBPACK_IMPORTED_MODULE_4__/* .readResults */ .x)({ path: dir, name: artifactName });
    const ending = {
        state: file.state,
        tasks: results.tasks.map((task) => toTaskResult(task)),
        ...(results.benchmarks.length > 0 || results.tasks.length > 0 ? { results } : {}),
        ...(file.error === null ? {} : { error: file.error }),
    };
    return { session, ending };
}
function toTaskResult({ name, index, state, reasons, notes }) {
    return { task: name, index, dir: '', state, reasons, notes, scores: [], unconfirmed: false };
}
/** Compares an evaluation that has been finished, uploads it, and tells those who asked. */
async function reportResumed({ run }, open, { session, ending }) {
    const inputs = session.inputs;
    const redact = (text) => (0,_upload_scan_file_js__WEBPACK_IMPORTED_MODULE_5__/* .redactMessage */ .b6)(text, session.forms);
    session.reporting = await (0,_collecting_open_reporting_of_js__WEBPACK_IMPORTED_MODULE_2__/* .openReportingOf */ .i)(run, open, inputs, redact);
    session.yardstick = await (0,_load_baseline_js__WEBPACK_IMPORTED_MODULE_9__/* .loadYardstick */ .r2)(session, inputs, false);
    const placed = await (0,_judge_run_js__WEBPACK_IMPORTED_MODULE_8__/* .placeRun */ .d)(session, await (0,_judge_run_js__WEBPACK_IMPORTED_MODULE_8__/* .judgeRun */ .Z)(session, ending));
    const succeeded = await (0,_finish_js__WEBPACK_IMPORTED_MODULE_7__/* .finish */ .O)(session, placed);
    const { outputs } = session;
    return {
        state: placed.state,
        verdict: outputs.get('verdict'),
        fails: !succeeded,
        checkUrl: outputs.get('check_url'),
        commentUrl: outputs.get('comment_url'),
    };
}
/** Events whose results others are measured by. */
const BASELINE_EVENTS = ['push', 'schedule', 'workflow_dispatch'];
/**
 * Uploads the record that later runs compare with. Only once the evaluation is reported for good: one that is reported
 * again must not be compared with itself.
 */
async function keepResumed(session) {
    const { record, log, context } = session;
    const { name, defaultBranch } = context.event;
    if (!BASELINE_EVENTS.includes(name))
        return;
    // The record is found as one of the branch that this step runs on, whatever branch it was measured on.
    if (defaultBranch === undefined || context.ref !== `refs/heads/${defaultBranch}`) {
        log.info('no baseline record is kept: the evaluation is not of the default branch');
        return;
    }
    (0,_session_js__WEBPACK_IMPORTED_MODULE_11__/* .updateRecord */ .vL)(session, { artifact: { ...record.artifact, keepsRecord: true } });
    const kept = await (0,_upload_results_js__WEBPACK_IMPORTED_MODULE_13__/* .uploadRecord */ .nT)(session);
    if (kept)
        log.info(`baseline record: ${kept.name} (id ${kept.id})`);
    await (0,_save_baseline_js__WEBPACK_IMPORTED_MODULE_10__/* .saveBaseline */ .X)(session);
}


/***/ }),

/***/ 99955:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ resumeSession),
/* harmony export */   b: () => (/* binding */ openBareSession)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _collecting_open_reporting_of_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(50990);
/* harmony import */ var _config_resolve_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(92572);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(83916);
/* harmony import */ var _github_run_context_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(85671);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(83281);
/* harmony import */ var _launcher_submit_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(60562);
/* harmony import */ var _outputs_js__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(7729);
/* harmony import */ var _load_surroundings_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(84738);
/* harmony import */ var _record_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(96597);
/* harmony import */ var _session_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(1366);
/* harmony import */ var _snapshot_run_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(59829);
/* harmony import */ var _upload_results_js__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(42276);
/* harmony import */ var _mirrors_js__WEBPACK_IMPORTED_MODULE_14__ = __webpack_require__(85429);















/**
 * A session over an evaluation that another job has submitted, as far as looking at it and stopping it need one: neither
 * its config nor its secrets.
 * @param dir is there; the session's record is written into it.
 */
function openBareSession(resumer, open, dir) {
    const { run, actionDir, inputs } = resumer;
    const parts = {
        context: (0,_collecting_open_reporting_of_js__WEBPACK_IMPORTED_MODULE_2__/* .contextOfRun */ ._)(run.context, open),
        env: run.env,
        actionDir,
        log: run.log,
        outputs: new _outputs_js__WEBPACK_IMPORTED_MODULE_13__/* .Outputs */ .tY([], () => undefined),
        stop: new AbortController(),
        rememberCheck: run.rememberCheck,
    };
    const session = (0,_session_js__WEBPACK_IMPORTED_MODULE_10__/* .startSession */ .J0)(parts, (0,_launcher_submit_js__WEBPACK_IMPORTED_MODULE_7__/* .runFiles */ .NW)(dir), recordOf(open, inputs, dir));
    (0,_record_js__WEBPACK_IMPORTED_MODULE_9__/* .writeRecord */ .rh)(dir, session.record);
    session.inputs = inputsOf(inputs, session.record);
    return session;
}
/**
 * A session over an evaluation that another job has submitted: its config, snapshot and record are that job's, what it is
 * judged by is this step's.
 * @param dir is there; files of the run are written into it.
 * @throws ConfigError where this step lacks a secret for which results must be searched.
 */
async function resumeSession(resumer, open, dir) {
    const { record: asked } = open;
    const session = openBareSession(resumer, open, dir);
    const { files } = session;
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.mkdirSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().dirname(files.execDb), { recursive: true, mode: 0o700 });
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(files.execDb, asked.exec_db.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(files.launcherConfig, asked.launcher_config, { mode: 0o600 });
    if (asked.snapshot)
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(dir, _snapshot_run_js__WEBPACK_IMPORTED_MODULE_11__/* .SNAPSHOT_FILE */ .QX), `${JSON.stringify(asked.snapshot, null, 2)}\n`, {
            mode: 0o600,
        });
    const model = modelOf(asked.snapshot);
    if (model !== undefined)
        (0,_session_js__WEBPACK_IMPORTED_MODULE_10__/* .updateRecord */ .vL)(session, { model });
    const config = readConfig(session, asked.launcher_config);
    if (config) {
        session.config = config;
        (0,_session_js__WEBPACK_IMPORTED_MODULE_10__/* .updateRecord */ .vL)(session, { outputDir: config.outputDir });
    }
    const catalogue = await (0,_load_surroundings_js__WEBPACK_IMPORTED_MODULE_8__/* .loadCatalogue */ .OT)(session, session.inputs, true);
    if (catalogue)
        session.catalogue = catalogue;
    requireSecrets(session, asked.invocation_id);
    (0,_session_js__WEBPACK_IMPORTED_MODULE_10__/* .protectSecrets */ .tu)(session, session.record.secretNames);
    return session;
}
function recordOf(open, { summary }, dir) {
    const { record } = open;
    const { wishes } = record;
    const folder = node_path__WEBPACK_IMPORTED_MODULE_1___default().posix.basename(record.cluster?.remote_dir ?? record.invocation_id);
    return {
        phase: 'launching',
        startedAt: record.submitted_at,
        secretNames: wishes.secret_names,
        invocationId: record.invocation_id,
        invocationDir: node_path__WEBPACK_IMPORTED_MODULE_1___default().join(dir, _mirrors_js__WEBPACK_IMPORTED_MODULE_14__/* .MIRRORS */ .D, folder),
        remote: remoteOf(open),
        launcherVersion: record.launcher_version,
        allowance: wishes.max_failed_samples,
        artifact: {
            name: wishes.artifact_name,
            suffix: (0,_upload_results_js__WEBPACK_IMPORTED_MODULE_12__/* .invocationSuffix */ .O3)(record.invocation_id),
            keepsRecord: false,
            contents: wishes.artifact_contents,
            compressionLevel: 1,
        },
        summary,
        summarized: false,
    };
}
function remoteOf({ record }) {
    const { cluster, executor, tag, tasks, workspace } = record;
    return {
        executor,
        tag,
        host: cluster?.host ?? '',
        user: cluster?.user ?? '',
        account: cluster?.account ?? workspace ?? '',
        ...(cluster ? { dir: cluster.remote_dir } : {}),
        tasks: tasks.map(({ index, name, job_name, job_ids, remote_dir }) => ({
            index,
            name,
            jobName: job_name,
            jobIds: [...job_ids],
            remoteDir: remote_dir ?? '',
        })),
        ...(executor === 'lepton'
            ? {
                lepton: tasks.map(({ index, name, job_name, endpoint }) => ({
                    index,
                    name,
                    jobName: job_name,
                    ...(endpoint === null ? {} : { endpoint }),
                })),
            }
            : {}),
        left: false,
        swept: false,
    };
}
/** What the evaluation is judged by is said here; what it was, there. */
function inputsOf(collect, record) {
    const { submitted: _submitted, from: _from, expected: _expected, legsAre: _legs, ...own } = collect;
    const defaults = (0,_inputs_js__WEBPACK_IMPORTED_MODULE_6__/* .loadInputs */ .IV)(() => '');
    return {
        ...defaults,
        ...own,
        artifactName: record.artifact.name,
        maxFailedSamples: record.allowance,
    };
}
function modelOf(snapshot) {
    const context = (snapshot?.['context'] ?? {});
    const { model } = context;
    return typeof model === 'string' ? model : undefined;
}
/** The config as it was saved: resolved, but for what names secrets. Without it the snapshot stays as it was sent. */
function readConfig(session, text) {
    const { context, startedAt, log } = session;
    const file = { name: 'launcher_config.yaml', text };
    try {
        return (0,_config_resolve_js__WEBPACK_IMPORTED_MODULE_3__/* .resolveConfig */ .pE)({
            inputs: (0,_inputs_js__WEBPACK_IMPORTED_MODULE_6__/* .loadInputs */ .IV)(() => ''),
            file,
            kind: 'raw',
            workspace: context.workspace,
            facts: (0,_github_run_context_js__WEBPACK_IMPORTED_MODULE_5__/* .runFacts */ .p)(context, startedAt),
            variable: () => undefined,
        });
    }
    catch (error) {
        log.info(`the snapshot stays as it was taken at the submission: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .messageOf */ .bD)(error)}`);
        return undefined;
    }
}
function requireSecrets({ record, env }, invocationId) {
    const missing = record.secretNames.filter((name) => !env[name]);
    if (missing.length === 0)
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .ConfigError */ .xL(`the results of ${invocationId} are not fetched: ${missing.join(', ')} is not set here, so they cannot be searched for it before they are uploaded; set it in env: of this step, as in the one that submitted`);
}


/***/ }),

/***/ 17190:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   x: () => (/* binding */ ResumingFinisher)
/* harmony export */ });
/* harmony import */ var _upload_results_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(42276);
/* harmony import */ var _finish_resumed_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(31906);


/** What the finishers of all executors do alike: they report and keep what this process or another has finished. */
class ResumingFinisher {
    resumer;
    /** What this process has finished or reported, by invocation. */
    #resumed = new Map();
    constructor(resumer) {
        this.resumer = resumer;
    }
    async finish(open, dir) {
        this.#resumed.set(open.record.invocation_id, await this.conclude(open, dir));
    }
    async report(open, result, shared) {
        const id = open.record.invocation_id;
        const own = result.isOwn ? this.#resumed.get(id) : undefined;
        // Whoever finished it may have uploaded its files before it was killed: then there is nothing to fetch them for.
        const name = (0,_upload_results_js__WEBPACK_IMPORTED_MODULE_0__/* .largeArtifactName */ .bX)(open.record);
        const standing = own || name === undefined ? undefined : await shared.find(name);
        const resumed = own ?? (await (0,_finish_resumed_js__WEBPACK_IMPORTED_MODULE_1__/* .readResumed */ .GL)(await this.resume(open, result, standing === undefined), result));
        this.#resumed.set(id, resumed);
        resumed.session.sharing = { ...shared, run: this.resumer.run.context, ...(standing ? { standing } : {}) };
        return (0,_finish_resumed_js__WEBPACK_IMPORTED_MODULE_1__/* .reportResumed */ .It)(this.resumer, open, resumed);
    }
    async keep(open) {
        const resumed = this.#resumed.get(open.record.invocation_id);
        if (resumed)
            await (0,_finish_resumed_js__WEBPACK_IMPORTED_MODULE_1__/* .keepResumed */ .Pv)(resumed.session);
    }
}


/***/ }),

/***/ 48651:
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

// EXTERNAL MODULE: ./src/launcher/slurm/stop.ts + 1 modules
var stop = __webpack_require__(20758);
// EXTERNAL MODULE: ./src/launcher/ssh/open-link.ts + 14 modules
var open_link = __webpack_require__(35599);
// EXTERNAL MODULE: ./src/slurm/describe-look.ts
var describe_look = __webpack_require__(25392);
// EXTERNAL MODULE: ./src/ssh-inputs.ts
var ssh_inputs = __webpack_require__(8019);
// EXTERNAL MODULE: ./src/evaluation/slurm/watch-tasks.ts + 3 modules
var watch_tasks = __webpack_require__(20636);
// EXTERNAL MODULE: ./src/evaluation/remote/finish-resumed.ts
var finish_resumed = __webpack_require__(31906);
// EXTERNAL MODULE: ./src/evaluation/remote/resume-session.ts
var resume_session = __webpack_require__(99955);
// EXTERNAL MODULE: ./src/evaluation/remote/resuming-finisher.ts
var resuming_finisher = __webpack_require__(17190);
// EXTERNAL MODULE: ./src/evaluation/remote/stop-remote.ts
var stop_remote = __webpack_require__(62328);
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
            try {
                const link = await this.#linkOf(group[0]);
                const found = await lookAtMany(link, group.map(({ record }) => ({ tag: record.tag, tasks: tasksOf(record) })));
                for (const [at, { record }] of group.entries()) {
                    this.#looks.set(record.invocation_id, found[at]);
                    looks.set(record.invocation_id, describe(record.tasks, found[at]));
                }
            }
            catch (error) {
                // One cluster that lets nobody in must not keep others from being looked at.
                if (!(error instanceof errors/* ActionError */.lZ) && error.name !== 'LinkDown')
                    throw error;
                for (const { record } of group)
                    looks.set(record.invocation_id, { state: 'unknown', shown: (0,errors/* messageOf */.bD)(error) });
            }
        }
        return looks;
    }
    async cancel(open) {
        const { record } = open;
        const link = await this.#linkOf(open);
        const jobNames = record.tasks.map(({ job_name }) => job_name);
        const jobIds = this.#jobsOf(record);
        const { left, problem } = await (0,stop/* stopByTag */.S0)(link, record.tag, { budgetMs: STOP_MS, jobIds, jobNames });
        if (left.length > 0 || problem !== undefined)
            throw new errors/* InfrastructureError */.EN(`its jobs may still run on ${link.name}${problem ? ` (${problem})` : ''}: scancel ${left.join(' ')}`);
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
            session.log.warn(`the files of ${open.record.invocation_id} are not uploaded: ${(0,errors/* messageOf */.bD)(error)}`);
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
        for (const task of remote.tasks) {
            const look = looks?.get(task.index);
            const end = endOf(look, open.ageHours);
            const fetched = await (0,fetch_task/* fetchTask */.Qc)(link, task, end, mirror, {
                onProblem: (problem) => session.log.warn(`results of ${task.name}: ${problem}`),
            });
            // Looked at once more by the next collector: nothing that was paid for is given up for a broken transfer.
            const isTooOld = open.ageHours > (this.resumer.inputs.submitted?.maxAgeHours ?? Number.POSITIVE_INFINITY);
            if (!fetched && isTooOld)
                session.log.warn(`what ${task.name} left in ${task.remoteDir} could not be fetched: it is closed without`);
            else if (!fetched)
                throw new errors/* InfrastructureError */.EN(`what ${task.name} left in ${task.remoteDir} could not be fetched`);
            endings.set(task.index, { ...end, fetched });
        }
        const left = await (0,stop_remote.stopRemote)(session);
        if (left !== undefined)
            session.log.warn(left);
        return endings;
    }
    /** All jobs that are known of an invocation: where a cluster shows no comments, nothing else finds them. */
    #jobsOf({ invocation_id, tasks }) {
        const seen = [...(this.#looks.get(invocation_id)?.values() ?? [])].flatMap(({ jobIds }) => jobIds);
        return [...new Set([...tasks.flatMap(({ job_ids }) => job_ids), ...seen])];
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


/***/ }),

/***/ 62328:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   stopRemote: () => (/* binding */ stopRemote)
/* harmony export */ });
/**
 * Makes sure that nothing of an evaluation on a cluster goes on, unless it was left to.
 * @returns what may still run, in one line; undefined where nothing does.
 */
async function stopRemote(session) {
    const { remote, phase } = session.record;
    if (!remote || remote.left)
        return undefined;
    // The post step looks once more for what a submission on Lepton had under way as it was cut off.
    const mayHaveCome = remote.executor === 'lepton' && remote.lepton === undefined && phase !== 'launching';
    if (remote.swept && !mayHaveCome)
        return undefined;
    if (remote.executor === 'lepton')
        return (await Promise.all(/* import() */[__webpack_require__.e(131), __webpack_require__.e(541)]).then(__webpack_require__.bind(__webpack_require__, 49541))).stopJobs(session);
    return (await Promise.all(/* import() */[__webpack_require__.e(271), __webpack_require__.e(758), __webpack_require__.e(227)]).then(__webpack_require__.bind(__webpack_require__, 64227))).stopTasks(session);
}


/***/ })

};
