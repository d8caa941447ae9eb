/** Why one side's results of a benchmark prove nothing. */
export interface Fault {
  side: 'candidate' | 'baseline';
  /** One line. */
  reason: string;
}

/** Faults as they are read among other reasons, which are of the candidate where nothing else is said. */
export function wordFaults(faults: readonly Fault[]): string[] {
  return faults.map(({ side, reason }) => (side === 'baseline' ? `baseline: ${reason}` : reason));
}

/** Reasons of one side. */
export function faultsOf(side: Fault['side'], reasons: readonly string[]): Fault[] {
  return reasons.map((reason) => ({ side, reason }));
}
