import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { canonicalJson, sha256 } from '../../src/config/canonical-json.js';
import type { Snapshot } from '../../src/config/snapshot.js';
import { type RecordedLeg, readLeg } from '../../src/leg.js';
import type { FinalState } from '../../src/outputs.js';
import { buildResultJson } from '../../src/report/result-json.js';
import type { EvalTask } from '../../src/results/eval-results.js';
import { readEvalResults } from '../../src/results/read-eval-results.js';
import { writeScores } from '../../src/results/write-scores.js';
import { type ByobTask, writeInvocation } from '../comparison/byob-invocation.js';

export interface LegFacts {
  matrix: Record<string, unknown>;
  index?: number;
  total?: number;
  attempt?: number;
  tasks?: readonly ByobTask[];
  model?: string;
  state?: FinalState;
  error?: string;
  /** Item ids count from here. */
  firstItem?: number;
  /** Fields of each task's snapshot; without it there is no snapshot.json. */
  fields?: Record<string, unknown>;
  withoutScores?: boolean;
  /** How long each of its tasks ran, in their order. */
  seconds?: readonly number[];
  sha?: string;
}

export function legOf({ matrix, index, total, attempt = 1 }: LegFacts): RecordedLeg {
  const strategy = {
    ...(index === undefined ? {} : { 'job-index': index }),
    ...(total === undefined ? {} : { 'job-total': total }),
  };
  return { ...readLeg(JSON.stringify(matrix), JSON.stringify(strategy)).leg!, attempt };
}

/** Writes the record that a leg's run uploads, through the code that writes records. */
export async function writeLeg(dir: string, facts: LegFacts): Promise<string> {
  const { tasks = [], model = 'm', state = 'success', firstItem = 0, fields } = facts;
  mkdirSync(dir, { recursive: true });
  const rows = tasks.map((task) => ({
    ...task,
    prompt: (item: number) => `${task.name} ${item + firstItem}`,
  }));
  const work = mkdtempSync(path.join(tmpdir(), 'leg-'));
  const invocation = writeInvocation(work, rows);
  const found = await readEvalResults(invocation).catch((error) => {
    if (tasks.length > 0) throw error;
    return undefined;
  });
  const read = found && { ...found, tasks: found.tasks.map((task) => timed(task, facts.seconds)) };
  const snapshot = fields && snapshotOf(read?.tasks.map(({ name }) => name) ?? [], fields);
  const result = buildResultJson({
    state,
    verdict: 'NO-BASELINE',
    ...(facts.error === undefined ? {} : { error: facts.error }),
    leg: legOf(facts),
    candidate: { model, sha: facts.sha ?? 'a'.repeat(40), ref: 'refs/heads/main', runId: '1' },
    tasks: [],
    findings: [],
    ...(read ? { results: { ...read, ...(snapshot ? { snapshot } : {}) } } : {}),
  });
  writeFileSync(path.join(dir, 'result.json'), JSON.stringify(result));
  if (snapshot) writeFileSync(path.join(dir, 'snapshot.json'), JSON.stringify(snapshot));
  if (read && !facts.withoutScores) await writeShifted(read, path.join(dir, 'scores.ndjson.gz'), firstItem);
  rmSync(work, { recursive: true });
  return dir;
}

function timed(task: EvalTask, seconds: readonly number[] = []): EvalTask {
  const runtimeSeconds = seconds[task.index];
  return runtimeSeconds === undefined ? task : { ...task, runtimeSeconds };
}

async function writeShifted(
  read: Awaited<ReturnType<typeof readEvalResults>>,
  file: string,
  firstItem: number,
): Promise<void> {
  await writeScores(read, file);
  if (firstItem === 0 || !existsSync(file)) return;
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
  const shifted = lines.map((line) => {
    const row = JSON.parse(line) as Record<string, unknown>;
    return JSON.stringify({ ...row, item: String(Number(row['item']) + firstItem) });
  });
  writeFileSync(file, gzipSync(`${shifted.join('\n')}\n`));
}

export function snapshotOf(names: readonly string[], values: Record<string, unknown>): Snapshot {
  const hashed = (of: Record<string, unknown>): Record<string, { value: unknown; hash: string }> =>
    Object.fromEntries(
      Object.entries(of).map(([name, value]) => [name, { value, hash: sha256(canonicalJson(value)) }]),
    );
  return {
    schema_version: 1,
    hash: 'h',
    config_file: null,
    output_dir: '/out',
    config_hash: 'c',
    fields: hashed({ launcher_version: '0.2.6' }),
    tasks: names.map((name) => ({ name, hash: 'h', fields: hashed(values) })),
    context: { model: 'm' },
  };
}
