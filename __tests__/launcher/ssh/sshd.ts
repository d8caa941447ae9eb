import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import path from 'node:path';
import { describe } from '@jest/globals';

const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find((file) => existsSync(file));

/** Tests against a real server; without one they are shown as skipped, with the reason. */
export const describeWithSshd: (name: string, body: () => void) => void = SSHD
  ? describe
  : (name, body) => describe.skip(`${name} (needs sshd: apt-get install openssh-server rsync)`, body);

export const USER = userInfo().username;

export interface KeyPair {
  file: string;
  privateKey: string;
  /** One line, without line break. */
  publicKey: string;
  /** SHA256:… */
  fingerprint: string;
}

/** Makes a key pair; the private half lies in the given folder, outside all that is looked at. */
export function makeKey(dir: string, name: string, passphrase = ''): KeyPair {
  const file = path.join(dir, name);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', name, '-f', file]);
  return {
    file,
    privateKey: readFileSync(file, 'utf8'),
    publicKey: readFileSync(`${file}.pub`, 'utf8').trim(),
    fingerprint: execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(' ')[1]!,
  };
}

export interface ServerOptions {
  dir: string;
  authorized: readonly KeyPair[];
  hostKey?: KeyPair;
  port?: number;
  /** Lines of sshd_config. */
  lines?: readonly string[];
}

const servers: Server[] = [];

/** Ends what tests have started; one that failed may have left its own. */
export async function stopServers(): Promise<void> {
  for (const server of servers.splice(0)) await server.stop();
}

/** An sshd on loopback with files of its own. */
export class Server {
  readonly hostKey: KeyPair;
  port = 0;
  private child: ChildProcess | undefined;
  private log = '';

  constructor(private readonly options: ServerOptions) {
    servers.push(this);
    mkdirSync(options.dir, { recursive: true });
    this.hostKey = options.hostKey ?? makeKey(options.dir, 'host');
  }

  get knownHosts(): string {
    return `[127.0.0.1]:${this.port} ${this.hostKey.publicKey}\n`;
  }

  /** A Host of the client's config that leads here. */
  host(name: string, ...lines: string[]): string {
    return [`Host ${name}`, 'HostName 127.0.0.1', `Port ${this.port}`, ...lines, ''].join('\n');
  }

  /** Logins that the server has taken so far. */
  get logins(): number {
    return this.log.match(/^Accepted publickey/gm)?.length ?? 0;
  }

  async start(): Promise<this> {
    const { dir, authorized, lines = [] } = this.options;
    this.port ||= this.options.port ?? (await freePort());
    // Where sshd runs as root it wants this folder, which the service's start would make.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    writeFileSync(path.join(dir, 'authorized'), authorized.map((key) => `${key.publicKey}\n`).join(''));
    const config = path.join(dir, 'sshd_config');
    const settings = [
      ...lines,
      `Port ${this.port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${this.hostKey.file}`,
      `AuthorizedKeysFile ${path.join(dir, 'authorized')}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
    ];
    writeFileSync(config, `${settings.join('\n')}\n`);
    const child = spawn(SSHD!, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    await new Promise<void>((resolve, reject) => {
      child.stderr?.setEncoding('utf8').on('data', (part: string) => {
        this.log += part.replace(/\r/g, '');
        if (this.log.includes('Server listening')) resolve();
      });
      child.on('exit', () => reject(new Error(`sshd: ${this.log}`)));
    });
    return this;
  }

  /** Ends the server with its sessions, as a machine that goes down does. */
  async stop(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    this.signal('SIGKILL');
    await gone;
    this.log = '';
  }

  /** Signals the server and its sessions; SIGSTOP is a machine that hangs. */
  signal(signal: NodeJS.Signals): void {
    for (const pid of family(this.child!.pid!)) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended.
      }
    }
  }
}

/** Processes of a tree, the root first. */
function family(root: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended.
    }
  }
  const found = [root];
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child);
  return found;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
