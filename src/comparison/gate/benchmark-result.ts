import type { Bundle } from '../../results/bundle/bundle.js';
import type { Thresholds } from '../policy/gate-policy.js';
import type { Interval } from './delta-interval.js';

/** The gate's words for one benchmark. */
export type GateStatus = 'PASS' | 'BREACH' | 'INSUFFICIENT_EVIDENCE' | 'MISSING';

/** What a judgement rests on; the safeguards look at it, the gate does not. */
export interface Evidence {
  /** Paired items, the scores that the bundles state, standard errors of a tree's scores, or nothing. */
  source: 'items' | 'bundles' | 'standard-errors' | 'none';
  /** Different items on each side, lines that could not be read included. */
  items: { baseline: number; candidate: number };
  /** Items that both sides have, whatever the metric. */
  commonItems: number;
  /** Rows that `nel gate` skips, by side. */
  skippedRows: { baseline: number; candidate: number };
  /** Rows that were read: one for each item and repeat. */
  rows: { baseline: number; candidate: number };
  /** Rows whose request failed; their reward of 0 is no grade. */
  failedRows: { baseline: number; candidate: number };
  /** Clusters behind the interval; null where it is not clustered. */
  clusters: number | null;
  /** The interval that the same items have without clusters; null where the gate's own is that one. */
  unclustered: Interval | null;
  /** Items with scores of 0 and 1 and one repeat: how many got better and worse, direction-corrected. */
  flips: { worse: number; better: number } | null;
  /** One of the intervals that the bundles state has no width, and the judgement rests on it. */
  zeroWidthBundleInterval: boolean;
  /** The files that the rows came from, by side; null where there is none. */
  rowFiles: { baseline: string | null; candidate: string | null };
}

/** The gate's judgement of one benchmark. Scores are in the metric's own units, rounded as the gate rounds. */
export interface BenchmarkResult {
  benchmark: string;
  thresholds: Thresholds;
  status: GateStatus;
  /** Empty where the benchmark is missing, and for an entry that judges nothing. */
  metric: string;
  baselineScore: number | null;
  candidateScore: number | null;
  /** Candidate minus baseline. */
  delta: number | null;
  /** 95 % interval of delta. */
  interval: Interval | null;
  /** 100 · delta / baseline. */
  relativePercent: number | null;
  /** Items that both sides have. */
  pairs: number;
  absoluteBreached: boolean;
  relativeBreached: boolean;
  reasons: string[];
  evidence: Evidence;
}

export const NO_EVIDENCE: Readonly<Evidence> = {
  source: 'none',
  items: { baseline: 0, candidate: 0 },
  commonItems: 0,
  skippedRows: { baseline: 0, candidate: 0 },
  rows: { baseline: 0, candidate: 0 },
  failedRows: { baseline: 0, candidate: 0 },
  clusters: null,
  unclustered: null,
  flips: null,
  zeroWidthBundleInterval: false,
  rowFiles: { baseline: null, candidate: null },
};

/** A result with nothing in it yet; without evidence that is what it stays. */
export function emptyResult(benchmark: string, thresholds: Thresholds): BenchmarkResult {
  return {
    benchmark,
    thresholds,
    status: 'INSUFFICIENT_EVIDENCE',
    metric: '',
    baselineScore: null,
    candidateScore: null,
    delta: null,
    interval: null,
    relativePercent: null,
    pairs: 0,
    absoluteBreached: false,
    relativeBreached: false,
    reasons: [],
    evidence: { ...NO_EVIDENCE },
  };
}

/** A benchmark of which `nel gate` can read nothing and stops; the others can still be judged. */
export class UnreadableBenchmark extends Error {
  /** @param found one line each: file, line, what is wrong. */
  constructor(readonly found: readonly { bundle: Bundle; reason: string }[]) {
    super(found.map(({ reason }) => reason).join('; '));
  }
}
