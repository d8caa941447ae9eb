import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { ConfigError, InfrastructureError } from '../../../src/errors.js';
import { useBench } from './bench.js';
import { describeWithSshd, makeKey, Server, USER } from './sshd.js';

jest.setTimeout(30_000);

/** What opening failed with; it must be one line. */
async function failure(opening: Promise<unknown>): Promise<Error> {
  const error = await opening.then(
    () => new Error('it opened'),
    (thrown: Error) => thrown,
  );
  expect(error.message).not.toMatch(/\n/);
  return error;
}

describeWithSshd('a login that fails', () => {
  const bench = useBench();

  it('says which host key was offered where none is known, and how to get it', async () => {
    const error = await failure(bench.open({ knownHosts: '# none\n' }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toBe(
      `the host key of [127.0.0.1]:${bench.server.port} is not known: it offers ssh-ed25519 ${bench.server.hostKey.fingerprint}; ` +
        'compare that with what its administrators publish, and put the line of ' +
        `"ssh-keyscan -p ${bench.server.port} 127.0.0.1" that has it into ssh-known-hosts`,
    );
  });

  it('refuses a host key that is not the known one, and one that is revoked', async () => {
    const other = makeKey(bench.dir, 'other-host');
    const line = `[127.0.0.1]:${bench.server.port} ${other.publicKey}\n`;
    const changed = await failure(bench.open({ knownHosts: line }));
    expect(changed).toBeInstanceOf(ConfigError);
    expect(changed.message).toMatch(
      `[127.0.0.1]:${bench.server.port} has another host key than the known one: it offers ssh-ed25519 ${bench.server.hostKey.fingerprint};`,
    );
    const revoked = await failure(bench.open({ knownHosts: `@revoked ${bench.server.knownHosts}` }));
    expect(revoked).toBeInstanceOf(ConfigError);
    expect(revoked.message).toContain('revoked');
  });

  it('names the key that was refused, and a login without any', async () => {
    const stranger = makeKey(bench.dir, 'stranger');
    const refused = await failure(bench.open({ key: stranger.privateKey }));
    expect(refused).toBeInstanceOf(ConfigError);
    expect(refused.message).toBe(
      `${USER}@login (at ${USER}@127.0.0.1, which ssh-config makes of it or leads through): the login was refused with the ED25519 key ${stranger.fingerprint}: ` +
        'check the user name, and that its public half is in ~/.ssh/authorized_keys there',
    );
    const config = `${bench.server.host('login', 'IdentitiesOnly yes', 'IdentityFile /nowhere/id')}`;
    const none = await failure(bench.open({ key: undefined, config }));
    expect(none.message).toBe(
      `${USER}@login (at ${USER}@127.0.0.1, which ssh-config makes of it or leads through): the login was refused, as no key was offered, /nowhere/id is not on this machine: give ssh-key, or run an ssh-agent that has one`,
    );
  });

  it('refuses a user whom the server does not have', async () => {
    const error = await failure(bench.open({}, { user: 'nobody-here' }));
    expect(error.message).toContain(
      'nobody-here@login (at nobody-here@127.0.0.1, which ssh-config makes of it or leads through): the login was refused with the ED25519 key',
    );
  });

  it('says that too many keys were offered', async () => {
    const server = await new Server({
      dir: path.join(bench.dir, 'impatient'),
      authorized: [],
      lines: ['MaxAuthTries 1'],
    }).start();
    const error = await failure(bench.open({ config: server.host('login'), knownHosts: server.knownHosts }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toBe(
      `${USER}@login was offered too many keys (1 were tried) and hung up: give the right one as ssh-key, or name it in ssh-config by IdentityFile and IdentitiesOnly yes`,
    );
    await server.stop();
  });

  it('tells a server that is not there from one that says nothing', async () => {
    const port = bench.server.port;
    const silent = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port: other } = silent.address() as { port: number };
    const config = (to: number): string => `Host login\nHostName 127.0.0.1\nPort ${to}\n`;
    await bench.server.stop();
    const refused = await failure(bench.open({ config: config(port) }));
    await bench.server.start();
    expect(refused).toBeInstanceOf(InfrastructureError);
    expect(refused.message).toBe(
      `127.0.0.1, port ${port}: Connection refused; no ssh server listens there: check Port in ssh-config`,
    );
    const start = Date.now();
    const quiet = await failure(bench.open({ config: config(other) }, { connectSeconds: 1 }));
    expect(quiet).toBeInstanceOf(InfrastructureError);
    expect(quiet.message).toContain('took the connection and then said nothing');
    expect(Date.now() - start).toBeLessThan(4000);
    silent.close();
  });

  it('says that a host does not exist', async () => {
    const error = await failure(bench.open({ config: 'Host login\nHostName no.such.host.invalid\n' }));
    expect(error.message).toMatch(/no\.such\.host\.invalid/);
    expect(error.message).toMatch(/there is no host|could not be looked up/);
  });

  it('places a mistake of ssh-config in its line', async () => {
    const error = await failure(bench.open({ config: '# login\nHost login\nHostNaem x\n' }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(/^input ssh-config, line 3: Bad configuration option: hostnaem/);
  });

  it('says that a login may run no commands', async () => {
    const server = await new Server({
      dir: path.join(bench.dir, 'closed'),
      authorized: [bench.key],
      lines: ['ForceCommand echo This account is not available.; exit 1'],
    }).start();
    const error = await failure(bench.open({ config: server.host('login'), knownHosts: server.knownHosts }));
    expect(error.message).toBe(
      `${USER}@login runs no commands, its login shell ended with code 1: This account is not available.`,
    );
    await server.stop();
  });

  it('refuses names that would be options or words of a shell', async () => {
    for (const host of ['-oProxyCommand=x', 'a b', 'a;b', '$(x)', ''])
      expect((await failure(bench.open({}, { host }))).message).toContain('execution.hostname is');
    for (const user of ['-l', 'a@b', '`x`', 'a\nb'])
      expect((await failure(bench.open({}, { user }))).message).toContain('execution.username is');
  });

  it('names the package of a program that is missing', async () => {
    const error = await failure(bench.open({}, { env: { PATH: bench.dir } }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toContain('there is no rsync on this runner');
  });

  it('ends at once when it is aborted', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(new Error('stop it')), 200);
    const start = Date.now();
    const opening = bench.open(
      { config: `Host login\nHostName 127.0.0.1\nPort ${port}\n` },
      { signal: cancel.signal },
    );
    expect((await failure(opening)).message).toBe('stop it');
    expect(Date.now() - start).toBeLessThan(2000);
    silent.close();
  });

  it('leaves nothing behind', async () => {
    const own = mkdtempSync('/tmp/t-');
    const options = { env: { PATH: process.env['PATH'], TMPDIR: own } };
    await failure(bench.open({ knownHosts: '# none\n' }, options));
    await failure(bench.open({ key: makeKey(bench.dir, 'unwanted').privateKey }, options));
    const link = await bench.open({}, options);
    expect(readdirSync(own)).toHaveLength(1);
    await link.close();
    expect(readdirSync(own)).toEqual([]);
    rmdirSync(own);
  });
});

describeWithSshd('keys of other kinds', () => {
  const bench = useBench();

  /** A key with a certificate of an authority for one user. */
  function certify(principal: string): { privateKey: string; certificate: string; authority: string } {
    const dir = path.join(bench.dir, `certified-${principal}`);
    execFileSync('mkdir', [dir]);
    const authority = makeKey(dir, 'ca');
    const key = makeKey(dir, 'member');
    execFileSync('ssh-keygen', ['-q', '-s', authority.file, '-I', 'ci', '-n', principal, `${key.file}.pub`]);
    return {
      privateKey: key.privateKey,
      certificate: readFileSync(`${key.file}-cert.pub`, 'utf8'),
      authority: `${authority.file}.pub`,
    };
  }

  it('log in by a certificate, or say what it lacks', async () => {
    const good = certify(USER);
    const server = await new Server({
      dir: path.join(bench.dir, 'with-ca'),
      authorized: [],
      lines: [`TrustedUserCAKeys ${good.authority}`],
    }).start();
    const way = { config: server.host('login'), knownHosts: server.knownHosts };
    const link = await bench.open({ ...way, key: good.privateKey, certificate: good.certificate });
    expect((await link.run('echo in')).stdout).toBe('in\n');
    const bad = certify('somebody');
    const error = await failure(bench.open({ ...way, key: bad.privateKey, certificate: bad.certificate }));
    expect(error.message).toContain(
      'that the certificate is of this key, still valid, and issued for this user',
    );
    await server.stop();
  });

  it('log in by a running agent, by a socket of the environment', async () => {
    const socket = path.join(bench.dir, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    agent.unref();
    const env = { ...process.env, SSH_AUTH_SOCK: socket };
    for (let code: number | null = 1; code !== 0; )
      code = spawnSync('ssh-add', ['-q', bench.key.file], { env, stdio: 'ignore' }).status;
    const link = await bench.open(
      { key: undefined },
      { env: { PATH: process.env['PATH'], SSH_AUTH_SOCK: socket } },
    );
    expect((await link.run('echo in')).stdout).toBe('in\n');
    agent.kill();
  });

  it('log in by a file that ssh-config names, on a runner that has it', async () => {
    const config = bench.server.host('login', `IdentityFile ${bench.key.file}`, 'User somebody-else');
    const link = await bench.open({ key: undefined, config });
    expect((await link.run('id -un')).stdout).toBe(`${USER}\n`);
  });

  it('keep ssh from trusting or asking more than the inputs allow, whatever ssh-config says', async () => {
    const marker = path.join(bench.dir, 'local-command');
    const config = [
      'StrictHostKeyChecking no',
      'UserKnownHostsFile /dev/null',
      'IdentitiesOnly yes',
      'BatchMode no',
      'PermitLocalCommand yes',
      `LocalCommand touch ${marker}`,
      'ControlMaster auto',
      `ControlPath ${path.join(bench.dir, 'their-master')}`,
      'RequestTTY force',
      'RemoteCommand echo theirs',
      bench.server.host('login'),
    ].join('\n');
    expect((await failure(bench.open({ config, knownHosts: '# none\n' }))).message).toContain('is not known');
    const link = await bench.open({ config });
    expect((await link.run('echo ours')).stdout).toBe('ours\n');
    expect([marker, path.join(bench.dir, 'their-master')].filter((file) => existsSync(file))).toEqual([]);
  });

  it('refuse what no agent reads', async () => {
    const key = bench.key.privateKey.replace(/\n(.{20})/, '\n$1AAAA');
    const error = await failure(bench.open({ key }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(/^input ssh-key is no key that ssh-add reads/);
  });
});
