/** Harnesses put the number of repeats into the key: `micro_avg_of_3`, `pass@1[avg-of-4]`. */
const SUFFIX = /(?:\[avg[-_]of[-_](\d+)\]|[-_]avg[-_]of[-_](\d+))$/;

/** A name without the number of repeats that it carries, and that number. */
export function splitRepeats(name: string): { name: string; repeats?: number } {
  const match = SUFFIX.exec(name);
  if (!match) return { name };
  return { name: name.slice(0, match.index), repeats: Number(match[1] ?? match[2]) };
}
