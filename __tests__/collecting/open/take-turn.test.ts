import { describe, expect, it } from '@jest/globals';
import { takeTurn } from '../../../src/collecting/open/admit-records.js';

const records = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('the turn of a record', () => {
  it('is always where there are few', () => {
    for (const count of [0, 1, 200]) expect(takeTurn(records(count), 0.7)).toEqual(records(count));
  });

  it.each([201, 399, 1000, 1234])('may come to each of %d', (count) => {
    const seen = new Set<number>();
    for (let part = 0; part < 20; part++) {
      const turn = takeTurn(records(count), part / 20 + 0.049);
      expect(new Set(turn).size).toBe(200);
      for (const one of turn) seen.add(one);
    }
    expect(seen.size).toBe(count);
  });
});
