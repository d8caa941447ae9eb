import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fetchTrends } from '../baseline/fetch-trends.js';
import type { BaselineOutcome } from '../baseline/request.js';
import { TRUSTED_EVENTS } from '../baseline/trust-run.js';
import type { RunContext } from '../github/run-context.js';
import { mergeTrends } from '../trend/merge-trends.js';
import type { Trend } from '../trend/trend.js';
import { readTrend, TREND_FILE } from '../trend/trend-file.js';
import { type BaselinePlace, openSources, requestOf } from './find-baseline.js';

/** The line that a run belongs to, or is held against. */
export interface LoadedTrend {
  trend: Trend;
  /** Without `refs/heads/`. */
  branch: string;
  /** Whether the run adds a point: it ran what is on the branch. */
  isOwn: boolean;
  /** When the run was created, ISO 8601; null where GitHub does not tell. */
  createdAt: string | null;
}

/**
 * Reads what earlier runs measured: on a branch from its last five records, on a change from the record that it is
 * compared with. Never throws: without a trend there is a line less to see.
 */
export async function loadTrend(
  place: BaselinePlace,
  outcome: BaselineOutcome | undefined,
): Promise<LoadedTrend | undefined> {
  const own = ownBranch(place.context);
  try {
    if (own === undefined) return trendOfBaseline(outcome);
    const { store } = await openSources(place);
    if (!store) return { trend: { runs: [] }, branch: own, isOwn: true, createdAt: null };
    const request = requestOf(place, { kind: 'auto' });
    const { trends, problems } = await fetchTrends(request, store, own);
    for (const problem of problems) place.log.info(`trend: ${problem}`);
    const run = request.runId === undefined ? undefined : await store.getRun(request.runId);
    return { trend: readAll(trends, place), branch: own, isOwn: true, createdAt: run?.createdAt ?? null };
  } catch (error) {
    place.log.info(`trend: not known: ${(error as Error).message}`);
    return own === undefined ? undefined : { trend: { runs: [] }, branch: own, isOwn: true, createdAt: null };
  }
}

/** The branch that a run ran as it is; undefined for changes, tags and what is not trusted to be a baseline. */
function ownBranch({ event, ref }: RunContext): string | undefined {
  const [, branch] = /^refs\/heads\/(.+)$/.exec(ref) ?? [];
  return branch !== undefined && TRUSTED_EVENTS.includes(event.name) ? branch : undefined;
}

function trendOfBaseline(outcome: BaselineOutcome | undefined): LoadedTrend | undefined {
  const { found, measured } = outcome ?? {};
  if (!found || found.source === 'path' || !measured) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path.join(found.dir, TREND_FILE));
  } catch {
    return undefined;
  }
  const branch = found.branch ?? measured.baseBranch;
  return { trend: readTrend(bytes).trend, branch, isOwn: false, createdAt: null };
}

function readAll(packed: readonly Uint8Array[], { log }: BaselinePlace): Trend {
  return mergeTrends(
    packed.map((bytes) => {
      const { trend, dropped } = readTrend(bytes);
      for (const line of dropped) log.info(`trend: passed over: ${line}`);
      return trend;
    }),
  );
}
