import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { renderConfig } from '../../src/config/resolve.js';
import { decideSlurm, tagSubmission } from '../../src/config/slurm-decisions.js';
import { renderHeader } from '../../src/slurm/preflight-header.js';
import { resolveOnly } from '../config/resolving.js';
import { launcherPython } from './launcher-python.js';

jest.setTimeout(10 * 60_000);

const TEXT = `execution:
  {type: slurm, hostname: login.invalid, username: u, account: evals, partition: batch, walltime: "04:00:00",
   output_dir: /lustre/evals}
deployment: {type: none}
target: {api_endpoint: {url: "https://host/v1/chat/completions", model_id: m}}
evaluation:
  tasks:
    - name: mmlu_instruct
`;
const JUDGE = `auxiliary_deployments={judge: {type: generic, num_nodes: 3, image: i, port: 1, command: c, served_model_name: j, endpoints: {health: /h, chat: /c}}, none: {type: none, num_nodes: 5}}`;

/** Overrides of the config, each as a preflight of its own. */
const CONFIGS = [
  '',
  'execution.gpus_per_node=8\nexecution.gres="gpu:a100:8"\nexecution.num_nodes=2\nexecution.walltime="1-02:00:00"',
  'execution.gres=""\nexecution.gpus_per_node=null\nexecution.partition="a,b"\nexecution.ntasks_per_node=4\nexecution.subproject=ci',
  `execution.sbatch_extra_flags={exclusive: true, requeue: false, qos: null, constraint: "a100&nvme", x: "it's", nice: 5, y: 1.0, mem: 0, z: "", dependency: "afterok:5"}`,
  JUDGE,
];

/** The head of the first job's script that the launcher prepares for each config, and the folder that it is for. */
const WRITER = `
import json, os, re, sys
out = os.fdopen(os.dup(1), "w", encoding="ascii")
os.dup2(2, 1)
import contextlib, io, yaml
from omegaconf import OmegaConf
from nemo_evaluator_launcher.api.functional import run_eval
answers = []
for text in json.load(sys.stdin.buffer):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        run_eval(OmegaConf.create(yaml.safe_load(text)), dry_run=True)
    script = said.getvalue()
    head = script[script.index("#!/bin/bash"):script.index("\\nTASK_DIR=")]
    answers.append({"head": head, "folder": re.search(r'TASK_DIR="(.*)"', script).group(1)})
json.dump(answers, out)
out.close()
`;

let scratch: string;
let python: string;

beforeAll(async () => {
  scratch = mkdtempSync(path.join(tmpdir(), 'slurm-header-'));
  python = await launcherPython(scratch);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it('tries the head that the launcher itself writes', () => {
  const configs = CONFIGS.map((overrides) => {
    const config = resolveOnly(overrides === '' ? {} : { overrides }, TEXT);
    decideSlurm(config);
    tagSubmission(config, 'nea/1/2/3/-/pr4');
    return config;
  });
  const { status, stdout, stderr } = spawnSync(python, ['-I', '-B', '-X', 'utf8', '-c', WRITER], {
    cwd: scratch,
    env: {
      PATH: process.env['PATH'],
      HOME: scratch,
      TMPDIR: scratch,
      NEMO_EVALUATOR_TELEMETRY_LEVEL: '0',
      NEMO_EVALUATOR_DISABLE_COLOR: '1',
    },
    input: JSON.stringify(configs.map(renderConfig)),
    encoding: 'utf8',
    timeout: 300_000,
  });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  const written = JSON.parse(stdout) as { head: string; folder: string }[];
  expect(written).toHaveLength(CONFIGS.length);
  for (const [index, { head, folder }] of written.entries())
    expect(renderHeader(configs[index]!.root, folder)).toBe(head);
});
