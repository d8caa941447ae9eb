import path from 'node:path';
import {
  type CheckpointKind,
  checkpointName,
  type IterationFacts,
  pickIteration,
  TRACKER,
} from '../config/megatron-checkpoint.js';
import { firstSaid, quoteShell, type Said } from './preflight-shell.js';

/** Lines of a script, behind its prelude, that look at a checkpoint's path on the cluster. */
export function renderCheckpointLook(checkpoint: string): string {
  return `cp=${quoteShell(checkpoint)}
if [ ! -e "$cp" ]; then say checkpoint missing
elif [ ! -d "$cp" ]; then say checkpoint file
elif [ ! -r "$cp" ] || [ ! -x "$cp" ]; then say checkpoint closed
else
  say checkpoint folder
  [ -n "$(ls -A "$cp" | head -n 1)" ] && say checkpoint.entries some
  [ -d "$cp/release" ] && say checkpoint.release yes
  if [ -e "$cp/${TRACKER}" ]; then
    say checkpoint.tracker "$(head -n 1 "$cp/${TRACKER}" 2>/dev/null | cut -c 1-100)"
  fi
  for one in "$cp"/iter_*; do [ -d "$one" ] && say checkpoint.iteration "\${one##*/}"; done
fi
`;
}

/** What the look says the path leads to, by the rules of a checkpoint on this machine. */
export function readCheckpointLook(said: Said, checkpoint: string): CheckpointKind {
  const seen = firstSaid(said, 'checkpoint');
  if (seen === 'missing') return { kind: 'missing' };
  if (seen === 'file') return { kind: checkpointName(checkpoint) };
  // What may not be read can be anything.
  if (seen !== 'folder') return { kind: 'other' };
  if (!said.has('checkpoint.entries')) return { kind: 'empty' };
  const tracker = said.get('checkpoint.tracker')?.[0];
  const facts: IterationFacts = {
    names: said.get('checkpoint.iteration') ?? [],
    hasRelease: said.has('checkpoint.release'),
    ...(tracker === undefined ? {} : { tracker }),
  };
  return pickIteration(checkpoint, facts, path.posix);
}
