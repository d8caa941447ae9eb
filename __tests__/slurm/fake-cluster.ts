import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ClusterShell } from '../../src/launcher/slurm/preflight.js';

/** What the scripts use beside Slurm's commands. */
const TOOLS = 'sh bash id hostname grep head dd mktemp rm df awk dirname timeout cut ls'.split(' ');

/** What a Slurm 22.05.8 answered, some columns left out. */
export const PARTITIONS = `PartitionName=batch AllowAccounts=ALL DefaultTime=00:10:00 MaxNodes=UNLIMITED MaxTime=1-00:00:00 State=UP TotalNodes=4
PartitionName=short AllowAccounts=ALL DefaultTime=NONE MaxNodes=2 MaxTime=00:02:00 State=UP TotalNodes=4
PartitionName=closed AllowAccounts=ALL MaxNodes=UNLIMITED MaxTime=UNLIMITED State=DOWN TotalNodes=1
PartitionName=drained AllowAccounts=ALL MaxNodes=UNLIMITED MaxTime=UNLIMITED State=DRAIN TotalNodes=1`;
const CONFIG = `AccountingStorageEnforce = associations,limits,qos
AccountingStorageType   = accounting_storage/slurmdbd
SLURM_VERSION           = 22.05.8`;

/** A shell script in place of a command; null where the cluster has none. */
export type Commands = Partial<
  Record<
    'rsync' | 'dd' | 'df' | 'sbatch' | 'squeue' | 'sacct' | 'scancel' | 'scontrol' | 'sacctmgr',
    string | null
  >
>;

const HEALTHY: Commands = {
  rsync: 'exit 0',
  squeue: 'exit 0',
  scancel: 'exit 0',
  sacct: 'exit 0',
  sbatch:
    'echo "sbatch: Job 63 to start at 2026-11-28T17:00:18 using 1 processors on nodes n1 in partition batch" >&2',
  sacctmgr: 'case "$*" in *assoc*) echo "evals|||"; echo "team|||40";; esac',
  scontrol: `case "$*" in *config*) cat <<'END'\n${CONFIG}\nEND\n;; *) cat <<'END'\n${PARTITIONS}\nEND\n;; esac`,
};

/**
 * A cluster's login as far as scripts see it: a real shell, with commands of Slurm's that answer as they are told.
 * @param folder gets its commands and its home.
 */
export function fakeCluster(
  folder: string,
  commands: Commands = {},
  shell = 'sh',
): ClusterShell & { home: string } {
  const [bin, home] = [path.join(folder, 'bin'), path.join(folder, 'home')];
  mkdirSync(bin, { recursive: true });
  mkdirSync(home, { recursive: true });
  for (const tool of [...TOOLS, 'cat', 'sed', 'tr']) {
    const real = ['/usr/bin', '/bin'].map((at) => path.join(at, tool)).find(existsSync);
    if (real) symlinkSync(real, path.join(bin, tool));
  }
  for (const [name, script] of Object.entries({ ...HEALTHY, ...commands })) {
    if (script === null) continue;
    rmSync(path.join(bin, name), { force: true });
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  return {
    name: 'nel@login.example.com',
    home,
    run: async (script) => {
      const { status, stdout, stderr } = spawnSync(path.join(bin, shell), ['-s'], {
        input: script,
        encoding: 'utf8',
        env: { PATH: bin, HOME: home },
        cwd: home,
      });
      return { code: status ?? 255, stdout: `Welcome to the cluster!\n${stdout}`, stderr };
    },
  };
}
