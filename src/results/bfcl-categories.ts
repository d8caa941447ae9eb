import path from 'node:path';
import { readIfThere } from './invocation.js';

/** The table that bfcl writes for each overall score; categories that did not run are `N/A` in it, and count as 0. */
const TABLES: Record<string, string> = {
  live_overall_acc: 'data_live.csv',
  non_live_overall_acc: 'data_non_live.csv',
  multi_turn_overall_acc: 'data_multi_turn.csv',
};

/** How many of the categories behind an overall score of bfcl ran; undefined where that is not known. */
export function countCategories(
  artifactsDir: string,
  metric: string,
): { ran: number; missing: number } | undefined {
  if (!Object.hasOwn(TABLES, metric)) return undefined;
  const text = readIfThere(path.join(artifactsDir, 'score', TABLES[metric]!));
  const [head, row] = (text ?? '').split(/\r?\n/);
  if (!head || !row) return undefined;
  const names = head.split(',');
  const cells = row.split(',').filter((_, index) => !/^(Rank|Model|.*Overall Acc)$/.test(names[index] ?? ''));
  const missing = cells.filter((cell) => cell.trim() === 'N/A').length;
  return { ran: cells.length - missing, missing };
}
