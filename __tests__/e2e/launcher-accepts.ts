import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Environment } from '../../src/launcher/command.js';

/** The launcher's own judgement of a config. */
export type Verdict = { accepted: true } | { accepted: false; why: string };

export interface AskOptions {
  /** What the config reads: dummy values in place of keys, and PATH for what the launcher looks up. */
  env: Environment;
  /** A private folder for the launcher's own files. */
  home: string;
}

/** As the launcher's `run --config-mode raw --dry-run` does it, but for where the scripts go. */
const JUDGE = `
import json, os, sys
out = os.fdopen(os.dup(1), "w", encoding="ascii")
os.dup2(2, 1)
import yaml
from omegaconf import OmegaConf
from nemo_evaluator_launcher.api.functional import run_eval
try:
    config = yaml.safe_load(sys.stdin.buffer)
    execution = config.get("execution") if isinstance(config, dict) else None
    if isinstance(execution, dict) and execution.get("type") == "local" and execution.get("output_dir", "???") != "???":
        execution["output_dir"] = os.path.join(os.getcwd(), "output")
    run_eval(OmegaConf.create(config), dry_run=True)
    verdict = {"accepted": True}
except Exception as error:
    verdict = {"accepted": False, "why": type(error).__name__ + ": " + str(error)}
json.dump(verdict, out)
out.close()
`;

/**
 * Has the launcher judge the text of a saved config, for the executors local and slurm: neither a container nor a
 * connection is needed, unless a task names a container, which is looked for in its registry. What a dry run only
 * warns of (pre_cmd, tasks that are not in its list) is accepted. The scripts that it writes, keys included, go to a
 * folder that is gone afterwards.
 * @throws Error where the launcher could not even be asked.
 */
export function askLauncher(python: string, configText: string, { env, home }: AskOptions): Verdict {
  mkdirSync(home, { recursive: true });
  const folder = mkdtempSync(path.join(tmpdir(), 'launcher-accepts-'));
  try {
    const { status, stdout, stderr } = spawnSync(python, ['-I', '-B', '-X', 'utf8', '-c', JUDGE], {
      cwd: folder,
      // The slurm executor prepares its scripts in a temporary folder.
      env: { ...env, HOME: home, PWD: folder, TMPDIR: folder, NEMO_EVALUATOR_TELEMETRY_LEVEL: '0' },
      input: configText,
      encoding: 'utf8',
      timeout: 120_000,
    });
    if (status !== 0) throw new Error(`the launcher could not be asked: ${stderr}`);
    return JSON.parse(stdout) as Verdict;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
