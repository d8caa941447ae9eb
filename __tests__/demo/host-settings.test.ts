import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { staleDependency } from '../../demo/dependencies.js';
import { aptMirror, debianRelease } from '../../demo/host-settings.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'demo-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

describe('debianRelease', () => {
  it.each([
    ['ID=debian\nVERSION_CODENAME=bookworm\n', { id: 'debian', codename: 'bookworm' }],
    ['NAME="Ubuntu"\nVERSION_CODENAME=noble\nID=ubuntu\n', { id: 'ubuntu', codename: 'noble' }],
    ['ID="fedora"\nVERSION_CODENAME=""\n', undefined],
  ])('of %j', (text, expected) => {
    expect(debianRelease(write('os-release', text))).toEqual(expected);
  });

  it('is undefined without the file', () => {
    expect(debianRelease(path.join(folder, 'none'))).toBeUndefined();
  });
});

describe('aptMirror', () => {
  const mirror = () => aptMirror('bookworm', folder);

  it('reads one-line sources', () => {
    write(
      'sources.list',
      '# deb http://off.example bookworm main\ndeb [arch=amd64] http://m.example/d bookworm main\n',
    );
    expect(mirror()).toBe('http://m.example/d');
  });

  it('reads deb822 sources, passing over other suites and disabled stanzas', () => {
    write(
      'sources.list.d/all.sources',
      [
        'Types: deb\nURIs: http://sec.example\nSuites: bookworm-security',
        'Types: deb\nURIs: http://off.example\nSuites: bookworm\nEnabled: no',
        'Types: deb\n# a comment\nURIs: http://m.example/d\nSuites: bookworm bookworm-updates',
      ].join('\n\n'),
    );
    expect(mirror()).toBe('http://m.example/d');
  });

  it('passes over files that apt does not read', () => {
    write('sources.list.d/old.list.disabled', 'deb http://off.example bookworm main\n');
    expect(mirror()).toBeUndefined();
  });
});

describe('staleDependency', () => {
  const lock = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0', optional: true },
  };

  it('names what is missing or of another version, and ignores optional packages', () => {
    write('package-lock.json', JSON.stringify({ packages: lock }));
    expect(staleDependency(folder)).toBe('a');
    write(
      'node_modules/.package-lock.json',
      JSON.stringify({ packages: { 'node_modules/a': { version: '0.9.0' } } }),
    );
    expect(staleDependency(folder)).toBe('a');
    write(
      'node_modules/.package-lock.json',
      JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }),
    );
    expect(staleDependency(folder)).toBeUndefined();
  });
});
