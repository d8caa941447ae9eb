import { describe, expect, it } from '@jest/globals';
import { type Outcome, totalOf } from '../../../src/collecting/open/outcome.js';
import { renderOutcomes } from '../../../src/collecting/open/render-outcomes.js';
import { A, B } from './open-world.js';

const finished = (changes: object = {}): Outcome => ({
  ...{
    invocationId: A,
    run: 1,
    kind: 'finished',
    state: 'success',
    verdict: 'GO',
    fails: false,
    artifactId: 1,
  },
  ...{ checkUrl: 'https://github.com/o/r/runs/1', commentUrl: '' },
  ...(changes as Record<never, never>),
});

describe('the table', () => {
  it('shows what wants attention first, and nothing that is not escaped', () => {
    const text = renderOutcomes(
      [finished(), { invocationId: B, kind: 'refused', shown: 'its host is <img src=x> | @team `x`\n## no' }],
      'https://github.com/o/r',
    );
    const rows = text.split('\n').filter((line) => line.startsWith('| <code>'));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toContain('⛔ refused');
    expect(text).not.toMatch(/<img|\| @team|^## /m);
    expect(rows[1]).toContain('[check](https://github.com/o/r/runs/1)');
  });

  it('links to no other addresses than https ones', () => {
    const text = renderOutcomes(
      [finished({ checkUrl: 'javascript:alert(1)', commentUrl: 'https://x)(y' })],
      'https://h',
    );
    expect(text).not.toMatch(/javascript|x\)\(y/);
  });

  it('is cut where it is long', () => {
    const text = renderOutcomes(
      Array.from({ length: 1000 }, () => finished()),
      'https://h',
    );
    expect(text).toContain('… and 500 more');
    expect(Buffer.byteLength(text)).toBeLessThan(500_000);
  });
});

describe('all together', () => {
  it.each<[Outcome[], object]>([
    [[], { state: 'success', verdict: '', fails: false }],
    [[finished()], { state: 'success', verdict: 'GO', fails: false }],
    [[{ invocationId: B, kind: 'open', shown: '' }], { state: 'success', verdict: '', fails: false }],
    [
      [finished(), finished({ verdict: 'NO-GO', fails: true })],
      { state: 'success', verdict: 'NO-GO', fails: true },
    ],
    [
      [finished({ state: 'timeout' }), finished({ state: 'invalid', verdict: 'INVALID' })],
      { state: 'timeout', verdict: 'INVALID' },
    ],
    [
      [finished(), { invocationId: B, kind: 'refused', shown: '' }],
      { state: 'config-error', verdict: 'GO', fails: true },
    ],
    [
      [
        { invocationId: B, kind: 'failed', error: 'infrastructure-error', shown: '' },
        finished({ state: 'failed' }),
      ],
      { state: 'infrastructure-error', fails: true },
    ],
  ])('%#', (outcomes, total) => {
    expect(totalOf(outcomes)).toMatchObject(total);
  });

  it('fail for what is wrong beside them', () => {
    expect(totalOf([finished()], 'config-error')).toMatchObject({ state: 'config-error', fails: true });
  });
});
