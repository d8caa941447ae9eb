import { Cursor, GAPS, type Mark } from './yaml-cursor.js';
import { PossibleKeys } from './yaml-keys.js';
import { scanDirective, scanName, scanTag } from './yaml-properties.js';
import { scanBlock, scanPlain, scanQuoted } from './yaml-scalars.js';

export type TokenKind =
  | 'directive'
  | 'documentStart'
  | 'documentEnd'
  | 'blockList'
  | 'blockMap'
  | 'blockEnd'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '-'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar'
  | 'end';

export interface Token {
  kind: TokenKind;
  mark: Mark;
  /** Of scalars, aliases, anchors, tags and directives. */
  text: string;
  /** Whether a scalar stands without quotes and not behind `|` or `>`. */
  plain: boolean;
}

/** What an unquoted text cannot begin with. */
const NEVER_PLAIN = `${GAPS}-?:,[]{}#&*!|>'"%@\``;

/** Splits YAML 1.1 text into tokens as PyYAML does, no further than is asked for. @throws YamlError */
export class Scanner {
  private readonly cursor: Cursor;
  private readonly queue: Token[] = [];
  private taken = 0;
  private done = false;
  private flowLevel = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  private keyAllowed = true;
  private readonly keys = new PossibleKeys();

  constructor(text: string) {
    this.cursor = new Cursor(text);
  }

  peek(): Token {
    while (this.needsMore()) this.fetch();
    return this.queue[0]!;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') {
      this.queue.shift();
      this.taken += 1;
    }
    return token;
  }

  private needsMore(): boolean {
    if (this.done) return false;
    if (this.queue.length === 0) return true;
    this.keys.dropStale(this.cursor);
    // The first token may yet turn out to be a key.
    return this.keys.has(this.taken);
  }

  private fetch(): void {
    const { cursor } = this;
    this.skipToToken();
    this.keys.dropStale(this.cursor);
    this.closeBlocks(cursor.column);
    const char = cursor.peek();
    const beforeGap = cursor.isOneOf(GAPS, 1);
    if (char === '\0') this.end();
    else if (cursor.column === 0 && char === '%') this.leaveBlocks('directive');
    else if (cursor.column === 0 && cursor.atDocumentMarker('---')) this.leaveBlocks('documentStart');
    else if (cursor.column === 0 && cursor.atDocumentMarker('...')) this.leaveBlocks('documentEnd');
    else if (char === '[' || char === '{') this.openFlow(char);
    else if (char === ']' || char === '}') this.closeFlow(char);
    else if (char === ',') this.comma();
    else if (char === '-' && beforeGap) this.listEntry();
    else if (char === '?' && (this.flowLevel > 0 || beforeGap)) this.explicitKey();
    else if (char === ':' && (this.flowLevel > 0 || beforeGap)) this.value();
    else this.content(char, beforeGap);
  }

  private content(char: string, beforeGap: boolean): void {
    const { cursor } = this;
    const { mark } = cursor;
    if (this.flowLevel === 0 && (char === '|' || char === '>')) {
      this.keyAllowed = true;
      this.dropKey();
      this.push('scalar', mark, scanBlock(cursor, this.indent));
      return;
    }
    const mayBePlain = char === '-' || (this.flowLevel === 0 && '?:'.includes(char));
    const isPlain = mayBePlain ? !beforeGap : !NEVER_PLAIN.includes(char);
    if (!isPlain && !`*&!'"`.includes(char)) {
      const name = char === '\t' ? 'a tab' : JSON.stringify(char);
      throw cursor.error(
        `has ${name} where a value cannot begin: use spaces, and put texts with signs in quotes`,
      );
    }
    this.saveKey();
    this.keyAllowed = false;
    if (char === '*') this.push('alias', mark, scanName(cursor));
    else if (char === '&') this.push('anchor', mark, scanName(cursor));
    else if (char === '!') this.push('tag', mark, scanTag(cursor));
    else if (char === "'" || char === '"') this.push('scalar', mark, scanQuoted(cursor));
    else {
      const { text, newLine } = scanPlain(cursor, this.indent + 1, this.flowLevel > 0);
      this.keyAllowed = newLine;
      this.push('scalar', mark, text, true);
    }
  }

  private skipToToken(): void {
    for (;;) {
      this.cursor.skip(' ');
      this.cursor.skipComment();
      if (this.cursor.lineBreak() === '') return;
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  private push(kind: TokenKind, mark: Mark, text = '', plain = false): void {
    this.queue.push({ kind, mark, text, plain });
  }

  private sign(kind: TokenKind, length = 1): void {
    this.push(kind, this.cursor.mark);
    this.cursor.take(length);
  }

  private saveKey(): void {
    if (!this.keyAllowed) return;
    this.dropKey();
    const { cursor } = this;
    const required = this.flowLevel === 0 && this.indent === cursor.column;
    const token = this.taken + this.queue.length;
    this.keys.save(this.flowLevel, { token, required, at: cursor.at, mark: cursor.mark });
  }

  private dropKey(): void {
    this.keys.drop(this.flowLevel);
  }

  private closeBlocks(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.indent = this.indents.pop() ?? -1;
      this.push('blockEnd', this.cursor.mark);
    }
  }

  private openBlock(column: number): boolean {
    if (this.indent >= column) return false;
    this.indents.push(this.indent);
    this.indent = column;
    return true;
  }

  private end(): void {
    this.closeBlocks(-1);
    this.dropKey();
    this.keys.clear();
    this.push('end', this.cursor.mark);
    this.done = true;
  }

  private leaveBlocks(kind: 'directive' | 'documentStart' | 'documentEnd'): void {
    this.closeBlocks(-1);
    this.dropKey();
    this.keyAllowed = false;
    if (kind !== 'directive') this.sign(kind, 3);
    else this.push(kind, this.cursor.mark, scanDirective(this.cursor));
  }

  private openFlow(kind: '[' | '{'): void {
    this.saveKey();
    this.flowLevel += 1;
    this.keyAllowed = true;
    this.sign(kind);
  }

  private closeFlow(kind: ']' | '}'): void {
    this.dropKey();
    this.flowLevel -= 1;
    this.keyAllowed = false;
    this.sign(kind);
  }

  private comma(): void {
    this.keyAllowed = true;
    this.dropKey();
    this.sign(',');
  }

  private listEntry(): void {
    this.enterBlock('blockList', 'a list entry');
    this.keyAllowed = true;
    this.dropKey();
    this.sign('-');
  }

  private explicitKey(): void {
    this.enterBlock('blockMap', 'a key');
    this.keyAllowed = this.flowLevel === 0;
    this.dropKey();
    this.sign('key');
  }

  private value(): void {
    const key = this.keys.take(this.flowLevel);
    if (key) {
      const opening: Token[] = [{ kind: 'key', mark: key.mark, text: '', plain: false }];
      if (this.flowLevel === 0 && this.openBlock(key.mark.column))
        opening.unshift({ kind: 'blockMap', mark: key.mark, text: '', plain: false });
      this.queue.splice(key.token - this.taken, 0, ...opening);
      this.keyAllowed = false;
    } else {
      this.enterBlock('blockMap', 'a second : in one line');
      this.keyAllowed = this.flowLevel === 0;
      this.dropKey();
    }
    this.sign('value');
  }

  private enterBlock(kind: 'blockList' | 'blockMap', what: string): void {
    if (this.flowLevel > 0) return;
    if (!this.keyAllowed)
      throw this.cursor.error(`has ${what} where none can be: put texts with signs in quotes`);
    if (this.openBlock(this.cursor.column)) this.push(kind, this.cursor.mark);
  }
}
