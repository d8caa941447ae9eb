import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import { fromRunArtifacts } from '../../src/collecting/fetch-legs.js';
import { UnreadableRecord } from '../../src/collecting/record-source.js';
import { ActionError } from '../../src/errors.js';
import type { GitHub } from '../../src/github/rest.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();
const ZIP = zipSync({ 'result.json': new TextEncoder().encode('{}') });

/** A body that breaks off where it is told to. */
function body(bytes: Uint8Array, breaks: boolean): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (!sent) controller.enqueue(breaks ? bytes.subarray(0, 20) : bytes);
      else if (breaks) controller.error(new TypeError('terminated'));
      else controller.close();
      sent = true;
    },
  });
}

/** A source whose downloads answer one after another. */
function source(answers: readonly (() => unknown)[]) {
  const left = [...answers];
  const octokit = { request: async () => ({ data: left.shift()!() }) };
  const github = { octokit, owner: 'octo', repo: 'models' } as unknown as GitHub;
  return { records: fromRunArtifacts({ github, runId: '1', pattern: '*', dir: temp.path }), left };
}
const refused = (status: number, message: string) => () => {
  throw Object.assign(new Error(message), { status, response: {} });
};
const ARTIFACT = { name: 'eval_results-a.baseline', id: 7 };

describe('the download of a record', () => {
  it('is tried anew where it breaks in the middle', async () => {
    const { records, left } = source([() => body(ZIP, true), () => body(ZIP, true), () => body(ZIP, false)]);
    const dir = await records.fetch(ARTIFACT);
    expect(readdirSync(dir)).toEqual(['result.json']);
    expect(left).toHaveLength(0);
  });

  it('is given up in the end, and is no fault of the user', async () => {
    const { records, left } = source(Array.from({ length: 9 }, () => () => body(ZIP, true)));
    const attempt = records.fetch(ARTIFACT);
    await expect(attempt).rejects.toMatchObject({ state: 'infrastructure-error' });
    await expect(attempt).rejects.toThrow(
      /artifact eval_results-a\.baseline cannot be downloaded.*terminated/,
    );
    expect(left).toHaveLength(6);
    expect(readdirSync(temp.path)).toEqual([]);
  });

  it.each([
    [404, 'is not there any more'],
    [410, 'has expired'],
  ])('that is answered with %s is of that record alone', async (status, message) => {
    const attempt = source([refused(status, 'x')]).records.fetch(ARTIFACT);
    await expect(attempt).rejects.toThrow(UnreadableRecord);
    await expect(attempt).rejects.toThrow(message);
  });

  it.each([
    [403, 'Resource not accessible by integration', 'config-error', /add "actions: read"/],
    [401, 'Bad credentials', 'config-error', /github-token/],
    [403, 'API rate limit exceeded', 'infrastructure-error', /rate limit/],
    [502, 'down', 'infrastructure-error', /502/],
  ])('that is refused with %s (%s) ends the step as %s', async (status, message, state, told) => {
    const attempt = source([refused(status, message)]).records.fetch(ARTIFACT);
    await expect(attempt).rejects.toThrow(ActionError);
    await expect(attempt).rejects.toMatchObject({ state });
    await expect(attempt).rejects.toThrow(told);
  });
});
