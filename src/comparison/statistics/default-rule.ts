// The numbers of the verdict without a policy (docs/statistics.md says why these).

/** The most that the probability of a false BREACH may be, over all benchmarks of one verdict. */
export const FAMILY_ALPHA = 0.01;
/** A smaller drop is a trifle and no BREACH, however certain. Share of the scale. */
export const DROP_FLOOR = 0.01;
/** PASS needs the whole interval at or under this drop. Share of the scale. */
export const DROP_CEILING = 0.03;
/** Confidence of the interval that PASS looks at. */
export const PASS_LEVEL = 0.95;
/** Fewer items never PASS. */
export const MIN_ITEMS = 10;
/** Fewer pairs get no t test: the means of skewed differences are not normal yet. */
export const MIN_PAIRS_T = 30;
/** Fewer pairs, as a share of the larger side, judge nothing. */
export const MIN_PAIR_SHARE = 0.95;
/** Fewer earlier runs of one model say too little about the variance between runs. */
export const MIN_RUNS = 5;
/** The probability with which a drop of the size of `mde` is found. */
export const POWER = 0.8;
/** z of that probability, in the two digits that sample size formulas use. */
export const POWER_Z = 0.84;
