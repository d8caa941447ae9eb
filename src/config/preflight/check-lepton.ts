import { quote } from '../../input-values.js';
import { type ConfigPath, type ConfigValue, formatPath, isMap } from '../value.js';
import { hasSecretName, looksLikeKey } from '../variables.js';
import type { CheckContext } from './context.js';
import { error, type Finding, warning } from './finding.js';

const DEPLOYMENTS = ['vllm', 'sglang', 'nim', 'none'];
const JOBS = ['execution', 'lepton_platform', 'tasks'];
const ENDPOINT_SETTINGS = ['resource_shape', 'min_replicas', 'max_replicas', 'auto_scaler'];

/** What the launcher's Lepton executor needs of a config, and what it takes and then ignores or breaks on. */
export function checkLepton(context: CheckContext): Finding[] {
  if (context.at('execution', 'type') !== 'lepton') return [];
  return [
    ...checkDeployment(context),
    ...checkPlatform(context),
    ...checkVariables(context),
    ...checkLiterals(context),
    ...checkDatasets(context),
    ...checkResults(context),
    ...checkExport(context),
  ];
}

function checkDeployment({ at, from, deploys }: CheckContext): Finding[] {
  const type = at('deployment', 'type');
  if (type === undefined || type === null || type === '???') return [];
  if (typeof type !== 'string' || !DEPLOYMENTS.includes(type))
    return [
      error(
        'lepton_setting',
        `${from('deployment.type')} is ${quote(String(type))}, which the launcher refuses on Lepton: it takes ${DEPLOYMENTS.join(', ')}`,
        'choose one of them',
      ),
    ];
  if (!deploys) return [];
  const missing = ENDPOINT_SETTINGS.filter(
    (key) => (at('deployment', 'lepton_config', key) ?? null) === null,
  );
  return [
    ...missing.map((key) =>
      error(
        'lepton_setting',
        `${from(`deployment.lepton_config.${key}`)} is missing, without which the launcher cannot describe the endpoint`,
        `set deployment.lepton_config.${key}=… in overrides`,
      ),
    ),
    ...(type === 'nim' && at('deployment', 'pre_cmd')
      ? [
          error(
            'lepton_setting',
            `${from('deployment.pre_cmd')} is refused by the launcher for a NIM on Lepton`,
            'set deployment.pre_cmd=null in overrides',
          ),
        ]
      : []),
  ];
}

function checkPlatform({ at, from, deploys }: CheckContext): Finding[] {
  const found: Finding[] = [];
  if (!isMap(at(...JOBS)))
    found.push(
      error(
        'lepton_setting',
        `${from(formatPath(JOBS))} is missing, without which the launcher submits no job`,
        'set at least execution.lepton_platform.tasks.node_group to the name of a node group of the workspace',
      ),
    );
  const groups: [string, boolean, string][] = [
    ['tasks', true, 'jobs'],
    ['deployment', deploys, 'endpoints'],
  ];
  for (const [part, isUsed, what] of groups) {
    const value = at('execution', 'lepton_platform', part, 'node_group');
    const key = `execution.lepton_platform.${part}.node_group`;
    if (!isUsed || value === '???' || (typeof value === 'string' && value !== '')) continue;
    if (part === 'tasks' && !isMap(at(...JOBS))) continue;
    found.push(
      warning(
        'lepton_node_group',
        `${from(key)} is missing: ${what} go wherever the workspace puts what belongs to no node group`,
        `set ${key} in overrides, to ${part === 'tasks' ? 'the name' : 'the id'} of a node group`,
      ),
    );
  }
  return found;
}

/** All jobs of an invocation have the same variables: two tasks cannot differ. */
function checkVariables({ at, from, tasks }: CheckContext): Finding[] {
  const variableOf = (name: string, ...owner: ConfigPath): ConfigValue | undefined =>
    at(...owner, 'env_vars', name);
  const own = (index: number): ConfigPath => ['evaluation', 'tasks', index];
  const names = new Set(
    tasks.flatMap(({ index }) => {
      const map = at(...own(index), 'env_vars');
      return isMap(map) ? [...map.keys()] : [];
    }),
  );
  return [...names].flatMap((name): Finding[] => {
    const shared = variableOf(name, 'evaluation') ?? variableOf(name);
    const values = new Set(tasks.map(({ index }) => variableOf(name, ...own(index)) ?? shared));
    if (values.size === 1) return [];
    const first = tasks.find(({ index }) => variableOf(name, ...own(index)) !== undefined)!;
    return [
      error(
        'lepton_variable',
        `${from(formatPath([...own(first.index), 'env_vars', name]))} is not the same for all tasks, and the launcher gives all jobs on Lepton the same variables`,
        'evaluate the tasks in runs of their own, or set it once in evaluation.env_vars',
      ),
    ];
  });
}

/** A value is in the spec of the job, in the launcher's record and in the results' metadata, in plain text. */
function checkLiterals({ at, from, config }: CheckContext): Finding[] {
  const places: ConfigPath[] = [
    [...JOBS, 'env_vars'],
    ['deployment', 'lepton_config', 'envs'],
  ];
  const variables = places.flatMap((place) => {
    const map = at(...place);
    return isMap(map) ? [...map].map(([name, value]) => ({ path: [...place, name], name, value })) : [];
  });
  const tokens = at('deployment', 'lepton_config', 'api_tokens');
  const single = at('deployment', 'lepton_config', 'api_token');
  const written = [
    ...variables.map((entry) => ({ ...entry, isSecret: hasSecretName(entry.name) })),
    ...(Array.isArray(tokens) ? tokens : []).map((entry, index) => ({
      path: ['deployment', 'lepton_config', 'api_tokens', index] as ConfigPath,
      name: 'api_token',
      value: isMap(entry) ? entry.get('value') : entry,
      isSecret: true,
    })),
    {
      path: ['deployment', 'lepton_config', 'api_token'] as ConfigPath,
      name: 'api_token',
      value: single,
      isSecret: true,
    },
  ];
  return written.flatMap(({ path, value, isSecret }): Finding[] => {
    const key = formatPath(path);
    const isExpression = config.kept.has(key) || config.kept.has(`${key}.value`);
    const isLiteral = typeof value === 'string' && value !== '' && value !== '???';
    if (!isExpression && !(isLiteral && (isSecret || looksLikeKey(value)))) return [];
    return [
      error(
        'lepton_variable',
        `${from(key)} has a secret as its value, which would be in plain text in the job and in the metadata of its results`,
        'make a secret in the workspace (lep secret create) and refer to it: {value_from: {secret_name_ref: NAME}}',
      ),
    ];
  });
}

function checkDatasets({ at, from, tasks }: CheckContext): Finding[] {
  return tasks.flatMap(({ index, key }): Finding[] => {
    if ((at('evaluation', 'tasks', index, 'dataset_dir') ?? null) === null) return [];
    return [
      error(
        'lepton_setting',
        `${from(`${key}.dataset_dir`)} makes the launcher write a mount that Lepton's own client refuses`,
        "mount the data set in execution.lepton_platform.tasks.mounts, and name its folder in the task's params",
      ),
    ];
  });
}

function checkResults({ at, from }: CheckContext): Finding[] {
  const mounts = at(...JOBS, 'mounts');
  const list = Array.isArray(mounts) ? mounts : [];
  const broken = list.flatMap((mount, index) => {
    const lacks = ['from', 'path', 'mount_path'].filter((key) => !isMap(mount) || !mount.get(key));
    return lacks.length === 0
      ? []
      : [
          error(
            'lepton_setting',
            `${from(`${formatPath([...JOBS, 'mounts', index])}`)} lacks ${lacks.join(', ')}`,
            'write it as {from: "node-nfs:NAME", path: /folder/in/it, mount_path: /results}',
          ),
        ];
  });
  if (list.length > 0) return broken;
  return [
    warning(
      'lepton_results_lost',
      `${from(formatPath([...JOBS, 'mounts']))} has no mount: results are gone with the container of the job, and the launcher fetches none`,
      'add one, {from: "node-nfs:NAME", path: /evals, mount_path: /results}, or upload the results in post_cmd',
    ),
  ];
}

function checkExport({ at, from }: CheckContext): Finding[] {
  const destinations = at('execution', 'auto_export', 'destinations');
  if (!Array.isArray(destinations) || destinations.length === 0) return [];
  return [
    error(
      'export_unavailable',
      `${from('execution.auto_export.destinations')} is ignored by the launcher on Lepton: nothing would be exported`,
      'set execution.auto_export.destinations=null, and upload the results in post_cmd',
    ),
  ];
}
