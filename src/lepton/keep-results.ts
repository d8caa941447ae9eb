import type { ResolvedConfig } from '../config/resolve.js';
import { type ConfigPath, ensureMap, formatPath, getAt, isMap } from '../config/value.js';
import type { LeptonTask } from './names.js';

const OUTPUT = ['nemo_evaluator_config', 'config', 'output_dir'];

/** A storage of the workspace that jobs see. */
export interface LeptonMount {
  /** The storage, as in `node-nfs:lepton-shared-fs`. */
  from: string;
  /** In the storage; the launcher adds the invocation's id. */
  path: string;
  /** In the job's container. */
  mountPath: string;
}

/** The first mount that the launcher can use. */
export function firstMount({ root }: ResolvedConfig): LeptonMount | undefined {
  const mounts = getAt(root, ['execution', 'lepton_platform', 'tasks', 'mounts']);
  for (const mount of Array.isArray(mounts) ? mounts : []) {
    const text = (key: string): string | undefined => {
      const value = isMap(mount) ? mount.get(key) : undefined;
      return typeof value === 'string' && value !== '' && value !== '???' ? value : undefined;
    };
    const [from, path, mountPath] = [text('from'), text('path'), text('mount_path')];
    if (from !== undefined && path !== undefined && mountPath !== undefined) return { from, path, mountPath };
  }
  return undefined;
}

/**
 * Has each task write its results to the first mount: the launcher has them written to `/results` in the container,
 * which is gone when the job is, and only makes folders in its output directory. A config that says where is left alone.
 * @returns a line where anything was set.
 */
export function keepResults(config: ResolvedConfig): string[] {
  if (getAt(config.root, ['execution', 'type']) !== 'lepton') return [];
  const mount = firstMount(config);
  if (!mount) return [];
  const open = config.taskNames.flatMap((name, index) =>
    outputOf(config, index) === undefined ? [{ name, index }] : [],
  );
  for (const { name, index } of open) {
    const key: ConfigPath = ['evaluation', 'tasks', index, ...OUTPUT];
    setInTask(config, index, `${mount.mountPath.replace(/\/+$/, '')}/${name}.${index}/artifacts`);
    config.sources.set(formatPath(key), 'action: results on the mount');
  }
  if (open.length === 0) return [];
  return [
    `results of ${open.length === 1 ? 'the task' : `${open.length} tasks`} go to the mount ${mount.mountPath}`,
  ];
}

function setInTask(config: ResolvedConfig, index: number, value: string): void {
  const task = getAt(config.root, ['evaluation', 'tasks', index]);
  if (isMap(task)) ensureMap(task, OUTPUT.slice(0, -1)).set(OUTPUT.at(-1)!, value);
}

/** Where a task writes its results, in its container. */
export function outputOf({ root }: ResolvedConfig, index: number): string | undefined {
  const bases: ConfigPath[] = [['evaluation', 'tasks', index], ['evaluation']];
  for (const base of bases) {
    const value = getAt(root, [...base, ...OUTPUT]);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/**
 * Where in the workspace's storage a task's results are.
 * @returns undefined where they are in no mount, and so were lost with the container.
 */
export function storedResults(
  config: ResolvedConfig,
  task: LeptonTask,
  invocationId: string,
): string | undefined {
  const mount = firstMount(config);
  const output = outputOf(config, task.index) ?? '/results';
  const inside = mount && within(output, mount.mountPath);
  if (mount === undefined || inside === undefined) return undefined;
  return `${mount.from} ${mount.path.replace(/\/+$/, '')}/${invocationId}${inside}`;
}

function within(path: string, folder: string): string | undefined {
  const base = folder.replace(/\/+$/, '');
  return path === base || path.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
}
