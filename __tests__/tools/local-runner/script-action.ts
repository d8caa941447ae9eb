import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const packages = pathToFileURL(path.resolve('node_modules/@actions')).href;

/** Opening lines that give a script the real clients, whose package names it cannot resolve from a temporary folder. */
export const CLIENTS = `
import fs from 'node:fs';
import * as core from '${packages}/core/lib/core.js';
import { DefaultArtifactClient } from '${packages}/artifact/lib/artifact.js';
import * as cache from '${packages}/cache/lib/cache.js';
const artifacts = new DefaultArtifactClient();
`;

export interface ScriptAction {
  main: string;
  post?: string;
  postIf?: string;
  inputs?: Record<string, { default?: string }>;
}

export interface Sandbox {
  dir: string;
  /** Writes a small action into a folder of its own and returns that folder. */
  action(script: ScriptAction): string;
  remove(): void;
}

export function createSandbox(): Sandbox {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'script-action-'));
  let count = 0;
  return {
    dir,
    action({ main, post, postIf, inputs = {} }) {
      const folder = path.join(dir, `action-${++count}`);
      mkdirSync(folder);
      const runs = {
        using: 'node24',
        main: 'main.mjs',
        ...(post === undefined ? {} : { post: 'post.mjs' }),
        ...(postIf === undefined ? {} : { 'post-if': postIf }),
      };
      // JSON is YAML.
      writeFileSync(path.join(folder, 'action.yml'), JSON.stringify({ name: 'script', inputs, runs }));
      writeFileSync(path.join(folder, 'main.mjs'), main);
      if (post !== undefined) writeFileSync(path.join(folder, 'post.mjs'), post);
      return folder;
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
