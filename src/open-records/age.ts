import { ConfigError } from '../errors.js';

/** Hours until an invocation that nobody could finish is given up. */
export const DEFAULT_MAX_AGE_HOURS = 168;
/** GitHub keeps no artifact for longer than 400 days. */
export const LONGEST_MAX_AGE_HOURS = 9600;

const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;

/** Hours from one point in time to another. @param since ISO 8601. @returns NaN where it is none. */
export function hoursSince(since: string, now: Date): number {
  return (now.getTime() - Date.parse(since)) / HOUR_MS;
}

/**
 * How far back a collector looks, in hours: it must still see what has grown too old since the last one ran, to stop it.
 */
export function horizonHours(maxAgeHours: number): number {
  return 2 * maxAgeHours + 2 * HOURS_A_DAY;
}

/** Why an artifact will be gone before its record is too old; undefined where it will not, or GitHub does not tell. */
export function whyKeptTooShort(
  { createdAt, expiresAt }: { createdAt: string; expiresAt?: string },
  maxAgeHours: number,
): string | undefined {
  if (expiresAt === undefined) return undefined;
  const hours = hoursSince(createdAt, new Date(expiresAt));
  // The service counts days, and loses seconds between the two dates.
  if (!(hours < maxAgeHours - 1)) return undefined;
  return `its artifact is kept for ${Math.round(hours)} hours, less than max-age-hours (${maxAgeHours}): after that nothing could find the evaluation again. Raise the retention of artifacts in the repository's settings, or lower max-age-hours`;
}

/**
 * Days that a record will be kept, before it is uploaded.
 * @param asked input artifact-retention-days. @param most GITHUB_RETENTION_DAYS, as the runner gives it.
 */
export function retentionDays(asked: number | undefined, most: string | undefined): number | undefined {
  const allowed = /^\d+$/.test(most ?? '') ? Number(most) : undefined;
  if (asked === undefined || allowed === undefined) return asked ?? allowed;
  return Math.min(asked, allowed);
}

/** @throws ConfigError where a record would be gone before it is too old. @param days see retentionDays. */
export function refuseShortRetention(days: number | undefined, maxAgeHours = DEFAULT_MAX_AGE_HOURS): void {
  if (days === undefined || days * HOURS_A_DAY >= maxAgeHours) return;
  throw new ConfigError(
    `the record of the evaluation would be kept for ${days} ${days === 1 ? 'day' : 'days'}, and collect looks for it for ${maxAgeHours} hours (max-age-hours): raise artifact-retention-days, or the retention of artifacts in the repository's settings`,
  );
}
