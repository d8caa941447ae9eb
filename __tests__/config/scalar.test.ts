import { describe, expect, it } from '@jest/globals';
import { isTimestamp, readPlainScalar, writeFloat } from '../../src/config/scalar.js';

/** Text, what PyYAML 6.0 safe_load makes of it, and what OmegaConf 2.3.1's loader makes of it, where that differs. */
const SCALARS: [string, unknown, unknown?][] = [
  ['', null],
  ['~', null],
  ['Null', null],
  ['nUll', 'nUll'],
  ['on', true],
  ['Yes', true],
  ['OFF', false],
  ['y', 'y'],
  ['tRue', 'tRue'],
  ['0', 0n],
  ['-0', 0n],
  ['+12', 12n],
  ['007', 7n],
  ['08', '08'],
  ['0o17', '0o17'],
  ['0x10', 16n],
  ['-0xfF', -255n],
  ['0b101', 5n],
  ['1_000', 1000n],
  ['_1', '_1'],
  ['9007199254740993', 9007199254740993n],
  ['12:30', 750n],
  ['-1:30:05', -5405n],
  ['12:60', '12:60'],
  ['0:30', '0:30'],
  ['12:30.5', 750.5],
  ['1.', 1],
  ['.5', 0.5],
  ['-1.5', -1.5],
  ['1_0.5', 10.5],
  ['1.5e+3', 1500],
  ['1.5e3', '1.5e3', 1500],
  ['1e-7', '1e-7', 1e-7],
  ['1E5', '1E5', 1e5],
  ['1e+22', '1e+22', 1e22],
  ['.inf', Infinity],
  ['-.INF', -Infinity],
  ['inf', 'inf'],
  ['.NaN', Number.NaN],
  ['nan', 'nan'],
  ['1.2.3', '1.2.3'],
  ['.', '.'],
  ['-', '-'],
  ['+', '+'],
  ['0x', '0x'],
  ['1e', '1e'],
];

describe('plain scalars', () => {
  it.each(SCALARS)('%j', (text, pyyaml, omegaconf = pyyaml) => {
    expect(readPlainScalar(text, 'pyyaml')).toBe(pyyaml);
    expect(readPlainScalar(text, 'omegaconf')).toBe(omegaconf);
  });

  it.each([
    ['2024-01-31', true],
    ['2024-1-3', false],
    ['2024-1-3 10:00:00', true],
    ['2024-01-31T10:00:00Z', true],
    ['2024-01-31 10:00:00.5 +02:00', true],
    ['20240131', false],
    ['2024-01', false],
  ])('date %s: %s', (text, expected) => {
    expect(isTimestamp(text)).toBe(expected);
  });
});

describe('floats', () => {
  it.each([
    [1, '1.0'],
    [-0, '-0.0'],
    [1e22, '1.0e+22'],
    [1e-7, '1.0e-7'],
    [1.5e300, '1.5e+300'],
    [Infinity, '.inf'],
    [-Infinity, '-.inf'],
    [Number.NaN, '.nan'],
    [5e-324, '5.0e-324'],
  ])('%d is written %s and read back', (value, text) => {
    expect(writeFloat(value)).toBe(text);
    for (const dialect of ['pyyaml', 'omegaconf'] as const)
      expect(readPlainScalar(text, dialect)).toBe(value);
  });
});
