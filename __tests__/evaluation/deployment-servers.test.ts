import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect, it } from '@jest/globals';
import { serversOf } from '../../src/evaluation/deployment-servers.js';
import { resolveOnly } from '../config/resolving.js';
import { tempDir } from '../temp-dir.js';
import { sessionIn } from './sessions.js';

const temp = tempDir();

it.each([
  ['/healthz', '404 /healthz\n'],
  ['"/$(id)"', undefined],
])('asks a server that was not ready where the config says that its health is: %s', async (health, noted) => {
  const server = createServer((_, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  try {
    const { session } = sessionIn(temp.path, { env: { PATH: '/nowhere' } });
    session.config = resolveOnly(
      {},
      `execution: {type: local}
deployment:
  {type: generic, image: i, command: serve, port: ${port}, served_model_name: m, endpoints: {health: ${health}}}
evaluation: {tasks: [{name: mmlu_instruct}]}
`,
    );
    temp.write('task/logs/server_stdout.log', 'Loading\n');
    temp.write('task/logs/stdout.log', 'Sat Nov 28 16:38:31 UTC 2026\nHealth check timeout after 600s\n');
    const task = { name: 'mmlu_instruct', index: 0, dir: `${temp.path}/task`, exitCode: 1 };
    await serversOf(session, [])!.end({ ...task, stage: 'exited' });
    const file = `${task.dir}/logs/server_health`;
    expect(existsSync(file) ? readFileSync(file, 'utf8') : undefined).toBe(noted);
  } finally {
    server.close();
  }
});
