/** How much a finding weighs: an error refuses the run in `preflight: strict`, a warning never does. */
export type Severity = 'error' | 'warning';

/** One thing that preflight found. */
export interface Finding {
  /** Stable id, a row of docs/preflight.md. */
  id: string;
  severity: Severity;
  /** One line: key, what set it, value where it is no secret, what is wrong. */
  message: string;
  /** What to do. */
  recovery: string;
}
