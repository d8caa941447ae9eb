import { describe, expect, it } from '@jest/globals';
import type { ListedArtifact } from '../../../src/baseline/record-store.js';
import { findInvocations } from '../../../src/collecting/open/find-invocations.js';
import type { OpenStore } from '../../../src/github/open-artifacts.js';
import { A, B } from './open-world.js';

const NOW = new Date('2026-03-01T00:00:00Z');
const hoursAgo = (hours: number): string => new Date(NOW.getTime() - hours * 3_600_000).toISOString();
const artifact = (id: number, name: string, hours: number, expired = false): ListedArtifact => ({
  ...{ id, name, sizeBytes: 1, expired, createdAt: hoursAgo(hours) },
});

/** A repository whose artifacts are listed newest first; each is an hour older than the one before. */
function listed(count: number, named: Record<number, string> = {}) {
  const asked: number[] = [];
  const all = Array.from({ length: count }, (_, age) =>
    artifact(1e6 - age, named[age] ?? 'eval_results', age),
  );
  const store = {
    listPage: async (page: number) => {
      asked.push(page);
      return all.slice((page - 1) * 100, page * 100);
    },
  } as unknown as OpenStore;
  return { store, asked, all };
}

describe('paging', () => {
  it('groups what belongs to one invocation, oldest first, and passes over the rest', async () => {
    const { store, asked } = listed(60, {
      3: `nea-open-${B}`,
      5: `nea-result-${A}`,
      7: `nea-open-${A}`,
      8: `nea-open-${A}`,
      9: 'nea-open-x',
    });
    const found = await findInvocations(store, { maxAgeHours: 1, now: NOW });
    expect(found.invocations).toMatchObject([
      { invocationId: A, opens: [{ id: 1e6 - 8 }, { id: 1e6 - 7 }], results: [{ id: 1e6 - 5 }] },
      { invocationId: B, opens: [{ id: 1e6 - 3 }], results: [] },
    ]);
    expect(asked).toEqual([1]);
  });

  it('ends beyond the age from which on nothing can be open', async () => {
    const { store, asked } = listed(5000, { 147: `nea-open-${A}`, 149: `nea-open-${B}` });
    // Twice 50 hours, and two days.
    const found = await findInvocations(store, { maxAgeHours: 50, now: NOW });
    expect(found.invocations).toMatchObject([{ invocationId: A }]);
    expect(asked).toEqual([1, 2]);
    expect(found.warning).toBeUndefined();
  });

  it('ends after 10,000 artifacts, and says how far that reaches', async () => {
    const { store, asked } = listed(20_000);
    const found = await findInvocations(store, { maxAgeHours: 9000, now: NOW });
    expect(asked).toHaveLength(100);
    expect(found).toMatchObject({
      artifacts: 10_000,
      warning: expect.stringMatching(/^the newest 10000 artifacts .* reach back 9999 of 18048 hours/),
    });
  });

  it('takes what comes twice, as new artifacts move the pages, once, and nothing that has expired', async () => {
    const { all } = listed(100, { 99: `nea-open-${A}`, 50: `nea-open-${B}` });
    all[50]!.expired = true;
    const store = {
      listPage: async (page: number) => (page === 1 ? all : all.slice(99)),
    } as unknown as OpenStore;
    const found = await findInvocations(store, { maxAgeHours: 168, now: NOW });
    expect(found.invocations).toHaveLength(1);
    expect(found.invocations[0]!.opens).toHaveLength(1);
  });
});
