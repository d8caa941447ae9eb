/** A place in a text; both count from 0. */
export interface Mark {
  line: number;
  column: number;
}

/** Says what is wrong with a YAML text, and where; the caller adds whose text it is. */
export class YamlError extends Error {
  constructor(
    message: string,
    readonly mark: Mark,
  ) {
    super(message);
  }
}

/** What PyYAML's reader takes; all others are refused before anything is read. */
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Line breaks of YAML 1.1. A NUL stands for the end of the text: in the text itself there is none. */
const BREAKS = '\r\n\x85\u2028\u2029';
export const ENDS = `\0${BREAKS}`;
export const GAPS = `${ENDS} \t`;
const LINE_END = /[\0\r\n\x85\u2028\u2029]/g;

/** Reads a text character by character, and knows the line and column. */
export class Cursor {
  at = 0;
  line = 0;
  private lineStart = 0;
  private readonly text: string;

  /** @throws YamlError for characters that no YAML text may hold. */
  constructor(text: string) {
    this.text = `${text}\0`;
    const bad = UNPRINTABLE.exec(text);
    if (bad) {
      while (this.at < bad.index) if (!this.lineBreak()) this.at += 1;
      const code = bad[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      throw this.error(`has the character U+${code}, which YAML does not allow`);
    }
    // A byte order mark at the start is no part of the text.
    if (text.startsWith('\ufeff')) {
      this.at = 1;
      this.lineStart = 1;
    }
  }

  get column(): number {
    return this.at - this.lineStart;
  }

  get mark(): Mark {
    return { line: this.line, column: this.column };
  }

  error(message: string, mark: Mark = this.mark): YamlError {
    return new YamlError(message, mark);
  }

  peek(ahead = 0): string {
    return this.text[this.at + ahead] ?? '\0';
  }

  /** Whether the character, by default the next one, is one of those in `set`. */
  isOneOf(set: string, ahead = 0): boolean {
    return set.includes(this.peek(ahead));
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  take(length: number): string {
    this.at += length;
    return this.text.slice(this.at - length, this.at);
  }

  /** Takes everything before the next character that the pattern (with the flag g) finds. */
  until(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    return this.take((pattern.exec(this.text)?.index ?? this.text.length - 1) - this.at);
  }

  /** Takes what the pattern (with the flag y) matches here. */
  match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    return this.take(pattern.exec(this.text)?.[0].length ?? 0);
  }

  skip(char: string): void {
    while (this.peek() === char) this.at += 1;
  }

  skipComment(): void {
    if (this.peek() === '#') this.until(LINE_END);
  }

  restOfLine(): string {
    return this.until(LINE_END);
  }

  /** Takes a line break and answers what it means in a text: `\n`, or a Unicode break as it is; '' if there is none. */
  lineBreak(): string {
    const char = this.peek();
    if (!BREAKS.includes(char)) return '';
    this.at += this.startsWith('\r\n') ? 2 : 1;
    this.line += 1;
    this.lineStart = this.at;
    return char === '\u2028' || char === '\u2029' ? char : '\n';
  }

  /** Whether `---` or `...` stands here by itself. */
  atDocumentMarker(marker: '---' | '...'): boolean {
    return this.startsWith(marker) && this.isOneOf(GAPS, 3);
  }
}
