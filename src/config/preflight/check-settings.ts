import { type ConfigPath, type ConfigValue, formatPath, isMap } from '../value.js';
import type { CheckContext } from './context.js';
import { error, type Finding } from './finding.js';

/** Settings without which the launcher stops with a trace, or goes on with the word None in its script. */
export function checkSettings(context: CheckContext): Finding[] {
  return [...checkKinds(context), ...checkComplete(context)];
}

type Kind = 'text' | 'mapping' | 'list';

interface Rule {
  path: ConfigPath;
  kind: Kind;
  /** Whether the launcher takes null for "not given". */
  orNull?: boolean;
}

const EVALUATOR = 'nemo_evaluator_config';

function rules({ tasks, deploys }: CheckContext): Rule[] {
  const parameters = (owner: ConfigPath): Rule[] => [
    { path: [...owner, 'env_vars'], kind: 'mapping' },
    { path: [...owner, EVALUATOR], kind: 'mapping' },
    { path: [...owner, EVALUATOR, 'config', 'params'], kind: 'mapping', orNull: true },
    { path: [...owner, 'pre_cmd'], kind: 'text' },
    { path: [...owner, 'post_cmd'], kind: 'text' },
  ];
  return [
    { path: ['execution', 'extra_docker_args'], kind: 'text' },
    { path: ['execution', 'auto_export'], kind: 'mapping' },
    { path: ['execution', 'auto_export', 'destinations'], kind: 'list', orNull: true },
    { path: ['execution', 'mounts'], kind: 'mapping', orNull: !deploys },
    { path: ['execution', 'mounts', 'deployment'], kind: 'mapping' },
    { path: ['execution', 'mounts', 'evaluation'], kind: 'mapping' },
    { path: ['execution', 'mounts', 'auxiliary'], kind: 'mapping' },
    { path: ['export'], kind: 'mapping' },
    { path: ['auxiliary_deployments'], kind: 'mapping' },
    { path: ['env_vars'], kind: 'mapping', orNull: true },
    { path: ['deployment', 'env_vars'], kind: 'mapping', orNull: true },
    // Without a deployment a missing target is a finding of its own.
    ...(deploys
      ? ([
          { path: ['target'], kind: 'mapping' },
          { path: ['target', 'api_endpoint'], kind: 'mapping' },
        ] as const)
      : []),
    ...parameters(['evaluation']),
    ...tasks.flatMap(({ index }): Rule[] => {
      const own: ConfigPath = ['evaluation', 'tasks', index];
      return [
        ...parameters(own),
        { path: [...own, 'dataset_mount_path'], kind: 'text' },
        { path: [...own, 'dataset_dir'], kind: 'text', orNull: true },
        { path: [...own, 'endpoint_type'], kind: 'text', orNull: true },
      ];
    }),
  ];
}

const EXAMPLES: Record<Kind, string> = { text: '""', mapping: '{}', list: '[]' };

function checkKinds(context: CheckContext): Finding[] {
  const { at, from } = context;
  return rules(context).flatMap(({ path, kind, orNull = false }): Finding[] => {
    const value = at(...path);
    if (value === undefined || value === '???' || (orNull && value === null) || isOfKind(value, kind))
      return [];
    const key = formatPath(path);
    return [
      error(
        'invalid_setting',
        `${from(key)} ${value === null ? 'is null' : 'has a value of another kind'}, where the launcher takes a ${kind} only`,
        `take the key out, or set ${key}=${EXAMPLES[kind]} in overrides${value === null ? '' : ` to begin with`}`,
      ),
    ];
  });
}

function isOfKind(value: ConfigValue, kind: Kind): boolean {
  if (kind === 'mapping') return isMap(value);
  return kind === 'list' ? Array.isArray(value) : typeof value === 'string';
}

/** The launcher's own defaults of a deployment are Hydra's: a raw or step config must have them itself. */
function checkComplete({ at, from, deploys, tasks }: CheckContext): Finding[] {
  const executor = at('execution', 'type');
  if (!deploys || (executor !== 'local' && executor !== 'slurm')) return [];
  const types = new Set(tasks.flatMap(({ endpointType }) => endpointType ?? []));
  const needed: ConfigPath[] = [
    ...['image', 'command', 'port', 'served_model_name'].map((key) => ['deployment', key]),
    // On Slurm the launcher takes /health by itself.
    ...[...(executor === 'local' ? ['health'] : []), ...types].map((name) => [
      'deployment',
      'endpoints',
      name,
    ]),
  ];
  return needed
    .filter((path) => (at(...path) ?? null) === null)
    .map((path) => {
      const key = formatPath(path);
      const users = tasks.filter(({ endpointType }) => path[1] === 'endpoints' && endpointType === path[2]);
      const why = users.length > 0 ? `, and ${users[0]!.name} asks such an endpoint` : '';
      return error(
        'missing_deployment_setting',
        `${from(key)} is missing, which the launcher needs to start a model${why}`,
        `set ${key}=… in overrides; the launcher's configs/deployment has the values for each type`,
      );
    });
}
