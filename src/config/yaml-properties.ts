import { type Cursor, ENDS, GAPS } from './yaml-cursor.js';

/** The name behind `&` or `*`. */
export function scanName(cursor: Cursor): string {
  const { mark } = cursor;
  const sign = cursor.take(1);
  const name = cursor.match(/[\w-]*/y);
  if (name === '' || !cursor.isOneOf(`${GAPS}?:,]}%@\``))
    throw cursor.error(`has a ${sign} without a name: put texts that begin with it in quotes`, mark);
  return name;
}

/** The full name of a tag; `!` is the one that says nothing. */
export function scanTag(cursor: Cursor): string {
  const { mark } = cursor;
  let name = '!';
  if (cursor.isOneOf(GAPS, 1)) cursor.take(1);
  else {
    // Searched for its end: a pattern that repeats over megabytes may exhaust the engine's stack.
    const text = cursor.take(1) + cursor.until(/[\0\s\x85\u2028\u2029]/g);
    const verbatim = /^!<(.*)>$/.exec(text);
    name = verbatim ? verbatim[1]! : text.replace(/^!!/, 'tag:yaml.org,2002:');
  }
  if (!cursor.isOneOf(`${ENDS} `))
    throw cursor.error('has a tag (!) that cannot be read: put texts that begin with ! in quotes', mark);
  return name;
}

/** A line that begins with `%`. Of YAML's versions there is only 1, and other directives say nothing to us. */
export function scanDirective(cursor: Cursor): string {
  const { mark } = cursor;
  const text = cursor.restOfLine();
  if (!/^%(?:YAML +1\.\d+|(?!(?:YAML|TAG)(?: |$))[\w-]+(?: .*)?) *(?:#.*)?$/s.test(text))
    throw cursor.error('begins a line with %, which is for directives: put the text in quotes', mark);
  cursor.lineBreak();
  return text;
}
