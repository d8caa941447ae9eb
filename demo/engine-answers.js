// Asks whether a Docker engine answers.
import { reason, run } from './command.js';

const ANSWERS_WITHIN_MS = 8000;

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal | undefined} [signal]
 * @returns {Promise<{version?: string, why?: string}>}
 */
export async function answers(env, signal) {
  const result = await run('docker', ['version', '--format', '{{.Server.Version}}'], {
    env,
    deadlineMs: ANSWERS_WITHIN_MS,
    signal,
  });
  if (result.code === 0) return { version: result.stdout.trim() };
  return { why: result.code === 127 ? "no program 'docker'" : reason(result) };
}
