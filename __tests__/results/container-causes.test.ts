import { describe, expect, it } from '@jest/globals';
import { explainContainer } from '../../src/results/container-causes.js';
import { explainExit } from '../../src/results/log-causes.js';
import { explainServerLog } from '../../src/results/server-causes.js';
import { tempDir } from '../temp-dir.js';

const dir = tempDir();

const SPANK = `slurmstepd-n1: error: spank: required plugin container.so: task_init_privileged() failed with rc=-1
slurmstepd-n1: error: write to unblock task 0 failed: Broken pipe
`;
const NO_IMAGE = `slurmstepd-n1: error: pyxis: failed to import docker image: localhost/no-such-image:1 is not in /images\n${SPANK}`;
/** As pyxis and enroot write it, with the log of enroot's import. */
const REGISTRY = `pyxis: importing docker image: nvcr.io#a/b:1
slurmstepd: error: pyxis: child 4711 failed with error code: 1
slurmstepd: error: pyxis: failed to import docker image
slurmstepd: error: pyxis: printing enroot log file:
slurmstepd: error: pyxis:     [INFO] Querying registry for permission grant
slurmstepd: error: pyxis:     [ERROR] URL https://nvcr.io/v2/a/b/manifests/1 returned error code: 401 Unauthorized
slurmstepd: error: pyxis: couldn't start container
slurmstepd: error: spank: required plugin spank_pyxis.so: task_init() failed with rc=-1
srun: error: n1: task 0: Exited with exit code 1
`;
const MOUNT = `0: slurmstepd: error: pyxis: container start failed with error code: 1
0: slurmstepd: error: pyxis: printing enroot log file:
0: slurmstepd: error: pyxis:     enroot-mount: failed to mount: /data at /x: No such file or directory
0: slurmstepd: error: pyxis:     [ERROR] /etc/enroot/hooks.d/10-shadow.sh exited with return code 1
0: slurmstepd: error: pyxis: couldn't start container
`;
const FILE =
  'enroot-create: [ERROR] No such file or directory: /images/a.sqsh\nsrun: error: n1: task 0: Exited with exit code 1\n';

describe('a container that does not start on a compute node', () => {
  it.each([
    [
      NO_IMAGE,
      /^the compute node could not get the image \(pyxis: failed to import docker image: localhost\/no-such-image:1 is not in \/images\): check its name, and .*credentials/,
    ],
    [
      REGISTRY,
      /^the compute node could not get the image \(pyxis: failed to import docker image; enroot: URL https:\/\/nvcr\.io\/v2\/a\/b\/manifests\/1 returned error code: 401 Unauthorized\)/,
    ],
    [
      MOUNT,
      /^the container did not start \(pyxis: container start failed with error code: 1; enroot: failed to mount: \/data at \/x: No such file or directory\): check execution\.mounts$/,
    ],
    [FILE, /^the container did not start \(enroot: No such file or directory: \/images\/a\.sqsh\)$/],
  ])('is explained by what pyxis and enroot say: %#', (log, said) => {
    expect(explainContainer(log)).toMatch(said);
    dir.write('logs/client_stdout.log', log);
    expect(explainExit(dir.path, 1, undefined)).toMatch(said);
    expect(explainServerLog(log, 'died')).toEqual({
      text: expect.stringMatching(/^the (?:compute node|container)/),
      known: true,
    });
  });

  it.each([
    ['a harness that ran since', `${NO_IMAGE}ValueError: no such task\n`],
    ['an image that came', 'pyxis: importing docker image: a\npyxis: imported docker image: a\n'],
    ['no word of pyxis', SPANK],
    ['', ''],
  ])('is not the reason of %s', (_, log) => {
    expect(explainContainer(log)).toBeUndefined();
  });

  it('takes no time over a log of the same words', () => {
    const began = Date.now();
    explainContainer(`${'slurmstepd: error: pyxis: [ERROR] '.repeat(8_000)}\n`.repeat(4));
    expect(Date.now() - began).toBeLessThan(1_000);
  });
});
