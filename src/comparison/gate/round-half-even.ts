/** No double has more decimal places than this after a tie at 6 places or fewer would show. */
const PLACES_OF_A_TIE = 60;

/**
 * Rounds to decimal places as Python's `round(x, places)` does: the exact value of the double counts, and a tie goes to
 * the even digit (1/128 at 6 places is 0.007812). NaN and infinities stay.
 * @param places 0 to 10.
 */
export function roundHalfEven(value: number, places: number): number {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21) return value;
  const rounded = value.toFixed(places);
  const [, decimals = ''] = Math.abs(value).toFixed(PLACES_OF_A_TIE).split('.');
  const isTie = /^50*$/.test(decimals.slice(places));
  // toFixed takes the larger of two that are equally near.
  if (!isTie || Number(rounded.at(-1)) % 2 === 0) return Number(rounded);
  const step = 10 ** -places;
  return Number((Number(rounded) - Math.sign(value) * step).toFixed(places));
}
