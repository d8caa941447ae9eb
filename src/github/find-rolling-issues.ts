import { type Mark, readMark } from '../report/mark.js';
import { isWrittenBy } from './posting.js';
import type { GitHub, Octokit } from './rest.js';

/** An issue that this action keeps. */
export interface RollingIssue {
  number: number;
  url: string;
  isOpen: boolean;
  mark: Mark;
}

export interface IssueSearch {
  key: string;
  label: string;
  /** Who must have written it. */
  poster: string;
  /** Whether closed issues without the label are looked for too. */
  all: boolean;
}

/** Of a hundred issues each, beyond those with the label. */
const MOST_PAGES = 20;

type Listed = Awaited<ReturnType<Octokit['rest']['issues']['listForRepo']>>['data'][number];

/**
 * The issues with our mark that the poster wrote. Those with the label first; a label can be refused or removed, so where
 * none of them is open the newest 2,000 issues are looked through. GitHub's filter by creator is not used: for the tokens
 * of apps it may list nothing.
 */
export async function findRollingIssues(
  { octokit, owner, repo }: GitHub,
  { key, label, poster, all }: IssueSearch,
): Promise<RollingIssue[]> {
  const list = async (query: { state: 'open' | 'all'; labels?: string }, most: number) => {
    const found: RollingIssue[] = [];
    const pages = octokit.paginate.iterator(octokit.rest.issues.listForRepo, {
      owner,
      repo,
      sort: 'created',
      direction: 'desc',
      per_page: 100,
      ...query,
    });
    let page = 0;
    for await (const { data } of pages) {
      for (const issue of data) {
        const own = readOwn(issue, key, poster);
        if (own) found.push(own);
      }
      page += 1;
      if (page === most) break;
    }
    return found;
  };
  const labelled = await list({ state: 'all', labels: label }, Number.POSITIVE_INFINITY);
  if (labelled.some(({ isOpen }) => isOpen)) return labelled;
  const others = await list({ state: all && labelled.length === 0 ? 'all' : 'open' }, MOST_PAGES);
  const known = new Set(labelled.map(({ number }) => number));
  return [...labelled, ...others.filter(({ number }) => !known.has(number))];
}

function readOwn(issue: Listed, key: string, poster: string): RollingIssue | undefined {
  // Pull requests are issues too.
  if (issue.pull_request || !isWrittenBy(issue.user, poster)) return undefined;
  const mark = readMark(issue.body ?? '', 'issue', key);
  return mark && { number: issue.number, url: issue.html_url, isOpen: issue.state === 'open', mark };
}
