import { type Cursor, ENDS, GAPS } from './yaml-cursor.js';

const PLAIN_STOP = { block: /[\0 \t\r\n\x85\u2028\u2029:]/g, flow: /[\0 \t\r\n\x85\u2028\u2029:,?[\]{}]/g };
const QUOTED_STOP = /['"\\\0 \t\r\n\x85\u2028\u2029]/g;
const NOT_SPACE = /[^ ]/g;
const NOT_BLANK = /[^ \t]/g;

const ESCAPES = new Map(
  Object.entries({
    '0': '\0',
    a: '\x07',
    b: '\b',
    t: '\t',
    '\t': '\t',
    n: '\n',
    v: '\v',
    f: '\f',
    r: '\r',
    e: '\x1b',
    ' ': ' ',
    '"': '"',
    '\\': '\\',
    '/': '/',
    N: '\x85',
    _: '\xa0',
    L: '\u2028',
    P: '\u2029',
  }),
);
const HEX_DIGITS: Record<string, number> = { x: 2, u: 4, U: 8 };

/** An unquoted text, which may go on in the next lines. `newLine` says whether it ended after a line break. */
export function scanPlain(
  cursor: Cursor,
  indent: number,
  inFlow: boolean,
): { text: string; newLine: boolean } {
  const chunks: string[] = [];
  let spaces = '';
  let newLine = false;
  while (cursor.peek() !== '#') {
    const word = plainWord(cursor, inFlow);
    if (word === '') break;
    chunks.push(spaces, word);
    newLine = false;
    const gap = plainSpaces(cursor);
    newLine = gap.newLine;
    spaces = gap.text;
    if (spaces === '' || (!inFlow && cursor.column < indent)) break;
  }
  return { text: chunks.join(''), newLine };
}

function plainWord(cursor: Cursor, inFlow: boolean): string {
  const chunks: string[] = [];
  for (;;) {
    chunks.push(cursor.until(inFlow ? PLAIN_STOP.flow : PLAIN_STOP.block));
    // A colon only ends the text before a space, and in flow collections before one of their signs.
    if (cursor.peek() !== ':' || cursor.isOneOf(inFlow ? `${GAPS},[]{}` : GAPS, 1)) return chunks.join('');
    chunks.push(cursor.take(1));
  }
}

function plainSpaces(cursor: Cursor): { text: string; newLine: boolean } {
  const spaces = cursor.until(NOT_SPACE);
  const first = cursor.lineBreak();
  if (first === '') return { text: spaces, newLine: false };
  if (atAnyMarker(cursor)) return { text: '', newLine: true };
  const breaks: string[] = [];
  for (;;) {
    cursor.skip(' ');
    const more = cursor.lineBreak();
    if (more === '') return { text: fold(first, breaks), newLine: true };
    breaks.push(more);
    if (atAnyMarker(cursor)) return { text: '', newLine: true };
  }
}

/** One line break is a space; of several, the first goes. */
function fold(first: string, breaks: string[]): string {
  const kept = first === '\n' ? '' : first;
  return breaks.length === 0 && kept === '' ? ' ' : kept + breaks.join('');
}

function atAnyMarker(cursor: Cursor): boolean {
  return cursor.atDocumentMarker('---') || cursor.atDocumentMarker('...');
}

/** A text in single or double quotes. */
export function scanQuoted(cursor: Cursor): string {
  const start = cursor.mark;
  const quote = cursor.take(1);
  const chunks: string[] = [];
  for (;;) {
    chunks.push(cursor.until(QUOTED_STOP));
    const char = cursor.peek();
    if (char === '\0') throw cursor.error(`has a ${quote} that nothing closes`, start);
    if (char === quote) {
      cursor.take(1);
      if (quote === '"' || cursor.peek() !== quote) return chunks.join('');
      chunks.push(cursor.take(1));
    } else if (char === '\\' && quote === '"') {
      chunks.push(readEscape(cursor));
    } else if (`'"\\`.includes(char)) {
      chunks.push(cursor.take(1));
    } else {
      chunks.push(quotedSpaces(cursor));
    }
  }
}

function quotedSpaces(cursor: Cursor): string {
  const blanks = cursor.until(NOT_BLANK);
  const first = cursor.lineBreak();
  return first === '' ? blanks : fold(first, quotedBreaks(cursor));
}

function quotedBreaks(cursor: Cursor): string[] {
  const breaks: string[] = [];
  for (;;) {
    if (atAnyMarker(cursor)) throw cursor.error('has a document marker inside quotes');
    cursor.until(NOT_BLANK);
    const more = cursor.lineBreak();
    if (more === '') return breaks;
    breaks.push(more);
  }
}

function readEscape(cursor: Cursor): string {
  const mark = cursor.mark;
  cursor.take(1);
  const char = cursor.peek();
  const simple = ESCAPES.get(char);
  if (simple !== undefined) {
    cursor.take(1);
    return simple;
  }
  if (cursor.lineBreak() !== '') return quotedBreaks(cursor).join('');
  const length = HEX_DIGITS[char] ?? 0;
  const digits = length > 0 ? cursor.take(length + 1).slice(1) : '';
  const code = Number.parseInt(digits, 16);
  if (length === 0 || !/^[0-9A-Fa-f]+$/.test(digits) || code > 0x10ffff)
    throw cursor.error('has an escape in double quotes that YAML does not know: use single quotes', mark);
  return String.fromCodePoint(code);
}

/** A text behind `|` or `>`. @param parent the column of the collection that it is in, or -1. */
export function scanBlock(cursor: Cursor, parent: number): string {
  const folded = cursor.take(1) === '>';
  const { chomping, increment } = blockHeader(cursor);
  const least = Math.max(1, parent + 1);
  let breaks: string[];
  let indent = least + (increment ?? 1) - 1;
  if (increment === undefined) {
    const found = blockIndentation(cursor);
    breaks = found.breaks;
    indent = Math.max(least, found.column);
  } else breaks = blockBreaks(cursor, indent);
  const chunks: string[] = [];
  let last = '';
  while (cursor.column === indent && cursor.peek() !== '\0') {
    chunks.push(...breaks);
    const spaced = cursor.isOneOf(' \t');
    chunks.push(cursor.restOfLine());
    last = cursor.lineBreak();
    breaks = blockBreaks(cursor, indent);
    if (cursor.column !== indent || cursor.peek() === '\0') break;
    // Lines that begin with a space stay lines, also in a folded text.
    if (!folded || last !== '\n' || spaced || cursor.isOneOf(' \t')) chunks.push(last);
    else if (breaks.length === 0) chunks.push(' ');
  }
  if (chomping !== '-') chunks.push(last);
  if (chomping === '+') chunks.push(...breaks);
  return chunks.join('');
}

function blockHeader(cursor: Cursor): { chomping: string; increment: number | undefined } {
  const signs = cursor.match(/[-+]?[0-9]?|[0-9]?[-+]?/y) + cursor.match(/[-+]/y);
  const [, before = '', digit = '', after = ''] = /^([-+]?)([0-9]?)([-+]?)$/.exec(signs) ?? [];
  const wrong =
    (before !== '' && after !== '') || signs.length > 2 || digit === '0' || !cursor.isOneOf(`${ENDS} `);
  cursor.skip(' ');
  cursor.skipComment();
  if (wrong || !cursor.isOneOf(ENDS))
    throw cursor.error(
      'has something behind | or > that does not belong there: put the text in the next line',
    );
  cursor.lineBreak();
  return { chomping: before || after, increment: digit === '' ? undefined : Number(digit) };
}

function blockIndentation(cursor: Cursor): { breaks: string[]; column: number } {
  const breaks: string[] = [];
  let column = 0;
  for (;;) {
    cursor.skip(' ');
    column = Math.max(column, cursor.column);
    const more = cursor.lineBreak();
    if (more === '') return { breaks, column };
    breaks.push(more);
  }
}

function blockBreaks(cursor: Cursor, indent: number): string[] {
  const breaks: string[] = [];
  for (;;) {
    while (cursor.column < indent && cursor.peek() === ' ') cursor.take(1);
    const more = cursor.lineBreak();
    if (more === '') return breaks;
    breaks.push(more);
  }
}
