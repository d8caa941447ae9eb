import { cpSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { countFlips, pickFlips, readFlips } from '../../src/comparison/flips.js';
import { pairItems } from '../../src/comparison/pair-items.js';
import { type Benchmark, countOf, type EvalResults, kindOf } from '../../src/results/eval-results.js';
import { type LoadedItems, loadItems } from '../../src/results/load-items.js';
import { meanOverItems } from '../../src/results/mean-over-items.js';
import { openItems } from '../../src/results/open-items.js';
import { readBundleResults } from '../../src/results/read-bundle-results.js';
import { readRecordedCase } from '../../tools/gate-cases/recorded-case.js';
import { FIXTURES, writeCase } from '../comparison/case-folder.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();

const read = (folder: string): Promise<EvalResults> =>
  readBundleResults({ path: folder, name: path.basename(folder) });
const recorded = (name: string, side: string): Promise<EvalResults> => read(path.join(FIXTURES, name, side));
const named = ({ benchmarks }: EvalResults, name: string): Benchmark =>
  benchmarks.find((benchmark) => benchmark.name === name)!;
const load = async (results: EvalResults, name: string): Promise<LoadedItems> =>
  (await openItems(results).load(named(results, name)))!;

/** Writes a bundle in a folder of its own, with its rows. */
function write(name: string, scores: unknown, rows?: string | Uint8Array, more: object = {}): string {
  dir.write(`run/${name}/eval-1.json`, JSON.stringify({ benchmark: { name, scores, ...more } }));
  if (rows !== undefined) dir.write(`run/${name}/results.jsonl`, rows);
  return path.join(dir.path, 'run');
}
const row = (problem: unknown, reward: unknown, more: object = {}): string =>
  `${JSON.stringify({ problem_idx: problem, reward, ...more })}\n`;

/** The report that `nel gate` wrote of a recorded case. */
interface Report {
  benchmarks: {
    benchmark: string;
    metric: string;
    n_paired: number;
    baseline_score: number;
    candidate_score: number;
    delta: number;
    regression_report: { flip_report: { contingency: Record<string, number>; regressions: object[] } };
  }[];
}
const reportOf = (name: string): Report['benchmarks'][number] =>
  (JSON.parse(readFileSync(path.join(FIXTURES, name, 'report.json'), 'utf8')) as Report).benchmarks[0]!;

describe('bundles that nel eval run wrote', () => {
  it('of right and wrong answers have pass@1, with its items', async () => {
    const results = await recorded('genuine-030-binary', 'baseline');
    expect(results).toMatchObject({ kind: 'bundles', model: 'base', notes: [] });
    expect(results.tasks).toMatchObject([{ name: 'arithmetic', index: 0, state: 'success', reasons: [] }]);
    expect(results.tasks[0]!.bundle).toMatchObject({ version: '0.3.0', config: { benchmark: 'arithmetic' } });
    expect(results.benchmarks).toEqual([
      {
        name: 'arithmetic',
        task: 'arithmetic',
        metric: 'pass@1',
        score: 'pass@1',
        filter: '',
        taskIndex: 0,
        value: 0.8167,
        fraction: 0.8167,
        scale: 'fraction',
        direction: 'higher_is_better',
        kind: 'binary',
        n: { count: 60, source: 'stats' },
        repeats: 1,
        role: 'benchmark',
        isGroup: false,
        primary: true,
        items: expect.objectContaining({ key: 'pass@1', filter: '' }),
        invalid: [],
        notes: [],
      },
    ]);
    const items = await load(results, 'arithmetic');
    expect(items).toMatchObject({ failed: 0, failedRequests: 0, repeats: 1, problems: [], notes: [] });
    expect(items.mean).toBeCloseTo(49 / 60, 12);
    expect(countOf(results.benchmarks[0]!, items)).toEqual({ count: 60, source: 'items' });
  });

  it('of graded answers have mean_reward, whose scale nothing declares', async () => {
    const results = await recorded('genuine-030-graded-repeats', 'candidate');
    expect(results.benchmarks).toHaveLength(1);
    const [benchmark] = results.benchmarks;
    expect(benchmark).toMatchObject({
      name: 'digits',
      metric: 'mean_reward',
      scale: 'unknown',
      direction: 'higher_is_better',
      kind: 'unknown',
      n: { count: 15, source: 'stats' },
      repeats: 3,
    });
    expect(benchmark).not.toHaveProperty('fraction');
    expect(benchmark).not.toHaveProperty('stderr');
    const items = await load(results, 'digits');
    expect([items.columns.length, items.repeats, items.booleans]).toEqual([45, 3, false]);
    expect(meanOverItems(items)).toBeCloseTo(benchmark!.value, 4);
    expect(kindOf(benchmark!, items)).toBe('continuous');
  });

  it.each(['genuine-030-binary', 'genuine-030-endpoint-errors', 'significant-regression'])(
    'pair to the flips that nel gate counts: %s',
    async (name) => {
      const [before, after] = [await recorded(name, 'baseline'), await recorded(name, 'candidate')];
      const report = reportOf(name);
      const sides = {
        baseline: await load(before, report.benchmark),
        candidate: await load(after, report.benchmark),
      };
      const paired = pairItems(sides.baseline, sides.candidate);
      const { contingency, regressions } = report.regression_report.flip_report;
      expect(paired.table).toEqual({
        both: contingency['both_correct'],
        lost: contingency['baseline_only_correct'],
        gained: contingency['candidate_only_correct'],
        neither: contingency['both_wrong'],
      });
      expect([paired.items, paired.contentChecked]).toEqual([report.n_paired, report.n_paired]);
      expect(paired.meanDifference).toBeCloseTo(report.delta, 6);
      expect(countFlips(paired).regressed).toBe(regressions.length);
    },
  );

  it('pair repeats as nel gate averages them', async () => {
    const name = 'genuine-030-graded-repeats';
    const [before, after] = [await recorded(name, 'baseline'), await recorded(name, 'candidate')];
    const paired = pairItems(await load(before, 'digits'), await load(after, 'digits'));
    const report = reportOf(name);
    expect(paired).toMatchObject({ items: report.n_paired, rows: 45, repeats: 3 });
    expect(paired.baselineMean).toBeCloseTo(report.baseline_score, 6);
    expect(paired.candidateMean).toBeCloseTo(report.candidate_score, 6);
    expect(paired.meanDifference).toBeCloseTo(report.delta, 6);
  });

  it('show prompt, target and both answers of a flip', async () => {
    const name = 'genuine-030-binary';
    const [before, after] = [await recorded(name, 'baseline'), await recorded(name, 'candidate')];
    const sides = { baseline: await load(before, 'arithmetic'), candidate: await load(after, 'arithmetic') };
    const flips = pickFlips(pairItems(sides.baseline, sides.candidate), sides, 60);
    const texts = readFlips(flips, {
      baseline: sides.baseline.source,
      candidate: sides.candidate.source,
    });
    const expected = reportOf(name).regression_report.flip_report.regressions as Record<string, unknown>[];
    const shown = texts.filter(({ kind }) => kind === 'regressed');
    expect(new Set(shown.map(({ item }) => item))).toEqual(
      new Set(expected.map(({ problem_idx }) => String(problem_idx))),
    );
    for (const flip of shown) {
      const same = expected.find(({ problem_idx }) => String(problem_idx) === flip.item)!;
      expect(flip).toMatchObject({
        prompt: expect.stringMatching(/^What is .* Answer with a number\.$/),
        target: same['expected_answer'],
        baselineAnswer: same['baseline_response'],
        candidateAnswer: same['candidate_response'],
      });
    }
  });

  it('count failed requests as wrong answers, and say how many', async () => {
    const results = await recorded('genuine-030-endpoint-errors', 'candidate');
    const items = await load(results, 'arithmetic');
    expect(items).toMatchObject({ failed: 0, failedRequests: 5, problems: [], notes: [] });
    expect(items.mean).toBeCloseTo(reportOf('genuine-030-endpoint-errors').candidate_score, 6);
  });
});

describe('every recorded case', () => {
  const cases = readdirSync(FIXTURES)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name, ...readRecordedCase(path.join(FIXTURES, name)) }))
    .filter(({ report }) => report !== null);

  it.each(cases)('has the pairs and the difference that nel gate reports: $name', async (recordedCase) => {
    writeCase(dir, recordedCase.files);
    const sides = [await read(path.join(dir.path, 'baseline')), await read(path.join(dir.path, 'candidate'))];
    // Below ten pairs, and without items, the report is of what the bundles state.
    const judged = (recordedCase.report as unknown as Report).benchmarks.filter(
      ({ n_paired }) => n_paired >= 10,
    );
    for (const { benchmark, metric, n_paired, delta } of judged) {
      const [before, after] = await Promise.all(
        sides.map((side) => {
          const { items } = named(side, benchmark);
          return loadItems({ ...items!, key: metric });
        }),
      );
      if (Number.isFinite(delta)) {
        const paired = pairItems(before!, after!);
        expect([paired.items, before!.problems, after!.problems]).toEqual([n_paired, [], []]);
        expect(Math.abs(paired.meanDifference - delta)).toBeLessThan(1e-6);
      } else expect([...before!.problems, ...after!.problems].join()).toContain('not a finite number');
    }
  });
});

describe('the benchmarks of a folder', () => {
  it('are one task each, by the code points of their names', async () => {
    for (const name of ['b', '\u{1f600}', '\uff5e', 'A']) write(name, { 'pass@1': { value: 1 } });
    const { tasks, benchmarks } = await read(path.join(dir.path, 'run'));
    expect(tasks.map(({ name, index }) => [name, index])).toEqual([
      ['A', 0],
      ['b', 1],
      ['\uff5e', 2],
      ['\u{1f600}', 3],
    ]);
    expect(benchmarks.map(({ taskIndex }) => taskIndex)).toEqual([0, 1, 2, 3]);
  });

  it('have the metric that nel gate would choose, and the others behind their names', async () => {
    const scores = {
      'scorer:b': { value: 0.5, correct: 5, total: 10 },
      'scorer:a': { value: '0.25' },
      'pass@4': { value: 0.75, bootstrap_ci_lower: 0.5 },
      summary: { mean: 1, n: 3 },
      failures: { total_failures: 0 },
    };
    const results = await read(write('x', scores, '', { repeats: 4, samples: 10 }));
    expect(results.benchmarks.map((each) => [each.name, each.metric, each.value, each.primary])).toEqual([
      ['x', 'scorer:a', 0.25, true],
      ['x/pass@4', 'pass@4', 0.75, false],
      ['x/scorer:b', 'scorer:b', 0.5, false],
    ]);
    expect(results.benchmarks.map((each) => [each.scale, each.kind, each.repeats, each.n?.count])).toEqual([
      ['unknown', 'unknown', 4, 10],
      ['fraction', 'continuous', 4, 10],
      ['fraction', 'binary', 4, 10],
    ]);
    expect(named(results, 'x/pass@4')).toMatchObject({ noItems: expect.stringContaining('pass@4') });
    write('x', { ...scores, 'pass@1': { value: 0 }, mean_reward: { value: 0.1 } });
    expect((await read(path.join(dir.path, 'run'))).benchmarks.map(({ name }) => name)).toEqual([
      'x',
      'x/pass@1',
      'x/pass@4',
      'x/scorer:a',
      'x/scorer:b',
    ]);
  });

  it('keep what a converted harness states, of which nothing is declared', async () => {
    const folder = path.join(dir.path, 'run');
    const scores = { 't/acc/acc': { value: 41.5, stats: { stderr: 1.5, count: 200 } } };
    dir.write(
      'run/c/eval-1.json',
      JSON.stringify({
        config: { framework: 'container', image: 'i:1' },
        benchmark: { name: 'container/t', samples: 2, repeats: 1, scores },
      }),
    );
    dir.write('run/c/results.jsonl', '');
    const results = await read(folder);
    expect(results.tasks[0]!.harness).toBe('container');
    expect(named(results, 'container/t/t/acc/acc')).toMatchObject({
      value: 41.5,
      stderr: 1.5,
      n: { count: 200, source: 'stats' },
      scale: 'unknown',
      direction: 'unknown',
      invalid: [],
    });
    expect(named(results, 'container/t').invalid).toEqual([
      'run/c/eval-1.json states no score for mean_reward, and run/c/results.jsonl is not there, or empty',
    ]);
  });

  it('that lack an answer have as many items as before', async () => {
    const rows = [row(1, 1), row(1, 0, { repeat: 1 }), row(1, 1, { repeat: 2 }), row(2, 1)].join('');
    const [benchmark] = (await read(write('x', { mean_reward: { value: 0.8 } }, rows, { repeats: 3 })))
      .benchmarks;
    expect(countOf(benchmark!, await loadItems(benchmark!.items!))).toEqual({ count: 2, source: 'items' });
  });

  it('that state no score have the mean of their rows, repeats averaged', async () => {
    const rows = [row(1, 1), row(1, 0, { repeat: 1 }), row(2, 1)].join('');
    const results = await read(write('x', {}, rows));
    expect(named(results, 'x')).toMatchObject({ metric: 'mean_reward', value: 0.75, invalid: [] });
    expect(named(results, 'x').notes).toEqual([
      'run/x/eval-1.json states no score for mean_reward: this one is the mean of its rows',
    ]);
    const broken = await read(write('x', {}, `${rows}[]\n`));
    expect(named(broken, 'x').invalid).toEqual([
      'run/x/eval-1.json states no score for mean_reward',
      'run/x/results.jsonl:4 is a list, not a mapping',
    ]);
    expect(broken.tasks[0]!.state).toBe('invalid');
  });

  it('share rows where several bundles lie in the folder itself', async () => {
    writeCase(dir, readRecordedCase(path.join(FIXTURES, 'shared-rows.json')).files);
    const { benchmarks } = await read(path.join(dir.path, 'baseline'));
    expect(benchmarks.length).toBeGreaterThan(1);
    for (const { notes } of benchmarks)
      expect(notes.at(-1)).toMatch(/^its rows are those of .+ too: one results\.jsonl/);
  });

  it('do not take the name of another', async () => {
    write('a', { 'pass@1': { value: 1 }, 'pass@2': { value: 1 } });
    dir.write('run/b/eval-1.json', '{"benchmark": {"name": "a/pass@2", "scores": {"pass@1": {"value": 0}}}}');
    const results = await read(path.join(dir.path, 'run'));
    expect(results.benchmarks.map(({ name, metric }) => [name, metric])).toEqual([
      ['a', 'pass@1'],
      ['a/pass@2', 'pass@1'],
    ]);
    expect(results.notes).toEqual(['pass@2 of a is left out: a benchmark is named a/pass@2 as well']);
  });
});

describe('a broken bundle', () => {
  const good = { 'pass@1': { value: 0.5 } };

  it('that is there twice is one invalid benchmark beside the others', async () => {
    write('fine', good);
    for (const folder of ['p', 'q', 'r'])
      dir.write(`run/${folder}/eval-1.json`, JSON.stringify({ benchmark: { name: 'twice', scores: good } }));
    const results = await read(path.join(dir.path, 'run'));
    expect(results.tasks.map(({ name, state }) => [name, state])).toEqual([
      ['fine', 'success'],
      ['twice', 'invalid'],
    ]);
    const reasons = [
      'run/p/eval-1.json and run/q/eval-1.json both hold the benchmark twice: keep one of them',
      'run/p/eval-1.json and run/r/eval-1.json both hold the benchmark twice: keep one of them',
    ];
    expect(results.tasks[1]!.reasons).toEqual(reasons);
    expect(results.benchmarks.map(({ name, value, invalid }) => [name, value, invalid])).toEqual([
      ['fine', 0.5, []],
      ['twice', Number.NaN, reasons],
    ]);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['a list', '[]', 'is JSON, but no mapping: a bundle has a benchmark with a name'],
    ['not UTF-8', Uint8Array.of(0x7b, 0xff), 'is not UTF-8 text: save it as UTF-8'],
    ['named by a number', '{"benchmark": {"name": 5}}', 'has a benchmark.name that is not text'],
  ])('that is %s is an invalid task without a benchmark', async (_, content, why) => {
    write('fine', good);
    dir.write('run/bad/eval-1.json', content);
    const results = await read(path.join(dir.path, 'run'));
    expect(results.benchmarks.map(({ name }) => name)).toEqual(['fine']);
    expect(results.tasks).toMatchObject([
      { name: 'fine', state: 'success' },
      { name: 'run/bad/eval-1.json', state: 'invalid', reasons: [`run/bad/eval-1.json ${why}`] },
    ]);
  });

  it.each([
    ['', 'is not JSON (cut off, or empty): it is not read'],
    ['{"benchmark": {"name": "x"', 'is not JSON (cut off, or empty): it is not read'],
    ['{}', 'names no benchmark: it is not read'],
  ])('that nel gate passes over is noted: %j', async (content, why) => {
    write('fine', good);
    dir.write('run/bad/eval-1.json', content);
    const results = await read(path.join(dir.path, 'run'));
    expect([results.tasks.length, results.notes]).toEqual([1, [`run/bad/eval-1.json ${why}`]]);
  });

  it('beside another in a folder below is noted', async () => {
    cpSync(path.join(FIXTURES, 'equal', 'baseline'), path.join(dir.path, 'run'), { recursive: true });
    dir.write('run/mmlu/eval-2.json', '{}');
    const results = await read(path.join(dir.path, 'run'));
    expect([results.tasks, results.benchmarks]).toEqual([[], []]);
    expect(results.notes).toEqual([expect.stringMatching(/^run\/mmlu has 2 bundles \(.*\): none of them/)]);
  });

  it('of scores that are no numbers is invalid', async () => {
    write('scores', null);
    dir.write('run/nan/eval-1.json', '{"benchmark": {"name": "nan", "scores": {"pass@1": {"value": NaN}}}}');
    const results = await read(path.join(dir.path, 'run'));
    expect(results.benchmarks.map(({ name, invalid }) => [name, invalid])).toEqual([
      ['nan', ['run/nan/eval-1.json states NaN for pass@1, which is not a finite number']],
      ['scores', ['run/scores/eval-1.json has benchmark.scores that are no mapping of metrics']],
    ]);
    expect(results.tasks.map(({ state }) => state)).toEqual(['invalid', 'invalid']);
  });
});

describe('rows', () => {
  const both = { mean_reward: { value: 0.5 }, 'pass@1': { value: 0.5 } };
  const items = async (rows: string | Uint8Array, name = 'x'): Promise<LoadedItems> =>
    load(await read(write('x', both, rows)), name);

  it('that nel gate leaves out are noted, and the rest counts', async () => {
    const loaded = await items(
      `${row(0, 1)}{"broken\n${row(null, 1)}${row('seven', 1)}{"problem_idx": 1, "reward": 1, "t": "a\u2028b"}\n${row(2, 0)}{"problem_idx": 3, "rew`,
    );
    expect([loaded.columns.length, loaded.problems]).toEqual([2, []]);
    expect(loaded.notes).toEqual([
      'run/x/results.jsonl:2 is not JSON: it is left out',
      'run/x/results.jsonl:3 has no problem_idx: it is left out',
      'run/x/results.jsonl:4 has a problem_idx that is not an integer: it is left out',
      expect.stringMatching(/^run\/x\/results\.jsonl:5 .*U\+2028.*: it is left out$/),
      'run/x/results.jsonl:7 is not JSON: it is left out',
    ]);
  });

  it('replace those of the same problem and repeat', async () => {
    const failed = { scoring_details: { error_category: 'system' } };
    const rows = `${row(0, 0, failed)}${row(1, 1)}${row('0', 1)}${row(1, 0.5, { repeat: 0 })}${row(1, 0.25)}`;
    const loaded = await items(rows);
    expect([loaded.columns.length, loaded.mean, loaded.failedRequests]).toEqual([2, 0.625, 0]);
    expect(loaded.notes).toEqual([
      'run/x/results.jsonl has 3 rows of an item and repeat that came before: the last one counts',
    ]);
    expect(loaded.problems).toEqual([]);
    const other = await items(`${row(0, 1)}${row(1, 1)}`);
    expect(pairItems(loaded, other)).toMatchObject({
      items: 2,
      baselineItems: 2,
      unpaired: { baselineOnly: 0, candidateOnly: 0 },
      meanDifference: 0.375,
    });
    expect((await items(rows, 'x/pass@1')).mean).toBe(1);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['no reward but null', row(5, null), 'results.jsonl:2 has a reward that is not a finite number'],
    [
      'NaN',
      '{"problem_idx": 5, "reward": NaN}\n',
      'results.jsonl:2 has a reward that is not a finite number',
    ],
    ['a word', row(5, 'high'), 'results.jsonl:2 has a reward that is not a finite number'],
    ['a list', '[1]\n', 'results.jsonl:2 is a list, not a mapping'],
    ['null', 'null\n', 'results.jsonl:2 is null, not a mapping'],
    ['not UTF-8', Uint8Array.of(0x7b, 0xff, 0x0a), 'results.jsonl:2 is not UTF-8 text'],
    ['of no problem but infinity', '{"problem_idx": Infinity}\n', 'results.jsonl:2 has infinity for'],
    ['of a repeat below 0', row(5, 1, { repeat: -1 }), 'results.jsonl:2 is repeat -1 of its problem'],
    ['two on a line', `${row(5, 1).trim()}\u2028${row(6, 1)}`, 'results.jsonl:2 holds several rows'],
  ])('are a fault where they are %s', async (_, bad, why) => {
    const loaded = await items(
      Buffer.concat([Buffer.from(row(0, 1)), Buffer.from(bad), Buffer.from(row(1, 1))]),
    );
    expect(loaded.problems).toHaveLength(1);
    expect(loaded.problems[0]).toContain(why);
    expect(loaded.notes).toEqual([]);
  });

  it('take what Python takes for numbers, and no reward for 0', async () => {
    const loaded = await items(`${row(0, '0.5')}\r\n${row('1', true)}{"problem_idx": 2}\n`);
    expect([...loaded.columns.score.subarray(0, 3)]).toEqual([0.5, 1, 0]);
    expect([loaded.problems, loaded.notes]).toEqual([[], []]);
  });

  it('of true and false are binary by their type', async () => {
    const loaded = await items(row(0, true) + row(1, false));
    const results = await read(path.join(dir.path, 'run'));
    expect([loaded.booleans, kindOf(named(results, 'x'), loaded)]).toEqual([true, 'binary']);
    expect(kindOf(named(results, 'x'), await items(row(0, 1) + row(1, 0)))).toBe('unknown');
  });

  it('above 0 pass', async () => {
    const graded = row(0, 0.2) + row(1, -1) + row(2, 0);
    expect((await items(graded, 'x/pass@1')).mean).toBeCloseTo(1 / 3, 12);
    expect((await items(graded)).zeroOne).toBe(false);
  });

  it('keep ids apart that a double would make one, and name them in full', async () => {
    const ids = ['9007199254740993', '9007199254740992'];
    const text = (reward: number): string =>
      ids.map((id) => `{"problem_idx": ${id}, "reward": ${reward}}\n`).join('');
    const [before, after] = [await items(text(1)), await items(text(0))];
    expect(before.problems).toEqual([]);
    const sides = { baseline: before, candidate: after };
    const flips = pickFlips(pairItems(before, after), sides, 2);
    const texts = readFlips(flips, { baseline: before.source, candidate: after.source });
    expect(texts.map(({ item }) => item)).toEqual(ids);
  });

  it('of another prompt or answer are not paired', async () => {
    const before = await items(row(0, 1, { prompt: 'p', expected_answer: '1' }) + row(1, 1, { prompt: 'q' }));
    const after = await items(row(0, 1, { prompt: 'p', expected_answer: '2' }) + row(1, 0, { prompt: 'q' }));
    expect(pairItems(before, after)).toMatchObject({ items: 1, unpaired: { contentChanged: 1 } });
  });
});
