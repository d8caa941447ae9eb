/**
 * Holm's adjustment of p-values (Holm 1979, Scandinavian Journal of Statistics 6:65): rejecting those ≤ α rejects a true
 * hypothesis of the family with a probability of at most α, whatever their dependence.
 * @returns adjusted p-values in the order given, each ≥ its p and ≤ 1; equal p-values get equal ones.
 * @throws RangeError if a p-value is not in [0, 1], NaN included.
 */
export function adjustByHolm(pValues: readonly number[]): number[] {
  const wrong = pValues.find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) throw new RangeError(`A p-value lies in [0, 1], not ${wrong}`);
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]! || a - b);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[index]!));
    adjusted[index] = largest;
  });
  return adjusted;
}
