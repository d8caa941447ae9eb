import { InfrastructureError } from '../errors.js';
import { type Environment, runCommand } from './command.js';

/** A Python that can run the launcher. */
export interface Python {
  /** The real interpreter, behind shims and links: an environment points at it. */
  executable: string;
  /** Full version, e.g. 3.11.7. */
  version: string;
}

const CANDIDATES = ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const PROBE =
  'import os,sys;print(os.path.realpath(getattr(sys,"_base_executable",None) or sys.executable));print("%d.%d.%d"%sys.version_info[:3])';

/**
 * Finds a Python 3.10 to 3.13, the one that `python3` means first.
 * @throws InfrastructureError saying which versions are there.
 */
export async function findPython(env: Environment): Promise<Python> {
  const seen = new Set<string>();
  for (const candidate of CANDIDATES) {
    const result = await runCommand(candidate, ['-I', '-c', PROBE], { env, timeout: 20_000 });
    const [executable, version] = result.stdout.trim().split('\n');
    if (result.code !== 0 || !executable || !version) continue;
    const [major, minor] = version.split('.').map(Number);
    if (major === 3 && minor! >= 10 && minor! <= 13) return { executable, version };
    seen.add(version);
  }
  const there = seen.size > 0 ? `found ${[...seen].join(', ')}` : 'no python3 on PATH';
  throw new InfrastructureError(
    `the launcher needs Python 3.10 to 3.13 (${there}): install one, or put actions/setup-python with python-version 3.12 before this step`,
  );
}
