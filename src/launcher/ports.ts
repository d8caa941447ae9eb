import { createServer } from 'node:net';

/** Below the range from which systems give out ports by themselves, above the adapter's own default (3825). */
const FIRST = 20_000;
const LAST = 32_000;

/** Distinct TCP ports that are free on this host now, at random so that jobs beside us seldom meet. */
export async function findFreePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (!found.has(port) && (await isPortFree(port))) found.add(port);
  }
  return [...found];
}

/** Whether nothing on this host listens on a TCP port, at any address. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)));
  });
}
