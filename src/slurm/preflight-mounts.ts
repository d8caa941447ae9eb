import { type ConfigMap, type ConfigPath, type ConfigValue, getAt, isMap } from '../config/value.js';

/** A folder of the cluster that a container is given. */
export interface Mount {
  path: ConfigPath;
  source: string;
  /** With options such as `:ro` behind it, where it is text at all. */
  target: ConfigValue;
}

/** The mounts of `execution.mounts`: of the deployment, the evaluation and the auxiliary deployments. */
export function mountsOf(root: ConfigMap): Mount[] {
  const base: ConfigPath = ['execution', 'mounts'];
  const auxiliary = getAt(root, [...base, 'auxiliary']);
  const owners: ConfigPath[] = [
    [...base, 'deployment'],
    [...base, 'evaluation'],
    ...(isMap(auxiliary)
      ? [...auxiliary.keys()].map((name): ConfigPath => [...base, 'auxiliary', name])
      : []),
  ];
  return owners.flatMap((owner) => {
    const map = getAt(root, owner);
    if (!isMap(map)) return [];
    return [...map].map(([source, target]): Mount => ({ path: [...owner, source], source, target }));
  });
}

/** Folders of the evaluation's container that outlive it. */
function mountedTargets(root: ConfigMap): string[] {
  return mountsOf(root)
    .filter(({ path }) => path[2] === 'evaluation')
    .flatMap(({ target }) =>
      typeof target === 'string' ? [target.split(':')[0]!.replace(/\/+$/, '') || '/'] : [],
    );
}

/**
 * Whether what the evaluation downloads from Hugging Face is lost with its container.
 * @param home the user's home on the cluster; without it a home that is mounted is taken to hold any path.
 * @returns the key to name, and what is wrong; undefined where the cache is kept or nothing can be told.
 */
export function hfHomeProblem(root: ConfigMap, home?: string): { key: string; what: string } | undefined {
  // The home is mounted unless it is said otherwise.
  const mountsHome = getAt(root, ['execution', 'mounts', 'mount_home']) !== false;
  const places = [...mountedTargets(root), '/results', ...(mountsHome && home ? [home] : [])];
  const maps: ConfigPath[] = [['evaluation', 'env_vars'], ['env_vars']];
  const owner = maps.find((path) => getAt(root, [...path, 'HF_HOME']) !== undefined);
  if (owner === undefined) {
    if (mountsHome) return undefined;
    return { key: 'evaluation.env_vars.HF_HOME', what: 'is not set, and the home directory is not mounted' };
  }
  const value = getAt(root, [...owner, 'HF_HOME']);
  const folder = typeof value === 'string' ? /^lit:(\/.*)$/.exec(value)?.[1] : undefined;
  if (folder === undefined || (mountsHome && home === undefined)) return undefined;
  if (places.some((place) => place === '/' || folder === place || folder.startsWith(`${place}/`)))
    return undefined;
  return {
    key: `${owner.join('.')}.HF_HOME`,
    what: `is ${folder}, which is on no mount of the evaluation's container`,
  };
}
