import { afterEach, beforeEach } from '@jest/globals';
import type { Posting } from '../../src/github/posting.js';
import { connectGitHub } from '../../src/github/rest.js';
import { type Services, startServices } from '../../tools/local-runner/services.js';

export const SECRET = 'sk-very-secret_1*';
export const PERSON = { login: 'somebody', id: 7, type: 'User' as const };

/** A GitHub on loopback for each test, and clients of it. */
export function setUpPosting() {
  const held = {
    services: undefined as unknown as Services,
    warnings: [] as string[],
    /** As another job would, with a client of its own: each waits between its writes. */
    async connect(): Promise<Posting> {
      const github = await connectGitHub({
        token: held.services.token,
        repository: 'o/r',
        apiUrl: held.services.url,
        log: { info: () => undefined },
      });
      return {
        github,
        redact: (text) => text.replaceAll(SECRET, '***'),
        warn: (message) => held.warnings.push(message),
      };
    },
    requests: (method: string): string[] =>
      held.services.requests.filter((one) => one.method === method).map(({ path }) => path),
  };
  beforeEach(async () => {
    held.services = await startServices();
    held.warnings = [];
  });
  afterEach(() => held.services.close());
  return held;
}
