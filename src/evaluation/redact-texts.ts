/** Every text of a value, redacted before anything escapes or cuts it: settings may hold what the launcher resolved. */
export function redactTexts<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactTexts(item, redact)) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [key, redactTexts(item, redact)])) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, redactTexts(item, redact)]),
  ) as T;
}
