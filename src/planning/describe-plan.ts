import type { Costs, Unit } from './estimate-costs.js';
import type { PlannedLeg } from './split-tasks.js';

/** A task whose own cost is such a share more than an even leg's makes further legs useless. */
const TOO_LONG = 1.2;

/** What each task is expected to take, and why; then the legs. One line each. */
export function describePlan({ unit, tasks }: Costs, legs: readonly PlannedLeg[]): string[] {
  return [
    ...tasks.map(({ task, cost, because }) => `${task}: ${show(cost, unit)} (${because})`),
    ...legs.map(({ leg, tasks: own, cost }) => `leg ${leg}: ${show(cost, unit)}: ${own.join(', ')}`),
  ];
}

/** What a user should know of a split, one line each. */
export function adviseOn({ unit, tasks }: Costs, legs: readonly PlannedLeg[], wanted: number): string[] {
  const notes: string[] = [];
  if (legs.length < wanted)
    notes.push(
      `${legs.length} ${legs.length === 1 ? 'leg' : 'legs'}, not ${wanted}: there are no more tasks`,
    );
  const even = tasks.reduce((sum, { cost }) => sum + cost, 0) / legs.length;
  const longest = tasks.reduce((most, one) => (one.cost > most.cost ? one : most));
  if (unit !== 'tasks' && legs.length > 1 && tasks.length > legs.length && longest.cost > TOO_LONG * even)
    notes.push(
      `${longest.task} alone takes ${show(longest.cost, unit)}, an even leg ${show(even, unit)}: more legs make the run no shorter`,
    );
  return notes;
}

function show(cost: number, unit: Unit): string {
  if (unit === 'seconds') return formatSeconds(cost);
  const count = Math.round(cost).toLocaleString('en-US');
  return `${count} ${count === '1' ? unit.slice(0, -1) : unit}`;
}

function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
