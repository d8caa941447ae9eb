import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../command.js';
import { clientArguments } from './client-config.js';
import { rsyncArguments } from './copy-folder.js';
import type { MasterConnection } from './master.js';
import type { LinkFolder } from './private-folder.js';
import { runGroup } from './run-group.js';
import type { Call, Transport } from './transport.js';

/** Milliseconds for a connection that is in doubt to answer; a cancel leaves 7.5 s for everything. */
const PROBE_MS = 3000;

export interface SshTransportOptions {
  master: MasterConnection;
  user: string;
  host: string;
  ssh: string;
  rsync: string;
  folder: LinkFolder;
  env: Environment;
}

/** Everything over one connection of ours. */
export class SshTransport implements Transport {
  private isDoubtful = false;
  private probing: Promise<void> | undefined;

  constructor(private readonly options: SshTransportOptions) {}

  get connections(): number {
    return this.options.master.opened;
  }

  shell(): Call {
    return this.client('exec sh -s');
  }

  copy(remoteDir: string, localDir: string, exclude: readonly string[]): Call {
    const { user, host, rsync, folder } = this.options;
    const args = rsyncArguments(`${user}@${host}:${remoteDir}`, localDir, {
      exclude,
      remoteShell: path.join(folder.bin, 'ssh'),
    });
    return this.own(rsync, args);
  }

  async open(): Promise<void> {
    if (this.isDoubtful) {
      this.probing ??= this.probe().finally(() => {
        this.probing = undefined;
      });
      await this.probing;
    }
    await this.options.master.open();
  }

  doubt(): void {
    this.isDoubtful = true;
  }

  close(): Promise<void> {
    return this.options.master.close();
  }

  /** Drops a connection that is there and does not answer. */
  private async probe(): Promise<void> {
    if (existsSync(this.options.folder.socket)) {
      const { program, args, env, cwd } = this.client('exit 0');
      const result = await runGroup(program, args, { env, cwd, timeoutMs: PROBE_MS, maxBytes: 1 << 20 });
      if (result.code !== 0) this.options.master.drop();
    }
    this.isDoubtful = false;
  }

  private client(command: string): Call {
    const { ssh, host, folder } = this.options;
    return this.own(ssh, [...clientArguments(folder.socket), '--', host, command]);
  }

  private own(program: string, args: readonly string[]): Call {
    return { program, args, env: this.options.env, cwd: this.options.folder.dir };
  }
}
