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
/** The most digits that Python's int() takes. */
export const MAX_DIGITS = 4300;
const FLOAT =
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
/** What OmegaConf takes for floats beyond those: exponents without a point or a sign. */
const MORE_FLOATS = /^[-+]?[0-9]+(?:_[0-9]+)*(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/;
const TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** Reads a plain scalar. Integers come back as bigint, floats as number. */
export function readPlainScalar(text: string, dialect: Dialect): null | boolean | string | bigint | number {
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (FLOAT.test(text) || (dialect === 'omegaconf' && MORE_FLOATS.test(text))) return readFloat(text);
  if (INT.test(text)) return readInt(text);
  return text;
}

/** Whether a plain scalar is an integer that Python does not read: without digits, or with more than it takes. */
export function isBadInteger(text: string): boolean {
  return INT.test(text) && (text.length > MAX_DIGITS || /^[-+]?0[bx]_+$/.test(text));
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
  // Added up from the last part on, as PyYAML does: the order decides on the last digit.
  if (body.includes(':'))
    return (
      sign *
      body
        .split(':')
        .reduceRight((sum, part, index, { length }) => sum + Number(part) * 60 ** (length - 1 - index), 0)
    );
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

/** A text with an explicit tag (`!!float 3`), as PyYAML's constructors read it; undefined where it does not fit. */
export function readTagged(
  text: string,
  kind: string,
): null | boolean | string | bigint | number | undefined {
  if (kind === 'str') return text;
  if (kind === 'null') return null;
  if (kind === 'bool')
    return /^(?:yes|true|on)$/i.test(text) || (/^(?:no|false|off)$/i.test(text) ? false : undefined);
  const value = readPlainScalar(text, 'omegaconf');
  if (kind === 'float')
    return typeof value === 'bigint'
      ? Number(text.replace(/_/g, ''))
      : typeof value === 'number'
        ? value
        : undefined;
  return typeof value === 'bigint' ? value : undefined;
}
