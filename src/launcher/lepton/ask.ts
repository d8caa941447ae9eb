import type { LeptonLogin } from '../../lepton/login.js';
import { complaint, type Environment, runCommand } from '../command.js';
import { askDirectly } from './ask-directly.js';
import { ASK_SCRIPT } from './ask-script.js';

/** A call of a workspace's API. */
export interface LeptonCall {
  method: 'GET' | 'DELETE';
  /** Below the workspace, from a slash; names in it are resource names. */
  path: string;
  query?: Readonly<Record<string, string>>;
}

/** What came of it. `problem`: there was no answer; that says nothing of what was asked for. */
export type LeptonReply = { status: number; body: unknown } | { problem: string };

export interface AskOptions {
  /** Milliseconds for all calls together; 20 s where left out. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Makes calls at the same time, and never rejects. Answers one reply for each. */
export type AskLepton = (calls: readonly LeptonCall[], options?: AskOptions) => Promise<LeptonReply[]>;

const TIMEOUT_MS = 20_000;
/** What starting Python and its library may take. */
const START_MS = 3_000;

/**
 * Opens the way to a workspace. The launcher's `status` is not used: it takes seconds, reads an answer that failed as
 * `running`, and an archived job as if it ran for ever; `lep` wraps its JSON at 80 columns.
 * @param options.python that of the launcher's environment, through whose standard input the token goes. Where it is left
 * out or not there, the calls are made without it, past any proxy.
 */
export function openLepton(options: { python?: string; login: LeptonLogin; env: Environment }): AskLepton {
  const { python, login, env } = options;
  const headers = {
    Authorization: `Bearer ${login.token}`,
    'user-agent': 'nemo-eval-action',
    ...(login.originUrl ? { origin: login.originUrl } : {}),
  };
  return async (calls, { timeoutMs = TIMEOUT_MS, signal } = {}) => {
    if (calls.length === 0) return [];
    const direct = (): Promise<LeptonReply[]> => {
      const limit = AbortSignal.timeout(timeoutMs);
      const either = signal ? AbortSignal.any([signal, limit]) : limit;
      return Promise.all(calls.map((call) => askDirectly(call, login, { headers, env, signal: either })));
    };
    if (python === undefined) return direct();
    const question = { url: login.url, headers, seconds: timeoutMs / 1000, calls };
    const result = await runCommand(python, ['-I', '-c', ASK_SCRIPT], {
      env,
      timeout: timeoutMs + START_MS,
      input: Buffer.from(JSON.stringify(question)),
      ...(signal ? { signal } : {}),
    });
    // An environment that is half there must not keep what bills from being stopped.
    if (result.missing || /ModuleNotFoundError|ImportError/.test(result.stderr)) return direct();
    return readReplies(result.stdout, calls.length) ?? calls.map(() => ({ problem: explain(result) }));
  };
}

function readReplies(text: string, count: number): LeptonReply[] | undefined {
  try {
    const replies = JSON.parse(text) as LeptonReply[];
    return Array.isArray(replies) && replies.length === count ? replies : undefined;
  } catch {
    return undefined;
  }
}

function explain(result: Parameters<typeof complaint>[0]): string {
  return result.timedOut ? 'no answer in time' : complaint(result);
}

/** Whether a call was carried out. */
export function isOk(reply: LeptonReply): reply is { status: number; body: unknown } {
  return 'status' in reply && reply.status >= 200 && reply.status < 300;
}

/** Whether nobody answers in the workspace's place, or it says itself that it is out of order. */
export function isDown(reply: LeptonReply): boolean {
  return 'problem' in reply || reply.status >= 500;
}

/** Whether a resource is not there: for a deletion that is as good as done. */
export function isMissing(reply: LeptonReply): boolean {
  return 'status' in reply && reply.status === 404;
}

/** Why a call was not carried out, on one line. */
export function problemOf(reply: LeptonReply): string {
  if ('problem' in reply) return reply.problem.replace(/\s+/g, ' ');
  if (reply.status === 401)
    return 'HTTP 401: the token is refused: is it that of this workspace, and not expired?';
  const { body } = reply;
  const message =
    typeof body === 'object' && body !== null && 'message' in body
      ? String(body.message)
      : String(body ?? '');
  const said = typeof body === 'object' && body !== null && !('message' in body) ? '' : message;
  return `HTTP ${reply.status}${said ? `: ${said.replace(/\s+/g, ' ').slice(0, 200)}` : ''}`;
}
