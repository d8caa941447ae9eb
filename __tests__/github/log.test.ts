import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defuse, log } from '../../src/github/log.js';
import { Masker } from '../../tools/local-runner/masker.js';
import { LogReader, parseCommand } from '../../tools/local-runner/workflow-commands.js';

const write = process.stdout.write;
let written = '';

beforeEach(() => {
  written = '';
  process.stdout.write = ((chunk: string | Uint8Array) => {
    written += String(chunk);
    return true;
  }) as typeof process.stdout.write;
});
afterEach(() => {
  process.stdout.write = write;
});

/** The lines a runner sees: it ends them at line feeds and at carriage returns. */
const lines = (): string[] => written.split(/\r\n|\n|\r/);

/** Commands that the runner obeys, and what it shows. */
function obeyed(): { commands: string[]; shown: string[] } {
  const shown: string[] = [];
  const reader = new LogReader({ masker: new Masker(), debug: false, show: (line) => shown.push(line) });
  for (const line of lines()) reader.read(line);
  return { commands: reader.commands.map(({ command }) => command), shown };
}

const HOSTILE = [
  '::error::x',
  '  ::add-mask::x',
  '\t::stop-commands::x',
  '\u00a0::error::x',
  '\ufeff::error::x',
  '\u0085::error::x',
  '\u2028::error::x',
  'x\r::error::x',
  'x\n::error::x',
  '\r\n::set-output name=a::b',
  '##[error]x',
  'text ##[add-mask]x',
  '###[group]x',
  '::endgroup::',
];

describe('defuse', () => {
  it.each(HOSTILE.filter((text) => !text.includes('\n')))('%j', (text) => {
    for (const line of defuse(text).split(/[\r\n]/)) {
      expect(parseCommand(line)).toBeUndefined();
      expect(line.trimStart()).not.toMatch(/^[\s\u0085\u200b]*::/);
      expect(line).not.toContain('##[');
    }
  });

  it('leaves other text alone', () => {
    expect(defuse('std::vector # [x] a::b')).toBe('std::vector # [x] a::b');
  });
});

describe('what others wrote issues no command', () => {
  it.each(HOSTILE)('as a line: %j', (text) => {
    log.info(text);
    expect(obeyed().commands).toEqual([]);
    expect(written).not.toContain('##[');
  });

  it.each(HOSTILE)('in a group: %j', (text) => {
    log.group(text, [text, 'end']);
    expect(obeyed().commands).toEqual(['group', 'endgroup']);
    expect(written.replace(/^::group::/, '')).not.toContain('##[');
  });

  it.each(HOSTILE)('in a foreign log: %j', (text) => {
    log.foreign('title', text);
    const { commands } = obeyed();
    expect(commands).toEqual(['group', 'stop-commands', 'endgroup']);
    expect(written).not.toContain('##[');
  });

  it.each(HOSTILE)('as a warning: %j', (text) => {
    log.warn(text);
    log.error(text, { file: `${text}.yaml`, line: 1, column: 2 });
    expect(obeyed().commands).toEqual(['warning', 'error']);
  });
});

describe('foreign logs', () => {
  it('end the stop of commands with a token of their own', () => {
    log.foreign('a', 'x');
    log.foreign('a', 'x');
    const tokens = [...written.matchAll(/::stop-commands::(\w{32})\n/g)].map(([, token]) => token);
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) expect(lines()).toContain(`::${token}::`);
  });

  it('are cut to their last lines, and long lines to their beginning', () => {
    log.foreign(
      'a',
      `${Array.from({ length: 1000 }, (_, i) => `line ${i}`).join('\n')}\n${'x'.repeat(5000)}`,
    );
    const seen = lines();
    expect(seen).toContain('[601 earlier lines are in the artifact]');
    expect(seen).not.toContain('line 600');
    expect(seen).toContain('line 601');
    expect(seen).toContain(`${'x'.repeat(2000)} […]`);
  });
});
