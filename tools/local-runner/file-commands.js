import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** GitHub's limit per step; a larger summary is dropped as a whole. */
const SUMMARY_LIMIT = 1024 * 1024;

/** File names as the runner makes them, by the variable that points to the file. */
const FILES = {
  GITHUB_OUTPUT: 'set_output',
  GITHUB_STATE: 'save_state',
  GITHUB_ENV: 'set_env',
  GITHUB_PATH: 'add_path',
  GITHUB_STEP_SUMMARY: 'step_summary',
};

/**
 * @typedef {object} FileCommandResult
 * @property {Record<string, string>} outputs
 * @property {Record<string, string>} state
 * @property {Record<string, string>} env
 * @property {string[]} path
 * @property {string} summary
 * @property {string[]} errors in the runner's words
 */

/**
 * Fresh, empty files for one stage.
 * @param {string} dir
 * @returns {Record<keyof typeof FILES, string>}
 */
export function createCommandFiles(dir) {
  mkdirSync(dir, { recursive: true });
  const suffix = randomUUID();
  const entries = Object.entries(FILES).map(([variable, name]) => {
    const file = path.join(dir, `${name}_${suffix}`);
    writeFileSync(file, '');
    return [variable, file];
  });
  return Object.fromEntries(entries);
}

/**
 * @param {Record<keyof typeof FILES, string>} files
 * @returns {FileCommandResult}
 */
export function readCommandFiles(files) {
  /** @type {string[]} */
  const errors = [];
  /**
   * @template T
   * @param {string} name
   * @param {() => T} read
   * @param {T} fallback
   */
  const attempt = (name, read, fallback) => {
    try {
      return read();
    } catch (error) {
      errors.push(`Unable to process file command '${name}' successfully.`);
      errors.push(/** @type {Error} */ (error).message);
      return fallback;
    }
  };
  /** @param {string} file */
  const pairs = (file) => () => parsePairs(readText(file));

  const env = attempt('env', () => checkEnv(pairs(files.GITHUB_ENV)()), {});
  const addedPath = attempt('path', () => readText(files.GITHUB_PATH).split(/\r?\n/).filter(Boolean), []);
  const state = attempt('state', pairs(files.GITHUB_STATE), {});
  const outputs = attempt('output', pairs(files.GITHUB_OUTPUT), {});
  let summary = readText(files.GITHUB_STEP_SUMMARY);
  const size = Buffer.byteLength(summary);
  if (size > SUMMARY_LIMIT) {
    const [limit, got] = [SUMMARY_LIMIT, size].map((bytes) => `${Math.floor(bytes / 1024)}k`);
    errors.push(
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${limit}, got ${got}.`,
    );
    summary = '';
  }
  return { outputs, state, env, path: addedPath, summary, errors };
}

/**
 * `name=value` and `name<<delimiter` blocks.
 * @param {string} text
 * @returns {Record<string, string>}
 */
export function parsePairs(text) {
  const lines = text.split(/\r?\n/);
  /** @type {Record<string, string>} */
  const pairs = {};
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const name = line.slice(0, heredoc);
      const delimiter = line.slice(heredoc + 2);
      if (name === '' || delimiter === '') {
        throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`);
      }
      const end = lines.indexOf(delimiter, i + 1);
      if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
      pairs[name] = lines.slice(i + 1, end).join('\n');
      i = end;
    } else if (equals > 0) {
      pairs[line.slice(0, equals)] = line.slice(equals + 1);
    } else if (equals === 0) {
      throw new Error(`Invalid format '${line}'. Name must not be empty`);
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return pairs;
}

/** @param {Record<string, string>} env */
function checkEnv(env) {
  if ('NODE_OPTIONS' in env) {
    throw new Error("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
  }
  return env;
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    // The action may remove its own files; to the runner that is the same as writing nothing.
    return '';
  }
}
