export const id = 814;
export const ids = [814];
export const modules = {

/***/ 31521:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ uploadNamed),
/* harmony export */   u: () => (/* binding */ openArtifacts)
/* harmony export */ });
/* harmony import */ var _baseline_record_store_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5010);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(83916);
/* harmony import */ var _refusal_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(46047);
/* harmony import */ var _rest_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(66417);
/* harmony import */ var _run_records_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(92351);





const PAGE = 100;
/** Of one name: anybody's fork may upload one, and only a run's own are few. */
const MOST_PAGES_OF_A_NAME = 10;
/** The artifacts of a repository on GitHub. */
function openArtifacts(github) {
    const { actions } = github.octokit.rest;
    const here = { owner: github.owner, repo: github.repo };
    const records = (0,_run_records_js__WEBPACK_IMPORTED_MODULE_4__/* .runRecords */ .o)(github);
    return {
        async listPage(page) {
            try {
                const { data } = await actions.listArtifactsForRepo({ ...here, per_page: PAGE, page });
                return data.artifacts.map(_run_records_js__WEBPACK_IMPORTED_MODULE_4__/* .toArtifact */ .e);
            }
            catch (error) {
                throw (0,_refusal_js__WEBPACK_IMPORTED_MODULE_2__/* .toRefusal */ .w)(error, 'actions: read');
            }
        },
        async listNamed(name) {
            const found = new Map();
            for (let page = 1;; page++) {
                const { artifacts, total } = await records.listArtifacts(name, page);
                for (const artifact of artifacts)
                    found.set(artifact.id, artifact);
                if (page * PAGE >= total)
                    break;
                if (page === MOST_PAGES_OF_A_NAME)
                    throw new _baseline_record_store_js__WEBPACK_IMPORTED_MODULE_0__/* .StoreRefusal */ .g('unavailable', `there are ${total} artifacts called ${name}: delete what is not yours`);
            }
            return [...found.values()].filter(({ expired }) => !expired).sort((a, b) => a.id - b.id);
        },
        getRun: (runId) => records.getRun(runId),
        download: (artifact, file) => records.download(artifact, file),
        async remove(artifactId) {
            try {
                await actions.deleteArtifact({ ...here, artifact_id: artifactId });
                return true;
            }
            catch (error) {
                const status = (0,_rest_js__WEBPACK_IMPORTED_MODULE_3__/* .statusOf */ .c2)(error);
                if (status === 404 || status === 410)
                    return false;
                throw (0,_refusal_js__WEBPACK_IMPORTED_MODULE_2__/* .toRefusal */ .w)(error, 'actions: write');
            }
        },
    };
}
/**
 * Uploads files as one artifact.
 * @returns its id; undefined where the run has an artifact of this name already.
 * @throws Error of the client.
 */
async function uploadNamed({ name, files, root, retentionDays, }) {
    const { DefaultArtifactClient } = await Promise.all(/* import() */[__webpack_require__.e(251), __webpack_require__.e(110), __webpack_require__.e(351), __webpack_require__.e(518)]).then(__webpack_require__.bind(__webpack_require__, 56518));
    try {
        const { id } = await new DefaultArtifactClient().uploadArtifact(name, files, root, {
            compressionLevel: 6,
            ...(retentionDays === undefined ? {} : { retentionDays }),
        });
        if (id === undefined)
            throw new Error('the artifact service gave no id');
        return id;
    }
    catch (error) {
        if (/already exists|\b409\b|conflict/i.test((0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .bD)(error)))
            return undefined;
        throw error;
    }
}


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

/***/ 87147:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ep: () => (/* binding */ readArtifactName),
/* harmony export */   x5: () => (/* binding */ resultName),
/* harmony export */   y9: () => (/* binding */ openName)
/* harmony export */ });
/* harmony import */ var _forms_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(62352);

/** Name of the artifact with the record of an invocation that is under way. */
const openName = (invocationId) => `nea-open-${invocationId}`;
/** Name of the artifact with what an invocation came to. */
const resultName = (invocationId) => `nea-result-${invocationId}`;
/** What an artifact's name says it is; undefined where it is none of these. */
function readArtifactName(name) {
    const [, kind, invocationId = ''] = /^nea-(open|result)-(.+)$/s.exec(name) ?? [];
    if (!kind || !_forms_js__WEBPACK_IMPORTED_MODULE_0__/* .INVOCATION_ID */ .Je.accepts(invocationId))
        return undefined;
    return { kind: kind, invocationId };
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


/***/ }),

/***/ 27370:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JJ: () => (/* binding */ shownValue),
/* harmony export */   Kj: () => (/* binding */ OPEN_RECORD_FILE),
/* harmony export */   Ko: () => (/* binding */ RecordRefusal),
/* harmony export */   ky: () => (/* binding */ REMOTE_EXECUTORS)
/* harmony export */ });
/** The file of an open record's artifact. */
const OPEN_RECORD_FILE = 'open-record.json';
/** Executors whose evaluations outlive the job that submitted them. */
const REMOTE_EXECUTORS = ['slurm', 'lepton'];
/** A record that does not count. The message goes on after "the record of …: ". */
class RecordRefusal extends Error {
    constructor(message) {
        super(message.replace(/\s+/g, ' ').slice(0, 400));
        this.name = 'RecordRefusal';
    }
}
/** A value of a record for a message: on one line, capped, in quotes. */
function shownValue(value) {
    const text = JSON.stringify(value) ?? 'nothing';
    return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}


/***/ })

};
