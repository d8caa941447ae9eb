import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { FinalState } from '../../src/outputs.js';
import { buildResultJson, type RunReport } from '../../src/report/result-json.js';
import { concludeRun } from '../../src/results/conclusion.js';
import type { EvalResults } from '../../src/results/eval-results.js';
import { readTaskFolders } from '../../src/results/invocation.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { judgeTask, type TaskResult } from '../../src/results/validity.js';
import { BASELINE, compareAlike, compared, gated, STATUSES, VERDICTS, withStatus } from './comparisons.js';

const ROOT = path.join(import.meta.dirname, '../..');
const RECORDED = path.join(ROOT, '__tests__/fixtures/launcher-0.2.6');

const schema = JSON.parse(readFileSync(path.join(ROOT, 'schema/result.v1.schema.json'), 'utf8'));
const validate: ValidateFunction = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema);

/** What the schema has against a value, one line each; nothing where it is valid. */
function complaints(value: unknown): string[] {
  // As a reader gets it: what JSON cannot hold is gone.
  validate(JSON.parse(JSON.stringify(value)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function report(state: FinalState, tasks: TaskResult[] = [], more: Partial<RunReport> = {}): RunReport {
  return {
    state,
    verdict: state === 'invalid' ? 'INVALID' : 'NO-BASELINE',
    ...(state === 'success' || state === 'dry-run' ? {} : { error: 'one line' }),
    candidate: { sha: 'a'.repeat(40), ref: 'refs/heads/main', runId: '123' },
    tasks,
    findings: [],
    ...more,
  };
}

const TASK: TaskResult = {
  task: 'byob_arith.arith',
  index: 0,
  dir: '/nowhere',
  state: 'success',
  reasons: [],
  notes: [],
  unconfirmed: false,
  scores: [
    {
      task: 'arith',
      metric: 'pass@1',
      score: 'correct',
      name: 'arith/pass@1/correct',
      value: 0.92,
      stderr: 0.019,
      count: 200,
      isGroup: false,
    },
  ],
  items: { scored: 200, expected: 200, failed: 0, source: 'predictions' },
  runtimeSeconds: 3.4,
};

async function judge(name: string, stopped?: 'timeout' | 'cancelled'): Promise<TaskResult[]> {
  const tree = path.join(RECORDED, name, 'tree');
  const invocation = existsSync(tree) ? readdirSync(tree).find((entry) => /^\d{8}_/.test(entry)) : undefined;
  if (!invocation) return [];
  return Promise.all(
    readTaskFolders(path.join(tree, invocation)).map((folder) =>
      judgeTask(folder, { allowance: { count: 0 }, ...(stopped ? { stopped } : {}) }),
    ),
  );
}

interface RawResult {
  [field: string]: unknown;
  benchmarks: [object];
  tasks: [{ items: object }];
}

/** A valid result, changed. */
function changed(change: (result: RawResult) => void, from = report('success', [TASK])): unknown {
  const result = JSON.parse(JSON.stringify(buildResultJson(from)));
  change(result);
  return result;
}

const everyStatus = [...STATUSES, null].map(withStatus);
const judged = report('success', [TASK], {
  verdict: 'NO-GO',
  comparison: gated('NO-GO', everyStatus),
  baseline: BASELINE,
});
/** The place of a status in `judged`. */
const at = (status: (typeof STATUSES)[number]): string => `/benchmarks/${STATUSES.indexOf(status)}`;

/** Changes the benchmark with a status in a result that has one of each. */
function changedStatus(status: (typeof STATUSES)[number], change: object): unknown {
  return changed(({ benchmarks }) => Object.assign(benchmarks[STATUSES.indexOf(status)]!, change), judged);
}

const harnessTree = (name: string): Promise<EvalResults> =>
  readEvalResults(path.join(ROOT, '__tests__/fixtures/harness', name));

describe('result.json follows its schema', () => {
  it.each<FinalState>([
    'success',
    'failed',
    'killed',
    'timeout',
    'cancelled',
    'dry-run',
    'config-error',
    'infrastructure-error',
    'invalid',
  ])('in the state %s, without a task', (state) => {
    expect(complaints(buildResultJson(report(state)))).toEqual([]);
  });

  it('with everything that can be known', () => {
    const full = report('success', [TASK], {
      invocation: { id: '0fd0479fdef98e43', executor: 'local', launcherVersion: '0.2.6', attempt: 2 },
      candidate: { model: 'good', sha: '', ref: '', runId: 'local', snapshotHash: 'f'.repeat(64) },
    });
    expect(complaints(buildResultJson(full))).toEqual([]);
  });

  it('with a score that is not finite, and with nothing counted', () => {
    const { items: _items, runtimeSeconds: _runtime, ...bare } = TASK;
    const { stderr: _stderr, count: _count, ...score } = TASK.scores[0]!;
    const task: TaskResult = {
      ...bare,
      state: 'invalid',
      reasons: ['arith/pass@1/correct is NaN, not a finite number'],
      scores: [{ ...score, value: Number.NaN }],
    };
    const result = buildResultJson(report('invalid', [task]));
    expect(complaints(result)).toEqual([]);
    expect(result['benchmarks']).toMatchObject([{ score: null, stderr: null, n: null, status: 'INVALID' }]);
    expect(result['tasks']).toMatchObject([{ items: null, runtime_seconds: null }]);
  });

  it.each(readdirSync(RECORDED))('for the recorded tree %s', async (name) => {
    const tasks = await judge(name);
    expect(complaints(buildResultJson(report(concludeRun(tasks), tasks)))).toEqual([]);
  });

  it.each(['timeout', 'cancelled'] as const)('for a run that ended as %s', async (stopped) => {
    const tasks = await judge('kill-sequential-two', stopped);
    expect(complaints(buildResultJson(report(concludeRun(tasks, stopped), tasks)))).toEqual([]);
  });
});

describe('the schema refuses', () => {
  it.each<[string, (result: RawResult) => void, RegExp]>([
    ['an unknown state', (result) => Object.assign(result, { state: 'done' }), /^\/state must be equal/],
    ['an unknown verdict', (result) => Object.assign(result, { verdict: 'MAYBE' }), /^\/verdict/],
    ['another version', (result) => Object.assign(result, { schema_version: 2 }), /^\/schema_version/],
    ['an unknown field', (result) => Object.assign(result, { extra: 1 }), /additional properties/],
    ['an error of two lines', (result) => Object.assign(result, { error: 'a\nb' }), /^\/error/],
    ['a gate that is text', (result) => Object.assign(result, { gate: 'GO' }), /^\/gate/],
    [
      'a score that is text',
      ({ benchmarks }) => Object.assign(benchmarks[0], { score: '0.92' }),
      /\/0\/score must be number,null/,
    ],
    [
      'an invalid benchmark without a reason',
      ({ benchmarks }) => Object.assign(benchmarks[0], { status: 'INVALID' }),
      /reasons must NOT have fewer than 1/,
    ],
    [
      'a benchmark that is new and unconfirmed',
      ({ benchmarks }) => Object.assign(benchmarks[0], { unconfirmed: true }),
      /unconfirmed/,
    ],
    [
      'a task in an unknown state',
      ({ tasks }) => Object.assign(tasks[0], { state: 'done' }),
      /^\/tasks\/0\/state/,
    ],
    [
      'an item count from an unknown source',
      ({ tasks }) => Object.assign(tasks[0].items, { source: 'guess' }),
      /source/,
    ],
    [
      'a successful task among the invalid ones',
      (result) =>
        Object.assign(result, { invalid: [{ task: 'x', index: 0, state: 'success', reasons: ['r'] }] }),
      /^\/invalid\/0\/state/,
    ],
  ])('%s', (_, change, expected) => {
    expect(complaints(changed(change)).join('\n')).toMatch(new RegExp(expected, 'm'));
  });

  it.each([
    'schema_version',
    'state',
    'verdict',
    'error',
    'gate',
    'invocation',
    'candidate',
    'baseline',
    'comparable',
    'mean_change',
    'false_fail_rate',
    'items',
    'notes',
    'benchmarks',
    'tasks',
    'invalid',
  ])('a result without %s', (field) => {
    const result = changed((whole) => {
      delete whole[field];
    });
    expect(complaints(result).join()).toContain(`must have required property '${field}'`);
  });
});

describe('result.json of a comparison follows its schema', () => {
  it.each(VERDICTS)('with the verdict %s', (verdict) => {
    const state = verdict === 'INVALID' ? 'invalid' : 'success';
    const benchmarks = verdict === 'NO-BASELINE' ? [withStatus('NEW')] : everyStatus;
    const whole = report(state, [TASK], {
      verdict,
      comparison: gated(verdict, benchmarks),
      ...(verdict === 'NO-BASELINE' ? {} : { baseline: BASELINE }),
    });
    expect(complaints(buildResultJson(whole))).toEqual([]);
  });

  it.each([...STATUSES, null])('with the status %s', (status) => {
    const one = withStatus(status);
    const result = buildResultJson({ ...judged, comparison: gated('NO-GO', [one]) });
    expect(complaints(result)).toEqual([]);
    expect(result['benchmarks']).toMatchObject([{ status }]);
  });

  it('without a policy, and of a folder that tells little', () => {
    const {
      thresholds: _thresholds,
      policyLine: _line,
      ...bare
    } = compared({ gateStatus: null, tier: null });
    const plain = gated('NO-GO', [bare], {
      gate: null,
      meanChange: null,
      falseFailRate: null,
      notes: [],
    });
    const whole = report('success', [], {
      verdict: 'NO-GO',
      candidate: { sha: null, ref: null, runId: null },
      comparison: plain,
      baseline: { source: 'path', name: 'old' },
    });
    expect(complaints(buildResultJson(whole))).toEqual([]);
  });

  it('where nel gate itself would stop', () => {
    const stopped = gated('INVALID', everyStatus, {
      gate: { verdict: null, mode: 'nel', policy: 'gate.toml' },
    });
    expect(complaints(buildResultJson({ ...judged, comparison: stopped }))).toEqual([]);
  });

  it.each(['lm-eval-group-57', 'simple-evals-mgsm-languages', 'bfcl-simple', 'lm-eval-generative'])(
    'of the harness tree %s, with and without a baseline',
    async (name) => {
      const results = await harnessTree(name);
      expect(complaints(buildResultJson(report('success', [], { results })))).toEqual([]);
      const whole = report('success', [], { results, verdict: 'GO', comparison: compareAlike(results) });
      expect(complaints(buildResultJson(whole))).toEqual([]);
    },
  );

  it('in each enum of the schema', () => {
    const { status } = schema.$defs.benchmark.properties;
    expect(status.enum).toEqual([...STATUSES, null]);
    expect(schema.properties.verdict.enum).toEqual([...VERDICTS]);
  });
});

describe('result.json of a comparison', () => {
  it('says of a benchmark what the comparison says', () => {
    const result = buildResultJson({ ...judged, comparison: gated('NO-GO', [compared()]) });
    expect(result).toMatchObject({
      verdict: 'NO-GO',
      gate: { verdict: 'NO-GO', mode: 'strict', policy: 'policy.yaml' },
      baseline: {
        source: 'artifact',
        name: 'branch:main',
        model: 'org/model-1000',
        sha: 'b'.repeat(40),
        ref: 'refs/heads/main',
        run_id: '122',
        age_days: 1.5,
      },
      comparable: {
        ok: true,
        differences: [],
        unknown: [
          {
            benchmark: 'arith/pass@1/correct',
            field: 'dataset',
            baseline: null,
            candidate: null,
            reason: 'baseline: does not say',
          },
        ],
      },
      mean_change: { delta: -0.01, ci95: [-0.02, 0], benchmarks: 3 },
      false_fail_rate: 0.04,
      items: { compared: 1000, changed: 52 },
      notes: ['few-pairs: 990 of 1000 items are on both sides'],
    });
    expect(result['benchmarks']).toEqual([
      {
        name: 'arith/pass@1/correct',
        task: 'byob_arith.arith',
        task_index: 0,
        harness_task: null,
        score_name: null,
        metric: 'pass@1',
        role: 'benchmark',
        primary: true,
        is_group: false,
        parent: null,
        scale: 'fraction',
        direction: 'higher_is_better',
        metric_kind: 'binary',
        score: 0.61,
        stderr: 0.0152,
        n: 1000,
        n_source: 'items',
        repeats: 1,
        unconfirmed: false,
        status: 'BREACH',
        gate_status: 'BREACH',
        reasons: ['the whole interval is past the 1.0 pp allowed'],
        invalid: [],
        notes: [],
        tier: 'critical',
        thresholds: {
          max_drop: 0.01,
          max_relative_drop: null,
          relative_guard_below: null,
          metric: 'pass@1',
          direction: 'higher_is_better',
        },
        policy_line: 4,
        baseline: { score: 0.64, stderr: 0.0152, n: 1000, n_source: 'items', repeats: 1 },
        delta: -0.03,
        ci95: [-0.044, -0.016],
        method: 'mcnemar-exact',
        p_value: 0.000018,
        p_adjusted: 0.00009,
        mde: 0.03,
        items_needed: 4200,
        pairs: 1000,
        unpaired: { baseline_only: 1, candidate_only: 2, content_changed: 3 },
        flips: { regressed: 41, improved: 11 },
        confirmation: null,
      },
    ]);
  });

  it('has no score, and no task of this run, where the baseline alone has a benchmark', () => {
    const result = buildResultJson({ ...judged, comparison: gated('NO-GO', [withStatus('MISSING')]) });
    expect(result['benchmarks']).toMatchObject([
      { task_index: null, score: null, n: null, repeats: null, baseline: { score: 0.64 } },
    ]);
  });

  it('takes whether a score is confirmed, and why not, from the tasks', () => {
    const reasons = ['the script that runs the evaluation died'];
    const task: TaskResult = { ...TASK, state: 'failed', unconfirmed: true, reasons };
    const invalid = compared({ status: 'INVALID', gateStatus: null, reasons: [] });
    const result = buildResultJson(
      report('failed', [task], { verdict: 'INVALID', comparison: gated('INVALID', [invalid]) }),
    );
    expect(complaints(result)).toEqual([]);
    expect(result['benchmarks']).toMatchObject([
      {
        status: 'INVALID',
        unconfirmed: true,
        reasons,
        invalid: reasons.map((reason) => ({ side: 'candidate', reason })),
      },
    ]);
  });

  it('is not comparable where a benchmark is not, whatever it names', () => {
    const odd = { ...withStatus('NOT_COMPARABLE'), differences: [] };
    const result = buildResultJson({ ...judged, comparison: gated('INCONCLUSIVE', [odd]) });
    expect(complaints(result)).toEqual([]);
    expect(result['comparable']).toMatchObject({ ok: false, differences: [] });
  });

  it('holds numbers and values that JSON gives back as they were', () => {
    const odd = compared({
      status: 'NOT_COMPARABLE',
      delta: -0,
      ci95: [Number.NaN, 0.1],
      pValue: Number.NaN,
      mde: Number.POSITIVE_INFINITY,
      thresholds: { ...compared().thresholds!, maxDrop: Number.NaN },
      candidate: { score: Number.NEGATIVE_INFINITY, repeats: 1 },
      reasons: ['one\r\n  two', '  '],
      differences: [
        {
          field: 'params.extra',
          baseline: new Map<string, unknown>([['__proto__', [1n, 2n ** 70n, -0]]]),
          candidate: { a: undefined, b: Number.NaN },
          why: 'why',
        },
      ],
    });
    const result = buildResultJson({
      ...judged,
      comparison: gated('NO-GO', [odd], {
        meanChange: { delta: Number.NaN, ci95: [0, Number.POSITIVE_INFINITY], benchmarks: 0 },
      }),
      baseline: { source: 'path', name: 'old', ageDays: -0 },
    });
    expect(complaints(result)).toEqual([]);
    expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result);
    expect(result).toMatchObject({
      mean_change: { delta: null, ci95: null, benchmarks: 0 },
      baseline: { age_days: 0 },
      benchmarks: [
        {
          score: null,
          delta: 0,
          ci95: null,
          p_value: null,
          mde: null,
          thresholds: { max_drop: null },
          reasons: ['one two'],
        },
      ],
    });
    const [difference] = (result['comparable'] as { differences: { baseline: object }[] }).differences;
    expect(JSON.stringify(difference)).toBe(
      '{"benchmark":"arith/pass@1/correct","field":"params.extra",' +
        '"baseline":{"__proto__":[1,"1180591620717411303424",0]},"candidate":{"a":null,"b":null},"why":"why"}',
    );
  });
});

describe('result.json of what was read', () => {
  it('has the tasks of a folder that nobody watched', async () => {
    const results = await harnessTree('bfcl-simple');
    const result = buildResultJson(report('success', [], { results }));
    expect(result['tasks']).toEqual([
      {
        task: results.tasks[0]!.name,
        index: 0,
        state: 'success',
        harness: 'bfcl',
        runtime_seconds: null,
        items: null,
        notes: results.tasks[0]!.notes,
      },
    ]);
    const overall = (result['benchmarks'] as { name: string }[]).find(
      ({ name }) => name === 'bfcl/non_live_overall_acc',
    );
    expect(overall).toMatchObject({
      scale: 'percent',
      primary: false,
      notes: ['counts 15 categories that did not run as 0'],
      status: 'NEW',
      baseline: null,
    });
  });

  it('believes the one that watched a task rather than its files', async () => {
    const tree = path.join(RECORDED, 'baseline/tree');
    const results = await readEvalResults(tree);
    expect(results.benchmarks.every(({ invalid }) => invalid.length === 0)).toBe(true);
    const [task] = await judge('baseline');
    const reasons = ['it ran past timeout-minutes'];
    const stopped: TaskResult = { ...task!, state: 'timeout', unconfirmed: true, reasons };
    const result = buildResultJson(report('timeout', [stopped], { results }));
    expect(complaints(result)).toEqual([]);
    expect(result['tasks']).toMatchObject([{ state: 'timeout', harness: expect.stringMatching(/^byob_/) }]);
    for (const benchmark of result['benchmarks'] as object[])
      expect(benchmark).toMatchObject({ status: 'INVALID', unconfirmed: true, reasons });
  });
});

interface Node {
  $ref?: string;
  oneOf?: Node[];
  type?: string | string[];
  properties?: Record<string, Node>;
  required?: string[];
  items?: Node;
}

/** Where the keys of a value are not those of the schema, in the schema's order. */
function strayKeys(value: unknown, node: Node, place = ''): string[] {
  if (node.$ref) return strayKeys(value, schema.$defs[node.$ref.replace('#/$defs/', '')], place);
  if (node.oneOf) return value === null ? [] : strayKeys(value, node.oneOf[1]!, place);
  if (Array.isArray(value))
    return value.flatMap((item, index) => strayKeys(item, node.items ?? {}, `${place}/${index}`));
  if (typeof value !== 'object' || value === null || !node.properties) return [];
  const [keys, wanted] = [Object.keys(value), Object.keys(node.properties)];
  return [
    ...(keys.join() === wanted.join() && node.required?.join() === wanted.join() ? [] : [place]),
    ...Object.entries(value).flatMap(([key, item]) =>
      strayKeys(item, node.properties![key] ?? {}, `${place}/${key}`),
    ),
  ];
}

it('has all keys in one order, whatever is known', async () => {
  const results = await harnessTree('lm-eval-group-57');
  const finding = { id: 'x', severity: 'warning', message: 'm', recovery: 'r' } as const;
  const wholes = [
    report('config-error'),
    report('success', [TASK]),
    report('success', [], { results }),
    report('invalid', [{ ...TASK, state: 'invalid', reasons: ['why'] }], {
      invocation: { id: 'a', executor: 'local', launcherVersion: '0.2.6', attempt: 1 },
      findings: [finding as unknown as RunReport['findings'][number]],
    }),
    judged,
  ];
  for (const whole of wholes) expect(strayKeys(buildResultJson(whole), schema)).toEqual([]);
  expect(strayKeys({ ...buildResultJson(judged), gate: { mode: 'nel' } }, schema)).toEqual(['/gate']);
});

describe('the schema refuses of a comparison', () => {
  it.each<[string, () => unknown, string]>([
    ['a breach without a reason', () => changedStatus('BREACH', { reasons: [] }), `${at('BREACH')}/reasons`],
    [
      'an invalid score of neither side',
      () => changedStatus('INVALID', { invalid: [] }),
      `${at('INVALID')}/invalid`,
    ],
    ['a pass without a baseline', () => changedStatus('PASS', { baseline: null }), `${at('PASS')}/baseline`],
    [
      'a pass of what was not run',
      () => changedStatus('PASS', { task_index: null }),
      `${at('PASS')}/task_index`,
    ],
    [
      'a score that both have and that is new',
      () => changedStatus('NEW', { baseline: buildSide() }),
      `${at('NEW')}/baseline`,
    ],
    [
      'a score that both have and that is missing',
      () => changedStatus('MISSING', { task_index: 0, score: 1 }),
      `${at('MISSING')}/score`,
    ],
    [
      'a score of what was not run',
      () => changedStatus('MISSING', { baseline: null, score: 1 }),
      `${at('MISSING')}/score`,
    ],
    ['a p-value above 1', () => changedStatus('PASS', { p_value: 1.5 }), `${at('PASS')}/p_value`],
    ['half of an interval', () => changedStatus('PASS', { ci95: [0.1] }), `${at('PASS')}/ci95`],
    ['half an item', () => changedStatus('PASS', { pairs: 0.5 }), `${at('PASS')}/pairs`],
    ['an unknown tier', () => changedStatus('PASS', { tier: 'vital' }), `${at('PASS')}/tier`],
    ['an unknown method', () => changedStatus('PASS', { method: 'guess' }), `${at('PASS')}/method`],
    [
      'a benchmark with a field of its own',
      () => changedStatus('PASS', { extra: 1 }),
      `${at('PASS')} must NOT have additional`,
    ],
    [
      'a verdict of a comparison without one',
      () => changed((result) => Object.assign(result, { verdict: 'GO' })),
      '/comparable must be object',
    ],
    [
      'a breach of a run that was compared with nothing',
      () => changed(({ benchmarks }) => Object.assign(benchmarks[0], { status: 'BREACH', reasons: ['r'] })),
      '/benchmarks/0/status',
    ],
    [
      'tiers without a policy',
      () => changed((result) => Object.assign(result, { gate: null }), judged),
      '/benchmarks/0/tier must be null',
    ],
    [
      'settings that differ and are alike',
      () => changed((result) => Object.assign(result['comparable'] as object, { ok: true }), judged),
      '/comparable/differences must NOT have more than 0',
    ],
    [
      'a benchmark that is not comparable in settings that are alike',
      () =>
        changed((result) => {
          result['comparable'] = { ok: true, differences: [], unknown: [] };
        }, judged),
      '/comparable/ok',
    ],
    [
      'a baseline from anywhere',
      () => changed((result) => Object.assign(result['baseline'] as object, { source: 'mail' }), judged),
      '/baseline/source',
    ],
    [
      'a gate that says half',
      () => changed((result) => Object.assign(result, { gate: { verdict: 'GO' } }), judged),
      "/gate must have required property 'mode'",
    ],
  ])('%s', (_, build, expected) => {
    expect(complaints(build()).join('\n')).toContain(expected);
  });
});

const buildSide = (): object => ({ score: 1, stderr: null, n: null, n_source: null, repeats: 1 });

it('has each of its fields in docs/results.md', () => {
  const text = readFileSync(path.join(ROOT, 'docs/results.md'), 'utf8');
  const fields = [schema, ...Object.values<Node>(schema.$defs)].flatMap(({ properties }) =>
    Object.keys(properties ?? {}),
  );
  expect(fields.length).toBeGreaterThan(80);
  expect([...new Set(fields)].filter((field) => !text.includes(`\`${field}\``))).toEqual([]);
});
