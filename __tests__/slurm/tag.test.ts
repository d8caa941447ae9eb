import { describe, expect, it } from '@jest/globals';
import { formatTag, legOf, parseTag } from '../../src/slurm/tag.js';

const PARTS = { repositoryId: '42', runId: '1001', attempt: '2', leg: 'evaluate.__run' };

describe('the tag of a job', () => {
  it('is read back as it was written', () => {
    expect(formatTag(PARTS)).toBe('nea/42/1001/2/evaluate.__run');
    expect(formatTag({ ...PARTS, pullRequest: 7 })).toBe('nea/42/1001/2/evaluate.__run/pr7');
    for (const parts of [PARTS, { ...PARTS, pullRequest: 7 }])
      expect(parseTag(formatTag(parts))).toEqual(parts);
  });

  it.each(["a'b", 'a b', '', '../x', 'a/b', '-x', 'x'.repeat(81), 'a\nb'])('has no leg like %j', (leg) => {
    expect(() => formatTag({ ...PARTS, leg })).toThrow(/cannot be the comment/);
  });

  it.each([
    '',
    '(null)',
    'nea/',
    'nea/42/1001/2',
    'xnea/42/1001/2/a',
    'nea/42/1001/2/a/pr7/8',
    'nea/42/1001/2/a\n',
  ])('is not %j', (text) => {
    expect(parseTag(text)).toBeUndefined();
  });
});

describe('legOf', () => {
  it('names a step of a job', () => {
    expect(legOf('evaluate', '__run')).toBe('evaluate.__run');
    expect(legOf('evaluate', '__run_2', 'mmlu-1a2b3c4d')).toBe('evaluate.__run_2.mmlu-1a2b3c4d');
  });

  it.each([
    ['a job', 'x', ''],
    ['é', '', ''],
    ['-job', 'x', ''],
    ['x'.repeat(100), 'y', 'z'],
    ['', '', ''],
    [`a'; rm -rf /`, '', ''],
  ])('makes a word of %j, %j, %j', (job, step, matrix) => {
    const leg = legOf(job, step, matrix);
    expect(parseTag(formatTag({ ...PARTS, leg }))).toMatchObject({ leg });
  });

  it('keeps apart what the word cannot', () => {
    const legs = [
      legOf('a b', ''),
      legOf('a-b', ''),
      legOf('a', 'b'),
      legOf('a  b', ''),
      legOf('é', ''),
      legOf('è', ''),
    ];
    expect(new Set(legs).size).toBe(legs.length);
  });
});
