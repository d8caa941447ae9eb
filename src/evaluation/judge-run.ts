import { baselineNotes } from '../baseline/notes.js';
import { messageOf } from '../errors.js';
import type { Inputs } from '../inputs.js';
import { announceComparison } from '../judging/announce-verdict.js';
import { compareWithAnchor } from '../judging/compare-with-anchor.js';
import { loadTrend } from '../judging/load-trend.js';
import { growTrend, noiseBefore, type TrendPlace } from '../judging/own-trend.js';
import { runComparison } from '../judging/run-comparison.js';
import { showsItems } from '../judging/shows-items.js';
import { FlipCollection } from '../report/html/flip-collection.js';
import type { EvalResults } from '../results/eval-results.js';
import { redactMessage } from '../upload/scan-file.js';
import { placeOf, refreshBaseline } from './load-baseline.js';
import { redactTexts } from './redact-texts.js';
import { type Session, warn } from './session.js';
import type { Ending } from './write-reports.js';

/**
 * Compares what a run came to with its baseline, where there is one. Never throws: results that were paid for are kept
 * whatever becomes of their comparison, and one that failed is no verdict to pass by.
 */
export async function judgeRun(session: Session, ending: Ending): Promise<Ending> {
  const { inputs, stop } = session;
  // A cancel leaves seconds, for what cannot be done later.
  const cancelled = stop.signal.aborted && stop.signal.reason === 'cancelled';
  if (!inputs || cancelled) return ending;
  if (ending.results) await refreshBaseline(session, inputs);
  const baseline = session.yardstick?.baseline;
  const searched = { ...ending, ...notesOf(session) };
  if (!ending.results) {
    if (!baseline) return searched;
    return {
      ...searched,
      error: ending.error ?? 'the results cannot be read, and were not compared with the baseline',
      baseline: baseline.facts,
      comparisonFailed: true,
    };
  }
  const trend = await placeInTrend(session, inputs, ending.results);
  if (!baseline) return searched;
  const redact = (text: string): string => redactMessage(text, session.forms);
  try {
    const results = { baseline: baseline.results, candidate: ending.results };
    const policy = session.yardstick?.policy;
    if (showsItems(inputs.showItems, session.context.event.isPrivateRepository))
      session.flips = new FlipCollection(redact);
    const found = await runComparison({ results }, inputs, {
      policy,
      dir: session.files.dir,
      redact,
      ...(trend && !policy ? { noiseOf: noiseBefore(trend) } : {}),
      ...(session.flips ? { collect: session.flips } : {}),
    });
    for (const warning of found.warnings) warn(session, redact(warning));
    const comparison = redactTexts(found.comparison, redact);
    announceComparison(session.log, comparison, ending.error);
    session.outputs.set('flips_path', found.flipsFile ?? '');
    return { ...searched, comparison, baseline: baseline.facts };
  } catch (error) {
    session.log.foreign('Unexpected error', redact(String((error as Error)?.stack ?? error)));
    const failure = `the comparison failed: ${redact(messageOf(error).split('\n')[0]!)}`;
    if (ending.error !== undefined) warn(session, failure);
    return { ...searched, error: ending.error ?? failure, baseline: baseline.facts, comparisonFailed: true };
  }
}

/** Adds what stands beside a verdict: the anchor, and the run's place in its line. Never throws. */
export async function placeRun(session: Session, ending: Ending): Promise<Ending> {
  const { inputs, yardstick, trendPlace } = session;
  if (!inputs || !ending.results) return ending;
  const placed: Ending = { ...ending };
  const redact = (text: string): string => redactMessage(text, session.forms);
  try {
    if (trendPlace)
      placed.trend = { trend: growTrend(trendPlace, ending.comparison), branch: trendPlace.loaded.branch };
  } catch (error) {
    warn(session, `the run could not be added to the trend: ${redact(messageOf(error))}`);
  }
  if (!yardstick?.anchor) return placed;
  try {
    const { anchor, warning } = await compareWithAnchor(
      yardstick.anchor,
      ending.results,
      inputs,
      yardstick.policy,
      ending.comparison,
    );
    placed.anchor = redactTexts(anchor, redact);
    if (warning !== undefined) warn(session, redact(warning));
  } catch (error) {
    warn(session, `the run could not be compared with the anchor: ${redact(messageOf(error))}`);
  }
  return placed;
}

function notesOf({ yardstick, forms }: Session): Pick<Ending, 'search'> {
  const outcome = yardstick?.outcome;
  // A path is named in the headline already.
  if (!outcome || outcome.found?.source === 'path') return {};
  return { search: baselineNotes(outcome).markdown.map((line) => redactMessage(line, forms)) };
}

async function placeInTrend(
  session: Session,
  inputs: Inputs,
  results: EvalResults,
): Promise<TrendPlace | undefined> {
  if (session.context.runId === 'local') return undefined;
  // Its record is merged with others, and what is shown is the trend of those.
  if (session.leg && inputs.baseline === 'none') return undefined;
  try {
    const loaded = await loadTrend(await placeOf(session, inputs), session.yardstick?.outcome);
    if (loaded) session.trendPlace = { loaded, results, context: session.context };
  } catch (error) {
    session.log.info(`trend: not known: ${redactMessage(messageOf(error), session.forms)}`);
  }
  return session.trendPlace;
}
