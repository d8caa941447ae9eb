import { ActionError, type ErrorState, messageOf } from './errors.js';
import { checkWaiting } from './evaluation/check-waiting.js';
import { concludeInvocation, explainConclusion, readConcluded } from './evaluation/conclude.js';
import { confirmBreaches } from './evaluation/confirm-run.js';
import { describeRun } from './evaluation/dry-run.js';
import { executorOf, type Watched } from './evaluation/executor.js';
import { finish } from './evaluation/finish.js';
import { judgeRun, placeRun } from './evaluation/judge-run.js';
import { inspectConfig, reportFindings } from './evaluation/preflight.js';
import { prepareConfig, rememberInputs, saveConfig } from './evaluation/prepare.js';
import { probeModel } from './evaluation/probe-model.js';
import { refuseTargetCheckout } from './evaluation/refuse-target-checkout.js';
import {
  closeSession,
  type Session,
  Stopped,
  type StopReason,
  startTimer,
  updateRecord,
  warn,
} from './evaluation/session.js';
import { saveFirstSnapshot, snapshotRun } from './evaluation/snapshot-run.js';
import { startReporting } from './evaluation/start-reporting.js';
import { stopAndForget } from './evaluation/stop-run.js';
import type { Ending } from './evaluation/write-reports.js';
import { loadInputs, type ReadInput } from './inputs.js';
import { redactMessage } from './upload/scan-file.js';

const LEFT =
  'the job was cancelled and the evaluation was left to go on (cancel: detach): collect finishes it';

/**
 * The main action: inputs → config → launch → watch → validate → compare → upload → report.
 * @returns whether the step succeeded. Whatever happens, outputs are set and results kept.
 */
export async function evaluateModel(session: Session, read: ReadInput): Promise<boolean> {
  const { signal } = session.stop;
  const noteCancel = (): void => {
    if (signal.reason === 'cancelled') updateRecord(session, { cancelled: true });
  };
  // Where the step is killed before it has come to an end, the post step must know why.
  signal.addEventListener('abort', noteCancel, { once: true });
  if (signal.aborted) noteCancel();
  const ending = await runToEnd(session, read);
  return finish(session, ending).finally(() => closeSession(session));
}

async function runToEnd(session: Session, read: ReadInput): Promise<Ending> {
  try {
    const inputs = loadInputs(read);
    rememberInputs(session, inputs);
    session.reporting = await startReporting(session, inputs);
    await refuseTargetCheckout(session, inputs);
    const config = await prepareConfig(session, inputs);
    session.outputs.set('output_dir', config.outputDir);
    checkWaiting(session, inputs, config);
    const executor = await executorOf(config);
    const pinned = await executor.prepare(session, inputs, config);
    saveConfig(session, config);
    reportFindings(session, inputs, inspectConfig(session, inputs, config));
    if (config.dryRun) {
      if (!inputs.dryRun)
        warn(session, `nothing is launched: dry_run is true (${config.sources.get('dry_run') ?? 'config'})`);
      describeRun(session, inputs, config);
      await saveFirstSnapshot(session);
      return { state: 'dry-run', tasks: [] };
    }

    executor.checkRunner(session, inputs, config);
    if (!inputs.wait || inputs.cancel === 'detach')
      (await import('./evaluation/remote/try-record.js')).refuseUnrecordable(session, config);
    reportFindings(session, inputs, await probeModel(session, inputs, config));
    await saveFirstSnapshot(session);
    const installed = await executor.checkMachine(session, inputs, config);
    if (!inputs.wait) {
      await executor.submit?.(session, inputs, installed);
      return { state: 'submitted', tasks: [] };
    }
    const timer = startTimer(session, inputs.timeoutMinutes);
    const watched = await executor
      .launchAndWatch(session, inputs, installed, pinned)
      .finally(() => clearTimeout(timer));
    const judged = await judgeRun(session, await conclude(session, watched));
    return await placeRun(session, await confirmBreaches(session, inputs, installed, judged));
  } catch (error) {
    if (error instanceof Stopped)
      return placeRun(session, await judgeRun(session, await conclude(session, {})));
    return endWithError(session, error);
  }
}

async function conclude(session: Session, watched: Watched): Promise<Ending> {
  const { signal } = session.stop;
  const stopped = signal.aborted ? (signal.reason as StopReason) : undefined;
  await stopAndForget(session);
  if (session.record.remote?.left) return { state: 'submitted', tasks: [], error: LEFT };
  const conclusion = await concludeInvocation(session.record, session.forms, {
    ...watched,
    ...(stopped ? { stopped } : {}),
  });
  const { state, tasks } = conclusion;
  const results = await readConcluded(session, tasks, () => snapshotRun(session));
  return {
    state,
    tasks,
    ...(results ? { results } : {}),
    ...(state === 'success' ? {} : { error: explainConclusion(conclusion) }),
  };
}

async function endWithError(session: Session, error: unknown): Promise<Ending> {
  await stopAndForget(session).catch(() => undefined);
  const state: ErrorState = error instanceof ActionError ? error.state : 'infrastructure-error';
  const code = (error as NodeJS.ErrnoException)?.code;
  // What the system refused is said in its message; anything else is a fault of ours, to be found by its trace.
  if (!(error instanceof ActionError) && typeof code !== 'string')
    session.log.foreign(
      'Unexpected error',
      redactMessage(String((error as Error)?.stack ?? error), session.forms),
    );
  const message = redactMessage(messageOf(error), session.forms);
  const location = error instanceof ActionError ? error.location : undefined;
  return { state, tasks: [], error: message, ...(location ? { location } : {}) };
}
