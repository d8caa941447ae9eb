// The models the demo endpoint serves: what each answers, how late, and with which failures.
import { setTimeout as sleep } from 'node:timers/promises';
import { answer, chance } from './arithmetic-model.js';

const SLOW_DEFAULT_MS = 300;
const FAILURES_BEFORE_SUCCESS = 2;

/** An answer in OpenAI's error format. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {string} type
   * @param {string | null} [code]
   */
  constructor(status, message, type, code = null) {
    super(message);
    this.status = status;
    this.body = { error: { message, type, param: null, code } };
  }
}

export const MODEL_IDS = ['good', 'worse', 'slow', 'needs-key', 'flaky500'];

/**
 * @typedef {object} Call
 * @property {string} model
 * @property {string} prompt
 * @property {string | undefined} authorization the request's Authorization header
 * @property {AbortSignal} signal raised when nobody waits for the answer any more
 */

/**
 * One set of models; `flaky500` remembers how often each prompt failed.
 * @param {{apiKey?: string | undefined}} options
 * @returns {(call: Call) => Promise<string>} the answer's text, or an ApiError
 */
export function createModels({ apiKey }) {
  /** @type {Map<string, number>} */
  const failures = new Map();

  return async ({ model, prompt, authorization, signal }) => {
    if (model === 'good' || model === 'worse') return answer(model, prompt);
    if (model === 'needs-key') {
      requireKey(apiKey, authorization);
      return answer('good', prompt);
    }
    if (model === 'flaky500') {
      failWhereDue(failures, prompt);
      return answer('good', prompt);
    }
    const slow = /^slow(?:-(\d{1,6}))?$/.exec(model);
    if (slow) {
      await sleep(Number(slow[1] ?? SLOW_DEFAULT_MS), undefined, { signal });
      return answer('good', prompt);
    }
    throw new ApiError(
      404,
      `The model '${model}' does not exist; this endpoint serves ${MODEL_IDS.join(', ')} and slow-<milliseconds>.`,
      'invalid_request_error',
      'model_not_found',
    );
  };
}

/**
 * @param {string | undefined} apiKey
 * @param {string | undefined} authorization
 */
function requireKey(apiKey, authorization) {
  if (apiKey && authorization === `Bearer ${apiKey}`) return;
  throw new ApiError(
    401,
    authorization ? 'Incorrect API key provided.' : 'No API key provided: send it as a bearer token.',
    'invalid_request_error',
    'invalid_api_key',
  );
}

/**
 * 5 % of the prompts never succeed, 30 % succeed at the third attempt and then start over.
 * @param {Map<string, number>} failures
 * @param {string} prompt
 */
function failWhereDue(failures, prompt) {
  const draw = chance('flaky', prompt);
  if (draw >= 0.35) return;
  const failed = failures.get(prompt) ?? 0;
  if (draw >= 0.05 && failed >= FAILURES_BEFORE_SUCCESS) {
    failures.delete(prompt);
    return;
  }
  failures.set(prompt, failed + 1);
  throw new ApiError(500, 'The server had an error while processing your request.', 'server_error');
}
