import type { GatePolicy } from '../comparison/policy/gate-policy.js';
import { readPolicy } from '../comparison/policy/read-policy.js';
import { readTextFile } from '../config/read-text-file.js';

/** The gate policy that an input names; undefined where there is none. @throws ConfigError with file, key and line. */
export function loadPolicy(name: string | undefined, workspace: string): GatePolicy | undefined {
  return name === undefined ? undefined : readPolicy(readTextFile(name, workspace, 'policy'));
}
