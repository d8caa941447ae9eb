import path from 'node:path';
import { isRecordOf } from '../../baseline/collected-records.js';
import { type ListedArtifact, StoreRefusal } from '../../baseline/record-store.js';
import { fetchRecord } from '../../baseline/search.js';
import type { Admissions } from './admission.js';
import type { SharedArtifacts } from './finisher.js';

/**
 * Artifacts that whoever reports an invocation uploads, in a run of its own: a collector may be killed once it has, and
 * the next one must not upload them again. As with results the lowest id counts, and only of runs that may collect.
 */
export function sharedArtifacts({ gate, runOfResult }: Admissions): SharedArtifacts {
  const { store } = gate;
  const list = async (name: string, since = ''): Promise<ListedArtifact[]> => {
    const counting: ListedArtifact[] = [];
    for (const artifact of await store.listNamed(name)) {
      if (artifact.sizeBytes === 0 || Date.parse(artifact.createdAt) < Date.parse(since)) continue;
      if (await runOfResult(artifact)) counting.push(artifact);
    }
    return counting;
  };
  return {
    find: (name) => unlessRefused(async () => (await list(name))[0]),
    settle: (name, own) =>
      unlessRefused(async () => {
        const all = await list(name);
        const first = all.find(({ id }) => id < own);
        // A list may lag behind: what was uploaded here is there.
        const doubles = first ? [own] : all.flatMap(({ id }) => (id > own ? [id] : []));
        for (const id of doubles) await store.remove(id);
        return first;
      }),
    findRecord: (names, invocationId, since) =>
      unlessRefused(async () => {
        for (const name of names)
          for (const artifact of await list(name, since)) {
            const dir = await unlessRefused(() => fetchRecord(store, artifact, path.join(gate.dir, 'kept')));
            if (dir !== undefined && isRecordOf(dir, invocationId)) return artifact;
          }
        return undefined;
      }),
  };
}

/** A double costs storage, and no result is to be lost over it. */
async function unlessRefused<T>(question: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof StoreRefusal) return undefined;
    throw error;
  }
}
