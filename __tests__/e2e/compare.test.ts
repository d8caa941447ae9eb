import { cpSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { artifactText, lastArtifact, openWorld, rawConfig, run, type World } from './world.js';

jest.setTimeout(15 * 60_000);

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

describe('an evaluation with a baseline', () => {
  it('is compared item by item with the invocation, and with the record, of an earlier run', async () => {
    const config = rawConfig(world, ['byob_arith.arith']);
    const first = await run(world, config);
    expect(first.outputs['state']).toBe('success');
    cpSync(first.outputs['invocation_dir']!, path.join(world.workspace, 'before'), { recursive: true });
    cpSync(path.dirname(first.outputs['result_json']!), path.join(world.workspace, 'record'), {
      recursive: true,
      filter: (file) => !file.endsWith('exec'),
    });
    for (const baseline of ['before', 'record']) {
      const second = await run(world, config, { baseline });
      expect(second.outputs).toMatchObject({ state: 'success', baseline_source: 'path' });
      const result = JSON.parse(artifactText(lastArtifact(world), 'nemo-eval/result.json'));
      expect(result).toMatchObject({ verdict: second.outputs['verdict'], comparable: { ok: true } });
      const [arith] = result.benchmarks;
      // 20 equal answers do not show that 3 points cannot be lost.
      expect(arith).toMatchObject({ status: 'INSUFFICIENT_EVIDENCE', pairs: 20, method: 'mcnemar-exact' });
      expect(second.summary).toContain('INCONCLUSIVE');
    }
  });
});
