import { describe, expect, it } from '@jest/globals';
import { takeTurn } from '../../../src/collecting/open/admit-records.js';

const records = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const at = (hour: number): Date => new Date(hour * 3_600_000 + 60_000);

describe('the turn of a record', () => {
  it('is always where there are few', () => {
    for (const count of [0, 1, 200]) expect(takeTurn(records(count), at(5))).toEqual(records(count));
  });

  it.each([201, 399, 1000, 1234])('comes to each of %d within the hours that it takes', (count) => {
    const hours = Math.ceil(count / 200) + 1;
    const seen = new Set<number>();
    for (let hour = 490_000; hour < 490_000 + hours; hour++) {
      const turn = takeTurn(records(count), at(hour));
      expect(new Set(turn).size).toBe(200);
      for (const one of turn) seen.add(one);
    }
    expect(seen.size).toBe(count);
  });
});
