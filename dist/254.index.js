export const id = 254;
export const ids = [254];
export const modules = {

/***/ 10067:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   WE: () => (/* binding */ explain),
/* harmony export */   gz: () => (/* binding */ failed),
/* harmony export */   nv: () => (/* binding */ unseen)
/* harmony export */ });
/* harmony import */ var _baseline_record_store_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5010);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(83916);


/** An invocation that could not be brought to its end. @param run that asked, where it is known. */
function failed(invocationId, run, error) {
    const state = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ ? error.state : 'infrastructure-error';
    const asked = run === undefined ? {} : { run };
    return {
        invocationId,
        ...asked,
        kind: 'failed',
        error: state,
        shown: (0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error).replace(/\s+/g, ' '),
    };
}
/** A look that an error ended; what the user can mend is said to be the user's. */
function unseen(error) {
    return {
        state: 'unknown',
        shown: (0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error).replace(/\s+/g, ' '),
        ...(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ ? { error: error.state } : {}),
    };
}
/** What the user can mend is the user's: the line of YAML is in the message. */
function explain(error, what) {
    if (!(error instanceof _baseline_record_store_js__WEBPACK_IMPORTED_MODULE_0__/* .StoreRefusal */ .g))
        return error;
    const message = `${what}: ${error.message}`;
    return error.kind === 'permission' ? new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ConfigError */ .xL(message) : new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InfrastructureError */ .EN(message);
}


/***/ }),

/***/ 98937:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ readResult)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _baseline_record_store_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5010);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(83916);
/* harmony import */ var _results_conclusion_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(74055);
/* harmony import */ var _results_read_record_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(91591);






/** What an evaluation can end as; a result.json may have further states. */
const STATES = _results_conclusion_js__WEBPACK_IMPORTED_MODULE_5__/* .RUN_STATES */ .v;
const TASK_STATES = [..._results_conclusion_js__WEBPACK_IMPORTED_MODULE_5__/* .RUN_STATES */ .v, 'not-run'];
const LONGEST_ERROR = 2000;
/**
 * Reads a result that was unpacked, whole, before anything is told by it.
 * @throws StoreRefusal `broken` where it is none of this invocation's: it proves nothing, and makes way for another.
 */
function readResult(dir, invocationId) {
    try {
        const { tasks } = (0,_results_read_record_js__WEBPACK_IMPORTED_MODULE_4__/* .readRecordFolder */ ._)(dir, 'the result');
        const text = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(node_path__WEBPACK_IMPORTED_MODULE_1___default().join(dir, 'result.json'), 'utf8');
        const { state, error, invocation } = JSON.parse(text);
        if (typeof state !== 'string' || !STATES.includes(state))
            throw new Error('its state is none');
        const odd = tasks.find((task) => !TASK_STATES.includes(task.state));
        if (odd)
            throw new Error(`the state of its task ${odd.index} is none`);
        const { id } = (invocation ?? {});
        if (id !== undefined && id !== invocationId)
            throw new Error('it is of another invocation');
        const line = typeof error === 'string' ? error.replace(/\s+/g, ' ').trim().slice(0, LONGEST_ERROR) : '';
        return { state: state, ...(line === '' ? {} : { error: line }) };
    }
    catch (error) {
        throw new _baseline_record_store_js__WEBPACK_IMPORTED_MODULE_2__/* .StoreRefusal */ .g('broken', `is no result: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .messageOf */ .bD)(error).replace(/\s+/g, ' ').slice(0, 300)}`);
    }
}


/***/ }),

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
// EXTERNAL MODULE: ./src/github/posting.ts
var github_posting = __webpack_require__(4389);
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
async function findCheck(posting, { name, headSha, externalId }) {
    const { redact } = posting;
    const { octokit, owner, repo } = posting.github;
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
        const refused = { error, permission: 'checks: write' };
        (0,github_posting/* refusePost */.zs)(posting, `the check "${name}" could not be looked for`, refused);
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
 * opened. Done twice, and by two collectors, it comes to the same check and the same comment. Never throws: what could
 * not be done is `missed`.
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
        missed: [],
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
        const { missed } = reporting;
        const noted = (post) => missed.push(post);
        reporting.posting = {
            ...(await (0,reporting_reporting/* connectPosting */.dE)({ inputs, context, log, redact, warn })),
            missed: noted,
        };
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
        const shown = `GitHub cannot be asked: ${(0,errors/* messageOf */.bD)(error)}`;
        warn(shown);
        reporting.missed.push({ error: 'infrastructure-error', shown });
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
/* harmony export */   Ud: () => (/* binding */ keepsRecord),
/* harmony export */   tw: () => (/* binding */ concludeResumed)
/* harmony export */ });
/* harmony import */ var _collecting_open_read_result_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(98937);
/* harmony import */ var _collecting_open_reporting_of_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(50990);
/* harmony import */ var _results_read_eval_results_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(39733);
/* harmony import */ var _results_read_results_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(66221);
/* harmony import */ var _upload_scan_file_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(87179);
/* harmony import */ var _conclude_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(35889);
/* harmony import */ var _finish_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9245);
/* harmony import */ var _judge_run_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(95333);
/* harmony import */ var _load_baseline_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(14114);
/* harmony import */ var _save_baseline_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(45225);
/* harmony import */ var _session_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(1366);
/* harmony import */ var _snapshot_run_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(59829);
/* harmony import */ var _upload_results_js__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(42276);
/* harmony import */ var _write_reports_js__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(1323);














/** Judges what a submitted evaluation left, and writes it as the files of a record into the session's folder. */
async function concludeResumed(session, endings) {
    const conclusion = await (0,_conclude_js__WEBPACK_IMPORTED_MODULE_5__/* .concludeInvocation */ .i7)(session.record, session.forms, { endings });
    const { state, tasks } = conclusion;
    const taken = async () => (await (0,_snapshot_run_js__WEBPACK_IMPORTED_MODULE_11__/* .snapshotRun */ .i9)(session)) ?? (0,_results_read_eval_results_js__WEBPACK_IMPORTED_MODULE_2__/* .readSnapshot */ .RA)(session.files.dir);
    const results = await (0,_conclude_js__WEBPACK_IMPORTED_MODULE_5__/* .readConcluded */ .my)(session, tasks, taken);
    const ending = {
        state,
        tasks,
        ...(results ? { results } : {}),
        ...(state === 'success' ? {} : { error: (0,_conclude_js__WEBPACK_IMPORTED_MODULE_5__/* .explainConclusion */ .vc)(conclusion) }),
    };
    await (0,_write_reports_js__WEBPACK_IMPORTED_MODULE_13__/* .writeReports */ .Li)(session, ending, results?.snapshot ?? (await taken()));
    return { session, ending };
}
/** What another process had finished, from the record that it left. */
async function readResumed(session, { dir, artifactName }) {
    const recorded = (0,_collecting_open_read_result_js__WEBPACK_IMPORTED_MODULE_0__/* .readResult */ .U)(dir, session.record.invocationId);
    const results = await (0,_results_read_results_js__WEBPACK_IMPORTED_MODULE_3__/* .readResults */ .x)({ path: dir, name: artifactName });
    const ending = {
        ...recorded,
        tasks: results.tasks.map((task) => toTaskResult(task)),
        ...(results.benchmarks.length > 0 || results.tasks.length > 0 ? { results } : {}),
    };
    return { session, ending };
}
function toTaskResult({ name, index, state, reasons, notes }) {
    return { task: name, index, dir: '', state, reasons, notes, scores: [], unconfirmed: false };
}
/** Compares an evaluation that has been finished, uploads it, and tells those who asked. */
async function reportResumed({ run }, open, { session, ending }) {
    const inputs = session.inputs;
    const redact = (text) => (0,_upload_scan_file_js__WEBPACK_IMPORTED_MODULE_4__/* .redactMessage */ .b6)(text, session.forms);
    session.reporting = await (0,_collecting_open_reporting_of_js__WEBPACK_IMPORTED_MODULE_1__/* .openReportingOf */ .i)(run, open, inputs, redact);
    session.yardstick = await (0,_load_baseline_js__WEBPACK_IMPORTED_MODULE_8__/* .loadYardstick */ .r2)(session, inputs, false);
    const placed = await (0,_judge_run_js__WEBPACK_IMPORTED_MODULE_7__/* .placeRun */ .d)(session, await (0,_judge_run_js__WEBPACK_IMPORTED_MODULE_7__/* .judgeRun */ .Z)(session, ending));
    const succeeded = await (0,_finish_js__WEBPACK_IMPORTED_MODULE_6__/* .finish */ .O)(session, placed);
    const { outputs } = session;
    return {
        state: placed.state,
        verdict: outputs.get('verdict'),
        fails: !succeeded,
        checkUrl: outputs.get('check_url'),
        commentUrl: outputs.get('comment_url'),
        missed: [...(session.sharing?.missed ?? []), ...session.reporting.missed],
    };
}
/** Events whose results others are measured by. */
const BASELINE_EVENTS = ['push', 'schedule', 'workflow_dispatch'];
/** Whether later runs may be measured by an evaluation; says why not, where nobody would expect that. */
function keepsRecord({ log, context }) {
    const { name, defaultBranch } = context.event;
    if (!BASELINE_EVENTS.includes(name))
        return false;
    // The record is found as one of the branch that this step runs on, whatever branch it was measured on.
    if (defaultBranch !== undefined && context.ref === `refs/heads/${defaultBranch}`)
        return true;
    log.info('no baseline record is kept: the evaluation is not of the default branch');
    return false;
}
/** Uploads the record that later runs compare with. @returns what could not be uploaded. */
async function keepResumed(session) {
    const { record, log, sharing } = session;
    const before = sharing?.missed.length ?? 0;
    (0,_session_js__WEBPACK_IMPORTED_MODULE_10__/* .updateRecord */ .vL)(session, { artifact: { ...record.artifact, keepsRecord: true } });
    const kept = await (0,_upload_results_js__WEBPACK_IMPORTED_MODULE_12__/* .uploadRecord */ .nT)(session);
    if (kept)
        log.info(`baseline record: ${kept.name} (id ${kept.id})`);
    await (0,_save_baseline_js__WEBPACK_IMPORTED_MODULE_9__/* .saveBaseline */ .X)(session);
    return sharing?.missed.slice(before) ?? [];
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
/* harmony import */ var _baseline_collected_records_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(25111);
/* harmony import */ var _baseline_request_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(40050);
/* harmony import */ var _upload_results_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(42276);
/* harmony import */ var _finish_resumed_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(31906);




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
        const name = (0,_upload_results_js__WEBPACK_IMPORTED_MODULE_1__/* .largeArtifactName */ .bX)(open.record);
        const standing = own || name === undefined ? undefined : await shared.find(name);
        const resumed = own ?? (await (0,_finish_resumed_js__WEBPACK_IMPORTED_MODULE_2__/* .readResumed */ .GL)(await this.resume(open, result, standing === undefined), result));
        this.#resumed.set(id, resumed);
        resumed.session.sharing = {
            ...shared,
            run: this.resumer.run.context,
            missed: [],
            ...(standing ? { standing } : {}),
        };
        return (0,_finish_resumed_js__WEBPACK_IMPORTED_MODULE_2__/* .reportResumed */ .It)(this.resumer, open, resumed);
    }
    async keep(open, { isOwn, createdAt }, shared) {
        const { invocation_id: id, wishes } = open.record;
        const resumed = this.#resumed.get(id);
        if (!resumed || !(0,_finish_resumed_js__WEBPACK_IMPORTED_MODULE_2__/* .keepsRecord */ .Ud)(resumed.session))
            return [];
        const { artifact_name: name } = wishes;
        const names = [(0,_baseline_request_js__WEBPACK_IMPORTED_MODULE_3__/* .recordName */ .x)(name), (0,_baseline_collected_records_js__WEBPACK_IMPORTED_MODULE_0__/* .collectedName */ .tf)(name, id)];
        // Whoever has finished it may have been killed once its record was kept.
        const kept = isOwn ? undefined : await shared.findRecord(names, id, createdAt);
        if (!kept)
            return (0,_finish_resumed_js__WEBPACK_IMPORTED_MODULE_2__/* .keepResumed */ .Pv)(resumed.session);
        resumed.session.log.info(`baseline record: kept before, as ${kept.name} (id ${kept.id})`);
        return [];
    }
}


/***/ })

};
