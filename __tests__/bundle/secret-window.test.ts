// A cancel that meets the launcher at work, between the files it writes: a window too short to hit with the real one.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it, jest } from '@jest/globals';
import { environmentKey } from '../../src/launcher/install.js';
import { findPython } from '../../src/launcher/python.js';
import { startAction } from '../../tools/local-runner/run-action.js';
import { startServices } from '../../tools/local-runner/services.js';

jest.setTimeout(60_000);
const ROOT = path.join(import.meta.dirname, '../..');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function script(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}

/** Cancels the action while a launcher that has written these files is at work. */
async function cancelAtLaunch(record: string): Promise<{ task: string; outputs: Record<string, string> }> {
  const temp = mkdtempSync(path.join(tmpdir(), 'secret-window-'));
  folders.push(temp);
  const env = {
    PATH: `${path.join(temp, 'bin')}:${process.env['PATH']}`,
    RUNNER_TOOL_CACHE: path.join(temp, 'tool'),
  };
  script(path.join(temp, 'bin/docker'), 'exit 0');
  const key = environmentKey(await findPython(env), path.join(ROOT, 'requirements/launcher-0.2.6.txt'));
  const venv = path.join(temp, 'tool/nemo-eval-action', key);
  script(path.join(venv, 'bin/python'), 'exit 0');
  writeFileSync(path.join(venv, '.nemo-eval-complete'), '');
  const workspace = path.join(temp, 'workspace');
  mkdirSync(workspace);
  const task = path.join(workspace, 'out/20260101_000000-aaaaaaaaaaaaaaaa/a.b.0');
  script(
    path.join(venv, 'bin/nemo-evaluator-launcher'),
    `mkdir -p ${task}; echo "export K=$MODEL_API_KEY" >${task}/.secrets.env; ${record.replaceAll('TASK', task)}; echo "# $*" >${task}/run.sh; sleep 20`,
  );
  const services = await startServices();
  const handle = startAction({
    actionDir: ROOT,
    workspace,
    tempDir: path.join(temp, 'temp'),
    services,
    inputs: {
      tasks: 'a.b',
      model: 'm',
      'endpoint-url': 'http://models.example/v1/chat/completions',
      'api-key-name': 'MODEL_API_KEY',
      'output-dir': 'out',
      // There is no such endpoint, and no such task.
      preflight: 'off',
    },
    env: { ...env, MODEL_API_KEY: 'canary-0123456789' },
  });
  let ended = false;
  void handle.done.then(() => {
    ended = true;
  });
  while (!existsSync(path.join(task, 'run.sh'))) {
    if (ended) throw new Error((await handle.done).log);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await handle.cancel();
  const { outputs } = await handle.done;
  await services.close();
  return { task, outputs };
}

it('leaves no .secrets.env where a cancel meets the launcher before it has recorded its invocation', async () => {
  const { task } = await cancelAtLaunch('true');
  expect(existsSync(path.join(task, '.secrets.env'))).toBe(false);
});

it('names the invocation and its commands where a cancel meets the launcher after it has recorded it', async () => {
  const row = {
    invocation_id: 'aaaaaaaaaaaaaaaa',
    job_id: 'aaaaaaaaaaaaaaaa.0',
    data: { output_dir: 'TASK' },
  };
  const { task, outputs } = await cancelAtLaunch(
    `echo '${JSON.stringify(row)}' >$NEMO_EVALUATOR_EXEC_DB_FILE`,
  );
  expect(existsSync(path.join(task, '.secrets.env'))).toBe(false);
  expect(outputs).toMatchObject({
    state: 'cancelled',
    invocation_id: 'aaaaaaaaaaaaaaaa',
    invocation_dir: path.dirname(task),
    status_command: 'nemo-evaluator-launcher status aaaaaaaaaaaaaaaa',
    logs_command: 'nemo-evaluator-launcher logs aaaaaaaaaaaaaaaa',
  });
});
