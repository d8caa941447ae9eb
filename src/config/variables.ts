import { type ConfigMap, type ConfigPath, formatPath, walkLeaves } from './value.js';

/** Names that hold credentials by the look of them; a tokenizer or a count of tokens is none. */
const SECRET_NAME = /KEY|TOKEN(?!IZER|S(?:_|$))|SECRET|PASS|.PWD|CRED|BEARER|AUTH(?!OR)|(?:^|_)PAT(?:_|$)/i;

export function hasSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Whether a text can be the name of a variable, and does not have the look of a key pasted by mistake. */
export function isVariableName(text: string): boolean {
  return !looksLikeKey(text) && /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

/** Whether a text has the look of a credential: a known prefix, or a long mix of cases and digits. */
export function looksLikeKey(text: string): boolean {
  if (/^(hf_[A-Za-z0-9]{16,}|gh[pousr]_|github_pat_|sk-|nvapi-|AKIA[A-Z0-9]{16}$|xox[a-z]-|eyJ)/.test(text))
    return true;
  if (/^[0-9a-f]{32,}$/i.test(text)) return true;
  // A path may be as mixed.
  if (isSpelledName(text) || /[/\s]/.test(text)) return false;
  return text.length >= 20 && /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
}

/** Whether a text is words joined by `_`, each in one case and with a number at most behind it, as in NVIDIA_Key_team2. */
function isSpelledName(text: string): boolean {
  return (
    text.includes('_') && text.split('_').every((word) => /^(?:[A-Z]+|[A-Z]?[a-z]+)?\d{0,4}$/.test(word))
  );
}

/** An environment variable that the configuration asks the launcher to read, and where it does. */
export interface NamedVariable {
  name: string;
  path: string;
  kind: 'api_key_name' | 'host';
}

/** All `host:NAME` values of environment maps and all `api_key_name`s, once for each name. */
export function namedVariables(root: ConfigMap): NamedVariable[] {
  const found = new Map<string, NamedVariable>();
  walkLeaves(root, (path, leaf) => {
    if (typeof leaf !== 'string' || leaf === '') return;
    const last = path[path.length - 1];
    const host = /^host:(.*)$/s.exec(leaf);
    if (host && isEnvironmentLeaf(path)) add(host[1]!, 'host', path);
    else if (typeof last === 'string' && last === 'api_key_name') add(leaf, 'api_key_name', path);
  });
  return [...found.values()];

  function add(name: string, kind: NamedVariable['kind'], path: ConfigPath): void {
    if (!found.has(name)) found.set(name, { name, kind, path: formatPath(path) });
  }
}

/** Whether a path leads to a value of an environment map (`env_vars.NAME`); one of that name may be a harness's own. */
export function isEnvironmentLeaf(path: ConfigPath): boolean {
  return path[path.length - 2] === 'env_vars' && !path.includes('nemo_evaluator_config');
}

/** What interpolations may ask of the world outside the file. */
export interface Surroundings {
  /** The value of an environment variable, or undefined. */
  variable: (name: string) => string | undefined;
  /** Whether a variable is a secret: its value then never enters our files. */
  isSecret: (name: string, leaf: ConfigPath) => boolean;
  /** Whether a secret that is not set is kept as an expression instead of refused. */
  mayBeUnset?: boolean;
  /** Keys at the top that are for references only and not resolved themselves. */
  skip?: readonly string[];
}
