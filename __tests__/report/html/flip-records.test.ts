import { describe, expect, it } from '@jest/globals';
import type { FlipText } from '../../../src/comparison/flips.js';
import { cutMiddle, MAX_ANSWER, MAX_PROMPT } from '../../../src/report/html/cut-text.js';
import { FlipCollection } from '../../../src/report/html/flip-collection.js';
import { shareRoom, toRecord } from '../../../src/report/html/flip-records.js';
import { toDataBlock } from '../../../src/report/html/markup.js';
import { flips } from './sample-report.js';

const flip = (rest: Partial<FlipText> = {}): FlipText => ({
  kind: 'regressed',
  difference: -1,
  item: '17',
  repeat: 0,
  task: 'mmlu',
  ...rest,
});

describe('cutMiddle', () => {
  it('keeps start and end, says what is gone, and leaves what it cut before alone', () => {
    const text = `start ${'x'.repeat(5000)} end`;
    const cut = cutMiddle(text, 300);
    expect(cut.length).toBeLessThanOrEqual(300);
    expect(cut).toMatch(/^start x+ \[…\d+ characters left out…\] x+ end$/);
    expect(cutMiddle(cut, 300)).toBe(cut);
    const left = Number(/…(\d+) characters/.exec(cut)![1]);
    expect(left + cut.replace(/ \[….*…\] /, '').length).toBe(text.length);
  });

  it('cuts through no character', () => {
    for (const most of [100, 101, 102, 103])
      expect(cutMiddle('😀'.repeat(200), most)).toMatch(/^(😀)+ \[…\d+ characters left out…\] (😀)+$/u);
  });
});

describe('a record', () => {
  it('holds both answers once, and nothing that is not known', () => {
    expect(
      toRecord(
        flip({ prompt: 'p', target: 't', baselineAnswer: 'it is 1', candidateAnswer: 'it is 2' }),
        'mmlu/acc',
      ),
    ).toEqual({
      worse: true,
      difference: -1,
      item: '17',
      prompt: 'p',
      target: 't',
      answers: [
        [0, 'it is '],
        [-1, '1'],
        [1, '2'],
      ],
    });
    expect(
      toRecord(
        flip({ kind: 'improved', difference: 1 / 3, task: 'mmlu_math', repeat: 2, candidateAnswer: '' }),
        'mmlu/acc',
      ),
    ).toEqual({
      worse: false,
      difference: 0.3333,
      item: '17',
      task: 'mmlu_math',
      repeat: 2,
      candidate: '',
    });
  });

  it('bounds each text and shows its control characters', () => {
    const record = toRecord(
      flip({ item: '\u202e1', prompt: 'p'.repeat(9000), baselineAnswer: 'b'.repeat(90_000) }),
      'mmlu/acc',
    );
    expect(record.item).toBe('⟨U+202E⟩1');
    expect(record.prompt!.length).toBeLessThanOrEqual(MAX_PROMPT);
    expect(record.baseline!.length).toBeLessThanOrEqual(MAX_ANSWER);
  });
});

describe('shareRoom', () => {
  const demand = (name: string, count: number) => ({ name, flips: flips(count, name), total: count });
  const sizeOf = (records: readonly string[]): number =>
    records.reduce((sum, record) => sum + Buffer.byteLength(toDataBlock(record).source) + 1, 0);

  it('shows all where there is room', () => {
    const [share] = shareRoom([demand('a', 40)]);
    expect(share).toMatchObject({ total: 40, records: { length: 40 } });
    expect(JSON.parse(share!.records[7]!)).toEqual(toRecord(flips(40, 'a')[7]!, 'a'));
  });

  it('gives each an equal part, and what is left over to the first', () => {
    const shares = shareRoom([demand('a', 500), demand('b', 3), demand('c', 500)], 60_000);
    const [a, b, c] = shares.map(({ records }) => records.length) as [number, number, number];
    expect(b).toBe(3);
    expect(c).toBeGreaterThan(40);
    expect(a).toBeGreaterThan(c);
    expect(shares.map(({ total }) => total)).toEqual([500, 3, 500]);
    const used = shares.reduce((sum, { records }) => sum + sizeOf(records), 0);
    expect(used).toBeLessThanOrEqual(60_000);
    expect(used).toBeGreaterThan(58_000);
  });

  it('keeps to the bytes as they are written, with characters of many bytes', () => {
    const texts = {
      prompt: '<'.repeat(500),
      baselineAnswer: '中😀'.repeat(200),
      candidateAnswer: '</script>'.repeat(50),
    };
    const [share] = shareRoom(
      [{ name: 'a', flips: Array.from({ length: 100 }, () => flip(texts)), total: 100 }],
      50_000,
    );
    expect(share!.records.length).toBeGreaterThan(3);
    expect(sizeOf(share!.records)).toBeLessThanOrEqual(50_000);
  });

  it('needs nothing to share nothing', () => {
    expect(shareRoom([])).toEqual([]);
  });
});

describe('a collection of flips', () => {
  it('keeps 5,000 of a benchmark, cut, in the order in which they came', () => {
    const collection = new FlipCollection();
    collection.add('a', flips(3000, 'a'));
    collection.add('a', flips(3000, 'a'));
    collection.add('b', [flip({ prompt: 'x'.repeat(100_000), candidateAnswer: 'y' })]);
    collection.add('c', []);
    expect([...collection.flips].map(([name, kept]) => [name, kept.length])).toEqual([
      ['a', 5000],
      ['b', 1],
    ]);
    expect(collection.flips.get('a')![1]).toEqual(flips(3000, 'a')[1]);
    expect(collection.flips.get('b')![0]!.prompt!.length).toBeLessThanOrEqual(MAX_PROMPT);
  });

  it('redacts before it cuts', () => {
    const secret = 'hunter2hunter2';
    const collection = new FlipCollection((text) => text.replaceAll(secret, '***'));
    for (let before = 600; before < 700; before += 1)
      collection.add('a', [
        flip({ item: secret, prompt: `${'x'.repeat(before)}${secret}${'y'.repeat(5000)}` }),
      ]);
    expect(JSON.stringify([...collection.flips])).not.toMatch(/hunter|nter2/);
  });

  it('holds no more than it could show, however long the texts are', () => {
    const collection = new FlipCollection();
    const long = flip({
      prompt: 'p'.repeat(50_000),
      baselineAnswer: 'b'.repeat(50_000),
      candidateAnswer: 'c'.repeat(50_000),
    });
    for (let benchmark = 0; benchmark < 60; benchmark += 1)
      collection.add(
        `b${benchmark}`,
        Array.from({ length: 200 }, () => long),
      );
    const kept = [...collection.flips.values()].reduce((sum, { length }) => sum + length, 0);
    expect(kept).toBeGreaterThan(5000);
    expect(kept).toBeLessThan(8000);
  });
});
