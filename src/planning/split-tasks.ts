import { readLeg } from '../leg.js';
import type { TaskCost } from './estimate-costs.js';

/** One job of the matrix that is planned. */
export interface PlannedLeg {
  /** Its number among the legs, from 1, the longest first. */
  leg: string;
  /** In the order of the list that was split. */
  tasks: string[];
  /** Of its tasks together. */
  cost: number;
}

/**
 * Splits tasks into legs of about equal cost: each, the largest first, goes to the leg that has least to do. The longest
 * leg is at most a third longer than the best split's. The same costs give the same legs, whatever came before.
 * @param most legs; where there are fewer tasks, each has a leg of its own.
 */
export function splitTasks(costs: readonly TaskCost[], most: number): PlannedLeg[] {
  const order = costs.map((_, at) => at).sort((a, b) => costs[b]!.cost - costs[a]!.cost || a - b);
  const legs = Array.from({ length: Math.min(most, costs.length) }, () => ({
    places: [] as number[],
    cost: 0,
  }));
  for (const at of order) {
    const least = legs.reduce((best, leg) => (leg.cost < best.cost ? leg : best));
    least.places.push(at);
    least.cost += costs[at]!.cost;
  }
  for (const leg of legs) leg.places.sort((a, b) => a - b);
  // Where runners are few, jobs begin in the order of the matrix: what takes longest must not begin last.
  legs.sort((a, b) => b.cost - a.cost || a.places[0]! - b.places[0]!);
  return legs.map(({ places, cost }, at) => ({
    leg: String(at + 1),
    tasks: places.map((place) => costs[place]!.task),
    cost,
  }));
}

/** One job, as `matrix.leg` and `matrix.tasks` give it. */
interface MatrixEntry {
  leg: string;
  tasks: string;
}

const entryOf = ({ leg, tasks }: PlannedLeg): MatrixEntry => ({ leg, tasks: tasks.join(',') });

/** Legs as `strategy.matrix` takes them, JSON on one line. */
export function toMatrix(legs: readonly PlannedLeg[]): string {
  return JSON.stringify({ include: legs.map(entryOf) });
}

/** What the leg's artifact is called after, and by which `collect` knows it where it left none. */
export function slugOf(leg: PlannedLeg): string {
  return readLeg(JSON.stringify(entryOf(leg)), '').leg!.slug;
}
