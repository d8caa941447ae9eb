import { ConfigError, messageOf } from '../errors.js';
import { type LegRecord, readLegRecord } from './leg-record.js';
import { type LegArtifact, type RecordSource, UnreadableRecord } from './record-source.js';

/** A record that was there and tells nothing. */
export interface UnreadableLeg {
  artifact: string;
  reason: string;
}

/** What a source's records are. */
export interface ReadLegs {
  /** Each leg once, in the order of the matrix. */
  legs: LegRecord[];
  unreadable: UnreadableLeg[];
  /** What was passed over, one line each. */
  notes: string[];
}

/** Downloads at a time: enough to hide the wait for answers, and far from GitHub's secondary limits. */
const AT_ONCE = 4;

/**
 * Fetches and reads the records of all legs. Of a leg that two attempts of the run recorded, the later one counts.
 * @throws ConfigError where there is none at all; ActionError where the source refuses.
 */
export async function readLegs(source: RecordSource): Promise<ReadLegs> {
  const { artifacts, others } = await source.list();
  if (artifacts.length === 0) {
    const there = others.length === 0 ? 'there is nothing else either' : `there are ${others.join(', ')}`;
    throw new ConfigError(
      `no leg is there: looked for ${source.shown}; ${there}. Do the legs upload (artifact-name), and does this job need them?`,
    );
  }
  const found: LegRecord[] = [];
  const unreadable: UnreadableLeg[] = [];
  const notes: string[] = [];
  await inParallel(artifacts, async (artifact) => {
    try {
      const leg = readLegRecord(await source.fetch(artifact), artifact);
      if (leg) found.push(leg);
      else notes.push(`${artifact.name} is a merged result, and no leg: it is passed over`);
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      unreadable.push({ artifact: artifact.name, reason: `its record ${messageOf(error)}` });
    }
  });
  if (found.length === 0 && unreadable.length === 0)
    throw new ConfigError(`no leg is there: ${notes.join('; ')}`);
  const { legs, older } = newestAttempts(found);
  notes.push(
    ...older.map(
      ({ key, attempt, artifact }) =>
        `attempt ${attempt} of ${key} (${artifact.name}) is passed over: a later one is there`,
    ),
  );
  return {
    legs,
    unreadable: unreadable.sort((a, b) => compareTexts(a.artifact, b.artifact)),
    notes: notes.sort(compareTexts),
  };
}

/** Each leg once, by the highest attempt and then the newest artifact. Two legs of one key are told apart by their place. */
export function newestAttempts(found: readonly LegRecord[]): { legs: LegRecord[]; older: LegRecord[] } {
  const newest = new Map<string, LegRecord>();
  const older: LegRecord[] = [];
  for (const leg of found) {
    const identity = `${leg.index ?? ''} ${leg.key}`;
    const other = newest.get(identity);
    if (!other) newest.set(identity, leg);
    else if (isNewer(leg, other)) {
      newest.set(identity, leg);
      older.push(other);
    } else older.push(leg);
  }
  const place = ({ index }: LegRecord): number => index ?? Number.MAX_SAFE_INTEGER;
  const legs = [...newest.values()].sort((a, b) => place(a) - place(b) || compareTexts(a.key, b.key));
  return { legs, older };
}

function isNewer(one: LegRecord, other: LegRecord): boolean {
  return one.attempt === other.attempt ? one.artifact.id > other.artifact.id : one.attempt > other.attempt;
}

async function inParallel(
  artifacts: readonly LegArtifact[],
  work: (artifact: LegArtifact) => Promise<void>,
): Promise<void> {
  const queue = [...artifacts];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
