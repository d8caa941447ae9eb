export const id = 236;
export const ids = [236];
export const modules = {

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

/***/ 54236:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  slurmExecutor: () => (/* binding */ slurmExecutor)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./src/config/slurm-decisions.ts
var slurm_decisions = __webpack_require__(61439);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/config/preflight/finding.ts
var finding = __webpack_require__(21743);
// EXTERNAL MODULE: ./src/config/value.ts
var config_value = __webpack_require__(54687);
// EXTERNAL MODULE: ./src/slurm/preflight-dependency.ts
var preflight_dependency = __webpack_require__(31012);
// EXTERNAL MODULE: ./src/config/megatron-checkpoint.ts
var megatron_checkpoint = __webpack_require__(24784);
// EXTERNAL MODULE: ./src/slurm/checkpoint-look.ts
var checkpoint_look = __webpack_require__(90665);
// EXTERNAL MODULE: ./src/slurm/preflight-mounts.ts
var preflight_mounts = __webpack_require__(44623);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/config/python-text.ts
var python_text = __webpack_require__(19208);
;// CONCATENATED MODULE: ./src/slurm/preflight-header.ts


/**
 * The head of the job script that launcher 0.2.6 writes for a task (executors/slurm/executor.py), so that what Slurm
 * says of it holds for the submission.
 * @param remoteDir the task's folder on the cluster; its last part is `<task>.<index>`.
 */
function renderHeader(root, remoteDir) {
    const at = (key) => (0,config_value/* getAt */.sM)(root, ['execution', key]);
    const text = (key) => (0,python_text/* pythonText */.G)(at(key) ?? null);
    const lines = [
        `--time ${text('walltime')}`,
        `--account ${text('account')}`,
        `--partition ${text('partition')}`,
        `--nodes ${totalNodes(root)}`,
        `--ntasks-per-node ${text('ntasks_per_node')}`,
    ];
    if ((at('gpus_per_node') ?? null) !== null)
        lines.push(`--gpus-per-node ${text('gpus_per_node')}`);
    if (isTrue(at('gres')))
        lines.push(`--gres ${text('gres')}`);
    if (isTrue(at('sbatch_comment')))
        lines.push(`--comment='${text('sbatch_comment')}'`);
    const flags = at('sbatch_extra_flags');
    for (const [name, value] of (0,config_value/* isMap */.jh)(flags) ? flags : []) {
        if (value === true)
            lines.push(`--${name}`);
        else if (value !== false && value !== null)
            lines.push(`--${name} ${quoteWord((0,python_text/* pythonText */.G)(value))}`);
    }
    const task = remoteDir.slice(remoteDir.lastIndexOf('/') + 1);
    lines.push(`--job-name ${text('account')}-${text('subproject')}.${task}`, '--no-requeue', `--output ${remoteDir}/logs/slurm-%A.log`);
    return ['#!/bin/bash', ...lines.map((line) => `#SBATCH ${line}`), ''].join('\n');
}
/** Nodes of the model and of each auxiliary deployment. */
function totalNodes(root) {
    const own = (0,config_value/* getAt */.sM)(root, ['execution', 'num_nodes']);
    const auxiliary = (0,config_value/* getAt */.sM)(root, ['auxiliary_deployments']);
    const others = ((0,config_value/* isMap */.jh)(auxiliary) ? [...auxiliary.values()] : []).map((one) => {
        if (!(0,config_value/* isMap */.jh)(one) || (one.get('type') ?? 'none') === 'none')
            return 0n;
        const nodes = one.get('num_nodes') ?? 1n;
        return typeof nodes === 'bigint' ? nodes : 1n;
    });
    return others.reduce((sum, nodes) => sum + nodes, typeof own === 'bigint' ? own : 1n);
}
/** As Python takes a value for true. */
function isTrue(value) {
    return !['', null, undefined, false, 0, 0n].includes(value);
}
/** As Python's shlex.quote. */
function quoteWord(text) {
    if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text))
        return text;
    return `'${text.replaceAll("'", `'"'"'`)}'`;
}

// EXTERNAL MODULE: ./src/slurm/preflight-shell.ts
var preflight_shell = __webpack_require__(59951);
;// CONCATENATED MODULE: ./src/slurm/preflight-script.ts







/** Commands without which the launcher, or the action, cannot work there. */
const COMMANDS = ['bash', 'rsync', 'sbatch', 'squeue', 'sacct', 'scancel', 'scontrol'];
/** What is tried in the output directory: more than a quota that is all but used up has left. */
const TRIED_BYTES = 1024 * 1024;
/**
 * One script for all that preflight asks of a cluster. It writes nothing but a file of 1 MiB in the output directory,
 * or in the nearest folder above it that is there, and takes that away again.
 * @param root a config that the static checks have passed.
 */
function renderQuestions(root, taskNames) {
    const text = (...key) => String((0,config_value/* getAt */.sM)(root, ['execution', ...key]) ?? '');
    const outputDir = text('output_dir');
    const paths = clusterPaths(root);
    const header = renderHeader(root, external_node_path_default().posix.join(outputDir, 'preflight', `${taskNames[0] ?? 'task'}.0`));
    const checkpoint = deployedCheckpoint(root);
    const qos = qosOf(root);
    const script = [
        preflight_shell/* PRELUDE */.Wh,
        `say home "$HOME"; say user "$(id -un)"; say host "$(hostname 2>/dev/null)"`,
        `for one in ${COMMANDS.join(' ')} sacctmgr; do has "$one" && say has "$one"; done`,
        `has sacctmgr && ask assoc sacctmgr -nP show assoc user="$(id -un)" format=Account,Partition,MaxSubmitJobs`,
        'if has scontrol; then',
        '  ask partitions scontrol -o show partition',
        '  ask config sh -c \'scontrol show config | grep -E "^(AccountingStorage(Type|Enforce)|SLURM_VERSION|ClusterName|SelectType) "\'',
        'fi',
        'has sacct && ask sacct sacct -n -X -S now -o JobID',
        ...(qos === undefined
            ? []
            : [
                `has sacctmgr && ask qos sacctmgr -nP show qos ${(0,preflight_shell/* quoteShell */.LA)(qos)} format=Name,MaxWall,MaxSubmitJobsPerUser`,
            ]),
        ...(0,preflight_dependency/* renderDependencies */.Qv)(root),
        `header=${(0,preflight_shell/* quoteShell */.LA)(`${header}exit 0\n`)}`,
        `if has sbatch; then out=$(printf '%s' "$header" | limit sbatch --test-only 2>&1); say test.code $?; tell test "$out"; fi`,
        ...paths.map(({ path: one }, index) => `look ${index} ${(0,preflight_shell/* quoteShell */.LA)(one)}`),
        renderOutputDir(outputDir),
        ...(checkpoint === undefined ? [] : [(0,checkpoint_look/* renderCheckpointLook */.a)(checkpoint)]),
        'say end ok',
        '',
    ];
    script.splice(1, 0, LOOK);
    return { script: script.join('\n'), paths };
}
/** The quality of service that the config asks for. */
function qosOf(root) {
    const value = (0,config_value/* getAt */.sM)(root, ['execution', 'sbatch_extra_flags', 'qos']);
    // Several may be given in newer versions.
    return typeof value === 'string' && /^[\w.-]+$/.test(value) ? value : undefined;
}
const LOOK = `look() {
  if [ -d "$2" ]; then if [ -r "$2" ] && [ -x "$2" ]; then say "path.$1" folder; else say "path.$1" closed; fi
  elif [ -e "$2" ]; then say "path.$1" file
  else say "path.$1" missing; fi
}`;
function renderOutputDir(folder) {
    return `dir=${(0,preflight_shell/* quoteShell */.LA)(folder)}
while [ ! -e "$dir" ] && [ "$dir" != / ]; do dir=$(dirname "$dir"); done
say output.base "$dir"
if [ ! -d "$dir" ]; then say output.state file
elif ! [ -w "$dir" ] || ! [ -x "$dir" ]; then say output.state closed
elif ! try=$(mktemp -d "$dir/.nea-preflight-XXXXXX" 2>&1); then say output.state refused; tell output.why "$try"
else
  if out=$(dd if=/dev/zero of="$try/full" bs=${TRIED_BYTES / 16} count=16 2>&1 </dev/null); then say output.state ok
  else say output.state full; tell output.why "$out"; fi
  rm -rf "$try"
fi
say output.free "$(df -Pk "$dir" 2>/dev/null | awk 'NR == 2 { print $4 }')"`;
}
/** The checkpoint's folder, where a model is deployed from one. */
function deployedCheckpoint(root) {
    if (((0,config_value/* getAt */.sM)(root, ['deployment', 'type']) ?? 'none') === 'none')
        return undefined;
    const value = (0,config_value/* getAt */.sM)(root, ['deployment', 'checkpoint_path']);
    return typeof value === 'string' && value.startsWith('/') ? value : undefined;
}
/** Everything of the cluster that jobs are given: what the launcher asks for itself, and what it would not notice. */
function clusterPaths(root) {
    const deploys = ((0,config_value/* getAt */.sM)(root, ['deployment', 'type']) ?? 'none') !== 'none';
    const found = [];
    const add = (at, wants, value = (0,config_value/* getAt */.sM)(root, at)) => {
        if (typeof value !== 'string' || !value.startsWith('/'))
            return;
        found.push({ key: (0,config_value/* formatPath */.jV)(at), path: value, wants });
    };
    const served = deploys ? [['deployment']] : [];
    const auxiliary = (0,config_value/* getAt */.sM)(root, ['auxiliary_deployments']);
    for (const [name, one] of (0,config_value/* isMap */.jh)(auxiliary) ? auxiliary : [])
        if ((0,config_value/* isMap */.jh)(one) && (one.get('type') ?? 'none') !== 'none')
            served.push(['auxiliary_deployments', name]);
    for (const owner of served) {
        add([...owner, 'checkpoint_path'], 'folder');
        add([...owner, 'cache_path'], 'folder');
        add([...owner, 'image'], 'file');
    }
    for (const { path: at, source } of (0,preflight_mounts/* mountsOf */.c)(root)) {
        // Without a deployment the launcher mounts nothing for one.
        if (at[2] !== 'deployment' || deploys)
            add(at, 'folder', source);
    }
    const tasks = (0,config_value/* getAt */.sM)(root, ['evaluation', 'tasks']);
    for (const index of Array.isArray(tasks) ? tasks.keys() : []) {
        add(['evaluation', 'tasks', index, 'dataset_dir'], 'any');
        add(['evaluation', 'tasks', index, 'container'], 'file');
    }
    return found;
}

;// CONCATENATED MODULE: ./src/slurm/preflight-places.ts








/** Folders and files of the cluster: those that jobs are given, and the one that results are written to. */
function judgePlaces(said, facts) {
    return [
        ...judgePaths(said, facts),
        ...judgeCheckpoint(said, facts),
        ...judgeOutputDir(said, facts),
        ...judgeHome(said, facts),
    ];
}
function judgePaths(said, facts) {
    const { paths, name, from } = facts;
    return paths.flatMap(({ key, path, wants }, index) => {
        const seen = (0,preflight_shell/* firstSaid */.mU)(said, `path.${index}`);
        const found = (what, recovery) => [
            (0,finding/* error */.z3)('cluster_path_missing', `${from(key)}: ${path} ${what}`, recovery),
        ];
        if (seen === 'missing')
            return found(`is not there on ${name}`, wants === 'folder' && (0,preflight_dependency/* waitsForJobs */.gb)(facts.root)
                ? 'make the folder now: the launcher asks for it as it submits, not when the job that it depends on has ended'
                : 'correct the path, or put there what belongs there');
        if (seen === 'closed')
            return found(`may not be read by ${name}`, 'have its rights changed');
        if (seen === 'file' && wants === 'folder')
            return found(`is a file on ${name}, and the launcher mounts folders only`, 'mount the folder that it is in');
        if (seen === 'folder' && wants === 'file' && !isUnpacked(path))
            return found(`is a folder on ${name}, not an image`, 'give the path of the image');
        return [];
    });
}
/** Enroot takes an unpacked image too. */
function isUnpacked(path) {
    return !path.endsWith('.sqsh');
}
/** As on this machine, but for a training that is still to end: what it leaves nobody knows now. */
function judgeCheckpoint(said, facts) {
    const checkpoint = deployedCheckpoint(facts.root);
    if (checkpoint === undefined || !said.has('checkpoint') || (0,preflight_dependency/* waitsForJobs */.gb)(facts.root))
        return [];
    const key = 'deployment.checkpoint_path';
    const found = (what, recovery) => [
        (0,finding/* error */.z3)('bad_megatron_checkpoint_path', `${facts.from(key)} is ${checkpoint}, ${what} on ${facts.name}`, recovery),
    ];
    const seen = (0,checkpoint_look/* readCheckpointLook */.m)(said, checkpoint);
    if (seen.kind === 'empty')
        return found('which is an empty folder', 'check that the checkpoint was saved');
    if (seen.kind !== 'run')
        return [];
    return seen.newest === undefined
        ? found(`the folder of a training run, which ${(0,megatron_checkpoint/* explainRun */.Df)(seen)}`, 'wait for its first checkpoint, or correct the path')
        : found('the folder of a whole training run, not of one checkpoint,', `give the folder with the input checkpoint, which takes its newest, or set ${key}=${seen.newest} in overrides`);
}
const LEAST_KIB = 2 * 1024 * 1024;
function judgeOutputDir(said, { root, name, from }) {
    const key = from('execution.output_dir');
    const folder = String((0,config_value/* getAt */.sM)(root, ['execution', 'output_dir']) ?? '');
    const [base, state] = [(0,preflight_shell/* firstSaid */.mU)(said, 'output.base'), (0,preflight_shell/* firstSaid */.mU)(said, 'output.state')];
    const why = (0,preflight_shell/* quoteAnswer */.bB)((said.get('output.why') ?? []).filter((line) => !/^\d+\+\d+ records|bytes.*copied/.test(line)));
    const found = (what, recovery) => [
        (0,finding/* error */.z3)('cluster_output_dir', `${key}: ${folder} ${what}`, recovery),
    ];
    const elsewhere = 'give another folder with the input output-dir or execution.output_dir';
    if (state === 'file')
        return found(`cannot be made on ${name}: ${base} is a file`, elsewhere);
    if (state === 'closed')
        return found(`cannot be written on ${name}: ${base} is not the user's to write in`, elsewhere);
    if (state === 'refused')
        return found(`cannot be written on ${name}: ${why}`, elsewhere);
    if (state === 'full')
        return found(`takes no 1 MiB on ${name}: ${why}`, `free some space there, or ${elsewhere}`);
    const free = (0,preflight_shell/* firstSaid */.mU)(said, 'output.free');
    if (!/^\d+$/.test(free) || Number(free) >= LEAST_KIB)
        return [];
    return [
        (0,finding/* warning */.$e)('cluster_disk_space', `${key}: ${(Number(free) / 1024 / 1024).toFixed(1)} GiB are free on ${name} where results are written (${base})`, 'free some space: logs and caches of an evaluation take gigabytes'),
    ];
}
/** Where the home is mounted, only the cluster knows whether the cache lies in it. */
function judgeHome(said, { root, from }) {
    const home = (0,preflight_shell/* firstSaid */.mU)(said, 'home');
    if (!home.startsWith('/') || (0,config_value/* getAt */.sM)(root, ['execution', 'mounts', 'mount_home']) === false)
        return [];
    const problem = (0,preflight_mounts/* hfHomeProblem */.B)(root, home);
    if (problem === undefined)
        return [];
    return [
        (0,finding/* warning */.$e)('hf_cache_not_mounted', `${from(problem.key)} ${problem.what}, nor in the home directory ${home}: each job downloads data sets anew, or not at all where compute nodes have no internet`, 'mount a folder of the cluster with execution.mounts.evaluation, and set evaluation.env_vars.HF_HOME=lit:<its path in the container>'),
    ];
}

;// CONCATENATED MODULE: ./src/slurm/preflight-ports.ts



/** Of a node, where Slurm does not say. */
const USUAL_GPUS = 8;
/**
 * Whether jobs that each start a server may come to be on one node. All of them have the port that the config names: the
 * second server cannot have it, and the first one answers for both until its own job ends.
 */
function judgeServerPorts(said, facts) {
    const { root, from, taskCount, name } = facts;
    const at = (...key) => (0,config_value/* getAt */.sM)(root, key) ?? null;
    if (taskCount < 2 || [null, 'none'].includes(at('deployment', 'type')))
        return [];
    if (hasNodesAlone(root) || /linear/.test((0,preflight_shell/* settingOf */.y7)(said, 'SelectType') ?? ''))
        return [];
    const names = String(at('execution', 'partition') ?? '').split(',');
    const own = readSharing(said).filter((one) => names.includes(one.name));
    if (own.length > 0 && own.every(({ isExclusive }) => isExclusive))
        return [];
    const gpus = gpusAsked(root);
    const isKnown = own.length > 0 && own.every(({ gpusOfNode }) => gpusOfNode !== undefined);
    const most = Math.max(...own.map(({ gpusOfNode }) => gpusOfNode ?? USUAL_GPUS), isKnown ? 0 : USUAL_GPUS);
    if (gpus > 0 && 2 * gpus > most)
        return [];
    // What else a job asks for may fill a node too, and of nodes whose GPUs are not known so may these.
    const isCertain = !asksMore(root) && (gpus === 0 || isKnown);
    return [
        (isCertain ? finding/* error */.z3 : finding/* warning */.$e)('shared_server_port', `${from('deployment.port')} is ${String(at('deployment', 'port'))} for each of ${taskCount} tasks, whose jobs may share a node of ${name}: their servers cannot share the port`, `set execution.sbatch_extra_flags.exclusive=true in overrides, ask all GPUs of a node, or run one task a step (strategy.matrix), each with a port of its own`),
    ];
}
function hasNodesAlone(root) {
    const flags = (0,config_value/* getAt */.sM)(root, ['execution', 'sbatch_extra_flags']);
    return (0,config_value/* isMap */.jh)(flags) && [true, 'exclusive'].includes((flags.get('exclusive') ?? false));
}
const FILLS = /^(?:exclude|mem|mem-per-cpu|mem-per-gpu|cpus-per-task|cpus-per-gpu|gpus.*|gres|tres-.*|nodelist)$/;
function asksMore(root) {
    const flags = (0,config_value/* getAt */.sM)(root, ['execution', 'sbatch_extra_flags']);
    return (0,config_value/* isMap */.jh)(flags) && [...flags.keys()].some((name) => FILLS.test(name));
}
/** GPUs that a job asks of each of its nodes. */
function gpusAsked(root) {
    const perNode = (0,config_value/* getAt */.sM)(root, ['execution', 'gpus_per_node']) ?? null;
    const gres = (0,config_value/* getAt */.sM)(root, ['execution', 'gres']) ?? null;
    const [, count] = /(?:^|:)(\d+)$/.exec(String(perNode ?? gres ?? '')) ?? [];
    // `gres: gpu` is one.
    return count === undefined ? Number(String(gres ?? '').startsWith('gpu')) : Number(count);
}
function readSharing(said) {
    if ((0,preflight_shell/* codeOf */.$N)(said, 'partitions') !== 0)
        return [];
    return (said.get('partitions') ?? []).flatMap((line) => {
        const value = (key) => new RegExp(`(?:^| )${key}=(\\S*)`).exec(line)?.[1] ?? '';
        if (value('PartitionName') === '')
            return [];
        const [nodes, gpus] = [value('TotalNodes'), /(?:^|,)gres\/gpu=(\d+)/.exec(value('TRES'))?.[1]];
        return [
            {
                name: value('PartitionName'),
                isExclusive: value('OverSubscribe').startsWith('EXCLUSIVE'),
                gpusOfNode: gpus === undefined || !(Number(nodes) > 0) ? undefined : Number(gpus) / Number(nodes),
            },
        ];
    });
}

// EXTERNAL MODULE: ./src/slurm/walltime.ts
var walltime = __webpack_require__(54530);
;// CONCATENATED MODULE: ./src/slurm/preflight-accounts.ts




/** What sacctmgr says of the user; undefined where it does not. */
function readAssociations(said) {
    if ((0,preflight_shell/* codeOf */.$N)(said, 'assoc') !== 0)
        return undefined;
    const rows = (said.get('assoc') ?? []).flatMap((line) => {
        const [account, partition = '', maxSubmit = ''] = line.split('|');
        if (!account || !line.includes('|'))
            return [];
        return [{ account, partition, maxSubmit: /^\d+$/.test(maxSubmit) ? Number(maxSubmit) : Infinity }];
    });
    return rows.length > 0 ? rows : undefined;
}
/** What is not known of the user's accounts, for the log. */
function noteAccounts(said) {
    return readAssociations(said) === undefined
        ? ['sacctmgr names no accounts of the user: the account is checked by sbatch --test-only alone']
        : [];
}
/**
 * Slurm compares accounts in lower case; where it enforces none, it takes any.
 * @param refusal what Slurm said against the job.
 */
function judgeAccount(said, { root, from, name: cluster }, refusal) {
    const rows = readAssociations(said);
    const isRefused = refusal !== undefined && /account/i.test(refusal);
    if (rows === undefined || !isRefused)
        return [];
    const account = String((0,config_value/* getAt */.sM)(root, ['execution', 'account']) ?? '');
    const own = rows.filter((row) => row.account.toLowerCase() === account.toLowerCase());
    const accounts = listed(rows.map((row) => row.account));
    const partitions = listed(own.map(({ partition }) => partition).filter(Boolean));
    const key = 'execution.account';
    return [
        own.length === 0
            ? (0,finding/* error */.z3)('cluster_account', `${from(key)} is ${account}, which the user has not on ${cluster}`, `set ${key} to one of ${accounts}`)
            : (0,finding/* error */.z3)('cluster_account', `${from(key)} is ${account}, with which Slurm refuses the job: ${refusal}`, partitions === ''
                ? `the user's accounts are ${accounts}`
                : `it is for the partitions ${partitions}`),
    ];
}
/** Names, each once, and no more than one reads. */
function listed(names) {
    const once = [...new Set(names)];
    return once.length > 12 ? `${once.slice(0, 12).join(', ')} and ${once.length - 12} more` : once.join(', ');
}
function readQuality(said) {
    const [name = '', maxWall = '', maxSubmit = ''] = (0,preflight_shell/* firstSaid */.mU)(said, 'qos').split('|');
    if ((0,preflight_shell/* codeOf */.$N)(said, 'qos') !== 0 || name === '')
        return undefined;
    return {
        name,
        maxWall: (0,walltime/* parseLimit */.Fv)(maxWall) ?? Infinity,
        maxSubmit: /^\d+$/.test(maxSubmit) ? Number(maxSubmit) : Infinity,
    };
}
/** Slurm takes a job that is longer than its QOS allows, and has it wait for ever. */
function judgeQuality(said, { root, from }) {
    const quality = readQuality(said);
    const seconds = (0,walltime/* parseWalltime */.hc)(String((0,config_value/* getAt */.sM)(root, ['execution', 'walltime']) ?? ''));
    if (quality === undefined || seconds === undefined || seconds <= quality.maxWall)
        return [];
    return [
        (0,finding/* error */.z3)('cluster_walltime', `${from('execution.walltime')} is longer than the QOS ${quality.name} gives a job, ${(0,walltime/* formatLimit */.tW)(quality.maxWall)}: the job would wait for ever`, `set execution.walltime="${(0,walltime/* formatLimit */.tW)(quality.maxWall)}" or less, or another execution.sbatch_extra_flags.qos`),
    ];
}
/** Each task's job queues its own resume as it starts. */
function judgeSubmitLimit(said, { root, taskCount, from }) {
    const account = String((0,config_value/* getAt */.sM)(root, ['execution', 'account']) ?? '').toLowerCase();
    const own = (readAssociations(said) ?? []).filter((row) => row.account.toLowerCase() === account);
    const quality = readQuality(said);
    const limits = [
        // Of several associations the one of the partition counts, which may be any.
        ...(own.length > 0
            ? [
                [
                    'execution.account',
                    `the account ${account}`,
                    Math.max(...own.map(({ maxSubmit }) => maxSubmit)),
                ],
            ]
            : []),
        ...(quality
            ? [
                ['execution.sbatch_extra_flags.qos', `the QOS ${quality.name}`, quality.maxSubmit],
            ]
            : []),
    ];
    return limits
        .filter(([, , most]) => most < 2 * taskCount)
        .map(([key, what, most]) => (0,finding/* warning */.$e)('cluster_submit_limit', `${from(key)}: ${what} may have ${most} jobs of a user queued, and ${taskCount === 1 ? 'one task needs' : `${taskCount} tasks need`} ${2 * taskCount}, as each queues its resume too`, 'evaluate fewer tasks at once, or ask for a higher limit'));
}

;// CONCATENATED MODULE: ./src/slurm/preflight-queue.ts






/** Whether the job would be let in: account, partition, walltime, and what Slurm says of a trial. */
function judgeQueue(said, facts) {
    const trial = readTrial(said);
    const partitions = readPartitions(said);
    const found = [
        ...judgePartition(partitions, facts),
        ...judgeAccount(said, facts, trial.refusal),
        ...judgeQuality(said, facts),
        ...judgeSubmitLimit(said, facts),
    ];
    const has = (id) => found.some((one) => one.id === id);
    if (trial.refusal !== undefined) {
        const finding = explainRefusal(trial.refusal, facts);
        // What is said already, and better, is not said again in Slurm's words.
        const isKnown = RELATED.some(([id, words]) => has(id) && words.test(trial.refusal));
        if (!isKnown)
            found.push(finding);
    }
    // A time to start that its limits do not let it start at would be no help.
    const starts = found.some(({ id }) => id !== 'cluster_submit_limit') ? [] : noteStart(trial);
    return { findings: found, notes: [...noteAccounts(said), ...starts] };
}
const RELATED = [
    ['cluster_account', /account/i],
    ['cluster_partition', /partition|node count|node config|unavailable/i],
    ['cluster_walltime', /time limit|partition/i],
];
function readTrial(said) {
    const lines = said.get('test') ?? [];
    const code = (0,preflight_shell/* codeOf */.$N)(said, 'test');
    if (code === undefined)
        return {};
    if (code === 0) {
        const start = lines.find((line) => /to start at/.test(line))?.replace(/^sbatch: Job \d+ /, '');
        return start === undefined ? {} : { start };
    }
    const errors = lines
        .filter((line) => /error/i.test(line))
        .map((line) => line.replace(/^sbatch: (?:error: )?/, ''));
    const shown = errors.length > 0 ? errors : lines;
    return { refusal: code === 124 ? 'no answer within 20 s' : (0,preflight_shell/* quoteAnswer */.bB)(shown) || `exit code ${code}` };
}
function noteStart({ start }) {
    return start === undefined ? [] : [`Slurm would take the job, ${(0,preflight_shell/* quoteAnswer */.bB)([start])}`];
}
function readPartitions(said) {
    if ((0,preflight_shell/* codeOf */.$N)(said, 'partitions') !== 0)
        return undefined;
    return (said.get('partitions') ?? []).flatMap((line) => {
        const value = (name) => new RegExp(`(?:^| )${name}=(\\S*)`).exec(line)?.[1] ?? '';
        const number = (text) => (/^\d+$/.test(text) ? Number(text) : Infinity);
        const name = value('PartitionName');
        if (name === '')
            return [];
        return [
            {
                name,
                state: value('State') || 'UP',
                maxTime: (0,walltime/* parseLimit */.Fv)(value('MaxTime')) ?? Infinity,
                maxNodes: number(value('MaxNodes')),
                totalNodes: number(value('TotalNodes')),
            },
        ];
    });
}
function judgePartition(partitions, facts) {
    const { root, name: cluster, from } = facts;
    if (partitions === undefined)
        return [];
    const key = 'execution.partition';
    const names = String((0,config_value/* getAt */.sM)(root, ['execution', 'partition']) ?? '')
        .split(',')
        .filter(Boolean);
    const unknown = names.filter((name) => !partitions.some((one) => one.name === name));
    if (unknown.length > 0)
        return [
            (0,finding/* error */.z3)('cluster_partition', `${from(key)} is ${names.join(',')}, and ${cluster} has no partition ${unknown.join(' and ')}`, `set ${key} to one of ${listed(partitions.map(({ name }) => name))}`),
        ];
    // A job for several partitions starts in whichever lets it in.
    const own = partitions.filter(({ name }) => names.includes(name));
    return [...judgeState(own, facts), ...judgeNodes(own, facts), ...judgeTime(own, facts)];
}
function judgeState(own, { from }) {
    const key = 'execution.partition';
    if (own.length === 0 || own.some(({ state }) => state === 'UP'))
        return [];
    const states = own.map(({ name, state }) => `${name} is ${state}`).join(', ');
    // A partition that is down takes jobs and starts them when it is up again.
    return own.some(({ state }) => state === 'DOWN')
        ? [
            (0,finding/* warning */.$e)('cluster_partition', `${from(key)}: ${states}: jobs wait until it is up again`, 'name another partition, or wait for it'),
        ]
        : [(0,finding/* error */.z3)('cluster_partition', `${from(key)}: ${states}, and takes no jobs`, 'name another partition')];
}
function judgeNodes(own, { root, from }) {
    const wanted = Number(totalNodes(root));
    const most = Math.max(...own.map((one) => Math.min(one.maxNodes, one.totalNodes)));
    if (own.length === 0 || wanted <= most)
        return [];
    return [
        (0,finding/* error */.z3)('cluster_partition', `${from('execution.num_nodes')}: the job needs ${wanted} nodes with those of auxiliary deployments, and ${own.map(({ name }) => name).join(',')} gives a job ${most} at most`, 'name a larger partition, or fewer nodes'),
    ];
}
function judgeTime(own, { root, from }) {
    const text = String((0,config_value/* getAt */.sM)(root, ['execution', 'walltime']) ?? '');
    const seconds = (0,walltime/* parseWalltime */.hc)(text);
    const most = Math.max(...own.map(({ maxTime }) => maxTime));
    if (own.length === 0 || seconds === undefined || seconds <= most)
        return [];
    return [
        (0,finding/* error */.z3)('cluster_walltime', `${from('execution.walltime')} is ${text}, and ${own.map(({ name }) => name).join(',')} gives a job ${(0,walltime/* formatLimit */.tW)(most)} at most`, `set execution.walltime="${(0,walltime/* formatLimit */.tW)(most)}" or less, with a longer execution.max_walltime where the evaluation may be resumed`),
    ];
}
/** The keys that Slurm's words are about, most telling first. */
const ABOUT = [
    [/account/i, 'execution.account'],
    [/time limit|deadline/i, 'execution.walltime'],
    [/dependency/i, 'execution.sbatch_extra_flags.dependency'],
    [/qos/i, 'execution.sbatch_extra_flags.qos'],
    [/reservation/i, 'execution.sbatch_extra_flags.reservation'],
    [/feature|constraint/i, 'execution.sbatch_extra_flags.constraint'],
    [/gres|generic resource|gpu|tres/i, 'execution.gres'],
    [/node count|nodes/i, 'execution.num_nodes'],
    [/partition/i, 'execution.partition'],
];
function explainRefusal(refusal, { from, name }) {
    const key = ABOUT.find(([words]) => words.test(refusal))?.[1] ?? 'execution';
    return (0,finding/* error */.z3)('cluster_refuses_job', `${from(key)}: Slurm on ${name} would refuse the job: ${refusal}`, /node config/i.test(refusal)
        ? 'ask less of each node: no node of the partition has all of its tasks, GPUs, cores and memory'
        : 'correct what it names; sbatch --test-only says the same for a script with these #SBATCH lines');
}

;// CONCATENATED MODULE: ./src/slurm/preflight-findings.ts








/** Judges what a cluster said to `renderQuestions`. */
function judgeCluster(said, facts) {
    const missing = COMMANDS.filter((name) => !(said.get('has') ?? []).includes(name));
    const queue = judgeQueue(said, facts);
    return {
        findings: [
            ...missing.map((name) => missingCommand(name, facts)),
            ...queue.findings,
            ...(0,preflight_dependency/* judgeDependencies */.nj)(said, facts),
            ...judgePlaces(said, facts),
            ...judgeServerPorts(said, facts),
            ...judgeAccounting(said, facts),
        ],
        notes: [
            `${facts.name} is ${(0,preflight_shell/* firstSaid */.mU)(said, 'host') || 'a host without a name'}, Slurm ${(0,preflight_shell/* settingOf */.y7)(said, 'SLURM_VERSION') ?? 'of unknown version'}`,
            ...queue.notes,
            'images are not checked from compute nodes: whether they can be pulled there only a job can tell',
        ],
    };
}
function missingCommand(name, { name: cluster, from }) {
    const of = name === 'bash' || name === 'rsync' ? '' : ' of Slurm';
    return (0,finding/* error */.z3)('cluster_command_missing', `${from('execution.hostname')}: ${cluster} has no ${name}${of} in its PATH, without which nothing can be submitted and fetched`, name === 'rsync'
        ? 'have rsync installed there, or name another login node'
        : 'name a login node of the cluster, or set PATH in a file that a shell without a terminal reads there, such as ~/.bashrc above its check for one');
}
/** Without accounting the launcher's resume handler reads no state, and never resumes. */
function judgeAccounting(said, { name, root, from }) {
    const code = (0,preflight_shell/* codeOf */.$N)(said, 'sacct');
    if (code === undefined)
        return [];
    const isOff = /none|\(null\)/.test((0,preflight_shell/* settingOf */.y7)(said, 'AccountingStorageType') ?? '');
    if (code === 0 && !isOff)
        return [];
    const why = isOff ? 'keeps no accounting' : `answers sacct with: ${(0,preflight_shell/* quoteAnswer */.bB)(said.get('sacct') ?? [])}`;
    const resumes = (0,config_value/* getAt */.sM)(root, ['execution', 'max_walltime']) !== (0,config_value/* getAt */.sM)(root, ['execution', 'walltime']);
    return [
        (0,finding/* warning */.$e)('cluster_accounting', `${from('execution.hostname')}: ${name} ${why}: how a job ended is known only while it is in the queue${resumes ? ', and the launcher resumes none' : ''}`, "ask the cluster's staff, or go on without"),
    ];
}

;// CONCATENATED MODULE: ./src/launcher/slurm/preflight.ts




/** Each of the questions has a limit of its own. */
const MOST_MS = 120_000;
/**
 * Asks a cluster by one script what would refuse the evaluation there or break it: commands, account, partition,
 * walltime, a trial of the job's header, folders, disk, accounting. Takes seconds, and queues nothing.
 * @param options.where the config's name, for keys that no line is known of.
 * @throws InfrastructureError where the shell there does not run the script to its end; whatever the connection throws.
 */
async function preflightCluster(shell, config, { where, signal }) {
    const { script, paths } = renderQuestions(config.root, config.taskNames);
    const answer = await shell.run(script, { timeoutMs: MOST_MS, ...(signal ? { signal } : {}) });
    const said = (0,preflight_shell/* parseSaid */.hE)(answer.stdout);
    if (!said.has('end')) {
        const shown = (0,preflight_shell/* quoteAnswer */.bB)([answer.stderr, answer.stdout].join('\n').split('\n').slice(0, 20));
        throw new errors/* InfrastructureError */.EN(`the shell on ${shell.name} did not run the checks to their end (exit code ${answer.code}${shown === '' ? '' : `: ${shown}`}): a POSIX shell is needed that lets commands run without a terminal`);
    }
    return judgeCluster(said, {
        root: config.root,
        name: shell.name,
        paths,
        taskCount: config.taskNames.length,
        from: (key) => `${key} (${config.sources.get(key) ?? where})`,
    });
}

// EXTERNAL MODULE: ./src/evaluation/ensure-launcher.ts + 4 modules
var ensure_launcher = __webpack_require__(29571);
// EXTERNAL MODULE: ./src/evaluation/preflight.ts + 25 modules
var preflight = __webpack_require__(90903);
// EXTERNAL MODULE: ./src/evaluation/remote/leave-open.ts + 1 modules
var leave_open = __webpack_require__(2189);
// EXTERNAL MODULE: ./src/evaluation/session.ts
var evaluation_session = __webpack_require__(1366);
// EXTERNAL MODULE: ./src/evaluation/slurm/open-cluster.ts
var open_cluster = __webpack_require__(30271);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./src/launcher/slurm/submit.ts + 5 modules
var slurm_submit = __webpack_require__(54315);
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
;// CONCATENATED MODULE: ./src/evaluation/slurm/submit-tasks.ts












/**
 * Has the launcher submit the evaluation, and finds out which job is which task's.
 * @throws ConfigError where the launcher or Slurm refuses it; nothing of it is left in the queue then.
 */
async function submitTasks(session, inputs, installed) {
    const { files, log, stop } = session;
    const config = session.config;
    const place = (0,open_cluster/* placeOfConfig */.hP)(config);
    const link = await (0,open_cluster/* linkOf */.IJ)(session, place);
    const tag = (0,open_cluster/* tagOf */.cO)(session);
    // From now on whoever finishes this run knows what to stop.
    (0,evaluation_session/* updateRecord */.vL)(session, {
        phase: 'launching',
        venv: installed.venv,
        remote: {
            executor: 'slurm',
            tag,
            host: place.host,
            user: place.user,
            account: place.account,
            tasks: [],
            left: false,
            swept: false,
        },
    });
    const submission = await (0,slurm_submit/* submitToSlurm */.r)({
        files,
        // The link's own PATH, HOME and TMPDIR are laid over it.
        environment: (0,launch_environment/* launchEnvironment */.v)(session, inputs, installed),
        link,
        tag,
        taskNames: config.taskNames,
        account: place.account,
        subproject: place.subproject,
        outputDir: config.outputDir,
        signal: stop.signal,
        // A submission that is cut off is all that knows where keys are.
        onFolders: (launched) => (0,evaluation_session/* updateRecord */.vL)(session, { remote: { ...session.record.remote, launched } }),
        redact: (text) => (0,scan_file/* redactMessage */.b6)(text, session.forms),
    });
    if (stop.signal.aborted)
        throw new evaluation_session/* Stopped */.C9(stop.signal.reason);
    const { invocationId, remoteDir, tasks, refusal } = submission;
    if (refusal !== undefined || submission.exitCode !== 0 || !invocationId || !remoteDir) {
        const said = (0,scan_file/* redactMessage */.b6)(`${(0,log_causes/* readTail */.Zr)(files.stdout)}\n${(0,log_causes/* readTail */.Zr)(files.stderr)}`, session.forms);
        log.foreign('What nemo-evaluator-launcher said', said);
        const why = refusal ?? 'it said nothing of an invocation';
        if (/connection|timed out|ssh/i.test(why))
            throw new errors/* InfrastructureError */.EN(`nemo-evaluator-launcher could not submit: ${why}`);
        throw new errors/* ConfigError */.xL(`nemo-evaluator-launcher could not submit: ${why}`);
    }
    const mirror = external_node_path_default().join(files.dir, mirrors/* MIRRORS */.D, external_node_path_default().posix.basename(remoteDir));
    for (const { name, index } of tasks)
        (0,external_node_fs_.mkdirSync)(external_node_path_default().join(mirror, `${name}.${index}`, 'logs'), { recursive: true, mode: 0o700 });
    const known = { ...session.record.remote, dir: remoteDir, tasks };
    (0,publish_remote/* publishRemote */.q)(session, invocationId, mirror);
    (0,evaluation_session/* updateRecord */.vL)(session, { remote: { ...known, ...(0,leave_open/* detachment */.Mi)(session) } });
    for (const { name, index, jobIds } of tasks)
        log.info(`${name}  job ${jobIds[0]} (task ${index})`);
}

// EXTERNAL MODULE: ./src/evaluation/slurm/watch-tasks.ts + 1 modules
var watch_tasks = __webpack_require__(90587);
;// CONCATENATED MODULE: ./src/evaluation/slurm/slurm-executor.ts











/** The launcher's Slurm executor, over one connection of ours. */
const slurmExecutor = {
    prepare: async (session, _inputs, config) => {
        const tag = (0,open_cluster/* tagOf */.cO)(session);
        (0,slurm_decisions/* tagSubmission */.Jt)(config, tag);
        (0,slurm_decisions/* spreadPorts */.KH)(config, (0,external_node_crypto_.createHash)('sha256').update(tag).digest().readUInt32BE(0));
        return [];
    },
    checkRunner: ({ context }) => {
        if (context.os !== 'Linux')
            throw new errors/* ConfigError */.xL(`this is a ${context.os} runner, from which the action does not submit to Slurm: use a Linux runner such as runs-on: ubuntu-latest (dry-run works anywhere)`);
    },
    checkMachine: async (session, inputs, config) => {
        const link = await (0,evaluation_session/* orStopped */.tA)(session, (0,open_cluster/* linkOf */.IJ)(session, (0,open_cluster/* placeOfConfig */.hP)(config)));
        if (inputs.preflight !== 'off') {
            const asked = preflightCluster(link, config, {
                where: inputs.config ?? 'the inputs',
                signal: session.stop.signal,
            });
            const { findings, notes } = await (0,evaluation_session/* orStopped */.tA)(session, asked);
            for (const note of notes)
                session.log.info(note);
            (0,preflight/* reportFindings */.LH)(session, inputs, findings);
        }
        return (0,ensure_launcher/* ensureLauncher */.v)(session, inputs);
    },
    launchAndWatch: async (session, inputs, installed) => {
        await submitTasks(session, inputs, installed);
        return (0,watch_tasks/* watchTasks */.ck)(session);
    },
    submit: async (session, inputs, installed) => {
        await submitTasks(session, inputs, installed);
        await (0,leave_open/* leaveOpen */.Cs)(session);
    },
};


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

/***/ 90665:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ renderCheckpointLook),
/* harmony export */   m: () => (/* binding */ readCheckpointLook)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _config_megatron_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(24784);
/* harmony import */ var _preflight_shell_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(59951);



/** Lines of a script, behind its prelude, that look at a checkpoint's path on the cluster. */
function renderCheckpointLook(checkpoint) {
    return `cp=${(0,_preflight_shell_js__WEBPACK_IMPORTED_MODULE_2__/* .quoteShell */ .LA)(checkpoint)}
if [ ! -e "$cp" ]; then say checkpoint missing
elif [ ! -d "$cp" ]; then say checkpoint file
elif [ ! -r "$cp" ] || [ ! -x "$cp" ]; then say checkpoint closed
else
  say checkpoint folder
  [ -n "$(ls -A "$cp" | head -n 1)" ] && say checkpoint.entries some
  [ -d "$cp/release" ] && say checkpoint.release yes
  if [ -e "$cp/${_config_megatron_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__/* .TRACKER */ .Hq}" ]; then
    say checkpoint.tracker "$(head -n 1 "$cp/${_config_megatron_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__/* .TRACKER */ .Hq}" 2>/dev/null | cut -c 1-100)"
  fi
  for one in "$cp"/iter_*; do [ -d "$one" ] && say checkpoint.iteration "\${one##*/}"; done
fi
`;
}
/** What the look says the path leads to, by the rules of a checkpoint on this machine. */
function readCheckpointLook(said, checkpoint) {
    const seen = (0,_preflight_shell_js__WEBPACK_IMPORTED_MODULE_2__/* .firstSaid */ .mU)(said, 'checkpoint');
    if (seen === 'missing')
        return { kind: 'missing' };
    if (seen === 'file')
        return { kind: (0,_config_megatron_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__/* .checkpointName */ .s7)(checkpoint) };
    // What may not be read can be anything.
    if (seen !== 'folder')
        return { kind: 'other' };
    if (!said.has('checkpoint.entries'))
        return { kind: 'empty' };
    const tracker = said.get('checkpoint.tracker')?.[0];
    const facts = {
        names: said.get('checkpoint.iteration') ?? [],
        hasRelease: said.has('checkpoint.release'),
        ...(tracker === undefined ? {} : { tracker }),
    };
    return (0,_config_megatron_checkpoint_js__WEBPACK_IMPORTED_MODULE_1__/* .pickIteration */ .xL)(checkpoint, facts, (node_path__WEBPACK_IMPORTED_MODULE_0___default().posix));
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


/***/ }),

/***/ 31012:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qv: () => (/* binding */ renderDependencies),
/* harmony export */   gb: () => (/* binding */ waitsForJobs),
/* harmony export */   nj: () => (/* binding */ judgeDependencies)
/* harmony export */ });
/* harmony import */ var _config_preflight_finding_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(21743);
/* harmony import */ var _config_value_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(54687);
/* harmony import */ var _preflight_shell_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(59951);



const KEY = 'execution.sbatch_extra_flags.dependency';
/** Whether a config's jobs start only when other jobs have ended. */
function waitsForJobs(root) {
    return ((0,_config_value_js__WEBPACK_IMPORTED_MODULE_0__/* .getAt */ .sM)(root, ['execution', 'sbatch_extra_flags', 'dependency']) ?? null) !== null;
}
/** The jobs that a config's own jobs wait for. */
function dependenciesOf(root) {
    const value = (0,_config_value_js__WEBPACK_IMPORTED_MODULE_0__/* .getAt */ .sM)(root, ['execution', 'sbatch_extra_flags', 'dependency']);
    if (typeof value !== 'string')
        return [];
    return value.split(/[,?]/).flatMap((part) => {
        const [type = '', ...ids] = part.split(':');
        return ids
            .map((id) => id.replace(/\+\d+$/, ''))
            .filter((id) => /^\d+(?:_\d+)?$/.test(id))
            .map((jobId) => ({ type, jobId }));
    });
}
/** Lines of a script, behind its prelude, that ask for the state of each of these jobs. */
function renderDependencies(root) {
    return [...new Set(dependenciesOf(root).map(({ jobId }) => jobId))].flatMap((id) => [
        `has squeue && ask queue.${id} squeue -h -t all -j ${id} -o %T`,
        `has sacct && ask acct.${id} sacct -n -X -P -j ${id} -o State`,
    ]);
}
const BAD = /^(?:FAILED|CANCELLED|TIMEOUT|NODE_FAIL|OUT_OF_MEMORY|BOOT_FAIL|DEADLINE|PREEMPTED)/;
/**
 * Slurm takes a job that it does not know for one that has ended, and starts at once what waits for it: a slip in the
 * id would have an older checkpoint evaluated.
 */
function judgeDependencies(said, { root, name, from }) {
    return dependenciesOf(root).flatMap(({ type, jobId }) => {
        const queued = (0,_preflight_shell_js__WEBPACK_IMPORTED_MODULE_1__/* .codeOf */ .$N)(said, `queue.${jobId}`) === 0 ? (0,_preflight_shell_js__WEBPACK_IMPORTED_MODULE_1__/* .firstSaid */ .mU)(said, `queue.${jobId}`) : '';
        const answers = (0,_preflight_shell_js__WEBPACK_IMPORTED_MODULE_1__/* .codeOf */ .$N)(said, `acct.${jobId}`) === 0;
        const state = queued || (answers ? (0,_preflight_shell_js__WEBPACK_IMPORTED_MODULE_1__/* .firstSaid */ .mU)(said, `acct.${jobId}`) : '');
        const found = (what, recovery) => [
            (0,_config_preflight_finding_js__WEBPACK_IMPORTED_MODULE_2__/* .error */ .z3)('cluster_dependency', `${from(KEY)}: job ${jobId} ${what}`, recovery),
        ];
        if (state === '')
            return answers
                ? found(`is not known to ${name}: Slurm takes it for one that has ended, and would start the evaluation at once`, 'correct the id of the job, or take the dependency out')
                : [];
        const never = (type === 'afterok' && BAD.test(state)) || (type === 'afternotok' && state === 'COMPLETED');
        if (!never)
            return [];
        return found(`has ended as ${state.split(' ')[0]}, so that ${type} would never be met: the evaluation would wait for ever`, 'name another job, or take the dependency out');
    });
}


/***/ }),

/***/ 59951:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $N: () => (/* binding */ codeOf),
/* harmony export */   LA: () => (/* binding */ quoteShell),
/* harmony export */   Wh: () => (/* binding */ PRELUDE),
/* harmony export */   bB: () => (/* binding */ quoteAnswer),
/* harmony export */   hE: () => (/* binding */ parseSaid),
/* harmony export */   mU: () => (/* binding */ firstSaid),
/* harmony export */   y7: () => (/* binding */ settingOf)
/* harmony export */ });
/** What a line of a script's answer begins with: shells of clusters greet, and warn, in between. */
const MARK = '@nea';
/** A disk or a daemon that hangs must not take the step with it. */
const SECONDS = 20;
const MOST_LINES = 400;
/**
 * Functions for a POSIX script that is read from stdin: `say KEY TEXT`, and `ask KEY COMMAND…`, which says each line
 * of what the command printed, and its exit code as `KEY.code`. No command may read on in the script.
 */
const PRELUDE = `LC_ALL=C; export LC_ALL
say() { printf '${MARK} %s %s\\n' "$1" "$2"; }
has() { command -v "$1" >/dev/null 2>&1; }
limit() { if has timeout; then timeout ${SECONDS} "$@"; else "$@"; fi; }
tell() { printf '%s\\n' "$2" | head -n ${MOST_LINES} | while IFS= read -r line; do say "$1" "$line"; done; }
ask() { key=$1; shift; out=$(limit "$@" 2>&1 </dev/null); say "$key.code" $?; tell "$key" "$out"; }
`;
/** A text as one word of a POSIX shell. */
function quoteShell(text) {
    return `'${text.replaceAll("'", `'\\''`)}'`;
}
function parseSaid(stdout) {
    const said = new Map();
    for (const line of stdout.split('\n')) {
        const match = /^@nea (\S+) (.*)$/.exec(line);
        if (!match)
            continue;
        const [, key, text] = match;
        const lines = said.get(key) ?? [];
        lines.push(text.replace(/\p{Cc}+/gu, ' ').trim());
        said.set(key, lines);
    }
    return said;
}
/** The first line under a key; '' where there is none. */
function firstSaid(said, key) {
    return said.get(key)?.[0] ?? '';
}
/** The exit code of what was asked; undefined where it was not. */
function codeOf(said, key) {
    const text = firstSaid(said, `${key}.code`);
    return /^\d+$/.test(text) ? Number(text) : undefined;
}
/** What somebody else's command said, as part of a message: one line of a length that can be read. */
function quoteAnswer(lines) {
    const text = lines.filter(Boolean).join('; ').replace(/\s+/g, ' ');
    return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
/** A line of `scontrol show config`. */
function settingOf(said, name) {
    const line = (said.get('config') ?? []).find((one) => one.startsWith(`${name} `));
    return line === undefined ? undefined : line.slice(line.indexOf('=') + 1).trim();
}


/***/ })

};
