import { messageOf } from '../../errors.js';
import { fetchStopped } from '../../launcher/slurm/stop-watched.js';
import type { TaskEnding } from '../../results/ended-badly.js';
import type { SlurmEnding } from '../../slurm/task.js';
import { redactMessage } from '../../upload/scan-file.js';
import { type Session, warn } from '../session.js';
import { linkOf } from './open-cluster.js';
import { badEndings, noteEnding, reportEnd } from './watch-tasks.js';

/** What the post step knows of tasks that have ended. */
export interface LateEndings {
  /** What their files do not tell of them. */
  endings: Map<number, TaskEnding>;
  /** Whether it has fetched results that the main step had not. */
  brought: boolean;
}

/**
 * Fetches what tasks have left that ended by themselves, though the main step was cut off before it saw that, or had
 * fetched it. Never throws. The jobs are stopped by now.
 */
export async function fetchLate(session: Session): Promise<LateEndings> {
  const { remote, invocationDir } = session.record;
  const known = new Map<number, SlurmEnding>(remote?.endings?.map((one) => [one.index, one]));
  const open = remote?.tasks.filter(({ index }) => !known.get(index)?.fetched) ?? [];
  if (!remote || !invocationDir || remote.left || open.length === 0)
    return { endings: badEndings(known), brought: false };
  const redact = (text: string): string => redactMessage(text, session.forms);
  try {
    const link = await linkOf(session, remote);
    const brought: number[] = [];
    const watch = {
      ...{ link, tag: remote.tag, tasks: open, mirrorDir: invocationDir },
      onProblem: (problem: string) => warn(session, redact(problem)),
      onEnd: (task: (typeof open)[number], ending: SlurmEnding) => {
        noteEnding(session, task, ending);
        reportEnd(session, task, ending);
        if (ending.fetched) brought.push(task.index);
      },
    };
    const cancelled = remote.stopped ?? [];
    const { endings, unfetched } = await fetchStopped(watch, known, { cancelled, onlyEnded: true });
    for (const { name, index, remoteDir } of open)
      if (unfetched.includes(index))
        session.log.info(`what ${name} has left stays on ${link.name}: ${remoteDir}`);
    return { endings: badEndings(endings), brought: brought.length > 0 };
  } catch (error) {
    const dirs = open.map(({ remoteDir }) => remoteDir).join(', ');
    const { user, host } = remote;
    warn(
      session,
      redact(`what is left of the tasks stays on ${user}@${host} (${messageOf(error)}): ${dirs}`),
    );
    return { endings: badEndings(known), brought: false };
  }
}
