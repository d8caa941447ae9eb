import { describe, expect, it } from '@jest/globals';
import { formatLimit, parseLimit, parseWalltime } from '../../src/slurm/walltime.js';

describe('a walltime', () => {
  it.each([
    ['04:00:00', 14_400],
    ['0:30:5', 1805],
    ['120:00:00', 432_000],
    ['1-12:00:00', 129_600],
    ['00:00:01', 1],
  ])('%s is %d s', (text, seconds) => {
    expect(parseWalltime(text)).toBe(seconds);
  });

  // The launcher, Slurm and the resume handler of the job's script read these differently, or not at all.
  it.each([
    '30',
    '90:00',
    '2-00',
    '1-12:00',
    '00:00:00',
    '1:60:00',
    '1:00:60',
    '-1:00:00',
    ' 1:00:00',
    '1:00:00\n',
    'UNLIMITED',
    '',
  ])('is not %j', (text) => {
    expect(parseWalltime(text)).toBeUndefined();
  });
});

describe('a limit of Slurm', () => {
  it.each([
    ['UNLIMITED', Infinity],
    ['infinite', Infinity],
    ['1-00:00:00', 86_400],
    ['7-12', 648_000],
    ['00:02:00', 120],
    ['30:00', 1800],
    ['30', 1800],
    ['NONE', undefined],
    ['', undefined],
  ])('%s is %p s', (text, seconds) => {
    expect(parseLimit(text)).toBe(seconds);
  });

  it.each([
    [86_400, '1-00:00:00'],
    [120, '00:02:00'],
    [93_784, '1-02:03:04'],
  ])('of %d s is written as %s, and read again', (seconds, text) => {
    expect(formatLimit(seconds)).toBe(text);
    expect(parseLimit(text)).toBe(seconds);
  });
});
