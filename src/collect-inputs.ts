import { type BaselineInputs, loadBaselineInputs } from './baseline-inputs.js';
import { LEGS_ARE, type LegsAre } from './collecting/merge-legs.js';
import { ConfigError } from './errors.js';
import { choice, list, quote } from './input-values.js';
import type { ReadInput } from './inputs.js';
import { type JudgementInputs, loadJudgementInputs } from './judgement-inputs.js';
import { loadReportingInputs, type ReportingInputs } from './reporting-inputs.js';
import { loadSubmittedInputs, type SubmittedInputs } from './submitted-inputs.js';

/** Every input of collect/action.yml, checked. */
export interface CollectInputs extends JudgementInputs, BaselineInputs, ReportingInputs {
  /** A pattern of artifact names, or with a slash a folder of unpacked artifacts. */
  from: string;
  /** Legs that must be there, by key, slug or artifact; empty: as many as their matrix had jobs. */
  expected: string[];
  legsAre: LegsAre;
  /** Of what is uploaded; `none`: nothing is. */
  artifactName: string;
  /** Whether, and which, evaluations that other jobs submitted are finished; absent: legs are merged. */
  submitted?: SubmittedInputs;
}

export const COLLECT_MODES = ['legs', 'submitted'] as const;

export const DEFAULT_FROM = 'eval_results-*';
export const DEFAULT_ARTIFACT = 'eval_results';

/** Reads the inputs of the collect action. @throws ConfigError for the first that is wrong. */
export function loadCollectInputs(read: ReadInput): CollectInputs {
  const text: ReadInput = (name) => read(name).trim();
  const mode = choice(text('mode'), 'mode', COLLECT_MODES, 'legs');
  const submitted = loadSubmittedInputs(text, mode === 'submitted');
  const inputs: CollectInputs = {
    ...loadJudgementInputs(text),
    ...loadBaselineInputs(text),
    ...loadReportingInputs(text),
    from: pattern(text('from')),
    expected: list(text('expected')),
    legsAre: choice(text('legs-are'), 'legs-are', LEGS_ARE, 'auto'),
    artifactName: artifactName(text('artifact-name')),
    ...(submitted ? { submitted } : {}),
  };
  if (submitted) refuseLegs(inputs);
  return inputs;
}

/** What is for legs alone would be passed over without a word. */
function refuseLegs({ from, expected, legsAre }: CollectInputs): void {
  const given = [
    ...(from === DEFAULT_FROM ? [] : ['from']),
    ...(expected.length === 0 ? [] : ['expected']),
    ...(legsAre === 'auto' ? [] : ['legs-are']),
  ];
  if (given.length > 0)
    throw new ConfigError(
      `input ${given[0]} is for the legs of a matrix, and mode is submitted: leave it out, or merge legs in a step of their own`,
    );
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
