import { describe, expect, it } from '@jest/globals';
import {
  horizonHours,
  hoursSince,
  refuseShortRetention,
  retentionDays,
  whyKeptTooShort,
} from '../../src/open-records/age.js';

const AT = '2026-01-01T00:00:00Z';
const after = (hours: number): string => new Date(Date.parse(AT) + hours * 3_600_000).toISOString();

describe('the age of a record', () => {
  it('is counted in hours, and a collector looks back further than it may be', () => {
    expect(hoursSince(AT, new Date(after(36)))).toBe(36);
    expect(hoursSince('never', new Date())).toBeNaN();
    for (const hours of [1, 168, 9600]) expect(horizonHours(hours)).toBeGreaterThan(hours + 47);
  });
});

describe('what is kept for too short', () => {
  it.each<[number, number, boolean]>([
    [24, 168, true],
    [166, 168, true],
    [168 - 0.01, 168, false],
    [168, 168, false],
    [2160, 168, false],
  ])('%d hours, with max-age-hours %d: %s', (kept, most, isShort) => {
    const why = whyKeptTooShort({ createdAt: AT, expiresAt: after(kept) }, most);
    expect(why !== undefined).toBe(isShort);
    if (isShort) expect(why).toContain(`kept for ${kept} hours, less than max-age-hours (${most})`);
  });

  it('is not told where GitHub does not say', () => {
    expect(whyKeptTooShort({ createdAt: AT }, 168)).toBeUndefined();
    expect(whyKeptTooShort({ createdAt: AT, expiresAt: 'x' }, 168)).toBeUndefined();
  });

  it('is refused before anything is submitted', () => {
    expect(() => refuseShortRetention(6)).toThrow(/kept for 6 days, and collect looks for it for 168 hours/);
    expect(() => refuseShortRetention(1, 25)).toThrow(/kept for 1 day,/);
    for (const days of [undefined, 7, 90]) expect(() => refuseShortRetention(days)).not.toThrow();
  });

  it.each<[number | undefined, string | undefined, number | undefined]>([
    [undefined, '90', 90],
    [5, '90', 5],
    [400, '90', 90],
    [5, undefined, 5],
    [undefined, '', undefined],
  ])('asked for %s days of %s: %s', (asked, most, days) => {
    expect(retentionDays(asked, most)).toBe(days);
  });
});
