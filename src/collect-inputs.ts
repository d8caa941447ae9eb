import { LEGS_ARE, type LegsAre } from './collecting/merge-legs.js';
import { ConfigError } from './errors.js';
import { choice, list, quote } from './input-values.js';
import type { ReadInput } from './inputs.js';
import { type JudgementInputs, loadJudgementInputs } from './judgement-inputs.js';

/** Every input of collect/action.yml, checked. */
export interface CollectInputs extends JudgementInputs {
  /** A pattern of artifact names, or with a slash a folder of unpacked artifacts. */
  from: string;
  /** Legs that must be there, by key, slug or artifact; empty: as many as their matrix had jobs. */
  expected: string[];
  legsAre: LegsAre;
  /** Path of the results to compare with, as the user gave it. */
  baseline?: string;
  /** Empty where none was given. */
  githubToken: string;
}

export const DEFAULT_FROM = 'eval_results-*';

/** Reads the inputs of the collect action. @throws ConfigError for the first that is wrong. */
export function loadCollectInputs(read: ReadInput): CollectInputs {
  const text: ReadInput = (name) => read(name).trim();
  const baseline = text('baseline');
  return {
    ...loadJudgementInputs(text),
    from: pattern(text('from')),
    expected: list(text('expected')),
    legsAre: choice(text('legs-are'), 'legs-are', LEGS_ARE, 'auto'),
    ...(baseline === '' || baseline === 'none' ? {} : { baseline }),
    githubToken: text('github-token'),
  };
}

function pattern(text: string): string {
  const bad = /["<>:|\\\r\n]/.exec(text);
  if (bad)
    throw new ConfigError(
      `input from is ${quote(text)}: no artifact's name can hold ${JSON.stringify(bad[0])}; allowed is a name with * and ?, or a folder (with a slash)`,
    );
  return text === '' ? DEFAULT_FROM : text;
}
