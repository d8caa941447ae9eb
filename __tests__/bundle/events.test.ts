import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ActionResult, type RunOptions, runAction } from '../../tools/local-runner/run-action.js';
import { type Services, startServices } from '../../tools/local-runner/services.js';

let base: string;
let workspace: string;
let services: Services;
beforeEach(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'nemo-eval-events-'));
  workspace = path.join(base, 'workspace');
  mkdirSync(workspace);
  services = await startServices();
});
afterEach(async () => {
  await services.close();
  rmSync(base, { recursive: true, force: true });
});

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    cwd: workspace,
    encoding: 'utf8',
  }).trim();

function commit(name: string): string {
  writeFileSync(path.join(workspace, name), name);
  git('add', '--all');
  git('commit', '--quiet', '--message', name);
  return git('rev-parse', 'HEAD');
}

/** A repository with a base, a head, and a merge of both, which is checked out. */
function repository(): { base: string; head: string; merge: string } {
  git('init', '--quiet', '--initial-branch', 'main');
  const first = commit('base');
  git('checkout', '--quiet', '-b', 'topic');
  const head = commit('head');
  git('checkout', '--quiet', 'main');
  git('merge', '--quiet', '--no-ff', '--message', 'merge', 'topic');
  return { base: first, head, merge: git('rev-parse', 'HEAD') };
}

const dry = (inputs: Record<string, string>, options: Partial<RunOptions>): Promise<ActionResult> =>
  runAction({
    workspace,
    services,
    ...options,
    inputs: {
      tasks: 'mmlu_instruct',
      model: 'm',
      'endpoint-url': 'https://models.example.com/v1/chat/completions',
      'dry-run': 'true',
      ...inputs,
    },
  });

const pull = (
  name: string,
  head: string,
  baseSha: string,
  headRepository: number,
): NonNullable<RunOptions['event']> => ({
  name,
  payload: {
    repository: { id: 1, default_branch: 'main' },
    pull_request: {
      number: 7,
      head: { sha: head, ref: 'topic', repo: { id: headRepository } },
      base: { sha: baseSha, ref: 'main', repo: { id: 1 } },
    },
  },
});

describe('pull_request_target', () => {
  it.each(['head', 'merge'] as const)(
    'is refused where the %s of the pull request is checked out',
    async (what) => {
      const commits = repository();
      git('checkout', '--quiet', '--detach', commits[what]);
      const event = pull('pull_request_target', commits.head, commits.base, 2);
      const refused = await dry({}, { event });
      expect(refused.outputs).toMatchObject({ state: 'config-error', verdict: 'NO-BASELINE' });
      expect(refused.log).toMatch(/checked out in a pull_request_target run.*allow-pull-request-target/);
      const allowed = await dry({ 'allow-pull-request-target': 'true' }, { event });
      expect(allowed.outputs['state']).toBe('dry-run');
    },
  );

  it('runs where the base is checked out, or nothing is', async () => {
    expect(
      (await dry({}, { event: pull('pull_request_target', 'f'.repeat(40), '0', 2) })).outputs,
    ).toMatchObject({
      state: 'dry-run',
    });
    const commits = repository();
    git('checkout', '--quiet', '--detach', commits.base);
    const event = pull('pull_request_target', commits.head, commits.base, 2);
    expect((await dry({}, { event })).outputs['state']).toBe('dry-run');
  });
});

describe('a pull request from a fork', () => {
  it('gets the summary alone, which is said once, and nothing is asked of GitHub', async () => {
    const { head, base: sha } = repository();
    const inputs = { 'check-run': 'true', comment: 'always' };
    const result = await dry(inputs, { event: pull('pull_request', head, sha, 2) });
    expect(result.outputs).toMatchObject({ state: 'dry-run', check_url: '', comment_url: '' });
    expect(result.log.match(/the token of a pull request from a fork may only read/g)).toHaveLength(1);
    expect(services.requests).toEqual([]);
  });
});

describe('a check', () => {
  it.each([
    ['a pull request has it on its head', pull('pull_request', 'a'.repeat(40), 'b'.repeat(40), 1), 'a'],
    [
      'a merge group on its head',
      {
        name: 'merge_group',
        payload: { merge_group: { head_sha: 'c'.repeat(40), base_sha: 'd', base_ref: 'main' } },
      },
      'c',
    ],
    ['a push on its commit', { name: 'push', payload: {} }, 'e'],
  ] as const)('of %s, and is concluded', async (_, event, letter) => {
    const result = await dry({ 'check-run': 'true' }, { event, sha: 'e'.repeat(40), ref: 'refs/heads/main' });
    expect(result.outputs['state']).toBe('dry-run');
    expect(services.rest.checks).toMatchObject([
      { head_sha: letter.repeat(40), status: 'completed', conclusion: 'neutral', name: 'NeMo evaluation' },
    ]);
    expect(result.outputs['check_url']).not.toBe('');
  });

  it('of a config that is refused fails, and says why', async () => {
    const result = await dry({ 'check-run': 'true', policy: 'gate.yaml' }, {});
    expect(result.outputs['state']).toBe('config-error');
    const [check] = services.rest.checks;
    expect(check).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(JSON.stringify(check)).toContain('gate.yaml');
  });

  it('that may not be made is a warning with the line to add', async () => {
    services.rest.permissions.checks = 'read';
    const result = await dry({ 'check-run': 'true' }, {});
    expect(result.outputs).toMatchObject({ state: 'dry-run', check_url: '' });
    expect(result.log).toMatch(/warning.*add "checks: write" under "permissions:"/);
  });

  it('has the leg of a matrix in its name, and so has the artifact', async () => {
    const options = { matrix: { task: 'mmlu', model: 'a/b' }, strategy: { 'job-index': 1, 'job-total': 4 } };
    const result = await dry({ 'check-run': 'true', 'output-dir': 'out/{matrix}' }, options);
    expect(services.rest.checks[0]!.name).toBe('NeMo evaluation (model=a/b; task=mmlu)');
    expect(result.outputs['output_dir']).toMatch(/out\/a-b-mmlu-[0-9a-f]{8}$/);
  });
});
