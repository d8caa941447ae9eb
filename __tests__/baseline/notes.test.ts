import { describe, expect, it } from '@jest/globals';
import { baselineNotes } from '../../src/baseline/notes.js';
import type { BaselineOutcome, FoundBaseline } from '../../src/baseline/request.js';
import { sha } from './records.js';

const COMMIT = sha('x');
const found: FoundBaseline = {
  finder: 'ancestor',
  source: 'artifact',
  name: 'run:5/eval_results.baseline',
  dir: '/tmp/x',
  sha: COMMIT,
  branch: 'main',
  runId: 5,
  runAttempt: 2,
  event: 'schedule',
  url: 'https://github.com/o/r/actions/runs/5',
  ageDays: 1.6,
};

const outcome: BaselineOutcome = {
  found,
  tried: [{ finder: 'commit', reason: 'abc1234 has no record' }],
  warnings: [],
  measured: { kind: 'change', baseBranch: 'main', own: [] },
  artifactName: 'eval_results.baseline',
  workflow: '.github/workflows/ci.yml',
};

describe('baselineNotes', () => {
  it('say which it is, how old, where to look, and why the better ones did not serve', () => {
    const { log, markdown } = baselineNotes(outcome);
    const id = COMMIT.slice(0, 7);
    expect(log).toEqual([
      `baseline: run:5/eval_results.baseline (of the nearest ancestor with a record), main ${id}, 2 days old, ran on schedule, attempt 2, https://github.com/o/r/actions/runs/5`,
      'not the commit that the change is measured against: abc1234 has no record',
    ]);
    expect(markdown).toEqual([
      `Baseline: [run 5](https://github.com/o/r/actions/runs/5), <code>run:5/eval_results.baseline</code> (of the nearest ancestor with a record), main ${id}, 2 days old, ran on schedule, attempt 2`,
      'Not the commit that the change is measured against: abc1234 has no record',
    ]);
  });

  it('say how a first run becomes the baseline', () => {
    const { found: _, ...none } = outcome;
    const { log, markdown } = baselineNotes(none);
    expect(log[0]).toBe('baseline: no baseline');
    expect(log.at(-1)).toBe(
      'there is no baseline on main yet: a run of ci.yml there, by push, schedule or workflow_dispatch, that ends as success uploads the record eval_results.baseline, and that becomes the baseline',
    );
    expect(markdown[0]).toBe('Baseline: none');
    expect(markdown.at(-1)).toMatch(/^There is no baseline on main yet: a run of ci.yml there/);
  });

  it('give no advice where none was wanted', () => {
    const { found: _, ...none } = outcome;
    const off = { ...none, tried: [{ finder: 'explicit' as const, reason: 'baseline is none' }] };
    expect(baselineNotes(off).markdown).toEqual([
      'Baseline: none, as asked for',
      'Not what is named: baseline is none',
    ]);
  });

  it('let no name from outside be markup, a link, a mention or a workflow command', () => {
    const branch = '\n::error::x<img src=y>[a](http://evil.example) @someone|`';
    const nasty: BaselineOutcome = {
      ...outcome,
      found: { ...found, branch, url: 'https://github.com/o/r)[x](y' },
      tried: [{ finder: 'commit', reason: branch }],
    };
    const { log, markdown } = baselineNotes(nasty);
    expect(log.join('')).not.toMatch(/[\n\r]/);
    expect(log.filter((line) => line.startsWith('::'))).toEqual([]);
    expect(markdown.join('\n')).not.toMatch(/<img|\]\(http|@someone|^::/m);
    expect(markdown).toHaveLength(2);
  });
});
