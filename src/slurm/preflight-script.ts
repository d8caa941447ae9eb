import path from 'node:path';
import { type ConfigMap, type ConfigPath, formatPath, getAt, isMap } from '../config/value.js';
import { renderCheckpointLook } from './checkpoint-look.js';
import { renderDependencies } from './preflight-dependency.js';
import { renderHeader } from './preflight-header.js';
import { mountsOf } from './preflight-mounts.js';
import { PRELUDE, quoteShell } from './preflight-shell.js';

/** A path of the cluster that a job is given. */
export interface ClusterPath {
  /** What names it in the config. */
  key: string;
  path: string;
  /** The launcher refuses to mount what is no folder; an image is a file; data may be either. */
  wants: 'folder' | 'file' | 'any';
}

/** What is asked of a cluster before anything is submitted. */
export interface ClusterQuestions {
  script: string;
  paths: readonly ClusterPath[];
}

/** Commands without which the launcher, or the action, cannot work there. */
export const COMMANDS = ['bash', 'rsync', 'sbatch', 'squeue', 'sacct', 'scancel', 'scontrol'] as const;

/** What is tried in the output directory: more than a quota that is all but used up has left. */
const TRIED_BYTES = 1024 * 1024;

/**
 * One script for all that preflight asks of a cluster. It writes nothing but a file of 1 MiB in the output directory,
 * or in the nearest folder above it that is there, and takes that away again.
 * @param root a config that the static checks have passed.
 */
export function renderQuestions(root: ConfigMap, taskNames: readonly string[]): ClusterQuestions {
  const text = (...key: string[]): string => String(getAt(root, ['execution', ...key]) ?? '');
  const outputDir = text('output_dir');
  const paths = clusterPaths(root);
  const header = renderHeader(root, path.posix.join(outputDir, 'preflight', `${taskNames[0] ?? 'task'}.0`));
  const checkpoint = deployedCheckpoint(root);
  const qos = qosOf(root);
  const script = [
    PRELUDE,
    `say home "$HOME"; say user "$(id -un)"; say host "$(hostname 2>/dev/null)"`,
    `for one in ${COMMANDS.join(' ')} sacctmgr; do has "$one" && say has "$one"; done`,
    `has sacctmgr && ask assoc sacctmgr -nP show assoc user="$(id -un)" format=Account,Partition,MaxSubmitJobs`,
    'if has scontrol; then',
    '  ask partitions scontrol -o show partition',
    '  ask config sh -c \'scontrol show config | grep -E "^(AccountingStorage(Type|Enforce)|SLURM_VERSION|ClusterName|SelectType) "\'',
    'fi',
    'has sacct && ask sacct sacct -n -X -S now -o JobID',
    ...(qos === undefined
      ? []
      : [
          `has sacctmgr && ask qos sacctmgr -nP show qos ${quoteShell(qos)} format=Name,MaxWall,MaxSubmitJobsPerUser`,
        ]),
    ...renderDependencies(root),
    `header=${quoteShell(`${header}exit 0\n`)}`,
    `if has sbatch; then out=$(printf '%s' "$header" | limit sbatch --test-only 2>&1); say test.code $?; tell test "$out"; fi`,
    ...paths.map(({ path: one }, index) => `look ${index} ${quoteShell(one)}`),
    renderOutputDir(outputDir),
    ...(checkpoint === undefined ? [] : [renderCheckpointLook(checkpoint)]),
    'say end ok',
    '',
  ];
  script.splice(1, 0, LOOK);
  return { script: script.join('\n'), paths };
}

/** The quality of service that the config asks for. */
export function qosOf(root: ConfigMap): string | undefined {
  const value = getAt(root, ['execution', 'sbatch_extra_flags', 'qos']);
  // Several may be given in newer versions.
  return typeof value === 'string' && /^[\w.-]+$/.test(value) ? value : undefined;
}

const LOOK = `look() {
  if [ -d "$2" ]; then if [ -r "$2" ] && [ -x "$2" ]; then say "path.$1" folder; else say "path.$1" closed; fi
  elif [ -e "$2" ]; then say "path.$1" file
  else say "path.$1" missing; fi
}`;

function renderOutputDir(folder: string): string {
  return `dir=${quoteShell(folder)}
while [ ! -e "$dir" ] && [ "$dir" != / ]; do dir=$(dirname "$dir"); done
say output.base "$dir"
if [ ! -d "$dir" ]; then say output.state file
elif ! [ -w "$dir" ] || ! [ -x "$dir" ]; then say output.state closed
elif ! try=$(mktemp -d "$dir/.nea-preflight-XXXXXX" 2>&1); then say output.state refused; tell output.why "$try"
else
  if out=$(dd if=/dev/zero of="$try/full" bs=${TRIED_BYTES / 16} count=16 2>&1 </dev/null); then say output.state ok
  else say output.state full; tell output.why "$out"; fi
  rm -rf "$try"
fi
say output.free "$(df -Pk "$dir" 2>/dev/null | awk 'NR == 2 { print $4 }')"`;
}

/** The checkpoint's folder, where a model is deployed from one. */
export function deployedCheckpoint(root: ConfigMap): string | undefined {
  if ((getAt(root, ['deployment', 'type']) ?? 'none') === 'none') return undefined;
  const value = getAt(root, ['deployment', 'checkpoint_path']);
  return typeof value === 'string' && value.startsWith('/') ? value : undefined;
}

/** Everything of the cluster that jobs are given: what the launcher asks for itself, and what it would not notice. */
function clusterPaths(root: ConfigMap): ClusterPath[] {
  const deploys = (getAt(root, ['deployment', 'type']) ?? 'none') !== 'none';
  const found: ClusterPath[] = [];
  const add = (at: ConfigPath, wants: ClusterPath['wants'], value = getAt(root, at)): void => {
    if (typeof value !== 'string' || !value.startsWith('/')) return;
    found.push({ key: formatPath(at), path: value, wants });
  };
  const served: ConfigPath[] = deploys ? [['deployment']] : [];
  const auxiliary = getAt(root, ['auxiliary_deployments']);
  for (const [name, one] of isMap(auxiliary) ? auxiliary : [])
    if (isMap(one) && (one.get('type') ?? 'none') !== 'none') served.push(['auxiliary_deployments', name]);
  for (const owner of served) {
    add([...owner, 'checkpoint_path'], 'folder');
    add([...owner, 'cache_path'], 'folder');
    add([...owner, 'image'], 'file');
  }
  for (const { path: at, source } of mountsOf(root)) {
    // Without a deployment the launcher mounts nothing for one.
    if (at[2] !== 'deployment' || deploys) add(at, 'folder', source);
  }
  const tasks = getAt(root, ['evaluation', 'tasks']);
  for (const index of Array.isArray(tasks) ? tasks.keys() : []) {
    add(['evaluation', 'tasks', index, 'dataset_dir'], 'any');
    add(['evaluation', 'tasks', index, 'container'], 'file');
  }
  return found;
}
