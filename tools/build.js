// Builds dist/: one bundle that exports a function per story, and for each a stub that action.yml names.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const STORIES = ['evaluate', 'cleanup', 'compare', 'collect', 'plan'];

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const ncc = path.join(root, 'node_modules', '@vercel', 'ncc', 'dist', 'ncc', 'cli.js');
const args = [
  'build',
  path.join(root, 'src', 'entry.ts'),
  '-o',
  dist,
  '--license',
  'licenses.txt',
  '--quiet',
];
execFileSync(process.execPath, [ncc, ...args], { cwd: root, stdio: 'inherit' });
for (const story of STORIES) {
  writeFileSync(
    path.join(dist, `${story}.js`),
    `import { ${story} } from './index.js';\nawait ${story}();\n`,
  );
}
