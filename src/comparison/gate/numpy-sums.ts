/** Up to here numpy adds without splitting. */
const BLOCK = 128;

/**
 * The sum of doubles in the order in which numpy adds them (pairwise, in blocks of eight running sums), so that means
 * agree with its own to the last bit and round alike.
 */
export function sum(values: Float64Array, start = 0, length = values.length): number {
  if (length < 8) {
    let total = 0;
    for (let index = 0; index < length; index += 1) total += values[start + index]!;
    return total;
  }
  if (length > BLOCK) {
    const half = Math.floor(length / 2);
    const left = half - (half % 8);
    return sum(values, start, left) + sum(values, start + left, length - left);
  }
  const r = Array.from(values.subarray(start, start + 8));
  const whole = length - (length % 8);
  for (let index = 8; index < whole; index += 8)
    for (let lane = 0; lane < 8; lane += 1) r[lane]! += values[start + index + lane]!;
  let total = r[0]! + r[1]! + (r[2]! + r[3]!) + (r[4]! + r[5]! + (r[6]! + r[7]!));
  for (let index = whole; index < length; index += 1) total += values[start + index]!;
  return total;
}

/** The mean; NaN for no values. */
export function mean(values: Float64Array): number {
  return sum(values) / values.length;
}

/** The standard deviation with n − 1 in the denominator. */
export function sampleDeviation(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - centre) * (value - centre))) / (values.length - 1));
}
