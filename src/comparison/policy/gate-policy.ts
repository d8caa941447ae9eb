/** How much a benchmark counts. Critical and supporting count the same in the verdict; advisory never does. */
export const TIERS = ['critical', 'supporting', 'advisory'] as const;
export type Tier = (typeof TIERS)[number];

export const DIRECTIONS = ['higher_is_better', 'lower_is_better'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What one benchmark is judged by. Drops are damage: positive means worse. */
export interface Thresholds {
  tier: Tier;
  /** Largest drop allowed, absolute, in the score's own units. */
  maxDrop: number;
  /** Largest drop allowed as a fraction of the baseline's score; null where there is no such limit. */
  maxRelativeDrop: number | null;
  /** The relative limit counts only for baseline scores below this (0 to 1); null: always. */
  relativeGuardBelow: number | null;
  /** Null: chosen from what the bundles hold. */
  metric: string | null;
  direction: Direction;
}

/** A gate policy as read from a file. */
export interface GatePolicy {
  /** As the user named it. */
  file: string;
  defaults: Thresholds;
  /** The defaults say a direction, which then goes before what a harness declares. */
  directed: boolean;
  /** By benchmark; what is absent is inherited. */
  benchmarks: Map<string, Partial<Thresholds>>;
  /** The line (from 1) where each benchmark is named. */
  lines: Map<string, number>;
  /** Oddities that change nothing, one line each. */
  notes: string[];
}

/** The thresholds of a policy that says nothing. */
export const DEFAULT_THRESHOLDS: Readonly<Thresholds> = {
  tier: 'supporting',
  maxDrop: 0.015,
  maxRelativeDrop: null,
  relativeGuardBelow: null,
  metric: null,
  direction: 'higher_is_better',
};
