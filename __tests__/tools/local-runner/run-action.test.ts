import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runAction } from '../../../tools/local-runner/run-action.js';
import { createSandbox, type Sandbox, type ScriptAction } from './script-action.js';

let sandbox: Sandbox;

beforeEach(() => {
  sandbox = createSandbox();
});

afterEach(() => sandbox.remove());

const FS = `import fs from 'node:fs';\nconst append = (name, text) => fs.appendFileSync(process.env['GITHUB_' + name], text);\n`;

type Options = NonNullable<Parameters<typeof runAction>[0]>;

const run = (script: ScriptAction, options: Options = {}) =>
  runAction({ actionDir: sandbox.action({ ...script, main: FS + script.main }), ...options });

/** An action that prints its environment, and the environment it printed. */
async function printedEnv(options: Options, inputs: ScriptAction['inputs'] = {}) {
  const result = await run({ main: 'console.log(JSON.stringify(process.env))', inputs }, options);
  return { result, env: JSON.parse(result.rawLog) as Record<string, string | undefined> };
}

describe('the environment', () => {
  it('is a runner’s, not the caller’s', async () => {
    process.env['LOCAL_RUNNER_TEST'] = 'leaked';
    const { env } = await printedEnv({
      event: { name: 'pull_request', payload: { pull_request: { head: { ref: 'topic' } } } },
      ref: 'refs/pull/7/merge',
      env: { EXTRA: 'yes', GITHUB_RUN_NUMBER: undefined },
    });
    expect(env).toMatchObject({
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'octo/models',
      GITHUB_REF_NAME: '7/merge',
      GITHUB_HEAD_REF: 'topic',
      GITHUB_EVENT_NAME: 'pull_request',
      RUNNER_OS: 'Linux',
      RUNNER_TRACKING_ID: expect.stringMatching(/^github_/),
      EXTRA: 'yes',
    });
    expect(env).not.toHaveProperty('LOCAL_RUNNER_TEST');
    expect(env).not.toHaveProperty('GITHUB_RUN_NUMBER');
    expect(env).not.toHaveProperty('ACTIONS_RUNTIME_TOKEN');

    const inherited = await printedEnv({ inheritEnv: true });
    expect(inherited.env['LOCAL_RUNNER_TEST']).toBe('leaked');
  });

  it('has every declared input, expanded defaults, and undeclared ones with a warning', async () => {
    const inputs = {
      'two words': { default: 'yes' },
      'api-key': {},
      repo: { default: '${{ github.repository }} of ${{ github.event.sender.login }}' },
      cell: { default: '${{ toJSON(matrix) }}' },
      token: { default: '${{ github.token }}' },
    };
    const { env, result } = await printedEnv(
      {
        inputs: { 'api-key': 'k', typo: 'x' },
        matrix: { size: 7 },
        token: 'ghs_secret',
        event: { name: 'push', payload: { sender: { login: 'mona' } } },
      },
      inputs,
    );
    expect(env).toMatchObject({
      INPUT_TWO_WORDS: 'yes',
      'INPUT_API-KEY': 'k',
      INPUT_REPO: 'octo/models of mona',
      INPUT_CELL: '{\n  "size": 7\n}',
      INPUT_TOKEN: 'ghs_secret',
      INPUT_TYPO: 'x',
    });
    expect(result.log).toMatch(
      /^##\[warning\]Unexpected input\(s\) 'typo', valid inputs are \['two words', 'api-key'/,
    );
    expect(result.log).not.toContain('ghs_secret');
  });

  it('gives the action no terminal, no standard input, and the workspace as its folder', async () => {
    const result = await run({
      main: `console.log([process.stdin.isTTY, process.stdout.isTTY].join(), fs.readFileSync(0).length,
        process.cwd() === process.env.GITHUB_WORKSPACE)`,
    });
    expect(result.log).toBe(', 0 true\n');
  });
});

describe('file commands', () => {
  it('are read in both forms', async () => {
    const result = await run({
      main: `append('OUTPUT', 'plain=a=b\\nlong<<END\\none\\n\\ntwo=2\\nEND\\nempty=\\n');
        append('ENV', 'LATER=1\\n'); append('PATH', '/first\\n/second\\n'); append('STEP_SUMMARY', '# Scores\\n');`,
    });
    expect(result).toMatchObject({
      exitCode: 0,
      outcome: 'success',
      outputs: { plain: 'a=b', long: 'one\n\ntwo=2', empty: '' },
      env: { LATER: '1' },
      path: ['/first', '/second'],
      summary: '# Scores\n',
    });
  });

  it.each([
    ['no separator', "Invalid format 'no separator'"],
    ['a<<END\\nb', "Matching delimiter not found 'END'"],
    ['=value', 'Name must not be empty'],
  ])('fail the step when malformed: %s', async (text, message) => {
    const result = await run({ main: `append('OUTPUT', '${text}\\n')` });
    expect(result).toMatchObject({ exitCode: 0, outcome: 'failure', ok: false });
    expect(result.log).toContain("##[error]Unable to process file command 'output' successfully.");
    expect(result.log).toContain(message);
  });

  it('drop a summary over the limit without failing the step', async () => {
    const result = await run({ main: `append('STEP_SUMMARY', 'x'.repeat(1024 * 1024 + 1024))` });
    expect(result).toMatchObject({ outcome: 'success', summary: '' });
    expect(result.log).toContain('supports content up to a size of 1024k, got 1025k');
    const fits = await run({ main: `append('STEP_SUMMARY', 'x'.repeat(1024 * 1024))` });
    expect(fits.summary).toHaveLength(1024 * 1024);
  });
});

describe('the log', () => {
  it('is masked from the command on, as is the summary', async () => {
    const result = await run({
      main: `console.log('before hunter2'); console.log('::add-mask::hunter2'); console.log('after hunter2');
        console.error('also hunter2'); console.log('::error::with hunter2');
        console.log(Buffer.from('key:hunter2!').toString('base64'));
        append('STEP_SUMMARY', 'hunter2\\nhunter2 hunter2\\n');`,
    });
    expect(result.masks).toEqual(['hunter2']);
    expect(result.summary).toBe('***\n*** ***\n');
    expect(result.log).toContain('before hunter2\n');
    expect(result.log).toContain('after ***\n');
    expect(result.log).toContain('also ***\n');
    expect(result.log).toContain('##[error]with ***\n');
    expect(result.log).not.toContain('add-mask');
    expect(result.log).not.toContain(Buffer.from('key:hunter2!').toString('base64'));
    expect(result.rawLog).toContain('after hunter2\n');
  });

  it('has its commands read, except while they are stopped', async () => {
    const result = await run({
      main: `console.log(\`::group::Setup
::error file=a%2Cb.ts,line=3,title=Bad%3A value::first%0Asecond
::endgroup::
::debug::hidden
::stop-commands::pause-1
::error::not a command
::pause-1::
::set-output name=old::x
::unknown::stays
\\u001b[31mred\\u001b[0m\`)`,
    });
    expect(result.log).toBe(
      [
        '##[group]Setup',
        '##[error]first',
        'second',
        '##[endgroup]',
        '::stop-commands::pause-1',
        '::error::not a command',
        '::pause-1::',
        '##[warning]The `set-output` command is deprecated and is ignored here: use a file command.',
        '::unknown::stays',
        '\u001b[31mred\u001b[0m',
        '',
      ].join('\n'),
    );
    expect(result.outputs).toEqual({});
    expect(result.commands).toContainEqual({
      command: 'error',
      properties: { file: 'a,b.ts', line: '3', title: 'Bad: value' },
      message: 'first\nsecond',
    });
  });

  it('reaches the caller line by line', async () => {
    const lines: string[] = [];
    const post = `process.stdout.write('10%\\r20%\\rdone')`;
    await run(
      { main: `console.log('one')`, post },
      { onLine: (line, stage) => lines.push(`${stage}: ${line}`) },
    );
    expect(lines).toEqual(['main: one', 'post: 10%', 'post: 20%', 'post: done']);
  });
});

describe('post', () => {
  const post = `console.log(process.env.STATE_pid, process.env.LATER, process.env.PATH.split(':')[0])`;
  const main = `append('STATE', 'pid=42\\n'); append('ENV', 'LATER=yes\\nGITHUB_SHA=no\\n'); append('PATH', '/added\\n');`;

  it('gets the state, the exports and the path of main', async () => {
    const result = await run({ main, post });
    expect(result.post).toMatchObject({ exitCode: 0, log: '42 yes /added\n' });
  });

  it('runs after a failure unless its condition says otherwise', async () => {
    const failing = `${main} process.exit(3)`;
    const always = await run({ main: failing, post });
    expect(always).toMatchObject({ exitCode: 3, outcome: 'failure', post: { exitCode: 0 } });
    const onSuccess = await run({ main: failing, post, postIf: 'success()' });
    expect(onSuccess.post).toBeUndefined();
  });
});

describe('temporary folders', () => {
  it('are removed, except those that were given or are to be kept', async () => {
    const tempDir = path.join(sandbox.dir, 'temp');
    const workspace = path.join(sandbox.dir, 'work');
    mkdirSync(workspace);
    const main = `fs.writeFileSync('made', ''); fs.writeFileSync(process.env.RUNNER_TEMP + '/made', '')`;
    const gone = await run({ main });
    expect([existsSync(gone.workspace), existsSync(gone.tempDir)]).toEqual([false, false]);
    await run({ main }, { tempDir, workspace });
    expect(readdirSync(workspace)).toEqual(['made']);
    expect(readdirSync(tempDir)).toContain('made');
  });

  it('that are to be kept are those that have something in them', async () => {
    const [tempDir, workspace] = [path.join(sandbox.dir, 'temp'), path.join(sandbox.dir, 'work')];
    const main = `fs.writeFileSync('made', ''); console.log(process.env.RUNNER_TOOL_CACHE)`;
    const kept = await run({ main }, { tempDir, keep: true });
    expect(readdirSync(kept.workspace)).toEqual(['made']);
    const mine = await run({ main }, { tempDir, workspace, keep: true });
    expect(existsSync(path.dirname(mine.log.trim()))).toBe(false);
    expect(readdirSync(workspace)).toEqual(['made']);
    rmSync(path.dirname(kept.log.trim()), { recursive: true });
  });
});

it('says what is missing before it starts anything', () => {
  const empty = path.join(sandbox.dir, 'empty');
  mkdirSync(empty);
  return expect(runAction({ actionDir: empty })).rejects.toThrow(/no action.yml/);
});
