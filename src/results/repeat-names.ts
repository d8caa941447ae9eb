/** Harnesses put the number of repeats into the key: `micro_avg_of_3`, `pass@1[avg-of-4]`. */
const SUFFIX = /(?:\[avg[-_]of[-_](\d+)\]|[-_]avg[-_]of[-_](\d+))$/;

/** A name without the number of repeats that it carries, and that number. */
function splitRepeats(name: string): { name: string; repeats?: number } {
  const match = SUFFIX.exec(name);
  if (!match) return { name };
  return { name: name.slice(0, match.index), repeats: Number(match[1] ?? match[2]) };
}

/** A score by the names that it has in results.yml, and the benchmark's that they make. */
export interface Named {
  task: string;
  metric: string;
  score: string;
  name: string;
}

/** Of one metric under several numbers of repeats, the largest is the benchmark; the others keep their keys. */
export function keepMostRepeats<T extends Named>(scores: readonly T[]): (T & { repeats?: number })[] {
  const most = new Map<string, number>();
  const split = scores.map((score) => {
    const [metric, name] = [splitRepeats(score.metric), splitRepeats(score.score)];
    const repeats = metric.repeats ?? name.repeats;
    const short = score.score === score.metric ? metric.name : name.name;
    const key = JSON.stringify([score.task, metric.name, short]);
    most.set(key, Math.max(most.get(key) ?? 0, repeats ?? 0));
    return { score, metric: metric.name, short, repeats, key };
  });
  return split.map(({ score, metric, short, repeats, key }) => {
    const counted = repeats === undefined ? {} : { repeats };
    if ((repeats ?? 0) !== most.get(key)) {
      // Without a number, the first answer alone counts.
      return repeats === undefined
        ? { ...score, name: `${score.name}[avg-of-1]`, repeats: 1 }
        : { ...score, ...counted };
    }
    const name = `${score.task}/${metric}${short === metric ? '' : `/${short}`}`;
    return { ...score, metric, score: short, name, ...counted };
  });
}
