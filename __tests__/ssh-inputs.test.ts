import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../src/errors.js';
import { loadSshInputs } from '../src/ssh-inputs.js';
import { tempDir } from './temp-dir.js';

const load = (inputs: Record<string, string>): ReturnType<typeof loadSshInputs> =>
  loadSshInputs((name) => inputs[name] ?? '');

/** An OpenSSH key file whose first field names a cipher; the rest is not looked at. */
function openSshKey(cipher: string): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(cipher.length);
  const bytes = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    length,
    Buffer.from(cipher),
    Buffer.alloc(80, 7),
  ]);
  const body = bytes.toString('base64').replace(/.{70}/g, '$&\n');
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----`;
}

const KEY = openSshKey('none');
const BODY = KEY.split('\n')[1]!;

/** The refusal, which must be one line and must not hold what was given. */
function refusal(inputs: Record<string, string>): string {
  let message: string | undefined;
  try {
    load(inputs);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    message = (error as Error).message;
  }
  expect(message).toBeDefined();
  expect(message).not.toMatch(/\n/);
  expect(message).not.toContain(BODY.slice(0, 20));
  return message!;
}

describe('ssh inputs', () => {
  const dir = tempDir();

  it('are none unless given', () => {
    expect(load({})).toEqual({ mode: 'ssh' });
    expect(load({ ssh: 'local' })).toEqual({ mode: 'local' });
    expect(refusal({ ssh: 'remote' })).toBe('input ssh is "remote": allowed are ssh, local');
  });

  it('are given to ssh as files that it reads: line breaks of Windows and lost last ones are mended', () => {
    const given = load({
      'ssh-key': `\r\n${KEY.replaceAll('\n', '\r\n')}`,
      'ssh-known-hosts':
        '# gate\r\nlogin,10.0.0.1 ssh-ed25519 AAAAC3Nza comment\r\n\r\n|1|aB+/=|c= ecdsa-sha2-nistp256 AAAAE2==\r\n@cert-authority *.x ssh-rsa AAAAB3',
      'ssh-config': 'Host login\r\n  ProxyJump gate',
      'ssh-certificate': 'ssh-ed25519-cert-v01@openssh.com AAAAIHNz+/= nel@ci ',
    });
    expect(given).toEqual({
      mode: 'ssh',
      key: `${KEY}\n`,
      knownHosts:
        '# gate\nlogin,10.0.0.1 ssh-ed25519 AAAAC3Nza comment\n\n|1|aB+/=|c= ecdsa-sha2-nistp256 AAAAE2==\n@cert-authority *.x ssh-rsa AAAAB3\n',
      config: 'Host login\n  ProxyJump gate\n',
      certificate: 'ssh-ed25519-cert-v01@openssh.com AAAAIHNz+/= nel@ci\n',
    });
  });

  it('take keys in the formats of PEM', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (const type of ['sec1', 'pkcs8'] as const) {
      const key = privateKey.export({ type, format: 'pem' }) as string;
      expect(load({ 'ssh-key': key }).key).toBe(key);
      const locked = privateKey.export({
        type,
        format: 'pem',
        cipher: 'aes-128-cbc',
        passphrase: 'x',
      }) as string;
      expect(refusal({ 'ssh-key': locked })).toContain('is protected by a passphrase');
    }
  });

  it('take a key that is indented, or has blanks at the ends of its lines', () => {
    expect(load({ 'ssh-key': KEY.replaceAll('\n', '\n    ') }).key).toBe(`${KEY}\n`);
    expect(load({ 'ssh-key': `\t${KEY.replaceAll('\n', ' \n\t')}\t` }).key).toBe(`${KEY}\n`);
    expect(refusal({ 'ssh-key': openSshKey('aes256-ctr').replaceAll('\n', '\n  ') })).toContain(
      'is protected by a passphrase',
    );
  });

  it.each([
    ['a passphrase', openSshKey('aes256-ctr'), 'is protected by a passphrase, which nobody can enter here'],
    ['the public half', 'ssh-ed25519 AAAAC3Nz me', 'holds a public key: give the private one'],
    ['a key of PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519\nx', "is in PuTTY's format"],
    ['a path', '~/.ssh/id_ed25519', 'is not one whole private key'],
    ['half a key', KEY.slice(0, 120), 'is not one whole private key'],
    ['a key in one line', KEY.replaceAll('\n', ' '), 'has lost its line breaks'],
    ['two keys', `${KEY}\n${KEY}`, 'holds more than one key'],
    ['a damaged key', KEY.replace(BODY.slice(0, 8), 'AAAAAAAA'), 'is damaged'],
  ])('refuse %s', (_, key, problem) => {
    expect(refusal({ 'ssh-key': key })).toContain(`input ssh-key ${problem}`);
  });

  it('refuse a key that ssh-keygen protected, and take the one it did not', () => {
    const make = (name: string, passphrase: string): string => {
      const file = path.join(dir.path, name);
      try {
        execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', file]);
        return readFileSync(file, 'utf8');
      } catch {
        return openSshKey(passphrase ? 'aes256-ctr' : 'none');
      }
    };
    const open = make('open', '');
    expect(load({ 'ssh-key': open }).key).toBe(`${open.trim()}\n`);
    expect(refusal({ 'ssh-key': make('locked', 'secret') })).toContain('is protected by a passphrase');
  });

  it.each(['ssh-certificate', 'ssh-known-hosts', 'ssh-config'])(
    'refuse a private key in %s, unseen',
    (name) => {
      expect(refusal({ [name]: KEY })).toContain(`input ${name} holds a private key, which is not shown`);
    },
  );

  it('name the line of known_hosts that is none', () => {
    expect(refusal({ 'ssh-known-hosts': '# ok\nlogin ssh-ed25519' })).toContain(
      'input ssh-known-hosts, line 2',
    );
    expect(refusal({ 'ssh-known-hosts': '~/.ssh/known_hosts' })).toContain('input ssh-known-hosts, line 1');
    expect(refusal({ 'ssh-known-hosts': 'SHA256:abcdef' })).toContain('line 1');
  });

  it('refuse what is no certificate and no config', () => {
    expect(refusal({ 'ssh-certificate': 'ssh-ed25519 AAAAC3Nz me' })).toContain(
      'input ssh-certificate is not',
    );
    expect(refusal({ 'ssh-config': '~/.ssh/config' })).toContain('input ssh-config is one word');
  });

  it('refuse what a login node does not use', () => {
    expect(refusal({ ssh: 'local', 'ssh-key': KEY })).toContain('input ssh-key is given with ssh: local');
  });
});
