/**
 * A root of a continuous function between two points of opposite sign, to the last bits of a double
 * (Chandrupatla 1997, Advances in Engineering Software 28:145: inverse quadratic steps where they are safe, else halves).
 * @param low, high f has opposite signs there, or is 0 at one of them.
 * @throws RangeError if it has not.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  let a = high;
  let b = low;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa * fb < 0)) throw new RangeError(`No change of sign between ${low} and ${high}: ${fb} and ${fa}`);
  let step = 0.5;
  for (let round = 0; round < 200; round += 1) {
    const x = a + step * (b - a);
    const fx = f(x);
    let c = b;
    let fc = fb;
    if (Math.sign(fx) === Math.sign(fa)) {
      c = a;
      fc = fa;
    } else {
      b = a;
      fb = fa;
    }
    a = x;
    fa = fx;
    const best = Math.abs(fa) < Math.abs(fb) ? a : b;
    const smallest = (2 * Number.EPSILON * Math.abs(best) + Number.MIN_VALUE) / Math.abs(b - a);
    if (smallest > 0.5 || fa === 0) return fa === 0 ? a : best;
    step = Math.min(1 - smallest, Math.max(smallest, nextStep(a, b, c, fa, fb, fc)));
  }
  return a;
}

function nextStep(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const xi = (a - b) / (c - b);
  const phi = (fa - fb) / (fc - fb);
  const quadratic = phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi;
  if (!quadratic) return 0.5;
  return (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb));
}
