import type { Form } from './forms.js';
import { RecordRefusal, shownValue } from './record.js';

/** The fields of an object that somebody else wrote; each is asked for with the form that it must have. */
export interface Fields {
  /** Whatever is there; undefined where nothing is. */
  value(key: string): unknown;
  text(key: string, form: Form): string;
  textOrNull(key: string, form: Form): string | null;
  /** Of any length and content. */
  anyText(key: string): string;
  flag(key: string): boolean;
  whole(key: string, least: number): number;
  /** A point in time, as ISO 8601 in UTC. */
  date(key: string): string;
  object(key: string): Record<string, unknown>;
  fields(key: string): Fields;
  list(key: string, most: number): unknown[];
  texts(key: string, most: number): string[];
}

/** Opens an object. @param name of it, as messages begin: `it`, or the path to it. @throws RecordRefusal */
export function readFields(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RecordRefusal(name === 'it' ? 'it is no JSON object' : `its ${name} is no object`);
  const object = value as Record<string, unknown>;
  const pathOf = (key: string): string => (name === 'it' ? key : `${name}.${key}`);
  const at = (key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);
  const refuse = (key: string, allowed: string): never => {
    const found = at(key);
    throw new RecordRefusal(
      found === undefined
        ? `it has no ${pathOf(key)}`
        : `its ${pathOf(key)} is ${shownValue(found)}: allowed is ${allowed}`,
    );
  };
  const fields: Fields = {
    value: at,
    text(key, form) {
      const found = at(key);
      return typeof found === 'string' && form.accepts(found) ? found : refuse(key, form.shown);
    },
    textOrNull: (key, form) => (at(key) === null ? null : fields.text(key, form)),
    anyText: (key) => fields.text(key, { shown: 'a text', accepts: () => true }),
    flag(key) {
      const found = at(key);
      return typeof found === 'boolean' ? found : refuse(key, 'true or false');
    },
    whole(key, least) {
      const found = at(key);
      return Number.isSafeInteger(found) && (found as number) >= least
        ? (found as number)
        : refuse(key, `a whole number of at least ${least}`);
    },
    date(key) {
      const found = at(key);
      const isDate =
        typeof found === 'string' &&
        /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(found) &&
        !Number.isNaN(Date.parse(found));
      return isDate ? found : refuse(key, 'a date such as 2026-01-02T03:04:05Z');
    },
    object(key) {
      const found = at(key);
      return typeof found === 'object' && found !== null && !Array.isArray(found)
        ? (found as Record<string, unknown>)
        : refuse(key, 'an object');
    },
    fields: (key) => readFields(fields.object(key), pathOf(key)),
    list(key, most) {
      const found = at(key);
      if (!Array.isArray(found)) return refuse(key, 'a list');
      if (found.length > most)
        throw new RecordRefusal(`its ${pathOf(key)} has ${found.length} entries, and ${most} is the most`);
      return found;
    },
    texts(key, most) {
      const found = fields.list(key, most);
      return found.every((one) => typeof one === 'string') ? found : refuse(key, 'a list of texts');
    },
  };
  return fields;
}
