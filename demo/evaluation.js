// Runs the action on the demo's endpoint and image, as GitHub's runner would.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startAction } from '../tools/local-runner/run-action.js';
import { startServices } from '../tools/local-runner/services.js';
import { startEndpoint } from './endpoint.js';
import { launcherConfig } from './launcher-config.js';

const CONFIG = 'launcher.yaml';
const OUTPUT_DIR = 'eval-results';
const KEY_NAME = 'MODEL_API_KEY';
const RUNS_KEPT = 5;

/**
 * @typedef {object} EvaluationOptions
 * @property {string} root the repository, whose action.yml and dist/ run
 * @property {string} cacheDir
 * @property {string} image
 * @property {{DOCKER_HOST?: string}} engineEnv
 * @property {string} model
 * @property {string[]} tasks
 * @property {number | undefined} limit
 * @property {(line: string) => void} show
 * @property {AbortSignal} signal
 */

/**
 * @param {EvaluationOptions} options
 * @returns {Promise<{exitCode: number, outcome: string, outputs: Record<string, string>, summary: string,
 *   workspace: string, artifacts: Array<{name: string, size: number, file: string}>, requests: Record<string, number>}>}
 */
export async function evaluate(options) {
  const { cacheDir, model, signal } = options;
  const runId = String(Date.now());
  const folder = path.join(cacheDir, 'runs', runId);
  const workspace = path.join(folder, 'workspace');
  mkdirSync(workspace, { recursive: true });
  removeOldRuns(path.dirname(folder));
  writeFileSync(path.join(workspace, CONFIG), launcherConfig(options));

  const apiKey = randomBytes(16).toString('hex');
  const endpoint = await startEndpoint({ apiKey });
  try {
    const services = await startServices({ runId, persistDir: path.join(cacheDir, 'services') });
    try {
      signal.throwIfAborted();
      const action = startAction({
        actionDir: options.root,
        workspace,
        tempDir: path.join(folder, 'temp'),
        runId,
        services,
        inputs: inputsFor(options, endpoint.url),
        // The launcher's environment is made once for all runs of the demo.
        env: {
          RUNNER_TOOL_CACHE: path.join(cacheDir, 'tool-cache'),
          ...options.engineEnv,
          ...(model === 'needs-key' ? { [KEY_NAME]: apiKey } : {}),
        },
        onLine: (line, stage) => options.show(stage === 'main' ? `  | ${line}` : `  | [${stage}] ${line}`),
        // A Ctrl-C reaches the action as cancellation only, not from the terminal as well.
        detached: true,
      });
      const cancel = () => void action.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      const result = await action.done;
      signal.removeEventListener('abort', cancel);
      return {
        exitCode: result.exitCode ?? 1,
        outcome: result.outcome,
        outputs: result.outputs,
        summary: result.summary,
        workspace,
        artifacts: saveArtifacts(services.artifacts, path.join(cacheDir, 'artifacts')),
        requests: endpoint.requests,
      };
    } finally {
      await services.close();
    }
  } finally {
    await endpoint.close();
  }
}

/**
 * @param {EvaluationOptions} options
 * @param {string} endpointUrl
 * @returns {Record<string, string>}
 */
function inputsFor({ model, limit }, endpointUrl) {
  return {
    config: CONFIG,
    'output-dir': OUTPUT_DIR,
    model,
    'endpoint-url': endpointUrl,
    'endpoint-type': 'chat',
    parallelism: '4',
    // The image is on no registry, so the launcher's catalog does not know its tasks.
    'trust-unlisted-tasks': 'true',
    ...(model === 'needs-key' ? { 'api-key-name': KEY_NAME } : {}),
    ...(limit === undefined ? {} : { 'limit-samples': String(limit) }),
  };
}

/**
 * @param {readonly import('../tools/local-runner/services.js').Artifact[]} artifacts
 * @param {string} folder
 */
function saveArtifacts(artifacts, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return artifacts.map(({ name, size, mimeType, bytes }) => {
    const file = path.join(folder, mimeType === 'application/zip' ? `${name}.zip` : name);
    writeFileSync(file, bytes());
    return { name, size, file };
  });
}

/** @param {string} folder */
function removeOldRuns(folder) {
  for (const name of readdirSync(folder).sort().slice(0, -RUNS_KEPT)) {
    try {
      rmSync(path.join(folder, name), { recursive: true, force: true });
    } catch {
      // Files that a container wrote as root stay where this user is not.
    }
  }
}
