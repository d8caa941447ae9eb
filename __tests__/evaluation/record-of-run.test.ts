import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { finishRun } from '../../src/cleanup.js';
import { readConcluded } from '../../src/evaluation/conclude.js';
import type { Phase, RunRecord } from '../../src/evaluation/record.js';
import { type Session, startSession } from '../../src/evaluation/session.js';
import { runFiles } from '../../src/launcher/submit.js';
import { Outputs } from '../../src/outputs.js';
import { openItems } from '../../src/results/open-items.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { tempDir } from '../temp-dir.js';

const RECORDED = path.join(import.meta.dirname, '../fixtures/launcher-0.2.6');
const dir = tempDir();

/** A run of the action whose launcher left a recorded tree, or none. */
function runOf(fixture: string | undefined, phase: Phase): { session: Session; said: string[] } {
  const said: string[] = [];
  const say = (text: string): unknown => said.push(text);
  const invocationDir = path.join(dir.path, 'invocation');
  if (fixture) {
    const tree = path.join(RECORDED, fixture, 'tree');
    const name = readdirSync(tree).find((entry) => /^\d{8}_/.test(entry))!;
    cpSync(path.join(tree, name), invocationDir, { recursive: true });
  }
  const files = runFiles(path.join(dir.path, 'run'));
  mkdirSync(files.dir);
  const record: RunRecord = {
    phase,
    startedAt: '2026-11-24T04:00:00Z',
    secretNames: [],
    invocationDir,
    launcherVersion: '0.2.6',
    allowance: { count: 0 },
    artifact: { name: 'none', contents: 'full', compressionLevel: 1 },
    summary: true,
    summarized: false,
  };
  const parts = {
    context: {
      sha: '',
      ref: '',
      runId: '1',
      runAttempt: '1',
      event: { name: '', isPrivateRepository: false },
    },
    env: {},
    actionDir: dir.path,
    log: { info: say, warn: say, error: say, group: say, summary: async (text: string) => void say(text) },
    outputs: new Outputs([], () => undefined),
    stop: new AbortController(),
  };
  return { session: startSession(parts as never, files, record), said };
}

describe('a run whose main step was cut off', () => {
  it('leaves a record with its items', async () => {
    const { session } = runOf('two-tasks-sequential', 'launching');
    const taken = { schema_version: 1, tasks: [{ name: 'byob_arith.arith', hash: 'h' }] };
    writeFileSync(path.join(session.files.dir, 'snapshot.json'), JSON.stringify(taken));
    await finishRun(session);
    const record = await readEvalResults(session.files.dir);
    expect(record.tasks.map(({ name, snapshot }) => [name, snapshot?.hash])).toEqual([
      ['byob_arith.arith', 'h'],
      ['byob_mcq.mcq', undefined],
    ]);
    const items = openItems(record);
    for (const benchmark of record.benchmarks)
      expect((await items.load(benchmark))!.columns.length).toBe(200);
    expect(session.warnings).toEqual([]);
  });

  it('leaves none where no item was scored', async () => {
    const { session } = runOf('dead-endpoint', 'launching');
    await finishRun(session);
    expect(readdirSync(session.files.dir).sort()).toEqual(['record.json', 'result.json', 'summary.md']);
  });

  it('is reported where its items cannot be written', async () => {
    const { session } = runOf('baseline', 'launching');
    mkdirSync(path.join(session.files.dir, 'scores.ndjson.gz.part'));
    await finishRun(session);
    expect(session.warnings).toEqual([
      expect.stringMatching(/^scores\.ndjson\.gz could not be written: .*EISDIR/),
    ]);
    const result = JSON.parse(readFileSync(path.join(session.files.dir, 'result.json'), 'utf8'));
    expect(result.tasks).toMatchObject([{ state: 'success' }]);
  });
});

describe('results as they are compared', () => {
  it('are not there where no task left a folder', async () => {
    const { session } = runOf(undefined, 'launching');
    expect(await readConcluded(session, [], async () => undefined)).toBeUndefined();
    expect(session.warnings).toEqual([]);
  });

  it('are missed, not fatal, where they cannot be read', async () => {
    const { session } = runOf('baseline', 'launching');
    const task = { task: 'byob_arith.arith', index: 0, state: 'success' } as never;
    const fail = async (): Promise<never> => {
      throw new Error('no snapshot\nof any kind');
    };
    expect(await readConcluded(session, [task], fail)).toBeUndefined();
    expect(session.warnings).toEqual(['the results cannot be compared: no snapshot']);
  });
});
