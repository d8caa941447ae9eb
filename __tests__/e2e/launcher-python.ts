import path from 'node:path';
import { installEnvironment } from '../../src/launcher/environment.js';
import { installLauncher } from '../../src/launcher/install.js';

const ROOT = path.join(import.meta.dirname, '../..');

/** The Python of the launcher's locked environment, which is shared with the demo and made once. */
export async function launcherPython(scratch: string): Promise<string> {
  const { venv } = await installLauncher({
    version: '0.2.6',
    extras: [],
    requirements: path.join(ROOT, 'requirements'),
    toolCache: path.join(ROOT, 'demo/.cache/tool-cache'),
    scratch,
    keep: true,
    env: installEnvironment(process.env),
    log: () => undefined,
    warn: () => undefined,
  });
  return path.join(venv, 'bin/python');
}
