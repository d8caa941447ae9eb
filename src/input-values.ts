import { hasSecretName, isVariableName } from './config/variables.js';
import { ConfigError } from './errors.js';

/** Splits a list input at commas and newlines. */
export function list(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Reads a YAML 1.2 boolean. @throws ConfigError */
export function flag(text: string, name: string, fallback: boolean): boolean {
  if (text === '') return fallback;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  throw new ConfigError(`input ${name} is ${quote(text)}: allowed are true and false`);
}

/** Reads one word of a list. @throws ConfigError naming the words allowed. */
export function choice<T extends string>(text: string, name: string, allowed: readonly T[], fallback: T): T {
  if (text === '') return fallback;
  const found = allowed.find((value) => value === text);
  if (found === undefined)
    throw new ConfigError(`input ${name} is ${quote(text)}: allowed are ${allowed.join(', ')}`);
  return found;
}

/** What a number input may be; whole: no fraction. */
export interface Range {
  min: number;
  max?: number;
  whole?: boolean;
}

/** Reads a number; undefined where none is given. @throws ConfigError naming the range. */
export function number(
  text: string,
  name: string,
  { min, max = Infinity, whole = false }: Range,
): number | undefined {
  if (text === '') return undefined;
  const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value) || value < min || value > max || (whole && !Number.isSafeInteger(value))) {
    const kind = whole ? 'a whole number' : 'a number';
    const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new ConfigError(`input ${name} is ${quote(text)}: allowed is ${kind} ${range}`);
  }
  return value;
}

/** A name of a variable, told from a key pasted by mistake, which is never echoed. */
export function variableName(text: string, where: string): string {
  if (!isVariableName(text)) {
    throw new ConfigError(
      `${where} must be the NAME of an environment variable (letters, digits, _), such as MODEL_API_KEY; the value given is not shown, as it may be a key: put the key in a secret and the secret in env:`,
    );
  }
  return text;
}

/** Checks that an endpoint address is absolute, http(s), and carries no password. */
export function endpointUrl(text: string, where: string): string {
  let url: URL | undefined;
  try {
    url = new URL(text);
  } catch {
    url = undefined;
  }
  if (!url || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(text)) {
    const shown = text.includes('@') ? 'not shown, as it may hold a password' : quote(text);
    throw new ConfigError(
      `${where} is ${shown}: it needs a scheme and a host, as in https://host/v1/chat/completions`,
    );
  }
  if (url.username || url.password) {
    throw new ConfigError(`${where} carries a user or password: pass the key through api-key-name instead`);
  }
  const named = [...url.searchParams.keys()].find((name) => hasSecretName(name));
  if (named !== undefined) {
    throw new ConfigError(
      `${where} has the parameter ${quote(named)}, which looks like a key: pass the key through api-key-name instead`,
    );
  }
  return text;
}

/** A value for a message: on one line, capped, in quotes. */
export function quote(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return JSON.stringify(flat.length > 80 ? `${flat.slice(0, 77)}...` : flat);
}
