import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../src/comparison/comparison.js';
import type { Log } from '../../src/github/log.js';
import { announceComparison } from '../../src/judging/announce-verdict.js';
import { benchmark, breach, comparison } from '../report/comparisons.js';

/** Every line of the log, those of groups after their title. */
function logOf(of: Comparison, error?: string): string[] {
  const said: string[] = [];
  const log = {
    info: (line: string) => said.push(line),
    group: (title: string, lines: readonly string[]) => said.push(title, ...lines),
  };
  announceComparison(log as unknown as Log, of, error);
  return said;
}

const DEAD = 'math is failed: ran out of memory';

describe('a comparison in the log', () => {
  it('says benchmarks, notes and verdict once each, the verdict last', () => {
    const notes = ['few-pairs: 9 of 10', DEAD, 'few-pairs: 9 of 10'];
    expect(logOf(comparison('NO-GO', [breach('mmlu/acc')], { notes }))).toEqual([
      'Comparison with the baseline',
      expect.stringMatching(/^BREACH {2}mmlu\/acc /),
      'few-pairs: 9 of 10',
      DEAD,
      '❌ NO-GO: 1 of 1 benchmark regressed',
    ]);
  });

  it('leaves to the error of the run what that says', () => {
    const broken = comparison('INVALID', [], { notes: ['a note', DEAD] });
    expect(logOf(broken, `${DEAD} (and 1 more: mcq)`)).toEqual([
      'a note',
      '⚠️ INVALID: the results prove nothing',
    ]);
  });

  it('keeps the gravest where there are too many', () => {
    const many = Array.from({ length: 400 }, (_, index) => benchmark(`t${index}/acc`));
    const said = logOf(comparison('NO-GO', [breach('mmlu/acc'), ...many]));
    expect(said).toHaveLength(1 + 1 + 300 + 1);
    expect(said[1]).toBe('101 more, less grave, and then:');
    expect(said.at(-2)).toContain('mmlu/acc');
  });
});
