import { MAX_DIGITS } from './scalar.js';

/** Says what is wrong with an expression; the caller adds where. */
export class ExpressionError extends Error {}

/** A piece of a resolver's arguments. */
export interface Token {
  kind: keyof typeof TOKENS;
  text: string;
}

const INT = '(?:0|[1-9](?:_?[0-9])*)';
const DIGITS = '[0-9](?:_?[0-9])*';
const FRACTION = `(?:${INT})?\\.${DIGITS}`;
const SPACE = '[ \\t]';

/**
 * The tokens of OmegaConf 2.3's arguments. The longest one wins, and of equally long ones the first: `inf` is a
 * float, `infinity` a word.
 */
const TOKENS = {
  expression: /\$\{/y,
  mapOpen: new RegExp(`\\{${SPACE}*`, 'y'),
  mapClose: new RegExp(`${SPACE}*\\}`, 'y'),
  quote: /['"]/y,
  comma: new RegExp(`${SPACE}*,${SPACE}*`, 'y'),
  listOpen: new RegExp(`\\[${SPACE}*`, 'y'),
  listClose: new RegExp(`${SPACE}*\\]`, 'y'),
  colon: new RegExp(`${SPACE}*:${SPACE}*`, 'y'),
  float: new RegExp(
    `[-+]?(?:(?:${FRACTION}|${INT}\\.?)[eE][-+]?${DIGITS}|${FRACTION}|${INT}\\.|[Ii][Nn][Ff]|[Nn][Aa][Nn])`,
    'y',
  ),
  int: new RegExp(`[-+]?${INT}`, 'y'),
  bool: /true|false/iy,
  null: /null/iy,
  sign: /[$%*+\-./?@\\|]/y,
  word: /[A-Za-z_][\w-]*/y,
  escape: /(?:\\[\\()[\]{}:=, \t])+/y,
  space: new RegExp(`${SPACE}+`, 'y'),
};

const ENTRIES = Object.entries(TOKENS) as [Token['kind'], RegExp][];

/** The token at an offset, or undefined where there is none: at the end, and at what must stand in quotes. */
export function tokenAt(text: string, offset: number): Token | undefined {
  let best: Token | undefined;
  for (const [kind, pattern] of ENTRIES) {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined && found.length > (best?.text.length ?? 0)) best = { kind, text: found };
  }
  return best;
}

/** What a token means by itself. @throws ExpressionError for integers too long for Python. */
export function tokenValue({ kind, text }: Token): null | boolean | string | bigint | number {
  switch (kind) {
    case 'null':
      return null;
    case 'bool':
      return text.toLowerCase() === 'true';
    case 'int':
      if (text.length > MAX_DIGITS)
        throw new ExpressionError('has a number that Python cannot read: put it in quotes');
      return BigInt(text.replace(/^\+|_/g, ''));
    case 'float':
      return readFloat(text.replaceAll('_', '').toLowerCase());
    default:
      return tokenText({ kind, text });
  }
}

/** A token as a part of a longer text: a backslash takes the meaning from the character after it. */
export function tokenText({ kind, text }: Token): string {
  return kind === 'escape' ? text.replace(/\\(.)/g, '$1') : text;
}

function readFloat(text: string): number {
  if (text.endsWith('nan')) return Number.NaN;
  if (text.endsWith('inf')) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}
