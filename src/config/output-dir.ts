import path from 'node:path';
import { ConfigError } from '../errors.js';
import { quote } from '../input-values.js';

/** The facts of a run that an output directory may be named after. */
export interface RunFacts {
  /** UTC, `YYYYMMDD`. */
  date: string;
  runId: string;
  runAttempt: string;
  job: string;
  sha: string;
  /** The leg of a matrix; '' without one. */
  matrix: string;
}

export const DEFAULT_OUTPUT_DIR = 'eval-results/{date}-{run_id}-{run_attempt}';

/**
 * Fills the placeholders of an output directory and makes it absolute against the workspace.
 * @param where what named it, for errors.
 * @throws ConfigError for unknown placeholders, and for characters that the launcher would paste into a shell
 *   script or Docker into a volume.
 */
export function resolveOutputDir(
  template: string,
  where: string,
  facts: RunFacts,
  workspace: string,
): string {
  const values: Record<string, string> = {
    date: facts.date,
    run_id: facts.runId,
    run_attempt: facts.runAttempt,
    job: facts.job,
    sha: facts.sha.slice(0, 12),
    matrix: facts.matrix,
  };
  const filled = template.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    if (!Object.hasOwn(values, name)) {
      const allowed = Object.keys(values).map((key) => `{${key}}`);
      throw new ConfigError(`${where} has the placeholder {${name}}: allowed are ${allowed.join(' ')}`);
    }
    return values[name]!.replace(/[^A-Za-z0-9._-]/g, '-');
  });
  if (filled.trim() === '') throw new ConfigError(`${where} is empty: give a folder, or leave it out`);
  // The workspace's own path counts too.
  const absolute = path.resolve(workspace, filled);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not pass
  const bad = /["$`\\:,\u0000-\u001f]/.exec(absolute);
  if (bad) {
    throw new ConfigError(
      `${where} is ${quote(absolute)}: the character ${JSON.stringify(bad[0])} cannot be in an output directory, as the launcher pastes it into a shell script and a Docker volume`,
    );
  }
  return absolute;
}
