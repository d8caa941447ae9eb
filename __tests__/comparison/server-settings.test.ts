import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Comparability, compareSettings } from '../../src/comparison/comparability.js';
import type { TaskSnapshot } from '../../src/config/snapshot.js';
import type { EvalResults } from '../../src/results/eval-results.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';

const TREE = path.join(import.meta.dirname, '../fixtures/launcher-0.2.6/baseline/tree');

let results: EvalResults;
beforeAll(async () => {
  results = await readEvalResults(path.join(TREE, readdirSync(TREE).find((name) => /^\d{8}_/.test(name))!));
});

interface Server {
  command?: string;
  image?: string;
  digest?: string;
  kind?: string;
}

/** The same results, as a model that was served so left them; behind an endpoint where nothing is given. */
function servedBy(server?: Server): EvalResults {
  const { command = 'vllm serve {model}', image = 'server:1', digest, kind = 'repository' } = server ?? {};
  const values: Record<string, unknown> = server
    ? {
        server: { type: 'vllm', image, command },
        server_image_digest: digest === undefined ? { reason: 'not looked at' } : { digest, kind },
      }
    : {};
  const fields = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, hash: '' }]),
  );
  const snapshot: TaskSnapshot = { name: 'byob_arith.arith', hash: '', fields };
  return { ...results, tasks: results.tasks.map((task) => ({ ...task, snapshot })) };
}

function compare(baseline?: Server, candidate?: Server): Comparability {
  const [a, b] = [servedBy(baseline), servedBy(candidate)];
  return compareSettings(
    { results: a, benchmark: a.benchmarks[0]! },
    { results: b, benchmark: b.benchmarks[0]! },
  );
}
const servers = ({ differences, unknown }: Comparability): string[] =>
  [...differences, ...unknown].map(({ field }) => field).filter((field) => field.startsWith('server'));

describe('two deployed models', () => {
  it('are comparable where the same server serves them', () => {
    expect(servers(compare({ digest: 'sha256:a' }, { digest: 'sha256:a' }))).toEqual([]);
    expect(servers(compare({}, {}))).toEqual([]);
  });

  it('are not where its command differs, and it is said why', () => {
    const found = compare({}, { command: 'vllm serve {model} --quantization fp8' });
    expect(found).toMatchObject({
      comparable: false,
      differences: [
        { field: 'server.command', why: expect.stringMatching(/^another server, or another setting of it/) },
      ],
    });
  });

  it('are where only the number of GPUs differs, which is speed', () => {
    const command = 'vllm serve {model} --tensor-parallel-size 4 --gpu-memory-utilization=0.9 --seed 1';
    expect(servers(compare({ command: 'vllm serve {model} --seed 1' }, { command }))).toEqual([]);
  });

  it('are told apart by the digest of the image where both are known, else by its name', () => {
    expect(servers(compare({ digest: 'sha256:a' }, { digest: 'sha256:b' }))).toEqual(['server.image_digest']);
    expect(
      servers(compare({ digest: 'sha256:a', image: 'mirror/server:1' }, { digest: 'sha256:a' })),
    ).toEqual([]);
    expect(servers(compare({ digest: 'sha256:a' }, { digest: 'sha256:b', kind: 'image-id' }))).toEqual([]);
    expect(servers(compare({}, { image: 'server:2' }))).toEqual(['server.image']);
  });
});

it('says nothing of servers where one of two models is behind an endpoint', () => {
  expect(servers(compare(undefined, {}))).toEqual([]);
  expect(servers(compare({ digest: 'sha256:a' }, undefined))).toEqual([]);
});
