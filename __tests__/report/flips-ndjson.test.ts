import { describe, expect, it } from '@jest/globals';
import type { FlipText } from '../../src/comparison/flips.js';
import { flipLine, MAX_FLIP_TEXT } from '../../src/report/flips-ndjson.js';

const FLIP: FlipText = { kind: 'regressed', difference: -1, item: '17', repeat: 0, task: 'arith' };

describe('a line of flips.ndjson', () => {
  it('has all keys in order, null where the files hold no text', () => {
    expect(flipLine('arith/pass@1/correct', FLIP)).toBe(
      '{"benchmark":"arith/pass@1/correct","kind":"regressed","item":"17","task":"arith","repeat":0,"difference":-1,' +
        '"prompt":null,"target":null,"baseline_answer":null,"candidate_answer":null}',
    );
    const full: FlipText = {
      candidateAnswer: '5',
      baselineAnswer: '4',
      target: '4',
      prompt: '2 + 2',
      ...FLIP,
    };
    expect(JSON.parse(flipLine('b', full))).toEqual({
      benchmark: 'b',
      kind: 'regressed',
      item: '17',
      task: 'arith',
      repeat: 0,
      difference: -1,
      prompt: '2 + 2',
      target: '4',
      baseline_answer: '4',
      candidate_answer: '5',
    });
  });

  it('is one line for every reader, and reads back as it was', () => {
    const prompt = 'a\nb\r\nc\u0085d\u2028e\u2029f\v\f\u001c';
    const line = flipLine('b', { ...FLIP, prompt });
    expect([...line].filter((char) => char < ' ' || /[\u0085\u2028\u2029]/.test(char))).toEqual([]);
    expect(JSON.parse(line).prompt).toBe(prompt);
  });

  it('cuts each text, and says how much is gone', () => {
    const long = 'x'.repeat(MAX_FLIP_TEXT);
    const line = JSON.parse(flipLine('b', { ...FLIP, prompt: long, target: `${long}yz` }));
    expect(line.prompt).toBe(long);
    expect(line.target).toBe(`${long}… (2 more characters)`);
    const face = `${'x'.repeat(MAX_FLIP_TEXT - 1)}😀`;
    expect(JSON.parse(flipLine('b', { ...FLIP, prompt: face })).prompt).toBe(
      `${'x'.repeat(MAX_FLIP_TEXT - 1)}… (2 more characters)`,
    );
  });

  it('redacts each text before it is cut', () => {
    const secret = 'hunter2hunter2';
    const edge = 'x'.repeat(MAX_FLIP_TEXT - 5) + secret;
    const texts = { prompt: edge, target: secret, baselineAnswer: secret, candidateAnswer: secret };
    const line = flipLine(secret, { ...FLIP, ...texts, item: secret, task: secret }, (text) =>
      text.replaceAll(secret, '***'),
    );
    expect(line).not.toContain('hunt');
    expect(JSON.parse(line)).toMatchObject({ benchmark: '***', item: '***', task: '***', target: '***' });
  });

  it('has null for a difference that is no finite number', () => {
    expect(JSON.parse(flipLine('b', { ...FLIP, difference: Number.NaN }))).toMatchObject({
      difference: null,
    });
  });
});
