/** A confidence interval, both ends included. Of a damage: baseline − candidate, direction-corrected. */
export interface Interval {
  lower: number;
  upper: number;
}
