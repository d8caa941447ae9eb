import { describe, expect, it } from '@jest/globals';
import { describeDeployment } from '../../src/config/describe-deployment.js';
import { readYaml } from '../../src/config/read-yaml.js';
import { type SnapshotFacts, takeSnapshot } from '../../src/config/snapshot.js';
import { DEPLOYED, HOSTED } from './preflight/situations.js';
import { resolveOnly } from './resolving.js';

const FACTS: SnapshotFacts = { launcherVersion: '0.2.6', workspace: '/ws', tasks: [], files: new Map() };
const read = (text: string): Parameters<typeof describeDeployment>[0] =>
  readYaml(text, 'd.yaml', 'omegaconf').root;

describe('a deployment', () => {
  it('is what serves the model, with keys for what two runs are to differ in', () => {
    const one = `
type: vllm
image: vllm/vllm-openai:v1
command: vllm serve /checkpoint --port 8000 --served-model-name a/b --max-model-len 8000
port: 8000
served_model_name: a/b
checkpoint_path: /run/1
env_vars: {HF_TOKEN: host:HF_TOKEN}
`;
    const other = one
      .replaceAll('a/b', 'c')
      .replaceAll(/port(:?) 8000/g, 'port$1 9000')
      .replace('/run/1', '/run/2');
    expect(describeDeployment(read(one))).toEqual({
      type: 'vllm',
      image: 'vllm/vllm-openai:v1',
      command: 'vllm serve {model} --port {port} --served-model-name {model} --max-model-len 8000',
    });
    expect(describeDeployment(read(other))).toEqual(describeDeployment(read(one)));
    expect(describeDeployment(read(one.replace('8000\nport', '4096\nport')))).not.toEqual(
      describeDeployment(read(one)),
    );
  });

  it.each([
    ['sglang --model-path org/a --tp-size 2', 'sglang --model-path {model} --tp-size 2'],
    ['serve "/run/1" --log /run/10', 'serve "{checkpoint_path}" --log /run/10'],
    ['x --http-port=8000', 'x --http-port={port}'],
  ])('with the command %s is %s', (command, shown) => {
    const text = `command: '${command}'\nport: 8000\ncheckpoint_path: /run/1`;
    expect(describeDeployment(read(text))).toEqual({ command: shown });
  });

  it('is part of what each task is compared by, with the image that served it', () => {
    const config = resolveOnly({}, DEPLOYED);
    const digest = { digest: `sha256:${'b'.repeat(64)}`, kind: 'repository' } as const;
    const [task] = takeSnapshot(config, { ...FACTS, server: digest }).tasks;
    expect(task!.fields['server']!.value).toMatchObject({
      type: 'generic',
      image: 'example.com/team/server:1',
    });
    expect(task!.fields['server_image_digest']!.value).toEqual(digest);
    const unseen = takeSnapshot(config, FACTS).tasks[0]!;
    expect(unseen.fields['server_image_digest']!.value).toMatchObject({ reason: expect.any(String) });
    expect(unseen.hash).not.toBe(task!.hash);
  });

  it('is not there behind an endpoint', () => {
    const [task] = takeSnapshot(resolveOnly({}, HOSTED), FACTS).tasks;
    expect(Object.keys(task!.fields).filter((name) => name.startsWith('server'))).toEqual([]);
  });
});
