export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A copy that JSON holds without loss and that reads back equal: what is no finite number becomes null, as does what is
 * absent; −0 becomes 0; integers of any size become numbers where these are exact, else text; mappings become objects.
 */
export function toJsonValue(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      // −0 equals 0, and would be read back as 0 and differ from what was written.
      return Number.isFinite(value) ? value || 0 : null;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    case 'object':
      return value === null ? null : toJsonObject(value);
    default:
      return null;
  }
}

function toJsonObject(value: object): Json {
  if (Array.isArray(value)) return value.map(toJsonValue);
  const entries: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [String(key), toJsonValue(item)]));
}
