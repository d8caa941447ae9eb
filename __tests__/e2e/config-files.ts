import { BROKEN, EXPRESSIONS, MORE_PATHS, PATHS, SCALARS, VARS } from './config-pieces.js';

/** A YAML text like a launcher config's, and overrides for it. */
export interface GeneratedFile {
  text: string;
  overrides: string[];
}

/** Files one after the other, the same ones for the same seed. */
export class ConfigFiles {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  next(): GeneratedFile {
    const broken = this.below(5) === 0;
    const sections = [
      VARS,
      this.section('execution', 2),
      this.section('deployment', 3),
      this.anchors(),
      `target:\n  here: 5\n  list: [z]\n  url: ${this.replaceable()}\n  api: {here: 1, key: ${this.inFlow()}}\n`,
      `evaluation:\n  there: 5\n  tasks:\n${this.tasks()}`,
      broken ? `bad: ${this.pick(BROKEN)}\n` : '',
      broken && this.below(4) === 0 ? 'self: ${self}\n' : '',
    ];
    const overrides = Array.from({ length: this.below(4) }, () => this.override());
    return { text: sections.join(''), overrides };
  }

  /** (mulberry32) */
  private below(n: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  private value(indented: boolean): string {
    if (this.below(3) > 0) {
      const text = this.pick(EXPRESSIONS);
      const needsQuotes = /: | #|^<|^\\|"/.test(text) || this.below(2) === 0;
      return needsQuotes ? `'${text.replaceAll("'", "''")}'` : text;
    }
    const text = this.pick(SCALARS);
    return indented ? text : text.replaceAll('      ', '    ');
  }

  /** What is overridden: a list of oc.dict.values cannot be, in OmegaConf. */
  private replaceable(): string {
    const text = this.value(false);
    return text.includes('oc.dict.values') ? '[1]' : text;
  }

  private inFlow(): string {
    return this.below(2) === 0
      ? `"${this.pick(['${.here}', '${vars.word}', '${oc.env:HOME}'])}"`
      : this.pick(['1e-7', 'on', "'x'", '[1, ~]']);
  }

  private section(name: string, size: number): string {
    const lines = [`${name}:`, '  here: [near]', '  there: 1', '  list: [first]'];
    for (let index = 0; index < size; index += 1) lines.push(`  key${index}: ${this.value(false)}`);
    lines.push('  inner:', '    here: 2', '    list: [x]', `    there: \${..there}`);
    for (let index = 0; index < size; index += 1) lines.push(`    key${index}: ${this.value(true)}`);
    return `${lines.join('\n')}\n`;
  }

  private anchors(): string {
    const own = this.below(2) === 0 ? '  first: own\n' : '';
    const second =
      this.below(2) === 0 ? '&two {second: 2, third: [x]}' : '&two\n  second: 2\n  third:\n  - x';
    return `base: &one\n  first: ${this.pick(['1', '"x"', '${vars.word}'])}\n  more: {deep: 1}\nother: ${second}\nsame:\n  <<: ${this.pick(['*one', '*two', '[*one, *two]'])}\n${own}  fourth: *two\n`;
  }

  private tasks(): string {
    const lines = Array.from({ length: 1 + this.below(3) }, (_, index) =>
      [
        `    - name: task${index}`,
        '      here: 3',
        '      list: [y]',
        `      params: {here: 4, x: ${this.inFlow()}}`,
        `      extra: ${this.value(true)}`,
      ].join('\n'),
    );
    return `${lines.join('\n')}\n`;
  }

  private override(): string {
    const value =
      this.below(2) === 0
        ? this.pick(EXPRESSIONS)
        : this.pick(SCALARS.filter((text) => !text.includes('\n')));
    const odd = this.pick([
      'null',
      '{a: 1}',
      '{type: x, extra: {new: 1}}',
      '[{name: x}]',
      '"???"',
      '{inner: null}',
    ]);
    return `${this.pick([...PATHS, ...MORE_PATHS])}=${this.below(4) === 0 ? odd : value}`;
  }
}
