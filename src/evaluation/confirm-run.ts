import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Comparison } from '../comparison/comparison.js';
import { judgeConfirmation } from '../comparison/confirm/judge-confirmation.js';
import { planConfirmation } from '../comparison/confirm/plan-confirmation.js';
import { messageOf } from '../errors.js';
import type { Inputs } from '../inputs.js';
import { announceComparison } from '../judging/announce-verdict.js';
import { runComparison } from '../judging/run-comparison.js';
import type { Installed } from '../launcher/install.js';
import type { EvalResults } from '../results/eval-results.js';
import { redactMessage } from '../upload/scan-file.js';
import type { Reference } from './load-baseline.js';
import { servesModel } from './probe-model.js';
import { redactTexts } from './redact-texts.js';
import { type Rerun, type RerunRequest, rerunTasks } from './rerun.js';
import { RERUN_FOLDER } from './rerun-folders.js';
import { type Session, updateRecord, warn } from './session.js';
import type { Ending } from './write-reports.js';

/**
 * Runs what breached once more, where that is asked for, and judges it by the rerun alone. Where the endpoint serves the
 * baseline's model too, that is run again as well. Never throws: the first verdict stands where nothing answers it.
 */
export async function confirmBreaches(
  session: Session,
  inputs: Inputs,
  installed: Installed,
  ending: Ending,
): Promise<Ending> {
  try {
    return await runAgain(session, inputs, installed, ending);
  } catch (error) {
    warn(session, `confirm: ${redactMessage(messageOf(error), session.forms)}; the first verdict stands`);
    return ending;
  }
}

async function runAgain(
  session: Session,
  inputs: Inputs,
  installed: Installed,
  ending: Ending,
): Promise<Ending> {
  const { comparison, results } = ending;
  const baseline = session.yardstick?.baseline;
  if (!inputs.confirm || !comparison || !results || !baseline || session.stop.signal.aborted) return ending;
  const plan = planConfirmation(comparison);
  if (plan.tasks.length === 0) return ending;
  session.log.info(`confirm: ${plan.benchmarks.join(', ')} breached and are run once more`);
  const indices = plan.tasks.map(({ index }) => index);
  const run = async (request: Omit<RerunRequest, 'indices' | 'first'>): Promise<Rerun> => {
    const rerun = await rerunTasks(session, inputs, installed, { ...request, indices, first: results });
    if (rerun.invocationDir)
      updateRecord(session, { reruns: [...(session.record.reruns ?? []), rerun.invocationDir] });
    return rerun;
  };
  const again = await run({ name: 'candidate' });
  if ('reason' in again)
    return judged(
      session,
      ending,
      judgeConfirmation(comparison, { failed: again.reason }, { baselineRerun: false }),
    );
  const before = await rerunBaseline(session, inputs, baseline, run);
  const found = await compareRerun(session, inputs, {
    first: results,
    again: again.results,
    baseline: before ?? baseline.results,
  });
  const options = {
    baselineRerun: before !== undefined,
    ...('repeated' in found ? { repeated: found.repeated } : {}),
  };
  const answer = 'repeated' in found ? found.rerun : { failed: found.reason };
  return judged(session, ending, judgeConfirmation(comparison, answer, options));
}

function judged(session: Session, ending: Ending, found: Comparison): Ending {
  const comparison = redactTexts(found, (text) => redactMessage(text, session.forms));
  announceComparison(session.log, comparison, ending.error);
  return { ...ending, comparison };
}

/** The baseline's model, where it is another one and the endpoint still answers for it. */
async function rerunBaseline(
  session: Session,
  inputs: Inputs,
  { facts }: Reference,
  run: (request: Omit<RerunRequest, 'indices' | 'first'>) => Promise<Rerun>,
): Promise<EvalResults | undefined> {
  const { model } = facts;
  if (model === undefined || model === session.record.model) return undefined;
  const served = await servesModel(session, inputs, session.config!, model).catch(() => false);
  if (!served) return undefined;
  const rerun = await run({ name: 'baseline', model });
  if ('results' in rerun) return rerun.results;
  session.log.info(`confirm: the baseline could not be run again: ${rerun.reason}`);
  return undefined;
}

interface Reruns {
  first: EvalResults;
  again: EvalResults;
  baseline: EvalResults;
}

async function compareRerun(
  session: Session,
  inputs: Inputs,
  { first, again, baseline }: Reruns,
): Promise<{ rerun: Comparison; repeated: Comparison } | { reason: string }> {
  const redact = (text: string): string => redactMessage(text, session.forms);
  const policy = session.yardstick?.policy;
  const compare = async (name: string, old: EvalResults, judgedBy: typeof policy): Promise<Comparison> => {
    const dir = path.join(session.files.dir, RERUN_FOLDER, name);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const results = { baseline: old, candidate: again };
    const options = { policy: judgedBy, dir, redact };
    return (await runComparison({ results }, judgedBy ? inputs : { ...inputs, gateMode: 'strict' }, options))
      .comparison;
  };
  try {
    return {
      rerun: await compare('compared', baseline, policy),
      repeated: await compare('repeated', first, undefined),
    };
  } catch (error) {
    return { reason: redact(messageOf(error).split('\n')[0]!) };
  }
}
