import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type LeptonLimits, watchLepton } from '../../launcher/lepton/watch.js';
import { formatDuration } from '../../launcher/progress.js';
import type { LeptonTask } from '../../lepton/names.js';
import { describeUnfetched, type LeptonEnding } from '../../lepton/outcome.js';
import type { TaskEnding } from '../../results/ended-badly.js';
import { redactMessage } from '../../upload/scan-file.js';
import type { Watched } from '../executor.js';
import { detach, leavesOn } from '../remote/leave-open.js';
import { type Session, updateRecord } from '../session.js';
import { loginOf, openWorkspace } from './open-workspace.js';

/**
 * Watches the jobs of a submitted run to their end. Their results stay on Lepton, and what is known of them is said.
 * @param limits others than LEPTON_LIMITS.
 */
export async function watchJobs(session: Session, limits: Partial<LeptonLimits> = {}): Promise<Watched> {
  const { log, stop, record } = session;
  const redact = (text: string): string => redactMessage(text, session.forms);
  const endings = await watchLepton({
    ask: openWorkspace(session, loginOf(session), record.venv!),
    invocationId: record.invocationId!,
    tasks: record.remote!.lepton!,
    signal: stop.signal,
    limits,
    onLook: (looks) => {
      for (const { task, standing, word, elapsedSeconds } of looks)
        log.info(`${task.name}  ${standing} (${redact(word)})  ${formatDuration(elapsedSeconds)}`);
    },
    onTrouble: (since, problem) =>
      log.info(
        problem === undefined
          ? 'Lepton answers again'
          : `Lepton has not answered since ${since.toISOString()} (${redact(problem)}): it is asked again`,
      ),
    onEnd: (task, ending) =>
      log.info(`${task.name}  ${ending.state}${ending.reason ? `: ${redact(ending.reason)}` : ''}`),
    onKept: (problem) => log.info(redact(problem)),
  });
  const remote = record.remote!;
  const ended = [...endings.values()].filter(({ confirmed }) => confirmed);
  if (ended.length === remote.lepton!.length) updateRecord(session, { remote: { ...remote, ended: true } });
  if (leavesOn(session)) await detach(session);
  return { endings: concludeJobs(session, endings) };
}

/**
 * What became of the tasks: a job that ended well proves nothing here, as its results were not seen.
 * @param endings by task index.
 */
export function concludeJobs(
  session: Session,
  endings: ReadonlyMap<number, LeptonEnding>,
): Map<number, TaskEnding> {
  const { record } = session;
  return new Map(
    record.remote!.lepton!.flatMap((task): [number, TaskEnding][] => {
      const ending = endings.get(task.index);
      if (!ending) return [];
      writeStage(record.invocationDir!, task, ending);
      return [[task.index, toEnding(session, task, ending)]];
    }),
  );
}

function toEnding(session: Session, task: LeptonTask, { state, reason }: LeptonEnding): TaskEnding {
  if (state !== 'success') return { state, reason: reason ?? `Lepton says that it ${state}` };
  const { config, record } = session;
  return {
    state: 'invalid',
    reason: config
      ? describeUnfetched(config, task, record.invocationId!)
      : 'results stay on Lepton (docs/lepton.md)',
  };
}

/** A task that has ended says so in its folder, as those of other executors do. */
function writeStage(mirror: string, { name, index }: LeptonTask, { state }: LeptonEnding): void {
  const logs = path.join(mirror, `${name}.${index}`, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const at = new Date().toISOString();
  writeFileSync(path.join(logs, 'stage.running'), `${at}\n`);
  writeFileSync(path.join(logs, 'stage.exit'), `${at} ${state === 'success' ? 0 : 1}\n`);
}
