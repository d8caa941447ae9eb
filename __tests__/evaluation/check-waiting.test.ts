import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../../src/errors.js';
import { checkWaiting } from '../../src/evaluation/check-waiting.js';
import { loadInputs } from '../../src/inputs.js';
import { resolveOnly } from '../config/resolving.js';
import { tempDir } from '../temp-dir.js';
import { sessionIn } from './sessions.js';

const temp = tempDir();
const CONFIG = `execution: {type: slurm, hostname: h, username: u, account: a, partition: p, output_dir: /out, walltime: "1:00:00"}
deployment: {type: none}
target: {api_endpoint: {url: "https://host/v1/chat/completions", model_id: m}}
evaluation:
  env_vars: {HF_TOKEN: KEY}
  tasks: [{name: mmlu}]
`;
const ENV = {
  ACTIONS_RUNTIME_TOKEN: 't',
  ACTIONS_RESULTS_URL: 'http://localhost',
  GITHUB_RETENTION_DAYS: '90',
};

function check(inputs: Record<string, string>, key: string): void {
  const { session } = sessionIn(temp.path, { env: ENV });
  const config = resolveOnly(inputs, CONFIG.replace('KEY', key));
  checkWaiting(
    session,
    loadInputs((name) => inputs[name] ?? ''),
    config,
  );
}

describe('an evaluation that another step is to finish', () => {
  const PASTED = 'lit:hf_abcdefghijklmnopqrstuvwxyz012345';

  it.each([{ wait: 'false' }, { cancel: 'detach' }])(
    'may not have a key in its config, which nobody could search the results for (%j)',
    (inputs) => {
      expect(() => check(inputs as Record<string, string>, PASTED)).toThrow(ConfigError);
      expect(() => check(inputs as Record<string, string>, PASTED)).toThrow(
        'the config holds a key itself, for which collect could not search what it uploads: put the key into a variable, and name that (host:NAME)',
      );
      expect(() => check(inputs as Record<string, string>, 'host:HF_TOKEN')).not.toThrow();
    },
  );

  it('may where this step waits for it, and searches itself', () => {
    expect(() => check({}, PASTED)).not.toThrow();
  });
});
