import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { environmentKey } from '../../src/launcher/install.js';
import { findPython } from '../../src/launcher/python.js';

const ROOT = path.join(import.meta.dirname, '../..');

/** Writes a program. Answers its path. */
export function script(file: string, text: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

/**
 * Stands for the Python of the launcher's environment: it asks a workspace as the real one is told to, and as the launcher
 * it makes the jobs that a file beside it names.
 */
const LEPTON_PYTHON = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const path = require('node:path');
const call = async ({ method, url, headers, body }) => {
  const response = await fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  return { status: response.status, body: await response.json() };
};
async function ask() {
  const { url, headers, calls } = JSON.parse(readFileSync(0, 'utf8'));
  const replies = calls.map(({ method, path: route, query }) =>
    call({ method, url: url + route + '?' + new URLSearchParams(query), headers }).catch((error) => ({ problem: String(error) })));
  process.stdout.write(JSON.stringify(await Promise.all(replies)));
}
async function launch() {
  const { tasks, rows } = JSON.parse(readFileSync(path.join(__dirname, 'launch.json'), 'utf8'));
  const { LEPTON_WORKSPACE_URL: url, LEPTON_WORKSPACE_TOKEN: token, NEMO_EVALUATOR_EXEC_DB_FILE: db } = process.env;
  const headers = { authorization: 'Bearer ' + token };
  for (const { jobName } of tasks)
    await call({ method: 'POST', url: url + '/jobs', headers, body: { metadata: { name: jobName }, spec: {} } });
  appendFileSync(db, rows.map((row) => JSON.stringify(row) + '\\n').join(''));
}
(process.argv[2] === '-I' ? ask() : launch()).catch((error) => { console.error(error); process.exit(1); });
`;

/** A kept environment of the launcher, as a runner with this tool cache would find it. */
export async function keepEnvironment(
  toolCache: string,
  env: NodeJS.ProcessEnv,
  { lepton = false }: { lepton?: boolean } = {},
): Promise<string> {
  const lock = path.join(ROOT, 'requirements', `launcher-0.2.6${lepton ? '-lepton' : ''}.txt`);
  const key = environmentKey(await findPython(env as Record<string, string>), lock);
  const venv = path.join(toolCache, 'nemo-eval-action', key);
  script(path.join(venv, 'bin/nemo-evaluator-launcher'), '#!/bin/sh\nexit 1\n');
  script(path.join(venv, 'bin/python'), lepton ? LEPTON_PYTHON : '#!/bin/sh\nexit 0\n');
  writeFileSync(path.join(venv, '.nemo-eval-complete'), '');
  return venv;
}

/**
 * Puts the commands of a stub of Slurm on a PATH, for a login that has no other variable of the job.
 * @param stubs the folder of the stub. @returns the PATH.
 */
export function loginPath(stubs: string): string {
  const bin = path.join(stubs, 'login');
  for (const name of ['squeue', 'sacct', 'scancel', 'scontrol'])
    script(path.join(bin, name), `#!/bin/sh\nSTUBS='${stubs}' exec '${stubs}/bin/${name}' "$@"\n`);
  return `${bin}:/usr/bin:/bin`;
}
