import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ClusterLink } from '../../../src/launcher/ssh/link.js';
import { openLink } from '../../../src/launcher/ssh/open-link.js';
import { useBench } from './bench.js';
import { describeWithSshd, USER } from './sshd.js';

jest.setTimeout(30_000);

interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

/** Calls a program as the launcher does, with the shim first on PATH. */
function call(
  link: ClusterLink,
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Said> {
  const { path: bin, home, tmpdir } = link.environment();
  const options = { env: { PATH: `${bin}:${process.env['PATH']}`, HOME: home, TMPDIR: tmpdir, ...env } };
  return new Promise((resolve) => {
    const child = execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

/** The launcher's calls, as its code makes them; a socket of its own choosing is in most. */
const calls = (link: () => ClusterLink, dir: () => string): void => {
  const target = `${USER}@login`;
  const socket = (): string => path.join(link().environment().tmpdir, 'tmpabcd/socket');

  it('takes the opening and closing of masters as done', async () => {
    const opened = await call(link(), 'ssh', ['-Nf', '-o', 'ControlMaster=auto', '-S', socket(), target]);
    expect(opened).toEqual({ code: 0, stdout: '', stderr: '' });
    const closed = await call(link(), 'ssh', ['-O', 'exit', '-S', socket(), target]);
    expect(closed).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await link().run('echo on')).stdout).toBe('on\n');
  });

  it('runs a command in one word, and in many', async () => {
    const files = "mkdir -p '/tmp' && test -d '/tmp' && echo 'EXISTS:/tmp' || echo 'MISSING:/tmp'";
    const one = await call(link(), 'ssh', ['-S', socket(), target, files]);
    expect(one).toEqual({ code: 0, stdout: 'EXISTS:/tmp\n', stderr: '' });
    // The launcher splits its commands like a shell, so that words come without the quotes that they had.
    const words = 'echo _START_OF_FILE_ ; cat /no/such 2>/dev/null ; echo _END_OF_FILE_'.split(' ');
    const many = await call(link(), 'ssh', ['-S', socket(), target, ...words]);
    expect(many).toEqual({ code: 0, stdout: '_START_OF_FILE_\n_END_OF_FILE_\n', stderr: '' });
  });

  it('keeps exit codes, errors and every character', async () => {
    const failed = await call(link(), 'ssh', [target, 'echo no >&2; exit 7']);
    expect(failed).toEqual({ code: 7, stdout: '', stderr: 'no\n' });
    const text = 'a\'b"c\\d!e$f`g%h\\041i\tj\nk\\0047l  m';
    const quoted = `printf '%s' '${text.replaceAll("'", "'\\''")}'`;
    expect((await call(link(), 'ssh', [target, quoted])).stdout).toBe(text);
  });

  it('runs commands where a login begins, without the launcher’s variables', async () => {
    const secret = {
      MODEL_API_KEY: 'sesame-open',
      NEMO_EVALUATOR_EXEC_DB_FILE: '/x',
      RUNNER_TRACKING_ID: 'github_x',
    };
    const { stdout } = await call(link(), 'ssh', [target, 'pwd; echo $HOME; env'], secret);
    const { homedir } = userInfo();
    expect(stdout.split('\n').slice(0, 2)).toEqual([homedir, homedir]);
    expect(stdout).not.toMatch(/sesame|NEMO|TRACKING/);
    expect(stdout).not.toContain(link().environment().path);
  });

  it('streams an archive', async () => {
    const from = path.join(dir(), 'artifacts-of-a-job');
    mkdirSync(path.join(from, 'artifacts'), { recursive: true });
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * n) % 251));
    writeFileSync(path.join(from, 'artifacts/data'), content);
    const to = path.join(dir(), 'exported');
    mkdirSync(to);
    const pipe = `ssh -o ControlPath=${socket()} ${target} 'cd ${from} && tar -czf - artifacts/' | tar -xzf - -C ${to}`;
    expect(await call(link(), 'sh', ['-c', pipe])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(path.join(to, 'artifacts/data')).equals(content)).toBe(true);
  });

  it('carries the upload of run folders by rsync', async () => {
    const local = path.join(dir(), '20260101_000000-abcd');
    mkdirSync(path.join(local, 'task.0'), { recursive: true });
    writeFileSync(path.join(local, 'task.0/run.sub'), '#!/bin/bash\n');
    writeFileSync(path.join(local, 'task.0/.secrets.env'), 'KEY=x\n', { mode: 0o600 });
    writeFileSync(path.join(local, 'task.0/big'), Buffer.alloc(3 << 20, 'abcdefg'));
    const to = path.join(dir(), 'remote output');
    mkdirSync(to);
    expect(await call(link(), 'rsync', ['-qcaz', local, `${target}:${to}`])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const made = path.join(to, '20260101_000000-abcd/task.0');
    expect(readdirSync(made).sort()).toEqual(['.secrets.env', 'big', 'run.sub']);
    expect(statSync(path.join(made, '.secrets.env')).mode & 0o777).toBe(0o600);
  });

  it('refuses another host, another user, and a shell', async () => {
    for (const other of [`${USER}@elsewhere`, 'somebody@login', 'elsewhere']) {
      const refused = await call(link(), 'ssh', ['-S', socket(), other, 'echo in']);
      expect(refused.code).toBe(255);
      expect(refused.stdout).toBe('');
      expect(refused.stderr).toBe(`ssh: the connection of this run is to ${target}, not to ${other}\n`);
    }
    expect(await call(link(), 'ssh', ['-S', socket(), target])).toMatchObject({ code: 255, stdout: '' });
  });
};

describeWithSshd('the launcher’s calls over a connection', () => {
  const bench = useBench();
  let link: ClusterLink;
  const shared: ClusterLink[] = [];
  beforeAll(async () => {
    link = await bench.open();
    shared.push(...bench.links.splice(0));
  });
  afterAll(async () => {
    for (const open of shared) await open.close();
  });
  calls(
    () => link,
    () => bench.dir,
  );

  it('took one login in all', () => {
    expect(bench.server.logins).toBe(1);
    expect(link.connections).toBe(1);
  });

  it('fail in one line once the connection is lost, without opening another', async () => {
    await bench.server.stop();
    await expect(link.run('true')).rejects.toThrow('Connection refused');
    await bench.server.start();
    const opened = await call(link, 'ssh', ['-Nf', '-o', 'ControlMaster=auto', '-S', '/x', `${USER}@login`]);
    expect(opened).toEqual({ code: 255, stdout: '', stderr: 'ssh: the connection to login is lost\n' });
    expect((await call(link, 'ssh', [`${USER}@login`, 'echo in'])).code).toBe(255);
    expect(bench.server.logins).toBe(0);
  });
});

const hasRsync = (): boolean => {
  try {
    execFileSync('rsync', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

(hasRsync() ? describe : describe.skip)('the launcher’s calls on a login node (needs rsync)', () => {
  let link: ClusterLink;
  let dir: string;
  beforeAll(async () => {
    const env = { PATH: process.env['PATH'], MODEL_API_KEY: 'sesame-open', SLURM_CONF: '/etc/slurm/x.conf' };
    link = await openLink({
      host: 'login',
      user: USER,
      inputs: { mode: 'local' },
      env,
      log: () => undefined,
    });
    dir = path.join(link.environment().tmpdir, 'work');
    mkdirSync(dir);
  });
  afterAll(() => link.close());
  calls(
    () => link,
    () => dir,
  );

  it('has scripts and copies without any connection', async () => {
    const { homedir } = userInfo();
    expect(link.name).toBe('this machine');
    expect(await link.run('pwd; echo "$MODEL_API_KEY$SLURM_CONF"; echo no >&2; exit 255')).toEqual({
      code: 255,
      stdout: `${homedir}\n/etc/slurm/x.conf\n`,
      stderr: 'no\n',
    });
    const from = path.join(dir, '-odd: folder');
    mkdirSync(from);
    writeFileSync(path.join(from, 'file'), 'x');
    writeFileSync(path.join(from, '.secrets.env'), 'x');
    const to = path.join(dir, 'copied');
    await link.fetch(from, to);
    expect(readdirSync(to)).toEqual(['file']);
    await expect(link.run('sleep 9', { timeoutMs: 100 })).rejects.toThrow('no answer within 0.1 s');
    await expect(link.run('head -c 40000000 /dev/zero')).rejects.toThrow('more than 32 MiB');
    expect(link.connections).toBe(0);
  });

  it('gives jobs the umask of the login, not that of the launcher', async () => {
    const { path: bin } = link.environment();
    const own = execFileSync('sh', ['-c', 'umask'], { encoding: 'utf8' }).trim();
    const script = `umask 077; ${bin}/ssh ${USER}@login umask`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trim()).toBe(own);
  });

  it('refuses a user that it cannot be', async () => {
    const env = { PATH: process.env['PATH'] };
    const opening = openLink({
      host: 'login',
      user: 'somebody',
      inputs: { mode: 'local' },
      env,
      log: () => undefined,
    });
    await expect(opening).rejects.toThrow(
      `execution.username is "somebody", but with ssh: local everything runs as ${USER}: give that name`,
    );
  });

  it('leaves nothing behind', async () => {
    const { home } = link.environment();
    await link.close();
    expect(existsSync(path.dirname(home))).toBe(false);
  });
});
