/** Makes a test of names from a pattern, in which `*` stands for any text and `?` for any one character. */
export function compilePattern(pattern: string): (name: string) => boolean {
  const wanted = [...pattern];
  return (name) => matches(wanted, [...name]);
}

/** Goes back to the last `*` alone, which is enough, and never takes longer than the two lengths multiplied. */
function matches(pattern: readonly string[], name: readonly string[]): boolean {
  let [at, from] = [0, 0];
  let star: { at: number; from: number } | undefined;
  while (from < name.length) {
    if (pattern[at] === '*') {
      star = { at: at + 1, from };
      at += 1;
    } else if (pattern[at] === '?' || (at < pattern.length && pattern[at] === name[from])) {
      at += 1;
      from += 1;
    } else if (star) {
      star.from += 1;
      [at, from] = [star.at, star.from];
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
