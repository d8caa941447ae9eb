import { type ConfigPath, type ConfigValue, isMap } from '../value.js';
import type { CheckContext } from './context.js';

/** The entries of all maps of variables that the launcher reads, by path. */
export function environmentEntries({ at, tasks }: CheckContext): [ConfigPath, ConfigValue][] {
  const owners: ConfigPath[] = [
    [],
    ['evaluation'],
    ['deployment'],
    ['export'],
    ...tasks.map(({ index }): ConfigPath => ['evaluation', 'tasks', index]),
  ];
  return owners.flatMap((owner) => {
    const variables = at(...owner, 'env_vars');
    if (!isMap(variables)) return [];
    return [...variables].map(([name, value]): [ConfigPath, ConfigValue] => [
      [...owner, 'env_vars', name],
      value,
    ]);
  });
}
