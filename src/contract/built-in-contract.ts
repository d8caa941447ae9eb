import type { StepContract } from './step-contract.js';

/** Errors of an evaluation that the step `eval/model_eval` names. */
export type NamedError =
  | 'missing_tokenizer_for_logprobs'
  | 'wrong_endpoint_type'
  | 'bad_megatron_checkpoint_path'
  | 'framework_cli_not_found';

/** What to do in a workflow, where there are inputs and no command line. */
const RECOVERIES: Record<NamedError, string> = {
  missing_tokenizer_for_logprobs:
    'set the input tokenizer to the tokenizer of the evaluated model (a Hugging Face id, or a path that exists inside the evaluation container), or leave the benchmark out of tasks',
  wrong_endpoint_type:
    'set the input endpoint-type to what the benchmark asks for (chat where it gives instructions, completions where it reads log-probabilities), and endpoint-url to an address of that kind',
  bad_megatron_checkpoint_path:
    'set the input checkpoint to one iter_* folder, or to a run folder whose latest_checkpointed_iteration.txt names an iteration that is there',
  framework_cli_not_found:
    'leave launcher-version at its default, or give a release that has the command; if the container is what lacks it, name another image for the task in overrides (evaluation.tasks[0].container=…)',
};

/** The contract of `eval/model_eval`, for configs without a `step.toml` near them. */
export const BUILT_IN_CONTRACT: StepContract = {
  id: 'eval/model_eval',
  produces: [{ type: 'eval_results', description: 'Scores, items and reports of an evaluation.' }],
  parameters: new Map(),
  errors: new Map(Object.entries(RECOVERIES)),
  source: 'the built-in step contract',
};

/** A contract may be long-winded, or hostile; a message stays a message. */
const MAX_QUOTED = 300;

/**
 * How to recover from a named error, in one line without a full stop. What a `step.toml` says comes first; it
 * speaks to people at a command line (`uv sync`), so ours follows it.
 */
export function recoveryFor(contract: StepContract, error: NamedError): string {
  const ours = RECOVERIES[error];
  const theirs = contract.errors.get(error);
  if (theirs === undefined || theirs === ours) return ours;
  return `${contract.source} says: "${onOneLine(theirs)}"; here: ${ours}`;
}

/** What a contract says of a parameter, as an addition to a message; empty where it says nothing. */
export function aboutParameter(contract: StepContract, key: string): string {
  const description = contract.parameters.get(key)?.description;
  return description ? ` (${contract.source}: "${onOneLine(description)}")` : '';
}

function onOneLine(text: string): string {
  const line = [...text.replace(/[\s\p{Cc}]+/gu, ' ').trim()];
  return line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED - 1).join('')}…` : line.join('');
}
