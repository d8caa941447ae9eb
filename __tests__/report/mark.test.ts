import { describe, expect, it } from '@jest/globals';
import { isNewer, type Mark, readMark, writeMark } from '../../src/report/mark.js';

const mark = (rest: Partial<Mark> = {}): Mark => ({
  kind: 'comment',
  key: 'k',
  runId: '12',
  attempt: '2',
  facts: { verdict: 'NO-GO' },
  ...rest,
});

describe('a mark', () => {
  it.each([
    'k',
    'a-b',
    'a/b c',
    '--> x',
    'ключ',
    '😀',
    '\ud83d',
    'x\n<!-- y',
    '*',
    "'!()~",
    '',
    'é'.repeat(300),
  ])('with the key %j is one hidden line that reads back', (key) => {
    const written = writeMark(mark({ key }));
    expect(written).toMatch(/^<!-- [\x20-\x7e]+ -->$/);
    expect(written.slice(4, -3)).not.toMatch(/--|[<>@]/);
    expect(written.length).toBeLessThan(400);
    for (const text of [written, `Edited\r\n${written}\r\nby hand`])
      expect(readMark(text, 'comment', key)).toEqual(mark({ key }));
    expect(readMark(written, 'comment', `${key}x`)).toBeUndefined();
    expect(readMark(written, 'issue', key)).toBeUndefined();
  });

  it.each(['> ', ' ', '`', 'x '])('that stands after %j does not count', (before) => {
    expect(readMark(`text\n${before}${writeMark(mark())}`, 'comment', 'k')).toBeUndefined();
  });

  it('that was edited still marks, without a run', () => {
    const told = (text: string) => readMark(text, 'comment', 'k');
    expect(told('<!-- nemo-eval:comment key=k -->')).toEqual(mark({ runId: '', attempt: '', facts: {} }));
    expect(told('<!-- nemo-eval:comment key=k run=%zz -->')?.runId).toBe('');
    expect(told('<!-- nemo-eval:comment key=k')).toBeUndefined();
  });
});

it.each([
  ['13', '1', '12', '9', true],
  ['12', '9', '13', '1', false],
  ['12', '2', '12', '1', true],
  ['12', '1', '12', '1', false],
  ['100', '1', '99', '1', true],
  ['', '1', '12', '1', false],
  ['12', '1', '', '', false],
  ['local', '1', '12', '1', false],
])(
  'run %s attempt %s is newer than %s attempt %s: %s',
  (runId, attempt, otherRun, otherAttempt, expected) => {
    expect(isNewer({ runId, attempt }, { runId: otherRun, attempt: otherAttempt })).toBe(expected);
  },
);
