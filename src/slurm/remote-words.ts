/** Longest text that is taken over from a cluster's answer. */
const LONGEST = 300;

/** The only paths that go to a cluster: the launcher puts them into the login shell without quotes. */
export function isRemotePath(path: string): boolean {
  return path.length <= 1024 && /^\/[A-Za-z0-9._/-]+$/.test(path) && !/(^|\/)\.\.(\/|$)/.test(path);
}

export function isJobId(text: string): boolean {
  return /^[0-9]{1,12}$/.test(text);
}

/** The same for awk: of a job that is one of an array or of a heterogeneous one, the id that all of them go by. */
export const CUT_JOB_ID = 'sub(/[_+].*/, "", id)';

/** A word for a POSIX shell. */
export function quoteWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Text from a cluster in one printable line. */
export function plainLine(text: string): string {
  const line = text
    .replace(/[^\x20-\x7e\u00a0-\u{10ffff}]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '')
    .trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 3)}...` : line;
}

/** `D-HH:MM:SS`, `HH:MM:SS` or `MM:SS` in seconds; undefined for anything else (`INVALID`, `UNLIMITED`). */
export function parseElapsed(text: string): number | undefined {
  const match = /^(?:(\d{1,6})-)?(?:(\d{1,6}):)?(\d{1,3}):(\d{1,2})(?:\.\d+)?$/.exec(text.trim());
  if (!match) return undefined;
  const [, days = '0', hours = '0', minutes, seconds] = match;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}
