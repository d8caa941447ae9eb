import { ConfigError } from './errors.js';
import { number, quote } from './input-values.js';
import type { ReadInput } from './inputs.js';

/** What a run is compared with. */
export interface BaselineInputs {
  /** `auto`, `none`, a path, `run:ID[/NAME]`, `artifact:NAME` or `branch:NAME`. */
  baseline: string;
  /** File name of the workflow whose records serve; absent: this one. */
  baselineWorkflow?: string;
  /** Days from which on a baseline is called old; absent: never. */
  baselineMaxAgeDays?: number;
  /** A second baseline that stays: a path, `run:ID[/NAME]` or a tag. */
  anchor?: string;
}

/** Reads the inputs of the baseline. @throws ConfigError for the first that is wrong. */
export function loadBaselineInputs(text: ReadInput): BaselineInputs {
  const workflow = text('baseline-workflow');
  if (workflow !== '' && !/^(?:\.github\/workflows\/)?[\w. -]+\.ya?ml$/.test(workflow))
    throw new ConfigError(
      `input baseline-workflow is ${quote(workflow)}: allowed is the file name of a workflow, such as nightly.yml`,
    );
  const days = number(text('baseline-max-age-days'), 'baseline-max-age-days', { min: 0 });
  const anchor = text('anchor');
  return {
    baseline: text('baseline') || 'auto',
    ...(workflow === '' ? {} : { baselineWorkflow: workflow.replace(/^\.github\/workflows\//, '') }),
    ...(days === undefined ? {} : { baselineMaxAgeDays: days }),
    ...(anchor === '' ? {} : { anchor }),
  };
}
