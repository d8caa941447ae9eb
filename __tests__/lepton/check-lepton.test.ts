import { describe, expect, it } from '@jest/globals';
import { checkLepton } from '../../src/config/preflight/check-lepton.js';
import { openContext } from '../../src/config/preflight/context.js';
import { isError } from '../../src/config/preflight/preflight.js';
import { FINDINGS } from '../../src/config/preflight/registry.js';
import { BUILT_IN_CONTRACT } from '../../src/contract/built-in-contract.js';
import { loadInputs } from '../../src/inputs.js';
import { forwardVariables } from '../../src/lepton/forward-variables.js';
import { keepResults } from '../../src/lepton/keep-results.js';
import { CATALOGUE } from '../config/preflight/situations.js';
import { check as checkAll } from '../config/resolving.js';
import { DEPLOYED, HOSTED, resolve } from './config.js';

const SECRET = 'zq8Canary0ofA0Secret0Value';

function check(text: string, overrides = '') {
  const config = resolve(text, overrides, { MODEL_API_KEY: SECRET });
  forwardVariables(config);
  return checkLepton(
    openContext(config, {
      where: 'conf/eval.yaml',
      inputs: loadInputs(() => ''),
      contract: BUILT_IN_CONTRACT,
      variable: () => undefined,
      arch: 'x64',
    }),
  );
}

const TASKS = 'execution.lepton_platform.tasks';
const TWO = HOSTED.replace(
  '    - name: mmlu_instruct\n',
  '    - {name: mmlu_instruct, env_vars: {A: "lit:1"}}\n    - {name: gsm8k}\n',
);

describe('a config for Lepton in which all is well', () => {
  it.each([
    [HOSTED, ''],
    [DEPLOYED, ''],
    [HOSTED, 'target.api_endpoint.api_key_name=MODEL_API_KEY'],
    [TWO, 'evaluation.env_vars.A=lit:1'],
    [HOSTED.replace('type: lepton', 'type: local'), 'deployment.type=generic'],
  ])('has no finding', (text, overrides) => {
    expect(check(text, overrides)).toEqual([]);
  });

  it.each([
    [HOSTED, 'evaluation.env_vars.JUDGE_KEY=host:JUDGE_KEY'],
    [DEPLOYED, 'deployment.env_vars.HF_TOKEN=host:HF_TOKEN'],
  ])('has none by the other checks either, which ask the runner for no variable', (text, overrides) => {
    const config = resolve(text, overrides);
    forwardVariables(config);
    keepResults(config);
    const errors = checkAll(config, {}, {}, { catalogue: CATALOGUE }).filter(isError);
    expect(errors.filter(({ id }) => id !== 'unsupported_executor')).toEqual([]);
  });
});

describe('what the Lepton executor cannot do', () => {
  it.each([
    [
      DEPLOYED,
      'deployment.type=generic',
      'lepton_setting',
      /^deployment\.type \(overrides.*"generic".*vllm, sglang, nim, none$/,
    ],
    [
      DEPLOYED,
      'deployment.lepton_config.auto_scaler=null',
      'lepton_setting',
      /^deployment\.lepton_config\.auto_scaler .*missing/,
    ],
    [DEPLOYED, 'deployment.type=nim\ndeployment.pre_cmd=ls', 'lepton_setting', /pre_cmd .*NIM/],
    [
      HOSTED,
      'execution.lepton_platform=null',
      'lepton_setting',
      /^execution\.lepton_platform\.tasks .*submits no job/,
    ],
    [HOSTED, `${TASKS}.node_group=null`, 'lepton_node_group', /tasks\.node_group .*jobs go wherever/],
    [DEPLOYED, 'execution.lepton_platform.deployment=null', 'lepton_node_group', /endpoints go wherever/],
    [HOSTED, 'evaluation.tasks[0].dataset_dir=/data', 'lepton_setting', /dataset_dir .*client refuses/],
    [HOSTED, `${TASKS}.mounts=[]`, 'lepton_results_lost', /has no mount: results are gone/],
    [HOSTED, `${TASKS}.mounts=[{path: /a}]`, 'lepton_setting', /mounts\[0\].* lacks from, mount_path$/],
    [
      HOSTED,
      'execution.auto_export.destinations=[wandb]',
      'export_unavailable',
      /is ignored by the launcher on Lepton/,
    ],
    [TWO, '', 'lepton_variable', /^evaluation\.tasks\[0\]\.env_vars\.A .*not the same for all tasks/],
    [TWO, 'evaluation.env_vars.A=lit:2', 'lepton_variable', /same for all tasks/],
    [
      HOSTED,
      `evaluation.env_vars.X=lit:${SECRET}`,
      'lepton_variable',
      /env_vars\.X .*has a secret as its value/,
    ],
    [HOSTED, `${TASKS}.env_vars.JUDGE_KEY=abc`, 'lepton_variable', /env_vars\.JUDGE_KEY .*has a secret/],
    [
      DEPLOYED,
      `deployment.lepton_config.api_tokens=[{value: ${SECRET}}]`,
      'lepton_variable',
      /api_tokens\[0\] .*has a secret/,
    ],
    [
      DEPLOYED,
      `deployment.lepton_config.api_tokens=[${SECRET}]`,
      'lepton_variable',
      /api_tokens\[0\] .*has a secret/,
    ],
    [
      DEPLOYED,
      'deployment.lepton_config.api_tokens=[{value: "${oc.env:MODEL_API_KEY}"}]',
      'lepton_variable',
      /api_tokens\[0\] .*has a secret/,
    ],
    [DEPLOYED, `deployment.lepton_config.api_token=${SECRET}`, 'lepton_variable', /api_token .*has a secret/],
  ])('%#: %s', (text, overrides, id, says) => {
    const found = check(text, overrides);
    expect(found.map((finding) => finding.id)).toContain(id);
    const finding = found.find((one) => one.id === id && says.test(one.message));
    expect(found.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(says)]),
    );
    expect(finding!.recovery).not.toBe('');
    expect((FINDINGS as Record<string, string>)[id]!.split(' or ')).toContain(finding!.severity);
    expect(JSON.stringify(found)).not.toContain(SECRET);
  });
});
