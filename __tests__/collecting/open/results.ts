import { zipSync } from 'fflate';

/** The result.json of an evaluation, with further fields. */
export function resultText(more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    schema_version: 1,
    state: 'success',
    error: null,
    tasks: [],
    benchmarks: [],
    ...more,
  });
}

/** An artifact that holds it, or another text in its place. */
export const resultZip = (text = resultText()): Uint8Array => zipSync({ 'result.json': Buffer.from(text) });
