import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { findNode } from '../../tools/local-runner/node-path.js';

const ROOT = path.join(import.meta.dirname, '../..');
const BIN = path.join(ROOT, 'demo/.cache/bin');
const ACT = 'github.com/nektos/act@v0.2.87';
/** What a user's workflow takes of this repository. */
const ACTION_FILES = ['action.yml', 'compare', 'collect', 'plan', 'dist', 'requirements', 'schema'];
export const REPOSITORY = 'acme/models';

export interface WorkflowRun {
  /** Text of the workflow, with `<owner>` for the owner of this action. */
  workflow: string;
  /** File name below .github/workflows. */
  file: string;
  event: { name: string; payload: Record<string, unknown> };
  /** Files of the repository, by path. */
  files?: Record<string, string>;
  /** A clone with what is to be checked out; without it a repository is made of `files`. */
  clone?: string;
  /** Folder that all runs keep tools in; act knows only the one of its own. */
  toolCache?: string;
  /** Folders of further actions, by `owner/name@ref`: nothing is fetched. */
  actions?: Record<string, string>;
  env?: Record<string, string | undefined>;
  secrets?: Record<string, string>;
  vars?: Record<string, string>;
}

/** One job of a matrix is one job. */
export interface JobRun {
  job: string;
  matrix: Record<string, unknown>;
  result: string;
  summaries: string[];
  outputs: Record<string, string>;
  errors: string[];
  warnings: string[];
  lines: string[];
}

/** What act's lines of JSON say. */
interface ActLine {
  job?: string;
  jobID?: string;
  jobResult?: string;
  matrix?: Record<string, unknown>;
  command?: string;
  name?: string;
  arg?: string;
  content?: string;
  msg?: string;
}

/** Finds act, or builds it once. @throws Error where neither it nor Go is there. */
export function findAct(): string {
  const own = path.join(BIN, 'act');
  if (existsSync(own)) return own;
  mkdirSync(BIN, { recursive: true });
  execFileSync('go', ['install', '-tags', 'WITHOUT_DOCKER', ACT], {
    env: { ...process.env, GOBIN: BIN },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return own;
}

/** Runs a workflow under act on this machine, with the bundle of this repository as the action. */
export async function runWorkflow(run: WorkflowRun): Promise<JobRun[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'act-'));
  try {
    const workflow = path.join(dir, 'workflows', run.file);
    writeFiles(dir, {
      'event.json': JSON.stringify(run.event.payload),
      [path.relative(dir, workflow)]: run.workflow.replaceAll('<owner>', 'acme'),
    });
    const repo = run.clone ?? path.join(dir, 'repo');
    if (run.clone === undefined) initRepository(repo, run.files ?? {});
    const action = path.join(dir, 'action');
    for (const name of ACTION_FILES)
      if (existsSync(path.join(ROOT, name)))
        cpSync(path.join(ROOT, name), path.join(action, name), { recursive: true });
    return await callAct(run, { dir, repo, workflow, action });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function writeFiles(root: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function initRepository(repo: string, files: Record<string, string>): void {
  writeFiles(repo, files);
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: repo });
  };
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', 'Add the models');
}

interface Places {
  dir: string;
  repo: string;
  workflow: string;
  action: string;
}

async function callAct(run: WorkflowRun, { dir, repo, workflow, action }: Places): Promise<JobRun[]> {
  const pairs = (flag: string, values: Record<string, string> = {}): string[] =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  const args = [
    run.event.name,
    ...['--workflows', workflow, '--eventpath', path.join(dir, 'event.json')],
    ...['--platform', 'ubuntu-latest=-self-hosted', '--platform', 'self-hosted=-self-hosted'],
    ...['--no-cache-server', '--json'],
    ...pairs('--local-repository', { ...run.actions, 'acme/nemo-eval-action@v1': action }),
    ...pairs('--secret', run.secrets),
    ...pairs('--var', run.vars),
    ...pairs('--env', definedOf(run.env ?? {})),
  ];
  const cache = path.join(dir, 'cache');
  if (run.toolCache !== undefined) {
    mkdirSync(run.toolCache, { recursive: true });
    mkdirSync(path.join(cache, 'act'), { recursive: true });
    symlinkSync(run.toolCache, path.join(cache, 'act/tool_cache'));
  }
  const child = spawn(findAct(), args, {
    cwd: repo,
    env: {
      ...process.env,
      ...definedOf(run.env ?? {}),
      // The node on PATH is the one that runs actions; and nothing is written into the caller's own caches.
      PATH: `${path.dirname(findNode())}:${process.env['PATH']}`,
      XDG_CACHE_HOME: cache,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const jobs = new Map<string, JobRun>();
  const rest: string[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  for (const stream of [child.stdout, child.stderr])
    readline.createInterface({ input: stream }).on('line', (text) => {
      const line = parseLine(text);
      if (line?.job === undefined) rest.push(line?.msg ?? text);
      else takeLine(jobs, line);
    });
  await ended;
  if (jobs.size === 0) throw new Error(`act ran no job:\n${rest.join('\n')}`);
  return [...jobs.values()];
}

function definedOf(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function parseLine(text: string): ActLine | undefined {
  try {
    return JSON.parse(text) as ActLine;
  } catch {
    return undefined;
  }
}

function newJob(job: string, matrix: Record<string, unknown>): JobRun {
  return { job, matrix, result: '', summaries: [], outputs: {}, errors: [], warnings: [], lines: [] };
}

function takeLine(jobs: Map<string, JobRun>, line: ActLine): void {
  const key = line.job!;
  const job = jobs.get(key) ?? newJob(line.jobID ?? key, line.matrix ?? {});
  jobs.set(key, job);
  if (line.jobResult !== undefined) job.result = line.jobResult;
  if (line.command === 'summary') job.summaries.push(line.content ?? '');
  if (line.command === 'set-output') job.outputs[line.name ?? ''] = line.arg ?? '';
  if (line.command === 'error') job.errors.push(line.arg ?? '');
  if (line.command === 'warning') job.warnings.push(line.arg ?? '');
  job.lines.push((line.msg ?? '').trimEnd());
}

/** A workflow of examples/. */
export function readExample(name: string): string {
  return readFileSync(path.join(ROOT, 'examples', name), 'utf8');
}
