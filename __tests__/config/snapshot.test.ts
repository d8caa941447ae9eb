import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../src/config/canonical-json.js';
import { hashFiles } from '../../src/config/hash-files.js';
import { type Snapshot, type SnapshotFacts, takeSnapshot } from '../../src/config/snapshot.js';
import { tempDir } from '../temp-dir.js';
import { RAW, resolveOnly } from './resolving.js';

const FACTS: SnapshotFacts = {
  configFile: { name: 'conf/eval.yaml', text: RAW },
  launcherVersion: '0.2.6',
  workspace: '/ws',
  tasks: [
    {
      identity: { digest: `sha256:${'a'.repeat(64)}`, kind: 'repository' },
      image: 'registry/h:1',
      harness: 'h',
      evaluatorVersion: '0.2.8',
      effectiveParameters: { temperature: 0, parallelism: 4, extra: { n: 1 } },
    },
  ],
  files: new Map(),
};

function snap(overrides = '', facts: Partial<SnapshotFacts> = {}, env = {}, text = RAW): Snapshot {
  return takeSnapshot(resolveOnly({ overrides }, text, env), { ...FACTS, ...facts });
}

/** The fields by which two snapshots differ, named by task. */
function differing(a: Snapshot, b: Snapshot): string[] {
  const compare = (prefix: string, one: Snapshot['fields'], other: Snapshot['fields']): string[] =>
    Object.keys(one).flatMap((name) => (one[name]!.hash === other[name]?.hash ? [] : [`${prefix}${name}`]));
  return [
    ...compare('', a.fields, b.fields),
    ...a.tasks.flatMap((task, index) => compare(`${index}.`, task.fields, b.tasks[index]!.fields)),
  ];
}

const PARAMS = 'evaluation.nemo_evaluator_config.config.params';

describe('two snapshots', () => {
  it('of the same run are the same', () => {
    expect(snap()).toEqual(snap());
    expect(snap().hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, string[]]>([
    [`${PARAMS}.temperature=0.7`, ['0.parameters', '1.parameters', '2.parameters']],
    [`evaluation.tasks[2].nemo_evaluator_config.config.params.top_p=0.6`, ['2.parameters']],
    [`${PARAMS}.limit_samples=5`, ['0.sample_limit', '1.sample_limit', '2.sample_limit']],
    [`${PARAMS}.extra.tokenizer=org/t`, ['0.tokenizer', '1.tokenizer', '2.tokenizer']],
    [
      `${PARAMS}.extra.judge={model_id: j}`,
      ['0.extra_parameters', '1.extra_parameters', '2.extra_parameters'],
    ],
    ['evaluation.tasks[1].container=r/i:2', ['1.image']],
    ['evaluation.tasks[1].endpoint_type=completions', ['1.endpoint_type']],
    ['evaluation.tasks[0].dataset_dir=/data', ['0.dataset']],
    [
      'evaluation.nemo_evaluator_config.target.api_endpoint.adapter_config.use_reasoning=true',
      ['0.adapter', '1.adapter', '2.adapter'],
    ],
    ['evaluation.tasks[0].env_vars.A=lit:b', ['0.environment']],
    // What may differ between two runs that are compared.
    [`${PARAMS}.parallelism=9`, []],
    [`${PARAMS}.request_timeout=9`, []],
    ['target.api_endpoint.model_id=other', []],
    ['target.api_endpoint.url=https://other/v1/chat/completions', []],
    ['execution.output_dir=/elsewhere', []],
    ['evaluation.tasks[0].env_vars.ADAPTER_PORT=lit:20001', []],
    ['evaluation.nemo_evaluator_config.target.api_endpoint.adapter_config.use_progress_tracking=true', []],
  ])('with %s differ in %j', (overrides, fields) => {
    const [a, b] = [snap(), snap(overrides)];
    expect(differing(a, b)).toEqual(fields);
    expect(a.hash === b.hash).toBe(fields.length === 0);
  });

  it.each<[Partial<SnapshotFacts>, string[]]>([
    [{ launcherVersion: '0.2.5' }, ['launcher_version']],
    [{ tasks: [{ ...FACTS.tasks[0]!, identity: { reason: 'gone' } }] }, ['0.image_digest']],
    [{ tasks: [{ ...FACTS.tasks[0]!, evaluatorVersion: '0.2.9' }] }, ['0.evaluator_version']],
    [
      { tasks: [{ ...FACTS.tasks[0]!, effectiveParameters: { temperature: 1 } }] },
      ['0.effective_parameters'],
    ],
    [
      {
        tasks: [
          { ...FACTS.tasks[0]!, effectiveParameters: { extra: { n: 1 }, parallelism: 8, temperature: 0 } },
        ],
      },
      [],
    ],
  ])('with the facts %j differ in %j', (facts, fields) => {
    expect(differing(snap(), snap('', facts))).toEqual(fields);
  });

  it('tell changed files of a tokenizer apart', () => {
    const tokenizer = `${PARAMS}.extra.tokenizer=/etc`;
    const files = (hash: string): Partial<SnapshotFacts> => ({ files: new Map([['/etc', { hash }]]) });
    expect(differing(snap(tokenizer, files('a')), snap(tokenizer, files('b')))).toContain('0.tokenizer');
  });

  it('hold no secret', () => {
    const text = `${RAW}env_vars: {T: "\${oc.env:HF_TOKEN}"}\n`;
    const env = { HF_TOKEN: 'hf-value-of-it', X_KEY: 'x-value-of-it' };
    const config = snap(`${PARAMS}.extra.h=\${oc.env:X_KEY}`, {}, env, text);
    expect(JSON.stringify(config)).not.toContain('value-of-it');
  });
});

describe('canonical JSON', () => {
  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
  });
});

describe('the hash of files', () => {
  const temp = tempDir();

  it('follows names and contents, not the folder they are in', async () => {
    for (const folder of ['one', 'two']) {
      temp.write(`${folder}/a.txt`, 'x');
      temp.write(`${folder}/sub/b.txt`, 'y');
    }
    const [one, two] = [path.join(temp.path, 'one'), path.join(temp.path, 'two')];
    const first = await hashFiles(one);
    expect(first).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await hashFiles(two)).toEqual(first);
    temp.write('two/sub/b.txt', 'z');
    expect(await hashFiles(two)).not.toEqual(first);
    temp.write('two/sub/b.txt', 'y');
    temp.write('two/c.txt', '');
    expect(await hashFiles(two)).not.toEqual(first);
  });

  it('reads links to files, and goes round no circle', async () => {
    temp.write('blobs/1', 'x');
    temp.write('model/a.txt', 'x');
    temp.write('linked/keep', '');
    temp.write('model/keep', '');
    symlinkSync('../blobs/1', path.join(temp.path, 'linked/a.txt'));
    expect(await hashFiles(path.join(temp.path, 'linked'))).toEqual(
      await hashFiles(path.join(temp.path, 'model')),
    );
    symlinkSync('.', path.join(temp.path, 'linked/self'));
    expect(await hashFiles(path.join(temp.path, 'linked'))).toHaveProperty('hash');
  });

  it('says why there is none', async () => {
    expect(await hashFiles(path.join(temp.path, 'nowhere'))).toEqual({ reason: 'not on this machine' });
  });

  it('is that of a single file too', async () => {
    expect(await hashFiles(temp.write('one.bin', 'x'))).toHaveProperty('hash');
  });
});
