import { describe, expect, it } from '@jest/globals';
import { keepResults, outputOf } from '../../src/lepton/keep-results.js';
import { leptonTasks } from '../../src/lepton/names.js';
import { describeUnfetched } from '../../src/lepton/outcome.js';
import { HOSTED, resolve } from './config.js';

const ID = '81c3858106df894b';
const [TASK] = leptonTasks('none', ['mmlu_instruct'], ID);
const KEY = 'evaluation.tasks[0].nemo_evaluator_config.config.output_dir';

describe('results of a task', () => {
  it('are written to the first mount, and said to lie in its storage', () => {
    const config = resolve(HOSTED);
    expect(keepResults(config)).toEqual(['results of the task go to the mount /results']);
    expect(outputOf(config, 0)).toBe('/results/mmlu_instruct.0/artifacts');
    expect(config.sources.get(KEY)).toBe('action: results on the mount');
    expect(describeUnfetched(config, TASK!, ID)).toMatch(
      /^results stay on Lepton: node-nfs:shared \/evals\/81c3858106df894b\/mmlu_instruct\.0\/artifacts: /,
    );
  });

  it('go where the config says', () => {
    const config = resolve(HOSTED, 'evaluation.nemo_evaluator_config.config.output_dir=/results/mine');
    expect(keepResults(config)).toEqual([]);
    expect(describeUnfetched(config, TASK!, ID)).toContain('/evals/81c3858106df894b/mine');
  });

  it('are gone with the container where no mount holds them', () => {
    const lost = resolve(HOSTED, 'execution.lepton_platform.tasks.mounts=[]');
    expect(keepResults(lost)).toEqual([]);
    expect(describeUnfetched(lost, TASK!, ID)).toMatch(
      /^results stay on Lepton: they were in no mount, and are gone/,
    );
    const beside = resolve(HOSTED, 'evaluation.nemo_evaluator_config.config.output_dir=/resultsX');
    expect(describeUnfetched(beside, TASK!, ID)).toMatch(/in no mount/);
  });
});
