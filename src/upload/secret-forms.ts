/** A value that must not leave the machine, and the variable it came from. */
export interface Secret {
  name: string;
  value: string;
}

/** Below this a value cannot be told from ordinary text. */
export const SHORTEST_SECRET = 8;

/** The ways in which a secret may stand in a file, as bytes to look for. */
export interface SecretForms {
  /** As it is, URL-encoded, escaped for JSON or HTML. */
  plain: Buffer[];
  /** The characters that any base64 text has in common whose bytes hold the secret, for each alignment. */
  base64: Buffer[];
}

/** All forms of the secrets that are long enough, longest first, without repetitions. */
export function secretForms(secrets: readonly Secret[]): SecretForms {
  // The lines of a secret of several are secrets too: files indent and fold them.
  const lines = secrets.flatMap(({ value }) => [value, ...value.split(/\r?\n/).map((line) => line.trim())]);
  const values = [...new Set(lines)].filter((value) => value.length >= SHORTEST_SECRET);
  return {
    plain: distinct(values.flatMap(plainForms)),
    base64: distinct(
      values.flatMap((value) => [...base64Forms(value), ...base64Forms(value).map(toUrlAlphabet)]),
    ),
  };
}

function plainForms(value: string): string[] {
  const encoded = encodeURIComponent(value);
  const strict = encoded.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const lower = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
  const json = JSON.stringify(value).slice(1, -1);
  const ascii = json.replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const html = value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return [
    value,
    ...[encoded, strict].flatMap((text) => [text, lower(text), text.replaceAll('%20', '+')]),
    json,
    ascii,
    json.replaceAll('/', '\\/'),
    html,
    html.replace(/"/g, '&quot;').replace(/'/g, '&#x27;'),
    html.replace(/"/g, '&#34;').replace(/'/g, '&#39;'),
    value.replace(/'/g, "''"),
    value.replace(/'/g, `'"'"'`),
    value.replace(/'/g, "'\\''"),
  ];
}

/**
 * Base64 groups three bytes to four characters, so a secret inside longer text is encoded in one of three ways.
 * The characters at its ends share bits with its neighbours and are left out.
 */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
  });
}

function toUrlAlphabet(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_');
}

function distinct(texts: string[]): Buffer[] {
  return [...new Set(texts)]
    .filter((text) => text.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length)
    .map((text) => Buffer.from(text, 'utf8'));
}
