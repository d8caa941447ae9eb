import { type ResolvedConfig, setDecided } from '../config/resolve.js';
import {
  type ConfigMap,
  type ConfigPath,
  type ConfigValue,
  formatPath,
  getAt,
  isMap,
} from '../config/value.js';
import { isVariableName } from '../config/variables.js';

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
export function forwardVariables(config: ResolvedConfig): string[] {
  if (getAt(config.root, ['execution', 'type']) !== 'lepton') return [];
  const notes = [...translate(config, JOBS), ...translate(config, ENDPOINTS)];
  const shared: ConfigPath[] = [['env_vars']];
  const tasks = config.taskNames.map((_, index): ConfigPath => ['evaluation', 'tasks', index, 'env_vars']);
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
function isAskedHere(config: ResolvedConfig, name: string): boolean {
  return !deploys(config) && getAt(config.root, KEY_NAME) === name;
}

/** Gives the values of Lepton's own lists the form that Lepton reads. */
function translate(config: ResolvedConfig, place: readonly string[]): string[] {
  const map = getAt(config.root, place);
  if (!isMap(map)) return [];
  return [...map].flatMap(([name, value]) => {
    const formed = inLeptonsForm(value);
    if (formed === undefined || formed === value) return [];
    setDecided(config, [...place, name], formed, SOURCE);
    return [describe(place, name, formed)];
  });
}

function forward(config: ResolvedConfig, owner: ConfigPath, place: readonly string[]): string[] {
  const map = getAt(config.root, owner);
  if (!isMap(map)) return [];
  return [...map].flatMap(([name, value]) => {
    const formed = inLeptonsForm(value);
    if (formed === undefined || getAt(config.root, [...place, name]) !== undefined) return [];
    setDecided(config, [...place, name], formed, `${SOURCE} (${formatPath([...owner, name])})`);
    return [describe(place, name, formed)];
  });
}

/** The evaluator looks for the model's key under the name that the config gives. */
function forwardKey(config: ResolvedConfig): string[] {
  const name = getAt(config.root, KEY_NAME);
  if (typeof name !== 'string' || !isVariableName(name)) return [];
  if (getAt(config.root, [...JOBS, name]) !== undefined) return [];
  const formed = secretReference(name);
  setDecided(config, [...JOBS, name], formed, `${SOURCE} (target.api_endpoint.api_key_name)`);
  return [describe(JOBS, name, formed)];
}

/** @returns undefined for what has no counterpart in Lepton, which preflight names. */
function inLeptonsForm(value: ConfigValue): ConfigValue | undefined {
  if (isMap(value)) return value;
  if (typeof value !== 'string') return undefined;
  const [, prefix, rest = ''] = /^(host:|runtime:|lit:)?(.*)$/s.exec(value)!;
  if (prefix === 'host:') return isVariableName(rest) ? secretReference(rest) : undefined;
  return prefix === 'runtime:' ? undefined : rest;
}

/** `{value_from: {secret_name_ref: NAME}}` */
function secretReference(name: string): ConfigMap {
  return new Map([['value_from', new Map([['secret_name_ref', name]])]]);
}

/** The secrets of the workspace that a config refers to, each with the key that does. */
export function referredSecrets(config: ResolvedConfig): { name: string; key: string }[] {
  return [JOBS, ENDPOINTS].flatMap((place) => {
    const map = getAt(config.root, place);
    if (!isMap(map)) return [];
    return [...map].flatMap(([variable, value]) => {
      const name = getAt(value, ['value_from', 'secret_name_ref']);
      return typeof name === 'string' ? [{ name, key: formatPath([...place, variable]) }] : [];
    });
  });
}

function deploys(config: ResolvedConfig): boolean {
  return (getAt(config.root, ['deployment', 'type']) ?? 'none') !== 'none';
}

/** A literal may be a secret that was pasted: it is not repeated. */
function describe(place: readonly string[], name: string, formed: ConfigValue): string {
  const secret = getAt(formed, ['value_from', 'secret_name_ref']);
  const what =
    typeof secret === 'string' ? `the secret "${secret}" of the Lepton workspace` : 'its literal value';
  return `${formatPath([...place, name])}: ${what}`;
}
