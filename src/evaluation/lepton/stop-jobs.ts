import { endLauncher } from '../../launcher/lepton/end-launcher.js';
import { stopLepton } from '../../launcher/lepton/stop.js';
import { readLeptonTasks } from '../../launcher/lepton/submit.js';
import { type Session, updateRecord } from '../session.js';
import { describeOtherWorkspace, loginOf, openWorkspace } from './open-workspace.js';

/** A cancel leaves 7.5 s in all. */
const CANCEL_MS = 5_500;
const END_MS = 60_000;

/**
 * Deletes what the run has on Lepton: endpoints bill until they are gone.
 * @returns what may be left, in one line; undefined where nothing is.
 */
export async function stopJobs(session: Session): Promise<string | undefined> {
  const { record, stop, log } = session;
  const { remote } = record;
  if (!remote) return undefined;
  const { asked, account } = remote;
  const isSubmitted = remote.lepton !== undefined;
  if (!isSubmitted) await endLauncher(session.files.execDb);
  const tasks =
    remote.lepton ?? (asked ? readLeptonTasks(session.files, asked.deployment, asked.taskNames).tasks : []);
  if (tasks.length === 0) return undefined;
  const login = loginOf(session);
  const other = describeOtherWorkspace(account, login);
  if (other !== undefined) return `what it has on Lepton may still bill: ${other}`;
  const cancelled = stop.signal.aborted && stop.signal.reason === 'cancelled';
  const { deleted, problem } = await stopLepton({
    ask: openWorkspace(session, login, record.venv),
    tasks,
    // A job that ended by itself keeps its logs; one that was stopped, or cut off, must not go on.
    what: remote.ended ? 'endpoints' : 'endpoints and jobs',
    budgetMs: cancelled ? CANCEL_MS : END_MS,
    interrupted: !isSubmitted,
  });
  if (deleted.length > 0) log.info(`deleted on Lepton: ${deleted.join(', ')}`);
  if (problem === undefined) updateRecord(session, { remote: { ...remote, swept: true } });
  return problem;
}
