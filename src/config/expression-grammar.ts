import { ExpressionError, type Token, tokenAt, tokenText, tokenValue } from './expression-tokens.js';

/** A text with expressions in it: literals and `${…}` in turn. */
export type Template = (string | Expression)[];

/** `${a.b[0]}`: a reference to another value. The key may hold expressions itself. */
export interface NodeExpression {
  kind: 'node';
  key: Template;
}

/** `${resolver:arg,…}`; the name may hold expressions itself. */
export interface CallExpression {
  kind: 'call';
  name: Template;
  args: Element[];
}

export type Expression = NodeExpression | CallExpression;

/** An argument of a resolver. */
export type Element =
  | { kind: 'scalar'; value: null | boolean | string | bigint | number }
  | { kind: 'text' | 'quoted'; template: Template }
  | { kind: 'list'; items: Element[] }
  | { kind: 'map'; entries: [Token[], Element][] };

/** Nested deeper than any real config; a parser without a limit would run out of stack. */
const MAX_NESTING = 50;

/** Token kinds that make up an unquoted argument, and those that make up a key in a mapping. */
const KEY_KINDS = new Set(['float', 'int', 'bool', 'null', 'sign', 'word', 'escape', 'space']);
const PLAIN_KINDS = new Set([...KEY_KINDS, 'colon', 'expression']);

/**
 * Parses a text in OmegaConf 2.3's interpolation grammar. An odd number of backslashes before `${` makes it a
 * literal, and each pair of them stands for one.
 * @throws ExpressionError
 */
export function parseTemplate(text: string): Template {
  return new Parser(text).text('');
}

/** Parses a text as one argument, as oc.decode does. @throws ExpressionError */
export function parseElement(text: string): Element {
  return new Parser(text).single();
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly source: string) {}

  single(): Element {
    const element = this.element();
    if (this.at < this.source.length) throw this.unexpected('the end');
    return element;
  }

  /** Reads literals and expressions up to the closing quote, or to the end where there is none (`''`). */
  text(quote: string): Template {
    const parts: Template = [];
    let literal = '';
    for (;;) {
      const start = this.at;
      while (this.at < this.source.length && this.source[this.at] !== '$' && this.source[this.at] !== quote)
        this.at += 1;
      const chunk = this.source.slice(start, this.at);
      const slashes = trailingBackslashes(chunk);
      const halved = chunk.slice(0, chunk.length - slashes) + '\\'.repeat(slashes >> 1);
      if (this.at >= this.source.length) {
        if (quote !== '') throw new ExpressionError(`has a ${quote} that nothing closes, inside \${…}`);
        return finish(parts, literal + chunk);
      }
      if (this.source.startsWith('${', this.at)) {
        literal += halved;
        if (slashes % 2 === 1) {
          literal += '${';
          this.at += 2;
        } else {
          if (literal !== '') parts.push(literal);
          literal = '';
          parts.push(this.expression());
        }
      } else if (this.source[this.at] === quote) {
        this.at += 1;
        literal += halved;
        if (slashes % 2 === 0) return finish(parts, literal);
        literal += quote;
      } else {
        this.at += 1;
        literal += `${chunk}$`;
      }
    }
  }

  private expression(): Expression {
    return this.deeper(() => {
      this.take(/\$\{[ \t]*/y);
      const key: Template = [];
      const dots = this.take(/\.+/y) ?? '';
      // A name of words and dots may turn out to be a resolver's.
      let callable = dots === '';
      let bracketed = this.take(/\[/y) !== undefined;
      let literal = dots;
      for (;;) {
        if (bracketed) literal += '[';
        if (this.source.startsWith('${', this.at)) {
          if (literal !== '') key.push(literal);
          literal = '';
          key.push(this.expression());
        } else {
          const word = this.take(/[^\\{}()[\]:. \t'"]+/y);
          if (word === undefined) throw this.unexpected('a key');
          callable &&= /^[A-Za-z_][\w-]*$/.test(word);
          literal += word;
        }
        callable &&= !bracketed;
        if (bracketed) literal += this.need(/\]/y, ']');
        if (callable && this.take(/[ \t]*:[ \t]*/y) !== undefined)
          return { kind: 'call', name: finish(key, literal), args: this.sequence('mapClose') };
        if (this.take(/[ \t]*\}/y) !== undefined) return { kind: 'node', key: finish(key, literal) };
        bracketed = this.take(/\[/y) !== undefined;
        if (!bracketed) literal += this.need(/\./y, '}');
      }
    });
  }

  /** Reads elements separated by commas, and the closing token. What is missing between commas is empty text. */
  private sequence(close: 'mapClose' | 'listClose'): Element[] {
    const items: Element[] = [];
    let comma = true;
    for (let first = true; ; first = false) {
      const kind = this.peek()?.kind;
      if (kind === close || kind === 'comma') {
        if (comma && !(first && kind === close)) items.push({ kind: 'scalar', value: '' });
        this.next();
        if (kind === close) return items;
        comma = true;
      } else {
        if (!comma) throw this.unexpected(close === 'mapClose' ? '}' : ']');
        items.push(this.element());
        comma = false;
      }
    }
  }

  private element(): Element {
    switch (this.peek()?.kind) {
      case 'listOpen':
        this.next();
        return this.deeper(() => ({ kind: 'list', items: this.sequence('listClose') }));
      case 'mapOpen':
        return this.deeper(() => this.map());
      case 'quote':
        return { kind: 'quoted', template: this.text(this.next().text) };
      default:
        return this.plain();
    }
  }

  private plain(): Element {
    const parts: (Token | Expression)[] = [];
    for (let token = this.peek(); token && PLAIN_KINDS.has(token.kind); token = this.peek())
      parts.push(token.kind === 'expression' ? this.expression() : this.next());
    const first = parts[0];
    if (first === undefined) throw this.unexpected('a value');
    if (parts.length === 1 && 'text' in first) return { kind: 'scalar', value: tokenValue(first) };
    return { kind: 'text', template: parts.map((part) => ('text' in part ? tokenText(part) : part)) };
  }

  private map(): Element {
    this.next();
    const entries: [Token[], Element][] = [];
    if (this.peek()?.kind !== 'mapClose') {
      do {
        const key: Token[] = [];
        for (let token = this.peek(); token && KEY_KINDS.has(token.kind); token = this.peek())
          key.push(this.next());
        if (key.length === 0 || this.peek()?.kind !== 'colon') throw this.unexpected(':');
        this.next();
        entries.push([key, this.element()]);
      } while (this.peek()?.kind === 'comma' && this.next());
    }
    if (this.peek()?.kind !== 'mapClose') throw this.unexpected('}');
    this.next();
    return { kind: 'map', entries };
  }

  private deeper<T>(work: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_NESTING) throw new ExpressionError(`nests \${…} more than ${MAX_NESTING} deep`);
    const result = work();
    this.depth -= 1;
    return result;
  }

  private peek(): Token | undefined {
    return tokenAt(this.source, this.at);
  }

  private next(): Token {
    const token = this.peek()!;
    this.at += token.text.length;
    return token;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private need(pattern: RegExp, wanted: string): string {
    const found = this.take(pattern);
    if (found === undefined) throw this.unexpected(wanted);
    return found;
  }

  private unexpected(wanted: string): ExpressionError {
    const char = String.fromCodePoint(this.source.codePointAt(this.at) ?? 0);
    return new ExpressionError(
      this.at >= this.source.length
        ? `has a \${ without its }: close it, or write \\\${ for the text itself`
        : `has ${JSON.stringify(char)} where ${wanted} belongs, inside \${…}: put texts in quotes`,
    );
  }
}

function trailingBackslashes(text: string): number {
  let count = 0;
  while (text[text.length - 1 - count] === '\\') count += 1;
  return count;
}

function finish(parts: Template, literal: string): Template {
  return literal !== '' || parts.length === 0 ? [...parts, literal] : parts;
}
