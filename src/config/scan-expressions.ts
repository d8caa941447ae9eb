import { bareName } from './environment-maps.js';
import { type ConfigMap, formatPath, walkLeaves } from './value.js';
import { isEnvironmentLeaf } from './variables.js';

/** Variables that environment maps of older launchers name without a prefix. */
export function bareVariables(root: ConfigMap): string[] {
  const found: string[] = [];
  walkLeaves(root, (path, leaf) => {
    const isMapped = isEnvironmentLeaf(path) || path[path.length - 3] === 'env_vars';
    const name = isMapped && typeof leaf === 'string' ? bareName(leaf) : undefined;
    if (name !== undefined) found.push(name);
  });
  return found;
}

/** What `${a.b}` and `${oc.select:a.b}` name, as far as it is written out. */
export function referredPaths(root: ConfigMap): Set<string> {
  const found = new Set<string>();
  walkLeaves(root, (_, leaf) => {
    if (typeof leaf !== 'string') return;
    for (const [, name] of leaf.matchAll(/\$\{(?:[a-z_.]+:)?([A-Za-z_][\w.[\]-]*)/g)) found.add(name!);
  });
  return found;
}

/** Values of variables are values, however much they look like names of others. */
export function textLeaves(root: ConfigMap): (key: string) => boolean {
  const found = new Set<string>();
  walkLeaves(root, (path, leaf) => {
    if (typeof leaf !== 'string' || !leaf.includes('${oc.env:')) return;
    found.add(formatPath(path));
    const [execution, map, part, name] = path;
    if (execution === 'execution' && map === 'env_vars' && part !== undefined && name !== undefined)
      found.add(formatPath([part, 'env_vars', name]));
  });
  return (key) => found.has(key);
}
