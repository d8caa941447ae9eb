import type { AskLepton, LeptonReply } from '../../../src/launcher/lepton/ask.js';
import { LeptonServer, TOKEN } from '../../../tools/lepton/server.js';

/** A workspace on loopback, asked by fetch: the real way is through Python, which lepton.test.ts of e2e takes. */
export async function openServer(): Promise<{ server: LeptonServer; ask: AskLepton }> {
  const server = new LeptonServer();
  const url = await server.listen();
  const ask: AskLepton = (calls, { timeoutMs = 500, signal } = {}) =>
    Promise.all(
      calls.map(async ({ method, path, query }): Promise<LeptonReply> => {
        try {
          const limit = AbortSignal.timeout(timeoutMs);
          const response = await fetch(`${url}${path}?${new URLSearchParams(query)}`, {
            method,
            headers: { authorization: `Bearer ${TOKEN}` },
            signal: signal ? AbortSignal.any([signal, limit]) : limit,
          });
          const text = await response.text();
          return { status: response.status, body: parsed(text) };
        } catch (error) {
          return { problem: (error as Error).name };
        }
      }),
    );
  return { server, ask };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What the launcher makes for a task, without the launcher. */
export async function makeTask(server: LeptonServer, name: string, jobName: string, endpoint?: string) {
  const post = (path: string, body: unknown) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(body),
    });
  if (endpoint) await post('/deployments', { metadata: { id: endpoint, name: endpoint }, spec: { name } });
  await post('/jobs', { metadata: { name: jobName }, spec: { name } });
}
