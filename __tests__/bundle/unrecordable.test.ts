import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ActionResult, runAction } from '../../tools/local-runner/run-action.js';
import { startServices } from '../../tools/local-runner/services.js';

let workspace: string;
let services: Awaited<ReturnType<typeof startServices>>;
beforeEach(async () => {
  workspace = mkdtempSync(path.join(tmpdir(), 'nemo-eval-bundle-'));
  services = await startServices();
});
afterEach(async () => {
  await services.close();
  rmSync(workspace, { recursive: true, force: true });
});

const PLACES = {
  hostname: '127.0.0.1',
  username: 'ci-eval-user',
  account: 'my-team-account',
  partition: 'batch',
  walltime: '00:10:00',
  output_dir: '/lustre/team/evals',
};

/** Submits to a login node at a port that nobody listens on: what is refused before is never asked for. */
function submit(
  places: Partial<typeof PLACES>,
  inputs: Record<string, string>,
  env: Record<string, string>,
): Promise<ActionResult> {
  const config = {
    execution: { type: 'slurm', ...PLACES, ...places },
    deployment: { type: 'none' },
    target: { api_endpoint: { url: 'http://127.0.0.1:9/v1/chat/completions', model_id: 'm' } },
    evaluation: { tasks: [{ name: 'mmlu_instruct' }] },
  };
  writeFileSync(path.join(workspace, 'eval.yaml'), JSON.stringify(config));
  const given = { config: 'eval.yaml', preflight: 'off', 'ssh-config': 'Host *\n  Port 9\n', ...inputs };
  return runAction({
    workspace,
    services,
    inputs: {
      ...given,
      'ssh-known-hosts':
        '[127.0.0.1]:9 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl',
    },
    env,
  });
}

/** The lines that the step fails with. */
const errorsOf = ({ commands }: ActionResult): string[] =>
  commands.flatMap(({ command, message }) => (command === 'error' ? [message] : []));

describe('an evaluation that collect could not find again', () => {
  it.each<[string, Partial<typeof PLACES>, Record<string, string>, RegExp]>([
    ['a folder', {}, { TEAM: '/lustre/team' }, /"\*\*\*\/evals/],
    ['the user', {}, { TEAM: 'ci-eval-user' }, /"\*\*\*"/],
    ['the account', {}, { TEAM: 'my-team-account' }, /account.*"\*\*\*/],
    [
      'no secret, but dots',
      { output_dir: '/lustre/team..v2' },
      {},
      /execution\.output_dir is .*without \.\./,
    ],
  ])('is not submitted where %s is in its way', async (_, places, env, why) => {
    for (const inputs of [{ wait: 'false' }, { cancel: 'detach' }]) {
      const result = await submit(places, { ...inputs, ...(env['TEAM'] ? { 'pass-env': 'TEAM' } : {}) }, env);
      expect(result.outputs).toMatchObject({ state: 'config-error', invocation_id: '' });
      expect(errorsOf(result)).toEqual([
        expect.stringMatching(/^this evaluation could not be left to collect: /),
      ]);
      expect(errorsOf(result)[0]).toMatch(why);
    }
  });

  it('does not matter to a run that is waited for, nor does a harmless variable to one that is not', async () => {
    const waited = await submit({}, { 'pass-env': 'TEAM' }, { TEAM: '/lustre/team' });
    const left = await submit({}, { 'pass-env': 'TEAM', wait: 'false' }, { TEAM: 'something-else' });
    for (const result of [waited, left]) {
      expect(errorsOf(result).join()).toMatch(/127\.0\.0\.1/);
    }
  });
});
