/**
 * How a plain (unquoted) YAML scalar is read.
 * `pyyaml`: as PyYAML's safe loader, which the launcher uses for raw files (YAML 1.1; `1e-7` is a string).
 * `omegaconf`: as OmegaConf's loader, for step configs and override values (`1e-7` is a float, dates are strings).
 * The patterns are those of PyYAML's resolver.py and OmegaConf's get_yaml_loader.
 */
export type Dialect = 'pyyaml' | 'omegaconf';

const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INT =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT: Record<Dialect, RegExp> = {
  pyyaml:
    /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  omegaconf:
    /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?(?:[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)|\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
};
const TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** Reads a plain scalar. Integers come back as bigint, floats as number. */
export function readPlainScalar(text: string, dialect: Dialect): null | boolean | string | bigint | number {
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (FLOAT[dialect].test(text)) return readFloat(text);
  if (INT.test(text)) return readInt(text);
  return text;
}

/** Whether PyYAML would make a date of this plain scalar, on which the launcher crashes. */
export function isTimestamp(text: string): boolean {
  return TIMESTAMP.test(text);
}

function readInt(text: string): bigint | string {
  const digits = text.replaceAll('_', '').toLowerCase();
  const negative = digits.startsWith('-');
  const body = digits.replace(/^[-+]/, '');
  let value: bigint;
  if (body === '') return text;
  if (/^0b[01]+$/.test(body) || /^0x[0-9a-f]+$/.test(body)) value = BigInt(body);
  else if (body.includes(':')) value = body.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  else if (/^0[0-7]+$/.test(body)) value = BigInt(`0o${body.slice(1)}`);
  else if (/^\d+$/.test(body)) value = BigInt(body);
  else return text;
  return negative ? -value : value;
}

function readFloat(text: string): number | string {
  const digits = text.replaceAll('_', '').toLowerCase();
  const sign = digits.startsWith('-') ? -1 : 1;
  const body = digits.replace(/^[-+]/, '');
  if (body === '.inf') return sign * Infinity;
  if (body === '.nan') return Number.NaN;
  if (body.includes(':')) return sign * body.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const value = Number(body);
  return body === '' || body === '.' || Number.isNaN(value) ? text : sign * value;
}

/** A float as PyYAML must read it back: always with a point, and a sign in the exponent. */
export function writeFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  const [mantissa = '', exponent] = text.split('e');
  const pointed = mantissa.includes('.') ? mantissa : `${mantissa}.0`;
  return exponent === undefined
    ? pointed
    : `${pointed}e${/^[-+]/.test(exponent) ? exponent : `+${exponent}`}`;
}

/** An unquoted argument: OmegaConf's own grammar, which knows neither `yes` nor octal numbers. */
export function readPrimitive(text: string): null | boolean | string | bigint | number {
  if (/^null$/i.test(text)) return null;
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  const digits = text.replace(/(?<=\d)_(?=\d)/g, '');
  if (/^[+-]?(0|[1-9]\d*)$/.test(digits)) return BigInt(digits.replace(/^\+/, ''));
  if (/^[+-]?(\d+\.\d*|\.\d+|\d+)([eE][+-]?\d+)?$/.test(digits) && /[.eE]/.test(digits))
    return Number(digits);
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^[+-]?nan$/i.test(text) ? Number.NaN : text;
}
