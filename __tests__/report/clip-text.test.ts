import { describe, expect, it } from '@jest/globals';
import { clipLine, clipText } from '../../src/report/clip-text.js';

const size = (text: string): number => Buffer.byteLength(text);

describe('clipText', () => {
  it('leaves alone what fits to the byte', () => {
    const text = '😀'.repeat(100);
    expect(clipText(text, 400)).toBe(text);
    expect(clipText(text, 399)).toMatch(/^(😀)+\n\n_Shortened to fit._\n$/u);
  });

  it.each([100, 101, 102, 103, 150, 151])('cuts to %d bytes, never through a character', (bytes) => {
    const clipped = clipText('中😀é'.repeat(100), bytes);
    expect(size(clipped)).toBeLessThanOrEqual(bytes);
    expect(size(clipped)).toBeGreaterThan(bytes - 4);
    expect(clipped).not.toContain('\ufffd');
  });

  it('ends with a whole line and closes what a reader opens', () => {
    const text = `start\n${'<details><summary>x</summary>\n\n| row |\n'.repeat(20)}`;
    const clipped = clipText(text, 300);
    expect(size(clipped)).toBeLessThanOrEqual(300);
    expect(clipped.match(/<details>/g)?.length).toBe(clipped.match(/<\/details>/g)?.length);
    expect(clipped).toMatch(/(\n\| row \||<\/summary>)\n\n(<\/details>)+\n\n_Shortened to fit._\n$/);
  });
});

it.each([
  ['abc', 3, 'abc'],
  ['abcdef', 5, 'ab…'],
  ['😀😀', 7, '😀…'],
])('%s in %d bytes is %s', (text, bytes, expected) => {
  expect(clipLine(text, bytes)).toBe(expected);
});
