import type { Finding } from '../../config/preflight/finding.js';
import type { ResolvedConfig } from '../../config/resolve.js';
import { InfrastructureError } from '../../errors.js';
import { type ClusterJudgement, judgeCluster } from '../../slurm/preflight-findings.js';
import { renderQuestions } from '../../slurm/preflight-script.js';
import { parseSaid, quoteAnswer } from '../../slurm/preflight-shell.js';

/** What is needed of a connection to a cluster: a name for messages, and scripts that it runs. */
export interface ClusterShell {
  readonly name: string;
  run(
    script: string,
    options?: { timeoutMs?: number; signal?: AbortSignal },
  ): Promise<{ code: number; stdout: string; stderr: string }>;
}

/** Each of the questions has a limit of its own. */
const MOST_MS = 120_000;

export type { ClusterJudgement, Finding };

/**
 * Asks a cluster by one script what would refuse the evaluation there or break it: commands, account, partition,
 * walltime, a trial of the job's header, folders, disk, accounting. Takes seconds, and queues nothing.
 * @param options.where the config's name, for keys that no line is known of.
 * @throws InfrastructureError where the shell there does not run the script to its end; whatever the connection throws.
 */
export async function preflightCluster(
  shell: ClusterShell,
  config: ResolvedConfig,
  { where, signal }: { where: string; signal?: AbortSignal },
): Promise<ClusterJudgement> {
  const { script, paths } = renderQuestions(config.root, config.taskNames);
  const answer = await shell.run(script, { timeoutMs: MOST_MS, ...(signal ? { signal } : {}) });
  const said = parseSaid(answer.stdout);
  if (!said.has('end')) {
    const shown = quoteAnswer([answer.stderr, answer.stdout].join('\n').split('\n').slice(0, 20));
    throw new InfrastructureError(
      `the shell on ${shell.name} did not run the checks to their end (exit code ${answer.code}${shown === '' ? '' : `: ${shown}`}): a POSIX shell is needed that lets commands run without a terminal`,
    );
  }
  return judgeCluster(said, {
    root: config.root,
    name: shell.name,
    paths,
    taskCount: config.taskNames.length,
    from: (key) => `${key} (${config.sources.get(key) ?? where})`,
  });
}
