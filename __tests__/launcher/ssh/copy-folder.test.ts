import { describe, expect, it } from '@jest/globals';
import { InfrastructureError } from '../../../src/errors.js';
import { judgeCopy } from '../../../src/launcher/ssh/copy-folder.js';
import { CopyIncomplete, LinkDown } from '../../../src/launcher/ssh/link.js';

const where = { link: 'nel@login', remoteDir: '/evals/x', localDir: '/runner/mirror' };

function judge(code: number, stderr: string): Error | undefined {
  try {
    judgeCopy({ code, stderr, stdout: '', ended: 'by itself' }, where);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

describe('what rsync says', () => {
  it('is no error where files vanished meanwhile', () => {
    expect(judge(0, '')).toBeUndefined();
    expect(
      judge(24, 'file has vanished: "/evals/x/tmp"\nrsync warning: some files vanished (code 24)\n'),
    ).toBeUndefined();
  });

  it.each([
    [
      11,
      'rsync: [receiver] write failed on "/runner/mirror/a": No space left on device (28)\nrsync error: error in file IO (code 11)',
      '/runner/mirror: the disk of this machine is full; results stay in /evals/x on nel@login',
    ],
    [
      11,
      'rsync: [receiver] write failed on "/runner/mirror/a": Disk quota exceeded (122)',
      '/runner/mirror: the disk quota of this machine is full; results stay in /evals/x on nel@login',
    ],
    [
      127,
      'bash: line 1: rsync: command not found\nrsync error: remote command not found (code 127)',
      'there is no rsync on nel@login, or not on the PATH of its non-interactive shells: install it there, results come by it',
    ],
    [
      23,
      'rsync: [sender] change_dir "/evals/x" failed: No such file or directory (2)\nrsync error: some files could not be transferred (code 23)',
      '/evals/x is not there on nel@login',
    ],
    [
      23,
      'Quota of nel: 93%\nrsync: [sender] send_files failed to open "/evals/x/a": Permission denied (13)\nrsync error: some files (code 23)',
      'rsync from nel@login, /evals/x, exit code 23: rsync: [sender] send_files failed to open "/evals/x/a": Permission denied (13)',
    ],
  ])('is said in one line: exit code %d, %s', (code, stderr, message) => {
    const error = judge(code, stderr);
    expect(error).toBeInstanceOf(InfrastructureError);
    expect(error?.message).toBe(message);
  });

  it.each([
    [
      12,
      'rsync: connection unexpectedly closed (5 bytes received so far) [receiver]\nrsync error: (code 12)',
    ],
    [30, 'rsync error: timeout in data send/receive (code 30)'],
    [255, 'rsync error: unexplained error (code 255)'],
  ])('is a lost connection where it is one: exit code %d', (code, stderr) => {
    expect(judge(code, stderr)).toBeInstanceOf(LinkDown);
    expect(judge(code, stderr)?.message).toMatch(/^nel@login: the copy of \/evals\/x broke: rsync[^\n]*$/);
  });

  it('is a copy without some files where it names them', () => {
    const error = judge(
      23,
      'rsync: [sender] opendir "/evals/x/artifacts/cache" failed: Permission denied (13)\nrsync: [sender] send_files failed to open "/evals/x/logs/a b": Permission denied (13)\nrsync error: some files (code 23)',
    );
    expect(error).toBeInstanceOf(CopyIncomplete);
    expect((error as CopyIncomplete).missing).toEqual(['/evals/x/artifacts/cache', '/evals/x/logs/a b']);
    expect(judge(23, 'rsync error: some files (code 23)')).not.toBeInstanceOf(CopyIncomplete);
    const full = 'rsync: write failed on "/runner/mirror/a": No space left on device (28)';
    expect(judge(23, full)).not.toBeInstanceOf(CopyIncomplete);
  });

  it('cannot speak to the terminal or to the runner', () => {
    const error = judge(23, '\u001b[2J\r\n::error::forged\u202e');
    expect(error?.message).toBe('rsync from nel@login, /evals/x, exit code 23:  [2J');
  });
});
