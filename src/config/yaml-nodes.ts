import { brief } from './value.js';
import { type Mark, YamlError } from './yaml-cursor.js';
import { Scanner, type Token, type TokenKind } from './yaml-scanner.js';

interface Located {
  mark: Mark;
  /** The full name of an explicit tag. */
  tag?: string;
}

export interface ScalarNode extends Located {
  kind: 'scalar';
  text: string;
  /** Whether the text says by itself what it is: without quotes, or with the tag `!`. */
  plain: boolean;
}

export interface ListNode extends Located {
  kind: 'list';
  items: YamlNode[];
}

export interface MapNode extends Located {
  kind: 'map';
  entries: [YamlNode, YamlNode][];
}

/** A value of a YAML text. An alias is the node of its anchor itself. */
export type YamlNode = ScalarNode | ListNode | MapNode;

/** No real configuration comes near these; OmegaConf gives up at 100 levels too. */
const MAX_DEPTH = 100;
const MAX_NODES = 200_000;

/**
 * Parses YAML 1.1 text as PyYAML does.
 * @returns the one document's node, or undefined where there is no document.
 * @throws YamlError
 */
export function parseYaml(text: string): YamlNode | undefined {
  return new Parser(new Scanner(text)).document();
}

class Parser {
  private readonly anchors = new Map<string, YamlNode | undefined>();
  private nodes = 0;
  private depth = 0;

  constructor(private readonly scanner: Scanner) {}

  document(): YamlNode | undefined {
    if (this.isNext('end')) return undefined;
    const isExplicit = this.isNext('directive', 'documentStart');
    if (isExplicit) this.startDocument();
    const isEmpty = isExplicit && this.isNext('directive', 'documentStart', 'documentEnd', 'end');
    const node = isEmpty ? this.empty(this.scanner.peek().mark) : this.node({ block: true });
    while (this.isNext('documentEnd')) this.scanner.next();
    if (this.isNext('end')) return node;
    throw this.error(
      this.isNext('documentStart', 'directive')
        ? 'has more than one YAML document: keep one'
        : 'has something behind its value that does not belong to it',
    );
  }

  private startDocument(): void {
    while (this.isNext('directive')) this.scanner.next();
    if (!this.isNext('documentStart')) throw this.error('has a directive (%) without --- behind it');
    this.scanner.next();
  }

  private node({ block = false, indentless = false }): YamlNode {
    if (this.isNext('alias')) return this.alias();
    const { mark } = this.scanner.peek();
    let anchor: string | undefined;
    let tag: string | undefined;
    for (const _ of [1, 2]) {
      if (anchor === undefined && this.isNext('anchor')) anchor = this.scanner.next().text;
      else if (tag === undefined && this.isNext('tag')) tag = this.scanner.next().text;
    }
    if (anchor !== undefined) {
      if (this.anchors.has(anchor)) throw new YamlError(`has the anchor &${brief(anchor)} twice`, mark);
      this.anchors.set(anchor, undefined);
    }
    const node = this.content(mark, block, indentless, tag, anchor !== undefined || tag !== undefined);
    if (tag !== undefined && tag !== '!') node.tag = tag;
    if (anchor !== undefined) this.anchors.set(anchor, node);
    return node;
  }

  private content(
    mark: Mark,
    block: boolean,
    indentless: boolean,
    tag: string | undefined,
    mayBeEmpty: boolean,
  ): YamlNode {
    const token = this.scanner.peek();
    switch (token.kind) {
      case 'scalar':
        this.scanner.next();
        return this.count({ kind: 'scalar', text: token.text, plain: tag === '!' || token.plain, mark });
      case '[':
        return this.deeper(() => this.flowList());
      case '{':
        return this.deeper(() => this.flowMap());
      case '-':
        if (indentless) return this.deeper(() => this.list('-', 'key', 'value', 'blockEnd'));
        break;
      case 'blockList':
        if (block) return this.deeper(() => this.blockList());
        break;
      case 'blockMap':
        if (block) return this.deeper(() => this.blockMap());
        break;
    }
    if (mayBeEmpty) return this.empty(mark);
    throw this.error('lacks a value here');
  }

  private alias(): YamlNode {
    const { text, mark } = this.scanner.next();
    const name = brief(text);
    const node = this.anchors.get(text);
    if (node) return node;
    throw new YamlError(
      this.anchors.has(text)
        ? `has the alias *${name} inside its own anchor`
        : `has the alias *${name} without an anchor &${name}`,
      mark,
    );
  }

  private blockList(): ListNode {
    this.scanner.next();
    const list = this.list('-', 'blockEnd');
    this.close('blockEnd', 'has something in a list that does not begin with "- "');
    return list;
  }

  /** Entries behind dashes. @param empty the tokens before which an entry is empty. */
  private list(...empty: TokenKind[]): ListNode {
    const { mark } = this.scanner.peek();
    const items: YamlNode[] = [];
    while (this.isNext('-')) {
      const dash = this.scanner.next();
      items.push(this.isNext(...empty) ? this.empty(dash.mark) : this.node({ block: true }));
    }
    return this.count({ kind: 'list', items, mark });
  }

  private blockMap(): MapNode {
    const { mark } = this.scanner.next();
    const entries: [YamlNode, YamlNode][] = [];
    while (this.isNext('key')) {
      const key = this.part(
        this.scanner.next(),
        { block: true, indentless: true },
        'key',
        'value',
        'blockEnd',
      );
      const value = this.isNext('value')
        ? this.part(this.scanner.next(), { block: true, indentless: true }, 'key', 'value', 'blockEnd')
        : this.empty(this.scanner.peek().mark);
      entries.push([key, value]);
    }
    this.close('blockEnd', 'has something in a mapping that is no key: check the indentation');
    return this.count({ kind: 'map', entries, mark });
  }

  private flowList(): ListNode {
    const { mark } = this.scanner.next();
    const items: YamlNode[] = [];
    while (!this.isNext(']')) {
      if (items.length > 0) this.close(',', 'has [ without its ], or lacks a comma');
      if (this.isNext('key')) items.push(this.pair());
      else if (!this.isNext(']')) items.push(this.node({}));
    }
    this.scanner.next();
    return this.count({ kind: 'list', items, mark });
  }

  /** `[a: b]` is a list of one mapping. */
  private pair(): MapNode {
    const { mark } = this.scanner.peek();
    const key = this.part(this.scanner.next(), {}, 'value', ',', ']');
    const value = this.isNext('value')
      ? this.part(this.scanner.next(), {}, ',', ']')
      : this.empty(this.scanner.peek().mark);
    return this.count({ kind: 'map', entries: [[key, value]], mark });
  }

  private flowMap(): MapNode {
    const { mark } = this.scanner.next();
    const entries: [YamlNode, YamlNode][] = [];
    while (!this.isNext('}')) {
      if (entries.length > 0) this.close(',', 'has { without its }, or lacks a comma');
      if (this.isNext('key')) {
        const key = this.part(this.scanner.next(), {}, 'value', ',', '}');
        const value = this.isNext('value')
          ? this.part(this.scanner.next(), {}, ',', '}')
          : this.empty(this.scanner.peek().mark);
        entries.push([key, value]);
      } else if (!this.isNext('}')) {
        const key = this.node({});
        entries.push([key, this.empty(key.mark)]);
      }
    }
    this.scanner.next();
    return this.count({ kind: 'map', entries, mark });
  }

  /** What follows a sign, or nothing before one of these tokens. */
  private part(sign: Token, how: { block?: boolean; indentless?: boolean }, ...empty: TokenKind[]): YamlNode {
    return this.isNext(...empty) ? this.empty(sign.mark) : this.node(how);
  }

  private empty(mark: Mark): ScalarNode {
    return this.count({ kind: 'scalar', text: '', plain: true, mark });
  }

  private count<T extends YamlNode>(node: T): T {
    this.nodes += 1;
    if (this.nodes > MAX_NODES) throw new YamlError(`holds more than ${MAX_NODES} values`, node.mark);
    return node;
  }

  private deeper<T>(work: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw this.error(`is nested more than ${MAX_DEPTH} levels deep`);
    const result = work();
    this.depth -= 1;
    return result;
  }

  private isNext(...kinds: TokenKind[]): boolean {
    return kinds.includes(this.scanner.peek().kind);
  }

  private close(kind: TokenKind, otherwise: string): void {
    if (!this.isNext(kind)) throw this.error(otherwise);
    this.scanner.next();
  }

  private error(message: string): YamlError {
    return new YamlError(message, this.scanner.peek().mark);
  }
}
