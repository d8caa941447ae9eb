// Regenerates the hashed requirement locks in requirements/. Needs `uv` on PATH and a package registry.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const target = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'requirements');
const scratch = mkdtempSync(path.join(tmpdir(), 'lock-'));
const LAUNCHER = '0.2.6';
const UV = '0.13.9';

/** @param {string} requirement @param {string} output @param {string[]} [flags] */
function lock(requirement, output, flags = []) {
  const source = path.join(scratch, 'in.txt');
  writeFileSync(source, `${requirement}\n`);
  const args = ['pip', 'compile', '-q', '--universal', '--python-version', '3.10', '--generate-hashes'];
  const text = execFileSync('uv', [...args, '--no-header', '--no-annotate', ...flags, source], {
    encoding: 'utf8',
  });
  // A package that a marker keeps from every platform is noise in the file and a download for nobody.
  const entries = text
    .split(/\n(?! )/)
    .filter((entry) => !/^[^\n]*(; | and )sys_platform == 'never' \\/.test(entry));
  const kept = entries.map((entry) => entry.replace(" or sys_platform == 'never'", ''));
  writeFileSync(path.join(target, output), `${kept.join('\n').trim()}\n`);
  process.stdout.write(
    `${output}: ${readFileSync(path.join(target, output), 'utf8').match(/==/g)?.length} pins\n`,
  );
}

const override = path.join(scratch, 'override.txt');
// leptonai (and ray behind it) is only imported by the Lepton executor: 26 MB instead of 328.
writeFileSync(override, "leptonai ; sys_platform == 'never'\n");
lock(`nemo-evaluator-launcher==${LAUNCHER}`, `launcher-${LAUNCHER}.txt`, ['--override', override]);
// The launcher's Lepton executor imports `leptonai.api.v1`, which leptonai 0.47 no longer has.
lock(`nemo-evaluator-launcher==${LAUNCHER}\nleptonai<0.47`, `launcher-${LAUNCHER}-lepton.txt`);
lock(`uv==${UV}`, 'uv.txt');
