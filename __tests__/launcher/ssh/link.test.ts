import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { LinkDown } from '../../../src/launcher/ssh/link.js';
import { type Bench, useBench } from './bench.js';
import { describeWithSshd, Server, USER } from './sshd.js';

jest.setTimeout(30_000);

describeWithSshd('a link over ssh', () => {
  const bench = useBench();
  const open: Bench['open'] = (...options) => bench.open(...options);

  it('runs scripts over one connection, and tells output, errors and exit code', async () => {
    const link = await open();
    const before = bench.server.logins;
    expect(link.name).toBe(`${USER}@login`);
    expect(await link.run('echo "out $PWD"; echo err >&2; exit 3')).toEqual({
      code: 3,
      stdout: `out ${userInfo().homedir}\n`,
      stderr: 'err\n',
    });
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, n) => link.run(`sleep 0.05; printf %s ${n}`)),
    );
    expect(answers.map(({ stdout }) => stdout)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8']);
    expect(link.connections).toBe(1);
    expect(bench.server.logins).toBe(before);
  });

  it('hands scripts over whole, and out of every list of processes', async () => {
    const link = await open();
    const script = [
      "cat <<'END'",
      '$HOME `x` "q" \'p\' \\',
      'END',
      "read -r line || echo 'no stdin'",
      `for file in /proc/[0-9]*/cmdline; do`,
      `  case "$(tr '\\0' ' ' 2>/dev/null < "$file")" in *needle-in-a-script*) echo "$file" ;; esac`,
      'done 2>/dev/null',
    ];
    expect(await link.run(script.join('\n'))).toEqual({
      code: 0,
      stdout: '$HOME `x` "q" \'p\' \\\nno stdin\n',
      stderr: '',
    });
  });

  it('tells a command that exits 255 from a connection that fails, and survives what sh cannot read', async () => {
    const link = await open();
    expect(await link.run('exit 255')).toEqual({ code: 255, stdout: '', stderr: '' });
    expect((await link.run('set -e; false; echo no')).code).toBe(1);
    const broken = await link.run('echo begun; if');
    expect(broken.code).toBeGreaterThan(0);
    expect(broken.stdout).not.toContain('begun');
    await expect(link.run('echo last words >&2; kill -9 $$')).rejects.toThrow(
      'the connection broke while a script ran: last words',
    );
  });

  it('keeps the key out of every file, and its folder private, short and gone in the end', async () => {
    const link = await open();
    const { path: bin, home, tmpdir: temp } = link.environment();
    const own = path.dirname(home);
    expect(statSync(own).mode & 0o777).toBe(0o700);
    expect(path.join(home, '.nemo-evaluator/connections').length).toBeLessThan(68);
    for (const folder of [bin, home, temp]) expect(path.dirname(folder)).toBe(own);
    const secret = bench.key.privateKey.split('\n')[2]!;
    const files = readdirSync(own, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(own, name))
      .filter((file) => statSync(file).isFile());
    expect(files.length).toBeGreaterThan(2);
    expect(files.filter((file) => readFileSync(file, 'utf8').includes(secret))).toEqual([]);
    // The agent is there only while the connection is opened.
    expect(existsSync(path.join(own, 'a'))).toBe(false);
    const keepers = readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .filter((entry) => {
        try {
          return readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(own);
        } catch {
          return false;
        }
      })
      .map((entry) => readFileSync(`/proc/${entry}/environ`, 'utf8'));
    expect(keepers.length).toBeGreaterThan(0);
    expect(keepers.filter((environ) => environ.includes(secret))).toEqual([]);
    await link.close();
    await link.close();
    expect(existsSync(own)).toBe(false);
    await expect(link.run('true')).rejects.toThrow(LinkDown);
  });

  it('connects again after the server was gone', async () => {
    const link = await open();
    const { port } = bench.server;
    await bench.server.stop();
    const down = link.run('true', { timeoutMs: 5000 });
    await expect(down).rejects.toThrow(LinkDown);
    await expect(link.run('true')).rejects.toThrow(`127.0.0.1, port ${port}: Connection refused`);
    await bench.server.start();
    expect((await link.run('echo back')).stdout).toBe('back\n');
    expect(link.connections).toBeGreaterThanOrEqual(2);
    expect(bench.server.logins).toBe(1);
    expect(bench.log.filter((line) => line.endsWith('again'))).toEqual([`Connected to ${USER}@login again`]);
  });

  it('gives up on a server that hangs, and connects anew once it is killed', async () => {
    const link = await open({}, { connectSeconds: 1 });
    bench.server.signal('SIGSTOP');
    const start = Date.now();
    await expect(link.run('true', { timeoutMs: 300 })).rejects.toThrow('no answer within 0.3 s');
    await expect(link.run('true', { timeoutMs: 400 })).rejects.toThrow(LinkDown);
    expect(Date.now() - start).toBeLessThan(2500);
    await bench.server.stop();
    await bench.server.start();
    expect((await link.run('echo back', { timeoutMs: 10_000 })).stdout).toBe('back\n');
  });

  it('leaves a connection alone whose command takes too long', async () => {
    const link = await open();
    await expect(link.run('sleep 20', { timeoutMs: 200 })).rejects.toThrow(LinkDown);
    expect((await link.run('echo on')).stdout).toBe('on\n');
    expect(link.connections).toBe(1);
  });

  it('ends a call that is aborted with the reason, and goes on working', async () => {
    const link = await open();
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(new Error('cancelled by hand')), 150);
    await expect(link.run('sleep 20', { signal: cancel.signal })).rejects.toThrow('cancelled by hand');
    await expect(link.fetch('/etc', bench.dir, { signal: cancel.signal })).rejects.toThrow(
      'cancelled by hand',
    );
    expect((await link.run('echo on')).stdout).toBe('on\n');
  });

  it('waits for a session where the server allows one at a time', async () => {
    const strict = await new Server({
      dir: path.join(bench.dir, 'strict'),
      authorized: [bench.key],
      lines: ['MaxSessions 1'],
    }).start();
    const link = await open({ knownHosts: strict.knownHosts, config: strict.host('login') });
    const answers = await Promise.all(['a', 'b'].map((word) => link.run(`sleep 0.2; echo ${word}`)));
    expect(answers.map(({ stdout }) => stdout)).toEqual(['a\n', 'b\n']);
    await strict.stop();
  });

  it.each([
    ['a greeting', `echo "Welcome to login"; echo "* news *" >&2; eval "$SSH_ORIGINAL_COMMAND"`],
    ['one without a line break', `printf "Quota: 93%%"; eval "$SSH_ORIGINAL_COMMAND"`],
    ['a banner, and tcsh', `echo hello; tcsh -f -c "$SSH_ORIGINAL_COMMAND"`],
  ])('hears scripts, rsync and the launcher through %s of the login shell', async (name, command) => {
    if (name.includes('tcsh') && !existsSync('/usr/bin/tcsh')) command = command.replace('tcsh -f', 'sh');
    const banner = path.join(bench.dir, 'banner');
    writeFileSync(banner, 'Authorized use only\nHost key verification failed.\n');
    const noisy = await new Server({
      dir: path.join(bench.dir, `noisy-${name.length}`),
      authorized: [bench.key],
      lines: [`Banner ${banner}`, `ForceCommand ${command}`],
    }).start();
    const link = await open({ knownHosts: noisy.knownHosts, config: noisy.host('login') });
    expect(await link.run('echo "it\'s $((1 + 1))!"; exit 4')).toEqual({
      code: 4,
      stdout: "it's 2!\n",
      stderr: '',
    });
    const from = path.join(bench.dir, `odd from ${name.length}`);
    mkdirSync(from);
    writeFileSync(path.join(from, "-it's $(x) !.txt"), 'content');
    const to = path.join(bench.dir, `odd-to-${name.length}`);
    await link.fetch(from, to);
    expect(readFileSync(path.join(to, "-it's $(x) !.txt"), 'utf8')).toBe('content');
    await noisy.stop();
  });

  it('goes through a jump host, with the key and the known hosts of the inputs', async () => {
    const gate = await new Server({ dir: path.join(bench.dir, 'gate'), authorized: [bench.key] }).start();
    const config = `${bench.server.host('login', 'ProxyJump gate')}\n${gate.host('gate')}`;
    const link = await open({ knownHosts: bench.server.knownHosts + gate.knownHosts, config });
    expect((await link.run('echo through')).stdout).toBe('through\n');
    expect(gate.logins).toBe(1);
    await link.close();
    const unknown = open({ config });
    await expect(unknown).rejects.toThrow(
      `the host key of [127.0.0.1]:${gate.port} is not known: it offers ssh-ed25519 ${gate.hostKey.fingerprint};`,
    );
    await gate.stop();
    const closed = open({ knownHosts: bench.server.knownHosts + gate.knownHosts, config });
    await expect(closed).rejects.toThrow(`127.0.0.1, port ${gate.port}: Connection refused`);
  });
});
