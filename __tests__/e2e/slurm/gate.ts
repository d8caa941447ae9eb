import { createServer } from 'node:http';
import type { Lab } from './cluster.js';

/** An endpoint that answers nothing until it is opened. */
export interface Gate {
  url: string;
  /** Requests that have come to it. */
  asked(): number;
  open(): void;
  /** Holds what comes from now on back again. */
  shut(): void;
  close(): void;
}

/** A gate before the endpoint of all scenarios: a job behind it runs for as long as a test wants. */
export async function startGate({ endpoint }: Lab): Promise<Gate> {
  let open: () => void = () => undefined;
  let opened: Promise<void>;
  const shut = (): void => {
    opened = new Promise<void>((resolve) => {
      open = resolve;
    });
  };
  shut();
  let asked = 0;
  const server = createServer(async (request, response) => {
    asked += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await opened;
    const answer = await fetch(endpoint.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.concat(chunks),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/v1/chat/completions`,
    asked: () => asked,
    open: () => open(),
    shut,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
