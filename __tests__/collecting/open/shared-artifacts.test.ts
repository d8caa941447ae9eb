import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type ListedArtifact, StoreRefusal } from '../../../src/baseline/record-store.js';
import { sharedArtifacts } from '../../../src/collecting/open/shared-artifacts.js';
import { tempDir } from '../../temp-dir.js';
import { resultText, resultZip } from './results.js';

const NAME = 'eval_results-bdab6b7306d9864f';

/** Artifacts of one name by id, some of runs that may not collect, or that nobody filled. */
function artifacts(ids: readonly number[], { strangers = [] as number[], empty = [] as number[] } = {}) {
  const there = new Set(ids);
  const removed: number[] = [];
  const listed = (id: number): ListedArtifact => ({
    id,
    name: NAME,
    sizeBytes: empty.includes(id) ? 0 : 9,
    expired: false,
    createdAt: '',
  });
  const store = {
    listNamed: async (name: string) => (name === NAME ? [...there].sort((a, b) => a - b).map(listed) : []),
    remove: async (id: number) => {
      removed.push(id);
      return there.delete(id);
    },
  };
  const runOfResult = async ({ id }: ListedArtifact) => (strangers.includes(id) ? undefined : { id: 1 });
  return { store, removed, shared: sharedArtifacts({ gate: { store }, runOfResult } as never) };
}

describe('the files of an evaluation that several collectors upload', () => {
  it('are those with the lowest id, of runs that may collect', async () => {
    const { shared } = artifacts([5, 6, 7, 8], { strangers: [5], empty: [6] });
    expect((await shared.find(NAME))?.id).toBe(7);
    expect(await shared.find('another')).toBeUndefined();
  });

  it('go again where there are older ones', async () => {
    const { shared, removed } = artifacts([5, 7, 9]);
    expect((await shared.settle(NAME, 7))?.id).toBe(5);
    expect(removed).toEqual([7]);
  });

  it('stay where there are none, and younger ones go', async () => {
    const { shared, removed } = artifacts([5, 6, 7, 8, 9], { strangers: [5, 8], empty: [6] });
    expect(await shared.settle(NAME, 7)).toBeUndefined();
    expect(removed).toEqual([9]);
  });

  it('stay too where the list does not have them yet', async () => {
    const { shared, removed } = artifacts([9]);
    expect(await shared.settle(NAME, 7)).toBeUndefined();
    expect(removed).toEqual([9]);
  });

  it('are no fault where GitHub does not answer', async () => {
    const { shared, store } = artifacts([5, 7]);
    store.listNamed = async () => {
      throw new StoreRefusal('unavailable', 'no');
    };
    expect(await shared.find(NAME)).toBeUndefined();
    expect(await shared.settle(NAME, 7)).toBeUndefined();
  });
});

describe('the record of an evaluation that a collector may have kept', () => {
  const ID = 'aaaa000000000001';
  const kept = [
    { id: 4, name: 'a.baseline', createdAt: '2026-11-28T10:00:00Z', invocation: ID },
    { id: 5, name: 'a.baseline', createdAt: '2026-11-28T11:00:00Z', invocation: 'bbbb000000000002' },
    { id: 6, name: 'a.baseline', createdAt: '2026-11-28T12:00:00Z', invocation: ID },
    { id: 7, name: `a-${ID}.baseline`, createdAt: '2026-11-28T13:00:00Z', invocation: ID },
  ];
  const temp = tempDir();
  const find = async (
    names: string[],
    since: string,
    without: number[] = [],
  ): Promise<number | undefined> => {
    const store = {
      listNamed: async (wanted: string) =>
        kept
          .filter(({ id, name }) => name === wanted && !without.includes(id))
          .map((one) => ({ ...one, sizeBytes: 9, expired: false })),
      async download({ id }: ListedArtifact, file: string) {
        if (id === 5) throw new StoreRefusal('expired', 'gone');
        const { invocation } = kept.find((one) => one.id === id)!;
        writeFileSync(file, resultZip(resultText({ invocation: { id: invocation } })));
      },
    };
    const asked: number[] = [];
    const runOfResult = async ({ id }: ListedArtifact) => asked.push(id) && { id: 1 };
    const shared = sharedArtifacts({ gate: { store, dir: temp.path }, runOfResult } as never);
    const found = await shared.findRecord(names, ID, since);
    expect(asked).not.toContain(since > '2026-11-28T10' ? 4 : 0);
    return found?.id;
  };

  it('is looked for since its result was uploaded, under both names', async () => {
    const names = ['a.baseline', `a-${ID}.baseline`];
    expect(await find(names, '2026-11-28T09:00:00Z')).toBe(4);
    expect(await find(names, '2026-11-28T10:30:00Z')).toBe(6);
    expect(await find(names, '2026-11-28T10:30:00Z', [6])).toBe(7);
    expect(await find(names, '2026-11-28T14:00:00Z')).toBeUndefined();
  });
});
