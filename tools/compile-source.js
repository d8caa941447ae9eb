// Compiles src/ for tools and benchmarks that run parts of it: the bundle in dist/ exports the action's stories only.
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Writes each module of src/ as JavaScript. Types are taken off, not checked.
 * @param {string} folder an empty folder; modules lie in it as in src/ and find the repository's packages
 */
export function compileSource(folder) {
  const source = path.join(root, 'src');
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
  };
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const target = path.join(folder, name.replace(/\.ts$/, '.js'));
    mkdirSync(path.dirname(target), { recursive: true });
    const text = readFileSync(path.join(source, name), 'utf8');
    writeFileSync(target, ts.transpileModule(text, { compilerOptions }).outputText);
  }
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}\n');
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
}
