import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { loadCollectInputs } from '../src/collect-inputs.js';
import { LEGS_ARE } from '../src/collecting/merge-legs.js';
import { loadCompareInputs } from '../src/compare-inputs.js';
import { GATE_MODES } from '../src/comparison/comparison.js';
import { FINDINGS } from '../src/config/preflight/registry.js';
import {
  ARTIFACT_CONTENTS,
  CONFIG_MODES,
  ENDPOINT_TYPES,
  loadInputs,
  PINNED_LAUNCHER,
} from '../src/inputs.js';
import { FAIL_ON, SHOW_ITEMS } from '../src/judgement-inputs.js';
import { COLLECT_OUTPUT_NAMES, COMPARE_OUTPUT_NAMES, EXECUTORS, OUTPUT_NAMES } from '../src/outputs.js';
import { COMMENT_MODES } from '../src/report/comment-text.js';

const ROOT = path.join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');

interface Manifest {
  inputs: Record<string, { description: string; default?: unknown; required?: boolean }>;
  outputs: Record<string, { description: string }>;
  runs: Record<string, string>;
}
const manifest: Manifest = parse(read('action.yml'));
const readme = read('README.md');
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md']
  .concat(readdirSync(path.join(ROOT, 'docs')).map((name) => `docs/${name}`))
  .filter((name) => name.endsWith('.md'));

/** The rows of the first table under a heading, as cells; a `|` in code is written `\|`. */
function tableUnder(heading: string): string[][] {
  const section = readme.split(/^##+ /m).find((part) => part.startsWith(`${heading}\n`));
  if (!section) throw new Error(`README.md has no section "${heading}"`);
  const lines = section.split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, index) => index > first && !line.startsWith('|'));
  const rows = lines.slice(first, end < 0 ? undefined : end);
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}
const unquote = (cell: string): string => cell.replace(/^`(.*)`$/, '$1');
const inputRows = tableUnder('Inputs');

/** Reads inputs as the runner gives them, and remembers which were asked for. */
function recordReads(values: Readonly<Record<string, string>> = {}): {
  asked: Set<string>;
  read: (name: string) => string;
} {
  const asked = new Set<string>();
  return {
    asked,
    read: (name) => {
      asked.add(name);
      return values[name] ?? '';
    },
  };
}

/** The words in code after "One of", in a text or in a table's cell. */
function oneOf(text: string): string[] | undefined {
  const match = /\bOne of ((?:`?[\w-]+`?(?:, )?)+)/.exec(text);
  return match?.[1]?.split(', ').map((word) => word.replaceAll('`', ''));
}

describe('the inputs of action.yml', () => {
  const declared = Object.keys(manifest.inputs);

  it('are those that inputs.ts reads', () => {
    const { asked, read: input } = recordReads();
    loadInputs(input);
    expect([...asked].sort()).toEqual([...declared].sort());
  });

  it('are those of the README, in order, with their defaults', () => {
    const documented = inputRows.map(([name, fallback]) => [unquote(name!), unquote(fallback!)]);
    const expected = declared.map((name) => [name, String(manifest.inputs[name]!.default ?? '–')]);
    expect(documented).toEqual(expected);
  });

  it('have text as defaults, which are those of inputs.ts', () => {
    const defaults = Object.fromEntries(
      Object.entries(manifest.inputs).flatMap(([name, { default: value }]) => {
        if (value === undefined) return [];
        expect(typeof value).toBe('string');
        // What the runner fills in has no default of ours.
        return String(value).startsWith('${{') ? [] : [[name, String(value)]];
      }),
    );
    expect(loadInputs(recordReads(defaults).read)).toEqual(loadInputs(recordReads().read));
    expect(defaults['launcher-version']).toBe(PINNED_LAUNCHER);
  });

  it.each<[string, readonly string[]]>([
    ['config-mode', CONFIG_MODES],
    ['endpoint-type', ENDPOINT_TYPES],
    ['artifact-contents', ARTIFACT_CONTENTS],
    ['fail-on', FAIL_ON],
    ['gate-mode', GATE_MODES],
    ['show-items', SHOW_ITEMS],
    ['comment', COMMENT_MODES],
  ])('%s allows what README and action.yml say', (name, allowed) => {
    const meaning = inputRows.find(([cell]) => unquote(cell!) === name)![2]!;
    expect(oneOf(meaning)).toEqual([...allowed]);
    expect(oneOf(manifest.inputs[name]!.description)).toEqual([...allowed]);
    for (const value of allowed) {
      const values = { [name]: value, config: 'launcher.yaml', policy: 'gate.yaml' };
      expect(() => loadInputs(recordReads(values).read)).not.toThrow();
    }
    expect(() => loadInputs(recordReads({ [name]: 'other', config: 'launcher.yaml' }).read)).toThrow(
      `input ${name} is "other": allowed are ${allowed.join(', ')}`,
    );
  });

  it('are none of them required, so that each error is ours', () => {
    expect(Object.values(manifest.inputs).filter(({ required }) => required)).toEqual([]);
  });
});

describe('the outputs of action.yml', () => {
  it('are those that are set, in order', () => {
    expect(Object.keys(manifest.outputs)).toEqual([...OUTPUT_NAMES]);
  });

  it('are those of the README, in order', () => {
    expect(tableUnder('Outputs').map(([name]) => unquote(name!))).toEqual([...OUTPUT_NAMES]);
  });

  it('are called reserved in both places or in neither', () => {
    const reserved = (text: string): boolean => text.startsWith('Reserved');
    const here = Object.entries(manifest.outputs).filter(([, { description }]) => reserved(description));
    const there = tableUnder('Outputs').filter(([, meaning]) => reserved(meaning!));
    expect(there.map(([name]) => unquote(name!))).toEqual(here.map(([name]) => name));
  });

  it('name in state what the README and the schema of result.json name', () => {
    const schema = JSON.parse(read('schema/result.v1.schema.json'));
    const states: string[] = schema.properties.state.enum;
    expect(oneOf(manifest.outputs['state']!.description)).toEqual(states);
    const rows = tableUnder('States, verdicts, exit code').map(([state]) => unquote(state!));
    expect(rows.sort()).toEqual([...states].sort());
  });
});

describe('compare/action.yml', () => {
  const compare: Manifest = parse(read('compare/action.yml'));

  it('has the inputs that are read, and those of the README, in order, with their defaults', () => {
    const { asked, read: input } = recordReads({ baseline: 'a', candidate: 'b' });
    loadCompareInputs(input);
    expect([...asked].sort()).toEqual(Object.keys(compare.inputs).sort());
    const documented = tableUnder('Inputs of compare').map(([name, fallback]) => [
      unquote(name!),
      unquote(fallback!),
    ]);
    const expected = Object.entries(compare.inputs).map(([name, { default: value }]) => [
      name,
      String(value ?? '–'),
    ]);
    expect(documented).toEqual(expected);
  });

  it('shares what it shares with the main action', () => {
    for (const name of ['policy', 'gate-mode', 'show-items', 'summary'])
      expect(compare.inputs[name]!.default).toBe(manifest.inputs[name]!.default);
    expect(oneOf(compare.inputs['fail-on']!.description)).toEqual([...FAIL_ON]);
  });

  it('sets the outputs that it and the README name, in order', () => {
    expect(Object.keys(compare.outputs)).toEqual([...COMPARE_OUTPUT_NAMES]);
    expect(tableUnder('Outputs of compare').map(([name]) => unquote(name!))).toEqual([
      ...COMPARE_OUTPUT_NAMES,
    ]);
  });

  it('runs the bundle that is there', () => {
    expect(compare.runs['main']).toBe('../dist/compare.js');
    expect(existsSync(path.join(ROOT, 'compare', compare.runs['main']!))).toBe(true);
  });
});

describe('collect/action.yml', () => {
  const collect: Manifest = parse(read('collect/action.yml'));

  it('has the inputs that are read, and those of the README, in order, with their defaults', () => {
    const { asked, read: input } = recordReads();
    loadCollectInputs(input);
    expect([...asked].sort()).toEqual(Object.keys(collect.inputs).sort());
    const documented = tableUnder('Inputs of collect').map(([name, fallback]) => [
      unquote(name!),
      unquote(fallback!),
    ]);
    const expected = Object.entries(collect.inputs).map(([name, { default: value }]) => [
      name,
      String(value ?? '–'),
    ]);
    expect(documented).toEqual(expected);
  });

  it('has as defaults those of collect-inputs.ts', () => {
    const defaults = Object.fromEntries(
      Object.entries(collect.inputs).flatMap(([name, { default: value }]) =>
        value === undefined || name === 'github-token' ? [] : [[name, String(value)]],
      ),
    );
    expect(loadCollectInputs(recordReads(defaults).read)).toEqual(loadCollectInputs(recordReads().read));
    expect(oneOf(collect.inputs['legs-are']!.description)).toEqual([...LEGS_ARE]);
    expect(() => loadCollectInputs(recordReads({ 'legs-are': 'other' }).read)).toThrow(
      `input legs-are is "other": allowed are ${LEGS_ARE.join(', ')}`,
    );
  });

  it('shares what it shares with the main action', () => {
    for (const name of ['policy', 'gate-mode', 'show-items', 'summary'])
      expect(collect.inputs[name]!.default).toBe(manifest.inputs[name]!.default);
    expect(oneOf(collect.inputs['fail-on']!.description)).toEqual([...FAIL_ON]);
  });

  it('sets the outputs that it and the README name, in order', () => {
    expect(Object.keys(collect.outputs)).toEqual([...COLLECT_OUTPUT_NAMES]);
    expect(tableUnder('Outputs of collect').map(([name]) => unquote(name!))).toEqual([
      ...COLLECT_OUTPUT_NAMES,
    ]);
  });

  it('runs the bundle that is there', () => {
    expect(collect.runs['main']).toBe('../dist/collect.js');
    expect(existsSync(path.join(ROOT, 'collect', collect.runs['main']!))).toBe(true);
  });

  it('is shown with inputs that it has', () => {
    for (const name of DOCUMENTS)
      for (const [, block] of read(name).matchAll(/```yaml\n([\s\S]*?)```/g))
        for (const [, inputs] of block!.matchAll(
          /nemo-eval-action\/collect@[^\n]*\n\s+with:\n((?:\s{10}.*\n)+)/g,
        ))
          expect(Object.keys(collect.inputs)).toEqual(
            expect.arrayContaining(Object.keys(parse(inputs!) as object)),
          );
  });
});

describe('action.yml', () => {
  it('describes each input and output in one line that says something', () => {
    for (const { description } of [...Object.values(manifest.inputs), ...Object.values(manifest.outputs)]) {
      expect(description).toMatch(/^[A-Z0-9].*\.$/);
      expect(description.split('\n')).toHaveLength(1);
    }
  });

  it('runs on Node 24 what is in dist/', () => {
    expect(manifest.runs).toEqual({
      using: 'node24',
      main: 'dist/evaluate.js',
      post: 'dist/cleanup.js',
      'post-if': 'always()',
    });
    if (!existsSync(path.join(ROOT, 'dist'))) return;
    for (const file of [manifest.runs['main'], manifest.runs['post']])
      expect(existsSync(path.join(ROOT, file!))).toBe(true);
  });
});

describe('docs/preflight.md', () => {
  const rows = [...read('docs/preflight.md').matchAll(/^\| `([a-z_]+)` \| ([^|]+) \| (.+) \| (.+) \|$/gm)];

  it('has one row for each finding of preflight, in order, with its severity', () => {
    const expected = Object.entries(FINDINGS);
    expect(rows.map(([, id, severity]) => [id, severity])).toEqual(expected);
  });

  it('says of each what it costs and what to do', () => {
    for (const [, id, , finds, recovery] of rows) {
      expect([id, finds!.length > 10, recovery!.length > 5]).toEqual([id, true, true]);
    }
  });
});

describe('the documents', () => {
  it('have a section for the version of package.json in the changelog', () => {
    const { version } = JSON.parse(read('package.json'));
    expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\]`, 'm'));
  });

  it.each(DOCUMENTS)('link in %s to what is there', (name) => {
    const text = read(name).replace(/```[\s\S]*?```/g, '');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    for (const link of links.filter((target) => !/^[a-z]+:/.test(target))) {
      const [file, anchor] = link.split('#') as [string, string | undefined];
      const target = file === '' ? name : path.join(path.dirname(name), file);
      expect([link, existsSync(path.join(ROOT, target))]).toEqual([link, true]);
      if (anchor !== undefined)
        expect([link, anchors(read(target))]).toEqual([link, expect.arrayContaining([anchor])]);
    }
  });

  it.each(DOCUMENTS)('show in the YAML of %s no input that does not exist', (name) => {
    for (const [, block] of read(name).matchAll(/```yaml\n([\s\S]*?)```/g))
      expect(Object.keys(manifest.inputs)).toEqual(expect.arrayContaining(inputsIn(block!)));
  });

  it('are all named by the README, each once at its end, as are the examples', () => {
    const linked = (part: string): string[] =>
      [...part.matchAll(/\]\(((?:docs|examples)\/[^)/#]+)\)/g)].map(([, link]) => link!).sort();
    const files = (folder: string, end: string): string[] =>
      readdirSync(path.join(ROOT, folder))
        .filter((name) => name.endsWith(end))
        .map((name) => `${folder}/${name}`)
        .sort();
    expect(linked(readme.slice(readme.indexOf('\n## More\n')))).toEqual(files('docs', '.md'));
    const table = readme.slice(
      readme.indexOf('\n### Examples\n'),
      readme.indexOf('\n### Other configurations\n'),
    );
    expect(linked(table)).toEqual(files('examples', '.yml'));
  });

  it('say which executors there are', () => {
    const named = /executors ([\s\S]*?)\.\n/.exec(readme)![1]!;
    expect([...named.matchAll(/`([a-z]+)`/g)].map(([, name]) => name)).toEqual([...EXECUTORS]);
  });

  it('are joined by a CI that gives the action only inputs that exist', () => {
    const used = inputsIn(read('.github/workflows/ci.yml'));
    expect(used.length).toBeGreaterThan(0);
    expect(Object.keys(manifest.inputs)).toEqual(expect.arrayContaining(used));
  });

  it('name no input that does not exist', () => {
    // Words of ours that look like inputs, where a document names one as an input.
    const known = new Set(Object.keys(manifest.inputs));
    for (const name of DOCUMENTS) {
      for (const [, input] of read(name).matchAll(/\b[Ii]nputs? `([a-z][a-z-]*)`/g))
        expect([name, known.has(input!) ? 'known' : input]).toEqual([name, 'known']);
    }
  });
});

/** Keys under `with:` of each step that uses this action; a block that begins with `with:` is one such step. */
function inputsIn(block: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown, isOurs: boolean): void => {
    if (Array.isArray(node)) for (const item of node) visit(item, false);
    else if (typeof node === 'object' && node !== null) {
      const entries = node as Record<string, unknown>;
      const uses = entries['uses'];
      const ours = isOurs || /(^|\/)nemo-eval-action@|^\.\/?$/.test(String(uses ?? ''));
      if (ours && typeof entries['with'] === 'object' && entries['with'])
        found.push(...Object.keys(entries['with']));
      for (const value of Object.values(entries)) visit(value, false);
    }
  };
  const tree: unknown = parse(block);
  visit(tree, typeof tree === 'object' && tree !== null && !('uses' in tree) && 'with' in tree);
  return found;
}

/** The anchors that GitHub makes of a document's headings. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
