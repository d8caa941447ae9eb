import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ResolvedConfig, renderConfig } from '../../src/config/resolve.js';
import type { Environment } from '../../src/launcher/command.js';
import { installEnvironment, launcherEnvironment, toolEnvironment } from '../../src/launcher/environment.js';
import { installLauncher } from '../../src/launcher/install.js';
import { type AskLepton, openLepton } from '../../src/launcher/lepton/ask.js';
import { loadLogin } from '../../src/launcher/lepton/load-login.js';
import { type LeptonSubmitRequest, submitToLepton } from '../../src/launcher/lepton/submit.js';
import { type RunFiles, runFiles } from '../../src/launcher/submit.js';
import { forwardVariables } from '../../src/lepton/forward-variables.js';
import { keepResults } from '../../src/lepton/keep-results.js';
import type { LeptonLogin } from '../../src/lepton/login.js';
import { LeptonServer } from '../../tools/lepton/server.js';
import { resolveOnly } from '../config/resolving.js';

const ROOT = path.join(import.meta.dirname, '../..');

/** The launcher with leptonai in its locked environment, made once. */
export async function leptonVenv(): Promise<string> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'nea-lepton-venv-'));
  const { venv } = await installLauncher({
    version: '0.2.6',
    extras: [],
    lepton: true,
    requirements: path.join(ROOT, 'requirements'),
    toolCache: path.join(ROOT, 'demo/.cache/tool-cache'),
    scratch,
    keep: true,
    env: installEnvironment(process.env),
    log: () => undefined,
    warn: () => undefined,
  });
  rmSync(scratch, { recursive: true, force: true });
  return venv;
}

/** A workspace on loopback, and a run of the action with a folder of its own. */
export class LeptonWorld {
  readonly server = new LeptonServer();
  readonly dir = mkdtempSync(path.join(tmpdir(), 'nea-lepton-'));
  readonly files: RunFiles = runFiles(path.join(this.dir, 'run'));
  readonly lines: string[] = [];
  login!: LeptonLogin;
  ask!: AskLepton;
  environment!: Environment;

  static async open(venv: string): Promise<LeptonWorld> {
    const world = new LeptonWorld();
    await world.server.listen();
    const login = loadLogin(world.server.variables);
    if ('problem' in login) throw new Error(login.problem);
    world.login = login;
    world.ask = openLepton({
      python: path.join(venv, 'bin/python'),
      login,
      env: toolEnvironment(process.env),
    });
    world.environment = launcherEnvironment(process.env, {
      venv,
      home: world.files.home,
      execDb: world.files.execDb,
      cwd: world.files.cwd,
      telemetry: false,
      trustUnlistedTasks: false,
      trustPreCmd: true,
      variables: {},
    });
    return world;
  }

  async close(): Promise<void> {
    await this.server.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Resolves a config with the action's own decisions, and saves it. */
  save(text: string): ResolvedConfig {
    const config = resolveOnly({ 'output-dir': path.join(this.dir, 'results') }, text);
    forwardVariables(config);
    keepResults(config);
    mkdirSync(this.files.dir, { recursive: true });
    writeFileSync(this.files.launcherConfig, renderConfig(config));
    return config;
  }

  submit(config: ResolvedConfig, more: Partial<LeptonSubmitRequest> = {}) {
    return submitToLepton({
      files: this.files,
      environment: this.environment,
      login: this.login,
      ask: this.ask,
      deployment: String((config.root.get('deployment') as Map<string, unknown>).get('type')),
      taskNames: config.taskNames,
      signal: new AbortController().signal,
      redact: (line) => line,
      onLine: (line) => this.lines.push(line),
      ...more,
    });
  }

  /** Runs `lep` or the launcher's own command with the login in the environment. */
  command(
    program: string,
    args: string[],
    env: Record<string, string> = {},
  ): Promise<{ code: number; stdout: string }> {
    return new Promise((resolve) => {
      execFile(
        program,
        args,
        {
          cwd: this.files.cwd,
          env: { ...this.environment, ...this.server.variables, LEPTON_CACHE_DIR: this.files.home, ...env },
          timeout: 120_000,
        },
        (error, stdout) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout }),
      );
    });
  }
}
