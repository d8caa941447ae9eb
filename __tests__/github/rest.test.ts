import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectGitHub, explainRefusal, type GitHub, statusOf } from '../../src/github/rest.js';
import { type Services, startServices } from '../../tools/local-runner/services.js';

const ROUTE = {
  method: 'GET',
  path: '/repos/:owner/:repo/commits/:ref',
  handle: () => ({ status: 200, body: { sha: 'abc' } }),
};

describe('connectGitHub', () => {
  let services: Services;
  let github: GitHub;
  const said: string[] = [];

  beforeEach(async () => {
    said.length = 0;
    services = await startServices({ routes: [ROUTE] });
    github = await connectGitHub({
      token: services.token,
      repository: 'o/r',
      apiUrl: services.url,
      log: { info: (line) => said.push(line) },
    });
  });
  afterEach(() => services.close());

  const ask = async (): Promise<string> =>
    (await github.octokit.rest.repos.getCommit({ owner: github.owner, repo: github.repo, ref: 'x' })).data
      .sha;

  it('asks the API of the run', async () => {
    expect(await ask()).toBe('abc');
    expect(services.requests.map(({ path }) => path)).toEqual(['/repos/o/r/commits/x']);
    expect(services.requests[0]?.headers.authorization).toBe(`token ${services.token}`);
  });

  it('asks again after a rate limit that ends soon, and after a fault of the server', async () => {
    const body = { message: 'You have exceeded a secondary rate limit. Please wait a few minutes.' };
    services.fail({ match: /repos/, times: 1, status: 429, headers: { 'retry-after': '1' }, body });
    expect(await ask()).toBe('abc');
    expect(said).toEqual(["GitHub's secondary rate limit is reached; asked again in 1 s"]);
    services.fail({ match: /repos/, times: 1, status: 502, body: {} });
    expect(await ask()).toBe('abc');
  });

  it('waits for no rate limit of an hour', async () => {
    const headers = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3600),
    };
    const body = { message: 'API rate limit exceeded' };
    services.fail({ match: /repos/, times: 9, status: 403, headers, body });
    const error = await ask().catch((thrown: unknown) => thrown);
    expect(statusOf(error)).toBe(403);
    expect(said.join()).toMatch(/^GitHub's rate limit is reached; too long to wait: 36\d\d s$/);
    expect(explainRefusal(error, 'actions: read')).toMatch(/^GitHub's rate limit is reached \(403 API rate/);
    expect(services.requests).toHaveLength(1);
  });

  it('names the permission that a refusal asks for', async () => {
    const body = { message: 'Resource not accessible by integration', documentation_url: 'https://x' };
    services.fail({ match: /repos/, times: 9, status: 403, body });
    const error = await ask().catch((thrown: unknown) => thrown);
    expect(explainRefusal(error, 'checks: write')).toBe(
      'the job\'s token may not do this (403 Resource not accessible by integration): add "checks: write" under "permissions:" of the job',
    );
    expect(services.requests).toHaveLength(1);
  });

  it('tells a locked conversation, a wrong token and a dead host apart', async () => {
    const refusal = (status: number, message: string) =>
      explainRefusal(Object.assign(new Error(message), { status, response: {} }), 'issues: write');
    expect(refusal(403, 'Unable to create comment because issue is locked.')).toMatch(
      /conversation is locked/,
    );
    expect(refusal(401, 'Bad credentials')).toMatch(/github-token/);
    expect(refusal(422, 'Validation Failed - https://docs')).toBe(
      'GitHub refuses it (422 Validation Failed)',
    );
    await services.close();
    const error = await ask().catch((thrown: unknown) => thrown);
    expect(statusOf(error)).toBeUndefined();
    expect(explainRefusal(error, 'checks: write')).toMatch(/^GitHub cannot be reached/);
    services = await startServices();
  }, 30_000);
});
