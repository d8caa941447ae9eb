import { isObject, type LeptonJob, readJobs } from '../../lepton/job-state.js';
import { type AskLepton, type AskOptions, isOk, problemOf } from './ask.js';

/** What is looked for in a workspace's jobs. */
export interface JobSearch {
  /** What the names of the jobs hold. */
  text: string;
  /** The names without which a list may not be all there is. */
  names: readonly string[];
  mode: 'alive_only' | 'alive_and_archive';
}

/** Why nothing is known where the workspace, or something in its place, answers with something else. */
export const NO_LIST = 'the answer is no list of jobs';

const PAGE_SIZE = '500';
/** Of one search; the server may give fewer jobs a page than it is asked for. */
const MOST_PAGES = 20;

/**
 * Lists jobs by what their names hold, all searches at the same time. A job counts as absent only where the pages have
 * come to their end without it; where all names are there, the first page is enough. Never throws.
 * @returns for each search its jobs; or why nothing is known, on one line.
 */
export async function listJobs(
  ask: AskLepton,
  searches: readonly JobSearch[],
  options?: AskOptions,
): Promise<(LeptonJob[] | string)[]> {
  const found = searches.map((): LeptonJob[] => []);
  const ends = new Map<number, LeptonJob[] | string>();
  for (let page = 1; page <= MOST_PAGES && ends.size < searches.length; page += 1) {
    const open = [...searches.entries()].filter(([index]) => !ends.has(index));
    const replies = await ask(
      open.map(([, { text, mode }]) => ({
        method: 'GET',
        path: '/jobs',
        query: { job_query_mode: mode, q: text, page: String(page), page_size: PAGE_SIZE },
      })),
      options,
    );
    for (const [at, [index, { names }]] of open.entries()) {
      const reply = replies[at];
      const jobs = reply && isOk(reply) ? readJobs(reply.body) : undefined;
      if (!jobs) {
        ends.set(index, reply && !isOk(reply) ? problemOf(reply) : NO_LIST);
        continue;
      }
      found[index]!.push(...jobs);
      const isLast = isEmpty(reply && 'body' in reply ? reply.body : undefined);
      if (isLast || names.every((name) => found[index]!.some((job) => job.name === name)))
        ends.set(index, found[index]!);
    }
  }
  return searches.map((_, index) => ends.get(index) ?? 'there are more jobs than can be looked through');
}

/** Whether a page has nothing on it, be it readable or not. */
function isEmpty(body: unknown): boolean {
  const list = isObject(body) ? body['jobs'] : body;
  return list === null || (Array.isArray(list) && list.length === 0);
}
