import { workflowPath } from './baseline/trust-run.js';
import { ConfigError } from './errors.js';
import { flag, list, number, quote } from './input-values.js';
import type { ReadInput } from './inputs.js';
import { DEFAULT_MAX_AGE_HOURS, LONGEST_MAX_AGE_HOURS } from './open-records/age.js';
import { ACCOUNT, HOST, INVOCATION_ID, REMOTE_PATH, requireForm, USER } from './open-records/forms.js';
import type { Allowed } from './open-records/trust.js';
import { loadSshInputs, type SshInputs } from './ssh-inputs.js';

/** Which submitted evaluations are finished, and what their records may name. */
export interface SubmittedInputs {
  /** This one alone, whatever its age; absent: all that are open. */
  invocation?: string;
  maxAgeHours: number;
  /** Paths of the files of the workflows that submit; none: this workflow's own. */
  workflows: string[];
  /** Whether pull requests of the repository itself may submit. */
  pullRequests: boolean;
  allowed: Allowed;
  /** How the clusters are reached. */
  ssh: SshInputs;
}

/** Inputs that say nothing where legs are merged. */
const NAMES = [
  'invocation',
  'max-age-hours',
  'workflow',
  'pull-requests',
  'hosts',
  'user',
  'account',
  'path-prefix',
  'ssh',
  'ssh-key',
  'ssh-certificate',
  'ssh-known-hosts',
  'ssh-config',
] as const;

/**
 * Reads the inputs of collecting what was submitted.
 * @param isAsked whether `mode` says so. @returns undefined where it does not.
 * @throws ConfigError for the first that is wrong, or that is given though nothing asks for it.
 */
export function loadSubmittedInputs(text: ReadInput, isAsked: boolean): SubmittedInputs | undefined {
  const given = Object.fromEntries(NAMES.map((name) => [name, text(name)])) as Record<
    (typeof NAMES)[number],
    string
  >;
  if (!isAsked) {
    const stray = NAMES.find((name) => given[name] !== '' && !isDefault(name, given[name]));
    if (stray === undefined) return undefined;
    throw new ConfigError(
      `input ${stray} is for evaluations that were submitted with wait: false: set mode to submitted, or leave it out`,
    );
  }
  const { invocation, hosts, user, account } = given;
  if (invocation !== '') requireForm(invocation, INVOCATION_ID, 'invocation');
  const range = { min: 1, max: LONGEST_MAX_AGE_HOURS, whole: true };
  return {
    ...(invocation === '' ? {} : { invocation }),
    maxAgeHours: number(given['max-age-hours'], 'max-age-hours', range) ?? DEFAULT_MAX_AGE_HOURS,
    workflows: list(given.workflow).map(workflow),
    pullRequests: flag(given['pull-requests'], 'pull-requests', false),
    allowed: cluster({ hosts: list(hosts), user, account, pathPrefix: given['path-prefix'] }),
    ssh: loadSshInputs((name) => given[name as (typeof NAMES)[number]]),
  };
}

/** The runner hands over defaults as if they were given. */
function isDefault(name: (typeof NAMES)[number], value: string): boolean {
  return (
    (name === 'max-age-hours' && Number(value) === DEFAULT_MAX_AGE_HOURS) ||
    (name === 'pull-requests' && value === 'false') ||
    (name === 'ssh' && value === 'ssh')
  );
}

function workflow(text: string): string {
  if (/^(?:\.github\/workflows\/)?[\w. -]+\.ya?ml$/.test(text)) return workflowPath(text, undefined)!;
  throw new ConfigError(
    `input workflow is ${quote(text)}: allowed are file names of workflows, such as submit.yml`,
  );
}

/** A cluster is named whole: of half a name everything else would be allowed, or nothing. */
function cluster(allowed: Allowed): Allowed {
  const { hosts, user, account, pathPrefix } = allowed;
  const rest = [
    ['hosts', hosts.join(', ')],
    ['user', user],
    ['account', account],
    ['path-prefix', pathPrefix],
  ] as const;
  const missing = rest.find(([, value]) => value === '');
  const given = rest.find(([, value]) => value !== '');
  if (missing && given)
    throw new ConfigError(
      `input ${missing[0]} is empty, and ${given[0]} is given: a record counts only if hosts, user, account and path-prefix all say what it may name`,
    );
  if (!given) return allowed;
  for (const host of hosts) requireForm(host, HOST, 'hosts');
  requireForm(user, USER, 'user');
  requireForm(account, ACCOUNT, 'account');
  requireForm(pathPrefix, REMOTE_PATH, 'path-prefix');
  if (!/[^/.]/.test(pathPrefix))
    throw new ConfigError(`input path-prefix is ${quote(pathPrefix)}: every path would do; name a folder`);
  return allowed;
}
