import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { expand } from './expressions.js';

/**
 * @typedef {object} Manifest
 * @property {Record<string, { default?: unknown, deprecationMessage?: string }>} inputs
 * @property {string} main absolute
 * @property {string | undefined} post absolute
 * @property {string} postIf
 */

/**
 * @param {string} actionDir
 * @returns {Manifest}
 */
export function readManifest(actionDir) {
  const file = ['action.yml', 'action.yaml'].map((name) => path.join(actionDir, name)).find(existsSync);
  if (!file) throw new Error(`no action.yml in ${actionDir}`);
  const { inputs, runs } = parse(readFileSync(file, 'utf8'));
  if (!/^node\d+$/.test(runs?.using ?? '')) throw new Error(`${file}: only JavaScript actions can be run`);
  const [main, post] = [runs.main, runs.post].map((script) => script && path.resolve(actionDir, script));
  for (const script of [main, post]) {
    if (script && !existsSync(script)) throw new Error(`${script} is missing: build the action first`);
  }
  return { inputs: inputs ?? {}, main, post, postIf: String(runs['post-if'] ?? 'always()') };
}

/**
 * @param {Manifest} manifest
 * @param {Record<string, string>} given
 * @param {import('./expressions.js').Contexts} contexts
 * @returns {{ env: Record<string, string>, warnings: string[] }}
 */
export function resolveInputs(manifest, given, contexts) {
  /** @type {Record<string, string>} */
  const env = {};
  /** @type {string[]} */
  const warnings = [];
  const declared = new Map(Object.keys(manifest.inputs).map((name) => [variable(name), name]));
  for (const [key, name] of declared) {
    env[key] = expand(String(manifest.inputs[name]?.default ?? ''), contexts);
  }
  /** @type {string[]} */
  const unexpected = [];
  for (const [name, value] of Object.entries(given)) {
    const deprecation = manifest.inputs[declared.get(variable(name)) ?? '']?.deprecationMessage;
    if (!declared.has(variable(name))) unexpected.push(name);
    if (deprecation) warnings.push(`Input '${name}' has been deprecated with message: ${deprecation}`);
    env[variable(name)] = value;
  }
  if (unexpected.length > 0) {
    const valid = [...declared.values()].join("', '");
    warnings.push(`Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${valid}']`);
  }
  return { env, warnings };
}

/** @param {string} input */
function variable(input) {
  return `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`;
}
