import { writeFileSync } from 'node:fs';
import { ConfigError, InfrastructureError, messageOf } from '../../errors.js';
import { quote } from '../../input-values.js';
import type { SshInputs } from '../../ssh-inputs.js';
import { startAgent } from './agent.js';
import { clientConfig } from './client-config.js';
import { CommandLink } from './command-link.js';
import { explainSsh, type LoginFacts } from './explain-ssh.js';
import { type ClusterLink, LinkDown, type LinkEnvironment } from './link.js';
import {
  clientEnvironment,
  connectionEnvironment,
  currentUmask,
  findProgram,
  loginEnvironment,
} from './link-environment.js';
import { LocalTransport } from './local-transport.js';
import { MasterConnection } from './master.js';
import { type LinkFolder, makeLinkFolder } from './private-folder.js';
import { localShim, sshShim, writeShim } from './shims.js';
import { SshTransport } from './ssh-transport.js';

export interface LinkOptions {
  /** As the config has them: what ssh-config makes of the host is ssh's matter. */
  host: string;
  user: string;
  inputs: SshInputs;
  env: NodeJS.ProcessEnv;
  /** Ends the opening; the open link does not hear it, since stopping jobs needs it. */
  signal?: AbortSignal;
  log(line: string): void;
  /** Told of the folder of the link before anything is in it: a process that is killed does not remove it. */
  onFolder?: (dir: string) => void;
  /** Seconds for TCP and the server's greeting, 15 unless given; the whole login may take three times that. */
  connectSeconds?: number;
}

/**
 * Opens a link to a cluster's login node, and makes sure that commands run there.
 * @throws ConfigError for what the user can mend: no ssh, a host key that is not known, a key that is refused, a host
 * that does not exist. InfrastructureError where the machine is not reached. One line each. The signal's reason.
 */
export async function openLink(options: LinkOptions): Promise<ClusterLink> {
  const { host, user, signal } = options;
  signal?.throwIfAborted();
  checkName('hostname', host);
  checkName('username', user);
  const rsync = findProgram('rsync', 'rsync', options.env);
  const folder = makeLinkFolder(options.env);
  try {
    options.onFolder?.(folder.dir);
    const link =
      options.inputs.mode === 'local' ? openLocal(options, folder, rsync) : openSsh(options, folder, rsync);
    const onAbort = (): void => void link.close();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await firstCall(link, options);
      signal?.throwIfAborted();
      return link;
    } catch (error) {
      await link.close();
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  } catch (error) {
    folder.remove();
    throw error;
  }
}

async function firstCall(link: OpeningLink, { signal, log }: LinkOptions): Promise<void> {
  const start = Date.now();
  await link.connect();
  try {
    const { code, stderr } = await link.run(':', signal ? { signal } : {});
    if (code !== 0)
      throw new ConfigError(`${link.name} does not run a sh script (exit code ${code}): ${stderr}`);
  } catch (error) {
    throw error instanceof LinkDown ? new InfrastructureError(messageOf(error)) : error;
  }
  if (link.connections > 0) log(`Connected to ${link.name} in ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

/** A link that says in full why its first connection failed. */
type OpeningLink = ClusterLink & { connect(): Promise<void> };

function openLocal({ host, user, env }: LinkOptions, folder: LinkFolder, rsync: string): OpeningLink {
  const variables = loginEnvironment(env);
  if (variables['USER'] !== user)
    throw new ConfigError(
      `execution.username is ${quote(user)}, but with ssh: local everything runs as ${variables['USER']}: give that name`,
    );
  const login = { env: variables, home: variables['HOME']!, umask: currentUmask() };
  writeShim(folder, localShim({ user, host }, login));
  const transport = new LocalTransport(rsync, login);
  const link = new CommandLink('this machine', transport, launcherPart(folder), folder.remove);
  return Object.assign(link, { connect: async () => undefined });
}

function openSsh(options: LinkOptions, folder: LinkFolder, rsync: string): OpeningLink {
  const { host, user, inputs, env, log, connectSeconds = 15 } = options;
  const ssh = findProgram('ssh', 'openssh-client', env);
  const write = (file: string, text: string): void => writeFileSync(file, text, { mode: 0o600 });
  write(folder.config, clientConfig(inputs, folder, connectSeconds));
  if (inputs.config) write(folder.userConfig, inputs.config);
  if (inputs.knownHosts) write(folder.knownHosts, inputs.knownHosts);
  if (inputs.certificate) write(folder.certificate, inputs.certificate);
  writeShim(folder, sshShim({ user, host, ssh, socket: folder.socket }));

  const target = `${user}@${host}`;
  const facts: LoginFacts = {
    target,
    hasCertificate: inputs.certificate !== undefined,
    userConfig: folder.userConfig,
  };
  const own = connectionEnvironment(env);
  const { key } = inputs;
  const master = new MasterConnection({
    ssh,
    args: ['-F', folder.config, '--', target],
    env: own,
    socket: folder.socket,
    limitMs: connectSeconds * 3000,
    prepare: async () =>
      key ? await startAgent(folder.agentSocket, key, clientEnvironment(env)) : () => undefined,
    onOpen: (count) => {
      if (count > 1) log(`Connected to ${target} again`);
    },
    explain: (messages) => explainSsh(messages, facts),
  });
  const transport = new SshTransport({ master, user, host, ssh, rsync, folder, env: clientEnvironment(env) });
  const link = new CommandLink(target, transport, launcherPart(folder), folder.remove);
  return Object.assign(link, { connect: () => master.open() });
}

function launcherPart({ bin, home, tmp }: LinkFolder): LinkEnvironment {
  return { path: bin, home, tmpdir: tmp };
}

/** Names end up in command lines, the launcher's among them, where they are words of a shell. */
function checkName(what: string, name: string): void {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name)) return;
  throw new ConfigError(
    `execution.${what} is ${quote(name)}: allowed are letters, digits, "_", "." and "-", and no "-" or "." in front; for an address of another form write a Host with its HostName into ssh-config`,
  );
}
