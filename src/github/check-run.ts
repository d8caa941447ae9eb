import { type Annotation, CHECK_BYTES, type CheckConclusion } from '../report/check-text.js';
import { clipLine } from '../report/clip-text.js';
import type { RunEvent } from './event.js';
import { type Posting, prepareText, refusePost } from './posting.js';
import { explainRefusal, prospectOf, statusOf } from './rest.js';

/** A check run of ours; plain data, which the run's record keeps so that the post step can conclude it. */
export interface Check {
  id: number;
  name: string;
  /** '' where GitHub does not say. */
  url: string;
}

/** A check that is open, and how it is to end, once that is known. */
export interface LeftCheck extends Check {
  ending?: CheckEnding;
}

export interface CheckRequest {
  name: string;
  /** See checkCommit. */
  headSha: string;
  /** See checkExternalId. */
  externalId: string;
  title: string;
  /** Markdown, with the link to the run. */
  summary: string;
  /** Address of the run: shown for tokens of apps, ignored for the job's own. */
  detailsUrl?: string;
}

export interface CheckEnding {
  conclusion: CheckConclusion;
  title: string;
  /** Markdown, with the link to the run. */
  summary: string;
  /** Further Markdown. */
  text?: string;
  annotations?: readonly Annotation[];
}

const PERMISSION = 'checks: write';
/** What GitHub takes in one request. */
const ANNOTATIONS_AT_ONCE = 50;
const TITLE_BYTES = 255;
const MESSAGE_BYTES = 60_000;

/**
 * The commit that a check belongs on: the head of the pull request, and not the merge commit that the run tests; the
 * group's head in a merge queue; the head of the run that is followed. What an artifact says of commits is not asked.
 * @param sha GITHUB_SHA.
 */
export function checkCommit({ pullRequest, mergeGroup, followedRun }: RunEvent, sha: string): string {
  return followedRun?.headSha || pullRequest?.headSha || mergeGroup?.headSha || sha;
}

/** @param key tells the checks of one run apart: job, matrix leg and step. */
export function checkExternalId({ runId, attempt }: { runId: string; attempt: string }, key: string): string {
  return `${runId}/${attempt}/${key}`;
}

/**
 * Opens a check that is in progress, and concludes those of the same name that an earlier attempt of this run left open.
 * @param onOpen called as soon as there is one: the step may be cut off at the next question.
 * @returns undefined, after a warning, where it is refused.
 */
export async function openCheck(
  posting: Posting,
  request: CheckRequest,
  onOpen: (check: Check) => void = () => undefined,
): Promise<Check | undefined> {
  const { github, redact } = posting;
  const { octokit, owner, repo } = github;
  try {
    const { data } = await octokit.rest.checks.create({
      owner,
      repo,
      name: redact(request.name),
      head_sha: request.headSha,
      external_id: redact(request.externalId),
      status: 'in_progress',
      started_at: new Date().toISOString(),
      ...(request.detailsUrl === undefined ? {} : { details_url: request.detailsUrl }),
      output: textsOf(posting, request),
    });
    const check = { id: data.id, name: data.name, url: data.html_url ?? '' };
    onOpen(check);
    await closeEarlier(posting, request, check, data.app?.id);
    return check;
  } catch (error) {
    refusePost(posting, `the check "${request.name}" could not be opened`, { error, permission: PERMISSION });
    return undefined;
  }
}

/**
 * Concludes a check. All annotations are sent, 50 at a time, the first with the conclusion; where GitHub refuses them, the
 * check is concluded without.
 * @param onlyIfOpen leaves a check alone that has been concluded: for the post step, which may not know.
 * @returns whether it is concluded now; false after a warning.
 */
export async function concludeCheck(
  posting: Posting,
  check: Pick<Check, 'id' | 'name'>,
  ending: CheckEnding,
  { onlyIfOpen = false }: { onlyIfOpen?: boolean } = {},
): Promise<boolean> {
  const { octokit, owner, repo } = posting.github;
  const place = { owner, repo, check_run_id: check.id };
  try {
    if (onlyIfOpen && (await octokit.rest.checks.get(place)).data.status === 'completed') return true;
  } catch {
    // Concluding it says better what is wrong.
  }
  const output = textsOf(posting, ending);
  const end = {
    status: 'completed' as const,
    conclusion: ending.conclusion,
    completed_at: new Date().toISOString(),
  };
  const [first = [], ...others] = inBatches(posting, ending.annotations ?? []);
  try {
    await octokit.rest.checks.update({ ...place, ...end, output: { ...output, annotations: first } });
  } catch (error) {
    if (first.length === 0 || statusOf(error) !== 422) return refuse(posting, check, error);
    posting.warn(`the check "${check.name}" has no annotations: ${explainRefusal(error, PERMISSION)}`);
    try {
      await octokit.rest.checks.update({ ...place, ...end, output });
    } catch (again) {
      return refuse(posting, check, again);
    }
    return true;
  }
  try {
    // Annotations add up, the rest of the output is replaced.
    for (const annotations of others)
      await octokit.rest.checks.update({ ...place, output: { ...output, annotations } });
  } catch (error) {
    posting.warn(`the check "${check.name}" lacks annotations: ${explainRefusal(error, PERMISSION)}`);
  }
  return true;
}

/** It is open, and may block the commit: whatever GitHub answered, it is to be tried again. */
function refuse(posting: Posting, { name }: Pick<Check, 'name'>, error: unknown): false {
  const prospect = prospectOf(error) ?? 'infrastructure-error';
  const refused = { error, permission: PERMISSION, prospect };
  refusePost(posting, `the check "${name}" could not be concluded`, refused);
  return false;
}

/**
 * Concludes what earlier attempts left open, and the double that a repeated request made whose first answer was lost. Only
 * checks of the same app whose external id is of this run and key are touched.
 */
async function closeEarlier(
  posting: Posting,
  { name, headSha, externalId }: CheckRequest,
  current: Check,
  appId: number | undefined,
): Promise<void> {
  const { octokit, owner, repo } = posting.github;
  const place = { owner, repo };
  try {
    const checks = await octokit.paginate(octokit.rest.checks.listForRef, {
      ...place,
      ref: headSha,
      check_name: current.name,
      status: 'in_progress',
      filter: 'all',
      per_page: 100,
    });
    for (const { id, app, external_id } of checks) {
      if (id === current.id || app?.id !== appId || !isEarlier(external_id, posting.redact(externalId)))
        continue;
      const pointer = current.url ? `[a newer check](${current.url})` : 'a newer check of the same name';
      await octokit.rest.checks.update({
        ...place,
        check_run_id: id,
        status: 'completed',
        conclusion: 'cancelled',
        completed_at: new Date().toISOString(),
        output: { title: 'Replaced by a newer check', summary: `The run was started again: see ${pointer}.` },
      });
    }
  } catch (error) {
    posting.warn(`earlier checks "${name}" may still be open: ${explainRefusal(error, PERMISSION)}`);
  }
}

/** Whether an external id is of the same run and key, and of the same attempt or an earlier one. */
function isEarlier(found: string | null, own: string): boolean {
  const [ours, other] = [own, found ?? ''].map((id) => /^([^/]+)\/(\d+)\/(.*)$/s.exec(id));
  if (!ours || !other) return false;
  return other[1] === ours[1] && other[3] === ours[3] && Number(other[2]) <= Number(ours[2]);
}

function textsOf(
  posting: Posting,
  { title, summary, text }: { title: string; summary: string; text?: string },
) {
  return {
    title: clipLine(posting.redact(title), TITLE_BYTES),
    summary: prepareText(posting, summary, CHECK_BYTES),
    ...(text ? { text: prepareText(posting, text, CHECK_BYTES) } : {}),
  };
}

function inBatches({ redact }: Posting, annotations: readonly Annotation[]) {
  const sent = annotations.map(({ path, line, level, title, message }) => ({
    path,
    start_line: line,
    end_line: line,
    annotation_level: level,
    title: clipLine(redact(title), TITLE_BYTES),
    message: clipLine(redact(message), MESSAGE_BYTES),
  }));
  return Array.from({ length: Math.ceil(sent.length / ANNOTATIONS_AT_ONCE) }, (_, batch) =>
    sent.slice(batch * ANNOTATIONS_AT_ONCE, (batch + 1) * ANNOTATIONS_AT_ONCE),
  );
}
