import { createHash } from 'node:crypto';
import type { ResolvedConfig } from '../../config/resolve.js';
import { getAt } from '../../config/value.js';
import type { ClusterLink } from '../../launcher/ssh/link.js';
import { openLink } from '../../launcher/ssh/open-link.js';
import { formatTag, legOf } from '../../slurm/tag.js';
import { loadSshInputs, type SshInputs } from '../../ssh-inputs.js';
import { redactMessage } from '../../upload/scan-file.js';
import { type Session, updateRecord } from '../session.js';

/** Where a Slurm config submits to. */
export interface ClusterPlace {
  host: string;
  user: string;
  account: string;
  subproject: string;
}

/** What a config says of its cluster; '' for what it does not say, which preflight refuses. */
export function placeOfConfig(config: ResolvedConfig): ClusterPlace {
  const text = (key: string): string => {
    const value = getAt(config.root, ['execution', key]);
    return typeof value === 'string' ? value : '';
  };
  return {
    host: text('hostname'),
    user: text('username'),
    account: text('account'),
    subproject: text('subproject'),
  };
}

/** The step's inputs of access, which the post step has too. */
export function sshInputsOf({ env }: Pick<Session, 'env'>): SshInputs {
  return loadSshInputs((name) => env[`INPUT_${name.toUpperCase()}`] ?? '');
}

/**
 * The run's one connection to its cluster, opened at its first use.
 * @throws ConfigError for a key, a host key or a host that is refused; InfrastructureError for one that is not reached.
 */
export async function linkOf(
  session: Session,
  { host, user }: Pick<ClusterPlace, 'host' | 'user'>,
): Promise<ClusterLink> {
  session.link ??= await openLink({
    host,
    user,
    inputs: sshInputsOf(session),
    env: session.env,
    log: (line) => session.log.info(redactMessage(line, session.forms)),
    onFolder: (linkFolder) => updateRecord(session, { linkFolder }),
  });
  return session.link;
}

/**
 * What all jobs of a run carry: jobs are told by it, and stopped by it alone. The run's folder, which is named at random,
 * is part of it: a workflow that calls another one twice has two jobs of one name, and they must not stop each other.
 */
export function tagOf({ context, leg, rerun, files }: Session): string {
  const own = createHash('sha256').update(files.dir).digest('hex').slice(0, 8);
  // Outside of a run there is no number.
  const runId = /^\d+$/.test(context.runId) ? context.runId : '0';
  return formatTag({
    repositoryId: String(context.event.repositoryId ?? 0),
    runId,
    attempt: context.runAttempt,
    leg: legOf(context.job, [context.step, rerun, own].filter(Boolean).join('.'), leg?.slug),
    ...(context.event.pullRequest ? { pullRequest: context.event.pullRequest.number } : {}),
  });
}
