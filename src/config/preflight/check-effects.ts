import { formatPath, isMap } from '../value.js';
import type { CheckContext } from './context.js';
import { type Finding, warning } from './finding.js';

/** Settings that something else wins over, or that nothing asks for. */
export function checkEffects(context: CheckContext): Finding[] {
  return [...findShadowed(context), ...findUnasked(context)];
}

/** A parameter that an override sets for all tasks, and a task sets for itself. */
function findShadowed({ at, config, tasks, from }: CheckContext): Finding[] {
  const path = ['nemo_evaluator_config', 'config', 'params'];
  const shared = at('evaluation', ...path);
  if (!isMap(shared)) return [];
  return [...shared.keys()].flatMap((name) => {
    const key = formatPath(['evaluation', ...path, name]);
    if (name === 'extra' || !config.sources.get(key)?.startsWith('overrides')) return [];
    return tasks.flatMap((task): Finding[] => {
      const own = ['evaluation', 'tasks', task.index, ...path, name];
      if (at(...own) === undefined) return [];
      const ownKey = formatPath(own);
      if (config.sources.get(ownKey)?.startsWith('overrides')) return [];
      return [
        warning(
          'override_without_effect',
          `${from(key)} does not reach ${task.name}, which sets ${name} itself (${config.sources.get(ownKey) ?? 'config'})`,
          `set ${ownKey} in overrides`,
        ),
      ];
    });
  });
}

/** `run` is there to be referred to. */
function findUnasked({ config, inputs }: CheckContext): Finding[] {
  const asked = [...config.references].filter((name) => name === 'run' || name.startsWith('run.'));
  const profile =
    inputs.profile !== undefined && asked.length === 0
      ? [
          warning(
            'override_without_effect',
            `input profile is ${inputs.profile}, but nothing in the config refers to run, which it fills in`,
            'leave the input out, or refer to its values as in ${run.env.account}',
          ),
        ]
      : [];
  const overrides = config.runOverrides
    .filter(
      ({ key }) =>
        !asked.some((name) => name === key || name.startsWith(`${key}.`) || key.startsWith(`${name}.`)),
    )
    .map(({ key, label }) =>
      warning(
        'override_without_effect',
        `${label} sets ${key}, and nothing in the config refers to it`,
        'take the line out, or check its key',
      ),
    );
  return [...profile, ...overrides];
}
