import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { Trend } from '../../src/trend/trend.js';
import { readTrend, writeTrend } from '../../src/trend/trend-file.js';
import { seededRandom } from '../comparison/statistics/tables.js';
import { line, point, run } from './trends.js';

const pack = (...lines: unknown[]): Uint8Array =>
  gzipSync(lines.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join('\n'));
const HEAD = { schema_version: 1 };
const GOOD = { run_id: '5', branch: 'main', sha: null, created_at: null, points: [['a', 1, 0.5]] };

describe('a trend that was written', () => {
  it('reads back as it was, whatever the names', () => {
    const names = ['mmlu/acc', '__proto__', '"]\n%%{init}', '𝕏 — ‮x', '`|<b>'];
    const trend: Trend = {
      runs: [
        run(
          1,
          names.map((benchmark) => point(0.1 + 0.2, { benchmark })),
        ),
        run(2, [point(null, { stderr: null, n: null, status: null, snapshot: null, model: null })]),
        run(3, [], { sha: null, createdAt: null, branch: 'release/1 "x"' }),
      ],
    };
    expect(readTrend(writeTrend(trend))).toEqual({ trend, dropped: [] });
    expect(writeTrend(trend)).toEqual(writeTrend(trend));
  });

  it('stays small: 400 runs of 20 benchmarks', () => {
    const random = seededRandom(1);
    const runs = Array.from({ length: 400 }, (_, day) =>
      run(
        day + 1,
        Array.from({ length: 20 }, (_, index) =>
          point(Math.round(1000 * random()) / 1000, { benchmark: `task_${index}/acc` }),
        ),
      ),
    );
    expect(writeTrend({ runs }).length).toBeLessThan(100_000);
  });
});

describe('a file that is damaged', () => {
  it('gives the whole lines before the cut', () => {
    const random = seededRandom(2);
    const trend = line(Array.from({ length: 300 }, () => random()));
    const bytes = writeTrend(trend);
    const { trend: read, dropped } = readTrend(bytes.subarray(0, Math.floor(bytes.length / 2)));
    expect(read.runs.length).toBeGreaterThan(50);
    expect(read.runs).toEqual(trend.runs.slice(0, read.runs.length));
    expect(dropped.join()).toMatch(/^line \d+: it is no JSON, or was cut off$/);
  });

  it('never throws, cut anywhere or with any byte changed', () => {
    const bytes = writeTrend(line([0.1, 0.2, 0.3]));
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(() => readTrend(bytes.subarray(0, at))).not.toThrow();
      const changed = Uint8Array.from(bytes);
      if (at < bytes.length) changed[at]! ^= 0xff;
      expect(() => readTrend(changed)).not.toThrow();
    }
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['no gzip', Buffer.from('{"schema_version":1}')],
    ['more than it may unpack to', gzipSync(Buffer.alloc(130 * 1024 * 1024))],
  ])('says that it is %s', (_, bytes) => {
    const { trend, dropped } = readTrend(bytes);
    expect(trend.runs).toEqual([]);
    expect(dropped).toHaveLength(1);
  });

  it.each([
    [{ schema_version: 2 }, 'its schema_version is 2: this version of the action reads 1'],
    [{ schema_version: '1' }, 'its schema_version is not known: this version of the action reads 1'],
    ['null', 'its schema_version is not known: this version of the action reads 1'],
    ['[', 'its schema_version is not known: this version of the action reads 1'],
  ])('is not read by another version: %j', (head, problem) => {
    expect(readTrend(pack(head, GOOD))).toEqual({ trend: { runs: [] }, dropped: [problem] });
  });
});

describe('lines that somebody made up', () => {
  it.each([
    [{ ...GOOD, run_id: 5 }],
    [{ ...GOOD, run_id: '0' }],
    [{ ...GOOD, run_id: '5'.repeat(30) }],
    [{ ...GOOD, run_id: '5\n::error::x' }],
    [{ ...GOOD, branch: '' }],
    [{ ...GOOD, branch: 'x'.repeat(301) }],
    [{ ...GOOD, points: { length: 1e9 } }],
    ['null'],
    ['7'],
    [`${'['.repeat(100_000)}`],
  ])('are dropped one by one: %j', (bad) => {
    const { trend, dropped } = readTrend(pack(HEAD, bad, { ...GOOD, run_id: '6' }));
    expect(trend.runs.map(({ runId }) => runId)).toEqual(['6']);
    expect(dropped).toEqual([expect.stringMatching(/^line 2: it /)]);
  });

  it('lose what is not of the expected form, and keep the rest', () => {
    const bad = [
      ['', 1, 0.5],
      ['x'.repeat(1001), 1, 0.5],
      ['b', 0, 0.5],
      ['c', 1.5, 0.5],
      { benchmark: 'd' },
      ['a', 9, 0.9],
    ];
    const strange = ['e', 1, '0.5', -1, 1e308, 'GREAT', '../..', '::warning::'];
    const { trend, dropped } = readTrend(
      pack(HEAD, {
        ...GOOD,
        sha: 'HEAD',
        created_at: 'yesterday',
        points: [...GOOD.points, ...bad, strange],
      }),
    );
    const nothing = { stderr: null, n: null, status: null, snapshot: null, model: null };
    expect(trend.runs).toEqual([
      {
        runId: '5',
        branch: 'main',
        sha: null,
        createdAt: null,
        points: [
          { benchmark: 'a', attempt: 1, score: 0.5, ...nothing },
          { benchmark: 'e', attempt: 1, score: null, ...nothing },
        ],
      },
    ]);
    expect(dropped).toEqual(['line 2: 6 points that are none']);
  });

  it('count a run once, and are told a few times only', () => {
    const { trend, dropped } = readTrend(pack(HEAD, ...Array.from({ length: 20 }, () => GOOD)));
    expect(trend.runs).toHaveLength(1);
    expect(dropped).toHaveLength(6);
    expect(dropped.at(-1)).toBe('and 14 more');
  });

  it('are bounded in number', () => {
    const many = Array.from({ length: 5_010 }, (_, index) => ({ ...GOOD, run_id: String(index + 1) }));
    const { trend, dropped } = readTrend(pack(HEAD, ...many));
    expect(trend.runs).toHaveLength(5_000);
    expect(dropped).toEqual(['more than 5000 runs: the others are left out']);
  });
});
