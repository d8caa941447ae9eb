export const id = 38;
export const ids = [38];
export const modules = {

/***/ 48038:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  newestCheckpoint: () => (/* binding */ newestCheckpoint)
});

// EXTERNAL MODULE: ./src/config/value.ts
var value = __webpack_require__(54687);
// EXTERNAL MODULE: ./src/config/megatron-checkpoint.ts
var megatron_checkpoint = __webpack_require__(24784);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/slurm/checkpoint-look.ts
var checkpoint_look = __webpack_require__(90665);
// EXTERNAL MODULE: ./src/slurm/preflight-shell.ts
var preflight_shell = __webpack_require__(59951);
;// CONCATENATED MODULE: ./src/launcher/slurm/newest-checkpoint.ts




/**
 * The checkpoint on the cluster that the input `checkpoint` means: itself, or the newest iteration of the run it is the
 * folder of, by the rules of a checkpoint on this machine. Asked once, before the submission: a training that goes on
 * writes newer ones, and what is evaluated must stay what the snapshot says.
 * @param toBeWritten a job that is waited for may write it: a folder without a complete iteration is then taken as it is.
 * @throws ConfigError where there is no such folder, or no complete iteration in it.
 */
async function findNewestCheckpoint(shell, checkpoint, { toBeWritten = false, signal } = {}) {
    // It goes into a mount of the job's script, unquoted.
    if (!/^\/[A-Za-z0-9._/@%+=-]+$/.test(checkpoint))
        throw refuse(checkpoint, 'is no absolute path of the cluster of letters, digits and . _ - / @ % + =');
    const script = `${preflight_shell/* PRELUDE */.Wh}${(0,checkpoint_look/* renderCheckpointLook */.a)(checkpoint)}say end ok\n`;
    const answer = await shell.run(script, { timeoutMs: 60_000, ...(signal ? { signal } : {}) });
    const said = (0,preflight_shell/* parseSaid */.hE)(answer.stdout);
    if (!said.has('end'))
        throw new errors/* InfrastructureError */.EN(`the shell on ${shell.name} did not look for the checkpoint ${checkpoint} (exit code ${answer.code}: ${(0,preflight_shell/* quoteAnswer */.bB)(answer.stderr.split('\n'))})`);
    const seen = (0,checkpoint_look/* readCheckpointLook */.m)(said, checkpoint);
    switch (seen.kind) {
        case 'run':
            if (seen.newest !== undefined)
                return seen.newest;
            if (toBeWritten)
                return checkpoint;
            throw refuse(checkpoint, `on ${shell.name} ${(0,megatron_checkpoint/* explainRun */.Df)(seen)}`);
        case 'missing':
            throw refuse(checkpoint, `does not exist on ${shell.name}`, toBeWritten
                ? 'make the folder now, as the launcher asks for it when it submits, not when the job that it depends on has ended'
                : GIVE);
        case 'file':
            throw refuse(checkpoint, `on ${shell.name} is a file, not a folder`);
        case 'empty':
            if (toBeWritten)
                return checkpoint;
            throw refuse(checkpoint, `on ${shell.name} is an empty folder`);
        default:
            return checkpoint;
    }
}
const GIVE = "give a run's folder or one of its iter_* folders";
function refuse(checkpoint, why, recovery = GIVE) {
    return new errors/* ConfigError */.xL(`bad_megatron_checkpoint_path: input checkpoint is ${checkpoint.slice(0, 300)}, which ${why}: ${recovery}`);
}

// EXTERNAL MODULE: ./src/slurm/preflight-dependency.ts
var preflight_dependency = __webpack_require__(31012);
// EXTERNAL MODULE: ./src/evaluation/session.ts
var evaluation_session = __webpack_require__(1366);
// EXTERNAL MODULE: ./src/evaluation/slurm/open-cluster.ts
var open_cluster = __webpack_require__(30271);
;// CONCATENATED MODULE: ./src/evaluation/slurm/pin-checkpoint.ts





const KEY = ['deployment', 'checkpoint_path'];
/**
 * The newest checkpoint of the training whose folder the input `checkpoint` is, as the cluster has it now: what is
 * evaluated must stay what the snapshot says, and a training that goes on writes newer ones. What a config itself says is
 * not touched: preflight judges it, and where jobs wait for a training, only its end shows what is there.
 * @returns undefined where the path stays as it is, or nothing is to be asked.
 */
async function newestCheckpoint(session, { preflight }, config) {
    const key = (0,value/* formatPath */.jV)(KEY);
    if (config.dryRun || preflight === 'off' || config.sources.get(key) !== 'input checkpoint')
        return undefined;
    const checkpoint = (0,value/* getAt */.sM)(config.root, KEY);
    if (typeof checkpoint !== 'string' || !checkpoint.startsWith('/') || config.kept.has(key))
        return undefined;
    const place = (0,open_cluster/* placeOfConfig */.hP)(config);
    // What is missing there preflight says, all of it at once.
    if (place.host === '' || place.user === '')
        return undefined;
    const link = await (0,evaluation_session/* orStopped */.tA)(session, (0,open_cluster/* linkOf */.IJ)(session, place));
    const toBeWritten = (0,preflight_dependency/* waitsForJobs */.gb)(config.root);
    const found = await (0,evaluation_session/* orStopped */.tA)(session, findNewestCheckpoint(link, checkpoint, { toBeWritten }));
    if (found === checkpoint)
        return undefined;
    session.log.info(`checkpoint: ${found}, the newest of ${checkpoint} on ${link.name}`);
    if (toBeWritten)
        (0,evaluation_session/* warn */.R8)(session, `input checkpoint is the folder of a run, of which ${found} is the newest now; what the jobs of execution.sbatch_extra_flags.dependency still write is not evaluated: for that, make the iter_* folder that they will fill, and give its path`);
    return found;
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
