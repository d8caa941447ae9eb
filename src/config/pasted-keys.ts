import { type ConfigMap, walkLeaves } from './value.js';
import { hasSecretName, isEnvironmentLeaf, isVariableName, looksLikeKey } from './variables.js';

/** Credentials that stand in a config themselves, where names of variables, or nothing of the kind, belong. */
export interface PastedKeys {
  /** Where only a name can stand: such a config is refused whatever else holds. */
  inPlaceOfNames: string[];
  /** In addresses, and as literal values of variables: these would work, and are in the user's own files. */
  literal: string[];
}

/** Finds what must not be shown: values in place of names, passwords and keys in addresses, literal keys. */
export function findPastedKeys(root: ConfigMap): PastedKeys {
  const found: PastedKeys = { inPlaceOfNames: [], literal: [] };
  walkLeaves(root, (path, leaf) => {
    if (typeof leaf !== 'string' || leaf === '' || leaf === '???') return;
    const last = path[path.length - 1];
    if (last === 'api_key_name' && !isVariableName(leaf)) found.inPlaceOfNames.push(leaf);
    else if (typeof last === 'string' && /api_key$/.test(last) && looksLikeKey(leaf))
      found.literal.push(leaf);
    else if (isEnvironmentLeaf(path)) {
      const [, prefix, value] = /^(host:|runtime:|lit:)?(.*)$/s.exec(leaf)!;
      if (prefix === 'host:' || prefix === 'runtime:') {
        if (!isVariableName(value!)) found.inPlaceOfNames.push(value!);
      } else if (looksLikeKey(value!))
        (prefix === 'lit:' ? found.literal : found.inPlaceOfNames).push(value!);
    }
    found.literal.push(...keysInUrl(leaf));
  });
  return found;
}

function keysInUrl(text: string): string[] {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (!url) return [];
  const named = [...url.searchParams].flatMap(([name, value]) => (hasSecretName(name) ? [value] : []));
  // As they are written too: the address percent-decodes and encodes.
  const [, userinfo] = /^https?:\/\/([^/?#]*)@/i.exec(text) ?? [];
  const written = userinfo?.split(':').slice(1).join(':') ?? '';
  return [url.password, written, ...named].filter((value) => value !== '');
}
