import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { findShellSyntax, mountTargets, type ShellPlace } from '../../../src/config/preflight/shell-text.js';

/** Script lines such as the launcher writes, with a text in each place. */
const LINES: Record<ShellPlace, (text: string) => string> = {
  words: (text) => `show ${text} \\\nlast`,
  word: (text) => `show ${text}:/x last`,
  quoted: (text) => `A="${text}"; show "$A" last`,
};

/** What `show` must have got. */
const SHOWN: Record<ShellPlace, (text: string) => RegExp> = {
  words: () => /^\[.*\[last\]$/s,
  word: () => /^\[[^[]*:\/x\]\[last\]$/s,
  quoted: (text) => {
    const value = text
      .replaceAll('\\\n', '')
      .replace(/\\(["$`\\])/g, '$1')
      .replace('$HOME', '');
    return new RegExp(`^\\[${value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\]\\[last\\]$`);
  },
};

/** Whether bash runs nothing but the one command, with the text as its words. */
function reads(place: ShellPlace, text: string): boolean {
  const script = `exec 2>&1\nshow() { printf '[%s]' "$@"; }\n${LINES[place](text)}`;
  const { stdout } = spawnSync('/bin/bash', ['-c', script], { encoding: 'utf8', env: { PATH: '' } });
  return SHOWN[place](text).test(stdout);
}

const TEXTS = [
  '--network host',
  '-v /a:/b:ro -e "A=b; c"',
  "-e 'A=$(echo intruded)'",
  '-e A=$HOME',
  'a\\ b',
  'a # b',
  'a#b',
  '; echo intruded',
  '$(echo intruded)',
  '`echo intruded`',
  '| cat',
  '& echo intruded',
  '> /dev/null',
  'a(1)',
  'a\nb',
  'a \\\n b',
  "it's",
  'say "x"',
  '\\"x\\"',
  'a"b',
  'a\\',
  '"$(echo intruded)"',
];

describe.each(['words', 'word', 'quoted'] as const)('as %s', (place) => {
  // A backslash before our own colon does no harm, but says that something is wrong.
  it.each(TEXTS.filter((text) => place !== 'word' || text !== 'a\\'))(
    '%j is what bash takes it for',
    (text) => {
      const bad = findShellSyntax(text, place);
      const runs = /^[^']*(`|\$\()/.test(text);
      // A substitution leaves a plain command behind it; it is refused for what it runs.
      expect([text, bad === undefined]).toEqual([text, !runs && reads(place, text)]);
    },
  );
});

it('finds where Docker options mount', () => {
  expect(
    mountTargets('-v /a:/b:ro --volume=/c:/d --mount type=bind,source=/e,target=/f/ -e X=y:z -v "/g:/h"'),
  ).toEqual(['/b', '/d', '/h', '/f']);
});
