import { type BaselineInputs, loadBaselineInputs } from './baseline-inputs.js';
import { ConfigError } from './errors.js';
import type { ReadInput } from './inputs.js';
import { type JudgementInputs, loadJudgementInputs } from './judgement-inputs.js';
import { loadReportingInputs, type ReportingInputs } from './reporting-inputs.js';

/** Every input of compare/action.yml, checked. */
export interface CompareInputs extends JudgementInputs, BaselineInputs, ReportingInputs {
  /** A path, `run:ID[/NAME]`, `artifact:NAME` or `branch:NAME`. */
  candidate: string;
}

/** Reads the inputs of the compare action. @throws ConfigError for the first that is wrong. */
export function loadCompareInputs(read: ReadInput): CompareInputs {
  const text: ReadInput = (name) => read(name).trim();
  const candidate = text('candidate');
  if (candidate === '')
    throw new ConfigError(
      "input candidate is missing: give the folder of an evaluation's results, its result.json, or run:ID",
    );
  return {
    ...loadJudgementInputs(text),
    ...loadBaselineInputs(text),
    ...loadReportingInputs(text),
    candidate,
  };
}
