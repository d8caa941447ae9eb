export const id = 609;
export const ids = [609];
export const modules = {

/***/ 2189:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Y: () => (/* binding */ detach),
  C: () => (/* binding */ leaveOpen)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/collecting/open/upload-open-record.ts
var upload_open_record = __webpack_require__(72125);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/open-records/exec-db-lines.ts
var exec_db_lines = __webpack_require__(4483);
// EXTERNAL MODULE: ./src/open-records/read-open-record.ts + 2 modules
var read_open_record = __webpack_require__(50128);
// EXTERNAL MODULE: ./src/open-records/record.ts
var record = __webpack_require__(27370);
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

// EXTERNAL MODULE: ./src/open-records/names.ts
var names = __webpack_require__(87147);
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
    const id = await (0,upload_open_record/* uploadOpenRecord */.a)({
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

/***/ 4483:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   x: () => (/* binding */ cleanExecDb)
/* harmony export */ });
/* harmony import */ var _forms_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(62352);
/* harmony import */ var _record_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(27370);


const ANY_TEXT = { shown: 'a text of one line', accepts: (text) => /^[^\r\n]{0,1024}$/.test(text) };
/** The fields of `data` that go on, by executor, with the form that each must have. */
const KNOWN = {
    slurm: {
        slurm_job_id: _forms_js__WEBPACK_IMPORTED_MODULE_0__/* .SLURM_JOB_ID */ .CW,
        remote_rundir_path: _forms_js__WEBPACK_IMPORTED_MODULE_0__/* .REMOTE_PATH */ .dX,
        hostname: _forms_js__WEBPACK_IMPORTED_MODULE_0__/* .HOST */ .jg,
        username: _forms_js__WEBPACK_IMPORTED_MODULE_0__/* .USER */ .m3,
        eval_image: ANY_TEXT,
    },
    lepton: {
        endpoint_name: _forms_js__WEBPACK_IMPORTED_MODULE_0__/* .LEPTON_NAME */ .D2,
        endpoint_url: ANY_TEXT,
        lepton_job_name: _forms_js__WEBPACK_IMPORTED_MODULE_0__/* .LEPTON_NAME */ .D2,
        output_dir: ANY_TEXT,
        task_name: ANY_TEXT,
        status: ANY_TEXT,
    },
};
const NEEDED = {
    slurm: ['slurm_job_id', 'remote_rundir_path', 'hostname', 'username'],
    lepton: ['lepton_job_name'],
};
const TOP = ['invocation_id', 'job_id', 'timestamp', 'executor', 'data', 'config'];
/**
 * Rebuilds lines of an exec db from the fields that are known. The config is left out: the launcher keeps it resolved,
 * secrets included, and asks it for nothing that a collector does. Fields that nobody knows do not go on.
 * @throws RecordRefusal naming the line and the field.
 */
function cleanExecDb(lines, { invocationId, executor }) {
    const dropped = new Set();
    const rows = lines.map((line, index) => {
        const where = `line ${index + 1} of its exec db`;
        const row = parseObject(line, where);
        for (const key of Object.keys(row))
            if (!TOP.includes(key))
                dropped.add(key);
        if (row['invocation_id'] !== invocationId)
            throw new _record_js__WEBPACK_IMPORTED_MODULE_1__/* .RecordRefusal */ .Ko(`${where} is of the invocation ${(0,_record_js__WEBPACK_IMPORTED_MODULE_1__/* .shownValue */ .JJ)(row['invocation_id'])}`);
        if (row['executor'] !== executor)
            throw new _record_js__WEBPACK_IMPORTED_MODULE_1__/* .RecordRefusal */ .Ko(`${where} is of the executor ${(0,_record_js__WEBPACK_IMPORTED_MODULE_1__/* .shownValue */ .JJ)(row['executor'])}, not ${executor}`);
        const jobId = row['job_id'];
        if (typeof jobId !== 'string' || !/^\d{1,6}$/.test(jobId.replace(`${invocationId}.`, '')))
            throw new _record_js__WEBPACK_IMPORTED_MODULE_1__/* .RecordRefusal */ .Ko(`${where} has the job_id ${(0,_record_js__WEBPACK_IMPORTED_MODULE_1__/* .shownValue */ .JJ)(jobId)}: needed is ${invocationId}.<number>`);
        const data = cleanData(row['data'], executor, where, dropped);
        const timestamp = typeof row['timestamp'] === 'number' ? row['timestamp'] : 0;
        return { invocation_id: invocationId, job_id: jobId, timestamp, executor, data };
    });
    const ids = new Set(rows.map(({ job_id }) => job_id));
    if (ids.size !== rows.length)
        throw new _record_js__WEBPACK_IMPORTED_MODULE_1__/* .RecordRefusal */ .Ko('its exec db has a job_id twice');
    return {
        rows,
        lines: rows.map((row) => JSON.stringify({ ...row, config: {} })),
        dropped: [...dropped].sort(),
    };
}
function cleanData(given, executor, where, dropped) {
    if (typeof given !== 'object' || given === null || Array.isArray(given))
        throw new _record_js__WEBPACK_IMPORTED_MODULE_1__/* .RecordRefusal */ .Ko(`${where} has no data`);
    const data = {};
    for (const [key, value] of Object.entries(given)) {
        const form = Object.hasOwn(KNOWN[executor], key) ? KNOWN[executor][key] : undefined;
        if (!form)
            dropped.add(`data.${key}`);
        else if (value !== null)
            data[key] = textOf(value, form, `${where} has data.${key} as`);
    }
    for (const key of NEEDED[executor])
        if (!Object.hasOwn(data, key))
            throw new _record_js__WEBPACK_IMPORTED_MODULE_1__/* .RecordRefusal */ .Ko(`${where} has no data.${key}`);
    return data;
}
function textOf(value, form, what) {
    if (typeof value !== 'string' || !form.accepts(value))
        throw new _record_js__WEBPACK_IMPORTED_MODULE_1__/* .RecordRefusal */ .Ko(`${what} ${(0,_record_js__WEBPACK_IMPORTED_MODULE_1__/* .shownValue */ .JJ)(value)}: allowed is ${form.shown}`);
    return value;
}
function parseObject(line, where) {
    let value;
    try {
        value = JSON.parse(line);
    }
    catch {
        throw new _record_js__WEBPACK_IMPORTED_MODULE_1__/* .RecordRefusal */ .Ko(`${where} is no JSON`);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new _record_js__WEBPACK_IMPORTED_MODULE_1__/* .RecordRefusal */ .Ko(`${where} is no JSON object`);
    return value;
}


/***/ }),

/***/ 50128:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  W: () => (/* binding */ readOpenRecord)
});

// EXTERNAL MODULE: ./src/open-records/exec-db-lines.ts
var exec_db_lines = __webpack_require__(4483);
// EXTERNAL MODULE: ./src/open-records/forms.ts
var open_records_forms = __webpack_require__(62352);
// EXTERNAL MODULE: ./src/open-records/record.ts
var open_records_record = __webpack_require__(27370);
;// CONCATENATED MODULE: ./src/open-records/read-fields.ts

/** Opens an object. @param name of it, as messages begin: `it`, or the path to it. @throws RecordRefusal */
function readFields(value, name) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new open_records_record/* RecordRefusal */.Ko(name === 'it' ? 'it is no JSON object' : `its ${name} is no object`);
    const object = value;
    const pathOf = (key) => (name === 'it' ? key : `${name}.${key}`);
    const at = (key) => (Object.hasOwn(object, key) ? object[key] : undefined);
    const refuse = (key, allowed) => {
        const found = at(key);
        throw new open_records_record/* RecordRefusal */.Ko(found === undefined
            ? `it has no ${pathOf(key)}`
            : `its ${pathOf(key)} is ${(0,open_records_record/* shownValue */.JJ)(found)}: allowed is ${allowed}`);
    };
    const fields = {
        value: at,
        text(key, form) {
            const found = at(key);
            return typeof found === 'string' && form.accepts(found) ? found : refuse(key, form.shown);
        },
        textOrNull: (key, form) => (at(key) === null ? null : fields.text(key, form)),
        anyText: (key) => fields.text(key, { shown: 'a text', accepts: () => true }),
        flag(key) {
            const found = at(key);
            return typeof found === 'boolean' ? found : refuse(key, 'true or false');
        },
        whole(key, least) {
            const found = at(key);
            return Number.isSafeInteger(found) && found >= least
                ? found
                : refuse(key, `a whole number of at least ${least}`);
        },
        date(key) {
            const found = at(key);
            const isDate = typeof found === 'string' &&
                /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(found) &&
                !Number.isNaN(Date.parse(found));
            return isDate ? found : refuse(key, 'a date such as 2026-01-02T03:04:05Z');
        },
        object(key) {
            const found = at(key);
            return typeof found === 'object' && found !== null && !Array.isArray(found)
                ? found
                : refuse(key, 'an object');
        },
        fields: (key) => readFields(fields.object(key), pathOf(key)),
        list(key, most) {
            const found = at(key);
            if (!Array.isArray(found))
                return refuse(key, 'a list');
            if (found.length > most)
                throw new open_records_record/* RecordRefusal */.Ko(`its ${pathOf(key)} has ${found.length} entries, and ${most} is the most`);
            return found;
        },
        texts(key, most) {
            const found = fields.list(key, most);
            return found.every((one) => typeof one === 'string') ? found : refuse(key, 'a list of texts');
        },
    };
    return fields;
}

;// CONCATENATED MODULE: ./src/open-records/read-tasks.ts


/** Jobs of one chain: a task is resumed as often as its walltime fits into the longest, and no more. */
const MOST_JOBS = 1000;
const NAME = {
    shown: 'a name of letters, digits and . _ - + @ :',
    accepts: (text) => /^[A-Za-z0-9_][A-Za-z0-9._+@:-]{0,199}$/.test(text),
};
/** @throws RecordRefusal */
function readCluster(at, invocationId) {
    const cluster = {
        host: at.text('host', open_records_forms/* HOST */.jg),
        user: at.text('user', open_records_forms/* USER */.m3),
        account: at.text('account', open_records_forms/* ACCOUNT */.u4),
        remote_dir: at.text('remote_dir', open_records_forms/* REMOTE_PATH */.dX),
    };
    // The launcher calls the folder so: a record cannot point at another invocation's.
    if (!cluster.remote_dir.endsWith(`-${invocationId}`))
        throw new open_records_record/* RecordRefusal */.Ko(`its cluster.remote_dir is ${(0,open_records_record/* shownValue */.JJ)(cluster.remote_dir)}, whose name does not end with its invocation id`);
    return cluster;
}
/** @throws RecordRefusal */
function readTask(at, place) {
    const { executor, invocationId, cluster } = place;
    const jobIds = at.texts('job_ids', MOST_JOBS);
    if (jobIds.length === 0)
        throw new open_records_record/* RecordRefusal */.Ko('a task of it has no job_ids');
    const form = executor === 'slurm' ? open_records_forms/* SLURM_JOB_ID */.CW : open_records_forms/* LEPTON_NAME */.D2;
    for (const id of jobIds)
        if (!form.accepts(id))
            throw new open_records_record/* RecordRefusal */.Ko(`a task of it has the job id ${(0,open_records_record/* shownValue */.JJ)(id)}: allowed is ${form.shown}`);
    const task = {
        index: at.whole('index', 0),
        name: at.text('name', NAME),
        job_name: at.text('job_name', NAME),
        job_ids: jobIds,
        remote_dir: at.textOrNull('remote_dir', open_records_forms/* REMOTE_PATH */.dX),
        endpoint: at.textOrNull('endpoint', open_records_forms/* LEPTON_NAME */.D2),
    };
    if (cluster)
        refuseOutside(task, cluster);
    else
        refuseOthers(task, invocationId.slice(0, 6));
    return task;
}
function refuseOutside({ index, remote_dir, endpoint }, cluster) {
    if (remote_dir === null || remote_dir === cluster.remote_dir || !(0,open_records_forms/* isBelow */.Yw)(remote_dir, cluster.remote_dir))
        throw new open_records_record/* RecordRefusal */.Ko(`its task ${index} has the folder ${(0,open_records_record/* shownValue */.JJ)(remote_dir)}, which is not in ${cluster.remote_dir}`);
    if (endpoint !== null)
        throw new open_records_record/* RecordRefusal */.Ko(`its task ${index} has an endpoint, and Slurm has none`);
}
/** The launcher puts six digits of the id into all names on Lepton: what is deleted by name is this invocation's. */
function refuseOthers({ index, job_ids, endpoint, remote_dir }, short) {
    const foreign = job_ids.find((id) => !id.startsWith(`eval-${short}-`)) ??
        (endpoint === null || endpoint.endsWith(`-${short}`) ? undefined : endpoint);
    if (foreign !== undefined)
        throw new open_records_record/* RecordRefusal */.Ko(`its task ${index} names ${(0,open_records_record/* shownValue */.JJ)(foreign)}, which is not of the invocation ${short}…`);
    if (remote_dir !== null)
        throw new open_records_record/* RecordRefusal */.Ko(`its task ${index} has a folder, and Lepton has none`);
}

;// CONCATENATED MODULE: ./src/open-records/read-open-record.ts





/** A run has at most 256 jobs, and a launcher config far fewer tasks. */
const MOST_TASKS = 10_000;
const LINE = { shown: 'one line of at most 300 characters', accepts: (text) => isLine(text, 300) };
const VERSION = { shown: 'a version', accepts: (text) => /^[\w.+!-]{1,60}$/.test(text) };
const ARTIFACT = {
    shown: 'the name of an artifact',
    accepts: (text) => isLine(text, 200) && text !== '' && !/[":<>|*?\\/]/.test(text),
};
const isLine = (text, most) => text.length <= most && !/\p{Cc}/u.test(text);
/**
 * Reads a record that somebody uploaded. Nothing is taken over that has not the form it must have; what is said of hosts,
 * paths and runs is still to be held against what the collector knows itself.
 * @throws RecordRefusal naming the field.
 */
function readOpenRecord(text) {
    const at = readFields(parse(text), 'it');
    if (at.value('schema_version') !== 1)
        throw new open_records_record/* RecordRefusal */.Ko(`its schema_version is ${(0,open_records_record/* shownValue */.JJ)(at.value('schema_version'))}: this version of the action reads 1`);
    const executor = readExecutor(at.value('executor'));
    const invocationId = at.text('invocation_id', open_records_forms/* INVOCATION_ID */.Je);
    const cluster = executor === 'slurm' ? readCluster(at.fields('cluster'), invocationId) : null;
    const tasks = at
        .list('tasks', MOST_TASKS)
        .map((task, index) => readTask(readFields(task, `tasks[${index}]`), { executor, invocationId, cluster }));
    if (tasks.length === 0)
        throw new open_records_record/* RecordRefusal */.Ko('its tasks are none');
    if (new Set(tasks.map(({ index }) => index)).size !== tasks.length)
        throw new open_records_record/* RecordRefusal */.Ko('its tasks have an index twice');
    const execDb = (0,exec_db_lines/* cleanExecDb */.x)(at.texts('exec_db', MOST_TASKS), { invocationId, executor });
    const record = {
        schema_version: 1,
        invocation_id: invocationId,
        executor,
        launcher_version: at.text('launcher_version', VERSION),
        tag: at.text('tag', open_records_forms/* TAG */.Dk),
        submitted_at: at.date('submitted_at'),
        cluster,
        tasks,
        exec_db: execDb.lines,
        launcher_config: at.anyText('launcher_config'),
        snapshot: at.value('snapshot') === null ? null : at.object('snapshot'),
        asked_by: readAskedBy(at.fields('asked_by')),
        posts: readPosts(at.fields('posts')),
        wishes: readWishes(at.fields('wishes')),
    };
    agree(record, execDb);
    return { record, dropped: execDb.dropped };
}
function parse(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        throw new open_records_record/* RecordRefusal */.Ko('it is no JSON');
    }
}
function readExecutor(value) {
    const found = open_records_record/* REMOTE_EXECUTORS */.ky.find((one) => one === value);
    if (!found)
        throw new open_records_record/* RecordRefusal */.Ko(`its executor is ${(0,open_records_record/* shownValue */.JJ)(value)}: this version of the action knows ${open_records_record/* REMOTE_EXECUTORS */.ky.join(' and ')}`);
    return found;
}
function readAskedBy(at) {
    return {
        actor: at.text('actor', LINE),
        event: at.text('event', LINE),
        run_id: at.text('run_id', { shown: 'the id of a run', accepts: (text) => /^\d{1,20}$/.test(text) }),
        attempt: at.whole('attempt', 1),
        workflow: at.text('workflow', LINE),
        job: at.text('job', LINE),
        commit: at.textOrNull('commit', open_records_forms/* COMMIT */.cJ),
        ref: at.text('ref', LINE),
        pull_request: at.value('pull_request') === null ? null : at.whole('pull_request', 1),
    };
}
function readPosts(at) {
    return {
        check: at.text('check', LINE),
        has_check: at.flag('has_check'),
        comment: at.text('comment', LINE),
        leg: at.textOrNull('leg', LINE),
    };
}
/** Whose values a record cannot ask to be left in: it can only ask for more to be searched for. */
function readNames(at) {
    const names = at.texts('secret_names', MOST_TASKS);
    const odd = names.find((name) => !/^[A-Za-z_][A-Za-z0-9_]{0,200}$/.test(name));
    if (odd !== undefined)
        throw new open_records_record/* RecordRefusal */.Ko(`its wishes.secret_names has ${(0,open_records_record/* shownValue */.JJ)(odd)}: needed are names of variables`);
    return names;
}
function readWishes(at) {
    const contents = at.value('artifact_contents');
    if (contents !== 'full' && contents !== 'results')
        throw new open_records_record/* RecordRefusal */.Ko(`its wishes.artifact_contents is ${(0,open_records_record/* shownValue */.JJ)(contents)}: allowed are full, results`);
    const allowance = at.object('max_failed_samples');
    const { count, share } = allowance;
    const isCount = Number.isSafeInteger(count) && count >= 0;
    const isShare = typeof share === 'number' && share >= 0 && share <= 1;
    if (Object.keys(allowance).length !== 1 || (!isCount && !isShare))
        throw new open_records_record/* RecordRefusal */.Ko(`its wishes.max_failed_samples is ${(0,open_records_record/* shownValue */.JJ)(allowance)}: needed is a count or a share`);
    return {
        artifact_name: at.text('artifact_name', ARTIFACT),
        artifact_contents: contents,
        max_failed_samples: isCount ? { count: count } : { share: share },
        secret_names: readNames(at),
    };
}
/** The parts of a record say one thing: the exec db names no other jobs, hosts and folders than the tasks do. */
function agree({ cluster, tasks, posts: _, ...record }, { rows }) {
    if (rows.length === 0)
        throw new open_records_record/* RecordRefusal */.Ko('its exec_db is empty');
    const [, , run, attempt] = record.tag.split('/');
    const { run_id, attempt: asked } = record.asked_by;
    if (run !== run_id || attempt !== String(asked))
        throw new open_records_record/* RecordRefusal */.Ko(`its tag is of the run ${run}/${attempt}, and it says that ${run_id}/${asked} asked`);
    for (const [index, { data }] of rows.entries()) {
        const where = `line ${index + 1} of its exec db`;
        if (cluster) {
            if (data['hostname'] !== cluster.host || data['username'] !== cluster.user)
                throw new open_records_record/* RecordRefusal */.Ko(`${where} is of ${data['username']}@${data['hostname']}, not ${cluster.user}@${cluster.host}`);
            if (!(0,open_records_forms/* isBelow */.Yw)(data['remote_rundir_path'], cluster.remote_dir))
                throw new open_records_record/* RecordRefusal */.Ko(`${where} has a folder outside of ${cluster.remote_dir}`);
        }
        const known = new Set(tasks.flatMap(({ job_ids }) => job_ids));
        const job = data['slurm_job_id'] ?? data['lepton_job_name'] ?? '';
        if (!known.has(job))
            throw new open_records_record/* RecordRefusal */.Ko(`${where} has the job ${job}, which no task has`);
    }
}


/***/ })

};
