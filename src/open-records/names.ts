import { INVOCATION_ID } from './forms.js';

/** An invocation that was submitted and not yet reported, or what it came to. */
export type ArtifactKind = 'open' | 'result';

/** Name of the artifact with the record of an invocation that is under way. */
export const openName = (invocationId: string): string => `nea-open-${invocationId}`;

/** Name of the artifact with what an invocation came to. */
export const resultName = (invocationId: string): string => `nea-result-${invocationId}`;

/** What an artifact's name says it is; undefined where it is none of these. */
export function readArtifactName(name: string): { kind: ArtifactKind; invocationId: string } | undefined {
  const [, kind, invocationId = ''] = /^nea-(open|result)-(.+)$/s.exec(name) ?? [];
  if (!kind || !INVOCATION_ID.accepts(invocationId)) return undefined;
  return { kind: kind as ArtifactKind, invocationId };
}
