import { explainRun } from '../../config/megatron-checkpoint.js';
import { ConfigError, InfrastructureError } from '../../errors.js';
import { readCheckpointLook, renderCheckpointLook } from '../../slurm/checkpoint-look.js';
import { PRELUDE, parseSaid, quoteAnswer } from '../../slurm/preflight-shell.js';
import type { ClusterShell } from './preflight.js';

/**
 * The checkpoint on the cluster that the input `checkpoint` means: itself, or the newest iteration of the run it is the
 * folder of, by the rules of a checkpoint on this machine. Asked once, before the submission: a training that goes on
 * writes newer ones, and what is evaluated must stay what the snapshot says.
 * @param toBeWritten a job that is waited for may write it: a folder without a complete iteration is then taken as it is.
 * @throws ConfigError where there is no such folder, or no complete iteration in it.
 */
export async function findNewestCheckpoint(
  shell: ClusterShell,
  checkpoint: string,
  { toBeWritten = false, signal }: { toBeWritten?: boolean; signal?: AbortSignal } = {},
): Promise<string> {
  // It goes into a mount of the job's script, unquoted.
  if (!/^\/[A-Za-z0-9._/@%+=-]+$/.test(checkpoint))
    throw refuse(checkpoint, 'is no absolute path of the cluster of letters, digits and . _ - / @ % + =');
  const script = `${PRELUDE}${renderCheckpointLook(checkpoint)}say end ok\n`;
  const answer = await shell.run(script, { timeoutMs: 60_000, ...(signal ? { signal } : {}) });
  const said = parseSaid(answer.stdout);
  if (!said.has('end'))
    throw new InfrastructureError(
      `the shell on ${shell.name} did not look for the checkpoint ${checkpoint} (exit code ${answer.code}: ${quoteAnswer(answer.stderr.split('\n'))})`,
    );
  const seen = readCheckpointLook(said, checkpoint);
  switch (seen.kind) {
    case 'run':
      if (seen.newest !== undefined) return seen.newest;
      if (toBeWritten) return checkpoint;
      throw refuse(checkpoint, `on ${shell.name} ${explainRun(seen)}`);
    case 'missing':
      throw refuse(
        checkpoint,
        `does not exist on ${shell.name}`,
        toBeWritten
          ? 'make the folder now, as the launcher asks for it when it submits, not when the job that it depends on has ended'
          : GIVE,
      );
    case 'file':
      throw refuse(checkpoint, `on ${shell.name} is a file, not a folder`);
    case 'empty':
      if (toBeWritten) return checkpoint;
      throw refuse(checkpoint, `on ${shell.name} is an empty folder`);
    default:
      return checkpoint;
  }
}

const GIVE = "give a run's folder or one of its iter_* folders";

function refuse(checkpoint: string, why: string, recovery = GIVE): ConfigError {
  return new ConfigError(
    `bad_megatron_checkpoint_path: input checkpoint is ${checkpoint.slice(0, 300)}, which ${why}: ${recovery}`,
  );
}
