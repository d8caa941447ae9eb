import { rmSync } from 'node:fs';
import type { ListedArtifact, RecordStore } from '../baseline/record-store.js';
import { type BaselineRequest, recordName } from '../baseline/request.js';
import { fetchRecord } from '../baseline/search.js';
import { whyNotTrusted } from '../baseline/trust-run.js';
import { messageOf } from '../errors.js';
import { durationsIn } from './durations-in-record.js';
import type { Duration } from './estimate-costs.js';

/** Records that are fetched for the tasks that newer ones do not tell. */
const MOST_RECORDS = 5;
/** Runs that are asked for; most of them may be of other workflows. */
const MOST_RUNS = 20;
/** Pages of 100 records that are looked through, from the run's creation back; and with what has come since. */
const MOST_PAGES = 3;
const MOST_PAGES_SINCE = 50;

/** What earlier records tell, and what kept one from telling. */
export interface FoundDurations {
  /** By task; only those that were asked for. */
  durations: Map<string, Duration>;
  problems: string[];
}

/**
 * How long tasks ran in the newest records that tell, whatever their verdict. Only runs count that a baseline may come
 * from. Records of after the run was created are passed over, so that a second attempt of it has the legs of the first:
 * with others, `collect` would find tasks twice.
 * Never throws: without durations the split is only less even.
 * @param branches whose records count, the best first.
 */
export async function findDurations(
  tasks: readonly string[],
  request: BaselineRequest,
  branches: readonly string[],
  store: RecordStore,
): Promise<FoundDurations> {
  const found: FoundDurations = { durations: new Map(), problems: [] };
  try {
    const own = request.runId === undefined ? undefined : await store.getRun(request.runId);
    const workflow = request.workflow ?? own?.workflow;
    if (workflow === undefined) return found;
    const { repositoryId } = request.place.event;
    const rules = { workflow, branches, ...(repositoryId === undefined ? {} : { repositoryId }) };
    const before = own?.createdAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(own.createdAt);
    const records = await listRecords(recordName(request.artifactName), branches, before, store);
    let fetched = 0;
    for (const record of records.slice(0, MOST_RUNS)) {
      if (fetched >= MOST_RECORDS || tasks.every((task) => found.durations.has(task))) break;
      const runId = record.run!.id;
      const run = await store.getRun(runId);
      if (!run || runId === request.runId || whyNotTrusted(run, rules) !== undefined) continue;
      fetched += 1;
      try {
        const dir = await fetchRecord(store, record, request.dir);
        add(found.durations, tasks, durationsIn(dir), runId);
        rmSync(dir, { recursive: true, force: true });
      } catch (error) {
        found.problems.push(`the record of run ${runId} tells no durations: ${messageOf(error)}`);
      }
    }
  } catch (error) {
    found.problems.push(messageOf(error));
  }
  return found;
}

/** The newest record of each run of a branch that counts; those of the best branch first, then the newest. */
async function listRecords(
  name: string,
  branches: readonly string[],
  before: number,
  store: RecordStore,
): Promise<ListedArtifact[]> {
  const byRun = new Map<number, ListedArtifact>();
  let pages = 0;
  for (let page = 1; page <= MOST_PAGES_SINCE && pages < MOST_PAGES; page++) {
    const { artifacts, total } = await store.listArtifacts(name, page);
    const older = artifacts.filter(({ createdAt }) => Date.parse(createdAt) < before);
    for (const artifact of older) {
      const { run, expired, id } = artifact;
      if (run && !expired && branches.includes(run.headBranch) && id > (byRun.get(run.id)?.id ?? -1))
        byRun.set(run.id, artifact);
    }
    if (older.length > 0) pages += 1;
    const isServed = [...byRun.values()].some(({ run }) => run!.headBranch === branches[0]);
    if (isServed || artifacts.length === 0 || page * 100 >= total) break;
  }
  const rank = ({ run }: ListedArtifact): number => branches.indexOf(run!.headBranch);
  return [...byRun.values()].sort((a, b) => rank(a) - rank(b) || b.run!.id - a.run!.id);
}

function add(
  durations: Map<string, Duration>,
  tasks: readonly string[],
  record: ReadonlyMap<string, number>,
  runId: number,
): void {
  for (const task of tasks) {
    if (durations.has(task)) continue;
    // `name.index` is how one of several tasks of a name is asked for.
    const seconds = record.get(task) ?? record.get(task.replace(/\.\d+$/, ''));
    if (seconds !== undefined) durations.set(task, { seconds, runId });
  }
}
