import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { PreflightFacts } from '../../../src/config/preflight/context.js';
import type { Finding } from '../../../src/config/preflight/finding.js';
import { readCatalogue } from '../../../src/config/task-catalogue.js';
import { check, resolveOnly } from '../resolving.js';

const ROOT = path.join(import.meta.dirname, '../../..');
const TASKS = 'tasks-0.2.6.json';
export const CATALOGUE = readCatalogue(readFileSync(path.join(ROOT, 'requirements', TASKS), 'utf8'), TASKS);

/** A chat task at an endpoint, in which there is nothing to find. */
export const HOSTED = `execution: {type: local, mode: sequential}
deployment: {type: none}
target:
  api_endpoint:
    url: https://host/v1/chat/completions
    model_id: m
evaluation:
  nemo_evaluator_config: {config: {params: {request_timeout: 3600}}}
  tasks:
    - name: mmlu_instruct
`;

/** The same task at a model that the launcher starts. */
export const DEPLOYED = `execution: {type: local, mode: sequential, endpoint_readiness_timeout: 3600}
deployment:
  type: generic
  image: example.com/team/server:1
  command: serve /checkpoint --tensor-parallel-size 4
  port: 8000
  served_model_name: m
  endpoints: {chat: /v1/chat/completions, completions: /v1/completions, health: /health}
evaluation:
  nemo_evaluator_config: {config: {params: {request_timeout: 3600}}}
  tasks:
    - name: mmlu_instruct
`;

export const SLURM = `execution:
  {type: slurm, hostname: h, username: u, account: a, partition: p, walltime: "12:00:00", num_nodes: 2,
   ntasks_per_node: 1, subproject: s, gpus_per_node: 8, output_dir: "/lustre/evals/{run_id}"}
${DEPLOYED.slice(DEPLOYED.indexOf('\n') + 1)}`;

/** The hosted model's config, evaluated on a cluster. */
export const ON_CLUSTER = `execution:
  {type: slurm, hostname: h, username: u, account: a, partition: p, walltime: "04:00:00",
   output_dir: "/lustre/evals/{run_id}"}
${HOSTED.slice(HOSTED.indexOf('\n') + 1)}`;

/** A config, and what preflight knows beside it. */
export interface Situation {
  text?: string;
  /** Lines of the input. */
  overrides?: string;
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  facts?: Partial<PreflightFacts>;
}

/** The value of every secret in these tests; no finding may show it. */
export const SECRET = 'zq8-canary-of-a-secret';

/** All that preflight finds, each checked for what holds for all. */
export function findingsOf({
  text = HOSTED,
  overrides,
  inputs = {},
  env = {},
  facts = {},
}: Situation): Finding[] {
  const given = { ...inputs, ...(overrides === undefined ? {} : { overrides }) };
  const config = resolveOnly(given, text, env);
  return check(config, { config: 'conf/eval.yaml', ...given }, env, {
    catalogue: CATALOGUE,
    gpus: 8,
    freeBytes: () => Infinity,
    ...facts,
  });
}

export const idsOf = (situation: Situation): string[] => findingsOf(situation).map(({ id }) => id);
