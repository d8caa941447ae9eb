import { ConfigError } from './errors.js';
import { choice } from './input-values.js';

/** How the machine that a cluster is reached through is logged in to. */
export interface SshInputs {
  /** A private key without a passphrase, ending in a line break. A secret. */
  key?: string;
  /** The certificate of that key, or of one that an agent has. */
  certificate?: string;
  /** Lines of known_hosts. */
  knownHosts?: string;
  /** A client config: jump hosts, ports, addresses. */
  config?: string;
  /** `local`: the runner is a login node itself. */
  mode: 'ssh' | 'local';
}

const NAMES = {
  key: 'ssh-key',
  certificate: 'ssh-certificate',
  knownHosts: 'ssh-known-hosts',
  config: 'ssh-config',
} as const;

/**
 * Reads the inputs ssh, ssh-key, ssh-certificate, ssh-known-hosts and ssh-config. No value is ever echoed: any of
 * them may be a key pasted into the wrong input.
 * @throws ConfigError for the first that is wrong.
 */
export function loadSshInputs(text: (name: string) => string): SshInputs {
  const inputs: SshInputs = { mode: choice(text('ssh').trim(), 'ssh', ['ssh', 'local'], 'ssh') };
  for (const field of Object.keys(NAMES) as (keyof typeof NAMES)[]) {
    // A key whose last line break is missing is not read, and secrets pasted on Windows have others.
    const given = text(NAMES[field]).replace(/\r\n?/g, '\n').trim();
    // A key that was pasted into YAML or an editor with indentation is whole: nothing in it begins or ends with a space.
    const value = field === 'key' ? given.replace(/^[ \t]+|[ \t]+$/gm, '') : given;
    if (value === '') continue;
    if (inputs.mode === 'local')
      throw new ConfigError(
        `input ${NAMES[field]} is given with ssh: local, which connects to nothing: drop one of them`,
      );
    if (field !== 'key' && /-----BEGIN [A-Z ]*PRIVATE KEY/.test(value))
      throw new ConfigError(
        `input ${NAMES[field]} holds a private key, which is not shown: it belongs into a secret and into ssh-key`,
      );
    inputs[field] = `${value}\n`;
  }
  if (inputs.key) checkKey(inputs.key.trimEnd());
  if (inputs.certificate) checkCertificate(inputs.certificate.trimEnd());
  if (inputs.knownHosts) checkKnownHosts(inputs.knownHosts.trimEnd());
  if (inputs.config) checkConfig(inputs.config.trimEnd());
  return inputs;
}

function checkKey(key: string): void {
  const refuse = (problem: string): never => {
    throw new ConfigError(`input ssh-key ${problem}`);
  };
  if (/^(ssh|ecdsa|sk-)\S* AAAA/.test(key))
    refuse('holds a public key: give the private one, the file without .pub, as a secret');
  if (key.startsWith('PuTTY-User-Key-File'))
    refuse("is in PuTTY's format: export it from PuTTYgen as an OpenSSH key");
  const [, kind, body] =
    /^-----BEGIN ([A-Z ]*PRIVATE KEY)-----([\s\S]*)-----END \1-----$/.exec(key) ??
    refuse(
      'is not one whole private key: give all that the key file holds, from -----BEGIN to -----END; a key that is a file on the runner is named by IdentityFile in ssh-config',
    );
  if (!/^\n[\s\S]*\n$/.test(body!))
    refuse('has lost its line breaks: paste the key file into the secret as it is');
  if (body!.includes('-----')) refuse('holds more than one key: give the one for the cluster');
  if (/ENCRYPTED/.test(kind!) || /^Proc-Type:.*ENCRYPTED/m.test(body!) || isEncryptedOpenSsh(kind!, body!))
    refuse(
      'is protected by a passphrase, which nobody can enter here: make a key of its own for CI (ssh-keygen -N ""), or run an ssh-agent and leave ssh-key empty',
    );
}

/** OpenSSH's own format names the cipher in its first field. */
function isEncryptedOpenSsh(kind: string, body: string): boolean {
  if (!kind.startsWith('OPENSSH')) return false;
  const magic = 'openssh-key-v1\0';
  const bytes = Buffer.from(body, 'base64');
  if (bytes.length < magic.length + 8 || bytes.toString('latin1', 0, magic.length) !== magic)
    throw new ConfigError('input ssh-key is damaged: give all that the key file holds');
  const length = bytes.readUInt32BE(magic.length);
  const start = magic.length + 4;
  return bytes.toString('latin1', start, start + length) !== 'none';
}

function checkCertificate(certificate: string): void {
  if (!/^[a-z0-9@.-]+-cert-v01@openssh\.com [A-Za-z0-9+/]+=*( [^\n]*)?$/.test(certificate))
    throw new ConfigError(
      'input ssh-certificate is not one line of an OpenSSH user certificate: give what the file …-cert.pub holds',
    );
}

function checkKnownHosts(text: string): void {
  text.split('\n').forEach((line, index) => {
    if (/^\s*(#|$)/.test(line)) return;
    if (
      !/^\s*(@(cert-authority|revoked)\s+)?[^\s@]\S*\s+[a-z][a-z0-9@.-]*\s+AAAA[A-Za-z0-9+/]+=*(\s|$)/.test(
        line,
      )
    )
      throw new ConfigError(
        `input ssh-known-hosts, line ${index + 1}: a line is "host type key", as ssh-keyscan and ~/.ssh/known_hosts have it`,
      );
  });
}

function checkConfig(text: string): void {
  if (!/\s|=/.test(text))
    throw new ConfigError(
      'input ssh-config is one word, not a config: give its lines, such as "Host login" and "ProxyJump gate"',
    );
}
