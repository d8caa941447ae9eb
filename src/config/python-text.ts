import { type ConfigValue, isMap } from './value.js';

/** A value as Python's str() writes it: what OmegaConf puts where a reference stands inside a text. */
export function pythonText(value: ConfigValue): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

function pythonRepr(value: ConfigValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return pythonFloat(value);
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (isMap(value))
    return `{${[...value].map(([key, item]) => `${quote(key)}: ${pythonRepr(item)}`).join(', ')}}`;
  return '';
}

/** repr(float): shortest digits, an exponent below 1e-4 and from 1e16 on. */
function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const fixed = value.toFixed(Math.max(0, mantissa.replace(/[-.]/g, '').length - 1 - exponent));
  return fixed.includes('.') ? fixed : `${fixed}.0`;
}

/** A scalar as the key of a mapping, spelled as JSON spells it. */
export function keyText(value: null | boolean | string | bigint | number): string {
  return typeof value === 'number' && Number.isFinite(value) ? pythonFloat(value) : String(value);
}

/** repr(str): what Python does not count as printable is escaped. */
function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\'"]|(?! )[\p{C}\p{Z}]/gu, (char) => {
    if (char === '\\' || char === mark) return `\\${char}`;
    if (char === "'" || char === '"') return char;
    return SHORT_ESCAPES.get(char) ?? codeEscape(char.codePointAt(0)!);
  });
  return `${mark}${escaped}${mark}`;
}

const SHORT_ESCAPES = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function codeEscape(code: number): string {
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
