import { addPrefixes, type Draft, moveVariables } from './environment-maps.js';
import { type ConfigValue, getAt, isMap, setAt } from './value.js';

/**
 * Turns what Nemotron's step configs say in the way of older launchers into what launcher 0.2.6 accepts, in place.
 * A step config goes past Hydra, so that the launcher's own defaults of a group are filled in here too.
 * @param isText whether a leaf is known to be a value, not the name of a variable.
 * @returns a line for each change, for the log.
 */
export function migrateStep(draft: Draft, isText: (key: string) => boolean): string[] {
  return [
    ...addPrefixes(draft, isText),
    ...chooseMode(draft),
    ...dropInstances(draft),
    ...completeSlurm(draft),
  ];
}

/**
 * Moves the variables of `execution.env_vars`, which the launcher refuses since 0.2.5, in place: each part to the map
 * of its own, as the top-level map would also reach the exporters.
 * @returns a line for each change, for the log.
 */
export function moveEnvironment(draft: Draft): string[] {
  const variables = getAt(draft.root, ['execution', 'env_vars']);
  const execution = getAt(draft.root, ['execution']);
  if (variables === undefined || !isMap(execution)) return [];
  if (variables === null) {
    execution.delete('env_vars');
    return ['execution.env_vars is null: taken out'];
  }
  if (!isMap(variables)) return [];
  const notes = ['evaluation', 'deployment', 'export'].flatMap((part) => {
    const moved = moveVariables(draft, ['execution', 'env_vars', part], [part, 'env_vars']);
    const value = variables.get(part);
    if (value === null || isMap(value)) variables.delete(part);
    return moved;
  });
  if (variables.size === 0) execution.delete('env_vars');
  return notes;
}

/** Without a mode the launcher takes `parallel`, in which it refuses to deploy a model. */
function chooseMode({ root, sources }: Draft): string[] {
  const deployment = getAt(root, ['deployment', 'type']);
  const isLocal = getAt(root, ['execution', 'type']) === 'local';
  const mode = getAt(root, ['execution', 'mode']) ?? null;
  if (!isLocal || mode !== null || deployment === undefined || deployment === 'none') return [];
  return [put({ root, sources }, ['execution', 'mode'], 'sequential')];
}

/** False meant one instance, which is what num_instances is without being said. */
function dropInstances({ root }: Draft): string[] {
  const deployment = getAt(root, ['deployment']);
  if (!isMap(deployment) || !deployment.has('multiple_instances')) return [];
  const value = deployment.get('multiple_instances');
  if (value !== false && value !== null) return [];
  deployment.delete('multiple_instances');
  return ['deployment.multiple_instances: taken out, one instance is the default'];
}

function completeSlurm(draft: Draft): string[] {
  const { root } = draft;
  if (getAt(root, ['execution', 'type']) !== 'slurm') return [];
  const notes: string[] = [];
  const nodes = getAt(root, ['execution', 'nodes']);
  const execution = getAt(root, ['execution']);
  if (nodes !== undefined && isMap(execution)) {
    execution.delete('nodes');
    if (!execution.has('num_nodes')) notes.push(put(draft, ['execution', 'num_nodes'], nodes));
  }
  const defaults: [string, ConfigValue][] = [
    ['ntasks_per_node', 1n],
    ['subproject', 'nemo-evaluator-launcher'],
  ];
  for (const [key, value] of defaults)
    if (getAt(root, ['execution', key]) === undefined) notes.push(put(draft, ['execution', key], value));
  return notes;
}

function put({ root, sources }: Pick<Draft, 'root' | 'sources'>, path: string[], value: ConfigValue): string {
  setAt(root, path, value);
  sources.set(path.join('.'), 'action: for launcher 0.2.6');
  return `${path.join('.')}: ${String(value)}`;
}
