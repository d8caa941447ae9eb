import type { ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ActionError, InfrastructureError } from '../../errors.js';
import type { Environment } from '../command.js';
import { killGroup } from './run-group.js';
import { spawnTied } from './spawn-tied.js';

/** Characters of ssh's messages that are kept: the newest tell why it failed. */
const KEPT = 64 << 10;

export interface MasterOptions {
  ssh: string;
  /** Arguments of ssh, destination included. */
  args: readonly string[];
  env: Environment;
  socket: string;
  /** Milliseconds for the whole login. */
  limitMs: number;
  /** Done before connecting, such as lending the key; answers what undoes it. */
  prepare(): Promise<() => void>;
  /** Told of each connection that stands, with their number. */
  onOpen(count: number): void;
  /** Says why ssh ended before the login was done, from its messages. */
  explain(messages: string): ActionError;
}

/** The one connection that everything shares. Opened when needed, and again after it was lost. */
export class MasterConnection {
  /** Connections begun. */
  opened = 0;
  private child: ChildProcess | undefined;
  private opening: Promise<void> | undefined;
  private isClosed = false;

  constructor(private readonly options: MasterOptions) {}

  get isUp(): boolean {
    return this.child !== undefined && existsSync(this.options.socket);
  }

  /** Connects, unless that is done or under way. @throws ActionError saying why it failed. */
  async open(): Promise<void> {
    if (this.isUp) return;
    this.opening ??= this.connect().finally(() => {
      this.opening = undefined;
    });
    await this.opening;
  }

  /** Drops a connection that does not answer; the next call opens another. */
  drop(): void {
    const { child } = this;
    this.child = undefined;
    killGroup(child?.pid, 'SIGKILL');
    rmSync(this.options.socket, { force: true });
  }

  /** Ends the connection, waiting at most a second for a goodbye. */
  async close(): Promise<void> {
    this.isClosed = true;
    const { child } = this;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      killGroup(child.pid, 'SIGTERM');
      await Promise.race([gone, sleep(1000, undefined, { ref: false })]);
    }
    this.drop();
  }

  private async connect(): Promise<void> {
    this.drop();
    const undo = await this.options.prepare();
    try {
      if (this.isClosed) throw new InfrastructureError('the connection was closed while it opened');
      await this.login();
      this.options.onOpen(this.opened);
    } finally {
      undo();
    }
  }

  private async login(): Promise<void> {
    const { ssh, args, env, socket, limitMs, explain } = this.options;
    this.opened += 1;
    const child = spawnTied(ssh, ['-v', '-M', '-N', '-S', socket, ...args], env);
    this.child = child;
    let messages = '';
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      messages = (messages + part).slice(-KEPT);
    });
    let hasEnded = false;
    const ended = new Promise<void>((resolve) => {
      child.on('error', () => resolve());
      child.on('exit', () => {
        if (this.child === child) this.child = undefined;
        // Its last words may still be on their way.
        setTimeout(resolve, 50);
      });
    }).then(() => {
      hasEnded = true;
    });
    for (const end = Date.now() + limitMs; !existsSync(socket); ) {
      await Promise.race([ended, sleep(15)]);
      if (hasEnded) throw explain(messages);
      if (Date.now() < end) continue;
      this.drop();
      throw new InfrastructureError(
        `the login was not done within ${limitMs / 1000} s: ssh was waiting after "${lastMessage(messages)}"`,
      );
    }
  }
}

function lastMessage(messages: string): string {
  const lines = messages.split('\n').map((line) => line.replace(/^debug\d: /, '').trim());
  return lines.filter(Boolean).at(-1) ?? 'no message';
}
