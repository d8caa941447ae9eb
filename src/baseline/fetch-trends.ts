import { readFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.js';
import { TREND_FILE } from '../trend/trend-file.js';
import { listCollected, readOrigin } from './collected-records.js';
import { newest } from './describe-record.js';
import type { RecordStore } from './record-store.js';
import type { BaselineRequest } from './request.js';
import { recordName } from './request.js';
import { fetchRecord, Search } from './search.js';
import { whyNotTrusted } from './trust-run.js';

/** Runs that overtake each other leave trends that lack one another's points: those of so many records are one together. */
const MOST_RECORDS = 5;

/** Trends as records hold them, packed, and why one could not be had. */
export interface FetchedTrends {
  trends: Uint8Array[];
  problems: string[];
}

/**
 * The trends of the last five records of a branch, whether or not they may serve as a baseline: a point of a regression
 * is a point. Only those whose run counts.
 * @param branch without `refs/heads/`.
 */
export async function fetchTrends(
  request: BaselineRequest,
  store: RecordStore,
  branch: string,
): Promise<FetchedTrends> {
  const fetched: FetchedTrends = { trends: [], problems: [] };
  const place = path.join(request.dir, 'trends');
  const search = new Search(request, { kind: 'branch', baseBranch: branch, own: [] }, store);
  try {
    const workflow = await search.workflow();
    if (workflow === undefined) return fetched;
    const { candidates } = await search.listed();
    const open = candidates
      .filter(({ artifact, headBranch }) => headBranch === branch && !artifact?.expired)
      .sort((a, b) => b.runId - a.runId);
    for (const { runId, artifact } of open.slice(0, MOST_RECORDS)) {
      const run = await store.getRun(runId);
      const { repositoryId } = request.place.event;
      const rules = {
        workflow,
        branches: [branch],
        ...(repositoryId === undefined ? {} : { repositoryId }),
      };
      if (!run || whyNotTrusted(run, rules) !== undefined) continue;
      const record =
        artifact ?? newest(await store.listRunArtifacts(runId, recordName(request.artifactName)));
      if (!record || record.expired) continue;
      try {
        const dir = await fetchRecord(store, record, place);
        fetched.trends.push(readFileSync(path.join(dir, TREND_FILE)));
        // A collector's run may have more, of which the last has grown from the others.
        const [last] = readOrigin(dir, runId) ? await listCollected(store, runId, request.artifactName) : [];
        if (last)
          fetched.trends.push(readFileSync(path.join(await fetchRecord(store, last, place), TREND_FILE)));
      } catch (error) {
        // Records of older versions hold none.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
          fetched.problems.push(`the trend of run ${runId} is not known: ${messageOf(error)}`);
      }
    }
  } catch (error) {
    fetched.problems.push(messageOf(error));
  }
  return fetched;
}
