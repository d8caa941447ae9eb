export const id = 131;
export const ids = [131];
export const modules = {

/***/ 49802:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  j8: () => (/* binding */ describeOtherWorkspace),
  DQ: () => (/* binding */ loginOf),
  OH: () => (/* binding */ openWorkspace)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/launcher/environment.ts
var environment = __webpack_require__(3957);
// EXTERNAL MODULE: ./src/launcher/lepton/ask.ts + 2 modules
var ask = __webpack_require__(69515);
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
    if (!session.secrets.some(({ value }) => value === login.token))
        (0,evaluation_session/* setSecrets */.sL)(session, [...session.secrets, { name: 'the token of Lepton', value: login.token }]);
    return login;
}
/**
 * The way to the workspace.
 * @param venv the launcher's environment, whose Python speaks to it; without it, it is spoken to past any proxy.
 */
function openWorkspace(session, login, venv) {
    const python = venv === undefined ? {} : { python: external_node_path_default().join(venv, 'bin', 'python') };
    return (0,ask/* openLepton */.xR)({ ...python, login, env: (0,environment/* toolEnvironment */.uQ)(session.env) });
}
/**
 * Why a login is of no use for an evaluation: another workspace knows none of its jobs and endpoints, which says nothing
 * of them.
 * @param workspaceId of the evaluation; '' where it is not known.
 */
function describeOtherWorkspace(workspaceId, { workspaceId: own, source }) {
    if (workspaceId === '' || workspaceId === own)
        return undefined;
    return `it was submitted to the Lepton workspace ${workspaceId}, and the login here (${source}) is of ${own}: give this step the login of ${workspaceId}`;
}


/***/ }),

/***/ 69515:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Pj: () => (/* binding */ isDown),
  b2: () => (/* binding */ isMissing),
  HQ: () => (/* binding */ isOk),
  xR: () => (/* binding */ openLepton),
  Zw: () => (/* binding */ problemOf)
});

// EXTERNAL MODULE: ./src/launcher/command.ts
var command = __webpack_require__(66489);
// EXTERNAL MODULE: ./src/launcher/proxy-settings.ts
var proxy_settings = __webpack_require__(85244);
;// CONCATENATED MODULE: ./src/launcher/lepton/ask-directly.ts

/**
 * Makes a call without Python, for where the launcher's environment is not to be had: what bills must be stopped all the
 * same. It goes through no proxy. Never rejects.
 */
async function askDirectly({ method, path, query }, login, options) {
    const { headers, env, signal } = options;
    const url = new URL(`${login.url}${path}`);
    for (const [name, value] of Object.entries(query ?? {}))
        url.searchParams.set(name, value);
    const proxy = (0,proxy_settings/* proxyVariable */.r)(url, env);
    if (proxy !== undefined)
        return { problem: `the launcher's environment is needed to go through the proxy (${proxy})` };
    try {
        const response = await fetch(url, { method, headers, redirect: 'manual', signal });
        const text = await response.text();
        return { status: response.status, body: parsed(text) };
    }
    catch (error) {
        if (signal.aborted)
            return { problem: 'no answer in time' };
        const { cause, message } = error;
        // What it was is in the cause, and with several addresses only in its code.
        return { problem: (cause?.message || cause?.code || message).slice(0, 300) };
    }
}
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return text.slice(0, 500);
    }
}

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
 * @param options.python that of the launcher's environment, through whose standard input the token goes. Where it is left
 * out or not there, the calls are made without it, past any proxy.
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
        const direct = () => {
            const limit = AbortSignal.timeout(timeoutMs);
            const either = signal ? AbortSignal.any([signal, limit]) : limit;
            return Promise.all(calls.map((call) => askDirectly(call, login, { headers, env, signal: either })));
        };
        if (python === undefined)
            return direct();
        const question = { url: login.url, headers, seconds: timeoutMs / 1000, calls };
        const result = await (0,command/* runCommand */.d)(python, ['-I', '-c', ASK_SCRIPT], {
            env,
            timeout: timeoutMs + START_MS,
            input: Buffer.from(JSON.stringify(question)),
            ...(signal ? { signal } : {}),
        });
        // An environment that is half there must not keep what bills from being stopped.
        if (result.missing || /ModuleNotFoundError|ImportError/.test(result.stderr))
            return direct();
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
    return result.timedOut ? 'no answer in time' : (0,command/* complaint */.U)(result);
}
/** Whether a call was carried out. */
function isOk(reply) {
    return 'status' in reply && reply.status >= 200 && reply.status < 300;
}
/** Whether nobody answers in the workspace's place, or it says itself that it is out of order. */
function isDown(reply) {
    return 'problem' in reply || reply.status >= 500;
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

/***/ 57588:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ NO_LIST),
/* harmony export */   N: () => (/* binding */ listJobs)
/* harmony export */ });
/* harmony import */ var _lepton_job_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(22305);
/* harmony import */ var _ask_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(69515);


/** Why nothing is known where the workspace, or something in its place, answers with something else. */
const NO_LIST = 'the answer is no list of jobs';
const PAGE_SIZE = '500';
/** Of one search; the server may give fewer jobs a page than it is asked for. */
const MOST_PAGES = 20;
/**
 * Lists jobs by what their names hold, all searches at the same time. A job counts as absent only where the pages have
 * come to their end without it; where all names are there, the first page is enough. Never throws.
 * @returns for each search its jobs; or why nothing is known, on one line.
 */
async function listJobs(ask, searches, options) {
    const found = searches.map(() => []);
    const ends = new Map();
    for (let page = 1; page <= MOST_PAGES && ends.size < searches.length; page += 1) {
        const open = [...searches.entries()].filter(([index]) => !ends.has(index));
        const replies = await ask(open.map(([, { text, mode }]) => ({
            method: 'GET',
            path: '/jobs',
            query: { job_query_mode: mode, q: text, page: String(page), page_size: PAGE_SIZE },
        })), options);
        for (const [at, [index, { names }]] of open.entries()) {
            const reply = replies[at];
            const jobs = reply && (0,_ask_js__WEBPACK_IMPORTED_MODULE_1__/* .isOk */ .HQ)(reply) ? (0,_lepton_job_state_js__WEBPACK_IMPORTED_MODULE_0__/* .readJobs */ .RI)(reply.body) : undefined;
            if (!jobs) {
                ends.set(index, reply && !(0,_ask_js__WEBPACK_IMPORTED_MODULE_1__/* .isOk */ .HQ)(reply) ? (0,_ask_js__WEBPACK_IMPORTED_MODULE_1__/* .problemOf */ .Zw)(reply) : NO_LIST);
                continue;
            }
            found[index].push(...jobs);
            const isLast = isEmpty(reply && 'body' in reply ? reply.body : undefined);
            if (isLast || names.every((name) => found[index].some((job) => job.name === name)))
                ends.set(index, found[index]);
        }
    }
    return searches.map((_, index) => ends.get(index) ?? 'there are more jobs than can be looked through');
}
/** Whether a page has nothing on it, be it readable or not. */
function isEmpty(body) {
    const list = (0,_lepton_job_state_js__WEBPACK_IMPORTED_MODULE_0__/* .isObject */ .Gv)(body) ? body['jobs'] : body;
    return list === null || (Array.isArray(list) && list.length === 0);
}


/***/ }),

/***/ 74143:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ stopLepton),
/* harmony export */   y: () => (/* binding */ WITNESS)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(58500);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_timers_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _lepton_job_state_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(22305);
/* harmony import */ var _ask_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(69515);
/* harmony import */ var _list_jobs_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(57588);




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
/** One deletion of all that is still there. */
async function round(ask, things, limits, deleted) {
    const endpoints = things.filter(({ kind }) => kind === 'endpoint');
    const jobs = things.filter(({ kind }) => kind === 'job');
    // In the same breath the look for the jobs, whose ids only a list tells.
    await Promise.all([
        deleteEndpoints(ask, endpoints, limits, deleted),
        deleteJobs(ask, jobs, limits, deleted),
    ]);
}
/** A question that a workspace which is there answers. */
const WITNESS = {
    method: 'GET',
    path: '/jobs',
    query: { job_query_mode: 'alive_only', page: '1', page_size: '1' },
};
/**
 * A deletion that finds nothing is the proof that it is gone, where the workspace answers besides: a gateway that knows
 * no such workspace, or is being mended, finds nothing either.
 */
async function deleteEndpoints(ask, endpoints, limits, deleted) {
    if (endpoints.length === 0)
        return;
    const deletions = endpoints.map(({ name }) => ({ method: 'DELETE', path: `/deployments/${name}` }));
    const [witness, ...replies] = await ask([WITNESS, ...deletions], limits);
    const problem = whyNoWitness(witness ?? UNASKED);
    for (const [index, thing] of endpoints.entries()) {
        note(thing, [replies[index] ?? UNASKED], deleted);
        if (problem === undefined || thing.clearLooks === 0)
            continue;
        thing.clearLooks = 0;
        thing.problem = problem;
    }
}
function whyNoWitness(witness) {
    if (!(0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .isOk */ .HQ)(witness))
        return (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .problemOf */ .Zw)(witness);
    return (0,_lepton_job_state_js__WEBPACK_IMPORTED_MODULE_1__/* .readJobs */ .RI)(witness.body) ? undefined : _list_jobs_js__WEBPACK_IMPORTED_MODULE_3__/* .NO_LIST */ .L;
}
async function deleteJobs(ask, jobs, limits, deleted) {
    const searches = jobs.map(({ name }) => ({ text: name, names: [name], mode: 'alive_only' }));
    const lists = await (0,_list_jobs_js__WEBPACK_IMPORTED_MODULE_3__/* .listJobs */ .N)(ask, searches, limits);
    const found = jobs.flatMap((thing, index) => {
        const list = lists[index];
        if (typeof list === 'string') {
            thing.clearLooks = 0;
            thing.problem = list;
            return [];
        }
        const ids = list.filter(({ name }) => name === thing.name).map(({ id }) => id);
        if (ids.length === 0)
            thing.clearLooks += 1;
        return ids.map((id) => ({ thing, id }));
    });
    if (found.length === 0)
        return;
    const query = { job_query_mode: 'alive_only' };
    const replies = await ask(found.map(({ id }) => ({ method: 'DELETE', path: `/jobs/${id}`, query })), limits);
    // A name is not unique: it is gone when all jobs of that name are.
    for (const thing of new Set(found.map((one) => one.thing))) {
        const own = found.flatMap((one, index) => (one.thing === thing ? [replies[index] ?? UNASKED] : []));
        note(thing, own, deleted);
    }
}
const UNASKED = { problem: 'it was not asked' };
/** What the deletions of all that has a name came to. */
function note(thing, replies, deleted) {
    const there = replies.filter((reply) => !(0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .isMissing */ .b2)(reply));
    if (there.length === 0) {
        thing.clearLooks += 1;
        return;
    }
    thing.clearLooks = 0;
    const refused = there.find((reply) => !(0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .isOk */ .HQ)(reply));
    if (there.some(_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .isOk */ .HQ))
        deleted.add(`${thing.kind} ${thing.name}`);
    thing.problem = refused ? (0,_ask_js__WEBPACK_IMPORTED_MODULE_2__/* .problemOf */ .Zw)(refused) : stateOf(there[0]);
}
function stateOf(reply) {
    const body = 'body' in reply ? reply.body : undefined;
    return (0,_lepton_job_state_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(body) && body['state'] ? String(body['state']) : 'it is still there';
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
/* harmony export */   bH: () => (/* binding */ currentJob),
/* harmony export */   dR: () => (/* binding */ isFinal),
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
/** The job that tells how things of a name stand, which is not unique: one that goes on, else the newest. */
function currentJob(jobs, name) {
    const own = jobs.filter((job) => job.name === name).sort((a, b) => b.createdAt - a.createdAt);
    return own.find((job) => !isFinal(standingOf(job))) ?? own[0];
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
