import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { describeComparison } from '../../../src/report/comparison/describe-comparison.js';
import { benchmark, breach, comparison } from '../comparisons.js';
import { GOLDEN_CASES } from './golden-cases.js';

describe('a comparison in the log', () => {
  it.each(GOLDEN_CASES)('%s is as recorded', (name, { comparison: given }) => {
    const file = path.join(import.meta.dirname, 'golden', `${name}.txt`);
    expect(
      describeComparison(given)
        .map((line) => `${line}\n`)
        .join(''),
    ).toBe(readFileSync(file, 'utf8'));
  });

  it('holds no commands and no control characters', () => {
    const hostile = '::error::x\r\n::stop-commands::y\n##\u202e[group]z\u001b[2J\u009b1m ##[endgroup]';
    const lines = describeComparison(
      comparison('NO-GO', [breach(hostile, { reasons: [hostile] }), benchmark('a'.repeat(500))]),
    );
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line).toMatch(/^(PASS|BREACH)/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be gone
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]|##\[/);
      expect([...line].length).toBeLessThan(400);
    }
  });
});
