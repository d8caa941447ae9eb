import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { listIfThere, readIfThere, withSubfolders } from '../results/invocation.js';

const SECRETS = '.secrets.env';

/** Deletes the `.secrets.env` files of an invocation folder (mode 0644, real values). Answers how many there were. */
export function deleteSecretFiles(invocationDir: string): number {
  const files = withSubfolders(invocationDir)
    .map((folder) => path.join(folder, SECRETS))
    .filter(existsSync);
  for (const file of files) rmSync(file, { recursive: true, force: true });
  return files.length;
}

/**
 * The folders that a launch left in an output directory without recording an invocation, as it does when it refuses
 * a task. Other runs may share the directory: only folders whose scripts name our config are ours.
 */
export function foldersOfLaunch(outputDir: string, launcherConfig: string): string[] {
  if (!existsSync(outputDir) || !statSync(outputDir).isDirectory()) return [];
  return readdirSync(outputDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d{8}_\d{6}-[0-9a-f]+$/.test(entry.name))
    .map((entry) => path.join(outputDir, entry.name))
    .filter((folder) =>
      listIfThere(folder).some((entry) => {
        const script = entry.isDirectory()
          ? path.join(folder, entry.name, 'run.sh')
          : path.join(folder, entry.name);
        // The launcher writes its command line into the script's comment, wrapped at spaces.
        return /\.sh$/.test(script) && (readIfThere(script) ?? '').includes(launcherConfig);
      }),
    );
}
