import { ConfigError } from './errors.js';
import type { ReadInput } from './inputs.js';
import { type JudgementInputs, loadJudgementInputs } from './judgement-inputs.js';

/** Every input of compare/action.yml, checked. */
export interface CompareInputs extends JudgementInputs {
  /** Paths of results, as the user gave them. */
  baseline: string;
  candidate: string;
}

/** Reads the inputs of the compare action. @throws ConfigError for the first that is wrong. */
export function loadCompareInputs(read: ReadInput): CompareInputs {
  const text: ReadInput = (name) => read(name).trim();
  const path = (name: 'baseline' | 'candidate'): string => {
    const value = text(name);
    if (value !== '') return value;
    throw new ConfigError(
      `input ${name} is missing: give the folder of an evaluation's results, or its result.json`,
    );
  };
  return { ...loadJudgementInputs(text), baseline: path('baseline'), candidate: path('candidate') };
}
