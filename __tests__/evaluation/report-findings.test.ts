import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { error, type Finding, warning } from '../../src/config/preflight/finding.js';
import { BUILT_IN_CONTRACT } from '../../src/contract/built-in-contract.js';
import { readStepContract } from '../../src/contract/step-contract.js';
import { ConfigError, InfrastructureError, type Location } from '../../src/errors.js';
import { ensureLauncher } from '../../src/evaluation/ensure-launcher.js';
import { reportFindings } from '../../src/evaluation/preflight.js';
import type { Session } from '../../src/evaluation/session.js';
import { loadInputs, PREFLIGHT_MODES, type PreflightMode } from '../../src/inputs.js';
import { secretForms } from '../../src/upload/secret-forms.js';

const SECRET = 'zq8-canary-of-a-secret';

interface Reported {
  log: string[];
  findings: Finding[];
  warnings: string[];
  thrown: unknown;
}

const inputs = (preflight: string) => loadInputs((name) => (name === 'preflight' ? preflight : ''));

/** What becomes of findings: lines of the log as `level place: text`, and what is kept for summary and result.json. */
function report(preflight: PreflightMode, found: readonly Finding[]): Reported {
  const log: string[] = [];
  const note =
    (level: string) =>
    (text: string, place?: Location): unknown =>
      log.push(`${level}${place ? ` ${place.file}:${place.line}` : ''}: ${text}`);
  const session = {
    log: { warn: note('warning'), error: note('error') },
    forms: secretForms([{ name: 'K', value: SECRET }]),
    findings: [] as Finding[],
    warnings: [] as string[],
  };
  let thrown: unknown;
  try {
    reportFindings(session as unknown as Session, inputs(preflight), found);
  } catch (caught) {
    thrown = caught;
  }
  return { log, findings: session.findings, warnings: session.warnings, thrown };
}

const WARNING = warning('no_gpu', 'deployment.type (a.yaml:2) has no GPU', 'use one');
const ERROR = error('gpu_count', 'deployment.command (conf/a.yaml:7) needs 8', 'choose 4');
const ALWAYS = error('untrusted_command', 'evaluation.pre_cmd (overrides line 1) is a command', 'trust it');

describe('preflight', () => {
  it('refuses as infrastructure where it is only that a service is out of order', () => {
    const down: Finding = { ...ERROR, infrastructure: true };
    const alone = report('strict', [down, WARNING]);
    expect(alone.thrown).toBeInstanceOf(InfrastructureError);
    expect(alone.findings[0]).toEqual(ERROR);
    expect(report('strict', [down, ALWAYS]).thrown).toBeInstanceOf(ConfigError);
    expect(report('warn', [down]).thrown).toBeUndefined();
  });

  it.each(PREFLIGHT_MODES)('%s says nothing of a config in which all is well', (mode) => {
    expect(report(mode, [])).toEqual({ log: [], findings: [], warnings: [], thrown: undefined });
  });

  // What each mode makes of each finding: an error refuses the run.
  it.each<[PreflightMode, Finding, 'error' | 'warning' | 'silent']>([
    ['strict', WARNING, 'warning'],
    ['strict', ERROR, 'error'],
    ['strict', ALWAYS, 'error'],
    ['warn', WARNING, 'warning'],
    ['warn', ERROR, 'warning'],
    ['warn', ALWAYS, 'error'],
    ['off', WARNING, 'silent'],
    ['off', ERROR, 'silent'],
    ['off', ALWAYS, 'error'],
  ])('%s takes %o for: %s', (mode, finding, expected) => {
    const { findings, thrown, log, warnings } = report(mode, [finding]);
    expect(findings.map(({ severity }) => severity)).toEqual(expected === 'silent' ? [] : [expected]);
    expect(thrown === undefined).toBe(expected !== 'error');
    expect(log).toHaveLength(expected === 'warning' ? 1 : 0);
    expect(warnings).toHaveLength(expected === 'warning' ? 1 : 0);
    if (thrown === undefined) return;
    expect(thrown).toBeInstanceOf(ConfigError);
    expect((thrown as ConfigError).message).toBe(`${finding.id}: ${finding.message}: ${finding.recovery}`);
  });

  it('says all at once: warnings and errors in the log, each at its line, and how many there are', () => {
    const { log, thrown, findings } = report('strict', [ERROR, ALWAYS, WARNING]);
    expect(log).toEqual([
      'warning a.yaml:2: no_gpu: deployment.type (a.yaml:2) has no GPU: use one',
      'error conf/a.yaml:7: gpu_count: deployment.command (conf/a.yaml:7) needs 8: choose 4',
      'error: untrusted_command: evaluation.pre_cmd (overrides line 1) is a command: trust it',
    ]);
    expect((thrown as Error).message).toMatch(/^preflight found 2 errors, .*: gpu_count, untrusted_command$/);
    expect(findings.map(({ id }) => id)).toEqual(['gpu_count', 'untrusted_command', 'no_gpu']);
  });

  it('says with warn of several errors no more than that', () => {
    const { log, thrown } = report('warn', [ERROR, ERROR]);
    expect(thrown).toBeUndefined();
    expect(log.every((line) => line.startsWith('warning conf/a.yaml:7: gpu_count'))).toBe(true);
  });

  it('points at the file and line of a single error', () => {
    expect((report('strict', [ERROR]).thrown as ConfigError).location).toEqual({
      file: 'conf/a.yaml',
      line: 7,
    });
  });

  it('shows no secret that an endpoint or a file repeated', () => {
    const finding = error('endpoint_error', `it says "${SECRET}"`, `look at ${SECRET}`);
    for (const mode of ['strict', 'warn'] as const) {
      const { thrown, ...rest } = report(mode, [finding]);
      expect(JSON.stringify([rest, (thrown as Error | undefined)?.message])).not.toContain(SECRET);
      expect(rest.findings).toHaveLength(1);
    }
  });
});

describe('a launcher that cannot be installed', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'no-python-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const own = readStepContract(
    '[step]\nid = "eval/model_eval"\nname = "x"\n[[errors]]\nname = "framework_cli_not_found"\nrecovery = "Install the extra."\n',
    'step.toml',
  );

  it.each([
    [
      BUILT_IN_CONTRACT,
      /^framework_cli_not_found: .*\(no python3 on PATH\).*: leave launcher-version at its default/,
    ],
    [own, /step\.toml says: "Install the extra\."; here: leave launcher-version/],
  ])('is framework_cli_not_found, with the recovery of the contract in use', async (contract, message) => {
    const session = {
      contract,
      context: { toolCache: folder },
      env: { PATH: folder },
      actionDir: folder,
      log: {},
      files: { home: path.join(folder, 'home') },
      stop: new AbortController(),
    } as unknown as Session;
    const given = loadInputs((name) => (name === 'cache' ? 'false' : name === 'preflight' ? 'off' : ''));
    const failed = await ensureLauncher(session, given).catch((caught: unknown) => caught);
    expect(failed).toBeInstanceOf(InfrastructureError);
    expect((failed as Error).message).toMatch(message);
  });
});
