import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readLeptonTasks, submitToLepton } from '../../../src/launcher/lepton/submit.js';
import { type RunFiles, runFiles } from '../../../src/launcher/submit.js';
import { leptonTasks } from '../../../src/lepton/names.js';
import { makeTask, openServer } from './direct.js';

let dir: string;
let files: RunFiles;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nea-lepton-'));
  files = runFiles(dir);
  mkdirSync(path.dirname(files.stdout), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const read = () => readLeptonTasks(files, 'vllm', ['mmlu', 'gsm8k']);

it('knows of nothing where the launcher had not come to anything', () => {
  expect(read()).toEqual({ recorded: 0, tasks: [] });
});

it('knows the names of all that a submission may have made, from its first line about an endpoint', () => {
  writeFileSync(files.stdout, '🚀 Task gsm8k: Creating endpoint vllm-gsm8k-1-0a1b2c\n');
  expect(read()).toEqual({
    recorded: 0,
    tasks: [
      { index: 0, name: 'mmlu', jobName: 'eval-0a1b2c-mmlu-0', endpoint: 'vllm-mmlu-0-0a1b2c' },
      { index: 1, name: 'gsm8k', jobName: 'eval-0a1b2c-gsm8k-1', endpoint: 'vllm-gsm8k-1-0a1b2c' },
    ],
  });
});

it('takes the id that the launcher has recorded', () => {
  const row = {
    invocation_id: '0a1b2c3d4e5f6071',
    job_id: '0a1b2c3d4e5f6071.0',
    executor: 'lepton',
    data: { output_dir: '/r/0a1b2c3d4e5f6071/mmlu.0', lepton_job_name: 'eval-0a1b2c-mmlu-0' },
  };
  writeFileSync(files.execDb, `${JSON.stringify(row)}\n`);
  expect(read()).toMatchObject({ invocationId: '0a1b2c3d4e5f6071', recorded: 1 });
  expect(read().tasks).toHaveLength(2);
});

it('looks more than once for what a failed submission may have made, as its last call may come late', async () => {
  const { server, ask } = await openServer();
  const [task] = leptonTasks('vllm', ['mmlu'], '0a1b2c');
  const python = path.join(dir, 'python');
  // Plays the launcher: it names the endpoint, and fails for want of an answer.
  writeFileSync(python, `#!/bin/sh\necho "🚀 Task mmlu: Creating endpoint ${task!.endpoint}"\nexit 1\n`);
  chmodSync(python, 0o755);
  const late = setTimeout(() => void makeTask(server, 'mmlu', task!.jobName, task!.endpoint), 900);
  try {
    const submission = await submitToLepton({
      files,
      environment: { PATH: `${dir}:/usr/bin:/bin` },
      login: { workspaceId: 'ws', token: 't', url: server.url!, source: 'test' },
      ask,
      deployment: 'vllm',
      taskNames: ['mmlu'],
      signal: new AbortController().signal,
      redact: (text) => text,
    });
    expect(submission).toMatchObject({ exitCode: 1, tasks: [], cleanUp: { left: [] } });
    expect(submission.cleanUp!.deleted).toContain(`endpoint ${task!.endpoint}`);
    expect(server.endpoints.size).toBe(0);
    expect(server.jobs.size).toBe(0);
  } finally {
    clearTimeout(late);
    await server.close();
  }
}, 20_000);

it.each([
  [
    'a quota',
    '403 Forbidden: {"message":"quota exceeded"}',
    undefined,
    /answered HTTP 403: quota exceeded$/,
    false,
  ],
  [
    'a workspace out of order',
    '500 Error: {"message":"sorry"}',
    undefined,
    /answered HTTP 500: sorry$/,
    true,
  ],
  ['no answer', 'Unexpected error', 'hang' as const, /; asked once more, it says: TimeoutError$/, true],
  [
    'a token that is refused',
    'Unexpected error',
    { status: 401 },
    /it says: HTTP 401: the token is refused/,
    false,
  ],
  ['something else', 'Unexpected error', undefined, /^RuntimeError: Failed to create 1 endpoints$/, false],
])(
  'says why the workspace made nothing, and whether it is out of order: %s',
  async (_, said, fault, why, isDown) => {
    const { server, ask } = await openServer();
    server.fault = ({ method }) => (method === 'GET' ? fault : undefined);
    // Plays the launcher, which fails before it has named an endpoint that would have to be looked for.
    writeFileSync(
      path.join(dir, 'python'),
      `#!/bin/sh\ncat <<'END'\n   stdout: ${said}\n🧹 Cleaning up\nEND\necho "RuntimeError: Failed to create 1 endpoints" >&2\nexit 1\n`,
    );
    chmodSync(path.join(dir, 'python'), 0o755);
    try {
      const submission = await submitToLepton({
        files,
        environment: { PATH: `${dir}:/usr/bin:/bin` },
        login: { workspaceId: 'ws', token: 't', url: server.url!, source: 'test' },
        ask,
        deployment: 'vllm',
        taskNames: ['mmlu'],
        signal: new AbortController().signal,
        redact: (text) => text,
      });
      expect(submission).toMatchObject({ exitCode: 1, tasks: [], isDown });
      expect(submission.refusal).toMatch(/^RuntimeError: Failed to create 1 endpoints/);
      expect(submission.refusal).toMatch(why);
      expect(server.calls).toHaveLength(1);
    } finally {
      await server.close();
    }
  },
  20_000,
);
