import type { LegRecord } from './leg-record.js';
import type { UnreadableLeg } from './read-legs.js';

/** A leg that left no record. */
export interface MissingLeg {
  key: string;
  /** One line. */
  reason: string;
  artifact?: string;
}

/** A matrix has at most 256 jobs; a record may say anything. */
const MOST_LEGS = 1000;

/** A leg's artifact without what makes it a record. */
const baseName = (artifact: string): string => artifact.replace(/\.baseline(-.+-[0-9a-f]{8})?$/, '');

/**
 * The legs that are not there: those of `expected` that none of the legs is, else what the legs' own job total leaves
 * open.
 * @param expected keys, slugs or names of artifacts.
 */
export function findMissing(
  legs: readonly LegRecord[],
  unreadable: readonly UnreadableLeg[],
  expected: readonly string[],
): { missing: MissingLeg[]; problems: string[] } {
  const broken = unreadable.map(({ artifact, reason }) => ({ key: baseName(artifact), reason, artifact }));
  if (expected.length > 0) {
    const known = new Set(
      legs.flatMap(({ key, slug, artifact }) => [key, ...(slug ? [slug] : []), baseName(artifact.name)]),
    );
    const isBroken = (name: string): boolean =>
      broken.some(({ key }) => key === name || key.endsWith(`-${name}`));
    const absent = [...new Set(expected)].filter((name) => !known.has(name) && !isBroken(name));
    return {
      missing: [
        ...broken,
        ...absent.map((key) => ({ key, reason: 'the input expected names it, and it left no record' })),
      ],
      problems: [],
    };
  }
  const { missing, problems } = byTotal(legs, broken.length);
  return { missing: [...broken, ...missing], problems };
}

/** @param named legs that are known to be missing already. */
function byTotal(legs: readonly LegRecord[], named: number): { missing: MissingLeg[]; problems: string[] } {
  const totals = new Map<number, LegRecord[]>();
  for (const leg of legs)
    if (leg.total !== null) totals.set(leg.total, [...(totals.get(leg.total) ?? []), leg]);
  const missing: MissingLeg[] = [];
  const problems: string[] = [];
  let accounted = named;
  for (const [total, members] of totals) {
    const places = new Set(members.flatMap(({ index }) => (index === null ? [] : [index])));
    const [twice] = members.filter(
      (leg, at) => leg.index !== null && members.findIndex(({ index }) => index === leg.index) !== at,
    );
    if (twice || members.length > total)
      problems.push(
        `more than one matrix of ${total} jobs left legs (${members[0]!.key}, ${(twice ?? members.at(-1)!).key}): whether all came cannot be told; name the legs in the input expected, or give each matrix a collect of its own`,
      );
    const open = Math.min(MOST_LEGS, Math.max(0, total - Math.max(places.size, members.length)));
    const unnamed = Math.max(0, open - accounted);
    accounted = Math.max(0, accounted - open);
    const isSure = unnamed === open && places.size === members.length;
    const keys = isSure
      ? freePlaces(places, total).map((place) => `leg ${place + 1} of ${total}`)
      : unnamed > 0
        ? [`${unnamed} more of ${total} legs`]
        : [];
    const reason = `the matrix has ${total} jobs, and this left no record: did it fail before its upload, or was it cancelled?`;
    missing.push(...keys.map((key) => ({ key, reason })));
  }
  if (totals.size === 0 && legs.length > 0 && named === 0)
    problems.push(
      'no leg says of how many it is one: whether all came cannot be told; name the legs in the input expected',
    );
  return { missing, problems };
}

function freePlaces(taken: ReadonlySet<number>, total: number): number[] {
  return Array.from({ length: Math.min(total, MOST_LEGS) }, (_, at) => at).filter((at) => !taken.has(at));
}
