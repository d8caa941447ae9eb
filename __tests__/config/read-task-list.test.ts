import { describe, expect, it } from '@jest/globals';
import { catalogueFromIrs } from '../../src/config/read-task-list.js';
import type { Task, TaskCatalogue } from '../../src/config/task-catalogue.js';
import { InfrastructureError } from '../../src/errors.js';

const read = (text: string): TaskCatalogue => catalogueFromIrs(text, 'irs.yaml');

/** The only task of a harness whose command and parameters are given. */
function taskWith(command: string, params = '{}'): Task {
  const config = `{supported_endpoint_types: [chat], params: ${params}}`;
  return read(
    `tasks: [{name: t, harness: h, container: r/h:1, defaults: {command: ${JSON.stringify(command)}, config: ${config}}}]`,
  ).tasks[0]!;
}

describe('a list of tasks', () => {
  it('takes images from harnesses, and from a task that has its own', () => {
    const { harnesses, tasks } = read(`
harnesses:
- {name: h, container: r/h:1, container_digest: sha256:1, arch: amd}
- {name: h, container: r/second:1}
- {name: idle, container: r/idle:1}
tasks:
- {name: a, harness: h}
- {name: b, harness: h, container: r/b:1, container_arch: arm}
- {name: c, harness: stray}
`);
    expect([...harnesses.values()]).toEqual([
      { name: 'h', container: 'r/h:1', digest: 'sha256:1', arch: 'amd' },
      { name: 'idle', container: 'r/idle:1' },
    ]);
    expect(tasks).toMatchObject([
      { name: 'a', container: 'r/h:1', digest: 'sha256:1', arch: 'amd' },
      { name: 'b', container: 'r/b:1', digest: 'sha256:1', arch: 'arm' },
      { name: 'c', harness: 'stray', container: '' },
    ]);
  });

  it('infers harnesses from the tasks of older versions', () => {
    const { harnesses, tasks } = read(`
tasks:
- {name: a, harness: h, container: r/h:1, container_digest: sha256:1}
- {name: b, harness: h}
`);
    expect(harnesses.get('h')).toEqual({ name: 'h', container: 'r/h:1', digest: 'sha256:1' });
    expect(tasks.map(({ container }) => container)).toEqual(['r/h:1', '']);
  });

  it('takes the last of two tasks of a name, in the place of the first', () => {
    const entry = (type: string): string =>
      `{name: a, harness: h, defaults: {config: {supported_endpoint_types: [${type}]}}}`;
    const { tasks } = read(`tasks: [${entry('chat')}, {name: b, harness: h}, ${entry('vlm')}]`);
    expect(tasks.map(({ name, endpoints }) => [name, ...endpoints])).toEqual([
      ['a', 'vlm'],
      ['b', 'chat'],
    ]);
  });

  it('knows a tokenizer that the command takes, and whether it can do without', () => {
    const name = 'config.params.extra.tokenizer';
    expect(taskWith(`x --tokenizer {{${name}}}`).tokenizer).toBe('required');
    expect(taskWith(`x {% if ${name} is not none %}--t {{${name}}}{% endif %}`).tokenizer).toBe('optional');
    expect(taskWith(`x {% if ${name} is not none %}--t {{${name}}}{% endif %} {{${name}}}`).tokenizer).toBe(
      'required',
    );
    expect(taskWith(`x {{${name}_backend}}`)).not.toHaveProperty('tokenizer');
  });

  it('knows samples only where the command takes them', () => {
    expect(taskWith('x {{config.params.extra.n_samples}}', '{extra: {n_samples: 4}}').samples).toEqual({
      key: 'n_samples',
      value: 4,
    });
    expect(taskWith('x', '{extra: {n_samples: 4}}')).not.toHaveProperty('samples');
  });

  it('knows names of variables, not keys themselves', () => {
    const extra =
      '{judge: {api_key: MY_KEY, enabled: false}, user_api_key: YOURS, ranker: {api_key: nv-secret-1}, key: NO}';
    expect(taskWith('x', `{extra: ${extra}}`).apiKeys).toEqual([
      {
        path: 'config.params.extra.judge.api_key',
        variable: 'MY_KEY',
        onlyIf: 'config.params.extra.judge.enabled',
      },
      { path: 'config.params.extra.user_api_key', variable: 'YOURS' },
    ]);
  });

  it.each([
    ['', 'is empty'],
    ['tasks: []', 'it has no tasks'],
    ['tasks: {a: 1}', 'tasks is not a list of mappings'],
    ['tasks: [1]', 'tasks is not a list of mappings'],
    ['tasks: [{harness: h}]', 'tasks[0].name is not text'],
    ['tasks: [{name: a}]', 'tasks[0].harness is not text'],
    ['tasks: [{name: a, harness: h, container: 1}]', 'container is not text'],
    ['tasks: [{name: a, harness: h, defaults: [1]}]', 'tasks[0].defaults is not a mapping'],
    ['harnesses: [{container: c}]\ntasks: [{name: a, harness: h}]', 'harnesses[0].name is not text'],
    ['tasks: [', 'irs.yaml:1:'],
  ])('refuses %j', (text, message) => {
    expect(() => read(text)).toThrow(InfrastructureError);
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(
      /^the launcher's list of tasks cannot be read \(.*install the launcher anew$/,
    );
  });
});
