import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { watchServers } from '../../src/launcher/deployment-watch.js';
import { containersOf, type Job, serverOf } from '../../src/launcher/exec-db.js';
import type { TaskFolder } from '../../src/results/invocation.js';
import { explainServer } from '../../src/results/server-log.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();
const WAITS = 'Sat Nov 28 16:38:31 UTC 2026\n';

const job = (index: number): Job => ({
  invocationId: 'i',
  jobId: `i.${index}`,
  index,
  outputDir: '/out',
  container: `client-mmlu-${index}`,
});

/** Writes down what it is asked, and knows every container but those that are said to be gone. */
const DOCKER = `#!/bin/sh
for name; do :; done
if [ "$1" != inspect ]; then echo "$@" >> DIR/asked; exit; fi
if [ -e DIR/$name.gone ]; then echo "Error: No such container: $name" >&2; exit 1; fi
echo true
`;

/** A watch with a clock of its own. */
function open(name: string, limit = 600, healthUrl?: string) {
  temp.write(`${name}/bin/docker`, DOCKER.replaceAll('DIR', `${temp.path}/${name}`));
  chmodSync(`${temp.path}/${name}/bin/docker`, 0o755);
  temp.write(`${name}/logs/server_stdout.log`, 'Loading\n');
  const said: string[] = [];
  const clock = { seconds: 0 };
  const watch = watchServers({
    jobs: [job(0)],
    env: { PATH: `${temp.path}/${name}/bin:/usr/bin:/bin` },
    limitSeconds: Number.isNaN(limit) ? undefined : limit,
    healthUrl,
    now: () => clock.seconds * 1000,
    onLoading: (_, seconds) => said.push(`loading ${seconds}`),
    onReady: (_, seconds) => said.push(`ready ${seconds}`),
    onStuck: (_, limit) => said.push(`stuck ${limit}`),
    onLost: () => said.push('lost'),
  });
  const task: TaskFolder = { name: 'mmlu', index: 0, dir: `${temp.path}/${name}`, stage: 'running' };
  const script = (text: string): unknown => temp.write(`${name}/logs/stdout.log`, text);
  script(WAITS);
  const until = async (end: number): Promise<void> => {
    for (; clock.seconds <= end; clock.seconds += 1) await watch.look(task);
  };
  const asked = (): string =>
    existsSync(`${temp.path}/${name}/asked`) ? readFileSync(`${temp.path}/${name}/asked`, 'utf8') : '';
  return { watch, task, said, script, until, asked };
}

describe('a server that loads', () => {
  it('is spoken of ever less often, and once when it is ready', async () => {
    const { said, script, until, asked } = open('loads');
    await until(400);
    expect(said).toEqual([
      'loading 3',
      'loading 13',
      'loading 26',
      'loading 52',
      'loading 104',
      'loading 208',
      'loading 328',
    ]);
    script(`${WAITS}${WAITS}`);
    await until(403);
    expect(said.slice(7)).toEqual(['ready 401']);
    expect(asked()).toBe('');
  });

  it('is stopped once where its time is long over and the script has not noticed', async () => {
    const { said, until, asked } = open('stuck', 20);
    await until(200);
    expect(said.filter((line) => !line.startsWith('loading'))).toEqual(['stuck 20']);
    expect(asked()).toBe('rm -f server-mmlu-0\n');
  });

  it('is left alone where the script waits without end, as it was told', async () => {
    const { said, until, asked } = open('endless', NaN);
    await until(5_000);
    expect(said.every((line) => line.startsWith('loading'))).toBe(true);
    expect(asked()).toBe('');
  });
});

describe('a server that was ready', () => {
  it('and is gone for a while has its evaluation ended, whose files stay', async () => {
    const { said, script, until, asked } = open('lost');
    script(`${WAITS}${WAITS}`);
    await until(60);
    expect(said).toEqual(['ready 0']);
    temp.write('lost/server-mmlu-0.gone', '');
    await until(120);
    expect(said).toEqual(['ready 0', 'lost']);
    expect(asked()).toBe('kill client-mmlu-0\n');
  });

  it('is not missed once the evaluation has ended, after which it is stopped', async () => {
    const { said, script, until, asked } = open('over');
    script(`${WAITS}${WAITS}`);
    temp.write('over/server-mmlu-0.gone', '');
    temp.write('over/client-mmlu-0.gone', '');
    await until(120);
    expect(said).toEqual(['ready 0']);
    expect(asked()).toBe('');
  });
});

describe('a server that was not ready', () => {
  it.each([
    ['whose health path it does not know', 404, '404 /healthz\n'],
    ['that is still loading', 503, '503 /healthz\n'],
  ])('%s is asked once more before it is stopped', async (_, status, noted) => {
    const server = createServer((request, response) => {
      expect(request.url).toBe('/healthz');
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    try {
      const url = `http://127.0.0.1:${port}/healthz`;
      const { watch, task, script, asked } = open(`health-${status}`, 600, url);
      script(`${WAITS}Health check timeout after 600s\n`);
      await watch.end({ ...task, stage: 'exited', exitCode: 1 });
      expect(readFileSync(`${task.dir}/logs/server_health`, 'utf8')).toBe(noted);
      expect(asked()).toBe('rm -f server-mmlu-0\n');
      const said = explainServer(task.dir, (text) => text);
      if (status === 404)
        expect(said).toMatch(/: it answers 404 at \/healthz: correct deployment\.endpoints\.health$/);
      else expect(said).toMatch(/: raise it where the model was still loading; its log ends with: Loading$/);
    } finally {
      server.close();
    }
  });

  it('and does not answer either is stopped all the same', async () => {
    const { watch, task, script, asked } = open('mute', 600, 'http://127.0.0.1:1/health');
    script(`${WAITS}Health check timeout after 600s\n`);
    await watch.end({ ...task, stage: 'exited', exitCode: 1 });
    expect(existsSync(`${task.dir}/logs/server_health`)).toBe(false);
    expect(asked()).toBe('rm -f server-mmlu-0\n');
  });
});

describe('the server of a task that has ended', () => {
  it.each([
    [1, 'rm -f server-mmlu-0\n'],
    [undefined, 'rm -f server-mmlu-0\n'],
    // The script has stopped it.
    [0, ''],
  ])('with exit code %s is asked for %j', async (exitCode, expected) => {
    const { watch, task, asked, until, said } = open(`ended-${exitCode}`);
    await watch.end({ ...task, stage: 'exited', ...(exitCode === undefined ? {} : { exitCode }) });
    expect(asked()).toBe(expected);
    await until(10);
    expect(said).toEqual([]);
  });
});

it('has a name made like that of the evaluation', () => {
  expect(serverOf(job(0))).toBe('server-mmlu-0');
  expect(serverOf({ ...job(0), container: 'other' })).toBeUndefined();
  expect(containersOf([job(0), { ...job(1), container: 'other' }])).toEqual([
    'client-mmlu-0',
    'server-mmlu-0',
    'other',
  ]);
});
