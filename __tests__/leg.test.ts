import { describe, expect, it } from '@jest/globals';
import { legArtifactName, parseRecordedLeg, readLeg } from '../src/leg.js';

const STRATEGY = JSON.stringify({ 'fail-fast': false, 'job-index': 2, 'job-total': 4, 'max-parallel': 4 });
const legOf = (matrix: unknown): NonNullable<ReturnType<typeof readLeg>['leg']> =>
  readLeg(JSON.stringify(matrix), STRATEGY).leg!;

describe('the leg of a matrix', () => {
  it('is known by its values and its place', () => {
    expect(readLeg('{"task":"mmlu"}', STRATEGY)).toEqual({
      leg: { key: 'mmlu', slug: expect.stringMatching(/^mmlu-[0-9a-f]{8}$/), index: 2, total: 4 },
      problems: [],
    });
    expect(legOf({ task: 'mmlu', model: 'org/a-8b' }).key).toBe('model=org/a-8b; task=mmlu');
    expect(legOf({ task: 'mmlu', model: 'org/a-8b' }).slug).toMatch(/^org-a-8b-mmlu-[0-9a-f]{8}$/);
  });

  it('is the same in whichever order the values come', () => {
    expect(legOf({ a: 1, b: { d: 2, c: 3 } })).toEqual(legOf({ b: { c: 3, d: 2 }, a: 1 }));
  });

  it.each([
    ['', ''],
    ['null', 'null'],
    ['{}', STRATEGY],
    [' \n', STRATEGY],
  ])('is not there outside of a matrix: %j', (matrix, strategy) => {
    expect(readLeg(matrix, strategy)).toEqual({ problems: [] });
  });

  it.each([
    ['{"a":', 'input matrix is not JSON'],
    ['[1]', 'input matrix is no JSON object'],
    ['"a"', 'input matrix is no JSON object'],
    ['7', 'input matrix is no JSON object'],
  ])('is left out, with a word, where it cannot be read: %j', (matrix, problem) => {
    const reading = readLeg(matrix, STRATEGY);
    expect(reading.leg).toBeUndefined();
    expect(reading.problems).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    '',
    'null',
    '{}',
    '{"job-index":"2","job-total":"4"}',
    '{"job-index":-1,"job-total":0}',
    '{"job-index":1.5,"job-total":1e400}',
  ])('has no place where the strategy does not say: %j', (strategy) => {
    expect(readLeg('{"a":1}', strategy)).toMatchObject({ leg: { index: null, total: null }, problems: [] });
  });

  it('has no place past the end, and says what is wrong with a strategy', () => {
    expect(readLeg('{"a":1}', '{"job-index":4,"job-total":4}').leg).toMatchObject({ index: null, total: 4 });
    expect(readLeg('{"a":1}', '[').problems).toEqual([expect.stringContaining('input strategy is not JSON')]);
  });
});

const HOSTILE: [string, unknown][] = [
  ['an object', { config: { model: 'a', env: { X: [1, null] } } }],
  ['a list', { pair: ['a', 'b'] }],
  ['nothing', { a: null }],
  ['an empty text', { a: '' }],
  ['names no artifact may have', { a: '"<>:|*?\\/\r\n..' }],
  ['dots alone', { a: '../..' }],
  ['commands', { a: '\n::error::owned' }],
  ['other scripts', { a: 'модель-模型-🤖' }],
  ['invisible letters', { a: 'x\u202ey\u200b\u0000\u2028' }],
  ['a long text', { a: 'long'.repeat(5000) }],
  ['long texts beyond the first plane', { a: '🤖'.repeat(300) }],
  ['many keys', Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`k${at}`, at]))],
  ['__proto__', JSON.parse('{"__proto__":"x","constructor":1}')],
];

describe('hostile values', () => {
  it.each(HOSTILE)('%s make a safe slug and a key of one line', (_, matrix) => {
    const { key, slug } = legOf(matrix);
    expect(slug).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,59}$/);
    expect(key.length).toBeLessThanOrEqual(200);
    expect(key).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u);
    expect(Buffer.from(key).toString()).toBe(key);
    expect(legArtifactName('eval_results', legOf(matrix))).not.toMatch(/["<>:|*?\\/\r\n]/);
  });

  it('are told apart', () => {
    const matrices = [
      ...HOSTILE.map(([, matrix]) => matrix),
      { a: '1, b=2' },
      { a: '1', b: '2' },
      { a: '1; b=2' },
      { a: 'x/y' },
      { a: 'x-y' },
      { a: 'x y' },
      { a: 'long'.repeat(5001) },
    ];
    const legs = matrices.map(legOf);
    expect(new Set(legs.map(({ slug }) => slug)).size).toBe(legs.length);
    expect(new Set(legs.map(({ key }) => key)).size).toBe(legs.length);
  });
});

it('names the artifact of a leg, and leaves that of a job without a matrix', () => {
  expect(legArtifactName('eval_results', legOf({ task: 'mmlu' }))).toMatch(/^eval_results-mmlu-[0-9a-f]{8}$/);
  expect(legArtifactName('eval_results', undefined)).toBe('eval_results');
});

describe('a leg in a record', () => {
  it('comes back as it was written', () => {
    const leg = { ...legOf({ task: 'mmlu' }), attempt: 2 };
    expect(parseRecordedLeg(JSON.parse(JSON.stringify(leg)))).toEqual(leg);
  });

  it.each([undefined, null, 'mmlu', 7, [], {}, { key: '', slug: '' }, { key: 7, slug: 'x' }, { key: 'x' }])(
    'that is none is left out: %j',
    (value) => {
      expect(parseRecordedLeg(value)).toBeUndefined();
    },
  );

  it('with broken numbers keeps its name', () => {
    expect(parseRecordedLeg({ key: 'k', slug: 's', index: 'x', total: -1, attempt: 0 })).toEqual({
      key: 'k',
      slug: 's',
      index: null,
      total: null,
      attempt: 1,
    });
  });
});
