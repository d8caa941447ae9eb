import type { Environment } from '../command.js';
import { rsyncArguments } from './copy-folder.js';
import type { Call, Transport } from './transport.js';

/** The runner is the login node: scripts and copies run here, as they would after a login. */
export class LocalTransport implements Transport {
  readonly connections = 0;

  constructor(
    private readonly rsync: string,
    private readonly login: { env: Environment; home: string },
  ) {}

  shell(): Call {
    return this.own('/bin/sh', ['-s']);
  }

  copy(remoteDir: string, localDir: string, exclude: readonly string[]): Call {
    return this.own(this.rsync, rsyncArguments(remoteDir, localDir, { exclude }));
  }

  async open(): Promise<void> {
    // Nothing lies between.
  }

  doubt(): void {
    // As little is there to doubt.
  }

  async close(): Promise<void> {
    // And nothing to close.
  }

  private own(program: string, args: readonly string[]): Call {
    return { program, args, env: this.login.env, cwd: this.login.home };
  }
}
