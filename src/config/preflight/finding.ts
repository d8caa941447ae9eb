import type { FindingId } from './registry.js';

/** How much a finding weighs: an error refuses the run in `preflight: strict`, a warning never does. */
export type Severity = 'error' | 'warning';

/** One thing that preflight found. */
export interface Finding {
  /** Stable id, a row of docs/preflight.md. */
  id: FindingId;
  severity: Severity;
  /** One line: key, what set it, value where it is no secret, what is wrong. */
  message: string;
  /** What to do. */
  recovery: string;
  /** Whether a service is out of order or does not answer, rather than the config wrong. */
  infrastructure?: boolean;
}

export function error(id: FindingId, message: string, recovery: string): Finding {
  return { id, severity: 'error', message, recovery };
}

export function warning(id: FindingId, message: string, recovery: string): Finding {
  return { id, severity: 'warning', message, recovery };
}

/** A finding on one line. */
export function describeFinding({ id, message, recovery }: Finding): string {
  return `${id}: ${message}: ${recovery}`;
}
