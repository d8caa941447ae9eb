export const id = 987;
export const ids = [987];
export const modules = {

/***/ 89987:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  leptonExecutor: () => (/* binding */ leptonExecutor)
});

// EXTERNAL MODULE: ./src/config/value.ts
var config_value = __webpack_require__(54687);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./src/config/preflight/finding.ts
var finding = __webpack_require__(21743);
// EXTERNAL MODULE: ./src/input-values.ts
var input_values = __webpack_require__(15214);
// EXTERNAL MODULE: ./src/config/resolve.ts + 10 modules
var resolve = __webpack_require__(92572);
// EXTERNAL MODULE: ./src/config/variables.ts
var variables = __webpack_require__(79183);
;// CONCATENATED MODULE: ./src/lepton/forward-variables.ts



/** Where the launcher reads the variables of the evaluation's jobs, and those of the model's endpoints. */
const JOBS = ['execution', 'lepton_platform', 'tasks', 'env_vars'];
const ENDPOINTS = ['deployment', 'lepton_config', 'envs'];
const KEY_NAME = ['target', 'api_endpoint', 'api_key_name'];
const SOURCE = 'action: the launcher hands no variable to Lepton';
/**
 * Hands the variables of the config to Lepton, which the launcher does not: it ignores every `env_vars` and the name of
 * the model's key, and takes for its jobs and endpoints only lists of its own. A `host:NAME` becomes a reference to the
 * workspace's secret of that name: a value would stand in the job's spec, in the launcher's record and, in plain text,
 * in the metadata of the results. The runner then needs none of those variables.
 * @returns a line for each.
 */
function forwardVariables(config) {
    if ((0,config_value/* getAt */.sM)(config.root, ['execution', 'type']) !== 'lepton')
        return [];
    const notes = [...translate(config, JOBS), ...translate(config, ENDPOINTS)];
    const shared = [['env_vars']];
    const tasks = config.taskNames.map((_, index) => ['evaluation', 'tasks', index, 'env_vars']);
    // The stronger come first: what is there already is left alone.
    for (const owner of [...tasks, ['evaluation', 'env_vars'], ...shared])
        notes.push(...forward(config, owner, JOBS));
    if (deploys(config))
        for (const owner of [['deployment', 'env_vars'], ...shared])
            notes.push(...forward(config, owner, ENDPOINTS));
    notes.push(...forwardKey(config));
    config.variables = config.variables.filter(({ name }) => isAskedHere(config, name));
    return notes;
}
/** Of what the config names only the key of an endpoint that is there already is used on the runner: to ask it. */
function isAskedHere(config, name) {
    return !deploys(config) && (0,config_value/* getAt */.sM)(config.root, KEY_NAME) === name;
}
/** Gives the values of Lepton's own lists the form that Lepton reads. */
function translate(config, place) {
    const map = (0,config_value/* getAt */.sM)(config.root, place);
    if (!(0,config_value/* isMap */.jh)(map))
        return [];
    return [...map].flatMap(([name, value]) => {
        const formed = inLeptonsForm(value);
        if (formed === undefined || formed === value)
            return [];
        (0,resolve/* setDecided */.Th)(config, [...place, name], formed, SOURCE);
        return [describe(place, name, formed)];
    });
}
function forward(config, owner, place) {
    const map = (0,config_value/* getAt */.sM)(config.root, owner);
    if (!(0,config_value/* isMap */.jh)(map))
        return [];
    return [...map].flatMap(([name, value]) => {
        const formed = inLeptonsForm(value);
        if (formed === undefined || (0,config_value/* getAt */.sM)(config.root, [...place, name]) !== undefined)
            return [];
        (0,resolve/* setDecided */.Th)(config, [...place, name], formed, `${SOURCE} (${(0,config_value/* formatPath */.jV)([...owner, name])})`);
        return [describe(place, name, formed)];
    });
}
/** The evaluator looks for the model's key under the name that the config gives. */
function forwardKey(config) {
    const name = (0,config_value/* getAt */.sM)(config.root, KEY_NAME);
    if (typeof name !== 'string' || !(0,variables/* isVariableName */.KL)(name))
        return [];
    if ((0,config_value/* getAt */.sM)(config.root, [...JOBS, name]) !== undefined)
        return [];
    const formed = secretReference(name);
    (0,resolve/* setDecided */.Th)(config, [...JOBS, name], formed, `${SOURCE} (target.api_endpoint.api_key_name)`);
    return [describe(JOBS, name, formed)];
}
/** @returns undefined for what has no counterpart in Lepton, which preflight names. */
function inLeptonsForm(value) {
    if ((0,config_value/* isMap */.jh)(value))
        return value;
    if (typeof value !== 'string')
        return undefined;
    const [, prefix, rest = ''] = /^(host:|runtime:|lit:)?(.*)$/s.exec(value);
    if (prefix === 'host:')
        return (0,variables/* isVariableName */.KL)(rest) ? secretReference(rest) : undefined;
    return prefix === 'runtime:' ? undefined : rest;
}
/** `{value_from: {secret_name_ref: NAME}}` */
function secretReference(name) {
    return new Map([['value_from', new Map([['secret_name_ref', name]])]]);
}
/** The secrets of the workspace that a config refers to, each with the key that does. */
function referredSecrets(config) {
    return [JOBS, ENDPOINTS].flatMap((place) => {
        const map = (0,config_value/* getAt */.sM)(config.root, place);
        if (!(0,config_value/* isMap */.jh)(map))
            return [];
        return [...map].flatMap(([variable, value]) => {
            const name = (0,config_value/* getAt */.sM)(value, ['value_from', 'secret_name_ref']);
            return typeof name === 'string' ? [{ name, key: (0,config_value/* formatPath */.jV)([...place, variable]) }] : [];
        });
    });
}
function deploys(config) {
    return ((0,config_value/* getAt */.sM)(config.root, ['deployment', 'type']) ?? 'none') !== 'none';
}
/** A literal may be a secret that was pasted: it is not repeated. */
function describe(place, name, formed) {
    const secret = (0,config_value/* getAt */.sM)(formed, ['value_from', 'secret_name_ref']);
    const what = typeof secret === 'string' ? `the secret "${secret}" of the Lepton workspace` : 'its literal value';
    return `${(0,config_value/* formatPath */.jV)([...place, name])}: ${what}`;
}

// EXTERNAL MODULE: ./src/lepton/job-state.ts
var job_state = __webpack_require__(22305);
// EXTERNAL MODULE: ./src/launcher/lepton/ask.ts + 2 modules
var lepton_ask = __webpack_require__(69515);
;// CONCATENATED MODULE: ./src/launcher/lepton/preflight.ts







const TRIES = 3;
const PAUSE_MS = 500;
/** A proxy, a login page or another service answers with HTTP 200 too. */
const NOT_LEPTON = "the answer is not Lepton's";
/**
 * What the workspace itself says of a config, by asking and making nothing: whether it lets us in, whether it has the
 * secrets and the node groups that the config names. It takes a second or two.
 */
async function preflightLepton(ask, login, config, signal) {
    for (let tries = 1;; tries += 1) {
        const [jobs, groups, secrets] = (await ask([
            { method: 'GET', path: '/jobs', query: { job_query_mode: 'alive_only', page: '1', page_size: '1' } },
            { method: 'GET', path: '/dedicated-node-groups' },
            { method: 'GET', path: '/usersecrets' },
        ], signal ? { signal } : {}));
        // One answer that fails proves nothing; a refusal does.
        const isRefused = 'status' in jobs && [401, 403, 404].includes(jobs.status);
        if ((0,lepton_ask/* isOk */.HQ)(jobs) && (0,job_state/* readJobs */.RI)(jobs.body))
            return [...checkGroups(config, listOf(groups)), ...checkSecrets(config, listOf(secrets))];
        if (isRefused || tries >= TRIES || signal?.aborted) {
            const found = (0,finding/* error */.z3)('lepton_login', `the Lepton workspace ${login.workspaceId} (${login.source}) cannot be used: ${(0,lepton_ask/* isOk */.HQ)(jobs) ? NOT_LEPTON : (0,lepton_ask/* problemOf */.Zw)(jobs)}`, 'check LEPTON_WORKSPACE_ID, LEPTON_WORKSPACE_TOKEN and LEPTON_WORKSPACE_URL of the step');
            return [(0,lepton_ask/* isDown */.Pj)(jobs) ? { ...found, infrastructure: true } : found];
        }
        await (0,promises_.setTimeout)(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
}
/** What a list in an answer holds; or why there is none, on one line: an answer of something else lists nothing. */
function listOf(reply) {
    if (!(0,lepton_ask/* isOk */.HQ)(reply))
        return (0,lepton_ask/* problemOf */.Zw)(reply);
    return Array.isArray(reply.body) ? reply.body.filter(job_state/* isObject */.Gv) : NOT_LEPTON;
}
function checkGroups(config, groups) {
    const from = (key) => `${key} (${config.sources.get(key) ?? 'config'})`;
    // The launcher looks for the jobs' group by name, and hands on the endpoints' as an id.
    const wanted = [
        { part: 'tasks', field: 'name', what: 'the jobs would run outside it, and the launcher says nothing' },
        { part: 'deployment', field: 'id', what: 'the endpoint would never be ready' },
    ];
    return wanted.flatMap(({ part, field, what }) => {
        const key = `execution.lepton_platform.${part}.node_group`;
        const given = (0,config_value/* getAt */.sM)(config.root, ['execution', 'lepton_platform', part, 'node_group']);
        if (typeof given !== 'string' || given === '')
            return [];
        if (part === 'deployment' && ((0,config_value/* getAt */.sM)(config.root, ['deployment', 'type']) ?? 'none') === 'none')
            return [];
        if (typeof groups === 'string')
            return [
                (0,finding/* warning */.$e)('lepton_node_group', `${from(key)} could not be checked: ${groups}`, 'look for it with "lep node list"'),
            ];
        const metadata = groups.flatMap((group) => ((0,job_state/* isObject */.Gv)(group['metadata']) ? [group['metadata']] : []));
        if (metadata.some((one) => one[field] === given))
            return [];
        const known = metadata
            .flatMap((one) => (typeof one[field] === 'string' ? [one[field]] : []))
            .slice(0, 10);
        return [
            (0,finding/* error */.z3)('lepton_node_group', `${from(key)} is ${(0,input_values/* quote */.hD)(given)}, the ${field} of no node group of the workspace: ${what}`, known.length > 0 ? `it has ${known.map(input_values/* quote */.hD).join(', ')}` : 'it has none: leave it out'),
        ];
    });
}
function checkSecrets(config, secrets) {
    return referredSecrets(config).flatMap(({ name, key }) => {
        const source = config.sources.get(key) ?? 'config';
        if (typeof secrets === 'string')
            return [
                (0,finding/* warning */.$e)('lepton_secret', `the secret ${(0,input_values/* quote */.hD)(name)} of ${key} (${source}) could not be checked: ${secrets}`, 'look for it with "lep secret list"'),
            ];
        if (secrets.some((secret) => secret['name'] === name))
            return [];
        return [
            (0,finding/* error */.z3)('lepton_secret', `the workspace has no secret ${(0,input_values/* quote */.hD)(name)}, to which ${key} (${source}) refers`, `make it once with "lep secret create -n ${name} -v VALUE", or name another in ${key}.value_from.secret_name_ref`),
        ];
    });
}

// EXTERNAL MODULE: ./src/lepton/keep-results.ts
var keep_results = __webpack_require__(94890);
// EXTERNAL MODULE: ./src/evaluation/ensure-launcher.ts + 4 modules
var ensure_launcher = __webpack_require__(29571);
// EXTERNAL MODULE: ./src/evaluation/preflight.ts + 25 modules
var preflight = __webpack_require__(90903);
// EXTERNAL MODULE: ./src/evaluation/remote/leave-open.ts + 1 modules
var leave_open = __webpack_require__(2189);
// EXTERNAL MODULE: ./src/evaluation/session.ts
var evaluation_session = __webpack_require__(1366);
// EXTERNAL MODULE: ./src/evaluation/lepton/open-workspace.ts + 1 modules
var open_workspace = __webpack_require__(49802);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/launcher/lepton/submit.ts + 2 modules
var lepton_submit = __webpack_require__(77785);
// EXTERNAL MODULE: ./src/results/log-causes.ts
var log_causes = __webpack_require__(26989);
// EXTERNAL MODULE: ./src/upload/scan-file.ts
var scan_file = __webpack_require__(87179);
// EXTERNAL MODULE: ./src/evaluation/launch-environment.ts
var launch_environment = __webpack_require__(31127);
// EXTERNAL MODULE: ./src/evaluation/remote/mirrors.ts
var mirrors = __webpack_require__(85429);
// EXTERNAL MODULE: ./src/evaluation/remote/publish-remote.ts
var publish_remote = __webpack_require__(46293);
// EXTERNAL MODULE: ./src/evaluation/slurm/open-cluster.ts
var open_cluster = __webpack_require__(30271);
;// CONCATENATED MODULE: ./src/evaluation/lepton/submit-jobs.ts













/**
 * Has the launcher make the endpoints and submit the jobs of an evaluation. What it has made is deleted where it does not
 * come to its end.
 * @throws ConfigError where the launcher or Lepton refuses it; InfrastructureError where Lepton is out of order or does
 * not answer.
 */
async function submitJobs(session, inputs, installed) {
    const { files, log, stop } = session;
    const config = session.config;
    const login = (0,open_workspace/* loginOf */.DQ)(session);
    const redact = (text) => (0,scan_file/* redactMessage */.b6)(text, session.forms);
    const deployment = String((0,config_value/* getAt */.sM)(config.root, ['deployment', 'type']) ?? 'none');
    (0,evaluation_session/* updateRecord */.vL)(session, {
        phase: 'launching',
        venv: installed.venv,
        remote: {
            executor: 'lepton',
            tag: (0,open_cluster/* tagOf */.cO)(session),
            host: '',
            user: '',
            account: login.workspaceId,
            tasks: [],
            asked: { deployment, taskNames: [...config.taskNames] },
            left: false,
            swept: false,
        },
    });
    const submission = await (0,lepton_submit/* submitToLepton */.w)({
        files,
        environment: (0,launch_environment/* launchEnvironment */.v)(session, inputs, installed),
        login,
        ask: (0,open_workspace/* openWorkspace */.OH)(session, login, installed.venv),
        deployment,
        taskNames: config.taskNames,
        signal: stop.signal,
        redact,
        onLine: (line) => log.info(line),
    });
    const { invocationId, tasks, refusal, isDown, cleanUp } = submission;
    if (cleanUp?.deleted.length)
        log.info(`deleted on Lepton: ${cleanUp.deleted.join(', ')}`);
    if (cleanUp?.problem)
        (0,evaluation_session/* warn */.R8)(session, cleanUp.problem);
    else if (cleanUp)
        (0,evaluation_session/* updateRecord */.vL)(session, { remote: { ...session.record.remote, swept: true } });
    if (stop.signal.aborted)
        throw new evaluation_session/* Stopped */.C9(stop.signal.reason);
    if (refusal !== undefined || !invocationId) {
        const said = `${(0,log_causes/* readTail */.Zr)(files.stdout)}\n${(0,log_causes/* readTail */.Zr)(files.stderr)}`;
        log.foreign('What nemo-evaluator-launcher said', redact(said));
        const text = `nemo-evaluator-launcher could not submit: ${refusal ?? 'it named no invocation'}`;
        throw isDown ? new errors/* InfrastructureError */.EN(text) : new errors/* ConfigError */.xL(text);
    }
    const mirror = external_node_path_default().join(files.dir, mirrors/* MIRRORS */.D, invocationId);
    for (const { name, index } of tasks)
        (0,external_node_fs_.mkdirSync)(external_node_path_default().join(mirror, `${name}.${index}`, 'logs'), { recursive: true, mode: 0o700 });
    (0,evaluation_session/* updateRecord */.vL)(session, {
        remote: {
            ...session.record.remote,
            lepton: [...tasks],
            tasks: tasks.map(({ index, name, jobName }) => ({ index, name, jobName, jobIds: [], remoteDir: '' })),
        },
    });
    (0,publish_remote/* publishRemote */.q)(session, invocationId, mirror);
}

// EXTERNAL MODULE: ./src/evaluation/lepton/watch-jobs.ts + 2 modules
var watch_jobs = __webpack_require__(68144);
;// CONCATENATED MODULE: ./src/evaluation/lepton/lepton-executor.ts












/** The launcher's Lepton executor. */
const leptonExecutor = {
    prepare: async ({ log, rerun }, _inputs, config) => {
        if (rerun !== undefined)
            return [];
        const notes = [...forwardVariables(config), ...(0,keep_results/* keepResults */.eT)(config)];
        if (notes.length > 0)
            log.group('Changed for Lepton', notes);
        return [];
    },
    checkRunner: ({ context }) => {
        if (context.os !== 'Linux')
            throw new errors/* ConfigError */.xL(`this is a ${context.os} runner, from which the action does not submit to Lepton: use a Linux runner such as runs-on: ubuntu-latest (dry-run works anywhere)`);
    },
    checkMachine: async (session, inputs, config) => {
        const login = (0,open_workspace/* loginOf */.DQ)(session);
        const installed = await (0,ensure_launcher/* ensureLauncher */.v)(session, inputs);
        if (inputs.preflight !== 'off') {
            const ask = (0,open_workspace/* openWorkspace */.OH)(session, login, installed.venv);
            const { signal } = session.stop;
            (0,preflight/* reportFindings */.LH)(session, inputs, await (0,evaluation_session/* orStopped */.tA)(session, preflightLepton(ask, login, config, signal)));
        }
        return installed;
    },
    launchAndWatch: async (session, inputs, installed) => {
        await submitJobs(session, inputs, installed);
        return (0,watch_jobs/* watchJobs */.w)(session);
    },
    submit: async (session, inputs, installed) => {
        await submitJobs(session, inputs, installed);
        if (((0,config_value/* getAt */.sM)(session.config.root, ['deployment', 'type']) ?? 'none') !== 'none')
            session.log.info('the endpoints of this evaluation bill until collect has finished it');
        await (0,leave_open/* leaveOpen */.Cs)(session);
    },
};


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
var lepton_names = __webpack_require__(33554);
// EXTERNAL MODULE: ./src/launcher/lepton/list-jobs.ts
var list_jobs = __webpack_require__(57588);
// EXTERNAL MODULE: ./src/launcher/lepton/stop.ts
var stop = __webpack_require__(74143);
;// CONCATENATED MODULE: ./src/launcher/lepton/watch.ts





const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** A machine that slept makes one look seem to have lasted for long. */
const UNSEEN_LOOKS = 3;
const LEPTON_LIMITS = {
    silenceMs: 30 * 60_000,
    unseenMs: 5 * 60_000,
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
    firstRan = new Map();
    unseen = new Map();
    limits;
    clock;
    releases = new Map();
    /** What is still to be deleted of tasks that have ended, by index. */
    kept = new Map();
    begunAt;
    heardAt;
    trouble;
    shown = '';
    constructor(request) {
        this.request = request;
        this.limits = { ...LEPTON_LIMITS, ...request.limits };
        this.clock = request.clock ?? CLOCK;
        this.begunAt = this.clock.now();
        this.heardAt = this.begunAt;
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
        await Promise.all(this.releases.values());
        return this.endings;
    }
    async look() {
        const jobs = await this.listJobs();
        if (this.request.signal.aborted)
            return;
        for (const index of this.kept.keys())
            this.release(index);
        const now = this.clock.now();
        if (jobs === undefined) {
            if (now - this.heardAt >= this.limits.silenceMs)
                for (const task of this.open())
                    this.end(task, 'failed', `Lepton has not answered for ${minutes(now - this.heardAt)} (${this.trouble})`, false);
            return;
        }
        this.heardAt = now;
        for (const task of this.open())
            this.judge(task, (0,job_state/* currentJob */.bH)(jobs, task.jobName), now);
        this.show(jobs, now);
    }
    /** Archived ones too: a job is archived ten minutes after its end, and a look may come late. */
    /** Archived ones too: a job is archived ten minutes after its end, and a look may come late. */
    async listJobs() {
        const { ask, signal, invocationId } = this.request;
        const names = this.open().map(({ jobName }) => jobName);
        const search = { text: (0,lepton_names/* jobPrefix */.An)(invocationId), names, mode: 'alive_and_archive' };
        const [jobs] = await (0,list_jobs/* listJobs */.N)(ask, [search], { signal });
        if (signal.aborted)
            return undefined;
        const problem = typeof jobs === 'string' ? jobs : undefined;
        if (problem !== this.trouble)
            this.request.onTrouble?.(new Date(this.heardAt), problem);
        this.trouble = problem;
        return typeof jobs === 'string' ? undefined : jobs;
    }
    judge(task, job, now) {
        const { index, jobName } = task;
        if (job === undefined) {
            const { looks, since } = this.unseen.get(index) ?? { looks: 0, since: now };
            this.unseen.set(index, { looks: looks + 1, since });
            if (looks + 1 >= UNSEEN_LOOKS && now - since >= this.limits.unseenMs)
                this.end(task, 'killed', `the job ${jobName} is no longer on Lepton`, false);
            return;
        }
        this.unseen.delete(index);
        const standing = (0,job_state/* standingOf */.YP)(job);
        if (standing === 'success' || standing === 'failed' || standing === 'killed') {
            this.end(task, standing, reasonOf(standing, job), true);
            return;
        }
        if (this.since.get(index).standing !== standing)
            this.since.set(index, { standing, at: now });
        if (standing === 'running' && !this.firstRan.has(index))
            this.firstRan.set(index, now);
        // One that is restarted again and again has run all the while.
        const firstRan = this.firstRan.get(index);
        const limit = firstRan === undefined ? this.limits.pendingMs : this.limits.runningMs;
        const lasted = now - (firstRan ?? this.begunAt);
        if (lasted < limit)
            return;
        const reason = `the job ${jobName} was ${job.state} on Lepton ${firstRan === undefined ? 'for' : 'after'} ${minutes(lasted)}`;
        this.end(task, 'timeout', reason, false);
    }
    end(task, state, reason, confirmed) {
        const ending = { state, ...(reason ? { reason } : {}), confirmed, fetched: false };
        this.endings.set(task.index, ending);
        this.request.onEnd(task, ending);
        if (task.endpoint === undefined && confirmed)
            return;
        this.kept.set(task.index, { task, withJob: !confirmed });
        this.release(task.index);
    }
    /** Deletes what is kept of a task, unless that is under way. */
    release(index) {
        const thing = this.kept.get(index);
        if (!thing || this.releases.has(index))
            return;
        const { ask, signal, onKept } = this.request;
        const { task, withJob } = thing;
        const what = withJob ? 'endpoints and jobs' : 'endpoints';
        const { releaseMs: budgetMs } = this.limits;
        const work = (0,stop/* stopLepton */.N)({ ask, tasks: [task], what, budgetMs, signal }).then(({ problem }) => {
            this.releases.delete(index);
            if (signal.aborted)
                return;
            if (problem === undefined)
                this.kept.delete(index);
            else if (problem !== thing.problem)
                onKept?.(problem);
            if (problem !== undefined)
                thing.problem = problem;
        });
        this.releases.set(index, work);
    }
    open() {
        return this.request.tasks.filter(({ index }) => !this.endings.has(index));
    }
    show(jobs, now) {
        const looks = this.open().map((task) => {
            const job = (0,job_state/* currentJob */.bH)(jobs, task.jobName);
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
// EXTERNAL MODULE: ./src/evaluation/remote/leave-open.ts + 1 modules
var leave_open = __webpack_require__(2189);
// EXTERNAL MODULE: ./src/evaluation/session.ts
var evaluation_session = __webpack_require__(1366);
// EXTERNAL MODULE: ./src/evaluation/lepton/open-workspace.ts + 1 modules
var open_workspace = __webpack_require__(49802);
;// CONCATENATED MODULE: ./src/evaluation/lepton/watch-jobs.ts









/**
 * Watches the jobs of a submitted run to their end. Their results stay on Lepton, and what is known of them is said.
 * @param limits others than LEPTON_LIMITS.
 */
async function watchJobs(session, limits = {}) {
    const { log, stop, record } = session;
    const redact = (text) => (0,scan_file/* redactMessage */.b6)(text, session.forms);
    const endings = await watchLepton({
        ask: (0,open_workspace/* openWorkspace */.OH)(session, (0,open_workspace/* loginOf */.DQ)(session), record.venv),
        invocationId: record.invocationId,
        tasks: record.remote.lepton,
        signal: stop.signal,
        limits,
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
    const remote = record.remote;
    const ended = [...endings.values()].filter(({ confirmed }) => confirmed);
    if (ended.length === remote.lepton.length)
        (0,evaluation_session/* updateRecord */.vL)(session, { remote: { ...remote, ended: true } });
    if ((0,leave_open/* leavesOn */.uK)(session))
        await (0,leave_open/* detach */.Yo)(session);
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

/***/ 85429:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ MIRRORS)
/* harmony export */ });
/** The folder, below a run's, to which the results of a cluster come. */
const MIRRORS = 'eval_results';


/***/ }),

/***/ 46293:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ publishRemote)
/* harmony export */ });
/* harmony import */ var _look_commands_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(81798);
/* harmony import */ var _session_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1366);


/**
 * Says and records the invocation of an evaluation that runs elsewhere.
 * @param mirror folder of this machine to which its results come.
 */
function publishRemote(session, invocationId, mirror) {
    const { log, outputs } = session;
    outputs.set('invocation_id', invocationId);
    outputs.set('invocation_dir', mirror);
    outputs.set('status_command', `nemo-evaluator-launcher status ${invocationId}`);
    outputs.set('logs_command', `nemo-evaluator-launcher logs ${invocationId}`);
    (0,_session_js__WEBPACK_IMPORTED_MODULE_1__/* .updateRecord */ .vL)(session, { invocationId, invocationDir: mirror });
    log.info(`launcher_invocation_id: ${invocationId}`);
    log.info(`status_command: ${outputs.get('status_command')}`);
    log.info(`logs_command: ${outputs.get('logs_command')}`);
    log.info(`for status_command and logs_command: ${(0,_session_js__WEBPACK_IMPORTED_MODULE_1__/* .commandEnvironment */ .J$)(session)}`);
    const remote = session.record.remote;
    log.info(`these work ${(0,_look_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .launcherLimits */ .d8)(remote)}`);
    const [where, ...lines] = (0,_look_commands_js__WEBPACK_IMPORTED_MODULE_0__/* .remoteCommands */ .xw)(remote);
    for (const line of lines)
        log.info(`to look at the jobs ${where.slice(2)}: ${line}`);
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


/***/ })

};
