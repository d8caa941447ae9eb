import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it, jest } from '@jest/globals';

// The client pauses between what it posts, and the action is compiled first.
jest.setTimeout(300_000);

const ROOT = path.join(import.meta.dirname, '../..');

it('docs/scale.md has the tables of npm run simulate:scale', async () => {
  const tool = path.join(ROOT, 'tools/simulate-scale.js');
  const { stdout } = await promisify(execFile)(process.execPath, [tool], { cwd: ROOT });
  const tables = stdout.split(/^(?=### )/m).map((table) => table.trim());
  expect(tables.length).toBeGreaterThan(4);
  const page = readFileSync(path.join(ROOT, 'docs/scale.md'), 'utf8');
  const shown = page.match(/^### .*\n\n(?:\|.*\n)+/gm)!.map((table) => table.trim());
  expect(shown).toEqual(tables);
});
