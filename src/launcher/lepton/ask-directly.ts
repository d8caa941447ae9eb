import type { LeptonLogin } from '../../lepton/login.js';
import type { Environment } from '../command.js';
import { proxyVariable } from '../proxy-settings.js';
import type { LeptonCall, LeptonReply } from './ask.js';

/**
 * Makes a call without Python, for where the launcher's environment is not to be had: what bills must be stopped all the
 * same. It goes through no proxy. Never rejects.
 */
export async function askDirectly(
  { method, path, query }: LeptonCall,
  login: LeptonLogin,
  options: { headers: Readonly<Record<string, string>>; env: Environment; signal: AbortSignal },
): Promise<LeptonReply> {
  const { headers, env, signal } = options;
  const url = new URL(`${login.url}${path}`);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  const proxy = proxyVariable(url, env);
  if (proxy !== undefined)
    return { problem: `the launcher's environment is needed to go through the proxy (${proxy})` };
  try {
    const response = await fetch(url, { method, headers, redirect: 'manual', signal });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  } catch (error) {
    if (signal.aborted) return { problem: 'no answer in time' };
    const { cause, message } = error as Error & { cause?: { message?: string; code?: string } };
    // What it was is in the cause, and with several addresses only in its code.
    return { problem: (cause?.message || cause?.code || message).slice(0, 300) };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, 500);
  }
}
