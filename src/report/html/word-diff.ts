import { diffWordsWithSpace } from 'diff';

/** A stretch of text that both answers have (0), or the baseline's (-1) or the candidate's (1) alone. */
export type Segment = [-1 | 0 | 1, string];

/** Edits after which two texts count as different altogether: the search takes the square of them. */
const MAX_EDITS = 400;
/** Below this share in common, marking words only sets confetti between them. */
const LEAST_COMMON = 0.25;

/**
 * What two texts share, word by word. The segments without the candidate's are the baseline's text, those without the
 * baseline's the candidate's.
 */
export function diffWords(baseline: string, candidate: string): Segment[] {
  if (baseline === candidate) return baseline === '' ? [] : [[0, baseline]];
  const whole: Segment[] = [
    [-1, baseline],
    [1, candidate],
  ];
  const changes = diffWordsWithSpace(baseline, candidate, { maxEditLength: MAX_EDITS });
  if (!changes) return whole.filter(([, text]) => text !== '');
  const segments = changes.map(({ added, removed, value }): Segment => [added ? 1 : removed ? -1 : 0, value]);
  const common = segments.reduce((sum, [side, text]) => sum + (side === 0 ? text.trim().length : 0), 0);
  const isAlike = common >= LEAST_COMMON * Math.max(baseline.length, candidate.length);
  return isAlike ? joinChanges(segments) : whole.filter(([, text]) => text !== '');
}

/** Changes that only white space parts as one: a phrase is easier to read than its words. */
function joinChanges(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  let [removed, added] = ['', ''];
  const end = (text: string): void => {
    // White space that both end with belongs to neither.
    const shared = removed !== '' && added !== '' ? sharedSpace(removed, added) : '';
    const parts: Segment[] = [
      [-1, removed.slice(0, removed.length - shared.length)],
      [1, added.slice(0, added.length - shared.length)],
      [0, shared + text],
    ];
    joined.push(...parts.filter(([, part]) => part !== ''));
    [removed, added] = ['', ''];
  };
  for (const [index, [side, text]] of segments.entries()) {
    const isBetween = removed + added !== '' && index < segments.length - 1 && text.trim() === '';
    if (side === 0 && !isBetween) end(text);
    else {
      if (side < 1) removed += text;
      if (side > -1) added += text;
    }
  }
  end('');
  return joined;
}

function sharedSpace(a: string, b: string): string {
  let length = 0;
  while (
    length < Math.min(a.length, b.length) &&
    a.at(-1 - length) === b.at(-1 - length) &&
    /\s/.test(a.at(-1 - length)!)
  )
    length += 1;
  return length === 0 ? '' : a.slice(-length);
}
