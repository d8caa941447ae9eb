import { rmSync } from 'node:fs';
import { settingsThatDiffer } from './compare-snapshots.js';
import type { History } from './history.js';
import { short } from './measured-commit.js';
import type { FinderName, FoundBaseline } from './request.js';
import type { Candidate, Search } from './search.js';
import { fileName } from './trust-run.js';

/** What a finder has: a baseline, or one line on why it has none. */
export type Answer = FoundBaseline | string;

export interface Finder {
  name: FinderName;
  find(search: Search, history: History): Promise<Answer>;
}

/** Commits that are looked back over: a record older than that says little about a change. */
const MOST_ANCESTORS = 200;
/** Records that a finder looks into before it gives up: a branch may be red for weeks. */
const MOST_LOOKS = 30;
/** Runs that it asks of, of which most may be of other workflows. */
const MOST_RUNS = 50;
/** Good records among which one with the same settings is chosen. */
const MOST_CHOICES = 3;
const MOST_REASONS = 3;

/** What looks for records by itself, the best first. */
export const FINDERS: readonly Finder[] = [
  { name: 'commit', find: findOfCommit },
  { name: 'ancestor', find: findOfAncestor },
  { name: 'newest', find: findNewest },
];

async function findOfCommit(search: Search): Promise<Answer> {
  const { commit, reason, own } = search.measured;
  if (!commit) return reason ?? 'the commit that the change is measured against is not known';
  const { candidates, complete } = await search.listed();
  const isWanted = ({ headSha }: Candidate): boolean => headSha === commit.sha && !own.includes(headSha);
  let wanted = candidates.filter(isWanted);
  if (wanted.length === 0 && !complete)
    wanted = (await search.runs({ headSha: commit.sha })).filter(isWanted);
  const named = `${short(commit.sha)}, ${commit.what},`;
  return lookAt(search, wanted, 'commit', `${named} has no record`);
}

async function findOfAncestor(search: Search, history: History): Promise<Answer> {
  const { commit, own } = search.measured;
  if (!commit) return 'without that commit its ancestors are not known either';
  const { candidates, complete } = await search.listed();
  const all = candidates.length > 0 || complete ? candidates : await search.onBranch();
  const open = all.filter((candidate) => !search.isLookedAt(candidate) && !own.includes(candidate.headSha));
  if (open.length === 0) return 'there is no other record on the branch';
  const line = await history.firstParents(commit.sha, MOST_ANCESTORS);
  const distance = new Map(line.shas.map((sha, index) => [sha, index]));
  const wanted = open
    .filter(({ headSha }) => distance.has(headSha))
    .sort((a, b) => distance.get(a.headSha)! - distance.get(b.headSha)! || b.runId - a.runId);
  const seen = Math.max(0, line.shas.length - 1);
  const cut =
    line.next === undefined || line.shas.length >= MOST_ANCESTORS
      ? ''
      : ', and what is before them is not known';
  return lookAt(
    search,
    wanted,
    'ancestor',
    `none of the ${seen} first-parent ancestors of ${short(commit.sha)} has a record${cut}`,
  );
}

async function findNewest(search: Search): Promise<Answer> {
  const { measured, request } = search;
  const { candidates, complete } = await search.listed();
  const isOpen = (candidate: Candidate): boolean =>
    candidate.headBranch === measured.baseBranch &&
    mayServe(search, candidate) &&
    !search.isLookedAt(candidate);
  let wanted = candidates.filter(isOpen);
  if (wanted.length === 0 && !complete) wanted = (await search.onBranch()).filter(isOpen);
  const reasons: string[] = [];
  const good: { found: FoundBaseline; differences: string[] }[] = [];
  const before = search.looks;
  for (const candidate of wanted.slice(0, MOST_RUNS)) {
    if (search.looks - before >= MOST_LOOKS) break;
    const found = await search.look(candidate, 'newest');
    if (typeof found === 'string') {
      reasons.push(found);
      continue;
    }
    const differences = request.snapshot ? settingsThatDiffer(request.snapshot, found.dir) : [];
    good.push({ found, differences });
    if (differences.length === 0 || good.length === MOST_CHOICES) break;
  }
  const chosen = good.find(({ differences }) => differences.length === 0) ?? good[0];
  if (!chosen) return summarize(reasons, `no other record on ${measured.baseBranch || 'the base branch'}`);
  for (const { found } of good)
    if (found !== chosen.found) rmSync(found.dir, { recursive: true, force: true });
  // Newer ones that do not serve are worth a word, though one was found.
  if (reasons.length > 0) search.passedOver.push(summarize(reasons, ''));
  if (chosen.differences.length > 0)
    search.warnings.push(
      `the baseline, ${chosen.found.name}, ran with other settings (${listFew(chosen.differences)}), and so did every other record that was looked at`,
    );
  return chosen.found;
}

/**
 * Whether a record of the base branch may serve though nothing leads from it to the run: not one of the run's own commit,
 * except where the same commit is evaluated night after night, and for a branch none from its future, which a re-run or a
 * run that was overtaken would find.
 */
function mayServe({ measured, request }: Search, { headSha, runId }: Candidate): boolean {
  const isRepeated = ['schedule', 'workflow_dispatch'].includes(request.place.event.name);
  if (measured.own.includes(headSha) && !(measured.kind === 'branch' && isRepeated)) return false;
  return measured.kind === 'change' || request.runId === undefined || runId < request.runId;
}

async function lookAt(
  search: Search,
  wanted: readonly Candidate[],
  finder: FinderName,
  none: string,
): Promise<Answer> {
  const reasons: string[] = [];
  const before = search.looks;
  for (const candidate of wanted.slice(0, MOST_RUNS)) {
    if (search.looks - before >= MOST_LOOKS) break;
    const found = await search.look(candidate, finder);
    if (typeof found !== 'string') {
      if (reasons.length > 0) search.passedOver.push(summarize(reasons, ''));
      return found;
    }
    reasons.push(found);
  }
  return summarize(reasons, none);
}

function summarize(reasons: readonly string[], none: string): string {
  if (reasons.length === 0) return none;
  const more = reasons.length - MOST_REASONS;
  return `${reasons.slice(0, MOST_REASONS).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

const listFew = (all: readonly string[]): string =>
  all.length > MOST_REASONS
    ? `${all.slice(0, MOST_REASONS).join(', ')} and ${all.length - MOST_REASONS} more`
    : all.join(', ');

/** How the first record of a branch comes about. */
export function howToBegin(branch: string, artifactName: string, workflow: string | undefined): string {
  const file = workflow ? fileName(workflow) : 'the workflow';
  return `there is no baseline on ${branch || 'the base branch'} yet: a run of ${file} there, by push, schedule or workflow_dispatch, that ends as success uploads the record ${artifactName}, and that becomes the baseline`;
}
