import type { ShowItems } from '../judgement-inputs.js';

/** Whether prompts and answers may be shown: a public run would publish gated benchmarks. */
export function showsItems(asked: ShowItems, isPrivateRepository: boolean): boolean {
  return asked === 'auto' ? isPrivateRepository : asked === 'always';
}
