import type { Environment } from '../command.js';

/** A command ready to be started. */
export interface Call {
  program: string;
  args: readonly string[];
  env: Environment;
  cwd: string;
}

/** How scripts and copies reach the login node: over a connection, or not at all, since it is this machine. */
export interface Transport {
  /** A shell that reads a script from stdin. */
  shell(): Call;
  copy(remoteDir: string, localDir: string, exclude: readonly string[]): Call;
  /** Makes sure of the connection. @throws Error saying why there is none, in one line. */
  open(): Promise<void>;
  /** Said after a call that was not answered in time: the connection is looked at before it is used again. */
  doubt(): void;
  readonly connections: number;
  close(): Promise<void>;
}
