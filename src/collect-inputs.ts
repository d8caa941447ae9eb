import { type BaselineInputs, loadBaselineInputs } from './baseline-inputs.js';
import { LEGS_ARE, type LegsAre } from './collecting/merge-legs.js';
import { ConfigError } from './errors.js';
import { choice, list, quote } from './input-values.js';
import type { ReadInput } from './inputs.js';
import { type JudgementInputs, loadJudgementInputs } from './judgement-inputs.js';
import { loadReportingInputs, type ReportingInputs } from './reporting-inputs.js';

/** Every input of collect/action.yml, checked. */
export interface CollectInputs extends JudgementInputs, BaselineInputs, ReportingInputs {
  /** A pattern of artifact names, or with a slash a folder of unpacked artifacts. */
  from: string;
  /** Legs that must be there, by key, slug or artifact; empty: as many as their matrix had jobs. */
  expected: string[];
  legsAre: LegsAre;
  /** Of what is uploaded; `none`: nothing is. */
  artifactName: string;
}

export const DEFAULT_FROM = 'eval_results-*';
export const DEFAULT_ARTIFACT = 'eval_results';

/** Reads the inputs of the collect action. @throws ConfigError for the first that is wrong. */
export function loadCollectInputs(read: ReadInput): CollectInputs {
  const text: ReadInput = (name) => read(name).trim();
  return {
    ...loadJudgementInputs(text),
    ...loadBaselineInputs(text),
    ...loadReportingInputs(text),
    from: pattern(text('from')),
    expected: list(text('expected')),
    legsAre: choice(text('legs-are'), 'legs-are', LEGS_ARE, 'auto'),
    artifactName: artifactName(text('artifact-name')),
  };
}

function artifactName(text: string): string {
  if (/[":<>|*?\r\n\\/]/.test(text) || text.length > 200)
    throw new ConfigError(
      `input artifact-name is ${quote(text)}: allowed is none, or a name of up to 200 characters without " : < > | * ? \\ / and line breaks`,
    );
  return text === '' ? DEFAULT_ARTIFACT : text;
}

function pattern(text: string): string {
  const bad = /["<>:|\\\r\n]/.exec(text);
  if (bad)
    throw new ConfigError(
      `input from is ${quote(text)}: no artifact's name can hold ${JSON.stringify(bad[0])}; allowed is a name with * and ?, or a folder (with a slash)`,
    );
  return text === '' ? DEFAULT_FROM : text;
}
