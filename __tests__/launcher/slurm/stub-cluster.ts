import { execFile } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type ClusterLink, LinkDown } from '../../../src/launcher/ssh/link.js';
import { jobNameOf, type SlurmTask } from '../../../src/slurm/task.js';
import { tempDir } from '../../temp-dir.js';

const run = promisify(execFile);

export const TAG = 'nea/42/1001/1/evaluate/pr7';

/** A job as squeue and sacct of the stub know it. */
export interface StubJob {
  /** Also of an array: `72_0`. */
  id: number | string;
  state: string;
  reason?: string;
  name?: string;
  /** '(null)' is what squeue writes for none. */
  comment?: string;
  elapsed?: string;
}

/**
 * Answers squeue, sacct and scancel from files of a folder, so that our scripts run in a real sh with the real awk, sed
 * and grep. What a stub does not understand it refuses.
 */
const PROGRAMS: Record<string, string> = {
  squeue: `#!/bin/sh
cd "$STUBS" || exit 1
echo "squeue $*" >>calls
if [ -f squeue.fails ]; then cat squeue.fails >&2; exit 1; fi
all=; format=
while [ $# -gt 0 ]; do
  case $1 in
    -h) ;;
    -t) if [ "$2" = all ]; then all=1; else only=$2; fi; shift ;;
    -u) shift ;;
    -o) format=$2; shift ;;
    *) echo "squeue: unrecognized option '$1'" >&2; exit 2 ;;
  esac
  shift
done
awk -F '\\t' -v format="$format" -v all="$all" -v only="\${only:-}" '
  !all && $2 ~ /^(COMPLETED|FAILED|TIMEOUT|CANCELLED|PREEMPTED|NODE_FAIL|OUT_OF_MEMORY|BOOT_FAIL|DEADLINE)$/ { next }
  only == "PD" && $2 != "PENDING" { next }
  { line = format
    sub(/%i/, $1, line); sub(/%T/, $2, line); sub(/%r/, $3, line); sub(/%M/, $4, line); sub(/%P/, "batch", line)
    sub(/%D/, "1", line); sub(/%Q/, 1000 - $1, line); sub(/%j/, $5, line); sub(/%k/, $6, line); print line }' queue
`,
  sacct: `#!/bin/sh
cd "$STUBS" || exit 1
echo "sacct $*" >>calls
if [ -f sacct.fails ]; then cat sacct.fails >&2; exit 1; fi
while [ $# -gt 0 ]; do
  case $1 in -j) ids=",$2,"; shift ;; esac
  shift
done
awk -F '|' -v ids="$ids" 'index(ids, "," $1 ",")' accounting
`,
  scontrol: `#!/bin/sh
cd "$STUBS" || exit 1
echo "scontrol $*" >>calls
if [ "$1 $2 $3" != '-o show job' ]; then exit 1; fi
sed -n "s|^$4 |JobId=$4 JobName=x UserId=nel(1000) StdErr=/dev/null StdOut=|p" stdout 2>/dev/null | sed 's|$| Power=|'
`,
  scancel: `#!/bin/sh
cd "$STUBS" || exit 1
echo "scancel $*" >>calls
if [ -f scancel.fails ]; then cat scancel.fails >&2; exit 1; fi
only=
if [ "$1" = -t ]; then only=$2; shift 2; fi
for id in "$@"; do
  awk -F '\\t' -v id="$id" -v only="$only" '{ base = $1; sub(/_.*/, "", base) } base != id || (only != "" && $2 != only)' queue >queue.new && mv queue.new queue
done
if [ -f on-cancel ]; then sh ./on-cancel "$@"; rm -f on-cancel; fi
`,
};

export interface StubCluster {
  readonly dir: string;
  readonly link: ClusterLink;
  /** Fails the next calls of the link as a lost connection does. */
  breaks: number;
  /** Folder of the invocation, where tasks have theirs. */
  readonly remote: string;
  task(index: number, name?: string, jobIds?: string[]): SlurmTask;
  queue(jobs: readonly StubJob[]): void;
  /** `id|state|exit|elapsed|start|end|name`, the name filled in. */
  accounting(rows: readonly string[]): void;
  file(name: string, text: string): void;
  calls(): string[];
  queued(): string[];
}

/** A new stub for each test of a file. */
export function stubCluster(): StubCluster {
  const temp = tempDir();
  const at = (name: string): string => path.join(temp.path, name);
  const setUp = (): void => {
    if (existsSync(at('bin'))) return;
    mkdirSync(at('bin'));
    for (const [name, text] of Object.entries(PROGRAMS)) {
      writeFileSync(at(`bin/${name}`), text);
      chmodSync(at(`bin/${name}`), 0o755);
    }
    for (const name of ['queue', 'accounting', 'calls']) appendFileSync(at(name), '');
  };
  const cluster: StubCluster = {
    get dir() {
      return temp.path;
    },
    breaks: 0,
    get remote() {
      return at('evals/20261124_054803-bdab6b7306d9864f');
    },
    link: {
      name: 'nel@stub',
      connections: 1,
      async run(script, options = {}) {
        setUp();
        lose(cluster);
        const env = { ...process.env, PATH: `${at('bin')}:/usr/bin:/bin`, STUBS: temp.path };
        writeFileSync(at('script'), script);
        const { timeoutMs = 20_000 } = options;
        const child = await run('sh', [at('script')], { env, timeout: timeoutMs, maxBuffer: 1 << 26 }).catch(
          (error) => error as { code: number; stdout: string; stderr: string },
        );
        return { code: 'code' in child ? Number(child.code) : 0, stdout: child.stdout, stderr: child.stderr };
      },
      async fetch(from, to, { exclude = [] } = {}) {
        lose(cluster);
        mkdirSync(to, { recursive: true });
        await run('rsync', [
          '-rlt',
          ...exclude.map((pattern) => `--exclude=${pattern}`),
          `${from}/`,
          `${to}/`,
        ]);
      },
      environment: () => ({ path: at('bin'), home: at('home'), tmpdir: at('tmp') }),
      close: async () => undefined,
    },
    task(index, name = 'mmlu', jobIds = []) {
      setUp();
      const remoteDir = `${cluster.remote}/${name}.${index}`;
      mkdirSync(`${remoteDir}/logs`, { recursive: true });
      mkdirSync(`${remoteDir}/artifacts`, { recursive: true });
      return { index, name, jobName: jobNameOf('evals', 'ci', name, index), jobIds, remoteDir };
    },
    queue(jobs) {
      setUp();
      const rows = jobs.map(
        ({ id, state, reason = 'None', elapsed = '0:10', name = 'evals-ci.mmlu.0', comment = TAG }) =>
          [id, state, reason, elapsed, name, comment].join('\t'),
      );
      writeFileSync(at('queue'), rows.map((row) => `${row}\n`).join(''));
    },
    accounting(rows) {
      setUp();
      writeFileSync(at('accounting'), rows.map((row) => `${row}\n`).join(''));
    },
    file(name, text) {
      setUp();
      temp.write(name, text);
    },
    calls: () => readFileSync(at('calls'), 'utf8').split('\n').filter(Boolean),
    queued: () =>
      readFileSync(at('queue'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((row) => row.split('\t')[0]!),
  };
  return cluster;
}

function lose(cluster: StubCluster): void {
  if (cluster.breaks <= 0) return;
  cluster.breaks -= 1;
  throw new LinkDown('nel@stub: the connection is lost');
}
