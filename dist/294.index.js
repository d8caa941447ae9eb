export const id = 294;
export const ids = [294];
export const modules = {

/***/ 91294:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  stopTasks: () => (/* binding */ stopTasks)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/launcher/slurm/stop.ts + 1 modules
var slurm_stop = __webpack_require__(20758);
// EXTERNAL MODULE: ./src/launcher/slurm/submit.ts + 5 modules
var slurm_submit = __webpack_require__(54315);
// EXTERNAL MODULE: ./src/results/invocation.ts
var invocation = __webpack_require__(82890);
// EXTERNAL MODULE: ./src/slurm/match-jobs.ts
var match_jobs = __webpack_require__(11299);
;// CONCATENATED MODULE: ./src/slurm/say-left.ts
/** One line by which somebody can stop and clear by hand what could not be stopped. */
function sayLeft({ user, host, tag, jobIds, problem, dirs }) {
    const why = problem === undefined ? '' : ` (${problem})`;
    const known = jobIds.length === 0 ? '' : `${jobIds.join(' ')}, and `;
    const stop = `scancel ${known}all jobs with the comment ${tag} (squeue -u ${user} -o "%i %k")`;
    const keys = dirs.length === 0 ? '' : `; then ${sayKeys(dirs)}`;
    return `jobs may still run on ${user}@${host}${why}: as ${user} there, ${stop}${keys}`;
}
/** @param dirs folders of tasks, or of invocations. */
function sayKeys(dirs) {
    return `delete .secrets.env in ${dirs.join(', ')}`;
}

// EXTERNAL MODULE: ./src/evaluation/session.ts
var evaluation_session = __webpack_require__(1366);
// EXTERNAL MODULE: ./src/evaluation/slurm/open-cluster.ts
var open_cluster = __webpack_require__(30271);
;// CONCATENATED MODULE: ./src/evaluation/slurm/stop-tasks.ts








/** A cancel leaves 7.5 s in all. */
const CANCEL_MS = 6_000;
const SWEEP_MS = 30_000;
/**
 * Makes sure that no job of the run goes on or waits, follow-ups that the launcher leaves queued included, and deletes
 * the files with real values there.
 * @param jobIds of the run's jobs, which count where the cluster does not show their comment.
 * @returns what may still run or be left, in one line; undefined where nothing is.
 */
async function stopTasks(session, jobIds = knownJobs(session)) {
    const { remote } = session.record;
    if (!remote)
        return undefined;
    const sayAll = (left, problem) => sayLeft({
        ...{ user: remote.user, host: remote.host, tag: remote.tag, dirs: keyFolders(session.record) },
        jobIds: [...new Set(left)],
        ...(problem === undefined ? {} : { problem }),
    });
    let link;
    try {
        link = await (0,open_cluster/* linkOf */.IJ)(session, remote);
    }
    catch (error) {
        return sayAll(jobIds, (0,errors/* messageOf */.bD)(error));
    }
    // Where this is cut off, nobody could tell what it has stopped from what ended by itself.
    noteStopped(session, [...(remote.stopped ?? []), ...jobIds]);
    const { cancelled, left, problem } = await cancelJobs(session, link, jobIds);
    if (problem === undefined)
        noteStopped(session, [...(remote.stopped ?? []), ...cancelled]);
    // A look that was cut short has not seen all.
    if (problem !== undefined)
        return sayAll([...jobIds, ...left], problem);
    if (left.length > 0)
        return sayAll(left);
    const kept = await forgetKeys(session, link);
    if (kept !== undefined)
        return kept;
    (0,evaluation_session/* updateRecord */.vL)(session, { remote: { ...session.record.remote, swept: true } });
    return undefined;
}
/** A submission that was cut off is known by what the launcher has recorded. */
function knownJobs({ record, files }) {
    const recorded = (0,match_jobs/* readRecordedJobs */.Z)((0,invocation/* readIfThere */.qC)(files.execDb) ?? '').map(({ jobId }) => jobId);
    return [...new Set([...recorded, ...(record.remote?.tasks ?? []).flatMap(({ jobIds }) => jobIds)])];
}
async function cancelJobs(session, link, jobIds) {
    const { stop } = session;
    const { tag, tasks } = session.record.remote;
    const isCancelled = stop.signal.aborted && stop.signal.reason === 'cancelled';
    const answer = await (0,slurm_stop/* stopByTag */.S0)(link, tag, {
        budgetMs: isCancelled ? CANCEL_MS : SWEEP_MS,
        jobIds,
        jobNames: tasks.map(({ jobName }) => jobName),
        // A submission that was cut off may have jobs on their way.
        quiet: tasks.length === 0 ? 2 : 1,
    });
    const { cancelled } = answer;
    if (cancelled.length > 0)
        session.log.info(`scancel on ${link.name}: ${cancelled.join(' ')}`);
    return answer;
}
function noteStopped(session, jobIds) {
    (0,evaluation_session/* updateRecord */.vL)(session, { remote: { ...session.record.remote, stopped: [...new Set(jobIds)] } });
}
/** @returns where keys are left; undefined where they are not. */
async function forgetKeys({ record }, link) {
    const { tag, tasks, launched } = record.remote;
    if (tasks.length === 0)
        return record.outputDir === undefined ? undefined : (0,slurm_submit/* clearSecrets */.l)(link, tag, record.outputDir, launched);
    try {
        const kept = await (0,slurm_stop/* deleteRemoteSecrets */.D$)(link, tasks);
        return kept.length === 0 ? undefined : `${sayKeys(kept)} on ${link.name}`;
    }
    catch (error) {
        return `no job runs any more, but keys may be left (${(0,errors/* messageOf */.bD)(error)}): ${sayKeys(keyFolders(record))} on ${link.name}`;
    }
}
/** Folders on the cluster that may hold keys, as narrowly as they are known. */
function keyFolders({ remote, outputDir }) {
    const { tasks, launched = [] } = remote;
    if (tasks.length > 0)
        return tasks.map(({ remoteDir }) => remoteDir);
    if (launched.length > 0)
        return launched;
    return outputDir === undefined ? [] : [`${outputDir}/*/*`];
}


/***/ }),

/***/ 54315:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  l: () => (/* binding */ clearSecrets),
  r: () => (/* binding */ submitToSlurm)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/results/invocation.ts
var invocation = __webpack_require__(82890);
// EXTERNAL MODULE: ./src/results/log-causes.ts
var log_causes = __webpack_require__(26989);
// EXTERNAL MODULE: ./src/slurm/match-jobs.ts
var match_jobs = __webpack_require__(11299);
// EXTERNAL MODULE: ./src/slurm/remote-words.ts
var remote_words = __webpack_require__(897);
;// CONCATENATED MODULE: ./src/slurm/task.ts
/** The name that the launcher gives to each job of a task. */
function jobNameOf(account, subproject, task, index) {
    return `${account}-${subproject}.${task}.${index}`;
}

// EXTERNAL MODULE: ./src/launcher/submit.ts
var launcher_submit = __webpack_require__(60562);
// EXTERNAL MODULE: ./src/slurm/read-look.ts
var read_look = __webpack_require__(68191);
// EXTERNAL MODULE: ./src/slurm/script-frames.ts
var script_frames = __webpack_require__(10663);
// EXTERNAL MODULE: ./src/slurm/tag.ts
var slurm_tag = __webpack_require__(89027);
;// CONCATENATED MODULE: ./src/slurm/submission-script.ts




/** Newest invocations that are looked through for ours. */
const FOLDERS_READ = 200;
/** Asks what came of a submission: also for jobs that have ended already. */
function submissionScript({ tag, jobIds, tryScript, outputDir, nonce }) {
    if (!jobIds.every(remote_words/* isJobId */.dW))
        throw new Error('a job id is not a number');
    for (const path of [tryScript, outputDir])
        if (path !== undefined && !(0,remote_words/* isRemotePath */.cx)(path))
            throw new Error(`${JSON.stringify(path)} is no path that may be asked for`);
    return `${script_frames/* SCRIPT_HEAD */.L3}
${(0,script_frames/* frameOf */.Dm)(nonce)}
tag=${(0,remote_words/* quoteWord */.XW)(tag)}
ids=' ${jobIds.join(' ')} '
export tag ids
queue=$($limit squeue -h -t all -u "$(id -un)" -o '%i|%T|%r|%M|%P|%D|%j|%k' 2>&1)
frame queue $?
printf '%s\\n' "$queue" | awk -F '|' '{ tag = $NF; ${slurm_tag/* CUT_TAG */.Ap}; id = $1; ${remote_words/* CUT_JOB_ID */.lg} } tag == ENVIRON["tag"] || index(ENVIRON["ids"], " " id " ") || $1 !~ /^[0-9]/' | head -n 5000
${tryScript === undefined
        ? ''
        : `frame said
$limit sbatch --test-only ${(0,remote_words/* quoteWord */.XW)(tryScript)} 2>&1 | cut -c 1-300 | head -n 10`}
${outputDir === undefined
        ? ''
        : `frame dirs
root=${(0,remote_words/* quoteWord */.XW)(outputDir)}
for folder in $(ls -t "$root" 2>/dev/null | grep '^[0-9]*_[0-9]*-[0-9a-f]*$' | head -n ${FOLDERS_READ}); do
  grep -l -s -F -- "--comment='$tag'" "$root/$folder"/*/run.sub | sed 's|/run[.]sub$||'
done`}
frame end
`;
}
/** Reads the answer. Undefined where it was cut short. @throws Error with what squeue said, where it failed. */
function readSubmissionAnswer(answer, nonce) {
    const frames = (0,script_frames/* readFrames */.v0)(answer, nonce);
    if (frames.at(-1)?.title !== 'end')
        return undefined;
    const linesOf = (word) => frames.filter(({ title }) => title.split(' ')[0] === word).flatMap(({ lines }) => lines);
    const queue = frames.find(({ title }) => title.startsWith('queue'));
    if (queue && queue.title !== 'queue 0')
        throw new Error(`squeue failed: ${(0,remote_words/* plainLine */.h0)(queue.lines.find((line) => !/^\d/.test(line)) ?? queue.title)}`);
    const said = linesOf('said').map(remote_words/* plainLine */.h0);
    // Where it would be taken, sbatch says when it would start.
    const against = said.filter((line) => !/Job \d+ to start at/.test(line));
    return {
        rows: linesOf('queue').flatMap((line) => (0,read_look/* readQueueRow */.K)(line) ?? []),
        dirs: linesOf('dirs').filter(remote_words/* isRemotePath */.cx),
        ...(against.length === 0 ? {} : { said: (0,remote_words/* plainLine */.h0)(against.slice(0, 2).join(' ')) }),
    };
}

// EXTERNAL MODULE: ./src/launcher/slurm/look.ts
var look = __webpack_require__(39677);
;// CONCATENATED MODULE: ./src/launcher/slurm/ask-submission.ts



const TIMEOUT_MS = 60_000;
/**
 * Asks the cluster what came of a submission.
 * @throws LinkDown; InfrastructureError where the answer is none; Error with what squeue said, where it failed.
 */
async function askSubmission(link, question) {
    const nonce = (0,look/* newNonce */.Y)();
    const { stdout } = await link.run(submissionScript({ ...question, nonce }), { timeoutMs: TIMEOUT_MS });
    const answer = readSubmissionAnswer(stdout, nonce);
    if (!answer)
        throw new errors/* InfrastructureError */.EN(`${link.name} did not say what came of the submission`);
    return answer;
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./src/launcher/ssh/private-folder.ts
var private_folder = __webpack_require__(76055);
;// CONCATENATED MODULE: ./src/launcher/slurm/launch-folder.ts


const EVERY_MS = 100;
const INVOCATION = /^\d{8}_\d{6}-[0-9a-f]{1,64}$/;
/**
 * The name of the folder in which the launcher gathers an invocation, below a temporary folder of its own, before it copies
 * it to the cluster under the same name. It says so nowhere unless all goes well.
 */
function findLaunchFolder(tmpdir) {
    return (0,invocation/* listIfThere */.YB)(tmpdir)
        .filter((entry) => entry.isDirectory())
        .flatMap(({ name }) => (0,invocation/* listIfThere */.YB)(external_node_path_default().join(tmpdir, name)))
        .find((entry) => entry.isDirectory() && INVOCATION.test(entry.name))?.name;
}
/**
 * Looks for that folder until it is there: it takes the launcher seconds to copy it, and it is gone as the launcher ends.
 * @returns what looks once more and ends the search; it answers whether there was one.
 */
function watchLaunchFolder(tmpdir, onFound) {
    let found;
    const look = () => {
        found ??= findLaunchFolder(tmpdir);
        if (found === undefined)
            return;
        clearInterval(timer);
        onFound(found);
    };
    const timer = setInterval(look, EVERY_MS);
    return () => {
        if (found === undefined)
            look();
        clearInterval(timer);
        return found;
    };
}

;// CONCATENATED MODULE: ./src/launcher/slurm/call-launcher.ts






/**
 * Runs the launcher with its output in files. Whatever it makes is for this user alone, on the cluster too.
 * @param onFolder told of the name of the invocation's folder before the launcher copies it to the cluster.
 * @returns its exit code.
 */
async function callLauncher({ files, environment, link, signal }, onFolder) {
    const own = link.environment();
    for (const dir of [files.cwd, files.configOutput])
        (0,external_node_fs_.mkdirSync)(dir, { recursive: true, mode: 0o700 });
    const env = {
        ...environment,
        PATH: `${own.path}${(external_node_path_default()).delimiter}${environment['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'}`,
        HOME: own.home,
        TMPDIR: own.tmpdir,
    };
    const stdout = (0,external_node_fs_.openSync)(files.stdout, 'w', 0o600);
    const stderr = (0,external_node_fs_.openSync)(files.stderr, 'w', 0o600);
    const run = (0,launcher_submit/* runArguments */.OL)(files);
    const endSearch = watchLaunchFolder(own.tmpdir, onFolder);
    try {
        // rsync carries modes over: without the umask anybody on the cluster could read the keys.
        const child = (0,external_node_child_process_.spawn)('sh', ['-c', 'umask 077 && exec nemo-evaluator-launcher "$@"', 'sh', ...run], {
            cwd: files.cwd,
            env,
            stdio: ['ignore', stdout, stderr],
            // A group of its own: its ssh and rsync must not go on without it.
            detached: true,
        });
        return await new Promise((resolve, reject) => {
            const kill = () => killGroup(child.pid);
            signal.addEventListener('abort', kill, { once: true });
            child.on('error', reject);
            child.on('exit', (code) => {
                signal.removeEventListener('abort', kill);
                resolve(code ?? 137);
            });
            if (signal.aborted)
                kill();
        });
    }
    finally {
        (0,external_node_fs_.closeSync)(stdout);
        (0,external_node_fs_.closeSync)(stderr);
        endSearch();
        // Killed, Python has not removed its copy of the tasks' keys, and what comes next may take more time than there is.
        forgetCopies(own.tmpdir);
    }
}
function forgetCopies(dir) {
    try {
        if ((0,external_node_fs_.existsSync)(dir))
            (0,private_folder/* emptyFolder */.id)(dir);
    }
    catch {
        // The end of the link tries again.
    }
}
function killGroup(pid) {
    try {
        if (pid !== undefined)
            process.kill(-pid, 'SIGKILL');
    }
    catch {
        // It has just ended.
    }
}

// EXTERNAL MODULE: ./src/launcher/slurm/stop.ts + 1 modules
var stop = __webpack_require__(20758);
;// CONCATENATED MODULE: ./src/launcher/slurm/submit.ts











const LAUNCH_MS = 15 * 60_000;
/** For its image, its mounts and its sbatch. */
const LAUNCH_TASK_MS = 5_000;
const STOP_MS = 20_000;
/** Of the 7.5 s that a cancel leaves. */
const STOP_AFTER_CANCEL_MS = 5_000;
/**
 * Submits with `nemo-evaluator-launcher run` in raw mode, then asks the cluster which jobs came of it. Where a task has
 * none, or the launcher failed, everything with the tag is cancelled and the secrets on the cluster are deleted: a
 * submission counts whole or not at all.
 */
async function submitToSlurm(request) {
    const { files, signal, limitMs = LAUNCH_MS + request.taskNames.length * LAUNCH_TASK_MS } = request;
    const limit = AbortSignal.timeout(limitMs);
    const call = { ...request, signal: AbortSignal.any([signal, limit]) };
    const folders = [];
    const exitCode = await callLauncher(call, (name) => {
        const folder = `${request.outputDir.replace(/\/+$/, '')}/${name}`;
        folders.push(...expectTasks(request, folder).map(({ remoteDir }) => remoteDir));
        request.onFolders?.(folders);
    });
    const recorded = (0,match_jobs/* readRecordedJobs */.Z)((0,invocation/* readIfThere */.qC)(files.execDb) ?? '');
    if (signal.aborted) {
        const why = 'it was stopped while it was submitted';
        return refuse(request, { exitCode, recorded, folders }, { why, budgetMs: STOP_AFTER_CANCEL_MS, quiet: 2 });
    }
    if (limit.aborted && exitCode !== 0) {
        const why = `it timed out: it had not submitted within ${Math.ceil(limitMs / 60_000)} min; its last words tell what it waited for (a registry, sbatch)`;
        return refuse(request, { exitCode, recorded, folders }, { why, quiet: 2 });
    }
    if (exitCode !== 0)
        return refuse(request, { exitCode, recorded, folders }, { why: explainFailure(request), quiet: 2 });
    let match;
    try {
        match = await matchTasks(request, recorded);
    }
    catch (error) {
        return refuse(request, { exitCode, recorded, folders }, { why: (0,errors/* messageOf */.bD)(error), quiet: 1 });
    }
    const { tasks, refused, strangers, arrays, untagged, folder } = match;
    if (folder === undefined)
        return refuse(request, { exitCode, recorded, folders }, {
            why: 'the launcher recorded no folder on the cluster',
            quiet: 1,
        });
    if (refused.length > 0 || strangers.length > 0 || arrays.length > 0) {
        const why = refused.length > 0
            ? await sayRefused(request, refused)
            : strangers.length > 0
                ? `jobs ${strangers.join(', ')} are of no task`
                : `Slurm made arrays of jobs ${arrays.join(', ')}, which would all write into one folder: see what sets --array (SBATCH_ARRAY_INX of the user there)`;
        // A job that has just begun may be about to submit its follow-up.
        return refuse(request, { exitCode, recorded, folders }, { why, quiet: 2, tasks });
    }
    const invocationId = recorded[0]?.invocationId;
    return { exitCode, ...(invocationId ? { invocationId } : {}), remoteDir: folder, tasks, untagged };
}
/** Why the launcher gave up. What sbatch said is in the midst of a traceback, and once more after it. */
function explainFailure({ files, redact }) {
    const log = redact((0,log_causes/* readTail */.Zr)(files.stderr));
    const said = new Set([...log.matchAll(/^sbatch: error: (.+)$/gm)].map(([, words]) => (0,remote_words/* plainLine */.h0)(words)));
    if (said.size > 0)
        return `Slurm refused a job: ${[...said].slice(0, 4).join('; ')}`;
    return (0,launcher_submit/* explainRefusal */.GC)(files, redact);
}
/** The tasks as the config has them, in the invocation's folder. */
function expectTasks({ taskNames, account, subproject }, folder) {
    return taskNames.map((name, index) => ({
        index,
        name,
        jobName: jobNameOf(account, subproject, name, index),
        jobIds: [],
        remoteDir: `${folder}/${name}.${index}`,
    }));
}
async function matchTasks(request, recorded) {
    const folder = recorded[0] && external_node_path_default().posix.dirname(recorded[0].remoteDir);
    if (folder !== undefined && !(0,remote_words/* isRemotePath */.cx)(folder))
        throw new Error(`the launcher chose the folder ${JSON.stringify(folder)}: name execution.output_dir with letters, digits and . _ - / only`);
    const tasks = expectTasks(request, folder ?? '/none');
    const ids = recorded.map(({ jobId }) => jobId);
    const { rows } = await askSubmission(request.link, { tag: request.tag, jobIds: ids });
    return { ...(0,match_jobs/* matchJobs */.q)(tasks, request.tag, rows, ids), folder };
}
/** Why Slurm refused a job is not to be had from the launcher, which drops what sbatch said: it is asked again, for a test. */
async function sayRefused({ link, tag }, refused) {
    const names = refused.map(({ name, index }) => `${name} (number ${index + 1})`).join(', ');
    const asked = await askSubmission(link, {
        tag,
        jobIds: [],
        tryScript: `${refused[0].remoteDir}/run.sub`,
    }).catch(() => undefined);
    return `Slurm refused the job of ${names}${asked?.said ? `: ${asked.said}` : ''}`;
}
async function refuse(request, { exitCode, recorded, folders }, { why, quiet, budgetMs = STOP_MS, tasks = [], }) {
    const { link, tag, outputDir } = request;
    const jobIds = [
        ...new Set([...recorded.map(({ jobId }) => jobId), ...tasks.flatMap((task) => task.jobIds)]),
    ];
    const jobNames = expectTasks(request, '').map(({ jobName }) => jobName);
    const stopped = await (0,stop/* stopByTag */.S0)(link, tag, { budgetMs, jobIds, jobNames, quiet });
    const parts = [why];
    if (stopped.cancelled.length > 0)
        parts.push(`what had been submitted was cancelled (jobs ${stopped.cancelled.join(', ')})`);
    if (stopped.problem !== undefined || stopped.left.length > 0) {
        const left = stopped.left.length > 0 ? ` (jobs ${stopped.left.join(', ')})` : '';
        parts.push(`jobs may be left on ${link.name}${left}, ${stopped.problem ?? 'it took too long'}: cancel those with the comment ${tag}`);
    }
    const kept = await clearSecrets(link, tag, outputDir, folders);
    if (kept !== undefined)
        parts.push(kept);
    return { exitCode, tasks: [], refusal: parts.join('; '), untagged: false };
}
/**
 * The launcher copies the secrets before it submits, and leaves them there whatever comes of it. Where the tasks' folders
 * are not known they are looked for by the tag, which a copy that was cut off need not have brought yet.
 */
async function clearSecrets(link, tag, outputDir, folders = []) {
    try {
        const known = folders.filter(remote_words/* isRemotePath */.cx);
        const dirs = known.length > 0 ? known : (await askSubmission(link, { tag, jobIds: [], outputDir })).dirs;
        const kept = await (0,stop/* deleteRemoteSecrets */.D$)(link, dirs.map((remoteDir) => ({ remoteDir })));
        return kept.length === 0 ? undefined : `delete .secrets.env in ${kept.join(', ')} on ${link.name}`;
    }
    catch (error) {
        return `.secrets.env may be left below ${outputDir} on ${link.name} (${(0,errors/* messageOf */.bD)(error)}): delete it there`;
    }
}


/***/ }),

/***/ 11299:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ readRecordedJobs),
/* harmony export */   q: () => (/* binding */ matchJobs)
/* harmony export */ });
/* harmony import */ var _remote_words_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(897);
/* harmony import */ var _tag_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(89027);


/** Reads the rows of the launcher's exec db that are of the Slurm executor; the last one of a job wins. */
function readRecordedJobs(text) {
    const jobs = new Map();
    for (const line of text.split('\n')) {
        const job = readRow(line);
        if (job)
            jobs.set(job.index, job);
    }
    return [...jobs.values()].sort((a, b) => a.index - b.index);
}
function readRow(line) {
    try {
        const row = JSON.parse(line);
        const data = row['data'];
        const index = /\.(\d{1,6})$/.exec(String(row['job_id']))?.[1];
        const { slurm_job_id: jobId, remote_rundir_path: remoteDir } = data ?? {};
        const invocationId = row['invocation_id'];
        if (row['executor'] !== 'slurm' || index === undefined || typeof invocationId !== 'string')
            return undefined;
        if (typeof jobId !== 'string' || !(0,_remote_words_js__WEBPACK_IMPORTED_MODULE_1__/* .isJobId */ .dW)(jobId) || typeof remoteDir !== 'string')
            return undefined;
        return { invocationId, index: Number(index), jobId, remoteDir };
    }
    catch {
        return undefined;
    }
}
/**
 * Gives each task its jobs by the tag and the job's name, which holds the task's index. The order of the ids that
 * sbatch printed says nothing: where one of several was refused, the launcher gives its place to the next.
 * @param rows jobs in the queue and those that ended a while ago.
 * @param recorded ids that the launcher recorded, for clusters that do not show comments.
 */
function matchJobs(tasks, tag, rows, recorded) {
    const all = [...rows];
    const tagged = all.filter(({ comment }) => (0,_tag_js__WEBPACK_IMPORTED_MODULE_0__/* .tagOfComment */ .df)(comment) === tag);
    const untagged = tagged.length === 0 && recorded.length > 0;
    const names = new Set(tasks.map(({ jobName }) => jobName));
    const ours = untagged
        ? all.filter(({ id, jobName, comment }) => recorded.includes(id) && names.has(jobName) && !comment.startsWith(_tag_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG_PREFIX */ .C_))
        : tagged;
    const matched = tasks.map((task) => ({
        ...task,
        jobIds: idsOf(ours.filter(({ jobName }) => jobName === task.jobName)),
    }));
    return {
        tasks: matched,
        refused: matched.filter(({ jobIds }) => jobIds.length === 0),
        strangers: idsOf(ours.filter(({ jobName }) => !names.has(jobName))),
        arrays: idsOf(ours.filter(({ isArray }) => isArray)),
        untagged: untagged && ours.length > 0,
    };
}
function idsOf(rows) {
    return [...new Set(rows.map(({ id }) => id))].sort((a, b) => Number(a) - Number(b));
}


/***/ })

};
