import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { asNelReport, comparablePart } from '../../tools/gate-cases/as-nel-report.js';
import { parseReport } from '../../tools/gate-cases/parse-report.js';
import { type RecordedCase, readRecordedCase } from '../../tools/gate-cases/recorded-case.js';
import { tempDir } from '../temp-dir.js';
import { FIXTURES, gateCase, writeCase } from './case-folder.js';

const EXIT_CODES = { GO: 0, 'NO-GO': 1, INCONCLUSIVE: 2 };
const dir = tempDir();

describe('folders recorded with nel gate 0.3.0', () => {
  const names = readdirSync(FIXTURES).filter((name) => !name.endsWith('.json'));

  it.each(names)('%s', async (name) => {
    const folder = path.join(FIXTURES, name);
    const report = await gateCase(folder);
    expect(asNelReport(report)).toEqual(
      comparablePart(parseReport(readFileSync(path.join(folder, 'report.json'), 'utf8'))),
    );
    expect(EXIT_CODES[report.verdict!]).toBe(Number(readFileSync(path.join(folder, 'exit'), 'utf8')));
  });
});

describe('cases made for it and recorded with nel gate 0.3.0', () => {
  const cases = readdirSync(FIXTURES)
    .filter((name) => name.endsWith('.json'))
    .map((name): [string, RecordedCase] => [
      name.slice(0, -'.json'.length),
      readRecordedCase(path.join(FIXTURES, name)),
    ]);

  it.each(cases)('%s', async (_, recorded) => {
    writeCase(dir, recorded.files);
    if (recorded.report === null) {
      expect(recorded.exit).toBe(1);
      await expect(refusal(dir.path)).resolves.toEqual(recorded.says);
      return;
    }
    const report = await gateCase(dir.path);
    expect(asNelReport(report)).toEqual(comparablePart(recorded.report));
    expect(EXIT_CODES[report.verdict!]).toBe(recorded.exit);
  });
});

/** What is said where nel gate stops: the error of a policy, or what cannot be read. */
async function refusal(folder: string): Promise<string[]> {
  try {
    const { unreadable, verdict } = await gateCase(folder);
    expect(verdict).toBeNull();
    return unreadable.flatMap(({ faults }) => faults.map(({ reason }) => reason));
  } catch (error) {
    expect((error as Error).name).toBe('ConfigError');
    return [(error as Error).message];
  }
}
