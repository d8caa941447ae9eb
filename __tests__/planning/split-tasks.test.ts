import { describe, expect, it } from '@jest/globals';
import { readLeg } from '../../src/leg.js';
import { adviseOn, describePlan } from '../../src/planning/describe-plan.js';
import { type Duration, estimateCosts, type TaskCost } from '../../src/planning/estimate-costs.js';
import { slugOf, splitTasks, toMatrix } from '../../src/planning/split-tasks.js';

const costsOf = (costs: Record<string, number>): TaskCost[] =>
  Object.entries(costs).map(([task, cost]) => ({ task, cost, because: 'as in run 1' }));
const split = (costs: Record<string, number>, most: number): [string[], number][] =>
  splitTasks(costsOf(costs), most).map(({ tasks, cost }) => [tasks, cost]);

describe('a split', () => {
  it('gives the largest tasks first, each to the leg with least to do, and the longest leg first', () => {
    expect(split({ a: 1, b: 5, c: 2, d: 4, e: 3 }, 2)).toEqual([
      [['a', 'b', 'c'], 8],
      [['d', 'e'], 7],
    ]);
  });

  it('leaves a leg to a task that is longer than all others together', () => {
    expect(split({ small: 1, huge: 100, other: 2 }, 2)).toEqual([
      [['huge'], 100],
      [['small', 'other'], 3],
    ]);
  });

  it.each([3, 4, 256])('of three tasks into %i legs gives each its own', (most) => {
    expect(split({ a: 1, b: 3, c: 2 }, most)).toEqual([
      [['b'], 3],
      [['c'], 2],
      [['a'], 1],
    ]);
  });

  it('into one leg keeps the order of the list', () => {
    expect(split({ c: 1, a: 3, b: 2 }, 1)).toEqual([[['c', 'a', 'b'], 6]]);
  });

  it('of tasks that cost the same goes by their order, again and again', () => {
    const alike = Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`t${at}`, 2]));
    const expected = [
      [['t0', 't3', 't6'], 6],
      [['t1', 't4'], 4],
      [['t2', 't5'], 4],
    ];
    for (let round = 0; round < 3; round++) expect(split(alike, 3)).toEqual(expected);
  });

  it('has each task once, no empty leg, and none longer than a third above the best', () => {
    // Sizes of a linear congruence: the same in each run of the test.
    let seed = 7;
    const draw = (): number => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed % 1000;
    };
    for (let round = 0; round < 200; round++) {
      const names = Array.from({ length: 1 + (draw() % 60) }, (_, at) => `t${at}`);
      const costs = Object.fromEntries(names.map((name) => [name, 0.001 + draw()]));
      const most = 1 + (draw() % 20);
      const legs = splitTasks(costsOf(costs), most);
      expect(legs.flatMap(({ tasks }) => tasks).sort()).toEqual([...names].sort());
      expect(legs).toHaveLength(Math.min(most, names.length));
      expect(legs.every(({ tasks }) => tasks.length > 0)).toBe(true);
      const all = Object.values(costs);
      const sorted = [...all].sort((a, b) => b - a);
      // No split is better than this.
      const bound = Math.max(
        sorted[0]!,
        all.reduce((sum, one) => sum + one, 0) / legs.length,
        (sorted[legs.length - 1] ?? 0) + (sorted[legs.length] ?? 0),
      );
      expect(legs[0]!.cost).toBeLessThanOrEqual((4 / 3) * bound + 1e-6);
    }
  });

  it('is what strategy.matrix takes, and names each leg as the leg itself will', () => {
    const legs = splitTasks(costsOf({ mmlu: 2, gsm8k: 1, ifeval: 1 }), 2);
    expect(toMatrix(legs)).toBe(
      '{"include":[{"leg":"1","tasks":"mmlu"},{"leg":"2","tasks":"gsm8k,ifeval"}]}',
    );
    const { include } = JSON.parse(toMatrix(legs)) as { include: object[] };
    const own = include.map((matrix) => readLeg(JSON.stringify(matrix), '{}').leg!.slug);
    expect(legs.map(slugOf)).toEqual(own);
    expect(own[1]).toMatch(/^2-gsm8k-ifeval-[0-9a-f]{8}$/);
  });
});

describe('costs', () => {
  const ran = (seconds: Record<string, number>): Map<string, Duration> =>
    new Map(Object.entries(seconds).map(([task, each]) => [task, { seconds: each, runId: 7 }]));
  const sizes = (counts: Record<string, number>) => (task: string) => counts[task];
  const neverAsked = (): never => {
    throw new Error('sizes are not asked for where durations are known');
  };

  it('are durations where a record tells any, and of the others their median', () => {
    const costs = estimateCosts(['a', 'b', 'c', 'd'], ran({ a: 60, b: 600, d: 100 }), neverAsked);
    expect(costs).toEqual({
      unit: 'seconds',
      tasks: [
        { task: 'a', cost: 60, because: 'as in run 7' },
        { task: 'b', cost: 600, because: 'as in run 7' },
        { task: 'c', cost: 100, because: 'the median of the others: no record tells' },
        { task: 'd', cost: 100, because: 'as in run 7' },
      ],
    });
  });

  it('are requests where no record tells any, and of the others their median', () => {
    const costs = estimateCosts(['a', 'b', 'c'], new Map(), sizes({ a: 1319, c: 541 }));
    expect(costs.unit).toBe('requests');
    expect(costs.tasks.map(({ cost, because }) => [cost, because])).toEqual([
      [1319, 'the requests of the whole benchmark'],
      [930, 'the median of the others: its size is not known'],
      [541, 'the requests of the whole benchmark'],
    ]);
  });

  it('are one task each where nothing is known', () => {
    const costs = estimateCosts(['a', 'b'], new Map(), sizes({}));
    expect(costs).toMatchObject({ unit: 'tasks', tasks: [{ cost: 1 }, { cost: 1 }] });
  });

  it('are never nothing, so that no leg is left empty', () => {
    const { tasks } = estimateCosts(['a', 'b', 'c'], ran({ a: 0, b: 0, c: 0 }), neverAsked);
    expect(splitTasks(tasks, 3).map(({ tasks: own }) => own)).toEqual([['a'], ['b'], ['c']]);
  });
});

describe('what is said of a plan', () => {
  it('is each task with its cost and why, then each leg', () => {
    const costs = {
      unit: 'seconds' as const,
      tasks: costsOf({ long: 5400, short: 90, tiny: 3.21, thirty: 30 }),
    };
    expect(describePlan(costs, splitTasks(costs.tasks, 2))).toEqual([
      'long: 1 h 30 min (as in run 1)',
      'short: 2 min (as in run 1)',
      'tiny: 3.2 s (as in run 1)',
      'thirty: 30 s (as in run 1)',
      'leg 1: 1 h 30 min: long',
      'leg 2: 2 min: short, tiny, thirty',
    ]);
  });

  it('names requests and tasks by their number', () => {
    const legs = splitTasks(costsOf({ a: 14_042, b: 1 }), 2);
    expect(describePlan({ unit: 'requests', tasks: costsOf({ a: 14_042, b: 1 }) }, legs)).toEqual(
      expect.arrayContaining(['a: 14,042 requests (as in run 1)', 'leg 2: 1 request: b']),
    );
  });

  it('names the task that no further leg makes shorter, and too many legs', () => {
    const one = costsOf({ huge: 100, a: 1, b: 1 });
    expect(adviseOn({ unit: 'seconds', tasks: one }, splitTasks(one, 2), 2)).toEqual([
      'huge alone takes 2 min, an even leg 51 s: more legs make the run no shorter',
    ]);
    expect(adviseOn({ unit: 'seconds', tasks: one }, splitTasks(one, 9), 9)).toEqual([
      '3 legs, not 9: there are no more tasks',
    ]);
    const even = costsOf({ a: 10, b: 10, c: 10, d: 10 });
    expect(adviseOn({ unit: 'seconds', tasks: even }, splitTasks(even, 2), 2)).toEqual([]);
  });
});
