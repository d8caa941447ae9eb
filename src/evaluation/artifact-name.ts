import type { RunRecord } from './record.js';

/** The name that the artifact of a run is to have. */
export function artifactName({ artifact: { name, type, leg } }: Pick<RunRecord, 'artifact'>): string {
  if (name !== 'auto') return name;
  return [type ?? 'eval_results', leg].filter(Boolean).join('-');
}
