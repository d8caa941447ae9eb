import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENTS, createSandbox, type Sandbox } from './script-action.js';

let sandbox: Sandbox;

beforeEach(() => {
  sandbox = createSandbox();
});

afterEach(() => sandbox.remove());

async function cli(args: string[], onOutput: (text: string, kill: () => void) => void = () => {}) {
  const child = spawn(process.execPath, ['tools/local-runner/cli.js', ...args]);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      onOutput(text, () => child.kill('SIGINT'));
    });
  }
  const [code] = await once(child, 'close');
  return { code, text };
}

describe('the command line', () => {
  it('shows the log, outputs and summary, saves artifacts, and ends with the action’s code', async () => {
    const action = sandbox.action({
      inputs: { text: {} },
      main: `${CLIENTS}
        fs.writeFileSync('page.html', core.getInput('text') + process.env.EXTRA);
        await artifacts.uploadArtifact('x', ['page.html'], '.', { skipArchive: true });
        core.setOutput('answer', 42);
        await core.summary.addRaw('# Done').write();
        core.setFailed('on purpose');`,
    });
    const saved = path.join(sandbox.dir, 'saved');
    const options = [
      '--action',
      action,
      '--workspace',
      sandbox.dir,
      '--artifacts',
      saved,
      '--env',
      'EXTRA=!',
    ];
    const { code, text } = await cli([...options, 'text=a=b']);
    expect(code).toBe(1);
    for (const part of ['##[error]on purpose', 'answer=42', '# Done', 'failure after'])
      expect(text).toContain(part);
    expect(readFileSync(path.join(saved, 'page.html'), 'utf8')).toBe('a=b!');
  });

  it('cancels at Ctrl-C', async () => {
    const action = sandbox.action({
      main: `process.on('SIGINT', () => process.exit(5)); setInterval(() => {}, 1000); console.log('ready');`,
      post: `console.log('after')`,
    });
    const { code, text } = await cli(
      ['--action', action, '--workspace', sandbox.dir],
      (output, interrupt) => {
        if (output.endsWith('ready\n')) interrupt();
      },
    );
    expect(code).toBe(5);
    expect(text).toContain('[post] after');
    expect(text).toContain('cancelled after');
  });

  it('explains itself', async () => {
    expect(await cli(['--help'])).toMatchObject({ code: 0, text: expect.stringContaining('--artifacts') });
    expect(await cli(['--nonsense'])).toMatchObject({ code: 2, text: expect.stringContaining('--nonsense') });
  });
});
