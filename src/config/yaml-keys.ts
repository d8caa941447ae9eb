import { type Cursor, type Mark, YamlError } from './yaml-cursor.js';

/** A place where a key without `?` may have begun: a `:` in the same line makes it one. */
export interface PossibleKey {
  /** The number of its first token. */
  token: number;
  /** The mapping must go on here, so that anything else is an error. */
  required: boolean;
  at: number;
  mark: Mark;
}

/** A key without `?` is at most this long. */
const MAX_LENGTH = 1024;

/** The possible keys of the collections that are open, one for each. */
export class PossibleKeys {
  private readonly byLevel = new Map<number, PossibleKey>();

  save(level: number, key: PossibleKey): void {
    this.byLevel.set(level, key);
  }

  take(level: number): PossibleKey | undefined {
    const key = this.byLevel.get(level);
    this.byLevel.delete(level);
    return key;
  }

  /** Whether the token with this number may yet turn out to be a key's. */
  has(token: number): boolean {
    for (const key of this.byLevel.values()) if (key.token === token) return true;
    return false;
  }

  /** @throws YamlError where the key had to be one. */
  drop(level: number): void {
    const key = this.take(level);
    if (key?.required) throw new YamlError('has a key without a : behind it in the same line', key.mark);
  }

  dropStale(cursor: Cursor): void {
    for (const [level, key] of this.byLevel)
      if (key.mark.line !== cursor.line || cursor.at - key.at > MAX_LENGTH) this.drop(level);
  }

  clear(): void {
    this.byLevel.clear();
  }
}
