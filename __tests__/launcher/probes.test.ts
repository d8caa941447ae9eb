import { chmodSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { finishRun } from '../../src/cleanup.js';
import { ConfigError } from '../../src/errors.js';
import { requireGpuDriver } from '../../src/launcher/deployment-engine.js';
import { proveSharedFolder } from '../../src/launcher/docker.js';
import { sessionIn } from '../evaluation/sessions.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();
const asked = (): string[] => readFileSync(`${temp.path}/asked`, 'utf8').split('\n').filter(Boolean);
let env: { PATH: string };

/** A PATH on which docker writes down what it is asked, and lists what is given. */
function withDocker(containers: string, images: string): { PATH: string } {
  temp.write(
    'bin/docker',
    `#!/bin/sh\necho "$@" >> ${temp.path}/asked\ncase $1 in ps) printf '${containers}';; images) printf '${images}';; esac\n`,
  );
  temp.write('asked', '');
  chmodSync(`${temp.path}/bin/docker`, 0o755);
  return { PATH: `${temp.path}/bin:/usr/bin:/bin` };
}

beforeEach(() => {
  env = withDocker('', '');
});

describe('a probe of the engine', () => {
  it.each([
    ['run', () => requireGpuDriver(env, '/temp/12-1-ab')],
    ['create', () => proveSharedFolder(temp.path, env, '/temp/12-1-ab')],
  ])('carries the run that it is of: docker %s', async (command, probe) => {
    await expect(probe()).resolves.not.toBeInstanceOf(ConfigError);
    const made = asked().find((line) => line.startsWith(`${command} `))!;
    expect(made).toMatch(/--name nemo-eval-probe-[0-9a-f]{24} --label nemo-eval-action\.run=12-1-ab /);
    expect(made).toMatch(/ nemo-eval-action\/nemo-eval-probe-12-1-ab-[0-9a-f]{24} \/probe$/);
  });

  it('is removed by the post step where the step was killed meanwhile, and no other is', async () => {
    const { session } = sessionIn(temp.path, {
      env: withDocker('c1\\nc2\\n', 'i1\\n'),
      record: { phase: 'started' },
    });
    await finishRun(session);
    expect(asked()).toEqual([
      'ps --all --quiet --filter label=nemo-eval-action.run=run',
      'rm -f c1 c2',
      'images --quiet --filter reference=nemo-eval-action/nemo-eval-probe-run-*',
      'rmi -f i1',
    ]);
  });

  it('is not looked for where no engine is, nor once something was launched', async () => {
    await finishRun(
      sessionIn(temp.path, { env: { PATH: '/nowhere' }, record: { phase: 'started' } }).session,
    );
    await finishRun(sessionIn(temp.path, { env, record: { phase: 'done' } }).session);
    expect(asked().filter((line) => line.startsWith('ps'))).toEqual([]);
  });
});
