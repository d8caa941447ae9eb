import { GATE_MODES, type GateMode } from './comparison/comparison.js';
import { ConfigError } from './errors.js';
import { choice, flag, list, quote } from './input-values.js';
import type { FailureAllowance, ReadInput } from './inputs.js';

export const FAIL_ON = ['auto', 'invalid', 'regression', 'inconclusive', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export const SHOW_ITEMS = ['auto', 'always', 'never'] as const;
export type ShowItems = (typeof SHOW_ITEMS)[number];

/** What all actions that judge are told alike. */
export interface JudgementInputs {
  /** A gate policy's file. */
  policy?: string;
  gateMode: GateMode;
  /** Which verdicts fail the step: `never` alone, or a list of the others. */
  failOn: readonly FailOn[];
  /** Whether prompts and answers may be shown; `auto`: where the repository is private. */
  showItems: ShowItems;
  summary: boolean;
  maxFailedSamples: FailureAllowance;
}

/** Reads the inputs of a judgement. @throws ConfigError for the first that is wrong. */
export function loadJudgementInputs(text: ReadInput): JudgementInputs {
  const policy = text('policy');
  const inputs: JudgementInputs = {
    ...(policy === '' ? {} : { policy }),
    gateMode: choice(text('gate-mode'), 'gate-mode', GATE_MODES, 'strict'),
    failOn: failOn(text('fail-on')),
    showItems: choice(text('show-items'), 'show-items', SHOW_ITEMS, 'auto'),
    summary: flag(text('summary'), 'summary', true),
    maxFailedSamples: allowance(text('max-failed-samples')),
  };
  if (inputs.gateMode === 'nel' && policy === '')
    throw new ConfigError('input gate-mode is "nel" but no policy is given: nel gate judges by a policy');
  return inputs;
}

function failOn(text: string): readonly FailOn[] {
  const words = list(text).map((word) => choice(word, 'fail-on', FAIL_ON, 'auto'));
  if (words.includes('never') && words.length > 1)
    throw new ConfigError(`input fail-on is ${quote(words.join(', '))}: "never" stands alone`);
  return words.length === 0 ? ['auto'] : words;
}

function allowance(text: string): FailureAllowance {
  if (text === '') return { count: 0 };
  const share = /^(\d+(?:\.\d+)?)\s*%$/.exec(text);
  if (share && Number(share[1]) <= 100) return { share: Number(share[1]) / 100 };
  if (/^\d{1,9}$/.test(text)) return { count: Number(text) };
  throw new ConfigError(
    `input max-failed-samples is ${quote(text)}: allowed is a whole number of at least 0, or a share from 0% to 100%`,
  );
}
