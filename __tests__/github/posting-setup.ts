import { getOctokit } from '@actions/github';
import { afterEach, beforeEach } from '@jest/globals';
import type { Posting } from '../../src/github/posting.js';
import { connectGitHub, type GitHub } from '../../src/github/rest.js';
import { type Services, startServices } from '../../tools/local-runner/services.js';

export const SECRET = 'sk-very-secret_1*';
export const PERSON = { login: 'somebody', id: 7, type: 'User' as const };

/** A GitHub on loopback for each test, and clients of it. */
export function setUpPosting() {
  const held = {
    services: undefined as unknown as Services,
    warnings: [] as string[],
    /** As another job would; without the pauses between writes, which all clients of a process share. */
    async connect(): Promise<Posting> {
      const octokit = getOctokit(held.services.token, { baseUrl: held.services.url });
      return held.as({ octokit: octokit as GitHub['octokit'], owner: 'o', repo: 'r' });
    },
    /** With retries and pauses. */
    async connectSlowly(): Promise<Posting> {
      const { token, url: apiUrl } = held.services;
      return held.as(
        await connectGitHub({ token, repository: 'o/r', apiUrl, log: { info: () => undefined } }),
      );
    },
    as(github: GitHub): Posting {
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
