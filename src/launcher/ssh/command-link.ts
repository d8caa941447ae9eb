import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InfrastructureError, messageOf } from '../../errors.js';
import { shorten, stripControls } from '../../report/escape.js';
import { judgeCopy } from './copy-folder.js';
import { frameScript, readFrame } from './frame-script.js';
import {
  type ClusterLink,
  type FetchOptions,
  LinkDown,
  type LinkEnvironment,
  type RemoteAnswer,
  type RunOptions,
} from './link.js';
import { type GroupResult, runGroup } from './run-group.js';
import { SessionSlots } from './session-slots.js';
import type { Call, Transport } from './transport.js';

const RUN_MS = 60_000;
const FETCH_MS = 600_000;
const MAX_ANSWER = 32 << 20;
/** What ssh says where the server allows no more sessions on a connection. */
const NO_SESSION = /session request failed|Session open refused/;

/** What it says where our connection was gone when it was asked for: nothing has been sent, so that it may be tried again. */
const NO_MASTER = /^kex_exchange_identification: /m;

/** The limits of one call: its own time and the caller's signal. */
interface Limits {
  until: number;
  signal: AbortSignal;
  /** Whether the time is over, rather than the caller's patience. */
  isLate(): boolean;
}

/** Runs scripts and copies over a transport. */
export class CommandLink implements ClusterLink {
  private readonly slots = new SessionSlots(4);
  private closing: Promise<void> | undefined;

  constructor(
    readonly name: string,
    private readonly transport: Transport,
    private readonly launcher: LinkEnvironment,
    private readonly cleanUp: () => void,
  ) {}

  get connections(): number {
    return this.transport.connections;
  }

  environment(): LinkEnvironment {
    return this.launcher;
  }

  async run(script: string, options: RunOptions = {}): Promise<RemoteAnswer> {
    const frame = frameScript(script);
    const result = await this.call(this.transport.shell(), options, RUN_MS, frame.text);
    const heard = readFrame(frame, result.stdout, result.stderr);
    if (heard.code !== undefined) return { code: heard.code, stdout: heard.stdout, stderr: heard.stderr };
    if (result.ended === 'flooded')
      throw new InfrastructureError(`${this.name}: a script's answer has more than ${MAX_ANSWER >> 20} MiB`);
    if (heard.started && result.code !== 255)
      return { code: result.code, stdout: heard.stdout, stderr: heard.stderr };
    const said = lastLine(heard.stderr) || lastLine(heard.stdout) || 'ssh said nothing';
    if (heard.started) throw new LinkDown(`${this.name}: the connection broke while a script ran: ${said}`);
    if (result.code === 255) throw new LinkDown(`${this.name}: the connection is lost: ${said}`);
    throw new LinkDown(
      `${this.name} runs no commands, its login shell ended with code ${result.code}: ${said}`,
    );
  }

  async fetch(remoteDir: string, localDir: string, options: FetchOptions = {}): Promise<void> {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they have no place in a path
    if (!/^\/[^\u0000-\u001f]*$/.test(remoteDir))
      throw new InfrastructureError(`not an absolute path on ${this.name}: ${JSON.stringify(remoteDir)}`);
    const target = path.resolve(localDir);
    mkdirSync(target, { recursive: true });
    const call = this.transport.copy(
      `${remoteDir.replace(/\/+$/, '')}/`,
      `${target}/`,
      options.exclude ?? [],
    );
    const result = await this.call(call, options, FETCH_MS);
    judgeCopy(result, { link: this.name, remoteDir, localDir: target });
  }

  close(): Promise<void> {
    this.closing ??= this.transport.close().finally(this.cleanUp);
    return this.closing;
  }

  /** One command within its limits; tried again where the server has no session free. */
  private async call(
    call: Call,
    options: RunOptions,
    fallbackMs: number,
    input?: string,
  ): Promise<GroupResult> {
    const timeoutMs = options.timeoutMs ?? fallbackMs;
    const limits = makeLimits(timeoutMs, options.signal);
    const late = new LinkDown(`${this.name}: no answer within ${timeoutMs / 1000} s`);
    try {
      for (let lost = 0; ; ) {
        await this.open(limits);
        const result = await this.inSlot(call, limits, input);
        if (result.ended === 'aborted') limits.signal.throwIfAborted();
        if (result.ended === 'not started')
          throw new LinkDown(`${this.name}: ${call.program} did not start: the connection was closed`);
        if (result.code === 0) return result;
        // A refused session is followed by the same words as a lost connection.
        if (!NO_SESSION.test(result.stderr)) {
          if (!NO_MASTER.test(result.stderr)) return result;
          lost += 1;
          if (lost > 3) throw new LinkDown(`${this.name}: the connection is lost`);
          this.transport.doubt();
          continue;
        }
        late.message = `${this.name}: the server allows no more sessions on one connection (MaxSessions)`;
        await sleep(500, undefined, { signal: limits.signal });
      }
    } catch (error) {
      options.signal?.throwIfAborted();
      if (limits.isLate()) this.transport.doubt();
      throw limits.isLate() ? late : error;
    }
  }

  private async inSlot(call: Call, limits: Limits, input?: string): Promise<GroupResult> {
    await this.slots.take(limits.signal);
    try {
      return await runGroup(call.program, call.args, {
        env: call.env,
        cwd: call.cwd,
        timeoutMs: limits.until - Date.now() + 1000,
        signal: limits.signal,
        maxBytes: MAX_ANSWER,
        ...(input === undefined ? {} : { input }),
      });
    } finally {
      this.slots.giveBack();
    }
  }

  private async open({ signal }: Limits): Promise<void> {
    if (this.closing) throw new LinkDown(`${this.name}: the connection was closed`);
    signal.throwIfAborted();
    const opening = this.transport.open().catch((error) => {
      throw new LinkDown(messageOf(error));
    });
    let onAbort: () => void = () => undefined;
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
    });
    await Promise.race([opening, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
  }
}

function makeLimits(timeoutMs: number, signal: AbortSignal | undefined): Limits {
  const own = AbortSignal.timeout(timeoutMs);
  return {
    until: Date.now() + timeoutMs,
    signal: signal ? AbortSignal.any([signal, own]) : own,
    isLate: () => own.aborted,
  };
}

function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return shorten(stripControls(lines.filter(Boolean).at(-1) ?? ''), 300);
}
