import { describe, expect, it } from '@jest/globals';
import { reason, run } from '../../demo/command.js';

describe('run', () => {
  it('answers exit code and output', async () => {
    const lines: string[] = [];
    const result = await run('sh', ['-c', 'echo one; echo two >&2; exit 3'], {
      onLine: (line) => lines.push(line),
    });
    expect(result).toEqual({ code: 3, stdout: 'one\n', stderr: 'two\n' });
    expect(lines.sort()).toEqual(['one', 'two']);
  });

  it('answers 127 for a program that is not there', async () => {
    expect((await run('no-such-program-here', [])).code).toBe(127);
  });

  it('ends the program and its children at the deadline', async () => {
    const start = Date.now();
    const result = await run('sh', ['-c', 'sleep 30 & sleep 30'], { deadlineMs: 100 });
    expect(result.code).toBe(124);
    expect(reason(result)).toBe('it did not end in time');
    expect(Date.now() - start).toBeLessThan(2500);
  });

  it('ends a silent program only, where silence has the deadline', async () => {
    const silent = await run('sleep', ['30'], { firstOutputMs: 100 });
    const talking = await run('sh', ['-c', 'echo here; sleep 0.3'], { firstOutputMs: 150 });
    expect([silent.code, talking.code]).toEqual([124, 0]);
  });

  it('rejects with the reason of an abort once the program is gone', async () => {
    const controller = new AbortController();
    const running = run('sleep', ['30'], { signal: controller.signal });
    controller.abort(new Error('interrupted'));
    await expect(running).rejects.toThrow('interrupted');
    await expect(run('true', [], { signal: controller.signal })).rejects.toThrow('interrupted');
  });
});

describe('reason', () => {
  it.each([
    ['Reading lists\nE: Unable to locate package x\nbye', 'E: Unable to locate package x'],
    ['all fine\nlast words', 'last words'],
    ['', 'exit code 1'],
  ])('of %j', (stderr, expected) => {
    expect(reason({ code: 1, stdout: '', stderr })).toBe(expected);
  });
});
