import type { Difference, UnknownField } from '../../comparison/comparability.js';
import { collapse, renderTable } from './details.js';
import type { JudgedBenchmark } from './judged-benchmarks.js';
import { listNames, showName, showPair, showSentence, toJson } from './outside-text.js';
import { NONE } from './show-numbers.js';

const MOST_ROWS = 20;
const MOST_UNKNOWN = 100;
const MOST_NAMES = 3;
const REASON_LENGTH = 200;

/** What differs in the settings of the two evaluations, a row each; empty where nothing does. */
export function renderDifferences(judged: readonly JudgedBenchmark[]): string {
  const groups = groupEqual(judged, ({ differences }) => differences);
  if (groups.length === 0) return '';
  const head = '| benchmark | field | baseline | candidate | why it matters |\n|---|---|---|---|---|';
  return `**What differs in the configuration**\n\n${renderTable(head, groups, differenceRow, MOST_ROWS)}`;
}

function differenceRow({ entry, names, all }: Group<Difference>): string {
  const cells = [
    showNames(names, all),
    showName(entry.field),
    ...showPair(entry.baseline, entry.candidate),
    showSentence(entry.why, REASON_LENGTH),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What is not known to be equal, collapsed; empty where all is known. */
export function renderUnknown(judged: readonly JudgedBenchmark[]): string {
  const groups = groupEqual(judged, ({ unknown }) => unknown);
  if (groups.length === 0) return '';
  const head = '| benchmark | field | baseline | candidate | |\n|---|---|---|---|---|';
  const fields = new Set(groups.map(({ entry }) => entry.field)).size;
  return collapse(
    `Not known to be equal: ${fields} field${fields === 1 ? '' : 's'}`,
    renderTable(head, groups, unknownRow, MOST_UNKNOWN),
  );
}

function unknownRow({ entry, names, all }: Group<UnknownField>): string {
  const [before, after] = showPair(entry.baseline, entry.candidate);
  const cells = [
    showNames(names, all),
    showName(entry.field),
    'baseline' in entry ? before : NONE,
    'candidate' in entry ? after : NONE,
    showSentence(entry.reason, REASON_LENGTH),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Benchmarks that say the same. */
interface Group<Entry> {
  entry: Entry;
  names: string[];
  /** How many benchmarks could have said it. */
  all: number;
}

function groupEqual<Entry>(
  judged: readonly JudgedBenchmark[],
  entriesOf: (benchmark: JudgedBenchmark) => readonly Entry[],
): Group<Entry>[] {
  const all = judged.filter(({ baseline, candidate }) => baseline && candidate).length;
  const groups = new Map<string, Group<Entry>>();
  for (const benchmark of judged)
    for (const entry of entriesOf(benchmark)) {
      const key = toJson(entry);
      const known = groups.get(key);
      if (known) known.names.push(benchmark.name);
      else groups.set(key, { entry, names: [benchmark.name], all });
    }
  return [...groups.values()];
}

function showNames(names: readonly string[], all: number): string {
  return names.length > MOST_NAMES && names.length === all ? `all ${all}` : listNames(names, MOST_NAMES);
}
