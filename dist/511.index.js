export const id = 511;
export const ids = [511];
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

/***/ 9511:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  finishSubmitted: () => (/* binding */ finishSubmitted)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/baseline/explicit.ts
var explicit = __webpack_require__(93495);
// EXTERNAL MODULE: ./src/baseline/trust-run.ts
var trust_run = __webpack_require__(55853);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/github/artifacts.ts
var artifacts = __webpack_require__(4616);
// EXTERNAL MODULE: ./src/github/open-artifacts.ts
var open_artifacts = __webpack_require__(31521);
// EXTERNAL MODULE: ./src/github/rest.ts
var rest = __webpack_require__(66417);
// EXTERNAL MODULE: ./src/judging/report-comparison.ts
var report_comparison = __webpack_require__(91168);
// EXTERNAL MODULE: ./src/open-records/forms.ts
var open_records_forms = __webpack_require__(62352);
// EXTERNAL MODULE: ./src/open-records/record.ts
var open_records_record = __webpack_require__(27370);
;// CONCATENATED MODULE: ./src/open-records/trust.ts



/** Collectors also run after another workflow, on the default branch's code. */
const COLLECTING_EVENTS = [...trust_run/* TRUSTED_EVENTS */.g$, 'workflow_run'];
const OWN_PULL_REQUESTS = ['pull_request', 'merge_group'];
/** Why what a run uploaded does not count; undefined where it does. */
function whyRunNotTrusted(run, rules) {
    return whyNotOfHere(run, rules, trust_run/* TRUSTED_EVENTS */.g$);
}
/**
 * Why a result that a run uploaded does not count.
 * @param collector path of the collecting workflow's file.
 */
function whyResultNotTrusted(run, rules, collector) {
    const workflows = collector === undefined ? rules.workflows : [...rules.workflows, collector];
    return whyNotOfHere(run, { ...rules, workflows }, COLLECTING_EVENTS);
}
/** Why no other collector would take a result of a run of this event for one; undefined where all would. */
function whyEventNotTrusted(event, { pullRequests }) {
    return whyEvent(event, pullRequests, COLLECTING_EVENTS);
}
function whyEvent(event, pullRequests, events) {
    if (events.includes(event))
        return undefined;
    if (!OWN_PULL_REQUESTS.includes(event))
        return `its run was started by ${event}`;
    return pullRequests
        ? undefined
        : `its run was started by ${event} (input pull-requests allows those of this repository)`;
}
function whyNotOfHere(run, rules, events) {
    if (run.headRepositoryId === undefined)
        return 'its run is of a repository that is gone';
    if (run.headRepositoryId !== rules.repositoryId)
        return `its run is of another repository (${run.headRepository})`;
    if (!rules.workflows.includes(run.workflow)) {
        // Workflows of one name may lie in several folders.
        const isAlike = rules.workflows.some((one) => (0,trust_run/* fileName */.Md)(one) === (0,trust_run/* fileName */.Md)(run.workflow));
        const shownAs = (workflow) => (isAlike ? workflow : (0,trust_run/* fileName */.Md)(workflow));
        return `its run is of the workflow ${shownAs(run.workflow)}, not ${rules.workflows.map(shownAs).join(', ')} (input workflow)`;
    }
    return whyEvent(run.event, rules.pullRequests, events);
}
/**
 * Holds a record against what the collector knows itself.
 * @throws RecordRefusal naming what differs.
 */
function refuseOtherPlaces({ cluster, tasks }, allowed) {
    if (!cluster)
        return;
    const { host, user, account, remote_dir } = cluster;
    if (!allowed.hosts.includes(host))
        throw new open_records_record/* RecordRefusal */.Ko(`its host is ${host}, and the input hosts has ${shown(allowed.hosts.join(', '))}`);
    if (user !== allowed.user)
        throw new open_records_record/* RecordRefusal */.Ko(`its user is ${user}, and the input user is ${shown(allowed.user)}`);
    if (account !== allowed.account)
        throw new open_records_record/* RecordRefusal */.Ko(`its account is ${account}, and the input account is ${shown(allowed.account)}`);
    for (const path of [remote_dir, ...tasks.map((task) => task.remote_dir ?? '')])
        if (allowed.pathPrefix === '' || !(0,open_records_forms/* isBelow */.Yw)(path, allowed.pathPrefix))
            throw new open_records_record/* RecordRefusal */.Ko(`its folder ${path} is not below the input path-prefix, which is ${shown(allowed.pathPrefix)}`);
}
/**
 * Holds a record against the run that uploaded it, so that nothing of another run is stopped or reported by it.
 * @throws RecordRefusal naming what differs.
 */
function refuseOtherRuns(record, run, invocationId) {
    if (record.invocation_id !== invocationId)
        throw new open_records_record/* RecordRefusal */.Ko(`it is of the invocation ${record.invocation_id}, and its artifact of ${invocationId}`);
    const [, repository, runId, attempt] = record.tag.split('/');
    if (repository !== String(run.repositoryId) || runId !== String(run.id))
        throw new open_records_record/* RecordRefusal */.Ko(`its tag ${record.tag} is of the run ${runId} of the repository ${repository}, and run ${run.id} of ${run.repositoryId} uploaded it`);
    if (Number(attempt) < 1 || Number(attempt) > run.attempt)
        throw new open_records_record/* RecordRefusal */.Ko(`its tag is of attempt ${attempt}, and its run has had ${run.attempt}`);
}
const shown = (text) => (text === '' ? 'empty' : text);

// EXTERNAL MODULE: ./src/open-records/age.ts
var age = __webpack_require__(3184);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./src/baseline/record-store.ts
var record_store = __webpack_require__(5010);
// EXTERNAL MODULE: ./src/make-folders.ts
var make_folders = __webpack_require__(42601);
// EXTERNAL MODULE: ./src/open-records/read-open-record.ts + 2 modules
var read_open_record = __webpack_require__(50128);
;// CONCATENATED MODULE: ./src/open-records/unpack-open-record.ts


/** Of the file: thousands of tasks with their config. */
const MOST_BYTES = 32 * 2 ** 20;
/** Of the artifact: the file in it is text, which packs well. */
const MOST_ZIP_BYTES = 8 * 2 ** 20;
const MOST_ENTRIES = 100;
/**
 * Reads the record out of the zip of an artifact, and nothing else. Whoever made the run wrote the zip: a file that is
 * there twice, is no file or is larger than a record is refused.
 * @throws RecordRefusal
 */
async function unpackOpenRecord(zip) {
    const { openPromise } = await __webpack_require__.e(/* import() */ 663).then(__webpack_require__.t.bind(__webpack_require__, 20663, 19));
    let archive;
    try {
        archive = await openPromise(zip, { autoClose: false, strictFileNames: true, validateEntrySizes: true });
        if (archive.entryCount > MOST_ENTRIES)
            throw new open_records_record/* RecordRefusal */.Ko(`it holds ${archive.entryCount} files`);
        const entry = await findEntry(archive);
        if (entry.isEncrypted())
            throw new open_records_record/* RecordRefusal */.Ko(`its ${open_records_record/* OPEN_RECORD_FILE */.Kj} is encrypted`);
        if (entry.uncompressedSize > MOST_BYTES)
            throw new open_records_record/* RecordRefusal */.Ko(`its ${open_records_record/* OPEN_RECORD_FILE */.Kj} has ${entry.uncompressedSize} bytes, and ${MOST_BYTES} is the most`);
        return await readText(await archive.openReadStreamPromise(entry));
    }
    catch (error) {
        throw error instanceof open_records_record/* RecordRefusal */.Ko
            ? error
            : new open_records_record/* RecordRefusal */.Ko(`it cannot be unpacked: ${(0,errors/* messageOf */.bD)(error)}`);
    }
    finally {
        archive?.close();
    }
}
async function findEntry(archive) {
    let found;
    for await (const entry of archive.eachEntry()) {
        if (entry.fileName !== open_records_record/* OPEN_RECORD_FILE */.Kj)
            continue;
        if (found)
            throw new open_records_record/* RecordRefusal */.Ko(`it holds ${open_records_record/* OPEN_RECORD_FILE */.Kj} twice`);
        found = entry;
    }
    if (!found)
        throw new open_records_record/* RecordRefusal */.Ko(`it holds no ${open_records_record/* OPEN_RECORD_FILE */.Kj}`);
    return found;
}
/** The reader stops a stream that gives more than its entry declares. */
async function readText(stream) {
    const chunks = [];
    for await (const chunk of stream)
        chunks.push(chunk);
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    }
    catch {
        throw new open_records_record/* RecordRefusal */.Ko(`its ${open_records_record/* OPEN_RECORD_FILE */.Kj} is no UTF-8`);
    }
}

;// CONCATENATED MODULE: ./src/collecting/open/admission.ts









/** Decides which artifacts count. Runs are asked for once. */
class Admissions {
    gate;
    #runs = new Map();
    constructor(gate) {
        this.gate = gate;
    }
    /** @throws StoreRefusal where GitHub could not be asked. */
    async admit(artifact, invocationId) {
        const { rules, allowed, now } = this.gate;
        const asked = await this.#runOf(artifact);
        if (typeof asked === 'string')
            return { ignored: asked };
        const why = whyRunNotTrusted(asked, rules);
        if (why !== undefined)
            return { ignored: why };
        try {
            const { record, dropped } = (0,read_open_record/* readOpenRecord */.W)(await this.#download(artifact));
            refuseOtherRuns(record, asked, invocationId);
            refuseOtherPlaces(record, allowed);
            const attempt = Number(record.tag.split('/')[3]);
            const ageHours = (0,age/* hoursSince */.M6)(artifact.createdAt, now);
            return { admitted: { record, artifact, run: asked, attempt, ageHours }, dropped };
        }
        catch (error) {
            if (error instanceof open_records_record/* RecordRefusal */.Ko)
                return { refused: error.message };
            if (!(error instanceof record_store/* StoreRefusal */.g))
                throw error;
            if (error.kind === 'expired')
                return { gone: true };
            if (error.kind === 'broken')
                return { refused: error.message };
            throw error;
        }
    }
    /** The run of a result that counts; undefined for any other. @throws StoreRefusal */
    runOfResult = async (artifact) => {
        const { rules, collector } = this.gate;
        const asked = await this.#runOf(artifact);
        if (typeof asked === 'string' || whyResultNotTrusted(asked, rules, collector) !== undefined)
            return undefined;
        return asked;
    };
    /** Whether a run is of a fork, which the list of artifacts tells already: forks are to cost no request. */
    isForeign({ headRepositoryId }) {
        return headRepositoryId !== undefined && headRepositoryId !== this.gate.rules.repositoryId;
    }
    /** @returns in words why the run cannot be asked for. */
    async #runOf({ run }) {
        const { store } = this.gate;
        if (!run)
            return 'its run is gone';
        if (this.isForeign(run))
            return 'its run is of another repository';
        const known = this.#runs.get(run.id) ?? store.getRun(run.id);
        this.#runs.set(run.id, known);
        return (await known) ?? 'its run is gone';
    }
    async #download(artifact) {
        const { store, dir } = this.gate;
        if (artifact.sizeBytes > MOST_ZIP_BYTES)
            throw new open_records_record/* RecordRefusal */.Ko(`it has ${artifact.sizeBytes} bytes, and ${MOST_ZIP_BYTES} is the most`);
        const zip = external_node_path_default().join(dir, `open-${artifact.id}.zip`);
        (0,make_folders/* makeFolders */.w)(dir, 0o700);
        try {
            await store.download(artifact, zip);
            return await unpackOpenRecord(zip);
        }
        finally {
            (0,external_node_fs_.rmSync)(zip, { force: true });
        }
    }
}

// EXTERNAL MODULE: ./src/open-records/names.ts
var names = __webpack_require__(87147);
// EXTERNAL MODULE: ./src/slurm/remote-words.ts
var remote_words = __webpack_require__(897);
// EXTERNAL MODULE: ./src/baseline/search.ts
var search = __webpack_require__(40751);
// EXTERNAL MODULE: ./src/baseline/unpack-record.ts
var unpack_record = __webpack_require__(56503);
// EXTERNAL MODULE: ./src/collecting/open/read-result.ts
var read_result = __webpack_require__(98937);
// EXTERNAL MODULE: ./src/baseline/collected-records.ts
var collected_records = __webpack_require__(25111);
;// CONCATENATED MODULE: ./src/collecting/open/shared-artifacts.ts




/**
 * Artifacts that whoever reports an invocation uploads, in a run of its own: a collector may be killed once it has, and
 * the next one must not upload them again. As with results the lowest id counts, and only of runs that may collect.
 */
function sharedArtifacts({ gate, runOfResult }) {
    const { store } = gate;
    const list = async (name, since = '') => {
        const counting = [];
        for (const artifact of await store.listNamed(name)) {
            if (artifact.sizeBytes === 0 || Date.parse(artifact.createdAt) < Date.parse(since))
                continue;
            if (await runOfResult(artifact))
                counting.push(artifact);
        }
        return counting;
    };
    return {
        find: (name) => unlessRefused(async () => (await list(name))[0]),
        settle: (name, own) => unlessRefused(async () => {
            const all = await list(name);
            const first = all.find(({ id }) => id < own);
            // A list may lag behind: what was uploaded here is there.
            const doubles = first ? [own] : all.flatMap(({ id }) => (id > own ? [id] : []));
            for (const id of doubles)
                await store.remove(id);
            return first;
        }),
        findRecord: (names, invocationId, since) => unlessRefused(async () => {
            for (const name of names)
                for (const artifact of await list(name, since)) {
                    const dir = await unlessRefused(() => (0,search/* fetchRecord */.K)(store, artifact, external_node_path_default().join(gate.dir, 'kept')));
                    if (dir !== undefined && (0,collected_records/* isRecordOf */.vJ)(dir, invocationId))
                        return artifact;
                }
            return undefined;
        }),
    };
}
/** A double costs storage, and no result is to be lost over it. */
async function unlessRefused(question) {
    try {
        return await question();
    }
    catch (error) {
        if (error instanceof record_store/* StoreRefusal */.g)
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./src/collecting/open/converge.ts











/** What a collector that has finished may take for its report, in hours. Its run may have other jobs that go on. */
const AT_WORK_HOURS = 0.25;
const TRIES = 3;
/**
 * Brings an invocation that has ended to one result and one report, without a lock: whoever has finished it uploads what
 * it came to, and of all that did so the artifact with the lowest id counts; the others delete theirs. The record is
 * deleted last, so that a collector which finds it beside a result knows that the report is missing, and makes it. Each
 * step may be done twice, and any process may be killed after each.
 * @throws StoreRefusal, ActionError
 */
async function converge(open, options, parts) {
    const { invocation_id: id } = open.record;
    const earlier = await listResults(parts, id);
    if (earlier.length > 0)
        return takeOver(open, earlier, options, parts);
    const dir = external_node_path_default().join(parts.dir, 'result');
    (0,external_node_fs_.rmSync)(dir, { recursive: true, force: true });
    (0,make_folders/* makeFolders */.w)(dir, 0o700);
    await parts.finisher.finish(open, dir, options);
    // It may have taken minutes, in which another collector was faster.
    const meanwhile = await listResults(parts, id);
    if (meanwhile.length > 0)
        return takeOver(open, meanwhile, options, parts);
    const files = Object.keys(unpack_record/* RECORD_FILES */.s).map((name) => external_node_path_default().join(dir, name));
    const own = await parts.upload((0,names/* resultName */.x5)(id), dir, files.filter(external_node_fs_.existsSync));
    const results = await listResults(parts, id);
    if (own === undefined && results.length === 0)
        throw new errors/* InfrastructureError */.EN(`another step of this run is uploading ${(0,names/* resultName */.x5)(id)}: let collect run again`);
    // A list may lag behind: what was uploaded here is there.
    if (own === undefined || results.some((one) => one.id < own)) {
        if (own !== undefined)
            await parts.admissions.gate.store.remove(own);
        return takeOver(open, results.filter((one) => one.id !== own), options, parts);
    }
    const createdAt = new Date().toISOString();
    const result = { dir, artifactId: own, artifactName: (0,names/* resultName */.x5)(id), createdAt, isOwn: true };
    return converge_close(open, result, results, options, parts);
}
/** Results that count, oldest first. */
async function listResults({ admissions }, invocationId) {
    const listed = await admissions.gate.store.listNamed((0,names/* resultName */.x5)(invocationId));
    const counting = [];
    for (const artifact of listed)
        if (await admissions.runOfResult(artifact))
            counting.push(artifact);
    return counting;
}
/** There is a result of another collector, and the record is open: the report is missing, or being made. */
async function takeOver(open, results, options, parts, tries = TRIES) {
    const { admissions, dir } = parts;
    const { store, runId } = admissions.gate;
    const { invocation_id: id } = open.record;
    const [first] = results;
    if (!first)
        return converge(open, options, parts);
    const opens = await store.listNamed((0,names/* openName */.y9)(id));
    if (!opens.some((one) => one.id === open.artifact.id))
        return { kind: 'closed', shown: `another collector has reported it (artifact ${first.id})` };
    const run = await admissions.runOfResult(first);
    const isFresh = (0,age/* hoursSince */.M6)(first.createdAt, new Date()) < AT_WORK_HOURS;
    if (run && run.id !== runId && run.status === 'in_progress' && isFresh)
        return { kind: 'elsewhere', shown: `run ${run.id} has just finished it, and reports it` };
    let unpacked;
    try {
        unpacked = await (0,search/* fetchRecord */.K)(store, first, external_node_path_default().join(dir, 'earlier'));
        (0,read_result/* readResult */.U)(unpacked, id);
    }
    catch (error) {
        if (!(error instanceof record_store/* StoreRefusal */.g) || !['broken', 'expired'].includes(error.kind) || tries <= 1)
            throw error;
        // What cannot be read proves nothing, and would stand in the way for ever.
        await store.remove(first.id);
        return takeOver(open, await listResults(parts, id), options, parts, tries - 1);
    }
    const { id: artifactId, name: artifactName, createdAt } = first;
    const result = { dir: unpacked, artifactId, artifactName, createdAt, isOwn: false };
    return converge_close(open, result, results, options, parts);
}
/** Tells of a result, and closes the record once nothing is missing of that. */
async function converge_close(open, result, results, { isTooOld }, { admissions, finisher }) {
    const { store } = admissions.gate;
    const { artifactId } = result;
    const shared = sharedArtifacts(admissions);
    const reported = await finisher.report(open, result, shared);
    const ending = { kind: 'reported', reported, artifactId };
    const missed = [...reported.missed];
    try {
        await removeDoubles(store, results.filter(({ id }) => id > artifactId));
        if (missed.length > 0 && !isTooOld)
            return { ...ending, leftOpen: notYet(missed) };
        missed.push(...((await finisher.keep?.(open, result, shared)) ?? []));
        if (missed.length > 0 && !isTooOld)
            return { ...ending, leftOpen: notYet(missed) };
        await store.remove(open.artifact.id);
        return missed.length === 0 ? ending : { ...ending, without: listMissed(missed) };
    }
    catch (error) {
        if (!(error instanceof record_store/* StoreRefusal */.g))
            throw error;
        return { ...ending, leftOpen: error };
    }
}
/** What the user can mend goes before what only passes. */
function notYet(missed) {
    const state = missed.some(({ error }) => error === 'config-error')
        ? 'config-error'
        : 'infrastructure-error';
    return new errors/* ActionError */.lZ(state, `its report is not complete, and its record stays open: ${listMissed(missed)}`);
}
const listMissed = (missed) => missed.map(({ shown }) => shown).join('; ');
/** @throws StoreRefusal */
async function removeDoubles(store, doubles) {
    for (const { id } of doubles)
        await store.remove(id);
}

// EXTERNAL MODULE: ./src/collecting/open/failed-outcome.ts
var failed_outcome = __webpack_require__(10067);
;// CONCATENATED MODULE: ./src/collecting/open/find-invocations.ts


const PAGE = 100;
/** A tenth of the requests that a job's token has in an hour. */
const MOST_PAGES = 100;
/** Finds what was submitted: by name, or by paging the repository's artifacts, newest first. @throws StoreRefusal */
async function findInvocations(store, look) {
    return look.invocation === undefined ? pageThrough(store, look) : findOne(store, look.invocation);
}
async function findOne(store, invocationId) {
    const opens = await store.listNamed((0,names/* openName */.y9)(invocationId));
    const results = await store.listNamed((0,names/* resultName */.x5)(invocationId));
    return {
        invocations: opens.length + results.length === 0 ? [] : [{ invocationId, opens, results }],
        artifacts: opens.length + results.length,
    };
}
async function pageThrough(store, { maxAgeHours, now }) {
    const horizon = (0,age/* horizonHours */.Xg)(maxAgeHours);
    // What is uploaded meanwhile moves artifacts from one page to the next: they come twice.
    const seen = new Map();
    const isPast = ({ createdAt }) => (0,age/* hoursSince */.M6)(createdAt, now) > horizon;
    let warning;
    for (let page = 1;; page++) {
        const artifacts = await store.listPage(page);
        for (const artifact of artifacts)
            if (!isPast(artifact))
                seen.set(artifact.id, artifact);
        if (artifacts.length < PAGE || artifacts.some(isPast))
            break;
        if (page === MOST_PAGES) {
            const reached = Math.round((0,age/* hoursSince */.M6)(artifacts.at(-1).createdAt, now));
            warning = `the newest ${seen.size} artifacts of the repository reach back ${reached} of ${horizon} hours: records before that were not looked for (the input invocation finds one by name; a lower max-age-hours looks less far)`;
            break;
        }
    }
    return {
        invocations: group([...seen.values()].filter(({ expired }) => !expired)),
        artifacts: seen.size,
        ...(warning === undefined ? {} : { warning }),
    };
}
function group(artifacts) {
    const found = new Map();
    for (const artifact of [...artifacts].sort((a, b) => a.id - b.id)) {
        const name = (0,names/* readArtifactName */.Ep)(artifact.name);
        if (!name)
            continue;
        const { kind, invocationId } = name;
        const one = found.get(invocationId) ?? { invocationId, opens: [], results: [] };
        one[kind === 'open' ? 'opens' : 'results'].push(artifact);
        found.set(invocationId, one);
    }
    return [...found.values()];
}

;// CONCATENATED MODULE: ./src/collecting/open/admit-records.ts








/** Open records that one step looks into: two requests each, of the thousand that a job's token has in an hour. */
const MOST_AT_ONCE = 200;
/** Records of forks that are named in the log. */
const MOST_FOREIGN_SAID = 5;
/** Records that GitHub does not hand out, from which on no further one is asked for. */
const MOST_SILENT = 3;
/**
 * Finds what was submitted, and decides what of it counts.
 * @returns what is to be looked at. @throws StoreRefusal
 */
async function admitRecords(admissions, collector, all) {
    const { gate, log, maxAgeHours, invocation } = collector;
    const works = [];
    const range = { maxAgeHours, now: gate.now };
    const found = await findInvocations(gate.store, invocation === undefined ? range : { ...range, invocation });
    if (found.warning)
        log.warn(found.warning);
    const open = found.invocations.filter(({ opens }) => opens.length > 0);
    // Whoever has a fork may upload as many as he likes: they must not take the turn of others.
    const foreign = open.filter(({ opens }) => opens.every(({ run }) => run && admissions.isForeign(run)));
    const own = open.filter((one) => !foreign.includes(one));
    const turn = takeTurn(own, Math.random());
    log.info(`looked through ${found.artifacts} artifacts: ${open.length} open records${turn.length < own.length ? `, of which it is the turn of ${turn.length}` : ''}`);
    await admitAll([...turn, ...foreign.slice(0, MOST_FOREIGN_SAID)], admissions, collector, all, works);
    if (foreign.length > MOST_FOREIGN_SAID)
        log.info(`${foreign.length - MOST_FOREIGN_SAID} more are of other repositories, and are passed over`);
    for (const one of found.invocations)
        if (one.opens.length === 0)
            await tidyResults(one.results, admissions, gate, log);
    if (invocation !== undefined && works.length + all.outcomes.length + all.problems.length === 0)
        await explainNothing(invocation, admissions, all, log);
    return works;
}
/** A record that cannot be asked for stands in no other's way; several do: then it is GitHub that is away. @throws StoreRefusal */
async function admitAll(found, admissions, collector, all, works) {
    let left = MOST_SILENT;
    for (const one of found) {
        try {
            await admitOne(one, admissions, collector, all, works);
        }
        catch (error) {
            if (!(error instanceof record_store/* StoreRefusal */.g) || error.kind !== 'unavailable' || --left === 0)
                throw error;
            const { invocationId, opens } = one;
            all.outcomes.push((0,failed_outcome/* failed */.gz)(invocationId, opens[0]?.run?.id, (0,failed_outcome/* explain */.WE)(error, 'its record cannot be read')));
        }
    }
}
/**
 * Of more open records than a token may ask for in an hour, those whose turn it is. By chance: whatever goes by the clock
 * may meet a schedule that always sees the same part.
 * @param chance from 0, below 1.
 */
function takeTurn(open, chance) {
    if (open.length <= MOST_AT_ONCE)
        return [...open];
    const start = Math.floor(chance * open.length);
    return [...open.slice(start), ...open.slice(0, start)].slice(0, MOST_AT_ONCE);
}
/** What was named is not open: it was finished, or never was. @throws StoreRefusal */
async function explainNothing(invocationId, admissions, { outcomes, problems }, log) {
    for (const artifact of await admissions.gate.store.listNamed((0,names/* resultName */.x5)(invocationId))) {
        const run = await admissions.runOfResult(artifact);
        if (!run)
            continue;
        const shown = `it has been reported, by run ${run.id} (artifact ${artifact.id})`;
        log.info(`${invocationId}: ${shown}`);
        outcomes.push({ invocationId, kind: 'closed', shown });
        return;
    }
    problems.push(`input invocation is ${invocationId}, and the repository has neither ${(0,names/* openName */.y9)(invocationId)} nor a result of it: was it submitted with wait: false, and has its artifact expired?`);
}
async function admitOne({ invocationId, opens }, admissions, { log, maxAgeHours, invocation }, { outcomes, problems }, works) {
    const admitted = [];
    for (const artifact of opens) {
        const admission = await admissions.admit(artifact, invocationId);
        const where = `${artifact.name} (artifact ${artifact.id} of run ${artifact.run?.id ?? 'unknown'})`;
        if ('gone' in admission) {
            log.info(`${where} has been closed meanwhile`);
        }
        else if ('ignored' in admission) {
            log.info(`${where} is passed over: ${admission.ignored}`);
            if (invocation !== undefined)
                problems.push(`${where} does not count: ${admission.ignored}`);
        }
        else if ('refused' in admission) {
            log.warn(`${where} is refused: ${admission.refused}`);
            const run = artifact.run ? { run: artifact.run.id } : {};
            outcomes.push({ invocationId, ...run, kind: 'refused', shown: admission.refused });
        }
        else {
            admitted.push(admission.admitted);
            if (admission.dropped.length > 0)
                log.info(`${where} has fields in its exec db that are not known here and not used: ${(0,remote_words/* plainLine */.h0)(admission.dropped.join(', '))}`);
            const why = (0,age/* whyKeptTooShort */.rd)(artifact, maxAgeHours);
            if (why !== undefined)
                problems.push(`${where}: ${why}`);
        }
    }
    const [open, ...others] = admitted;
    if (open)
        works.push({ open, others });
}
/** Of results that were uploaded at the same time, and one of whose collectors was cut off, the first stays. */
async function tidyResults(results, admissions, { store }, log) {
    if (results.length < 2)
        return;
    const counting = [];
    for (const artifact of results)
        if (await admissions.runOfResult(artifact))
            counting.push(artifact);
    try {
        await removeDoubles(store, counting.slice(1));
    }
    catch (error) {
        log.warn(`doubles of ${results[0].name} are left: ${(0,errors/* messageOf */.bD)(error)}`);
    }
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./src/collecting/open/until-cancelled.ts

/** What a cancel leaves to what is under way: the runner asks again after 7.5 s, and outputs are to be set by then. */
const GRACE_MS = 5_000;
/** What `work` comes to; undefined where a cancel came before, or a cancel's time ran out. Its faults are thrown. */
async function untilCancelled(stop, work, graceMs = GRACE_MS) {
    if (stop.aborted)
        return undefined;
    const over = new AbortController();
    const cancelled = new Promise((resolve) => {
        const onAbort = () => (0,promises_.setTimeout)(graceMs, undefined, { signal: over.signal }).then(resolve, () => undefined);
        stop.addEventListener('abort', onAbort, { once: true });
        over.signal.addEventListener('abort', () => stop.removeEventListener('abort', onAbort), { once: true });
    });
    const done = work();
    // Whatever becomes of it when nobody waits any more.
    done.catch(() => undefined);
    try {
        return await Promise.race([done, cancelled]);
    }
    finally {
        over.abort();
    }
}

;// CONCATENATED MODULE: ./src/collecting/open/collect-submitted.ts








/**
 * Finds what was submitted, looks at it, and brings what has ended to its result and report. One invocation that cannot
 * be finished stands in no other's way.
 * @throws ActionError where nothing can be looked for.
 */
async function collectSubmitted(collector) {
    const admissions = new Admissions(collector.gate);
    const all = { outcomes: [], problems: [] };
    const { stop } = collector;
    let works;
    try {
        works = await untilCancelled(stop, () => admitRecords(admissions, collector, all));
    }
    catch (error) {
        throw (0,failed_outcome/* explain */.WE)(error, 'the artifacts of the repository cannot be looked through');
    }
    const looks = works && (await untilCancelled(stop, () => lookAtAll(works, collector)));
    for (const work of works ?? []) {
        const { record, run } = work.open;
        const look = looks?.get(record.invocation_id);
        if (looks && !look)
            continue;
        const outcome = look && (await untilCancelled(stop, () => settle(work, look, admissions, collector)));
        const shown = 'the step was cancelled before it was done with it';
        all.outcomes.push(outcome ?? { invocationId: record.invocation_id, run: run.id, kind: 'open', shown });
    }
    return stop.aborted ? { ...all, cancelled: true } : all;
}
/** One look for each executor, at all its invocations together; an outcome where that failed. */
async function lookAtAll(works, { finisherOf }) {
    const looks = new Map();
    for (const executor of new Set(works.map(({ open }) => open.record.executor))) {
        const records = works.map(({ open }) => open).filter(({ record }) => record.executor === executor);
        try {
            const found = await (await finisherOf(executor)).look(records);
            for (const { record } of records) {
                const unseen = { state: 'unknown', shown: 'it was not looked at' };
                looks.set(record.invocation_id, found.get(record.invocation_id) ?? unseen);
            }
        }
        catch (error) {
            for (const { record, run } of records)
                looks.set(record.invocation_id, (0,failed_outcome/* failed */.gz)(record.invocation_id, run.id, error));
        }
    }
    return looks;
}
/** An invocation of which nothing is known now. What is too old is stopped all the same: it may bill, and nobody sees it. */
async function stopUnseen(outcome, { open }, collector) {
    const { finisherOf, log, maxAgeHours } = collector;
    const { invocationId, shown } = outcome;
    const age = `it was submitted ${Math.floor(open.ageHours)} hours ago, more than max-age-hours (${maxAgeHours})`;
    try {
        await (await finisherOf(open.record.executor)).cancel(open);
        log.warn(`${invocationId} cannot be looked at; ${age}: its jobs are cancelled`);
        return { ...outcome, shown: `${shown}; ${age}, and its jobs are cancelled` };
    }
    catch (error) {
        return {
            ...outcome,
            shown: `${shown}; ${age}, and cannot be cancelled: ${(0,errors/* messageOf */.bD)(error).replace(/\s+/g, ' ')}`,
        };
    }
}
async function settle(work, look, admissions, collector) {
    const { open, others } = work;
    const { finisherOf, upload, log, maxAgeHours, dir, gate } = collector;
    const { record, run, artifact } = open;
    const invocationId = record.invocation_id;
    const facts = { invocationId, run: run.id };
    const isTooOld = (0,age/* hoursSince */.M6)(artifact.createdAt, gate.now) > maxAgeHours;
    if ('kind' in look)
        return isTooOld ? stopUnseen(look, work, collector) : look;
    log.info(`${invocationId}: ${look.state}, ${look.shown}`);
    if (look.state === 'unknown') {
        const unseen = {
            ...facts,
            kind: 'failed',
            error: look.error ?? 'infrastructure-error',
            shown: look.shown,
        };
        return isTooOld ? stopUnseen(unseen, work, collector) : unseen;
    }
    if (look.state === 'running' && !isTooOld)
        return { ...facts, kind: 'open', shown: look.shown };
    try {
        const finisher = await finisherOf(record.executor);
        const timedOut = look.state === 'running';
        if (timedOut) {
            log.warn(`${invocationId} has been under way for ${Math.floor(open.ageHours)} hours, more than max-age-hours (${maxAgeHours}): its jobs are cancelled`);
            await finisher.cancel(open);
        }
        const ending = await converge(open, { timedOut, isTooOld }, { admissions, finisher, upload, dir: external_node_path_default().join(dir, invocationId) });
        if (ending.kind !== 'reported') {
            log.info(`${invocationId}: ${ending.shown}`);
            return { ...facts, ...ending };
        }
        if (ending.leftOpen)
            throw (0,failed_outcome/* explain */.WE)(ending.leftOpen, 'it is reported, and its record cannot be deleted');
        for (const other of others)
            await gate.store.remove(other.artifact.id);
        const { reported, artifactId, without } = ending;
        if (without !== undefined)
            log.error(`${invocationId} is older than max-age-hours (${maxAgeHours}), and closed though ${without}`);
        const { missed: _, fails, ...told } = reported;
        return { ...facts, kind: 'finished', artifactId, ...told, fails: fails || without !== undefined };
    }
    catch (error) {
        return (0,failed_outcome/* failed */.gz)(invocationId, run.id, (0,failed_outcome/* explain */.WE)(error, 'GitHub could not be asked'));
    }
}

;// CONCATENATED MODULE: ./src/collecting/open/outcome.ts
/** The worst first. */
const STATES = [
    'config-error',
    'infrastructure-error',
    'failed',
    'killed',
    'timeout',
    'cancelled',
    'invalid',
    'dry-run',
    'success',
];
const VERDICTS = ['INVALID', 'NO-GO', 'INCONCLUSIVE', 'NO-BASELINE', 'GO'];
/** @param problem whether something beside the invocations fails the step, and as what. */
function totalOf(outcomes, problem) {
    const finished = outcomes.filter((one) => one.kind === 'finished');
    const errors = outcomes.flatMap((one) => one.kind === 'failed' ? [one.error] : one.kind === 'refused' ? ['config-error'] : []);
    if (problem)
        errors.push(problem);
    const states = [...errors, ...finished.map(({ state }) => state)];
    return {
        state: STATES.find((state) => states.includes(state)) ?? 'success',
        verdict: VERDICTS.find((verdict) => finished.some((one) => one.verdict === verdict)) ?? '',
        fails: errors.length > 0 || finished.some(({ fails }) => fails),
    };
}

// EXTERNAL MODULE: ./src/report/escape.ts
var report_escape = __webpack_require__(14031);
;// CONCATENATED MODULE: ./src/collecting/open/render-outcomes.ts

/** Far below what a job summary may hold. */
const MOST_ROWS = 500;
const LONGEST = 300;
const TITLES = {
    refused: '⛔ refused',
    failed: '⚠️ not finished',
    finished: 'finished',
    elsewhere: 'another collector’s',
    closed: 'reported before',
    open: '⏳ under way',
};
const ORDER = Object.keys(TITLES);
/** What became of the invocations, as Markdown; what wants attention comes first. All text is escaped. */
function renderOutcomes(outcomes, repositoryUrl) {
    if (outcomes.length === 0)
        return '### Submitted evaluations\n\nNothing is open.\n';
    const sorted = [...outcomes].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
    const rows = sorted.slice(0, MOST_ROWS).map((outcome) => {
        const { run, kind } = outcome;
        const cells = [
            (0,report_escape/* inlineCode */.ti)(outcome.invocationId),
            run === undefined ? '' : `[${run}](${repositoryUrl}/actions/runs/${run})`,
            kind === 'finished' ? `${outcome.state}, **${outcome.verdict}**` : TITLES[kind],
            kind === 'finished' ? linksOf(outcome) : (0,report_escape/* escapeMarkdown */.FV)((0,report_escape/* shorten */.ml)(outcome.shown, LONGEST)),
        ];
        return `| ${cells.join(' | ')} |`;
    });
    const more = sorted.length - rows.length;
    return [
        `### Submitted evaluations: ${outcomes.filter(({ kind }) => kind === 'finished').length} finished, ${outcomes.filter(({ kind }) => kind === 'open').length} under way`,
        '',
        '| invocation | asked by run | | |',
        '|---|--:|---|---|',
        ...rows,
        ...(more > 0 ? [`| … and ${more} more | | | |`] : []),
        '',
    ].join('\n');
}
/** Addresses come from the API. */
function linksOf({ checkUrl, commentUrl }) {
    const links = [
        ['check', checkUrl],
        ['comment', commentUrl],
    ].filter(([, url]) => url !== '' && /^https:\/\/[^\s()|<>]+$/.test(url));
    return links.map(([name, url]) => `[${name}](${url})`).join(', ');
}

;// CONCATENATED MODULE: ./src/collecting/open/run-collector.ts












/**
 * The collect action in the mode `submitted`: what other jobs have submitted is looked at, and what has ended is finished.
 * @param stop aborted as the job is cancelled: what is under way has seconds, and what comes after stays open.
 * @returns whether the step succeeded. Whatever happens, outputs are set.
 */
async function finishSubmitted(run, inputs, finisherOf, stop) {
    const { log, outputs, context } = run;
    let all = { outcomes: [], problems: [] };
    let failure;
    try {
        all = await collectSubmitted({ ...(await openCollector(run, inputs, finisherOf)), stop });
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ))
            throw error;
        failure = error;
    }
    const { outcomes, problems, cancelled } = all;
    const beside = problems.length > 0 ? 'config-error' : cancelled ? 'cancelled' : undefined;
    const total = totalOf(outcomes, failure?.state ?? beside);
    const summary = renderOutcomes(outcomes, `${context.serverUrl}/${context.repository}`);
    const ids = (...kinds) => outcomes
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ invocationId }) => invocationId)
        .join('\n');
    outputs.set('state', total.state);
    outputs.set('verdict', total.verdict);
    outputs.set('finished_invocations', ids('finished'));
    outputs.set('open_invocations', ids('open', 'elsewhere', 'failed'));
    const [only, ...more] = outcomes.filter((one) => one.kind === 'finished');
    outputs.set('check_url', only && more.length === 0 ? only.checkUrl : '');
    outputs.set('comment_url', only && more.length === 0 ? only.commentUrl : '');
    try {
        outputs.set('summary_path', (0,report_comparison/* write */.M9)(run, 'summary.md', summary));
    }
    catch (error) {
        log.warn(`summary.md could not be written: ${(0,errors/* messageOf */.bD)(error)}`);
    }
    outputs.complete();
    if (inputs.summary && !failure)
        await log.summary(summary);
    for (const outcome of outcomes)
        if (outcome.kind === 'failed')
            log.error(`${outcome.invocationId}: ${outcome.shown}`);
    for (const problem of problems)
        log.error(problem);
    if (cancelled)
        log.error('the step was cancelled: what it was not done with stays open');
    if (failure)
        log.error(failure.message, failure.location);
    return !total.fails;
}
async function openCollector(run, { submitted, githubToken: token }, finisherOf) {
    const { context, env, log, dir } = run;
    const { repository, apiUrl, serverUrl } = context;
    if ((0,explicit/* isEnterpriseServer */.vh)(serverUrl))
        throw new errors/* ConfigError */.xL(`input mode is submitted: a GitHub Enterprise Server (${serverUrl}) has no artifacts that can be read here; let the evaluation wait`);
    if (token === '')
        throw new errors/* ConfigError */.xL('input github-token is empty: records are found, and deleted, with it; leave it at its default');
    if (!/^\d+$/.test(context.runId) || repository === '')
        throw new errors/* ConfigError */.xL('input mode is submitted, and this is no run of GitHub Actions: there are no records');
    (0,artifacts/* requireArtifactService */.vx)(env);
    const store = (0,open_artifacts/* openArtifacts */.ue)(await (0,rest/* connectGitHub */.UY)({ token, repository, apiUrl, log }));
    return {
        gate: await openGate(store, context, submitted, external_node_path_default().join(dir, 'records')),
        ...(submitted.invocation === undefined ? {} : { invocation: submitted.invocation }),
        maxAgeHours: submitted.maxAgeHours,
        finisherOf,
        upload: (name, root, files) => (0,open_artifacts/* uploadNamed */.Hh)({ name, root, files }),
        log,
        dir: external_node_path_default().join(dir, 'submitted'),
    };
}
/** @throws ConfigError where nothing tells whose records count. */
async function openGate(store, { event, workflowRef, runId }, { workflows, pullRequests, allowed }, dir) {
    const collector = (0,trust_run/* workflowPath */.RB)(undefined, workflowRef);
    const counting = workflows.length > 0 ? workflows : collector === undefined ? [] : [collector];
    if (event.repositoryId === undefined || counting.length === 0)
        throw new errors/* ConfigError */.xL('nothing tells which repository and workflow this is, and so whose records count: give the input workflow, in a run of GitHub Actions');
    const rules = { repositoryId: event.repositoryId, workflows: counting, pullRequests };
    const why = whyEventNotTrusted(event.name, rules);
    if (why !== undefined)
        throw new errors/* ConfigError */.xL(`no other collector could count on what this one finishes, since ${why}: run collect on schedule, workflow_run, workflow_dispatch or push`);
    return {
        store,
        rules,
        allowed,
        ...(collector === undefined ? {} : { collector }),
        runId: Number(runId),
        now: new Date(),
        dir,
    };
}


/***/ })

};
