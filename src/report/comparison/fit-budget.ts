import type { Table } from './score-table.js';

/** A comparison in parts, each of which may fall. All are rendered once, before anything is measured. */
export interface Draft {
  /** Never falls. */
  verdict: string;
  /** Stands for all else where nothing else fits. */
  counts: string;
  /** Above the table; the last falls first. */
  above: readonly string[];
  table: Table;
  /** What is said of the rows that fall, given how many stay. */
  describeRest: (kept: number) => string;
  /** Below the table; the last falls first. */
  below: readonly string[];
  /** The last falls first, and before all else. */
  flips: readonly string[];
  /** The last falls first, after the flips. */
  collapsed: readonly string[];
}

/** Parts of the draft that are shown. */
interface Choice {
  above: number;
  rows: number;
  below: number;
  flips: number;
  collapsed: number;
}

const SHORTENED = '_Shortened to fit: result.json has it all._';
/** The table is not cut below so many rows while there is something else to leave out. */
const FEW_ROWS = 10;
const GAP = '\n\n';

/**
 * The whole draft if it fits, else as much as does: fewer flips, then none, fewer collapsed sections, then none, fewer
 * rows from the end of the table, fewer sections around it, and at last the verdict with its counts.
 * @param limit UTF-8 bytes. One below the verdict line's own size is not kept: the verdict is returned whole.
 */
export function fitBudget(draft: Draft, limit: number): string {
  const sizes = measure(draft);
  const all: Choice = {
    above: draft.above.length,
    rows: draft.table.rows.length,
    below: draft.below.length,
    flips: draft.flips.length,
    collapsed: draft.collapsed.length,
  };
  for (const choice of withoutExtras(all))
    if (sizeOf(choice, all, sizes, draft) <= limit) return join(choice, all, draft);
  let choice: Choice = { ...all, flips: 0, collapsed: 0 };
  for (;;) {
    const rows = countFitting(choice, all, sizes, draft, limit);
    const isBare = choice.above === 0 && choice.below === 0;
    if (rows >= Math.min(FEW_ROWS, all.rows) || (isBare && rows > 0))
      return join({ ...choice, rows }, all, draft);
    if (isBare) break;
    choice =
      choice.below > 0 ? { ...choice, below: choice.below - 1 } : { ...choice, above: choice.above - 1 };
  }
  const last = `${draft.verdict}${GAP}${draft.counts}\n`;
  return Buffer.byteLength(last) <= limit ? last : `${draft.verdict}\n`;
}

function* withoutExtras(all: Choice): Generator<Choice> {
  for (let flips = all.flips; flips > 0; flips -= 1) yield { ...all, flips };
  for (let collapsed = all.collapsed; collapsed >= 0; collapsed -= 1) yield { ...all, flips: 0, collapsed };
}

/** Sizes in UTF-8 bytes of the first so many parts of each kind, the gap before each included. */
interface Sizes {
  verdict: number;
  above: number[];
  /** Head and rows, without the gap before. */
  rows: number[];
  below: number[];
  flips: number[];
  collapsed: number[];
}

function measure({ verdict, above, table, below, flips, collapsed }: Draft): Sizes {
  const running = (parts: readonly string[], first: number, between: number): number[] => {
    const sums = [first];
    for (const part of parts) sums.push(sums.at(-1)! + between + Buffer.byteLength(part));
    return sums;
  };
  return {
    verdict: Buffer.byteLength(verdict),
    above: running(above, 0, GAP.length),
    rows: running(table.rows, Buffer.byteLength(table.head), 1),
    below: running(below, 0, GAP.length),
    flips: running(flips, 0, GAP.length),
    collapsed: running(collapsed, 0, GAP.length),
  };
}

/** What `join` makes of it, in bytes. */
function sizeOf(choice: Choice, all: Choice, sizes: Sizes, draft: Draft): number {
  const table = all.rows > 0 && choice.rows > 0 ? GAP.length + sizes.rows[choice.rows]! : 0;
  const notes = notesOf(choice, all, draft).map((note) => GAP.length + Buffer.byteLength(note));
  return [
    sizes.verdict,
    sizes.above[choice.above]!,
    table,
    sizes.below[choice.below]!,
    sizes.flips[choice.flips]!,
    sizes.collapsed[choice.collapsed]!,
    ...notes,
    1,
  ].reduce((sum, bytes) => sum + bytes, 0);
}

/** The most rows that fit, all else given; −1 where not even none does. */
function countFitting(choice: Choice, all: Choice, sizes: Sizes, draft: Draft, limit: number): number {
  const fits = (rows: number): boolean => sizeOf({ ...choice, rows }, all, sizes, draft) <= limit;
  let [kept, beyond] = [-1, all.rows + 1];
  while (beyond - kept > 1) {
    const middle = Math.floor((kept + beyond) / 2);
    if (fits(middle)) kept = middle;
    else beyond = middle;
  }
  return kept;
}

function join(choice: Choice, all: Choice, draft: Draft): string {
  const { verdict, above, table, below, flips, collapsed } = draft;
  const [rest, ...shortened] =
    choice.rows < all.rows ? notesOf(choice, all, draft) : ['', ...notesOf(choice, all, draft)];
  const parts = [
    verdict,
    ...above.slice(0, choice.above),
    choice.rows > 0 ? [table.head, ...table.rows.slice(0, choice.rows)].join('\n') : '',
    rest ?? '',
    ...below.slice(0, choice.below),
    ...flips.slice(0, choice.flips),
    ...collapsed.slice(0, choice.collapsed),
    ...shortened,
  ];
  return `${parts.filter(Boolean).join(GAP)}\n`;
}

/** What is said of what fell. */
function notesOf(choice: Choice, all: Choice, { describeRest }: Draft): string[] {
  const whole = Object.keys(all).every((part) => choice[part as keyof Choice] === all[part as keyof Choice]);
  if (whole) return [];
  return [...(choice.rows < all.rows ? [describeRest(choice.rows)] : []), SHORTENED];
}
