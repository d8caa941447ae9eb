/** A value that should be a number, as short text: quotes tell a text from a number. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'not stated';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
