import { existsSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { RunRecord } from '../../src/evaluation/record.js';
import type { Session } from '../../src/evaluation/session.js';
import { stopAndForget } from '../../src/evaluation/stop-run.js';
import { tempDir } from '../temp-dir.js';

const temp = tempDir();
const CONFIG = '/temp/run-1/launcher_config.yaml';

/** Ends a run that the launcher was not, or only half, called for. @returns its warnings. */
async function stop(outputDir: string, record: Partial<RunRecord>): Promise<string[]> {
  const warnings: string[] = [];
  const session = {
    record: { phase: 'done', outputDir, ...record },
    files: {
      execDb: `${temp.path}/exec.jsonl`,
      launcherConfig: CONFIG,
      home: `${temp.path}/home`,
      configOutput: `${temp.path}/config-output`,
    },
    env: {},
    warnings,
    log: { warn: () => undefined },
  } as unknown as Session;
  await stopAndForget(session);
  return warnings;
}

const launched = (): string => {
  temp.write('out/20260102_030405-0123abcd/t.0/run.sh', `# --config ${CONFIG}\n`);
  return temp.write('out/20260102_030405-0123abcd/t.0/.secrets.env', 'K=v');
};

it('deletes the secrets of a launch that recorded nothing', async () => {
  const secrets = launched();
  expect(await stop(`${temp.path}/out`, {})).toEqual([]);
  expect(existsSync(secrets)).toBe(false);
});

it("takes the cluster's output directory for no folder of this machine", async () => {
  const secrets = launched();
  expect(await stop(`${temp.path}/out`, { elsewhere: true })).toEqual([]);
  expect(existsSync(secrets)).toBe(true);
});

it('warns of nothing where the output directory is a file', async () => {
  const file = temp.write('file', '');
  expect(await stop(file, { elsewhere: true })).toEqual([]);
  expect(await stop(file, {})).toEqual([]);
});
