import { describe, expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import { OPEN_RECORD_FILE } from '../../src/open-records/record.js';
import { unpackOpenRecord } from '../../src/open-records/unpack-open-record.js';
import { tempDir } from '../temp-dir.js';
import { zipOf } from './records.js';

const temp = tempDir();
const unpack = (zip: Uint8Array): Promise<string> => {
  return unpackOpenRecord(temp.write('a.zip', zip));
};
/** The same zip, with each of some bytes replaced. */
const patched = (zip: Uint8Array, find: Buffer, replacement: Buffer): Uint8Array => {
  const bytes = Buffer.from(zip);
  for (let at = bytes.indexOf(find); at >= 0; at = bytes.indexOf(find, at + 1)) replacement.copy(bytes, at);
  return bytes;
};

describe('the zip of a record', () => {
  it('gives its text, whatever else is in it', async () => {
    const zip = zipSync({ 'other.txt': Buffer.from('x'), [OPEN_RECORD_FILE]: Buffer.from('{"ä":1}') });
    await expect(unpack(zip)).resolves.toBe('{"ä":1}');
  });

  it.each<[string, () => Uint8Array, RegExp]>([
    ['is no zip', () => Buffer.from('PK, or not'), /^it cannot be unpacked: /],
    ['is empty', () => Buffer.alloc(0), /^it cannot be unpacked: /],
    ['is cut off', () => zipOf('{}').slice(0, 60), /^it cannot be unpacked: /],
    ['holds none', () => zipSync({ 'a.json': Buffer.from('{}') }), /^it holds no open-record\.json$/],
    ['holds one elsewhere', () => zipSync({ [`x/${OPEN_RECORD_FILE}`]: Buffer.from('{}') }), /^it holds no /],
    [
      'leads elsewhere',
      () => zipSync({ '../x': Buffer.from('x'), [OPEN_RECORD_FILE]: Buffer.from('{}') }),
      /^it cannot be unpacked: /,
    ],
    [
      'holds it twice',
      () =>
        patched(
          zipSync({ 'open-record.jsom': Buffer.from('{"a":1}'), [OPEN_RECORD_FILE]: Buffer.from('{}') }),
          Buffer.from('open-record.jsom'),
          Buffer.from(OPEN_RECORD_FILE),
        ),
      /^it holds open-record\.json twice$/,
    ],
    [
      'holds hundreds of files',
      () => zipSync(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`f${i}`, Buffer.alloc(0)]))),
      /^it holds 101 files$/,
    ],
    [
      'is a bomb',
      () => zipOf(Buffer.alloc(40 * 2 ** 20)),
      /^its open-record\.json has 41943040 bytes, and 33554432 is the most$/,
    ],
    [
      'is a bomb that says it is none',
      () => {
        const real = Buffer.alloc(4);
        real.writeUInt32LE(8 * 2 ** 20);
        const told = Buffer.alloc(4);
        told.writeUInt32LE(10);
        return patched(zipOf(Buffer.alloc(8 * 2 ** 20)), real, told);
      },
      /^it cannot be unpacked: .*(too many bytes|size)/i,
    ],
    ['is no text', () => zipOf(Buffer.from([0xff, 0xfe, 0x41])), /^its open-record\.json is no UTF-8$/],
  ])('that %s is refused', async (_, zip, message) => {
    await expect(unpack(zip())).rejects.toThrow(message);
  });
});
