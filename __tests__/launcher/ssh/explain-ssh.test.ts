import { describe, expect, it } from '@jest/globals';
import { ConfigError, InfrastructureError } from '../../../src/errors.js';
import { explainSsh } from '../../../src/launcher/ssh/explain-ssh.js';

const facts = { target: 'nel@login', hasCertificate: false, userConfig: '/tmp/nea-x/user_config' };

describe('what ssh says', () => {
  it.each([
    [
      ConfigError,
      'ssh: Could not resolve hostname login: Name or service not known',
      'there is no host login (Name or service not known): check the name, or say its HostName in ssh-config',
    ],
    [
      InfrastructureError,
      'ssh: Could not resolve hostname login: Temporary failure in name resolution',
      'login could not be looked up (Temporary failure in name resolution): DNS of this machine',
    ],
    [
      InfrastructureError,
      'ssh: connect to host login port 22: Connection timed out',
      'login, port 22: Connection timed out; see that a runner may reach it (firewall, VPN, ProxyJump in ssh-config)',
    ],
    [
      InfrastructureError,
      'ssh: connect to host login port 22: No route to host',
      'login, port 22: No route to host; see that a runner may reach it (firewall, VPN, ProxyJump in ssh-config)',
    ],
    [
      InfrastructureError,
      'kex_exchange_identification: read: Connection reset by peer\nConnection reset by 10.0.0.1 port 22',
      'nel@login hung up before the login (read: Connection reset by peer): the server turns this machine away or has too many logins (MaxStartups)',
    ],
    [
      InfrastructureError,
      'channel 0: open failed: connect failed: Connection refused\nstdio forwarding failed\nkex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535',
      'the jump host does not reach nel@login: connect failed: Connection refused',
    ],
    [
      ConfigError,
      'Unable to negotiate with 10.0.0.1 port 22: no matching host key type found. Their offer: ssh-rsa',
      'no common method with 10.0.0.1 port 22: no matching host key type found. Their offer: ssh-rsa; allow it for this host in ssh-config if you must',
    ],
    [
      ConfigError,
      'Bad owner or permissions on /home/nel/.ssh/config',
      'others may write /home/nel/.ssh/config, so that ssh refuses it: chmod 600 it',
    ],
    [
      ConfigError,
      'nel@login: Permission denied (password,keyboard-interactive).',
      'nel@login: the login was refused; the server takes password,keyboard-interactive only, and nobody can answer questions here: ask for logins by key',
    ],
    [
      ConfigError,
      'nel@gate: Permission denied (publickey).\r\nConnection closed by UNKNOWN port 65535\r',
      'nel@login (at nel@gate, which ssh-config makes of it or leads through): the login was refused, as no key was offered: give ssh-key, or run an ssh-agent that has one',
    ],
    [
      ConfigError,
      '/tmp/nea-x/user_config line 2: missing argument.\n/tmp/nea-x/config: terminating, 1 bad configuration options',
      'input ssh-config, line 2: missing argument.: ssh does not read it',
    ],
    [
      ConfigError,
      '/home/nel/.ssh/config: line 7: Bad configuration option: usekeychain',
      '/home/nel/.ssh/config, line 7: Bad configuration option: usekeychain: ssh does not read it',
    ],
    [
      InfrastructureError,
      'OpenSSH_9.2p1\ndebug1: Executing proxy command\nnc: no such proxy\n',
      'no connection to nel@login: nc: no such proxy',
    ],
    [InfrastructureError, '', 'no connection to nel@login: ssh said nothing'],
  ])('becomes a %p in one line: %s', (kind, said, message) => {
    const error = explainSsh(said, facts);
    expect(error.message).toBe(message);
    expect(error).toBeInstanceOf(kind);
  });

  it('counts the keys offered to the server that hung up, not those of the jump host', () => {
    const offer = (n: number): string => `debug1: Offering public key: /k${n} RSA SHA256:print${n} agent`;
    const said = [
      "debug1: Authenticating to gate:22 as 'nel'",
      offer(1),
      "debug1: Authenticating to login:22 as 'nel'",
      offer(2),
      offer(3),
      'Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures',
    ];
    expect(explainSsh(said.join('\n'), facts).message).toContain('too many keys (2 were tried)');
    const denied = [...said.slice(0, 5), 'nel@login: Permission denied (publickey,password).'];
    expect(explainSsh(denied.join('\n'), { ...facts, hasCertificate: true }).message).toBe(
      'nel@login: the login was refused with the RSA key SHA256:print2 and the RSA key SHA256:print3 (the server would also take password): ' +
        'check the user name, and that the certificate is of this key, still valid, and issued for this user',
    );
  });

  it('cannot speak to the terminal or to the runner, whatever a server says', () => {
    const { message } = explainSsh(`\u001b]0;x\u0007::error::\u202e${'x'.repeat(2000)}`, facts);
    expect(message).toMatch(/^no connection to nel@login: [ -~…]*$/);
    expect(message.length).toBeLessThanOrEqual(600);
  });
});
