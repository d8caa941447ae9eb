export const id = 271;
export const ids = [271];
export const modules = {

/***/ 30271:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   IJ: () => (/* binding */ linkOf),
/* harmony export */   cO: () => (/* binding */ tagOf),
/* harmony export */   hP: () => (/* binding */ placeOfConfig)
/* harmony export */ });
/* unused harmony export sshInputsOf */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _config_value_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(54687);
/* harmony import */ var _launcher_ssh_open_link_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(35599);
/* harmony import */ var _slurm_tag_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(89027);
/* harmony import */ var _ssh_inputs_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8019);
/* harmony import */ var _upload_scan_file_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(87179);
/* harmony import */ var _session_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1366);







/** What a config says of its cluster; '' for what it does not say, which preflight refuses. */
function placeOfConfig(config) {
    const text = (key) => {
        const value = (0,_config_value_js__WEBPACK_IMPORTED_MODULE_6__/* .getAt */ .sM)(config.root, ['execution', key]);
        return typeof value === 'string' ? value : '';
    };
    return {
        host: text('hostname'),
        user: text('username'),
        account: text('account'),
        subproject: text('subproject'),
    };
}
/** The step's inputs of access, which the post step has too. */
function sshInputsOf({ env }) {
    return (0,_ssh_inputs_js__WEBPACK_IMPORTED_MODULE_3__/* .loadSshInputs */ .W)((name) => env[`INPUT_${name.toUpperCase()}`] ?? '');
}
/**
 * The run's one connection to its cluster, opened at its first use.
 * @throws ConfigError for a key, a host key or a host that is refused; InfrastructureError for one that is not reached.
 */
async function linkOf(session, { host, user }) {
    session.link ??= await (0,_launcher_ssh_open_link_js__WEBPACK_IMPORTED_MODULE_1__/* .openLink */ .F)({
        host,
        user,
        inputs: sshInputsOf(session),
        env: session.env,
        log: (line) => session.log.info((0,_upload_scan_file_js__WEBPACK_IMPORTED_MODULE_4__/* .redactMessage */ .b6)(line, session.forms)),
        onFolder: (linkFolder) => (0,_session_js__WEBPACK_IMPORTED_MODULE_5__/* .updateRecord */ .vL)(session, { linkFolder }),
    });
    return session.link;
}
/**
 * What all jobs of a run carry: jobs are told by it, and stopped by it alone. The run's folder, which is named at random,
 * is part of it: a workflow that calls another one twice has two jobs of one name, and they must not stop each other.
 */
function tagOf({ context, leg, rerun, files }) {
    const own = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(files.dir).digest('hex').slice(0, 8);
    // Outside of a run there is no number.
    const runId = /^\d+$/.test(context.runId) ? context.runId : '0';
    return (0,_slurm_tag_js__WEBPACK_IMPORTED_MODULE_2__/* .formatTag */ ._3)({
        repositoryId: String(context.event.repositoryId ?? 0),
        runId,
        attempt: context.runAttempt,
        leg: (0,_slurm_tag_js__WEBPACK_IMPORTED_MODULE_2__/* .legOf */ .Yk)(context.job, [context.step, rerun, own].filter(Boolean).join('.'), leg?.slug),
        ...(context.event.pullRequest ? { pullRequest: context.event.pullRequest.number } : {}),
    });
}


/***/ }),

/***/ 29421:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ CopyIncomplete),
/* harmony export */   T: () => (/* binding */ LinkDown)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(83916);

/** Thrown where the connection, not the command, failed. One line. The next call connects again. */
class LinkDown extends Error {
    constructor(message) {
        super(message);
        this.name = 'LinkDown';
    }
}
/** Thrown where a copy brought all but some files, whose names or whose folder's name are in the message. One line. */
class CopyIncomplete extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InfrastructureError */ .EN {
    missing;
    /** @param missing paths that rsync complains of, as it writes them. */
    constructor(message, missing) {
        super(message);
        this.missing = missing;
        this.name = 'CopyIncomplete';
    }
}


/***/ }),

/***/ 35599:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  F: () => (/* binding */ openLink)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/input-values.ts
var input_values = __webpack_require__(15214);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./src/launcher/command.ts
var command = __webpack_require__(66489);
;// CONCATENATED MODULE: ./src/launcher/ssh/run-group.ts

/** Milliseconds that children of an ended process may keep its pipes open: its output is taken as whole after that. */
const DRAIN_MS = 1000;
/**
 * Runs a command as a process group of its own: a Ctrl-C for us does not reach it, and a hung one dies with all that it
 * started. Never rejects.
 */
function runGroup(program, args, options) {
    return new Promise((resolve) => {
        let ended = 'by itself';
        const child = (0,external_node_child_process_.spawn)(program, args, {
            env: options.env,
            cwd: options.cwd,
            stdio: ['pipe', 'pipe', 'pipe'],
            detached: true,
        });
        const stop = (why) => {
            if (ended === 'by itself')
                ended = why;
            killGroup(child.pid, 'SIGKILL');
        };
        const outputs = [child.stdout, child.stderr].map((stream) => {
            const parts = [];
            let size = 0;
            stream.on('data', (part) => {
                size += part.length;
                if (size > options.maxBytes)
                    stop('flooded');
                else
                    parts.push(part);
            });
            return () => Buffer.concat(parts).toString('utf8');
        });
        const timer = setTimeout(() => stop('timeout'), Math.max(options.timeoutMs, 1));
        const onAbort = () => stop('aborted');
        if (options.signal?.aborted)
            onAbort();
        options.signal?.addEventListener('abort', onAbort, { once: true });
        const finish = (code) => {
            clearTimeout(timer);
            options.signal?.removeEventListener('abort', onAbort);
            for (const stream of [child.stdin, child.stdout, child.stderr])
                stream.destroy();
            resolve({ code, stdout: outputs[0](), stderr: outputs[1](), ended });
        };
        child.on('error', () => {
            ended = 'not started';
            finish(127);
        });
        child.on('exit', (code, signal) => {
            const status = code ?? 128 + (signal === 'SIGTERM' ? 15 : 9);
            // Of one that was killed nothing more is wanted, and ssh's master may hold its pipes.
            const drained = setTimeout(() => finish(status), ended === 'by itself' ? DRAIN_MS : 0);
            child.on('close', () => {
                clearTimeout(drained);
                finish(status);
            });
        });
        child.stdin.on('error', () => undefined);
        child.stdin.end(options.input ?? '');
    });
}
/** Signals a process group; one that has ended is no error. */
function killGroup(pid, signal) {
    if (pid === undefined)
        return;
    try {
        process.kill(-pid, signal);
    }
    catch {
        // It ended by itself.
    }
}

;// CONCATENATED MODULE: ./src/launcher/ssh/agent.ts







/** Seconds after which an agent forgets the key by itself, were we killed while connecting. */
const LIFETIME = 180;
/**
 * Starts an ssh-agent that has one key, which reaches it through a pipe and is never on the disk. It is needed only
 * while a connection is opened.
 * @returns what ends it.
 * @throws ConfigError where the key is not readable; InfrastructureError where no agent comes up.
 */
async function startAgent(socket, key, env) {
    (0,external_node_fs_.rmSync)(socket, { force: true });
    const agent = (0,external_node_child_process_.spawn)('ssh-agent', ['-D', '-a', socket], { env, stdio: 'ignore', detached: true });
    const failed = new Promise((_, reject) => {
        agent.on('error', (error) => reject(new errors/* InfrastructureError */.EN(`ssh-agent does not start: ${error.message}`)));
        agent.on('exit', () => reject(new errors/* InfrastructureError */.EN('ssh-agent ended before it was used')));
    });
    failed.catch(() => undefined);
    const stop = () => {
        // Asked to end it would remove its socket a moment later, which may be the next agent's by then.
        killGroup(agent.pid, 'SIGKILL');
        (0,external_node_fs_.rmSync)(socket, { force: true });
    };
    try {
        await Promise.race([failed, waitFor(socket)]);
        const added = await (0,command/* runCommand */.d)('ssh-add', ['-q', '-t', String(LIFETIME), '-'], {
            env: { ...env, SSH_AUTH_SOCK: socket },
            timeout: 10_000,
            input: Buffer.from(key),
        });
        if (added.code === 2 || added.timedOut || added.missing)
            throw new errors/* InfrastructureError */.EN(`ssh-add does not reach the agent that has ssh-key: ${(0,command/* complaint */.U)(added)}`);
        if (added.code !== 0)
            throw new errors/* ConfigError */.xL(`input ssh-key is no key that ssh-add reads (${(0,command/* complaint */.U)(added)}): give all that the key file holds, without a passphrase`);
        return stop;
    }
    catch (error) {
        stop();
        throw error;
    }
}
/** Waits until somebody listens; the file is there a moment before that. */
async function waitFor(socket) {
    for (const end = Date.now() + 10_000; !(await isHeard(socket)); await (0,promises_.setTimeout)(5))
        if (Date.now() > end)
            throw new errors/* InfrastructureError */.EN('ssh-agent does not come up');
}
function isHeard(socket) {
    return new Promise((resolve) => {
        const probe = (0,external_node_net_.connect)(socket, () => {
            probe.destroy();
            resolve(true);
        });
        probe.on('error', () => resolve(false));
    });
}

;// CONCATENATED MODULE: ./src/launcher/ssh/client-config.ts
/**
 * The client config of our connection. ssh takes the first value that it finds: ours come before the user's, and hold
 * for jump hosts too, which options on the command line would not.
 * @param seconds for a TCP connection and the server's greeting.
 */
function clientConfig(inputs, folder, seconds) {
    const lines = [
        'Host *',
        'BatchMode yes',
        'StrictHostKeyChecking yes',
        'NoHostAuthenticationForLocalhost no',
        'UpdateHostKeys no',
        `ConnectTimeout ${seconds}`,
        'ConnectionAttempts 1',
        'ServerAliveInterval 10',
        'ServerAliveCountMax 3',
        'TCPKeepAlive yes',
        'ControlMaster no',
        'ControlPath none',
        'ControlPersist no',
        'ClearAllForwardings yes',
        'ForwardAgent no',
        'ForwardX11 no',
        'AddKeysToAgent no',
        'PermitLocalCommand no',
        'RequestTTY no',
        'RemoteCommand none',
        'EscapeChar none',
    ];
    if (inputs.knownHosts) {
        lines.push(`UserKnownHostsFile ${folder.knownHosts}`, 'GlobalKnownHostsFile /dev/null');
    }
    if (inputs.key) {
        // The agent has this key alone: the user's config must not keep ssh from asking it.
        lines.push(`IdentityAgent ${folder.agentSocket}`, 'IdentitiesOnly no', 'IdentityFile none');
    }
    if (inputs.certificate)
        lines.push(`CertificateFile ${folder.certificate}`);
    // ssh reads none but the named file, so that what it would have read is named too.
    const others = inputs.config ? [folder.userConfig] : ['~/.ssh/config', '/etc/ssh/ssh_config'];
    return `${[...lines, ...others.map((file) => `Include ${file}`)].join('\n')}\n`;
}
/**
 * Arguments that make ssh use our connection and nothing else: without it, it would quietly open one of its own, by
 * the rules of whatever config it finds.
 */
function clientArguments(socket) {
    const options = ['ControlMaster=no', 'BatchMode=yes', 'ProxyCommand=exit 255', 'LogLevel=ERROR'];
    return ['-F', '/dev/null', '-S', socket, '-T', ...options.flatMap((option) => ['-o', option])];
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./src/report/escape.ts
var report_escape = __webpack_require__(14031);
// EXTERNAL MODULE: ./src/launcher/ssh/link.ts
var ssh_link = __webpack_require__(29421);
;// CONCATENATED MODULE: ./src/launcher/ssh/copy-folder.ts



/** Holds real values, and has no use here. */
const NEVER = ['.secrets.env'];
/**
 * Arguments of rsync. Files are written in place: a transfer that broke, even by a kill, goes on from what is there.
 * Modes are ours, links that lead out of the tree and devices are left out, and names go through the protocol, not
 * through a shell.
 * @param source `host:/folder/` or `/folder/`.
 */
function rsyncArguments(source, localDir, { exclude = [], remoteShell }) {
    return [
        '-rlt',
        '--inplace',
        '--safe-links',
        '--chmod=Du=rwx,Dgo=,Fu=rw,Fgo=',
        '--timeout=60',
        ...[...NEVER, ...exclude].map((pattern) => `--exclude=${pattern}`),
        ...(remoteShell ? ['-z', '-s', '-e', remoteShell] : []),
        '--',
        source,
        localDir,
    ];
}
/** Codes by which rsync says that the other side went away: sockets, protocol, timeouts, ssh itself. */
const LOST = [10, 12, 30, 35, 255];
/** By which rsync says that some files were not copied, and all others were. */
const PARTIAL = 23;
/** What became of a copy. @throws LinkDown, CopyIncomplete, InfrastructureError. */
function judgeCopy(result, where) {
    // 24: a file vanished while it was copied, as those of a running job do.
    if (result.code === 0 || result.code === 24)
        return;
    const { stderr, code } = result;
    const fail = (message) => {
        throw new errors/* InfrastructureError */.EN((0,report_escape/* shorten */.ml)((0,report_escape/* stripControls */.$Y)(message), 600));
    };
    const full = /^(?=.*(?:No space left on device|Disk quota exceeded)).*$/m.exec(stderr);
    if (full)
        fail(`${where.localDir}: ${/quota/i.test(full[0]) ? 'the disk quota' : 'the disk'} of this machine is full; results stay in ${where.remoteDir} on ${where.link}`);
    if (/rsync: (?:\d+: )?(?:command )?not found|(?:command )?not found.*rsync|rsync: No such file/i.test(stderr) ||
        code === 127)
        fail(`there is no rsync on ${where.link}, or not on the PATH of its non-interactive shells: install it there, results come by it`);
    if (/change_dir ".*" failed: No such file or directory/.test(stderr))
        fail(`${where.remoteDir} is not there on ${where.link}`);
    const said = complaintOf(stderr);
    if (LOST.includes(code))
        throw new ssh_link/* LinkDown */.T(`${where.link}: the copy of ${where.remoteDir} broke: ${said}`);
    const message = `rsync from ${where.link}, ${where.remoteDir}, exit code ${code}: ${said}`;
    const missing = pathsIn(stderr);
    if (code === PARTIAL && missing.length > 0)
        throw new ssh_link/* CopyIncomplete */.M((0,report_escape/* shorten */.ml)((0,report_escape/* stripControls */.$Y)(message), 600), missing);
    fail(message);
}
/** What each complaint of rsync's is about: it puts paths between double quotes. */
function pathsIn(stderr) {
    const paths = [...stderr.matchAll(/^rsync: .*?"([^"\n]+)"/gm)].map(([, name]) => name);
    return [...new Set(paths)];
}
/** The first complaint of rsync itself: login shells complain too, and the last line is a mere summary. */
function complaintOf(stderr) {
    const lines = stderr
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
    const line = lines.find((text) => text.startsWith('rsync: ')) ??
        lines.find((text) => !text.startsWith('rsync error: ')) ??
        lines[0] ??
        'rsync said nothing';
    return (0,report_escape/* shorten */.ml)((0,report_escape/* stripControls */.$Y)(line), 300);
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./src/launcher/ssh/frame-script.ts

/**
 * Wraps a script. The parentheses make sh read all of it before it runs any: a connection that breaks meanwhile leaves
 * no half-done work. Its exit code is said in words, as 255 is what ssh exits with when the connection fails.
 */
function frameScript(script) {
    const mark = `nea-${(0,external_node_crypto_.randomBytes)(12).toString('hex')}`;
    const lines = [
        'cd 2>/dev/null',
        `printf '\\n%s\\n' ${mark}`,
        `printf '\\n%s\\n' ${mark} >&2`,
        '(',
        script,
        ') </dev/null',
        `printf '\\n%s %d\\n' ${mark} "$?"`,
    ];
    return { text: `${lines.join('\n')}\n`, mark };
}
/** Takes the script's words out of what was heard. */
function readFrame({ mark }, stdout, stderr) {
    const said = after(stdout, `\n${mark}\n`);
    const complained = after(stderr, `\n${mark}\n`) ?? stderr;
    if (said === undefined)
        return { started: false, stdout, stderr };
    const at = said.lastIndexOf(`\n${mark} `);
    const code = at < 0 ? undefined : /^\d+(?=\n)/.exec(said.slice(at + mark.length + 2))?.[0];
    if (code === undefined)
        return { started: true, stdout: said, stderr: complained };
    return { started: true, code: Number(code), stdout: said.slice(0, at), stderr: complained };
}
function after(text, mark) {
    const at = text.indexOf(mark);
    return at < 0 ? undefined : text.slice(at + mark.length);
}

;// CONCATENATED MODULE: ./src/launcher/ssh/session-slots.ts
/**
 * Sessions at a time on one connection. Servers allow ten unless told otherwise (MaxSessions), and the launcher needs
 * some of them.
 */
class SessionSlots {
    free;
    waiting = [];
    constructor(size) {
        this.free = size;
    }
    /** Waits for a slot. The caller gives it back, unless the signal ended the wait, which throws its reason. */
    async take(signal) {
        signal.throwIfAborted();
        if (this.free > 0) {
            this.free -= 1;
            return;
        }
        await new Promise((resolve, reject) => {
            const wake = () => {
                signal.removeEventListener('abort', give);
                resolve();
            };
            const give = () => {
                this.waiting.splice(this.waiting.indexOf(wake), 1);
                reject(signal.reason);
            };
            this.waiting.push(wake);
            signal.addEventListener('abort', give, { once: true });
        });
    }
    giveBack() {
        const next = this.waiting.shift();
        if (next)
            next();
        else
            this.free += 1;
    }
}

;// CONCATENATED MODULE: ./src/launcher/ssh/command-link.ts










const RUN_MS = 60_000;
const FETCH_MS = 600_000;
const MAX_ANSWER = 32 << 20;
/** What ssh says where the server allows no more sessions on a connection. */
const NO_SESSION = /session request failed|Session open refused/;
/** What it says where our connection was gone when it was asked for: nothing has been sent, so that it may be tried again. */
const NO_MASTER = /^kex_exchange_identification: /m;
/** Runs scripts and copies over a transport. */
class CommandLink {
    name;
    transport;
    launcher;
    cleanUp;
    slots = new SessionSlots(4);
    closing;
    constructor(name, transport, launcher, cleanUp) {
        this.name = name;
        this.transport = transport;
        this.launcher = launcher;
        this.cleanUp = cleanUp;
    }
    get connections() {
        return this.transport.connections;
    }
    environment() {
        return this.launcher;
    }
    async run(script, options = {}) {
        const frame = frameScript(script);
        const result = await this.call(this.transport.shell(), options, RUN_MS, frame.text);
        const heard = readFrame(frame, result.stdout, result.stderr);
        if (heard.code !== undefined)
            return { code: heard.code, stdout: heard.stdout, stderr: heard.stderr };
        if (result.ended === 'flooded')
            throw new errors/* InfrastructureError */.EN(`${this.name}: a script's answer has more than ${MAX_ANSWER >> 20} MiB`);
        if (heard.started && result.code !== 255)
            return { code: result.code, stdout: heard.stdout, stderr: heard.stderr };
        const said = lastLine(heard.stderr) || lastLine(heard.stdout) || 'ssh said nothing';
        if (heard.started)
            throw new ssh_link/* LinkDown */.T(`${this.name}: the connection broke while a script ran: ${said}`);
        if (result.code === 255)
            throw new ssh_link/* LinkDown */.T(`${this.name}: the connection is lost: ${said}`);
        throw new ssh_link/* LinkDown */.T(`${this.name} runs no commands, its login shell ended with code ${result.code}: ${said}`);
    }
    async fetch(remoteDir, localDir, options = {}) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they have no place in a path
        if (!/^\/[^\u0000-\u001f]*$/.test(remoteDir))
            throw new errors/* InfrastructureError */.EN(`not an absolute path on ${this.name}: ${JSON.stringify(remoteDir)}`);
        const target = external_node_path_default().resolve(localDir);
        (0,external_node_fs_.mkdirSync)(target, { recursive: true });
        const call = this.transport.copy(`${remoteDir.replace(/\/+$/, '')}/`, `${target}/`, options.exclude ?? []);
        const result = await this.call(call, options, FETCH_MS);
        judgeCopy(result, { link: this.name, remoteDir, localDir: target });
    }
    close() {
        this.closing ??= this.transport.close().finally(this.cleanUp);
        return this.closing;
    }
    /** One command within its limits; tried again where the server has no session free. */
    async call(call, options, fallbackMs, input) {
        const timeoutMs = options.timeoutMs ?? fallbackMs;
        const limits = makeLimits(timeoutMs, options.signal);
        const late = new ssh_link/* LinkDown */.T(`${this.name}: no answer within ${timeoutMs / 1000} s`);
        try {
            for (let lost = 0;;) {
                await this.open(limits);
                const result = await this.inSlot(call, limits, input);
                if (result.ended === 'aborted')
                    limits.signal.throwIfAborted();
                if (result.ended === 'not started')
                    throw new ssh_link/* LinkDown */.T(`${this.name}: ${call.program} did not start: the connection was closed`);
                if (result.code === 0)
                    return result;
                // A refused session is followed by the same words as a lost connection.
                if (!NO_SESSION.test(result.stderr)) {
                    if (!NO_MASTER.test(result.stderr))
                        return result;
                    lost += 1;
                    if (lost > 3)
                        throw new ssh_link/* LinkDown */.T(`${this.name}: the connection is lost`);
                    this.transport.doubt();
                    continue;
                }
                late.message = `${this.name}: the server allows no more sessions on one connection (MaxSessions)`;
                await (0,promises_.setTimeout)(500, undefined, { signal: limits.signal });
            }
        }
        catch (error) {
            options.signal?.throwIfAborted();
            if (limits.isLate())
                this.transport.doubt();
            throw limits.isLate() ? late : error;
        }
    }
    async inSlot(call, limits, input) {
        await this.slots.take(limits.signal);
        try {
            return await runGroup(call.program, call.args, {
                env: call.env,
                cwd: call.cwd,
                timeoutMs: limits.until - Date.now() + 1000,
                signal: limits.signal,
                maxBytes: MAX_ANSWER,
                ...(input === undefined ? {} : { input }),
            });
        }
        finally {
            this.slots.giveBack();
        }
    }
    async open({ signal }) {
        if (this.closing)
            throw new ssh_link/* LinkDown */.T(`${this.name}: the connection was closed`);
        signal.throwIfAborted();
        const opening = this.transport.open().catch((error) => {
            throw new ssh_link/* LinkDown */.T((0,errors/* messageOf */.bD)(error));
        });
        let onAbort = () => undefined;
        const aborted = new Promise((_, reject) => {
            onAbort = () => reject(signal.reason);
            signal.addEventListener('abort', onAbort, { once: true });
        });
        await Promise.race([opening, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
    }
}
function makeLimits(timeoutMs, signal) {
    const own = AbortSignal.timeout(timeoutMs);
    return {
        until: Date.now() + timeoutMs,
        signal: signal ? AbortSignal.any([signal, own]) : own,
        isLate: () => own.aborted,
    };
}
function lastLine(text) {
    const lines = text.split('\n').map((line) => line.trim());
    return (0,report_escape/* shorten */.ml)((0,report_escape/* stripControls */.$Y)(lines.filter(Boolean).at(-1) ?? ''), 300);
}

;// CONCATENATED MODULE: ./src/launcher/ssh/explain-ssh.ts


const config = (message) => new errors/* ConfigError */.xL(message);
const machine = (message) => new errors/* InfrastructureError */.EN(message);
/** What ssh says about failures, in the order in which they decide: a later line is often a mere consequence. */
const KNOWN = [
    [/^(?:command-line: )?line (\d+): (.*)$/m, ([, line, what]) => config(`ssh config, line ${line}: ${what}`)],
    [
        /REMOTE HOST IDENTIFICATION HAS CHANGED/,
        (_, messages, { target }) => config(`${hostOf(messages, target)} has another host key than the known one: it offers ${offered(messages)}; unless the administrators say that they changed it, this is somebody else's machine; if they did, replace the line in ssh-known-hosts (or known_hosts)`),
    ],
    [
        /REVOKED HOST KEY DETECTED/,
        (_, messages, { target }) => config(`${hostOf(messages, target)} offers the host key ${offered(messages)}, which ssh-known-hosts marks as revoked: ask its administrators`),
    ],
    [
        /^No (\S+) host key is known for (\S+) and you have requested strict checking/m,
        ([, , host], messages) => config(`the host key of ${host} is not known: it offers ${offered(messages)}; compare that with what its administrators publish, and put the line of "${keyscan(host)}" that has it into ssh-known-hosts`),
    ],
    [
        /^Host key verification failed/m,
        (_, messages, { target }) => config(`the host key of ${hostOf(messages, target)} was not accepted: it offers ${offered(messages)}; see that ssh-known-hosts has it under this name`),
    ],
    [
        /^Unable to negotiate with (.*?): (.*)$/m,
        ([, host, what]) => config(`no common method with ${host}: ${what}; allow it for this host in ssh-config if you must`),
    ],
    [
        /^Bad owner or permissions on (.*)$/m,
        ([, file]) => config(`others may write ${file}, so that ssh refuses it: chmod 600 it`),
    ],
    [
        /Too many authentication failures/,
        (_, messages, { target }) => config(`${target} was offered too many keys (${offers(messages).length} were tried) and hung up: give the right one as ssh-key, or name it in ssh-config by IdentityFile and IdentitiesOnly yes`),
    ],
    [
        /^(?:(\S+@\S+): )?Permission denied \(([^)]*)\)/m,
        ([, who, methods], messages, facts) => config(explainDenied(nameLogin(who, facts), methods, messages, facts)),
    ],
    [
        /Could not resolve hostname (\S+): (.*)$/m,
        ([, host, what]) => /temporary/i.test(what)
            ? machine(`${host} could not be looked up (${what}): DNS of this machine`)
            : config(`there is no host ${host} (${what}): check the name, or say its HostName in ssh-config`),
    ],
    [
        /^channel \d+: open failed: (.*)$/m,
        ([, what], _, { target }) => machine(`the jump host does not reach ${target}: ${what}`),
    ],
    [
        /connect to (?:host|address) (\S+) port (\d+): (.*)$/m,
        ([, host, port, what]) => machine(`${host}, port ${port}: ${what}; ${/refused/i.test(what) ? 'no ssh server listens there: check Port in ssh-config' : 'see that a runner may reach it (firewall, VPN, ProxyJump in ssh-config)'}`),
    ],
    [
        /(?:Connection timed out during banner exchange|banner exchange: Connection to .* timed out)/i,
        (_, __, { target }) => machine(`${target} took the connection and then said nothing: no ssh server, or one that is overloaded`),
    ],
    [
        /kex_exchange_identification: (.*)$|^(Connection (?:reset|closed) by .*)$/m,
        ([, what, other], _, { target }) => machine(`${target} hung up before the login (${what ?? other}): the server turns this machine away or has too many logins (MaxStartups)`),
    ],
];
/** Says why ssh did not get to a session, in one line, from its messages at `-v`. */
function explainSsh(all, facts) {
    const messages = all.replace(/\r/g, '');
    const wrong = configProblem(messages, facts);
    if (wrong)
        return wrong;
    for (const [pattern, explain] of KNOWN) {
        const match = pattern.exec(messages);
        if (match)
            return tidy(explain(match, messages, facts));
    }
    const last = messages
        .split('\n')
        .filter((line) => line.trim() && !/^debug\d: |^OpenSSH_/.test(line))
        .at(-1);
    return tidy(machine(`no connection to ${facts.target}: ${last ?? 'ssh said nothing'}`));
}
/** The server's words go into logs and annotations. */
function tidy(error) {
    const message = (0,report_escape/* shorten */.ml)((0,report_escape/* stripControls */.$Y)(error.message), 600);
    return error instanceof errors/* ConfigError */.xL ? new errors/* ConfigError */.xL(message) : new errors/* InfrastructureError */.EN(message);
}
function configProblem(messages, { userConfig }) {
    const found = /^(\/[^\s:]+|command-line):? line (\d+): (.*)$/m.exec(messages);
    if (!found || /^terminating/.test(found[3]))
        return undefined;
    const where = found[1] === userConfig ? 'input ssh-config' : found[1];
    return tidy(config(`${where}, line ${found[2]}: ${found[3]}: ssh does not read it`));
}
/** The login of the config, and where it is another one, by HostName or at a jump host, the one that ssh speaks of. */
function nameLogin(who, { target }) {
    return who === undefined || who === target
        ? target
        : `${target} (at ${who}, which ssh-config makes of it or leads through)`;
}
function explainDenied(who, methods, messages, facts) {
    const tried = offers(messages);
    const missing = /no such identity: (.*?): /.exec(messages)?.[1];
    if (!/publickey/.test(methods))
        return `${who}: the login was refused; the server takes ${methods} only, and nobody can answer questions here: ask for logins by key`;
    if (tried.length === 0) {
        const because = missing ? `, ${missing} is not on this machine` : '';
        return `${who}: the login was refused, as no key was offered${because}: give ssh-key, or run an ssh-agent that has one`;
    }
    const more = facts.hasCertificate
        ? 'that the certificate is of this key, still valid, and issued for this user'
        : 'that its public half is in ~/.ssh/authorized_keys there';
    const rest = methods === 'publickey' ? '' : ` (the server would also take ${methods.replace(/publickey,?/, '')})`;
    return `${who}: the login was refused with ${tried.slice(-2).join(' and ')}${rest}: check the user name, and ${more}`;
}
/** The keys offered to the server that hung up. */
function offers(messages) {
    const last = messages.slice(messages.lastIndexOf('debug1: Authenticating to '));
    return [...last.matchAll(/^debug1: Offering public key: .*?(\S+) (SHA256:\S+)/gm)].map(([, type, print]) => `the ${type} key ${print}`);
}
/** The host key that the server last spoken to has shown. */
function offered(messages) {
    const keys = [...messages.matchAll(/^debug1: Server host (?:key|certificate): (\S+) (SHA256:[^\s,]+)/gm)];
    const key = keys.at(-1);
    return key ? `${key[1]} ${key[2]}` : 'one that it did not show';
}
function hostOf(messages, target) {
    const named = /Host key for (\S+) has changed/.exec(messages) ??
        /host key for (\S+) (?:is|was) revoked/i.exec(messages);
    return named?.[1] ?? target.replace(/^.*@/, '');
}
function keyscan(host) {
    const [, name, port] = /^\[(.*)\]:(\d+)$/.exec(host) ?? [];
    return name ? `ssh-keyscan -p ${port} ${name}` : `ssh-keyscan ${host}`;
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
;// CONCATENATED MODULE: ./src/launcher/ssh/link-environment.ts




const PATH = '/usr/local/bin:/usr/bin:/bin';
/** What a login on this machine would have, as far as the runner has it; no variable of the job is among it. */
const LOGIN = 'PATH SHELL LANG LANGUAGE LC_ALL LC_CTYPE TZ SLURM_CONF LD_LIBRARY_PATH MODULEPATH MODULESHOME KRB5CCNAME'.split(' ');
/** The path of a program. @throws ConfigError saying which package has it. */
function findProgram(name, debian, env) {
    for (const dir of (env['PATH'] ?? PATH).split((external_node_path_default()).delimiter)) {
        const file = external_node_path_default().join(dir || '.', name);
        try {
            (0,external_node_fs_.accessSync)(file, external_node_fs_.constants.X_OK);
            if (external_node_path_default().isAbsolute(file) && (0,external_node_fs_.statSync)(file).isFile())
                return file;
        }
        catch {
            // Not here.
        }
    }
    throw new errors/* ConfigError */.xL(`there is no ${name} on this runner, which clusters are reached with: install it (Debian, Ubuntu: apt-get install ${debian})`);
}
/** For clients of our connection, which need nothing of the job. */
function clientEnvironment(env) {
    return tracked(env, { PATH: env['PATH'] ?? PATH, HOME: (0,external_node_os_.homedir)(), LC_ALL: 'C' });
}
/**
 * For the connection itself: a ProxyCommand of the user's may need what the job has, such as a cloud's credentials.
 * The inputs, the key among them, and the runner's tokens stay here, and nothing may ask for passwords.
 */
function connectionEnvironment(env) {
    const kept = Object.entries(env).filter((entry) => entry[1] !== undefined && !/^(INPUT_|ACTIONS_|SSH_ASKPASS|DISPLAY$|GITHUB_TOKEN$)/.test(entry[0]));
    return { PATH, HOME: (0,external_node_os_.homedir)(), ...Object.fromEntries(kept), LC_ALL: 'C', SSH_ASKPASS_REQUIRE: 'never' };
}
/** For commands on a runner that is a login node. */
function loginEnvironment(env) {
    const { username, homedir: home, shell } = (0,external_node_os_.userInfo)();
    const given = LOGIN.flatMap((name) => (env[name] ? [[name, env[name]]] : []));
    return {
        PATH,
        SHELL: shell ?? '/bin/sh',
        ...Object.fromEntries(given),
        HOME: home,
        USER: username,
        LOGNAME: username,
    };
}
/** The umask of this process, in octal; Node's own way to read it sets it for a moment. */
function currentUmask() {
    try {
        return /^Umask:\s*([0-7]+)$/m.exec((0,external_node_fs_.readFileSync)('/proc/self/status', 'utf8'))?.[1] ?? '022';
    }
    catch {
        return '022';
    }
}
/** The runner ends what carries this when the job ends, however we ended. */
function tracked(env, own) {
    const id = env['RUNNER_TRACKING_ID'];
    return id ? { ...own, RUNNER_TRACKING_ID: id } : own;
}

;// CONCATENATED MODULE: ./src/launcher/ssh/local-transport.ts

/** The runner is the login node: scripts and copies run here, as they would after a login. */
class LocalTransport {
    rsync;
    login;
    connections = 0;
    constructor(rsync, login) {
        this.rsync = rsync;
        this.login = login;
    }
    shell() {
        return this.own('/bin/sh', ['-s']);
    }
    copy(remoteDir, localDir, exclude) {
        return this.own(this.rsync, rsyncArguments(remoteDir, localDir, { exclude }));
    }
    async open() {
        // Nothing lies between.
    }
    doubt() {
        // As little is there to doubt.
    }
    async close() {
        // And nothing to close.
    }
    own(program, args) {
        return { program, args, env: this.login.env, cwd: this.login.home };
    }
}

;// CONCATENATED MODULE: ./src/launcher/ssh/spawn-tied.ts

/** File descriptor 3 is a pipe of ours, and closes with us. */
const TIED = `"$@" </dev/null 3<&- &
program=$!
{ read -r _ <&3; kill "$program"; } 2>/dev/null &
tie=$!
trap 'kill "$program"' TERM
while
  wait "$program"
  code=$?
  kill -0 "$program" 2>/dev/null
do :; done
kill "$tie" 2>/dev/null
exit "$code"`;
/**
 * Starts a program that ends when this process does, however that ends: an orphaned connection would stay open as long
 * as the machine runs. It is a process group of its own, which a Ctrl-C for us does not reach. Its stderr is a pipe.
 */
function spawnTied(program, args, env) {
    const child = (0,external_node_child_process_.spawn)('/bin/sh', ['-c', TIED, 'sh', program, ...args], {
        env,
        stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
        detached: true,
    });
    child.stdio[3]?.on('error', () => undefined);
    return child;
}

;// CONCATENATED MODULE: ./src/launcher/ssh/master.ts





/** Characters of ssh's messages that are kept: the newest tell why it failed. */
const KEPT = 64 << 10;
/** The one connection that everything shares. Opened when needed, and again after it was lost. */
class MasterConnection {
    options;
    /** Connections begun. */
    opened = 0;
    child;
    opening;
    isClosed = false;
    constructor(options) {
        this.options = options;
    }
    get isUp() {
        return this.child !== undefined && (0,external_node_fs_.existsSync)(this.options.socket);
    }
    /** Connects, unless that is done or under way. @throws ActionError saying why it failed. */
    async open() {
        if (this.isUp)
            return;
        this.opening ??= this.connect().finally(() => {
            this.opening = undefined;
        });
        await this.opening;
    }
    /** Drops a connection that does not answer; the next call opens another. */
    drop() {
        const { child } = this;
        this.child = undefined;
        killGroup(child?.pid, 'SIGKILL');
        (0,external_node_fs_.rmSync)(this.options.socket, { force: true });
    }
    /** Ends the connection, waiting at most a second for a goodbye. */
    async close() {
        this.isClosed = true;
        const { child } = this;
        if (child && child.exitCode === null && child.signalCode === null) {
            const gone = new Promise((resolve) => child.once('exit', resolve));
            killGroup(child.pid, 'SIGTERM');
            await Promise.race([gone, (0,promises_.setTimeout)(1000, undefined, { ref: false })]);
        }
        this.drop();
    }
    async connect() {
        this.drop();
        const undo = await this.options.prepare();
        try {
            if (this.isClosed)
                throw new errors/* InfrastructureError */.EN('the connection was closed while it opened');
            await this.login();
            this.options.onOpen(this.opened);
        }
        finally {
            undo();
        }
    }
    async login() {
        const { ssh, args, env, socket, limitMs, explain } = this.options;
        this.opened += 1;
        const child = spawnTied(ssh, ['-v', '-M', '-N', '-S', socket, ...args], env);
        this.child = child;
        let messages = '';
        child.stderr?.setEncoding('utf8').on('data', (part) => {
            messages = (messages + part).slice(-KEPT);
        });
        let hasEnded = false;
        const ended = new Promise((resolve) => {
            child.on('error', () => resolve());
            child.on('exit', () => {
                if (this.child === child)
                    this.child = undefined;
                // Its last words may still be on their way.
                setTimeout(resolve, 50);
            });
        }).then(() => {
            hasEnded = true;
        });
        for (const end = Date.now() + limitMs; !(0,external_node_fs_.existsSync)(socket);) {
            await Promise.race([ended, (0,promises_.setTimeout)(15)]);
            if (hasEnded)
                throw explain(messages);
            if (Date.now() < end)
                continue;
            this.drop();
            throw new errors/* InfrastructureError */.EN(`the login was not done within ${limitMs / 1000} s: ssh was waiting after "${lastMessage(messages)}"`);
        }
    }
}
function lastMessage(messages) {
    const lines = messages.split('\n').map((line) => line.replace(/^debug\d: /, '').trim());
    return lines.filter(Boolean).at(-1) ?? 'no message';
}

// EXTERNAL MODULE: ./src/launcher/ssh/private-folder.ts
var private_folder = __webpack_require__(76055);
;// CONCATENATED MODULE: ./src/launcher/ssh/shims.ts



/** Any text as one word of sh. */
const shellWord = (text) => `'${text.replaceAll("'", "'\\''")}'`;
/**
 * What both shims read of a command line of ssh: options that shape a connection are dropped, since ours is there, and
 * another host than ours is refused, since a connection to it would follow nobody's rules.
 */
const readArguments = (user, host) => `
login=
action=run
while [ $# -gt 0 ]; do
  case $1 in
    -l) login=$2; shift 2 ;;
    -O) action=$2; shift 2 ;;
    -[BbcDEeFIiJLmopQRSWw]) shift 2 ;;
    --) shift; break ;;
    -[BbcDEeFIiJLmopQRSWw]?*) shift ;;
    -*N*) action=check; shift ;;
    -*) shift ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || { echo 'ssh: no host given' >&2; exit 255; }
target=$1
shift
[ -z "$login" ] || target=$login@$target
case $target in
  ${shellWord(`${user}@${host}`)} | ${shellWord(host)}) ;;
  *) printf 'ssh: the connection of this run is to %s, not to %s\\n' ${shellWord(`${user}@${host}`)} "$target" >&2; exit 255 ;;
esac
case $action in
  run) [ $# -gt 0 ] || { echo 'ssh: no command given' >&2; exit 255; } ;;
  check) ;;
  *) exit 0 ;;
esac
command=$*
`;
/**
 * Hands on what follows the login shell's words. rsync gives its remote shell an output that does not block, where cat
 * fails on the first full buffer.
 */
const RELAY = 'process.stdin.pipe(process.stdout.on("error", () => process.exit(1)))';
/**
 * The `ssh` that the launcher and rsync find first. Commands go over our connection, to a POSIX sh whatever the login
 * shell is, and what that one says by itself is dropped from their output, where it would break rsync and the
 * launcher's parsing. Only what every shell takes literally between single quotes stays as it is.
 */
function sshShim(target) {
    const { user, host, ssh, socket } = target;
    const client = [ssh, ...clientArguments(socket)].map(shellWord).join(' ');
    const relay = [process.execPath, '-e', RELAY].map(shellWord).join(' ');
    const destination = `-- ${shellWord(host)}`;
    const mark = 'nea-begin';
    const remote = `exec sh -c 'printf "\\n%s\\n" ${mark}; eval "$(printf %b "$0")"' '`;
    return `#!/bin/sh
# One connection serves all calls of a run: it was opened before, and is closed afterwards.
${readArguments(user, host)}
if [ "$action" = check ]; then
  ${client} -O check ${destination} >/dev/null 2>&1 && exit 0
  printf 'ssh: the connection to %s is lost\\n' ${shellWord(host)} >&2
  exit 255
fi
coded=$(printf '%s\\n' "$command" | sed -e ':a' -e '$!{' -e 'N' -e 'ba' -e '}' \\
  -e 's/\\\\/\\\\0134/g' -e "s/'/\\\\\\\\0047/g" -e 's/!/\\\\0041/g' -e 's/\\n/\\\\0012/g')
skip() {
  noise=
  while IFS= read -r line; do
    [ "$line" = ${mark} ] && return 0
    noise="$noise$line
"
  done
  printf '%s' "$noise" >&2
  return 1
}
exec 3>&1
code=$({ {
  ${client} ${destination} ${shellWord(remote)}"$coded'" 3>&-
  echo "$?" >&4
} | { skip && exec ${relay}; } >&3 3>&-; } 4>&1)
exit "$code"
`;
}
/**
 * The same on a machine that is the login node: commands run here, with the environment of a login and not that of the
 * launcher, whose keys and private home sbatch would hand on to the job.
 */
function localShim(target, login) {
    const variables = Object.entries(login.env).map(([name, value]) => shellWord(`${name}=${value}`));
    return `#!/bin/sh
# This machine is the login node: what is meant for it runs here.
${readArguments(target.user, target.host)}
[ "$action" = run ] || exit 0
cd ${shellWord(login.home)} || exit 255
umask ${login.umask}
exec env -i ${variables.join(' ')} sh -c "$command"
`;
}
/** Puts a shim where the launcher's PATH begins. */
function writeShim(folder, text) {
    const file = external_node_path_default().join(folder.bin, 'ssh');
    (0,external_node_fs_.writeFileSync)(file, text, { mode: 0o700 });
    return file;
}

;// CONCATENATED MODULE: ./src/launcher/ssh/ssh-transport.ts





/** Milliseconds for a connection that is in doubt to answer; a cancel leaves 7.5 s for everything. */
const PROBE_MS = 3000;
/** Everything over one connection of ours. */
class SshTransport {
    options;
    isDoubtful = false;
    probing;
    constructor(options) {
        this.options = options;
    }
    get connections() {
        return this.options.master.opened;
    }
    shell() {
        return this.client('exec sh -s');
    }
    copy(remoteDir, localDir, exclude) {
        const { user, host, rsync, folder } = this.options;
        const args = rsyncArguments(`${user}@${host}:${remoteDir}`, localDir, {
            exclude,
            remoteShell: external_node_path_default().join(folder.bin, 'ssh'),
        });
        return this.own(rsync, args);
    }
    async open() {
        if (this.isDoubtful) {
            this.probing ??= this.probe().finally(() => {
                this.probing = undefined;
            });
            await this.probing;
        }
        await this.options.master.open();
    }
    doubt() {
        this.isDoubtful = true;
    }
    close() {
        return this.options.master.close();
    }
    /** Drops a connection that is there and does not answer. */
    async probe() {
        if ((0,external_node_fs_.existsSync)(this.options.folder.socket)) {
            const { program, args, env, cwd } = this.client('exit 0');
            const result = await runGroup(program, args, { env, cwd, timeoutMs: PROBE_MS, maxBytes: 1 << 20 });
            if (result.code !== 0)
                this.options.master.drop();
        }
        this.isDoubtful = false;
    }
    client(command) {
        const { ssh, host, folder } = this.options;
        return this.own(ssh, [...clientArguments(folder.socket), '--', host, command]);
    }
    own(program, args) {
        return { program, args, env: this.options.env, cwd: this.options.folder.dir };
    }
}

;// CONCATENATED MODULE: ./src/launcher/ssh/open-link.ts














/**
 * Opens a link to a cluster's login node, and makes sure that commands run there.
 * @throws ConfigError for what the user can mend: no ssh, a host key that is not known, a key that is refused, a host
 * that does not exist. InfrastructureError where the machine is not reached. One line each. The signal's reason.
 */
async function openLink(options) {
    const { host, user, signal } = options;
    signal?.throwIfAborted();
    checkName('hostname', host);
    checkName('username', user);
    const rsync = findProgram('rsync', 'rsync', options.env);
    const folder = (0,private_folder/* makeLinkFolder */.ZZ)(options.env);
    try {
        options.onFolder?.(folder.dir);
        const link = options.inputs.mode === 'local' ? openLocal(options, folder, rsync) : openSsh(options, folder, rsync);
        const onAbort = () => void link.close();
        signal?.addEventListener('abort', onAbort, { once: true });
        try {
            await firstCall(link, options);
            signal?.throwIfAborted();
            return link;
        }
        catch (error) {
            await link.close();
            signal?.throwIfAborted();
            throw error;
        }
        finally {
            signal?.removeEventListener('abort', onAbort);
        }
    }
    catch (error) {
        folder.remove();
        throw error;
    }
}
async function firstCall(link, { signal, log }) {
    const start = Date.now();
    await link.connect();
    try {
        const { code, stderr } = await link.run(':', signal ? { signal } : {});
        if (code !== 0)
            throw new errors/* ConfigError */.xL(`${link.name} does not run a sh script (exit code ${code}): ${stderr}`);
    }
    catch (error) {
        throw error instanceof ssh_link/* LinkDown */.T ? new errors/* InfrastructureError */.EN((0,errors/* messageOf */.bD)(error)) : error;
    }
    if (link.connections > 0)
        log(`Connected to ${link.name} in ${((Date.now() - start) / 1000).toFixed(1)} s`);
}
function openLocal({ host, user, env }, folder, rsync) {
    const variables = loginEnvironment(env);
    if (variables['USER'] !== user)
        throw new errors/* ConfigError */.xL(`execution.username is ${(0,input_values/* quote */.hD)(user)}, but with ssh: local everything runs as ${variables['USER']}: give that name`);
    const login = { env: variables, home: variables['HOME'], umask: currentUmask() };
    writeShim(folder, localShim({ user, host }, login));
    const transport = new LocalTransport(rsync, login);
    const link = new CommandLink('this machine', transport, launcherPart(folder), folder.remove);
    return Object.assign(link, { connect: async () => undefined });
}
function openSsh(options, folder, rsync) {
    const { host, user, inputs, env, log, connectSeconds = 15 } = options;
    const ssh = findProgram('ssh', 'openssh-client', env);
    const write = (file, text) => (0,external_node_fs_.writeFileSync)(file, text, { mode: 0o600 });
    write(folder.config, clientConfig(inputs, folder, connectSeconds));
    if (inputs.config)
        write(folder.userConfig, inputs.config);
    if (inputs.knownHosts)
        write(folder.knownHosts, inputs.knownHosts);
    if (inputs.certificate)
        write(folder.certificate, inputs.certificate);
    writeShim(folder, sshShim({ user, host, ssh, socket: folder.socket }));
    const target = `${user}@${host}`;
    const facts = {
        target,
        hasCertificate: inputs.certificate !== undefined,
        userConfig: folder.userConfig,
    };
    const own = connectionEnvironment(env);
    const { key } = inputs;
    const master = new MasterConnection({
        ssh,
        args: ['-F', folder.config, '--', target],
        env: own,
        socket: folder.socket,
        limitMs: connectSeconds * 3000,
        prepare: async () => key ? await startAgent(folder.agentSocket, key, clientEnvironment(env)) : () => undefined,
        onOpen: (count) => {
            if (count > 1)
                log(`Connected to ${target} again`);
        },
        explain: (messages) => explainSsh(messages, facts),
    });
    const transport = new SshTransport({ master, user, host, ssh, rsync, folder, env: clientEnvironment(env) });
    const link = new CommandLink(target, transport, launcherPart(folder), folder.remove);
    return Object.assign(link, { connect: () => master.open() });
}
function launcherPart({ bin, home, tmp }) {
    return { path: bin, home, tmpdir: tmp };
}
/** Names end up in command lines, the launcher's among them, where they are words of a shell. */
function checkName(what, name) {
    if (/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name))
        return;
    throw new errors/* ConfigError */.xL(`execution.${what} is ${(0,input_values/* quote */.hD)(name)}: allowed are letters, digits, "_", "." and "-", and no "-" or "." in front; for an address of another form write a Host with its HostName into ssh-config`);
}


/***/ }),

/***/ 89027:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ap: () => (/* binding */ CUT_TAG),
/* harmony export */   C_: () => (/* binding */ TAG_PREFIX),
/* harmony export */   Yk: () => (/* binding */ legOf),
/* harmony export */   _3: () => (/* binding */ formatTag),
/* harmony export */   df: () => (/* binding */ tagOfComment)
/* harmony export */ });
/* unused harmony exports NOT_OF_TAG, parseTag */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);

const LONGEST_LEG = 80;
const TAG = /^nea\/(\d{1,20})\/(\d{1,20})\/(\d{1,6})\/([A-Za-z0-9_][A-Za-z0-9._-]{0,79})(?:\/pr(\d{1,10}))?$/;
/** Every tag of ours begins with this. */
const TAG_PREFIX = 'nea/';
/** What no tag has. */
const NOT_OF_TAG = '[^A-Za-z0-9._/-]';
/** The same in awk, for its variable `tag`. */
const CUT_TAG = `sub(/${NOT_OF_TAG.replace('/', '\\/')}.*/, "", tag)`;
/** The tag in a comment, without what a site has put behind it (`nea/…;project=x`). */
function tagOfComment(comment) {
    return comment.replace(new RegExp(`${NOT_OF_TAG}.*$`, 's'), '');
}
/** `nea/<repository id>/<run>/<attempt>/<leg>/pr<N>`. @throws Error where a part could not be read back. */
function formatTag({ repositoryId, runId, attempt, leg, pullRequest }) {
    const pull = pullRequest === undefined ? '' : `/pr${pullRequest}`;
    const tag = `${TAG_PREFIX}${repositoryId}/${runId}/${attempt}/${leg}${pull}`;
    if (!TAG.test(tag))
        throw new Error(`"${tag.slice(0, 200)}" cannot be the comment of a job`);
    return tag;
}
/** The parts of a tag; undefined for any other text. */
function parseTag(text) {
    const match = TAG.exec(text);
    if (!match)
        return undefined;
    const [, repositoryId, runId, attempt, leg, pull] = match;
    return {
        repositoryId: repositoryId,
        runId: runId,
        attempt: attempt,
        leg: leg,
        ...(pull === undefined ? {} : { pullRequest: Number(pull) }),
    };
}
/**
 * Names a step within its workflow run, by its job (`GITHUB_JOB`), its id in the job (`GITHUB_ACTION`) and its leg of a
 * matrix: two steps that shared a tag would stop each other's jobs.
 */
function legOf(job, step, matrix = '') {
    const parts = [job, step, matrix].filter((part) => part !== '');
    const text = parts.join('.');
    const plain = text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+/, '');
    if (plain === text && text !== '' && text.length <= LONGEST_LEG)
        return text;
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
    return plain === '' ? hash : `${plain.slice(0, LONGEST_LEG - 9)}-${hash}`;
}


/***/ })

};
