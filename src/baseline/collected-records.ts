import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Snapshot } from '../config/snapshot.js';
import { INVOCATION_ID } from '../open-records/forms.js';
import { settingsThatDiffer } from './compare-snapshots.js';
import type { RecordState } from './judge-record.js';
import type { ListedArtifact, RecordStore } from './record-store.js';
import { recordName } from './request.js';

/** Of one run: somebody who finishes more of one name in one step looks at the newest. */
const MOST_RECORDS = 10;

/** What a record says of the evaluation that it is of. */
export interface Origin {
  /** Of the run that submitted it; absent where it does not say. */
  runId?: string;
  /** The commit that it measured. */
  sha?: string;
}

/**
 * The name of a record where its run has one of the plain name already: a collector finishes several evaluations in one
 * run, and names are unique in it.
 */
export function collectedName(artifactName: string, invocationId: string): string {
  return recordName(`${artifactName.replace(/\.baseline$/, '')}-${invocationId}`);
}

/**
 * Whose evaluation a record is, where another run has submitted it: then the run that uploaded it is a collector's, and
 * may have further ones.
 * @returns undefined for a record of its own run.
 */
export function readOrigin(dir: string, uploadedBy: number): Origin | undefined {
  try {
    const result = JSON.parse(readFileSync(path.join(dir, 'result.json'), 'utf8')) as Record<string, unknown>;
    const { executor } = (result['invocation'] ?? {}) as Record<string, unknown>;
    const { run_id: runId, sha } = (result['candidate'] ?? {}) as Record<string, unknown>;
    if ((executor !== 'slurm' && executor !== 'lepton') || runId === String(uploadedBy)) return undefined;
    return {
      ...(typeof runId === 'string' ? { runId } : {}),
      ...(typeof sha === 'string' ? { sha } : {}),
    };
  } catch {
    return undefined;
  }
}

/** Whether a record is of an evaluation. */
export function isRecordOf(dir: string, invocationId: string | undefined): boolean {
  try {
    const result = JSON.parse(readFileSync(path.join(dir, 'result.json'), 'utf8')) as Record<string, unknown>;
    const { id } = (result['invocation'] ?? {}) as Record<string, unknown>;
    return id !== undefined && id === invocationId;
  } catch {
    return false;
  }
}

/** The records of a collector's run beside that of the plain name, newest first. @throws StoreRefusal */
export async function listCollected(
  store: Pick<RecordStore, 'listAllRunArtifacts'>,
  runId: number,
  artifactName: string,
): Promise<ListedArtifact[]> {
  const [start, end] = [`${artifactName.replace(/\.baseline$/, '')}-`, '.baseline'];
  const isOne = ({ name, expired }: ListedArtifact): boolean =>
    !expired &&
    name.startsWith(start) &&
    name.endsWith(end) &&
    INVOCATION_ID.accepts(name.slice(start.length, -end.length));
  const found = (await store.listAllRunArtifacts(runId)).filter(isOne);
  return found.sort((a, b) => b.id - a.id).slice(0, MOST_RECORDS);
}

/** A record that was unpacked. */
export interface Opened {
  artifact: ListedArtifact;
  dir: string;
  /** Absent where it cannot be read. */
  state?: RecordState;
  /** Why it does not serve. */
  bad?: string;
}

/**
 * Of the records of a run that serve the one of the commit that a change is measured against, of several the one with the
 * settings of the run that asks, of several the newest.
 */
export function bestOf(
  all: readonly Opened[],
  facts: { runId: number; commit: string | undefined; snapshot: Snapshot | undefined },
): Opened | undefined {
  const ranked = all
    .filter(({ bad }) => bad === undefined)
    .map((opened) => ({
      opened,
      isWanted: facts.commit !== undefined && readOrigin(opened.dir, facts.runId)?.sha === facts.commit,
      differences: facts.snapshot ? settingsThatDiffer(facts.snapshot, opened.dir).length : 0,
    }));
  ranked.sort(
    (a, b) =>
      Number(b.isWanted) - Number(a.isWanted) ||
      a.differences - b.differences ||
      b.opened.artifact.id - a.opened.artifact.id,
  );
  return ranked[0]?.opened;
}
