import type { ComparisonFacts } from '../../../src/report/comparison/render-comparison.js';
import { benchmark, breach, comparison, facts, side, untested, withoutSide } from '../comparisons.js';

const judge = {
  field: 'params.temperature',
  baseline: 0,
  candidate: 0.7,
  why: 'the model was sampled differently',
};
const unknown = {
  field: 'image_digest',
  baseline: { digest: 'sha256:abc' },
  reason: 'candidate: does not say',
};

const thresholds = {
  maxDrop: 0.01,
  maxRelativeDrop: null,
  relativeGuardBelow: null,
  metric: null,
  direction: 'higher_is_better',
} as const;

/** Name of the golden file, and what is rendered into it. */
export const GOLDEN_CASES: [string, ComparisonFacts][] = [
  [
    'go',
    facts(
      comparison(
        'GO',
        [
          benchmark('mmlu/acc', { isGroup: true }),
          benchmark('mmlu_math/acc', { status: null, role: 'sub-task', parent: 'mmlu', pAdjusted: null }),
          benchmark('gsm8k/exact_match', {
            scale: 'percent',
            baseline: side(71.2, 1319),
            candidate: side(72.1, 1319),
            delta: 0.9,
            ci95: [-0.4, 2.2],
            pairs: 1319,
            mde: 2.1,
            pAdjusted: 1,
          }),
          withoutSide(
            'baseline',
            untested('wikitext/word_perplexity', 'NEW', {
              scale: 'unbounded',
              direction: 'lower_is_better',
              candidate: side(11.23456, 62),
            }),
          ),
        ],
        {
          meanChange: { delta: 0.0035, ci95: [-0.004, 0.011], benchmarks: 2 },
          items: { compared: 2319, changed: 44 },
        },
      ),
      { showItems: false },
    ),
  ],
  [
    'no-go-policy',
    facts(
      comparison(
        'NO-GO',
        [
          benchmark('arc/acc', {
            tier: 'supporting',
            gateStatus: 'PASS',
            thresholds: { tier: 'supporting', ...thresholds },
          }),
          breach('mmlu/acc', {
            tier: 'critical',
            gateStatus: 'BREACH',
            thresholds: { tier: 'critical', ...thresholds },
            reasons: [
              'drop of [0.0160, 0.0440] (95 %) is above the limit of 0.0100',
              'relative-point-estimate: the relative drop is judged on the point estimate alone',
            ],
          }),
          breach('ifeval/acc', { tier: 'advisory', gateStatus: 'BREACH', examples: [] }),
          benchmark('gpqa/acc', {
            tier: 'critical',
            status: 'INSUFFICIENT_EVIDENCE',
            gateStatus: 'PASS',
            reasons: [
              'thin-evidence: 3 of 40 answers got worse and 2 better, which leaves room for a drop above 0.01',
            ],
            pairs: 40,
            mde: null,
            itemsNeeded: 1743,
            differences: [],
          }),
        ],
        {
          gate: { verdict: 'NO-GO', mode: 'strict', policy: 'ci/gate-policy.yaml' },
          falseFailRate: 0.41,
          meanChange: { delta: -0.016, ci95: [-0.022, -0.01], benchmarks: 4 },
          items: { compared: 3040, changed: 104 },
          notes: ['shared-rows: two bundles read one results.jsonl'],
        },
      ),
      { attempt: '2' },
    ),
  ],
  [
    'no-go',
    facts(
      comparison('NO-GO', [breach('mmlu/acc'), benchmark('arc/acc', { unknown: [unknown] })], {
        items: { compared: 2000, changed: 74 },
      }),
    ),
  ],
  [
    'inconclusive',
    facts(
      comparison(
        'INCONCLUSIVE',
        [
          benchmark('humaneval/pass@1', {
            status: 'INSUFFICIENT_EVIDENCE',
            reasons: ['the upper limit of the drop is 8.4 pp: a PASS allows 3.0 pp'],
            baseline: side(0.5, 164, { repeats: 4 }),
            candidate: side(0.488, 164, { repeats: 4 }),
            delta: -0.0122,
            ci95: [-0.0844, 0.06],
            method: 'paired-t',
            pairs: 164,
            mde: 0.105,
            itemsNeeded: 2840,
          }),
          untested('custom/score', 'INSUFFICIENT_EVIDENCE', {
            scale: 'unknown',
            direction: 'unknown',
            reasons: ['the harness declares neither scale nor direction of this metric'],
            baseline: side(1234.567, 50),
            candidate: side(1230.1, 50),
            delta: -4.467,
            ci95: [-9.87654, 0.94],
          }),
          withoutSide(
            'candidate',
            untested('arc/acc', 'MISSING', {
              reasons: ['the baseline has it, the candidate did not run it'],
            }),
          ),
        ],
        { items: { compared: 164, changed: 0 } },
      ),
    ),
  ],
  [
    'not-comparable',
    facts(
      comparison(
        'INCONCLUSIVE',
        ['a', 'b', 'c', 'd'].map((name) =>
          benchmark(`${name}/acc`, {
            status: 'NOT_COMPARABLE',
            reasons: ['params.temperature differs'],
            differences: [
              judge,
              ...(name === 'b'
                ? [
                    {
                      field: 'few_shot',
                      baseline: '5',
                      candidate: 5,
                      why: 'another number of examples in the prompt',
                    },
                  ]
                : []),
            ],
            unknown: name === 'c' ? [unknown] : [],
          }),
        ),
      ),
    ),
  ],
  [
    'invalid',
    facts(
      comparison('INVALID', [
        untested('gsm8k/acc', 'INVALID', {
          reasons: ['no request succeeded: the endpoint answered 401 most often'],
          candidate: side(null),
        }),
        breach('mmlu/acc', { examples: [] }),
      ]),
      { baseline: { source: 'path', name: 'eval-results/main' }, candidate: {} },
    ),
  ],
  [
    'no-baseline',
    facts(
      comparison(
        'NO-BASELINE',
        ['mmlu/acc', 'arc/acc'].map((name) => withoutSide('baseline', untested(name, 'NEW'))),
      ),
      { baseline: null },
    ),
  ],
];
