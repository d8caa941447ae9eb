import { readFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import type { RecordParts } from '../../src/open-records/build-open-record.js';
import { OPEN_RECORD_FILE, type OpenRecord } from '../../src/open-records/record.js';

/** The exec db of a real launcher that submitted one task to a real Slurm; its config is resolved. */
export const RECORDED = readFileSync(
  path.join(import.meta.dirname, '../fixtures/launcher-0.2.6-slurm/success/exec.v1.jsonl'),
  'utf8',
).trim();

export const INVOCATION = 'bdab6b7306d9864f';
export const REPOSITORY_ID = 4711;

/** What a job that submitted to Slurm knows. */
export function slurmParts({
  invocation = INVOCATION,
  runId = 12,
  attempt = 1,
  pull,
}: {
  invocation?: string;
  runId?: number;
  attempt?: number;
  pull?: number;
} = {}): RecordParts {
  const dir = `/remote/evals/20261124_054803-${invocation}`;
  return {
    invocation_id: invocation,
    executor: 'slurm',
    launcher_version: '0.2.6',
    tag: `nea/${REPOSITORY_ID}/${runId}/${attempt}/evaluate${pull === undefined ? '' : `/pr${pull}`}`,
    submitted_at: '2026-11-24T05:48:06.992Z',
    cluster: { host: 'login.slurm.test', user: 'nel', account: 'evals', remote_dir: dir },
    tasks: [
      {
        index: 0,
        name: 'byob_arith.arith',
        job_name: 'evals-ci.byob_arith.arith.0',
        job_ids: ['9', '10'],
        remote_dir: `${dir}/byob_arith.arith.0`,
        endpoint: null,
      },
    ],
    execDbLines: [RECORDED.replaceAll(INVOCATION, invocation)],
    launcher_config: 'execution: {type: slurm}\n',
    snapshot: { schema_version: 1 },
    asked_by: {
      actor: 'octocat',
      event: pull === undefined ? 'push' : 'pull_request',
      run_id: String(runId),
      attempt,
      workflow: 'Evaluate',
      job: 'evaluate',
      commit: 'a'.repeat(40),
      ref: 'refs/heads/main',
      pull_request: pull ?? null,
    },
    posts: { check: 'evaluate/__self', has_check: true, comment: 'Evaluate/evaluate', leg: null },
    wishes: {
      artifact_name: 'eval_results',
      artifact_contents: 'full',
      max_failed_samples: { count: 0 },
      secret_names: [],
    },
  };
}

/** What a job that submitted to Lepton knows. */
export function leptonParts(): RecordParts {
  const short = INVOCATION.slice(0, 6);
  const row = {
    invocation_id: INVOCATION,
    job_id: `${INVOCATION}.0`,
    timestamp: 1,
    executor: 'lepton',
    data: {
      endpoint_name: `vllm-mmlu-0-${short}`,
      endpoint_url: 'https://endpoint.test/v1',
      lepton_job_name: `eval-${short}-mmlu-0`,
      output_dir: '/tmp/out',
      task_name: 'mmlu',
      status: 'submitted',
    },
    config: {},
  };
  return {
    ...slurmParts(),
    executor: 'lepton',
    cluster: null,
    workspace: 'ws-test',
    tasks: [
      {
        index: 0,
        name: 'mmlu',
        job_name: `eval-${short}-mmlu-0`,
        job_ids: [`eval-${short}-mmlu-0`],
        remote_dir: null,
        endpoint: `vllm-mmlu-0-${short}`,
      },
    ],
    execDbLines: [JSON.stringify(row)],
  };
}

/** The zip of a record's artifact. */
export const zipOf = (record: string | Uint8Array): Uint8Array =>
  zipSync({ [OPEN_RECORD_FILE]: typeof record === 'string' ? Buffer.from(record) : record });

/** A record as somebody edited it by hand: a field, by its path, set to another value; undefined removes it. */
export function edited(text: string, at: string, value: unknown): string {
  const record = JSON.parse(text) as OpenRecord;
  const keys = at.split('.');
  const last = keys.pop()!;
  let place = record as unknown as Record<string, unknown>;
  for (const key of keys) place = place[key] as Record<string, unknown>;
  if (value === undefined) delete place[last];
  else place[last] = value;
  return JSON.stringify(record);
}
