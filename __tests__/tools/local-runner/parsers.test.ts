import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { evaluateCondition, expand } from '../../../tools/local-runner/expressions.js';
import { parsePairs } from '../../../tools/local-runner/file-commands.js';
import { readLines } from '../../../tools/local-runner/lines.js';
import { Masker } from '../../../tools/local-runner/masker.js';
import { issueToken, readToken } from '../../../tools/local-runner/runtime-token.js';
import { parseCommand } from '../../../tools/local-runner/workflow-commands.js';

describe('parseCommand', () => {
  it.each([
    ['::error::x', { command: 'error', properties: {}, message: 'x' }],
    ['  ::Warning line=1::a::b', { command: 'warning', properties: { line: '1' }, message: 'a::b' }],
    [
      '::notice title=a=b,col=2::100%25',
      { command: 'notice', properties: { title: 'a=b', col: '2' }, message: '100%' },
    ],
    ['::endgroup::', { command: 'endgroup', properties: {}, message: '' }],
    ['text ::error::x', undefined],
    ['std::vector', undefined],
  ])('%s', (line, expected) => {
    expect(parseCommand(line)).toEqual(expected);
  });
});

describe('parsePairs', () => {
  it('tells a delimiter from a value by what comes first', () => {
    expect(parsePairs('a=1<<2\r\nb<<=\nx\n=\n\na=2\n')).toEqual({ a: '2', b: 'x' });
  });
});

describe('Masker', () => {
  // Each row: secrets, text, masked text.
  it.each([
    [['ab', 'bc'], 'xabcx', 'x***x'],
    [['secret'], 'secretsecret', '***'],
    [['line one\nline two'], 'only line two', 'only ***'],
    [['a b&c'], 'q=a%20b%26c', 'q=***'],
    [['say "hi"'], '{"t":"say \\"hi\\""}', '{"t":"***"}'],
    [[''], 'nothing', 'nothing'],
  ])('%j in %s', (secrets, text, masked) => {
    const masker = new Masker();
    for (const secret of secrets) masker.add(secret);
    expect(masker.mask(text)).toBe(masked);
  });
});

describe('readLines', () => {
  it('ends lines at every kind of break, also across chunks', async () => {
    const stream = new PassThrough();
    const lines: string[] = [];
    const closed = readLines(stream, (line) => lines.push(line));
    for (const chunk of ['a\r', '\nb\rc', 'd\n\n', 'e\r']) {
      stream.write(chunk);
      await new Promise(setImmediate);
    }
    stream.end();
    await closed;
    expect(lines).toEqual(['a', 'b', 'cd', '', 'e']);
  });
});

describe('expressions', () => {
  const contexts = { github: { sha: 'abc', event: {} }, runner: { os: 'Linux' }, matrix: null, strategy: {} };

  it('expands what defaults use, and nothing else', () => {
    expect(expand('${{ github.sha }}-${{runner.os}}-${{ github.none.at.all }}', contexts)).toBe('abc-Linux-');
    expect(expand('${{ toJSON(matrix) }}', contexts)).toBe('null');
    expect(() => expand("${{ format('{0}', 1) }}", contexts)).toThrow(/does not know/);
  });

  it('judges conditions', () => {
    expect(evaluateCondition('${{ !cancelled() }}', false, false)).toBe(true);
    expect(evaluateCondition('success()', true, true)).toBe(false);
    expect(() => evaluateCondition('inputs.x', true, false)).toThrow(/does not know/);
  });
});

describe('runtime tokens', () => {
  it('carry run and job', () => {
    expect(readToken(`Bearer ${issueToken('7', 'evaluate')}`)).toEqual({ runId: '7', job: 'evaluate' });
  });
});
