import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { renderConfig } from '../../src/config/resolve.js';
import { decideSlurm, spreadPorts, tagSubmission } from '../../src/config/slurm-decisions.js';
import { HOSTED, ON_CLUSTER } from './preflight/situations.js';
import { at, check, resolveOnly, source } from './resolving.js';

const TAG = 'nea/123/456/1/-/pr7';

describe('what a Slurm config may leave out', () => {
  it('is decided, with its source', () => {
    const config = resolveOnly({}, ON_CLUSTER);
    expect(decideSlurm(config)).toEqual([
      'execution.num_nodes: 1, one node',
      'execution.ntasks_per_node: 1, one task on each node',
      "execution.subproject: nemo-evaluator-launcher, the launcher's own default",
      'execution.max_walltime: 04:00:00, as walltime: a job that ran out of it is not resumed',
    ]);
    expect(at(config, 'execution')).toMatchObject({
      num_nodes: 1,
      ntasks_per_node: 1,
      max_walltime: '04:00:00',
    });
    expect(source(config, 'execution.max_walltime')).toBe(
      'action: as walltime: a job that ran out of it is not resumed',
    );
    expect(renderConfig(config)).toContain('max_walltime: "04:00:00"');
    expect(check(config).map(({ id }) => id)).toEqual([]);
  });

  it.each([
    ['"24:00:00"', '24:00:00'],
    ['null', null],
  ])('is left alone where the config says max_walltime: %s', (said, value) => {
    const config = resolveOnly({ overrides: `execution.max_walltime=${said}` }, ON_CLUSTER);
    decideSlurm(config);
    expect(at(config, 'execution', 'max_walltime')).toBe(value);
  });

  it('includes what only the Hydra defaults of the launcher say', () => {
    const config = resolveOnly({ overrides: 'execution.max_walltime="120:00:00"' }, ON_CLUSTER);
    config.sources.set('execution.max_walltime', 'conf/eval.yaml (composed)');
    decideSlurm(config);
    expect(at(config, 'execution', 'max_walltime')).toBe('04:00:00');
  });

  it('has no max_walltime where walltime is none', () => {
    const config = resolveOnly({ overrides: 'execution.walltime=4' }, ON_CLUSTER);
    decideSlurm(config);
    expect(at(config, 'execution')).not.toHaveProperty('max_walltime');
  });

  it('is nothing for another executor', () => {
    const config = resolveOnly({}, HOSTED);
    const before = renderConfig(config);
    expect(decideSlurm(config)).toEqual([]);
    expect(spreadPorts(config, 5)).toEqual([]);
    expect(renderConfig(config)).toBe(before);
  });
});

describe('the tag of a submission', () => {
  it('is the comment of its jobs', () => {
    const config = resolveOnly({}, ON_CLUSTER);
    tagSubmission(config, TAG);
    tagSubmission(config, TAG);
    expect(at(config, 'execution', 'sbatch_comment')).toBe(TAG);
    expect(source(config, 'execution.sbatch_comment')).toBe('action: marks the jobs of this run');
    expect(config.findings).toEqual([]);
  });

  it('replaces other comments, wherever they stand, and says so', () => {
    const overrides =
      'execution.sbatch_comment=mine\nexecution.sbatch_extra_flags={comment: theirs, comm: x, constraint: a100}';
    const config = resolveOnly({ overrides }, ON_CLUSTER);
    tagSubmission(config, TAG);
    expect(at(config, 'execution', 'sbatch_comment')).toBe(TAG);
    expect(at(config, 'execution', 'sbatch_extra_flags')).toEqual({ constraint: 'a100' });
    expect(config.findings.map(({ id, severity, message }) => [id, severity, message])).toEqual([
      [
        'comment_replaced',
        'warning',
        `execution.sbatch_comment (overrides line 1) is replaced by ${TAG}, by which the jobs of this run are found and stopped`,
      ],
      [
        'comment_replaced',
        'warning',
        expect.stringMatching(/^execution\.sbatch_extra_flags\.comment \(overrides line 2\)/),
      ],
      [
        'comment_replaced',
        'warning',
        expect.stringMatching(/^execution\.sbatch_extra_flags\.comm \(overrides line 2\)/),
      ],
    ]);
  });
});

describe('ports of adapters on a cluster', () => {
  const three = `${ON_CLUSTER}    - name: gsm8k\n    - {name: hle, env_vars: {ADAPTER_PORT: "lit:4000"}}\n`;
  const portsOf = (seed: number): unknown[] => {
    const config = resolveOnly({}, three);
    expect(spreadPorts(config, seed)).toEqual([0, 1]);
    const tasks = at(config, 'evaluation', 'tasks') as { env_vars: { ADAPTER_PORT: string } }[];
    return tasks.map(({ env_vars: { ADAPTER_PORT } }) => ADAPTER_PORT);
  };

  it('differ between tasks, and between runs that follow each other', () => {
    const [first, second, own] = portsOf(18_273_645_546);
    expect(first).toMatch(/^lit:(2\d{4}|3[01]\d{3})$/);
    expect(second).not.toBe(first);
    expect(own).toBe('lit:4000');
    expect(portsOf(18_273_645_546)).toEqual([first, second, own]);
    expect(new Set([...portsOf(18_273_645_547), first, second]).size).toBe(5);
  });

  it('are others for a rerun, but for those that the user chose', () => {
    const config = resolveOnly({}, three);
    const ports = (): unknown[] =>
      (at(config, 'evaluation', 'tasks') as { env_vars: { ADAPTER_PORT: string } }[]).map(
        ({ env_vars }) => env_vars.ADAPTER_PORT,
      );
    spreadPorts(config, 1);
    const [first, second, own] = ports();
    expect(spreadPorts(config, 2)).toEqual([0, 1]);
    expect(new Set([first, second, ...ports()]).size).toBe(5);
    expect(ports()[2]).toBe(own);
  });

  it('are in the range whatever the seed', () => {
    for (const seed of [0, 1, -7, 11_999, Number.MAX_SAFE_INTEGER])
      for (const port of portsOf(seed).slice(0, 2)) {
        const number = Number(String(port).slice('lit:'.length));
        expect(number).toBeGreaterThanOrEqual(20_000);
        expect(number).toBeLessThan(32_000);
      }
  });
});

it.each(['docs/slurm.md', 'examples/eval/slurm.yaml'])(
  'makes of the config in %s one that is submitted',
  (name) => {
    const text = readFileSync(path.join(import.meta.dirname, '../..', name), 'utf8');
    // The example's workflow gives the checkpoint.
    const inputs = name.endsWith('.md') ? {} : { checkpoint: '/lustre/checkpoints/run' };
    const config = resolveOnly(
      inputs,
      name.endsWith('.md') ? /```yaml\n([\s\S]*?)```/.exec(text)![1]! : text,
    );
    decideSlurm(config);
    expect(check(config)).toEqual([]);
    expect(at(config, 'execution')).toMatchObject({
      max_walltime: '04:00:00',
      num_nodes: 1,
      ntasks_per_node: 1,
    });
  },
);
