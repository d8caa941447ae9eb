import { constants, gunzipSync, gzipSync } from 'node:zlib';
import type { Trend, TrendRun } from './trend.js';
import { readTrendLine, writeTrendLine } from './trend-line.js';

/** In the baseline record, beside scores.ndjson.gz. */
export const TREND_FILE = 'trend.ndjson.gz';

const VERSION = 1;
/** Of the unpacked file: 400 runs of 1,000 benchmarks are a third of it. */
const MOST_BYTES = 128 * 1024 * 1024;
const MOST_RUNS = 5_000;
/** Files and lines that were passed over are told by name this often. */
const MOST_TOLD = 5;

/** A trend as it was read. */
export interface ReadTrend {
  trend: Trend;
  /** What was passed over, one line each; holds nothing of the file's own text. */
  dropped: string[];
}

/** Packs a trend: a line that names the version, then a line for each run. The same trend gives the same bytes. */
export function writeTrend({ runs }: Trend): Uint8Array {
  const lines = [JSON.stringify({ schema_version: VERSION }), ...runs.map(writeTrendLine)];
  return gzipSync(`${lines.join('\n')}\n`, { level: 9 });
}

/**
 * Reads what can be read of a trend. Anybody may have written the file: no text of it is believed that is not of the
 * expected form, and of a file that was cut off the whole lines count.
 * @returns never throws; what is not understood is left out, and said.
 */
export function readTrend(bytes: Uint8Array): ReadTrend {
  const text = unpack(bytes);
  if (text === undefined)
    return { trend: { runs: [] }, dropped: ['it is damaged, or too large: no earlier point is known'] };
  const [head, ...lines] = text.split('\n');
  const version = versionOf(head!);
  if (version !== VERSION)
    return {
      trend: { runs: [] },
      dropped: [
        `its schema_version is ${version ?? 'not known'}: this version of the action reads ${VERSION}`,
      ],
    };
  return readLines(lines);
}

function readLines(lines: readonly string[]): ReadTrend {
  const runs = new Map<string, TrendRun>();
  const dropped: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    if (runs.size >= MOST_RUNS) {
      dropped.push(`more than ${MOST_RUNS} runs: the others are left out`);
      break;
    }
    const read = readTrendLine(line);
    if ('problem' in read) dropped.push(`line ${index + 2}: ${read.problem}`);
    else {
      if (read.lost > 0) dropped.push(`line ${index + 2}: ${read.lost} points that are none`);
      const key = `${read.run.runId} ${read.run.branch}`;
      if (runs.has(key)) dropped.push(`line ${index + 2}: a run that is there already`);
      else runs.set(key, read.run);
    }
  }
  return { trend: { runs: [...runs.values()] }, dropped: fewOf(dropped) };
}

function unpack(bytes: Uint8Array): string | undefined {
  try {
    // Without an end: what was cut off gives the lines before the cut.
    return gunzipSync(bytes, {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: MOST_BYTES,
    }).toString('utf8');
  } catch {
    return undefined;
  }
}

function versionOf(line: string): number | undefined {
  try {
    const head = JSON.parse(line) as { schema_version?: unknown } | null;
    const version = head?.schema_version;
    return typeof version === 'number' && Number.isSafeInteger(version) ? version : undefined;
  } catch {
    return undefined;
  }
}

function fewOf(texts: readonly string[]): string[] {
  if (texts.length <= MOST_TOLD) return [...texts];
  return [...texts.slice(0, MOST_TOLD), `and ${texts.length - MOST_TOLD} more`];
}
