import type { SshInputs } from '../../ssh-inputs.js';
import type { LinkFolder } from './private-folder.js';

/**
 * The client config of our connection. ssh takes the first value that it finds: ours come before the user's, and hold
 * for jump hosts too, which options on the command line would not.
 * @param seconds for a TCP connection and the server's greeting.
 */
export function clientConfig(inputs: SshInputs, folder: LinkFolder, seconds: number): string {
  const lines = [
    'Host *',
    'BatchMode yes',
    'StrictHostKeyChecking yes',
    'NoHostAuthenticationForLocalhost no',
    'UpdateHostKeys no',
    `ConnectTimeout ${seconds}`,
    'ConnectionAttempts 1',
    'ServerAliveInterval 10',
    'ServerAliveCountMax 3',
    'TCPKeepAlive yes',
    'ControlMaster no',
    'ControlPath none',
    'ControlPersist no',
    'ClearAllForwardings yes',
    'ForwardAgent no',
    'ForwardX11 no',
    'AddKeysToAgent no',
    'PermitLocalCommand no',
    'RequestTTY no',
    'RemoteCommand none',
    'EscapeChar none',
  ];
  if (inputs.knownHosts) {
    lines.push(`UserKnownHostsFile ${folder.knownHosts}`, 'GlobalKnownHostsFile /dev/null');
  }
  if (inputs.key) {
    // The agent has this key alone: the user's config must not keep ssh from asking it.
    lines.push(`IdentityAgent ${folder.agentSocket}`, 'IdentitiesOnly no', 'IdentityFile none');
  }
  if (inputs.certificate) lines.push(`CertificateFile ${folder.certificate}`);
  // ssh reads none but the named file, so that what it would have read is named too.
  const others = inputs.config ? [folder.userConfig] : ['~/.ssh/config', '/etc/ssh/ssh_config'];
  return `${[...lines, ...others.map((file) => `Include ${file}`)].join('\n')}\n`;
}

/**
 * Arguments that make ssh use our connection and nothing else: without it, it would quietly open one of its own, by
 * the rules of whatever config it finds.
 */
export function clientArguments(socket: string): string[] {
  const options = ['ControlMaster=no', 'BatchMode=yes', 'ProxyCommand=exit 255', 'LogLevel=ERROR'];
  return ['-F', '/dev/null', '-S', socket, '-T', ...options.flatMap((option) => ['-o', option])];
}
