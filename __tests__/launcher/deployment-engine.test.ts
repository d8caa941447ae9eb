import { chmodSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, InfrastructureError } from '../../src/errors.js';
import { pullServerImage, requireCurl, requireGpuDriver } from '../../src/launcher/deployment-engine.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();

/** A PATH on which docker writes down what it is asked, and answers `run` and `pull` with a complaint. */
function withDocker(complaint: string): { PATH: string } {
  temp.write(
    'bin/docker',
    `#!/bin/sh\necho "$1" >> ${temp.path}/asked\ncase $1 in run|pull) echo '${complaint}' >&2; exit 1;; esac\n`,
  );
  temp.write('asked', '');
  chmodSync(`${temp.path}/bin/docker`, 0o755);
  return { PATH: `${temp.path}/bin:/usr/bin:/bin` };
}
const asked = (): string => readFileSync(`${temp.path}/asked`, 'utf8').replaceAll('\n', ' ').trim();
const signal = new AbortController().signal;

describe('an engine', () => {
  it('without a driver for GPUs is refused, and nothing of the question is left', async () => {
    const env = withDocker(
      'docker: Error response from daemon: could not select device driver "" with capabilities: [[gpu]].',
    );
    await expect(requireGpuDriver(env, '/temp/12-1-ab')).rejects.toThrow(
      /cannot give a container GPUs.*NVIDIA container toolkit/,
    );
    expect(asked()).toBe('import run rm rmi');
  });

  it('with one is not, though an image of no content has nothing to run', async () => {
    const env = withDocker(
      'docker: Error response from daemon: exec: "/probe": stat /probe: no such file or directory',
    );
    await expect(requireGpuDriver(env, '/temp/12-1-ab')).resolves.toBeUndefined();
  });
});

describe('an image that is not there', () => {
  it.each([
    ['Error response from daemon: pull access denied for a/b', ConfigError, /log in to its registry/],
    ['Error response from daemon: manifest unknown', ConfigError, /check the name/],
    ['write /var/lib/docker/tmp: no space left on device', InfrastructureError, /the disk has room/],
    ['dial tcp: connection refused', InfrastructureError, /registry is reachable/],
  ])('%s', async (complaint, kind, said) => {
    const pull = pullServerImage('a/b:1', withDocker(complaint), signal);
    await expect(pull).rejects.toThrow(kind);
    await expect(pullServerImage('a/b:1', withDocker(complaint), signal)).rejects.toThrow(said);
  });

  it('is no error of its own where the run is stopped', async () => {
    const stopped = pullServerImage('a/b:1', withDocker('x'), AbortSignal.abort());
    await expect(stopped).resolves.toBeUndefined();
  });
});

it('needs curl, by which the launcher looks for the server', async () => {
  await expect(requireCurl({ PATH: temp.path })).rejects.toThrow(/^curl is not on PATH/);
  await expect(requireCurl({ PATH: process.env['PATH']! })).resolves.toBeUndefined();
});
