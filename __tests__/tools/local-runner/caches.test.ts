import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { runAction } from '../../../tools/local-runner/run-action.js';
import { startServices } from '../../../tools/local-runner/services.js';
import { CLIENTS, createSandbox, type Sandbox } from './script-action.js';

let sandbox: Sandbox;

beforeEach(() => {
  sandbox = createSandbox();
});

afterEach(() => sandbox.remove());

async function runWithCaches(main: string) {
  const services = await startServices({ persistDir: path.join(sandbox.dir, 'caches') });
  try {
    const result = await runAction({ actionDir: sandbox.action({ main: CLIENTS + main }), services });
    return { log: result.log, ...JSON.parse(result.outputs['result'] ?? '{}'), caches: services.caches };
  } finally {
    await services.close();
  }
}

it('the real cache client saves, is refused the same key, and restores by key and by prefix in a later run', async () => {
  const first = await runWithCaches(`
    const save = (key, text) => { fs.writeFileSync('set.txt', text); return cache.saveCache(['set.txt'], key); };
    const ids = [await save('data-1', 'old'), await save('data-2', 'new'), await save('data-2', 'again')];
    core.setOutput('result', { ids });
  `);
  expect(first.ids).toEqual([1001, 1002, -1]);
  expect(first.log).toContain('Unable to reserve cache with key data-2');
  expect(first.caches).toMatchObject([{ key: 'data-1' }, { key: 'data-2' }]);

  const second = await runWithCaches(`
    const restore = async (...args) => {
      fs.rmSync('set.txt', { force: true });
      const hit = await cache.restoreCache(['set.txt'], ...args);
      return [hit ?? null, fs.existsSync('set.txt') ? fs.readFileSync('set.txt', 'utf8') : null];
    };
    const exact = await restore('data-1');
    const prefix = await restore('data-9', ['other-', 'data-']);
    const miss = await restore('models');
    const paths = await cache.restoreCache(['other.txt'], 'data-1') ?? null;
    core.setOutput('result', { exact, prefix, miss, paths });
  `);
  expect(second).toMatchObject({
    exact: ['data-1', 'old'],
    prefix: ['data-2', 'new'],
    miss: [null, null],
    paths: null,
  });
});
