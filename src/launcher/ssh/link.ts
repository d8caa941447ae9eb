import { InfrastructureError } from '../../errors.js';

/** How a remote script ended. */
export interface RemoteAnswer {
  /** What the script exited with. */
  code: number;
  /** What the script itself said; what the login shell says before it is not in it. */
  stdout: string;
  stderr: string;
}

/** Thrown where the connection, not the command, failed. One line. The next call connects again. */
export class LinkDown extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LinkDown';
  }
}

/** Thrown where a copy brought all but some files, whose names or whose folder's name are in the message. One line. */
export class CopyIncomplete extends InfrastructureError {
  /** @param missing paths that rsync complains of, as it writes them. */
  constructor(
    message: string,
    readonly missing: readonly string[],
  ) {
    super(message);
    this.name = 'CopyIncomplete';
  }
}

export interface RunOptions {
  /** Milliseconds, connecting included; one minute unless given. */
  timeoutMs?: number;
  /** Ends the call at once; it then throws the signal's reason. */
  signal?: AbortSignal;
}

export interface FetchOptions extends RunOptions {
  /** Patterns of rsync, from the folder's top where they start with `/`. `.secrets.env` never comes. */
  exclude?: readonly string[];
}

/** What the launcher needs in its environment to use our connection. */
export interface LinkEnvironment {
  /** A folder with an `ssh` of ours: it must come first on PATH. */
  path: string;
  /** Short enough for the launcher's sockets; removed when the link closes. */
  home: string;
  tmpdir: string;
}

/** The machine that a cluster is commanded from. */
export interface ClusterLink {
  /** `nel@login.slurm.test`, or `this machine`. */
  readonly name: string;
  /**
   * Runs a POSIX sh script in the home directory. It is handed over by stdin, so that it is in no list of processes,
   * and has an empty stdin itself.
   * @throws LinkDown where no answer came, InfrastructureError where it was too large; the signal's reason.
   */
  run(script: string, options?: RunOptions): Promise<RemoteAnswer>;
  /**
   * Copies the content of a remote folder (an absolute path) into a local one. Goes on where a transfer broke;
   * unchanged files are not sent again; files that vanish meanwhile are left out; nothing is deleted here.
   * Without a timeout given it may take ten minutes.
   * @throws LinkDown; CopyIncomplete; InfrastructureError saying what rsync said; the signal's reason.
   */
  fetch(remoteDir: string, localDir: string, options?: FetchOptions): Promise<void>;
  environment(): LinkEnvironment;
  /** Connections opened so far, those that failed included; those of jump hosts are not counted. */
  readonly connections: number;
  /** Ends the connection and removes all that the link left on the disk. May be called twice. */
  close(): Promise<void>;
}
