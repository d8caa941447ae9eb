import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { evaluateCondition } from './expressions.js';
import { readManifest, resolveInputs } from './manifest.js';
import { Masker } from './masker.js';
import { findNode, REPO_ROOT } from './node-path.js';
import { killOrphans } from './orphans.js';
import { runnerEnv, withoutLoopbackProxy } from './runner-env.js';
import { startStage } from './stage.js';

/** @typedef {import('./stage.js').StageResult} StageResult */
/** @typedef {'main' | 'post' | 'cleanup'} StageName */
/**
 * @typedef {object} RunOptions
 * @property {string} [actionDir] folder with the action.yml, default this repository
 * @property {Record<string, string>} [inputs]
 * @property {string} [workspace] default a fresh empty folder
 * @property {string} [tempDir] RUNNER_TEMP, default a fresh folder
 * @property {Record<string, string | undefined>} [env] wins over everything; undefined removes a variable
 * @property {import('./services.js').Services | undefined} [services]
 * @property {string} [token] what `github.token` expands to, default the services' one
 * @property {{ name: string, payload: unknown }} [event]
 * @property {string} [runId]
 * @property {string} [runAttempt]
 * @property {string} [job]
 * @property {string} [sha]
 * @property {string} [ref]
 * @property {string} [repository]
 * @property {unknown} [matrix] default null, as in a job without one
 * @property {unknown} [strategy]
 * @property {string} [nodePath]
 * @property {(line: string, stage: StageName) => void} [onLine] gets the masked log as it grows
 * @property {boolean} [inheritEnv]
 * @property {boolean} [detached] own process group, out of the reach of the terminal's Ctrl-C
 * @property {boolean} [keep] leave temporary folders behind
 * @property {{ interruptMs: number, terminateMs: number }} [grace] between the signals of a cancellation
 */
/**
 * @typedef {object} RunFields
 * @property {'success' | 'failure' | 'cancelled'} outcome of the step
 * @property {StageResult | undefined} post
 * @property {import('./orphans.js').Orphan[]} orphans processes that had to be killed at the end
 * @property {boolean} cancelled
 * @property {string} workspace
 * @property {string} tempDir
 */
/** @typedef {StageResult & RunFields} ActionResult */
/**
 * @typedef {object} ActionHandle
 * @property {number} pid of the main process
 * @property {Promise<ActionResult>} done
 * @property {() => Promise<void>} cancel as by the workflow's Cancel button; settled when post and cleanup are over
 * @property {() => void} kill the runner dies: SIGKILL, and no post
 */

const STRATEGY = { 'fail-fast': true, 'job-index': 0, 'job-total': 1, 'max-parallel': 1 };
const GRACE = { interruptMs: 7500, terminateMs: 2500 };

/**
 * Runs an action and its post step the way GitHub's runner does.
 * @param {RunOptions} [options]
 * @returns {ActionHandle}
 */
export function startAction(options = {}) {
  const { grace = GRACE, onLine = () => {} } = options;
  const node = findNode(options.nodePath);
  const manifest = readManifest(path.resolve(options.actionDir ?? REPO_ROOT));
  const folders = makeFolders(options);
  try {
    const { env, contexts } = prepare(options, folders);
    const inputs = resolveInputs(manifest, options.inputs ?? {}, contexts);
    const masker = new Masker();
    for (const secret of [contexts.github['token'], env['ACTIONS_RUNTIME_TOKEN']]) {
      if (typeof secret === 'string') masker.add(secret);
    }
    /**
     * @param {string} script
     * @param {'main' | 'post'} name
     * @param {Record<string, string>} more
     * @param {string[]} warnings
     */
    const start = (script, name, more, warnings) =>
      startStage({
        node,
        script,
        env: override({ ...env, ...inputs.env, ...more }, options.env),
        cwd: folders.workspace,
        commandDir: path.join(folders.tempDir, '_runner_file_commands'),
        masker,
        warnings,
        onLine: (line) => onLine(line, name),
        grace,
        detached: options.detached ?? false,
      });

    let current = start(manifest.main, 'main', {}, inputs.warnings);
    const { pid } = current;
    let cancelled = false;
    let killed = false;

    /** @returns {Promise<ActionResult>} */
    async function finish() {
      try {
        const main = await current.done;
        const outcome = cancelled ? 'cancelled' : main.ok ? 'success' : 'failure';
        /** @type {StageResult | undefined} */
        let post;
        if (manifest.post && !killed && evaluateCondition(manifest.postIf, main.ok, cancelled)) {
          current = start(manifest.post, 'post', laterEnv(main, env), []);
          post = await current.done;
        }
        const orphans = await killOrphans(env['RUNNER_TRACKING_ID'] ?? '');
        for (const orphan of orphans) {
          onLine(masker.mask(`Terminate orphan process: pid (${orphan.pid}) (${orphan.cmd})`), 'cleanup');
        }
        const { workspace, tempDir } = folders;
        return { ...main, outcome, post, orphans, cancelled, workspace, tempDir };
      } finally {
        folders.remove();
      }
    }

    const done = finish();
    return {
      pid,
      done,
      async cancel() {
        // A second click does not interrupt the post step that answers the first.
        if (!cancelled) current.cancel();
        cancelled = true;
        await done;
      },
      kill() {
        killed = true;
        current.kill();
      },
    };
  } catch (error) {
    folders.remove();
    throw error;
  }
}

/**
 * @param {RunOptions} [options]
 * @returns {Promise<ActionResult>}
 */
export async function runAction(options) {
  return startAction(options).done;
}

/** @param {RunOptions} options */
function makeFolders({ workspace, tempDir, keep, repository = 'octo/models' }) {
  // Real paths, so that an action which resolves links sees the names it was given.
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'local-runner-')));
  const name = repository.split('/')[1] ?? repository;
  const folders = {
    workspace: path.resolve(workspace ?? path.join(root, name, name)),
    tempDir: path.resolve(tempDir ?? path.join(root, '_temp')),
    toolCache: path.join(root, '_tool'),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  return {
    ...folders,
    remove() {
      if (!keep) return rmSync(root, { recursive: true, force: true });
      // Where the caller's own folders took everything, nothing is left to look at.
      for (const folder of [folders.toolCache, root]) if (readdirSync(folder).length === 0) rmdirSync(folder);
    },
  };
}

/**
 * @param {RunOptions} options
 * @param {{ workspace: string, tempDir: string, toolCache: string }} folders
 */
function prepare(options, folders) {
  const { services, runId = '1', job = 'evaluate' } = options;
  const facts = {
    ...folders,
    runId,
    job,
    event: options.event ?? { name: 'push', payload: {} },
    runAttempt: options.runAttempt ?? '1',
    sha: options.sha ?? '0123456789abcdef0123456789abcdef01234567',
    ref: options.ref ?? 'refs/heads/main',
    repository: options.repository ?? 'octo/models',
  };
  let env = runnerEnv(facts, options.inheritEnv ?? false);
  if (services) {
    env = withoutLoopbackProxy({
      ...env,
      ...services.env,
      ACTIONS_RUNTIME_TOKEN: services.tokenFor(runId, job),
    });
  }
  const github = { ...contextOf(env, 'GITHUB_'), event: facts.event.payload };
  const contexts = {
    github: { ...github, token: options.token ?? services?.token ?? '' },
    runner: contextOf(env, 'RUNNER_'),
    matrix: options.matrix ?? null,
    strategy: options.strategy ?? STRATEGY,
  };
  return { env, contexts };
}

/**
 * Most of the `github` and `runner` contexts is in the environment under longer names.
 * @param {Record<string, string>} env
 * @param {string} prefix
 * @returns {Record<string, unknown>}
 */
function contextOf(env, prefix) {
  const entries = Object.entries(env).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length).toLowerCase(), value]));
}

/**
 * What main leaves to post.
 * @param {StageResult} main
 * @param {Record<string, string>} env
 * @returns {Record<string, string>}
 */
function laterEnv(main, env) {
  const state = Object.entries(main.state).map(([name, value]) => [`STATE_${name}`, value]);
  // Each later addition goes in front, as in the runner.
  const searchPath = [...main.path]
    .reverse()
    .concat(env['PATH'] ?? [])
    .join(path.delimiter);
  // The runner sets its own variables anew for every step, whatever was exported.
  const exported = Object.entries(main.env).filter(([name]) => !/^(GITHUB|RUNNER)_/.test(name));
  return { ...Object.fromEntries(exported), PATH: searchPath, ...Object.fromEntries(state) };
}

/**
 * @param {Record<string, string>} env
 * @param {Record<string, string | undefined>} [changes]
 * @returns {Record<string, string>}
 */
function override(env, changes = {}) {
  const merged = Object.entries({ ...env, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(/** @type {[string, string][]} */ (merged));
}
