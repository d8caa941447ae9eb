import type { ComparedBenchmark } from '../../comparison/comparison.js';
import { toJson } from '../comparison/outside-text.js';
import { NONE } from '../comparison/show-numbers.js';
import { shorten } from '../escape.js';
import { type Content, html, type Markup } from './markup.js';
import { type PageSection, plainTable, section } from './page-section.js';
import { counted } from './status-words.js';
import { diffWords, type Segment } from './word-diff.js';

const MOST_NAMES = 4;
const VALUE_LENGTH = 600;
/** A number or a word is other as a whole: 0.7 is not 0 with something added. */
const SHORT_VALUE = 24;

/** What differs in the settings of the two evaluations, and what is not known to be equal. */
export function settingsSection(benchmarks: readonly ComparedBenchmark[]): PageSection | undefined {
  const both = benchmarks.filter(
    ({ baseline, candidate, status }) => baseline && candidate && status !== null,
  );
  const different = groupEqual(both, ({ differences }) => differences);
  const unknown = groupEqual(both, (one) => one.unknown);
  if (different.length + unknown.length === 0) return undefined;
  return section(
    'settings',
    'Configuration',
    different.length === 0
      ? html`<p>Nothing is known to differ.</p>`
      : plainTable(
          'What differs in the configuration',
          ['Field', 'Baseline', 'Candidate', 'Why it matters', 'Benchmarks'],
          different.map(({ entry, names }) => [
            html`<code>${entry.field}</code>`,
            ...showPair(entry.baseline, entry.candidate),
            entry.why,
            showNames(names, both.length),
          ]),
        ),
    unknown.length > 0 &&
      html`<details><summary>Not known to be equal: ${counted(new Set(unknown.map(({ entry }) => entry.field)).size, 'field')}</summary>${plainTable(
        'What is not known to be equal',
        ['Field', 'Baseline', 'Candidate', 'Reason', 'Benchmarks'],
        unknown.map(({ entry, names }) => [
          html`<code>${entry.field}</code>`,
          'baseline' in entry ? showValue(entry.baseline) : NONE,
          'candidate' in entry ? showValue(entry.candidate) : NONE,
          entry.reason,
          showNames(names, both.length),
        ]),
      )}</details>`,
  );
}

/** Benchmarks that say the same. */
interface Group<Entry> {
  entry: Entry;
  names: string[];
}

function groupEqual<Entry>(
  benchmarks: readonly ComparedBenchmark[],
  entriesOf: (benchmark: ComparedBenchmark) => readonly Entry[],
): Group<Entry>[] {
  const groups = new Map<string, Group<Entry>>();
  for (const benchmark of benchmarks)
    for (const entry of entriesOf(benchmark)) {
      const key = toJson(entry);
      const known = groups.get(key);
      if (known) known.names.push(benchmark.name);
      else groups.set(key, { entry, names: [benchmark.name] });
    }
  return [...groups.values()];
}

function showNames(names: readonly string[], all: number): Content {
  if (names.length > 1 && names.length === all) return `all ${all}`;
  const rest = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** Two values with what differs in them marked; a string looks like one where the other side would look the same. */
export function showPair(baseline: unknown, candidate: unknown): [Markup, Markup] {
  let [a, b] = [toPlain(baseline), toPlain(candidate)];
  if (a === b) [a, b] = [toJson(baseline), toJson(candidate)];
  const isShort = Math.max(a.length, b.length) <= SHORT_VALUE;
  const whole: Segment[] = [
    [-1, a],
    [1, b],
  ];
  const segments = isShort ? whole : diffWords(shorten(a, VALUE_LENGTH), shorten(b, VALUE_LENGTH));
  const side = (own: -1 | 1): Markup =>
    html`<code class="value">${segments
      .filter(([of]) => of === 0 || of === own)
      .map(([of, text]) =>
        of === 0 ? text : own === -1 ? html`<del>${text}</del>` : html`<ins>${text}</ins>`,
      )}</code>`;
  return [side(-1), side(1)];
}

const toPlain = (value: unknown): string => (typeof value === 'string' ? value : toJson(value));
const showValue = (value: unknown): Markup =>
  html`<code class="value">${shorten(toPlain(value), VALUE_LENGTH)}</code>`;
