import { recoveryFor } from '../../contract/built-in-contract.js';
import { inspectCheckpoint } from '../megatron-checkpoint.js';
import type { CheckContext } from './context.js';
import { error, type Finding } from './finding.js';

/** A checkpoint that the server would not find or not load, once the GPUs are up. */
export function checkCheckpoint({ config, at, from, contract }: CheckContext): Finding[] {
  const key = 'deployment.checkpoint_path';
  const checkpoint = at('deployment', 'checkpoint_path');
  // Elsewhere the path is another machine's.
  if (at('execution', 'type') !== 'local' || (at('deployment', 'type') ?? 'none') === 'none') return [];
  if (typeof checkpoint !== 'string' || checkpoint === '' || checkpoint === '???' || config.kept.has(key))
    return [];
  const seen = inspectCheckpoint(checkpoint);
  if (seen.kind === 'iteration' || seen.kind === 'other') return [];
  const recovery = recoveryFor(contract, 'bad_megatron_checkpoint_path');
  const found = (what: string, hint: string): Finding[] => [
    error('bad_megatron_checkpoint_path', `${from(key)} is ${checkpoint}, ${what}`, `${hint}${recovery}`),
  ];
  switch (seen.kind) {
    case 'relative':
      return found(
        'which is relative: Docker would mount an empty volume of that name',
        'give an absolute path. ',
      );
    case 'missing':
      return found('which is not there: Docker would mount an empty folder', 'check the path. ');
    case 'empty':
      return found('which is an empty folder', 'check that the checkpoint was saved. ');
    case 'run':
      return found(
        'which is the folder of a whole training run, not of one checkpoint',
        seen.newest ? `set ${key}=${seen.newest}. ` : 'no iter_* folder is in it. ',
      );
    case 'file':
      return found('which is a file, not a folder', '');
  }
}
