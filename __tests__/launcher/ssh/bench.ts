import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { ClusterLink } from '../../../src/launcher/ssh/link.js';
import { type LinkOptions, openLink } from '../../../src/launcher/ssh/open-link.js';
import type { SshInputs } from '../../../src/ssh-inputs.js';
import { type KeyPair, makeKey, Server, stopServers, USER } from './sshd.js';

/** A server with a key that it takes, for the tests of a block; links are closed after each test. */
export class Bench {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'link-'));
  readonly key: KeyPair = makeKey(this.dir, 'client');
  readonly server = new Server({ dir: path.join(this.dir, 'server'), authorized: [this.key] });
  readonly links: ClusterLink[] = [];
  readonly log: string[] = [];

  /** Opens a link to the server; what is given replaces what leads there, and undefined takes it away. */
  readonly open = async (
    inputs: { [name in keyof SshInputs]?: SshInputs[name] | undefined } = {},
    options: Partial<Omit<LinkOptions, 'inputs'>> = {},
  ): Promise<ClusterLink> => {
    const all = {
      mode: 'ssh',
      key: this.key.privateKey,
      knownHosts: this.server.knownHosts,
      config: this.server.host('login'),
      ...inputs,
    };
    const link = await openLink({
      host: 'login',
      user: USER,
      env: { PATH: process.env['PATH'] },
      log: (line) => this.log.push(line),
      ...options,
      inputs: Object.fromEntries(
        Object.entries(all).filter(([, value]) => value !== undefined),
      ) as unknown as SshInputs,
    });
    this.links.push(link);
    return link;
  };
}

export function useBench(): Bench {
  let bench: Bench | undefined;
  beforeAll(async () => {
    bench = new Bench();
    await bench.server.start();
  });
  afterEach(async () => {
    for (const link of bench?.links.splice(0) ?? []) await link.close();
  });
  afterAll(async () => {
    await stopServers();
    if (bench) rmSync(bench.dir, { recursive: true, force: true });
  });
  // The bench is there once a test runs.
  return new Proxy({} as Bench, { get: (_, name) => Reflect.get(bench!, name) });
}
