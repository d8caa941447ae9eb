import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readIfThere, readStageExit } from './invocation.js';
import { readTail } from './read-tail.js';
import { explainServerLog, isSlurmsWord, lackedItsPort } from './server-causes.js';

/** The logs of models that were deployed for a task, in its folder `logs/`, and that of the script that waits for them. */
export interface ServerLogNames {
  /** What the servers said; on Slurm those of the newest job that had any. */
  servers: string[];
  /** What the script said. */
  script: string | undefined;
}

/**
 * Which files of a task's `logs/` are of its servers: `server_stdout.log` with the local executor; on Slurm
 * `server-<instance>-<job>-<task>.log` and, of judges and other models beside, `<name>-server-[<instance>-]<job>-<task>.log`,
 * of each job of the chain.
 */
export function serverLogNames(names: readonly string[]): ServerLogNames {
  if (names.includes('server_stdout.log') || names.includes('stdout.log'))
    return {
      servers: names.filter((name) => name === 'server_stdout.log'),
      script: names.find((name) => name === 'stdout.log'),
    };
  const servers = names.filter((name) => serverJob(name) !== undefined);
  // The last job of a chain is often one that only found that there is nothing to resume.
  const newest = Math.max(...servers.map((name) => Number(serverJob(name))));
  return {
    servers: servers.filter((name) => Number(serverJob(name)) === newest).sort(),
    script: names.find((name) => name === `slurm-${newest}.log`),
  };
}

/** The Slurm job of a server's log. */
function serverJob(name: string): string | undefined {
  return /^(?:[\w.-]+-)?server-(?:\d+-)?(\d+)-\d+\.log$/.exec(name)?.[1];
}

/** The servers' logs of a task, as files. */
export function serverLogs(taskDir: string): string[] {
  const dir = path.join(taskDir, 'logs');
  return serverLogNames(listNames(dir)).servers.map((name) => path.join(dir, name));
}

function listNames(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

/**
 * How far the server of a task is, by what the script that waits for it has written. `lost`: it was ready, and was gone
 * before the script came to stop it. `replaced`: it had died as it loaded, and the script took for it what answered on
 * its port.
 */
export type ServerPhase = 'loading' | 'ready' | 'died' | 'never-ready' | 'lost' | 'replaced';

/** @returns undefined for a task without a server. */
export function readServerPhase(taskDir: string): ServerPhase | undefined {
  const dir = path.join(taskDir, 'logs');
  const { servers, script } = serverLogNames(listNames(dir));
  if (servers.length === 0) return undefined;
  const text = script === undefined ? '' : readTail(path.join(dir, script));
  const logs = servers.map((name) => path.join(dir, name));
  if (/^(?:[\w.-]+ )?server process \d+ died\s*$/im.test(text)) {
    // Of a job that is ended the script may see its server go before it goes itself.
    if (script !== 'stdout.log' && endedBySlurm(logs, 'CANCELLED')) return 'loading';
    return outlasted(taskDir) ? 'never-ready' : 'died';
  }
  if (/^Health check timeout after \d+s\s*$/m.test(text)) return 'never-ready';
  if (script !== 'stdout.log') return phaseOnSlurm(text, logs);
  // The local script says when it begins to wait, and when it is done with it, and nothing else meanwhile.
  if (text.split('\n').filter(Boolean).length < 2) return 'loading';
  // `docker stop` prints the name of a container that is there.
  const isGone = readStageExit(taskDir) !== undefined && !/^server-\S+$/m.test(text);
  if (!isGone) return 'ready';
  return logs.some((file) => lackedItsPort(readTail(file))) ? 'replaced' : 'lost';
}

/** The first process of a step has ended, and not well. */
const STEP_ENDED = /^srun: error: \S+: tasks? 0\b/m;

/** Whether Slurm ended the step of a server, which it says in that step's log. */
function endedBySlurm(logs: readonly string[], words: string): boolean {
  const said = new RegExp(` \\*\\*\\* STEP \\S+ ON \\S+ (?:${words}) `);
  return logs.some((file) => said.test(readTail(file)));
}

/** By the trace of the batch script, and what srun says of each step; several servers of one name stand in for each other. */
function phaseOnSlurm(script: string, logs: readonly string[]): ServerPhase {
  const [loading, ...ready] = script.split(/^(?:[\w.-]+ )?server ready on .*$/m);
  if (ready.length === 0) return 'loading';
  const [evaluating, ...stopping] = ready.at(-1)!.split(/^(?=\+ kill \d+$)/m);
  // A process that is there is killed, and one that is not is let pass.
  const wasGone = stopping.some((part) => /^\+ kill \d+\n\+ true$/m.test(part));
  // Where the evaluation failed the script stopped nothing. Slurm did, and said so to the server that was there.
  const hasEnded =
    stopping.length === 0 && STEP_ENDED.test(evaluating!) && !endedBySlurm(logs, 'CANCELLED|FAILED');
  if (!wasGone && !hasEnded) return 'ready';
  const [, waiting = ''] = loading!.split(/^Waiting for (?:[\w.-]+ )?server on .*$/m);
  return STEP_ENDED.test(waiting) ? 'replaced' : 'lost';
}

/** What the health check of a server that was not ready was answered, as `404 /health`; written where that was asked. */
export function healthFile(taskDir: string): string {
  return path.join(taskDir, 'logs', 'server_health');
}

/** Only 200 makes a server ready; other answers that say that the path is wrong will not come to that. */
function explainHealth(taskDir: string): string | undefined {
  const [, status, at] = /^([234]\d\d) (\/\S{0,200})\s*$/.exec(readIfThere(healthFile(taskDir)) ?? '') ?? [];
  if (status === undefined || status === '200') return undefined;
  return `it answers ${status} at ${at}: correct deployment.endpoints.health`;
}

/** Beyond its time by more than the script's steps of 5 s. */
const BEYOND_SECONDS = 30;

/**
 * Whether a server that ended had used up its time: a health check that is never answered holds the script up for ever, and
 * the server is then stopped from outside.
 */
function outlasted(taskDir: string): boolean {
  const limit = readinessLimit(taskDir);
  const began = Date.parse(readIfThere(path.join(taskDir, 'logs', 'stage.running'))?.trim() ?? '');
  const ended = Date.parse(readStageExit(taskDir)?.at ?? '');
  return limit !== undefined && (ended - began) / 1000 > limit + BEYOND_SECONDS;
}

/** Seconds that the script gives a server to become ready. */
function readinessLimit(taskDir: string): number | undefined {
  for (const name of ['run.sh', 'run.sub']) {
    const match = /^\s*TIMEOUT=(\d+)\s*$/m.exec(readIfThere(path.join(taskDir, name)) ?? '');
    if (match) return Number(match[1]);
  }
  return undefined;
}

/**
 * Why a task failed, where its server is the reason; in one line.
 * @returns undefined where it has none, or the server was there to the end.
 */
export function explainServer(taskDir: string, redact: (text: string) => string): string | undefined {
  const phase = readServerPhase(taskDir);
  if (phase === undefined || phase === 'loading' || phase === 'ready') return undefined;
  const logs = serverLogs(taskDir).map((file) => redact(readTail(file)));
  // Of several instances only one may say what was wrong.
  const said = logs.map((log) => explainServerLog(log, phase === 'replaced' ? 'died' : phase));
  const health = phase === 'never-ready' ? explainHealth(taskDir) : undefined;
  const why = said.find(({ known }) => known)?.text ?? (health && redact(health)) ?? said[0]!.text;
  const limit = readinessLimit(taskDir);
  const what = {
    died: "the model's server died while it loaded",
    lost: "the model's server died during the evaluation",
    replaced: "the model's server died while it loaded, and another one answered on its port",
    'never-ready': `the model's server was not ready${limit === undefined ? ' in time' : ` after ${limit} s`} (execution.endpoint_readiness_timeout)`,
  }[phase];
  return `${what}: ${why}`;
}

/** What is to be known of a server that was still loading as its task was stopped; one line, undefined for any other. */
export function explainLoading(taskDir: string, redact: (text: string) => string): string | undefined {
  if (readServerPhase(taskDir) !== 'loading') return undefined;
  const last = lastServerLine(taskDir, redact);
  return `the model's server was still loading${last === undefined ? ', and wrote nothing to its log' : `; its log ends with: ${last}`}`;
}

/** The last line that a server has written, short; undefined where it is silent. */
export function lastServerLine(taskDir: string, redact: (text: string) => string): string | undefined {
  const file = serverLogs(taskDir)[0];
  if (file === undefined) return undefined;
  const line = redact(readTail(file, 8 * 1024))
    .split(/[\r\n]+/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would act on
    .map((text) => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').trim())
    .findLast((text) => text !== '' && !isSlurmsWord(text));
  return line === undefined || line.length <= 120 ? line : `${line.slice(0, 117)}...`;
}
