import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { explainExit, failedOnPort, readTail, stripColours } from '../../src/results/log-causes.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const log = (text: string): string => dir.write('logs/client_stdout.log', text);

describe('causes', () => {
  it.each([
    [
      'docker: Cannot connect to the Docker daemon at unix:///var/run/d.sock. Is the docker daemon running?\n',
      125,
      /^the Docker engine at unix:\/\/\/var\/run\/d\.sock did not answer/,
    ],
    [
      "Unable to find image 'a/b:1' locally\ndocker: Error response from daemon: pull access denied.\n",
      125,
      /^the image a\/b:1 is not on this machine and could not be pulled \(pull access denied\.\)/,
    ],
    ["Unable to find image 'a/b:1' locally\n", 125, /^the image a\/b:1 .*pulled: check the name/],
    ['docker: Error: could not select device driver "" with capabilities: [[gpu]].\n', 125, /asks for a GPU/],
    [
      "ValueError: Invalid parameter 'top_k'. Valid params: ['top_p', 'x']\n",
      1,
      /^the harness does not know the parameter "top_k" \(known: \['top_p', 'x'\]\)/,
    ],
    ['OSError: [Errno 98] Address already in use\n', 1, /^the port of the evaluator's adapter was taken/],
    ['OSError: [Errno 28] No space left on device\n', 1, /^the disk is full/],
    ['[E 12:00] Could not cache response error=database or disk is full\nx\n', 1, /^the disk is full/],
    ['torch.OutOfMemoryError: CUDA out of memory. Tried\n', 1, /^the GPU ran out of memory/],
    ['docker: invalid reference format.\n', 125, /^docker refused to start the container: invalid reference/],
    ['a\nValueError: first\nb\nKeyError: "second"\nmore\n[I x] y\n', 1, /^KeyError: "second" more$/],
    [
      'TypeError: real\nRuntimeError: Evaluation failed! Please consult the logs\n',
      1,
      /^TypeError: real RuntimeError/,
    ],
    ['one\n[E 12:00] broke\n[I 12:00] bye\n', 1, /its log ends with: \[E 12:00\] broke$/],
    [
      '[E 12:00] broke\n[E 12:00] Failed to communicate with progress tracking server error=refused\n',
      1,
      /its log ends with: \[E 12:00\] broke$/,
    ],
    ['one\nlast words\n', 2, /^the harness died without naming an error; its log ends with: last words$/],
    ['', 3, /^exit code 3, and the log does not say why/],
    ['anything', 143, /SIGTERM/],
  ])('%j with exit code %d', (text, code, expected) => {
    log(text);
    expect(explainExit(dir.path, code, undefined)).toMatch(expected);
  });

  it.each([
    ['', 'memory', /ran out of memory/],
    ['', 'outside', /killed from outside/],
    ['', undefined, /killed from outside/],
    ['line 3: 77 Killed python\nit failed with exit code 137\n', undefined, /ran out of memory/],
    ['line 3: 77 Killed python\nit failed with exit code 137\n', 'outside', /ran out of memory/],
  ] as const)('137 after %j, by %s', (text, by, expected) => {
    log(text);
    expect(explainExit(dir.path, 137, by)).toMatch(expected);
  });

  it('without a log are unknown', () => {
    expect(explainExit(dir.path, 1, undefined)).toMatch(/^exit code 1, and the log does not say why/);
  });

  it('are one short line whatever the log holds', () => {
    log(`\u001b[31mValueError:\u001b[0m ${'x\ty '.repeat(1000)}\r\n::error::x\n`);
    const cause = explainExit(dir.path, 1, undefined);
    expect(cause).toMatch(/^ValueError: x y x y/);
    expect(cause.length).toBeLessThanOrEqual(400);
    expect(cause).not.toMatch(/\p{Cc}/u);
  });

  it('are found in a large hostile log in no time', () => {
    const started = Date.now();
    for (const piece of ["Unable to find image 'a' locally\n", '\u001b[1;', 'aError', 'a.b.c_', '[', ' \n'])
      explainExit(path.dirname(path.dirname(log(piece.repeat(200_000 / piece.length)))), 1, undefined);
    expect(Date.now() - started).toBeLessThan(3000);
  });
});

describe('logs', () => {
  it('are read from their end, from a whole line on: half a line could begin with half a secret', () => {
    const file = log(`${'a'.repeat(1000)}\nthe end\nof it`);
    expect(readTail(file, 20)).toBe('the end\nof it');
    expect(readTail(file, 4)).toBe('');
    expect(readTail(file)).toMatch(/^a{1000}\nthe end\nof it$/);
    expect(readTail(path.join(dir.path, 'none'))).toBe('');
  });

  it('lose their colours', () => {
    expect(stripColours('\u001b[1;31mred\u001b[0m \u001b[?25lx')).toBe('red x');
  });

  it.each([
    ['[E] port seems to be taken', true],
    ['OSError: Address already in use', true],
    ['all is well', false],
  ])('%s: the port was the cause: %s', (text, expected) => {
    log(text);
    expect(failedOnPort(dir.path)).toBe(expected);
  });
});
