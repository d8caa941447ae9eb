import { existsSync, statfsSync } from 'node:fs';
import path from 'node:path';
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

function checkExports({ at, from, inputs, variable, config }: CheckContext): Finding[] {
  const destinations = at('execution', 'auto_export', 'destinations') ?? [];
  const names = Array.isArray(destinations) ? destinations : [destinations];
  const section = at('export');
  const without = (name: string): string => {
    const part = isMap(section) && (section.get(name) ?? null) !== null ? ` export.${name}=null` : '';
    return `execution.auto_export.destinations=null${part}`;
  };
  return names.flatMap((name): Finding[] => {
    if (typeof name !== 'string' || name === 'local') return [];
    const lacks: string[] = [];
    if (!Object.hasOwn(EXPORTERS, name)) lacks.push('an exporter of that name');
    else if (!inputs.launcherExtras.some((extra) => extra === name || extra === 'all'))
      lacks.push(`the launcher's extra ${name} (input launcher-extras)`);
    const key = Object.hasOwn(EXPORTERS, name) ? EXPORTERS[name] : undefined;
    const isPassed =
      key !== undefined &&
      (inputs.passEnv.includes(key) || config.variables.some((named) => named.name === key));
    if (key !== undefined && !(isPassed && (config.dryRun || variable(key))))
      lacks.push(`the variable ${key} (input pass-env, and env: of the step)`);
    if (lacks.length === 0) return [];
    const first = from('execution.auto_export.destinations[0]').replace('[0]', '');
    return [
      error(
        'export_unavailable',
        `${first} exports to ${name}, which lacks ${lacks.join(' and ')}`,
        `supply it, or set in overrides: ${without(name)}`,
      ),
    ];
  });
}

/** The launcher makes a folder of its own in it for each run, so that nothing is lost: it only grows. */
function checkOutputDir({ config: { output } }: CheckContext): Finding[] {
  if (output.source === 'default' || /\{(date|run_id)\}/.test(output.template)) return [];
  return [
    warning(
      'output_dir_not_unique',
      `output_dir (${output.source}) is the same in every run: on a runner that is kept, results of all runs pile up in it`,
      'put {date} or {run_id} into it, as in results/{date}-{run_id}',
    ),
  ];
}

const LEAST_BYTES = 2 * 2 ** 30;

function checkDisk({ config: { outputDir, dryRun } }: CheckContext): Finding[] {
  if (dryRun) return [];
  let folder = outputDir;
  while (!existsSync(folder) && folder !== path.dirname(folder)) folder = path.dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= LEAST_BYTES) return [];
  return [
    warning(
      'disk_space',
      `${(free / 2 ** 30).toFixed(1)} GiB are free where the results go (${outputDir})`,
      'free some space: logs and caches of an evaluation take gigabytes',
    ),
  ];
}
