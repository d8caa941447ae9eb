import type { BenchmarkStatus } from '../../comparison/comparison.js';
import { html, type Markup } from './markup.js';

/** As a reader says it; the status itself stands beside it in result.json. */
export const STATUS_WORDS: Record<BenchmarkStatus, string> = {
  BREACH: 'Breach',
  INVALID: 'Invalid',
  MISSING: 'Missing',
  NOT_COMPARABLE: 'Not comparable',
  INSUFFICIENT_EVIDENCE: 'Insufficient evidence',
  NEW: 'New',
  PASS: 'Pass',
};

/** Told apart without colour too; part of every font, which emoji are not. */
const GLYPHS: Record<BenchmarkStatus, string> = {
  BREACH: '✕',
  INVALID: '!',
  MISSING: '–',
  NOT_COMPARABLE: '≠',
  INSUFFICIENT_EVIDENCE: '?',
  NEW: '+',
  PASS: '✓',
};

/** A status as a label; of no status, a dash. */
export function statusLabel(status: BenchmarkStatus | null): Markup {
  if (status === null) return html`<span class="status tone-none">not judged</span>`;
  return html`<span class="status tone-${status.toLowerCase()}"><span class="glyph" aria-hidden="true">${GLYPHS[status]}</span>${STATUS_WORDS[status]}</span>`;
}

/** `3 items`, `1 item`. */
export function counted(count: number, noun: string): string {
  return `${showCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A count with separators. */
export function showCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
