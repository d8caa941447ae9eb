import { describe, expect, it } from '@jest/globals';
import type { FailOn } from '../../src/judgement-inputs.js';
import type { FinalState, Verdict } from '../../src/outputs.js';
import {
  annotateBreaches,
  conclusionOf,
  renderCheck,
  renderLostCheck,
  renderOpenCheck,
} from '../../src/report/check-text.js';
import { redactReport } from '../../src/report/redact-report.js';
import { compared, comparison, withStatus } from './comparisons.js';
import { comparedReport, posted, postedFacts, RUN_URL } from './posted-facts.js';

describe('conclusionOf', () => {
  it.each<[FinalState, Verdict, FailOn[], boolean, string]>([
    ['success', 'GO', ['auto'], true, 'success'],
    ['success', 'GO', ['never'], false, 'success'],
    ['success', 'NO-GO', ['auto'], true, 'failure'],
    ['success', 'NO-GO', ['auto'], false, 'neutral'],
    ['success', 'NO-GO', ['regression'], false, 'failure'],
    ['success', 'NO-GO', ['invalid'], true, 'neutral'],
    ['success', 'NO-GO', ['never'], true, 'neutral'],
    ['success', 'INCONCLUSIVE', ['auto'], true, 'failure'],
    ['success', 'INCONCLUSIVE', ['auto'], false, 'neutral'],
    ['success', 'NO-BASELINE', ['auto'], true, 'neutral'],
    ['success', 'INVALID', ['auto'], false, 'failure'],
    ['invalid', 'INVALID', ['auto'], false, 'failure'],
    ['invalid', 'INVALID', ['never'], true, 'neutral'],
    ['invalid', 'GO', ['never'], true, 'neutral'],
    ['failed', 'GO', ['never'], false, 'failure'],
    ['killed', 'NO-BASELINE', ['auto'], false, 'failure'],
    ['config-error', 'NO-BASELINE', ['auto'], false, 'failure'],
    ['infrastructure-error', 'NO-BASELINE', ['auto'], false, 'failure'],
    ['timeout', 'NO-BASELINE', ['never'], false, 'timed_out'],
    ['cancelled', 'NO-GO', ['auto'], true, 'cancelled'],
    ['dry-run', 'NO-BASELINE', ['auto'], false, 'neutral'],
  ])('%s and %s with fail-on %j (policy: %s) is %s', (state, verdict, failOn, hasPolicy, expected) => {
    expect(conclusionOf(state, verdict, failOn, hasPolicy)).toBe(expected);
  });
});

describe('renderCheck', () => {
  it('says the verdict, then links to the run, then compares', () => {
    const facts = postedFacts(comparedReport(comparison('NO-GO', [compared()])), {
      label: 'nightly @team',
      artifactUrl: `${RUN_URL}/artifacts/3`,
    });
    const { title, summary } = renderCheck(facts);
    expect(title).toBe('❌ NO-GO: 1 of 1 benchmark regressed');
    expect(summary.split('\n').slice(0, 4)).toEqual([
      `## ${title}`,
      '',
      `nightly @<span></span>team · [workflow run](${RUN_URL}) · [artifact](${RUN_URL}/artifacts/3)`,
      '',
    ]);
    expect(summary).toContain('| arith/pass@1/correct | 64.0 | 61.0 |');
  });

  it.each([
    ['failed', '❌ The evaluation failed'],
    ['timeout', '⏱️ The evaluation ran past its time limit'],
    ['config-error', '❌ Configuration error: nothing was launched'],
  ] as const)('of a run that ended as %s says so first', (state, headline) => {
    const report = posted({ state, error: 'why | it @failed' });
    const { title, summary } = renderCheck(postedFacts(report));
    expect(title).toBe(headline);
    expect(summary).toContain(
      `## ${headline}\n\n[workflow run](${RUN_URL})\n\n> why \\| it @<span></span>failed`,
    );
    const both = renderCheck(postedFacts(comparedReport(comparison('GO', [withStatus('PASS')]), { state })));
    expect(both.title).toBe(headline);
    expect(both.summary.indexOf(headline)).toBeLessThan(both.summary.indexOf('## ✅ GO'));
  });

  it('without a baseline shows the scores', () => {
    const score = {
      task: 'mmlu',
      metric: 'acc',
      score: 'acc',
      name: 'mmlu|acc',
      value: 0.61234,
      stderr: 0.01,
      isGroup: false,
    };
    const tasks = [
      { task: 'mmlu', state: 'success' as const, reasons: [], scores: [{ ...score, count: 1000 }] },
    ];
    const { title, summary } = renderCheck(postedFacts(posted({ tasks })));
    expect(title).toBe('ℹ️ NO-BASELINE: evaluated, nothing to compare with');
    expect(summary).toContain('| mmlu\\|acc | 0.6123 | 0.01 | 1000 |');
    const invalid = [{ task: 'a*', state: 'invalid' as const, reasons: ['dead #1'], scores: [] }];
    expect(renderCheck(postedFacts(posted({ state: 'invalid', tasks: invalid }))).summary).toContain(
      '- a\\* (invalid): dead #<span></span>1',
    );
  });

  it.each(['javascript:alert(1)', 'https://x/) @user [', 'https://x/ <!-- '])(
    'lets no address out of its link: %s',
    (runUrl) => {
      for (const { summary } of [
        renderCheck(postedFacts(posted(), { runUrl })),
        renderOpenCheck({ runUrl }),
        renderLostCheck({ runUrl }),
      ])
        expect(summary).toMatch(/\[workflow run\]\((https:[^\s()[\]<>]*)?\)/);
    },
  );
});

describe('annotateBreaches', () => {
  const at = (policy: string, benchmarks = [compared()]) => {
    const found = comparison('NO-GO', benchmarks);
    return annotateBreaches({ ...found, gate: { ...found.gate!, policy } }, '/work/repo');
  };

  it('stands at the line of the policy, in plain text', () => {
    expect(at('gates/policy.yaml')).toEqual([
      {
        path: 'gates/policy.yaml',
        line: 4,
        level: 'failure',
        title: 'BREACH: arith/pass@1/correct',
        message: '64.0 → 61.0: −3.0 pp (95 % CI −4.4 … −1.6)\nthe whole interval is past the 1.0 pp allowed',
      },
    ]);
    expect(at('/work/repo/policy.yaml')[0]!.path).toBe('policy.yaml');
    expect(at('..policy.yaml')[0]!.path).toBe('..policy.yaml');
  });

  it('warns of what is missing or advisory, and is silent on the rest', () => {
    const { policyLine: _, ...unnamed } = compared();
    const found = at('p', [
      withStatus('MISSING'),
      compared({ tier: 'advisory', policyLine: 6 }),
      withStatus('PASS'),
      withStatus('NOT_COMPARABLE'),
      unnamed,
    ]);
    expect(found.map(({ line, level }) => [line, level])).toEqual([
      [6, 'warning'],
      [4, 'warning'],
    ]);
  });

  it.each(['/work/policy.yaml', '../policy.yaml', '/work/repo'])(
    'has none where the policy is %s',
    (policy) => {
      expect(at(policy)).toEqual([]);
    },
  );

  it('has none without a policy, and at most 200', () => {
    expect(annotateBreaches(comparison('NO-GO', [compared()], { gate: null }), '/work')).toEqual([]);
    const many = Array.from({ length: 5000 }, (_, index) => compared({ policyLine: index + 1 }));
    expect(at('p', many)).toHaveLength(200);
  });
});

it('knows a secret wherever it comes from, and before it is escaped or cut', () => {
  const secret = 'sk_a*b[c]<d>|e';
  const redact = (text: string): string => text.replaceAll(secret, '***');
  const padded = `${'x'.repeat(130)}${secret}`;
  const example = {
    kind: 'regressed' as const,
    difference: -1,
    item: secret,
    repeat: 0,
    task: secret,
    prompt: secret,
  };
  const difference = {
    field: secret,
    baseline: { [secret]: [secret] },
    candidate: new Map([[secret, secret]]),
    why: secret,
  };
  const breach = compared({
    name: `mmlu ${secret}`,
    reasons: [padded, secret],
    examples: [{ ...example, target: secret, baselineAnswer: secret, candidateAnswer: padded }],
    differences: [difference],
    unknown: [{ field: secret, reason: secret }],
  });
  const report = redactReport(
    comparedReport(
      comparison('NO-GO', [breach], {
        notes: [secret],
        gate: { verdict: 'NO-GO', mode: 'strict', policy: secret },
      }),
      {
        error: secret,
        candidate: { model: secret, sha: 'a', ref: secret, runId: '1' },
        baseline: { source: 'path', name: secret, model: secret, ref: secret },
        tasks: [{ task: secret, state: 'failed', reasons: [secret], scores: [] }],
      },
    ),
    redact,
  );
  const { summary } = renderCheck(postedFacts(report, { showItems: true }));
  const annotations = annotateBreaches(report.comparison!, '/work');
  expect(summary).toContain('❌ BREACH');
  expect(annotations).toHaveLength(1);
  // Whatever escaping does to the rest of it.
  expect(summary + JSON.stringify([annotations, report])).not.toMatch(/sk\\?_/);
});
