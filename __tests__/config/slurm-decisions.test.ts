import { execFileSync } from 'node:child_process';
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
    expect(spreadPorts(config, 12_005)).toEqual([]);
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
  const spread = () => {
    const config = resolveOnly({}, three);
    expect(spreadPorts(config, 12_005)).toEqual([0, 1]);
    const tasks = at(config, 'evaluation', 'tasks') as { env_vars: { ADAPTER_PORT: string } }[];
    return { config, ports: tasks.map(({ env_vars: { ADAPTER_PORT } }) => ADAPTER_PORT) };
  };
  /** What the shell of a job makes of a port, in the quotes that the launcher writes around it. */
  const inJob = (port: string, job: string): string =>
    execFileSync('bash', ['-c', `export A="${port.slice('lit:'.length)}"; printf %s "$A"`], {
      env: { PATH: process.env['PATH'], SLURM_JOB_ID: job },
      encoding: 'utf8',
    });

  it('are reckoned by each job from its id, those of a chain and of reruns too', () => {
    const { ports } = spread();
    const made = ['4711', '4712', '72345678'].map((job) => inJob(ports[0]!, job));
    expect(made).toEqual(['24716', '24717', '29683']);
    expect(inJob(ports[1]!, '11994')).toBe('31999');
    expect(inJob(ports[1]!, '11995')).toBe('20000');
  });

  it('are left to the user where the config has them', () => {
    const { config, ports } = spread();
    expect(ports[2]).toBe('lit:4000');
    expect(spreadPorts(config, 12_005)).toEqual([]);
    expect(check(config).map(({ id }) => id)).not.toContain('unsafe_shell_text');
    expect(renderConfig(config)).toContain('ADAPTER_PORT: "lit:$((20000 + (5 + SLURM_JOB_ID) % 12000))"');
  });
});
