import { ConfigError } from '../errors.js';
import type { AnchorInput } from './baseline-input.js';
import { isRefName } from './baseline-input.js';
import { findNamed, type Named } from './explicit.js';
import { findMeasuredCommit, type Measured, short } from './measured-commit.js';
import { StoreRefusal } from './record-store.js';
import type { BaselineRequest, Sources } from './request.js';
import { Search } from './search.js';

export interface AnchorRequest extends Omit<BaselineRequest, 'wanted'> {
  anchor: AnchorInput;
  /** Whether there is a file or folder of that name, seen from the workspace. */
  isPath(text: string): boolean;
}

/**
 * Finds the anchor: the second baseline that stays where it is. What has expired, and a tag whose commit has no record,
 * is no anchor, with a reason that is also a warning: somebody counts on it.
 * @throws ConfigError where it names nothing; InfrastructureError where GitHub does not answer for a run that is named.
 */
export async function findAnchor(anchored: AnchorRequest, sources: Sources): Promise<Named> {
  const { anchor, isPath, ...rest } = anchored;
  const request: BaselineRequest = { ...rest, wanted: { kind: 'auto' } };
  const measured = await findMeasuredCommit(request.place, sources.history);
  if (anchor.kind === 'run')
    return warned(await findNamed(anchor, { request, measured, store: sources.store, input: 'anchor' }));
  if (anchor.kind === 'path-or-tag' && isPath(anchor.text)) {
    const { text } = anchor;
    return { found: { finder: 'explicit', source: 'path', name: text, dir: text }, warnings: [] };
  }
  const tag = anchor.kind === 'tag' ? anchor.tag : anchor.text;
  return warned(await findTagged(tag, anchor.kind === 'tag', request, measured, sources));
}

async function findTagged(
  tag: string,
  isSure: boolean,
  request: BaselineRequest,
  measured: Measured,
  { history, store }: Sources,
): Promise<Named> {
  const sha = isRefName(tag) ? await history.commitOfTag(tag) : undefined;
  if (sha === undefined)
    throw new ConfigError(
      `input anchor is ${tag.replace(/\s+/g, ' ').slice(0, 80)}: ${isSure ? 'there is no such tag' : 'there is neither such a path nor such a tag'}`,
    );
  if (!store) return { reason: `the tag ${tag} needs a token: check the input github-token`, warnings: [] };
  // Pushing a tag runs workflows too, and their runs carry its name for a branch.
  const asked: Measured = {
    ...measured,
    kind: 'change',
    baseBranch: measured.defaultBranch ?? measured.baseBranch,
  };
  const search = new Search(request, asked, store, [tag]);
  try {
    const listed = (await search.listed()).candidates.filter(({ headSha }) => headSha === sha);
    const candidates = listed.length > 0 ? listed : await search.runs({ headSha: sha });
    const reasons: string[] = [];
    for (const candidate of candidates.slice(0, 3)) {
      const found = await search.look(candidate, 'explicit');
      if (typeof found !== 'string') return { found, warnings: search.warnings };
      reasons.push(found);
    }
    return {
      reason: reasons.join('; ') || `${short(sha)}, the commit of the tag ${tag}, has no record`,
      warnings: [],
    };
  } catch (error) {
    if (!(error instanceof StoreRefusal)) throw error;
    return { reason: error.message, warnings: [] };
  }
}

function warned(named: Named): Named {
  if (named.reason === undefined) return named;
  return {
    ...named,
    warnings: [
      ...named.warnings,
      `there is no anchor: ${named.reason}; records are kept as long as GitHub keeps artifacts, so commit one and name its path`,
    ],
  };
}
