import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const ROOT = path.join(import.meta.dirname, '..');
const SRC = path.join(ROOT, 'src');
const MAX_LINES = 250;

/** Reads and reasons, and does nothing to the world beyond files. */
const PURE = [
  'baseline',
  'comparison',
  'config',
  'contract',
  'lepton',
  'open-records',
  'planning',
  'report',
  'results',
  'slurm',
  'upload',
];

interface Import {
  specifier: string;
  /** Erased by the compiler: it loads nothing. */
  typeOnly: boolean;
}

interface Source {
  /** Relative to src/. */
  name: string;
  text: string;
  imports: Import[];
}

const sources = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name): [string, Source] => {
      const text = readFileSync(path.join(SRC, name), 'utf8');
      return [name, { name, text, imports: importsOf(name, text) }];
    }),
);

/** Static imports and exports, and dynamic imports of a literal. */
function importsOf(name: string, text: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      found.push({ specifier: (node.moduleSpecifier as ts.StringLiteral).text, typeOnly: isTypeOnly(node) });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (!argument || !ts.isStringLiteral(argument))
        throw new Error(`${name} imports what only a run can tell`);
      found.push({ specifier: argument.text, typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true));
  return found;
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every((element) => element.isTypeOnly)
  );
}

/** The file of src/ that a relative import means; undefined for packages. */
function target(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return path.posix.join(path.posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}

/** Packages that loading a file loads, with the chain of files that leads to each. */
function reached(
  name: string,
  chain: string[] = [],
  seen = new Set<string>(),
): { specifier: string; chain: string[] }[] {
  if (seen.has(name)) return [];
  seen.add(name);
  const here = [...chain, name];
  return sources.get(name)!.imports.flatMap(({ specifier, typeOnly }) => {
    if (typeOnly) return [];
    const file = target(name, specifier);
    return file ? reached(file, here, seen) : [{ specifier, chain: here }];
  });
}

const inFolder = (name: string, folders: readonly string[]): boolean =>
  folders.some((folder) => name.startsWith(`${folder}/`));
const isToolkit = (specifier: string): boolean => specifier.startsWith('@actions/');
const startsProcesses = (specifier: string): boolean => /^(node:)?child_process$/.test(specifier);

describe('imports in src/', () => {
  it('lead to files that are there', () => {
    const lost = [...sources.values()].flatMap(({ name, imports }) =>
      imports
        .map(({ specifier }) => target(name, specifier))
        .filter((file) => file !== undefined && !sources.has(file))
        .map((file) => `${name} imports ${file}`),
    );
    expect(lost).toEqual([]);
  });

  it('keep the pure folders free of @actions/* and child_process, directly and through others', () => {
    const impure = [...sources.keys()]
      .filter((name) => inFolder(name, PURE))
      .flatMap((name) => reached(name))
      .filter(({ specifier }) => isToolkit(specifier) || startsProcesses(specifier))
      .map(({ specifier, chain }) => `${chain.join(' → ')} → ${specifier}`);
    expect(impure).toEqual([]);
  });

  it('leave @actions/* to src/github/ and the entry, types included', () => {
    const users = [...sources.values()]
      .filter(({ imports }) => imports.some(({ specifier }) => isToolkit(specifier)))
      .map(({ name }) => name)
      .filter((name) => name !== 'entry.ts' && !inFolder(name, ['github']));
    expect(users).toEqual([]);
  });

  it('let comparison/ know results/, and not the reverse', () => {
    const reverse = [...sources.values()].flatMap(({ name, imports }) =>
      imports
        .map(({ specifier }) => target(name, specifier))
        .filter((file) => inFolder(name, ['results']) && file && inFolder(file, ['comparison']))
        .map((file) => `${name} imports ${file}`),
    );
    expect(reverse).toEqual([]);
  });

  it('never leave src/ for tools/, demo/ or bench/', () => {
    const outside = [...sources.values()].flatMap(({ name, imports }) =>
      imports
        .filter(({ specifier }) => target(name, specifier)?.startsWith('..'))
        .map(({ specifier }) => `${name} imports ${specifier}`),
    );
    expect(outside).toEqual([]);
    const named = [...sources.values()].filter(({ text }) => /local-runner|demo\//.test(text));
    expect(named.map(({ name }) => name)).toEqual([]);
  });

  it('form no cycle of files that load each other', () => {
    const cycles: string[] = [];
    const done = new Set<string>();
    const visit = (name: string, chain: string[]): void => {
      if (chain.includes(name)) cycles.push([...chain.slice(chain.indexOf(name)), name].join(' → '));
      else if (!done.has(name)) {
        for (const { specifier, typeOnly } of sources.get(name)!.imports) {
          const file = typeOnly ? undefined : target(name, specifier);
          if (file) visit(file, [...chain, name]);
        }
        done.add(name);
      }
    };
    for (const name of sources.keys()) visit(name, []);
    expect(cycles).toEqual([]);
  });
});

describe('files in src/', () => {
  it('are named in kebab-case, and none is a drawer for anything', () => {
    const names = [...sources.keys()];
    expect(
      names.filter((name) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(name)),
    ).toEqual([]);
    expect(names.filter((name) => /^(utils?|helpers?|misc|common)\.ts$/.test(path.basename(name)))).toEqual(
      [],
    );
  });

  it(`have at most ${MAX_LINES} lines`, () => {
    const long = [...sources.values()]
      .map(({ name, text }): [string, number] => [name, text.split('\n').length - 1])
      .filter(([, lines]) => lines > MAX_LINES);
    expect(long).toEqual([]);
  });
});

it('has nobody but the entry act on being imported', () => {
  const acting = [...sources.values()].flatMap(({ name, text }) =>
    ts
      .createSourceFile(name, text, ts.ScriptTarget.ES2022)
      .statements.filter(ts.isExpressionStatement)
      .map(() => name),
  );
  expect(acting).toEqual([]);
});
