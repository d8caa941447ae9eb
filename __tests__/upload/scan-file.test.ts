import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { redactFile, redactMessage, scanFile } from '../../src/upload/scan-file.js';
import { secretForms } from '../../src/upload/secret-forms.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();
const SECRET = 's3cr&t/<+ "vålue\'>';
const forms = secretForms([{ name: 'KEY', value: SECRET }]);
const PLAIN = 'canary-SECRET-value';
const plainForms = secretForms([{ name: 'KEY', value: PLAIN }]);

async function redacted(
  content: string | Buffer,
  using = forms,
): Promise<{ found: string; ok: boolean; text: string }> {
  const file = dir.write('in', content);
  const copy = path.join(dir.path, 'out');
  const found = await scanFile(file, using);
  const ok = await redactFile(file, copy, using);
  return { found, ok, text: readFileSync(copy, 'utf8') };
}

const json = JSON.stringify(SECRET).slice(1, -1);
const ENCODED: [string, string][] = [
  ['as it is', SECRET],
  ['URL-encoded', encodeURIComponent(SECRET)],
  ['URL-encoded, small letters', encodeURIComponent(SECRET).replace(/%../g, (hex) => hex.toLowerCase())],
  ['URL-encoded by Python', encodeURIComponent(SECRET).replace(/'/g, '%27')],
  ['URL-encoded as a form', encodeURIComponent(SECRET).replaceAll('%20', '+')],
  ['as JSON', json],
  ['as JSON in ASCII', json.replace('å', '\\u00e5')],
  ['as JSON with escaped slashes', json.replace('/', '\\/')],
  ['as HTML', SECRET.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')],
  [
    'as HTML with quotes',
    SECRET.replace('&', '&amp;')
      .replace('<', '&lt;')
      .replace('>', '&gt;')
      .replace('"', '&quot;')
      .replace("'", '&#x27;'),
  ],
  ['quoted in YAML', SECRET.replace("'", "''")],
];

describe('a secret', () => {
  it.each(ENCODED)('%s is found and redacted', async (_, form) => {
    expect(await redacted(`before ${form} after\n`)).toEqual({
      found: 'text',
      ok: true,
      text: 'before *** after\n',
    });
  });

  it.each([0, 1, 2, 3])('in base64 behind %d bytes is found and redacted inside it', async (before) => {
    const text = Buffer.from(`${'x'.repeat(before)}${SECRET}rest of it`).toString('base64');
    const result = await redacted(`echo ${text} | base64 -d\n`);
    expect(result).toMatchObject({ found: 'text', ok: true });
    const [, block] = /echo (\S+) \|/.exec(result.text)!;
    expect(Buffer.from(block!, 'base64').toString()).toBe(`${'x'.repeat(before)}***rest of it`);
  });

  it.each([0, 1, 2])('in base64url behind %d bytes is found', async (before) => {
    const text = Buffer.from(`${'?'.repeat(before)}${SECRET}~~`).toString('base64url');
    const result = await redacted(`t=${text}\n`);
    expect(result).toMatchObject({ found: 'text', ok: true });
    expect(result.text).not.toContain(text);
  });

  it('across the boundary of two chunks is found and redacted', async () => {
    for (const shift of [1, 9, PLAIN.length - 1]) {
      const head = `${'x'.repeat((1 << 20) - shift - 4)}\nab `;
      const result = await redacted(`${head}${PLAIN}\n`, plainForms);
      expect(result).toEqual({ found: 'text', ok: true, text: `${head}***\n` });
    }
  });

  it('in a file that is not text is found, and not redacted', async () => {
    for (const [head, tail] of [
      ['\0', ''],
      ['', '\0'],
      ['', `${'y'.repeat(3 << 20)}\0`],
    ]) {
      const file = dir.write('in', `${head}${PLAIN}${tail}`);
      expect(await scanFile(file, plainForms)).toBe('binary');
    }
  });

  it('in a line too long to redact keeps the file out', async () => {
    const file = dir.write('in', Buffer.concat([Buffer.alloc(40 << 20, 'x'), Buffer.from(PLAIN)]));
    expect(await scanFile(file, plainForms)).toBe('text');
    expect(await redactFile(file, path.join(dir.path, 'out'), plainForms)).toBe(false);
  });

  it('of several lines is redacted, or the copy is refused', async () => {
    const lines = secretForms([{ name: 'PEM', value: 'line one of it\nline two of it' }]);
    expect(await redacted('a\nline one of it\nline two of it\nb\n', lines)).toEqual({
      found: 'text',
      ok: true,
      text: 'a\n***\nb\n',
    });
  });

  it('inside a longer one goes with it', async () => {
    const both = secretForms([
      { name: 'A', value: 'abcdefgh' },
      { name: 'B', value: 'abcdefgh-and-more' },
    ]);
    expect((await redacted('1 abcdefgh-and-more 2 abcdefgh\n', both)).text).toBe('1 *** 2 ***\n');
  });

  it('shorter than eight characters is not looked for', async () => {
    const short = secretForms([{ name: 'A', value: 'abcdefg' }]);
    expect(short).toEqual({ plain: [], base64: [] });
    expect((await redacted('abcdefg\n', short)).found).toBe('clean');
  });
});

describe('secrets that are hard to see', () => {
  it('are redacted whole where they overlap', async () => {
    const two = secretForms([
      { name: 'A', value: 'abcdefghij' },
      { name: 'B', value: 'fghijKLMNO' },
    ]);
    expect((await redacted('x abcdefghijKLMNO y', two)).text).toBe('x *** y');
  });

  it('are found in base64 that is broken into lines, which is left out', async () => {
    const block = Buffer.from(`${'x'.repeat(50)}${PLAIN}${'y'.repeat(50)}`)
      .toString('base64')
      .replace(/.{76}/g, '$&\n');
    const { found, ok } = await redacted(block, plainForms);
    expect(found).toBe('text');
    expect(ok).toBe(false);
  });

  it('are redacted line by line where they have several', async () => {
    const pem = secretForms([{ name: 'PEM', value: 'first-line-0123\nsecond-line-456\n' }]);
    expect((await redacted('key: |\n    first-line-0123\n    second-line-456\n', pem)).text).toBe(
      'key: |\n    ***\n    ***\n',
    );
  });

  it('are found where a shell quotes them', async () => {
    const quoted = secretForms([{ name: 'Q', value: "it's-a-secret" }]);
    expect((await redacted(`X='it'"'"'s-a-secret' Y='it'\\''s-a-secret'`, quoted)).text).toBe(
      "X='***' Y='***'",
    );
  });
});

describe('other files', () => {
  it.each(['', 'nothing here\n', '\0\u0001', 'canary-SECRET-valu'])('%j is clean', async (content) => {
    expect(await scanFile(dir.write('in', content), plainForms)).toBe('clean');
  });

  it('keep every other byte in the redacted copy', async () => {
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0xe9, 0x80, 13, 10]),
      Buffer.from(`${PLAIN}é\r\n`),
    ]);
    const file = dir.write('in', bytes);
    expect(await redactFile(file, path.join(dir.path, 'out'), plainForms)).toBe(true);
    const expected = Buffer.concat([bytes.subarray(0, 6), Buffer.from('***é\r\n')]);
    expect(readFileSync(path.join(dir.path, 'out'))).toEqual(expected);
  });

  it('that cannot be read are an error', async () => {
    await expect(scanFile(path.join(dir.path, 'none'), forms)).rejects.toThrow('ENOENT');
  });
});

describe('redactMessage', () => {
  it('takes secrets out of a text of any script', () => {
    expect(redactMessage(`中 ${SECRET} 😀 ${encodeURIComponent(SECRET)}`, forms)).toBe('中 *** 😀 ***');
  });
});
