export const id = 541;
export const ids = [541];
export const modules = {

/***/ 49541:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  stopJobs: () => (/* binding */ stopJobs)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./src/launcher/processes.ts
var launcher_processes = __webpack_require__(40037);
// EXTERNAL MODULE: ./src/launcher/stop.ts
var stop = __webpack_require__(28426);
;// CONCATENATED MODULE: ./src/launcher/lepton/end-launcher.ts




const ROUNDS = 4;
const PAUSE_MS = 100;
/**
 * Ends a launcher that still submits, and the `lep` that it waits for. They have a group of their own, and outlive the
 * step where that is killed: what is deleted then they would go on to make.
 * @param execDb the exec-db file of the launch, which marks its processes.
 */
async function endLauncher(execDb) {
    if (!(0,external_node_fs_.existsSync)('/proc/self/environ'))
        return;
    for (let round = 0; round < ROUNDS; round += 1) {
        const processes = (0,launcher_processes/* findProcesses */.z_)(stop/* EXEC_DB_VARIABLE */.i, execDb);
        if (processes.length === 0)
            return;
        (0,launcher_processes/* killProcesses */.wU)(processes);
        // One that was being started as the others were killed shows only now.
        await (0,promises_.setTimeout)(PAUSE_MS);
    }
}

// EXTERNAL MODULE: ./src/launcher/lepton/stop.ts
var lepton_stop = __webpack_require__(74143);
// EXTERNAL MODULE: ./src/launcher/lepton/submit.ts + 2 modules
var lepton_submit = __webpack_require__(77785);
// EXTERNAL MODULE: ./src/evaluation/session.ts
var evaluation_session = __webpack_require__(1366);
// EXTERNAL MODULE: ./src/evaluation/lepton/open-workspace.ts + 1 modules
var open_workspace = __webpack_require__(49802);
;// CONCATENATED MODULE: ./src/evaluation/lepton/stop-jobs.ts





/** A cancel leaves 7.5 s in all. */
const CANCEL_MS = 5_500;
const END_MS = 60_000;
/**
 * Deletes what the run has on Lepton: endpoints bill until they are gone.
 * @returns what may be left, in one line; undefined where nothing is.
 */
async function stopJobs(session) {
    const { record, stop, log } = session;
    const { remote } = record;
    if (!remote)
        return undefined;
    const { asked, account } = remote;
    const isSubmitted = remote.lepton !== undefined;
    if (!isSubmitted)
        await endLauncher(session.files.execDb);
    const tasks = remote.lepton ?? (asked ? (0,lepton_submit/* readLeptonTasks */.H)(session.files, asked.deployment, asked.taskNames).tasks : []);
    if (tasks.length === 0)
        return undefined;
    const login = (0,open_workspace/* loginOf */.DQ)(session);
    const other = (0,open_workspace/* describeOtherWorkspace */.j8)(account, login);
    if (other !== undefined)
        return `what it has on Lepton may still bill: ${other}`;
    const cancelled = stop.signal.aborted && stop.signal.reason === 'cancelled';
    const { deleted, problem } = await (0,lepton_stop/* stopLepton */.N)({
        ask: (0,open_workspace/* openWorkspace */.OH)(session, login, record.venv),
        tasks,
        // A job that ended by itself keeps its logs; one that was stopped, or cut off, must not go on.
        what: remote.ended ? 'endpoints' : 'endpoints and jobs',
        budgetMs: cancelled ? CANCEL_MS : END_MS,
        interrupted: !isSubmitted,
    });
    if (deleted.length > 0)
        log.info(`deleted on Lepton: ${deleted.join(', ')}`);
    if (problem === undefined)
        (0,evaluation_session/* updateRecord */.vL)(session, { remote: { ...remote, swept: true } });
    return problem;
}


/***/ }),

/***/ 77785:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  H: () => (/* binding */ readLeptonTasks),
  w: () => (/* binding */ submitToLepton)
});

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./src/lepton/job-state.ts
var job_state = __webpack_require__(22305);
;// CONCATENATED MODULE: ./src/lepton/creation-answers.ts

/**
 * Reads from the console of the launcher how the workspace refused an endpoint: the launcher repeats what `lep` printed,
 * hints included, and leaves it out of its own error.
 * @returns each answer once.
 */
function readCreationAnswers(console) {
    const found = [...console.matchAll(/^\s*(?:std(?:out|err): )?([45]\d\d) [A-Z][A-Za-z ]{0,40}: ?(.*)$/gm)];
    const answers = found.map(([, status, text]) => ({
        status: Number(status),
        said: messageIn(text.trim()),
    }));
    return [...new Map(answers.map((answer) => [describeAnswer(answer), answer])).values()];
}
/** The message of an error's JSON; else the text. */
function messageIn(text) {
    try {
        const body = JSON.parse(text);
        if ((0,job_state/* isObject */.Gv)(body) && typeof body['message'] === 'string')
            return body['message'];
    }
    catch {
        // It is no JSON: a gateway's own page.
    }
    return text;
}
/** `HTTP 500: its words`. */
function describeAnswer({ status, said }) {
    return `HTTP ${status}${said ? `: ${said.replace(/\s+/g, ' ').slice(0, 200)}` : ''}`;
}

// EXTERNAL MODULE: ./src/lepton/login.ts
var lepton_login = __webpack_require__(45151);
// EXTERNAL MODULE: ./src/lepton/names.ts
var names = __webpack_require__(33554);
// EXTERNAL MODULE: ./src/results/invocation.ts
var invocation = __webpack_require__(82890);
// EXTERNAL MODULE: ./src/results/log-causes.ts
var log_causes = __webpack_require__(26989);
// EXTERNAL MODULE: ./src/launcher/exec-db.ts
var exec_db = __webpack_require__(51702);
// EXTERNAL MODULE: ./src/launcher/submit.ts
var launcher_submit = __webpack_require__(60562);
// EXTERNAL MODULE: ./src/launcher/lepton/ask.ts + 2 modules
var lepton_ask = __webpack_require__(69515);
// EXTERNAL MODULE: ./src/launcher/lepton/stop.ts
var stop = __webpack_require__(74143);
;// CONCATENATED MODULE: ./src/launcher/lepton/submit-script.ts
/**
 * The launcher's own command, with one function mended. The script that launcher 0.2.6 gives to a job on Lepton begins
 * by echoing the evaluation's command in double quotes; the command has double quotes itself, so that part of it runs
 * there, and the script ends before it has evaluated anything. That line is taken out, and so are the comments that
 * repeat the config, in which a single quote would end the text that the script is handed over in. A version without
 * such lines is left as it is.
 */
const SUBMIT_SCRIPT = `
import sys

from nemo_evaluator_launcher.cli.main import main
from nemo_evaluator_launcher.executors.lepton import executor

make_script = executor._create_evaluation_launch_script


def make_working_script(*args, **kwargs):
    lines = make_script(*args, **kwargs).splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(('echo "Command: ', "# ")))


executor._create_evaluation_launch_script = make_working_script
sys.argv[0] = "nemo-evaluator-launcher"
sys.exit(main())
`;

;// CONCATENATED MODULE: ./src/launcher/lepton/submit.ts














const LINES_EVERY_MS = 2_000;
/** For deleting what a failed submission has left; a cancel leaves 7.5 s in all. */
const CLEAN_UP_MS = 60_000;
const CLEAN_UP_AFTER_CANCEL_MS = 5_500;
/** For asking the workspace why, once. */
const ASK_MS = 5_000;
/** `lep` wraps the JSON that the launcher reads from it at the width of the terminal, 80 where there is none. */
const WIDE = '1000000';
/**
 * Submits an evaluation to Lepton: the launcher makes an endpoint for each task, waits for all of them, and submits a
 * job for each. Unless all jobs are submitted, whatever the launcher has made is deleted, jobs included: it deletes
 * only endpoints itself, and none when it is killed.
 * @returns the submission; it rejects only where Python cannot be started.
 */
async function submitToLepton(request) {
    const { files, deployment, taskNames, signal } = request;
    for (const dir of [files.home, files.cwd, files.configOutput])
        (0,external_node_fs_.mkdirSync)(dir, { recursive: true, mode: 0o700 });
    silenceVersionCheck(files.home);
    const exitCode = await runLauncher(request);
    const made = readLeptonTasks(files, deployment, taskNames);
    const { invocationId, recorded, tasks } = made;
    if (exitCode === 0 && !signal.aborted && invocationId !== undefined && recorded === taskNames.length)
        return { exitCode, invocationId, tasks };
    const why = signal.aborted
        ? { refusal: 'the submission was cut off' }
        : exitCode === 0
            ? { refusal: `the launcher recorded ${recorded} of ${taskNames.length} jobs` }
            : await explainFailure(request);
    if (tasks.length === 0)
        return { exitCode, tasks: [], ...why };
    const cleanUp = await (0,stop/* stopLepton */.N)({
        ask: request.ask,
        tasks,
        what: 'endpoints and jobs',
        budgetMs: signal.aborted && signal.reason !== 'timeout' ? CLEAN_UP_AFTER_CANCEL_MS : CLEAN_UP_MS,
        // A call that failed for want of an answer may still be carried out.
        interrupted: true,
    });
    return { exitCode, tasks: [], ...why, cleanUp };
}
/** The launcher's own error names what was not made, and leaves out what the workspace answered. */
async function explainFailure({ files, redact, ask, signal, }) {
    const said = (0,launcher_submit/* explainRefusal */.GC)(files, redact);
    const answers = readCreationAnswers(redact((0,log_causes/* readTail */.Zr)(files.stdout)));
    const [now = { problem: 'it was not asked' }] = await ask([stop/* WITNESS */.y], { timeoutMs: ASK_MS, signal });
    const causes = [
        ...answers.map((answer) => `the workspace answered ${describeAnswer(answer)}`),
        ...((0,lepton_ask/* isOk */.HQ)(now) ? [] : [`asked once more, it says: ${redact((0,lepton_ask/* problemOf */.Zw)(now))}`]),
    ];
    return { refusal: [said, ...causes].join('; '), isDown: (0,lepton_ask/* isDown */.Pj)(now) || isBroken(answers, said) };
}
/** By what was answered to the launcher: whatever else there is to mend, an answer of 4xx says it. */
function isBroken(answers, said) {
    if (answers.length > 0)
        return answers.every(({ status }) => status >= 500);
    return /\b5\d\d (?:Server )?Error\b|ConnectionError|Max retries exceeded/.test(said);
}
/** A note of `lep` that a newer version is there, once a day, would stand before the JSON that the launcher reads. */
function silenceVersionCheck(cacheDir) {
    (0,external_node_fs_.writeFileSync)(external_node_path_default().join(cacheDir, 'latest_version_check'), String(Date.now() / 1000));
}
/**
 * What a submission has made, or may have made, by its files; also after the process that called it is gone.
 * `recorded`: the jobs that the launcher has recorded. `invocationId`: where it has recorded any.
 */
function readLeptonTasks(files, deployment, taskNames) {
    const jobs = (0,exec_db/* readExecDb */._r)(files.execDb);
    const invocationId = jobs[0]?.invocationId;
    const id = invocationId ?? (0,names/* invocationFromConsole */.eC)((0,invocation/* readIfThere */.qC)(files.stdout) ?? '', deployment, taskNames);
    return {
        ...(invocationId === undefined ? {} : { invocationId }),
        recorded: jobs.length,
        tasks: id === undefined ? [] : (0,names/* leptonTasks */.NL)(deployment, taskNames, id),
    };
}
async function runLauncher(request) {
    const { files, environment, login, signal } = request;
    const [stdout, stderr] = [(0,external_node_fs_.openSync)(files.stdout, 'w', 0o600), (0,external_node_fs_.openSync)(files.stderr, 'w', 0o600)];
    try {
        const child = (0,external_node_child_process_.spawn)('python', ['-c', SUBMIT_SCRIPT, ...(0,launcher_submit/* runArguments */.OL)(files)], {
            cwd: files.cwd,
            env: {
                ...environment,
                ...(0,lepton_login/* loginVariables */.B)(login),
                // A login that was left in the home of the machine is not to be mixed with the one that was chosen.
                LEPTON_CACHE_DIR: files.home,
                COLUMNS: WIDE,
                // What it names before it makes it must be in the file, even where it is killed a moment later.
                PYTHONUNBUFFERED: '1',
            },
            stdio: ['ignore', stdout, stderr],
            // A group of its own: the "lep" that it waits for must not outlive it and make an endpoint.
            detached: true,
        });
        const kill = () => killGroup(child);
        signal.addEventListener('abort', kill);
        if (signal.aborted)
            kill();
        const ended = new AbortController();
        const spoken = tellLines(request, ended.signal);
        const exitCode = await new Promise((resolve, reject) => {
            child.on('error', reject);
            child.on('exit', (code) => resolve(code ?? 137));
        }).finally(() => {
            signal.removeEventListener('abort', kill);
            ended.abort();
        });
        await spoken;
        return exitCode;
    }
    finally {
        (0,external_node_fs_.closeSync)(stdout);
        (0,external_node_fs_.closeSync)(stderr);
    }
}
function killGroup({ pid }) {
    try {
        if (pid !== undefined)
            process.kill(-pid, 'SIGKILL');
    }
    catch {
        // It has ended.
    }
}
/** Passes on the lines that tell how far it is; the rest is Python's log. */
async function tellLines({ files, redact, onLine }, ended) {
    if (!onLine)
        return;
    let told = 0;
    for (let last = false; !last;) {
        await (0,promises_.setTimeout)(LINES_EVERY_MS, undefined, { signal: ended }).catch(() => undefined);
        last = ended.aborted;
        const lines = ((0,invocation/* readIfThere */.qC)(files.stdout) ?? '').split('\n').slice(0, -1);
        for (const line of lines.slice(told)) {
            const [, text] = /Task (.*: (?:Creating endpoint|Waiting for endpoint|Endpoint|Submitting job) .*)$/.exec(line) ?? [];
            if (text !== undefined)
                onLine(redact(text));
        }
        told = lines.length;
    }
}


/***/ })

};
