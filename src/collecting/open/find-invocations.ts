import type { ListedArtifact } from '../../baseline/record-store.js';
import type { OpenStore } from '../../github/open-artifacts.js';
import { horizonHours, hoursSince } from '../../open-records/age.js';
import { openName, readArtifactName, resultName } from '../../open-records/names.js';

/** The artifacts of one invocation, whoever uploaded them; oldest first. */
export interface FoundInvocation {
  invocationId: string;
  opens: ListedArtifact[];
  results: ListedArtifact[];
}

export interface Finding {
  /** By the age of their first artifact, oldest first. */
  invocations: FoundInvocation[];
  /** Artifacts that were looked through. */
  artifacts: number;
  /** What was not looked at, in one line. */
  warning?: string;
}

const PAGE = 100;
/** A tenth of the requests that a job's token has in an hour. */
const MOST_PAGES = 100;

/** Where a collector looks. */
export interface Look {
  /** This invocation, however old; absent: all. */
  invocation?: string;
  maxAgeHours: number;
  now: Date;
}

/** Finds what was submitted: by name, or by paging the repository's artifacts, newest first. @throws StoreRefusal */
export async function findInvocations(store: OpenStore, look: Look): Promise<Finding> {
  return look.invocation === undefined ? pageThrough(store, look) : findOne(store, look.invocation);
}

async function findOne(store: OpenStore, invocationId: string): Promise<Finding> {
  const opens = await store.listNamed(openName(invocationId));
  const results = await store.listNamed(resultName(invocationId));
  return {
    invocations: opens.length + results.length === 0 ? [] : [{ invocationId, opens, results }],
    artifacts: opens.length + results.length,
  };
}

async function pageThrough(store: OpenStore, { maxAgeHours, now }: Look): Promise<Finding> {
  const horizon = horizonHours(maxAgeHours);
  // What is uploaded meanwhile moves artifacts from one page to the next: they come twice.
  const seen = new Map<number, ListedArtifact>();
  const isPast = ({ createdAt }: ListedArtifact): boolean => hoursSince(createdAt, now) > horizon;
  let warning: string | undefined;
  for (let page = 1; ; page++) {
    const artifacts = await store.listPage(page);
    for (const artifact of artifacts) if (!isPast(artifact)) seen.set(artifact.id, artifact);
    if (artifacts.length < PAGE || artifacts.some(isPast)) break;
    if (page === MOST_PAGES) {
      const reached = Math.round(hoursSince(artifacts.at(-1)!.createdAt, now));
      warning = `the newest ${seen.size} artifacts of the repository reach back ${reached} of ${horizon} hours: records before that were not looked for (the input invocation finds one by name; a lower max-age-hours looks less far)`;
      break;
    }
  }
  return {
    invocations: group([...seen.values()].filter(({ expired }) => !expired)),
    artifacts: seen.size,
    ...(warning === undefined ? {} : { warning }),
  };
}

function group(artifacts: readonly ListedArtifact[]): FoundInvocation[] {
  const found = new Map<string, FoundInvocation>();
  for (const artifact of [...artifacts].sort((a, b) => a.id - b.id)) {
    const name = readArtifactName(artifact.name);
    if (!name) continue;
    const { kind, invocationId } = name;
    const one = found.get(invocationId) ?? { invocationId, opens: [], results: [] };
    one[kind === 'open' ? 'opens' : 'results'].push(artifact);
    found.set(invocationId, one);
  }
  return [...found.values()];
}
