import { recoveryFor } from '../../contract/built-in-contract.js';
import { explainRun, inspectCheckpoint } from '../megatron-checkpoint.js';
import type { CheckContext } from './context.js';
import { error, type Finding } from './finding.js';

/** A checkpoint that the server would not find or not load, once the GPUs are up. */
export function checkCheckpoint({ config, at, from, contract, deploys }: CheckContext): Finding[] {
  const key = 'deployment.checkpoint_path';
  const checkpoint = at('deployment', 'checkpoint_path');
  // Elsewhere the path is another machine's.
  if (at('execution', 'type') !== 'local' || !deploys) return [];
  if (typeof checkpoint !== 'string' || checkpoint === '' || checkpoint === '???' || config.kept.has(key))
    return [];
  // Only the shell that mounts it knows what these lead to.
  if (/^~|\$/.test(checkpoint)) return [];
  const seen = inspectCheckpoint(checkpoint);
  if (seen.kind === 'iteration' || seen.kind === 'other') return [];
  const recovery = recoveryFor(contract, 'bad_megatron_checkpoint_path');
  const found = (what: string, hint: string): Finding[] => [
    error(
      'bad_megatron_checkpoint_path',
      `${from(key)} is ${checkpoint.replace(/\s+/g, ' ')}, ${what}`,
      `${hint}${recovery}`,
    ),
  ];
  switch (seen.kind) {
    case 'relative':
      return found(
        'which is relative: Docker would mount an empty volume of that name',
        'give an absolute path; ',
      );
    case 'missing':
      return found('which is not there: Docker would mount an empty folder', 'check the path; ');
    case 'empty':
      return found('which is an empty folder', 'check that the checkpoint was saved; ');
    case 'run':
      return seen.newest === undefined
        ? found(`the folder of a training run, which ${explainRun(seen)}`, '')
        : found(
            'the folder of a whole training run, not of one checkpoint',
            `set ${key}=${seen.newest} in overrides; `,
          );
    case 'file':
      return found('which is a file, not a folder', '');
  }
}
