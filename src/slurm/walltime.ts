const SHAPE = /^(?:(\d{1,5})-)?(\d{1,5}):(\d{1,2}):(\d{1,2})$/;

/**
 * The seconds of a walltime. Only `H:M:S` and `D-H:M:S` are read: Slurm, the launcher and the resume handler in its
 * script read everything else in three different ways (`30` is minutes, an error, and seconds).
 * @returns undefined for any other form, and for no time at all.
 */
export function parseWalltime(text: string): number | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  if (minutes > 59 || seconds > 59) return undefined;
  const total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
  return total === 0 ? undefined : total;
}

/** A limit as Slurm prints one: `UNLIMITED`, `1-00:00:00`, `02:00:00`, `30:00` (minutes) or `30`. In seconds. */
export function parseLimit(text: string): number | undefined {
  if (/^(?:UNLIMITED|infinite)$/i.test(text)) return Infinity;
  const match = /^(?:(\d+)-)?(\d+(?::\d+){0,2})$/.exec(text);
  if (!match) return undefined;
  const parts = match[2]!.split(':').map(Number);
  // Behind days come hours; without them two parts are minutes and seconds, and one is minutes.
  const [hours = 0, minutes = 0, seconds = 0] =
    match[1] !== undefined || parts.length === 3 ? parts : [0, ...parts];
  return ((Number(match[1] ?? 0) * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** Seconds as a walltime: `02:00:00`, `1-00:00:00`. */
export function formatLimit(seconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const time = `${two((seconds % 86_400) / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  return days > 0 ? `${days}-${time}` : time;
}
