import { existsSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { quote } from '../../input-values.js';
import { isMap } from '../value.js';
import type { CheckContext } from './context.js';
import { error, type Finding, warning } from './finding.js';

/** Where results go: exporters, the output directory, the disk. */
export function checkSurroundings(context: CheckContext): Finding[] {
  return [...checkExports(context), ...checkOutputDir(context), ...checkDisk(context)];
}

/** Exporters come with extras of the launcher's package, and with keys. */
const EXPORTERS: Record<string, string | undefined> = {
  local: undefined,
  wandb: 'WANDB_API_KEY',
  mlflow: undefined,
  gsheets: undefined,
};

function checkExports(context: CheckContext): Finding[] {
  const { at, from, inputs } = context;
  const destinations = at('execution', 'auto_export', 'destinations');
  if (!Array.isArray(destinations)) return [];
  const section = at('export');
  const without = (name: string): string => {
    const part = isMap(section) && (section.get(name) ?? null) !== null ? ` export.${name}=null` : '';
    return `execution.auto_export.destinations=null${part}`;
  };
  return destinations.flatMap((name, index): Finding[] => {
    if (typeof name !== 'string' || name === 'local' || name === '???') return [];
    const lacks: string[] = [];
    const isKnown = Object.hasOwn(EXPORTERS, name);
    if (!isKnown) lacks.push('an exporter of that name');
    // On Slurm a job of its own exports, which installs the launcher with all extras.
    else if (
      at('execution', 'type') === 'local' &&
      !inputs.launcherExtras.some((extra) => [name, 'exporters', 'all'].includes(extra))
    )
      lacks.push(`the launcher's extra ${name} (input launcher-extras)`);
    const key = isKnown ? EXPORTERS[name] : undefined;
    if (key !== undefined && !isHandedOn(context, key))
      lacks.push(`the variable ${key} (input pass-env, and env: of the step)`);
    if (isKnown && isMap(section) && section.size > 0 && (section.get(name) ?? null) === null)
      lacks.push(`settings in export.${name}`);
    if (lacks.length === 0) return [];
    return [
      error(
        'export_unavailable',
        `${from(`execution.auto_export.destinations[${index}]`)} exports to ${quote(name)}, which lacks ${lacks.join(' and ')}`,
        `supply it, or set in overrides: ${without(name)}`,
      ),
    ];
  });
}

/** Whether exporters see a variable: from a map of theirs, or because the launcher is given it. */
function isHandedOn({ at, inputs, variable, config }: CheckContext, key: string): boolean {
  const maps = [at('env_vars'), at('export', 'env_vars')];
  if (maps.some((map) => isMap(map) && map.has(key))) return true;
  const isGiven = inputs.passEnv.includes(key) || config.variables.some(({ name }) => name === key);
  return isGiven && (config.dryRun || Boolean(variable(key)));
}

/** The launcher makes a folder of its own in it for each run, so that nothing is lost: it only grows. */
function checkOutputDir({ config: { output }, variable, at }: CheckContext): Finding[] {
  const { source, template } = output;
  // A cluster's folder is no runner's, and is for many runs.
  if (at('execution', 'type') !== 'local') return [];
  // An expression has put the id in its place by now.
  const id = variable('GITHUB_RUN_ID');
  if (source === 'default' || /\{(?:date|run_id)\}/.test(template) || (id && template.includes(id)))
    return [];
  return [
    warning(
      'output_dir_not_unique',
      `output_dir (${source}) is the same in every run: on a runner that is kept, results of all runs pile up in it`,
      'put {date} or {run_id} into it, as in results/{date}-{run_id}',
    ),
  ];
}

const LEAST_BYTES = 2 * 2 ** 30;

function checkDisk({ config: { outputDir, dryRun }, freeBytes = bytesFree, at }: CheckContext): Finding[] {
  if (dryRun || at('execution', 'type') !== 'local') return [];
  let folder = outputDir;
  while (!existsSync(folder) && folder !== path.dirname(folder)) folder = path.dirname(folder);
  const free = freeBytes(folder);
  if (free >= LEAST_BYTES) return [];
  return [
    warning(
      'disk_space',
      `${(free / 2 ** 30).toFixed(1)} GiB are free where the results go (${outputDir})`,
      'free some space: logs and caches of an evaluation take gigabytes',
    ),
  ];
}

/** Infinity where the system does not say. */
function bytesFree(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Infinity;
  }
}
