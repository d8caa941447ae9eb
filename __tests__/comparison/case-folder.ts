import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type GateReport, gateFolders } from '../../src/comparison/gate/gate-folders.js';
import { readPolicy } from '../../src/comparison/policy/read-policy.js';
import type { TempDir } from '../temp-dir.js';

export const FIXTURES = path.join(import.meta.dirname, '..', 'fixtures', 'nel-gate');

/** Writes the files of a case, and both sides' folders, which may have none. */
export function writeCase(dir: TempDir, files: Readonly<Record<string, string>>): string {
  for (const side of ['baseline', 'candidate']) dir.write(`${side}/README`, '');
  for (const [name, content] of Object.entries(files)) dir.write(name, content);
  return dir.path;
}

/** Gates a folder with baseline/, candidate/ and policy.yaml. */
export async function gateCase(folder: string): Promise<GateReport> {
  const text = readFileSync(path.join(folder, 'policy.yaml'), 'utf8');
  const side = (name: string): { path: string; name: string } => ({ path: path.join(folder, name), name });
  return gateFolders(side('baseline'), side('candidate'), readPolicy({ name: 'policy.yaml', text }));
}
