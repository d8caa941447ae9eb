import path from 'node:path';
import { readIfThere } from './invocation.js';

/** What a result.json says of the run that wrote it. Anybody can write such a file: it proves nothing. */
export interface Origin {
  model?: string;
  sha?: string;
  ref?: string;
  runId?: string;
}

/** Reads the origin of a record, of an artifact's folder, or of an invocation folder in one; empty where nothing tells. */
export function readOrigin(dir: string): Origin {
  for (const place of ['', 'nemo-eval', '../nemo-eval']) {
    const text = readIfThere(path.join(dir, place, 'result.json'));
    const origin = text === undefined ? undefined : parseOrigin(text);
    if (origin) return origin;
  }
  return {};
}

function parseOrigin(text: string): Origin | undefined {
  try {
    const file = JSON.parse(text) as { schema_version?: unknown; candidate?: Record<string, unknown> } | null;
    if (file?.schema_version !== 1 || typeof file.candidate !== 'object' || !file.candidate) return undefined;
    const { model, sha, ref, run_id } = file.candidate;
    const entries = Object.entries({ model, sha, ref, runId: run_id });
    return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string' && value !== ''));
  } catch {
    return undefined;
  }
}
