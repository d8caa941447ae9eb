/** A text with expressions in it: literals and `${…}` in turn. */
export type Template = (string | Expression)[];

/** `${a.b[0]}`: a reference to another value. The path may hold expressions itself. */
export interface NodeExpression {
  kind: 'node';
  path: Template;
}

/** `${resolver:arg,…}` */
export interface CallExpression {
  kind: 'call';
  name: string;
  args: Element[];
}

export type Expression = NodeExpression | CallExpression;

/** An argument of a resolver. */
export type Element =
  | { kind: 'plain' | 'quoted'; template: Template }
  | { kind: 'list'; items: Element[] }
  | { kind: 'map'; entries: [Element, Element][] };

/** Says what is wrong with an expression; the caller adds where. */
export class ExpressionError extends Error {}

/** Nested deeper than any real config; a parser without a limit would run out of stack. */
const MAX_NESTING = 50;

/**
 * Parses a text in OmegaConf 2.3's interpolation grammar. An odd number of backslashes before `${` makes it a
 * literal, and each pair of them stands for one.
 * @throws ExpressionError
 */
export function parseTemplate(text: string): Template {
  return new Parser(text).template();
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  template(): Template {
    const parts = this.parts(() => false, false);
    return parts.length === 0 ? [''] : parts;
  }

  /** Reads literals and expressions up to the end, or to where `stop` says. */
  private parts(stop: (char: string) => boolean, inArgument: boolean): Template {
    const parts: Template = [];
    let literal = '';
    const flush = (): void => {
      if (literal !== '') parts.push(literal);
      literal = '';
    };
    while (this.at < this.text.length && !stop(this.text[this.at]!)) {
      const slashes = /^\\+/.exec(this.text.slice(this.at, this.at + 1000))?.[0].length ?? 0;
      if (this.text.startsWith('${', this.at + slashes)) {
        literal += '\\'.repeat(slashes >> 1);
        this.at += slashes;
        if (slashes % 2 === 1) {
          literal += '${';
          this.at += 2;
        } else {
          flush();
          parts.push(this.expression());
        }
      } else if (inArgument && slashes > 0) {
        // In arguments a backslash takes the meaning from the characters of the grammar.
        const next = this.text[this.at + 1] ?? '';
        const escapes = /[\\()[\]{}:=, \t'"]/.test(next);
        literal += escapes ? next : `\\${next}`;
        this.at += 2;
      } else {
        literal += this.text[this.at];
        this.at += 1;
      }
    }
    flush();
    return parts;
  }

  private expression(): Expression {
    this.depth += 1;
    if (this.depth > MAX_NESTING) throw new ExpressionError(`nests \${…} more than ${MAX_NESTING} deep`);
    this.at += 2;
    const call = /^\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*:/.exec(this.text.slice(this.at, this.at + 200));
    let result: Expression;
    if (call) {
      this.at += call[0].length;
      result = { kind: 'call', name: call[1]!, args: this.elements('}') };
    } else {
      result = { kind: 'node', path: trimTemplate(this.parts((char) => char === '}', false)) };
      this.expect('}');
    }
    this.depth -= 1;
    return result;
  }

  /** Reads elements separated by commas, and the closing character. */
  private elements(close: string): Element[] {
    const items: Element[] = [];
    this.skipSpace();
    if (this.text[this.at] === close) {
      this.at += 1;
      return close === '}' ? [{ kind: 'plain', template: [''] }] : items;
    }
    for (;;) {
      items.push(this.element(close));
      this.skipSpace();
      if (this.text[this.at] === ',') {
        this.at += 1;
        continue;
      }
      this.expect(close);
      return items;
    }
  }

  private element(close: string, inKey = false): Element {
    this.skipSpace();
    const first = this.text[this.at];
    if (first === '[') {
      this.at += 1;
      return { kind: 'list', items: this.elements(']') };
    }
    if (first === '{') return this.map();
    if (first === "'" || first === '"') return this.quoted(first);
    const stop = (char: string): boolean => char === ',' || char === close || (inKey && char === ':');
    return { kind: 'plain', template: trimTemplate(this.parts(stop, true)) };
  }

  private map(): Element {
    this.at += 1;
    const entries: [Element, Element][] = [];
    this.skipSpace();
    if (this.text[this.at] === '}') this.at += 1;
    else {
      do {
        const key = this.element('}', true);
        this.skipSpace();
        this.expect(':');
        entries.push([key, this.element('}')]);
        this.skipSpace();
      } while (this.take(','));
      this.expect('}');
    }
    return { kind: 'map', entries };
  }

  private quoted(quote: string): Element {
    this.at += 1;
    const start = this.at;
    let raw = '';
    while (this.at < this.text.length && this.text[this.at] !== quote) {
      if (this.text[this.at] === '\\' && this.text[this.at + 1] === quote) this.at += 1;
      raw += this.text[this.at];
      this.at += 1;
    }
    if (this.at >= this.text.length)
      throw new ExpressionError(
        `has a ${quote} that nothing closes: ${this.text.slice(start - 1, start + 30)}`,
      );
    this.at += 1;
    return { kind: 'quoted', template: parseTemplate(raw) };
  }

  private skipSpace(): void {
    while (/[ \t\n]/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  private take(char: string): boolean {
    if (this.text[this.at] !== char) return false;
    this.at += 1;
    return true;
  }

  private expect(char: string): void {
    if (this.take(char)) return;
    throw new ExpressionError(
      this.at >= this.text.length
        ? `has a \${ without its }: close it, or write \\\${ for the text itself`
        : `has ${JSON.stringify(this.text[this.at])} where ${JSON.stringify(char)} belongs, inside \${…}`,
    );
  }
}

/** Spaces around an argument do not belong to it. */
function trimTemplate(parts: Template): Template {
  const trimmed = [...parts];
  const first = trimmed[0];
  if (typeof first === 'string') trimmed[0] = first.replace(/^[ \t\n]+/, '');
  const last = trimmed.at(-1);
  if (typeof last === 'string') trimmed[trimmed.length - 1] = last.replace(/[ \t\n]+$/, '');
  const kept = trimmed.filter((part) => part !== '');
  return kept.length === 0 ? [''] : kept;
}
