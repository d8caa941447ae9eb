import { quote } from '../../input-values.js';
import { type ConfigPath, formatPath } from '../value.js';
import type { CheckContext } from './context.js';
import { error, type Finding } from './finding.js';

/** A text that the launcher puts as it is into a command of the login shell, or into a line of the job's script. */
interface Form {
  allowed: RegExp;
  /** For a message. */
  what: string;
}

const NAME: Form = { allowed: /^[A-Za-z0-9_][A-Za-z0-9._-]*$/, what: 'letters, digits and . _ -' };
const NAMES: Form = { allowed: /^[A-Za-z0-9_][A-Za-z0-9._,-]*$/, what: 'letters, digits and . _ - ,' };
const RESOURCE: Form = { allowed: /^[A-Za-z0-9_][\w.:,()=-]*$/, what: 'letters, digits and . _ : , ( ) = -' };
const HOST: Form = {
  allowed: /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/,
  what: 'letters, digits and . _ -, neither first nor last',
};
/** A folder on the cluster that goes unquoted into its login shell. */
export const CLUSTER_PATH = /^\/[A-Za-z0-9._/-]+$/;

/** What each text may be, by its key below `execution`. */
const FORMS: Readonly<Record<string, Form>> = {
  hostname: HOST,
  username: NAME,
  account: NAME,
  partition: NAMES,
  cpu_partition: NAME,
  subproject: NAME,
  gres: RESOURCE,
  gpus_per_node: RESOURCE,
  evaluation_gpu_visible: NAMES,
};

/** Texts that would be run, or taken for an option, where the launcher puts them. Checked whatever `preflight` says. */
export function checkSlurmTexts({ config, at, from }: CheckContext): Finding[] {
  const texts = Object.entries(FORMS).flatMap(([name, { allowed, what }]): Finding[] => {
    const path: ConfigPath = ['execution', name];
    const [key, value] = [formatPath(path), at(...path) ?? null];
    if (value === null || value === '' || value === '???' || typeof value === 'boolean') return [];
    const text = String(value);
    if (config.kept.has(key)) return [unsafe(`${from(key)} is read from a secret`, `write it out: ${what}`)];
    // A domain account such as DOMAIN\user has no form that is safe there.
    return allowed.test(text) && text.length <= 255
      ? []
      : [unsafe(`${from(key)} is ${quote(text.slice(0, 255))}`, `allowed are ${what}`)];
  });
  // A relative one, ~/evals among them, is refused for that (checkOutputDir): what became of it nobody has written.
  return [
    ...texts,
    ...(config.output.inWorkspace ? [] : checkOutputPath(config.outputDir, config.output.source)),
  ];
}

function checkOutputPath(folder: string, source: string): Finding[] {
  if (CLUSTER_PATH.test(folder) && !folder.split('/').includes('..')) return [];
  return [
    unsafe(
      `output_dir (${source}) is ${quote(folder)}`,
      'allowed is an absolute path without .. and of letters, digits and . _ - / only',
    ),
  ];
}

function unsafe(message: string, recovery: string): Finding {
  return error(
    'unsafe_cluster_value',
    `${message}, which the launcher puts unquoted into the cluster's login shell or its job script`,
    recovery,
  );
}
