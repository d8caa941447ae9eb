import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readTaskFolders } from '../../src/results/invocation.js';
import { judgeTask, type TaskResult } from '../../src/results/validity.js';

const FIXTURES = path.join(import.meta.dirname, '../fixtures/launcher-0.2.6');
for (const name of readdirSync(FIXTURES)) {
  const tree = path.join(FIXTURES, name, 'tree');
  const inv = existsSync(tree) ? readdirSync(tree)[0] : undefined;
  it(name, async () => {
    if (!inv) return;
    for (const f of readTaskFolders(path.join(tree, inv))) {
      const r = await judgeTask(f, { allowance: { count: 0 }, endpointUrl: 'http://x/v1', apiKeyName: 'K' });
      console.log(name, f.stage, f.exitCode, r.state, r.reasons, r.scores.map((s) => [s.name, s.value, s.stderr, s.count]), JSON.stringify(r.items), r.unconfirmed);
    }
  });
}
