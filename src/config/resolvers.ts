import { ExpressionError } from './expression-tokens.js';
import { type Budget, copy, Kept, type Outcome, unresolved } from './kept.js';
import { Place } from './place.js';
import { pythonText } from './python-text.js';
import { readYamlValue } from './read-yaml.js';
import { brief, type ConfigMap, type ConfigPath, type ConfigValue, formatPath, isMap } from './value.js';
import type { Surroundings } from './variables.js';

/** Where an expression stands: its container, and its key in there. */
export interface Spot {
  place: Place;
  key: string | number;
}

export function pathOf({ place, key }: Spot): ConfigPath {
  return [...place.path, key];
}

/** A key leads through a value that is no container: an error for a reference, "not there" for oc.select. */
export class Blocked {
  constructor(readonly why: string) {}
}

/** What resolvers need of the one who resolves. */
export interface Resolving {
  around: Surroundings;
  budget: Budget;
  /** Names of the secrets met so far. */
  secrets: Set<string>;
  /** The value under a key, or undefined. @throws ExpressionError, also for `???` where `present` is asked for. */
  select(key: string, spot: Spot, present: boolean): Outcome | Blocked | undefined;
  decode(text: string, spot: Spot): Outcome;
}

type Resolver = (args: Outcome[], spot: Spot, by: Resolving) => Outcome;

/** OmegaConf's own resolvers and the launcher's, with the numbers of arguments that they take. */
const RESOLVERS = new Map<string, { least: number; most: number; resolve: Resolver }>([
  ['oc.env', { least: 1, most: 2, resolve: environment }],
  ['oc.select', { least: 1, most: 2, resolve: select }],
  ['oc.decode', { least: 1, most: 1, resolve: decode }],
  ['oc.create', { least: 1, most: 1, resolve: create }],
  ['oc.deprecated', { least: 1, most: 2, resolve: replacement }],
  ['oc.dict.keys', { least: 1, most: 1, resolve: keys }],
  ['oc.dict.values', { least: 1, most: 1, resolve: values }],
  // The launcher's own, in the deployments that it ships (configs/__init__.py).
  ['select_not_null', { least: 2, most: 2, resolve: selectNotNull }],
]);

/** Calls a resolver by its name. @throws ExpressionError */
export function callResolver(name: string, args: Outcome[], spot: Spot, by: Resolving): Outcome {
  const known = RESOLVERS.get(name);
  if (name === 'art') {
    const key = formatPath(pathOf(spot));
    throw new ExpressionError(
      `refers to an artifact of Weights & Biases, \${art:${args.map((arg) => brief(String(arg))).join(',')}}, which is not fetched here: set ${key}=VALUE in overrides${key === 'deployment.checkpoint_path' ? `, for example ${key}=/checkpoints/run/iter_0001000, or the input checkpoint` : ''}`,
    );
  }
  if (!known) {
    throw new ExpressionError(
      `uses the resolver \${${brief(name)}:…}, which is not known here: write its value into the config or set it in overrides`,
    );
  }
  if (args.length < known.least || args.length > known.most) {
    const takes = known.least === known.most ? `${known.least}` : `${known.least} or ${known.most}`;
    throw new ExpressionError(`gives ${name} ${args.length} arguments: it takes ${takes}`);
  }
  return known.resolve(args, spot, by);
}

function environment([first, ...defaults]: Outcome[], spot: Spot, by: Resolving): Outcome {
  const name = textArgument('oc.env', first!, by);
  const value = by.around.variable(name);
  const fallback = defaults[0];
  const mayStay = value !== undefined || (by.around.mayBeUnset && defaults.length === 0);
  if (mayStay && by.around.isSecret(name, pathOf(spot))) {
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      throw new ExpressionError(
        `reads a secret under the name ${JSON.stringify(brief(name))}: use letters, digits and _`,
      );
    }
    by.secrets.add(name);
    return new Kept(`\${oc.env:${name}}`);
  }
  if (value !== undefined) return value;
  if (fallback === null || fallback instanceof Kept) return fallback;
  if (fallback !== undefined) return pythonText(unresolved(fallback, by.budget));
  throw new ExpressionError(
    `reads the environment variable ${brief(name)}, which is not set: set it in env:, or give a default as in \${oc.env:${brief(name)},value}`,
  );
}

function select([key, fallback]: Outcome[], spot: Spot, by: Resolving): Outcome {
  const found = selectLeniently(textArgument('oc.select', key!, by), spot, by);
  return found === undefined || found === '???' ? (fallback ?? null) : found;
}

/** As oc.select, but a null counts as not there. */
function selectNotNull(args: Outcome[], spot: Spot, by: Resolving): Outcome {
  return select([args[0]!], spot, by) ?? args[1]!;
}

function selectLeniently(key: string, spot: Spot, by: Resolving, present = false): Outcome | undefined {
  const found = by.select(key, spot, present);
  return found instanceof Blocked ? undefined : found;
}

function decode([first]: Outcome[], spot: Spot, by: Resolving): Outcome {
  return first === null ? null : by.decode(textArgument('oc.decode', first!, by), spot);
}

/** A copy of a container, or one made of a text as YAML; its expressions are relative to where it is put. */
function create([first]: Outcome[], spot: Spot, by: Resolving): Outcome {
  const given = unresolved(first!, by.budget, (kept) => kept.text);
  const content = typeof given === 'string' ? readYamlValue(given, '${oc.create:…}', 'omegaconf') : given;
  if (typeof given === 'string' && content === null) return derived(new Map(), spot);
  if (typeof given === 'string' && typeof content === 'string')
    return derived(new Map([[content, null]]), spot);
  if (isMap(content) || Array.isArray(content)) return derived(copy(content, by.budget), spot);
  if (first === null) return null;
  throw new ExpressionError('gives oc.create something that is neither a mapping nor a list');
}

/** `oc.deprecated:key` stands for the value under the key that is used now. */
function replacement([key, message]: Outcome[], spot: Spot, by: Resolving): Outcome {
  const name = textArgument('oc.deprecated', key!, by);
  if (message !== undefined) textArgument('oc.deprecated', message, by);
  const found = selectLeniently(name, spot, by);
  if (found === undefined)
    throw new ExpressionError(`refers to ${brief(name)} with oc.deprecated, which the config does not have`);
  return found;
}

function keys([key]: Outcome[], spot: Spot, by: Resolving): Outcome {
  return derived([...mappingAt('oc.dict.keys', key!, spot, by).keys()], spot);
}

function values([key]: Outcome[], spot: Spot, by: Resolving): Outcome {
  const names = [...mappingAt('oc.dict.values', key!, spot, by).keys()];
  // The references stand in the list, one level deeper than the resolver.
  const prefix = String(key).startsWith('.') ? `.${key}` : String(key);
  return derived(
    names.map((name) => `\${${prefix}.${name}}`),
    spot,
  );
}

function mappingAt(resolver: string, key: Outcome, spot: Spot, by: Resolving): ConfigMap {
  const found = selectLeniently(textArgument(resolver, key, by), spot, by, true);
  if (found instanceof Place && isMap(found.content)) return found.content;
  throw new ExpressionError(`asks ${resolver} of something that is not a mapping`);
}

function derived(content: ConfigMap | ConfigValue[], spot: Spot): Place {
  return new Place(content, pathOf(spot), spot.place);
}

function textArgument(resolver: string, argument: Outcome, by: Resolving): string {
  const value = unresolved(argument, by.budget);
  if (typeof value === 'string') return value;
  throw new ExpressionError(`gives ${resolver} an argument that is not text: put it in quotes`);
}
