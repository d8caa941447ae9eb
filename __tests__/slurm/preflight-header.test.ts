import { describe, expect, it } from '@jest/globals';
import { readYaml } from '../../src/config/read-yaml.js';
import { renderHeader, totalNodes } from '../../src/slurm/preflight-header.js';

const rootOf = (text: string) => readYaml(text, 'c.yaml', 'pyyaml').root;
const FOLDER = '/lustre/evals/20261128_165739-a528b69ad6c9e4ab/byob_arith.arith.0';

/** As launcher 0.2.6 wrote it for this config in a dry run; e2e/slurm-header.test.ts asks the launcher itself. */
const WHOLE = `execution:
  {type: slurm, account: evals, partition: "a,b", walltime: "1-02:00:00", num_nodes: 2, ntasks_per_node: 1,
   subproject: ci, gpus_per_node: 8, gres: "gpu:a100:8", sbatch_comment: nea/1/2,
   sbatch_extra_flags: {exclusive: true, requeue: false, qos: null, constraint: "a100&nvme", comment2: "it's", nice: 5,
     x: 1.0, mem: 0}}
auxiliary_deployments: {judge: {type: generic, num_nodes: 3}, off: {type: none, num_nodes: 5}}
`;
const WRITTEN = `#!/bin/bash
#SBATCH --time 1-02:00:00
#SBATCH --account evals
#SBATCH --partition a,b
#SBATCH --nodes 5
#SBATCH --ntasks-per-node 1
#SBATCH --gpus-per-node 8
#SBATCH --gres gpu:a100:8
#SBATCH --comment='nea/1/2'
#SBATCH --exclusive
#SBATCH --constraint 'a100&nvme'
#SBATCH --comment2 'it'"'"'s'
#SBATCH --nice 5
#SBATCH --x 1.0
#SBATCH --mem 0
#SBATCH --job-name evals-ci.byob_arith.arith.0
#SBATCH --no-requeue
#SBATCH --output ${FOLDER}/logs/slurm-%A.log
`;

describe("the head of a job's script", () => {
  it('is the one that the launcher writes', () => {
    expect(renderHeader(rootOf(WHOLE), FOLDER)).toBe(WRITTEN);
  });

  it('has no line for what is not given', () => {
    const text =
      'execution: {walltime: "1:00:00", account: a, partition: p, num_nodes: 1, ntasks_per_node: 1, subproject: s, gres: "", gpus_per_node: null, sbatch_comment: null}';
    expect(renderHeader(rootOf(text), '/r/t.0')).not.toMatch(/gres|gpus|comment|None/);
  });

  it('counts the nodes of auxiliary deployments that are deployed', () => {
    expect(totalNodes(rootOf(WHOLE))).toBe(5n);
    expect(
      totalNodes(rootOf('execution: {num_nodes: 2}\nauxiliary_deployments: {judge: {type: vllm}}')),
    ).toBe(3n);
    expect(totalNodes(rootOf('execution: {num_nodes: 2}'))).toBe(2n);
  });
});
