import { describe, expect, it } from '@jest/globals';
import { diffWords, type Segment } from '../../../src/report/html/word-diff.js';

const sideOf = (segments: readonly Segment[], own: -1 | 1): string =>
  segments
    .filter(([side]) => side === 0 || side === own)
    .map(([, text]) => text)
    .join('');

describe('diffWords', () => {
  it('marks the words that differ', () => {
    expect(diffWords('the answer is 21 today', 'the answer is 20 today')).toEqual([
      [0, 'the answer is '],
      [-1, '21'],
      [1, '20'],
      [0, ' today'],
    ]);
  });

  it('joins a phrase over the spaces within it', () => {
    expect(
      diffWords('Answer the question: it is red now.', 'Answer the question: it was dark blue now.'),
    ).toEqual([
      [0, 'Answer the question: it '],
      [-1, 'is red'],
      [1, 'was dark blue'],
      [0, ' now.'],
    ]);
  });

  it('marks nothing where nothing differs, and all where little is shared', () => {
    expect(diffWords('same', 'same')).toEqual([[0, 'same']]);
    expect(diffWords('', '')).toEqual([]);
    expect(diffWords('', 'new')).toEqual([[1, 'new']]);
    expect(diffWords('one two three four', 'a quite different answer altogether')).toEqual([
      [-1, 'one two three four'],
      [1, 'a quite different answer altogether'],
    ]);
  });

  it('gives both texts back, whatever they are', () => {
    const words = ['a', 'b ', '\n', '  ', 'c', '.', '中', '😀', '<b>', '\t', 'long word '];
    let seed = 7;
    const next = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    const text = (): string => Array.from({ length: next(30) }, () => words[next(words.length)]).join('');
    for (let round = 0; round < 500; round += 1) {
      const [baseline, candidate] = [text(), text()];
      const segments = diffWords(baseline, candidate);
      expect([sideOf(segments, -1), sideOf(segments, 1)]).toEqual([baseline, candidate]);
      expect(segments.every(([, part]) => part !== '')).toBe(true);
    }
  });

  it('does not search long in texts that differ everywhere', () => {
    const text = (step: number): string => Array.from({ length: 3000 }, (_, at) => `w${at * step}`).join(' ');
    const began = performance.now();
    expect(diffWords(text(2), text(3)).length).toBeGreaterThan(0);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
