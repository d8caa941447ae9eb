import type { PreflightFacts } from '../config/preflight/context.js';
import { describeFinding, type Finding } from '../config/preflight/finding.js';
import { checkConfig, isError } from '../config/preflight/preflight.js';
import { standsAlways } from '../config/preflight/registry.js';
import type { ResolvedConfig } from '../config/resolve.js';
import { ConfigError, InfrastructureError, type Location } from '../errors.js';
import type { Inputs } from '../inputs.js';
import { redactMessage } from '../upload/scan-file.js';
import { scoredTasks } from './load-baseline.js';
import { redactSavedConfig } from './prepare.js';
import { type Session, warn } from './session.js';

/** What the checks are given beside the config. */
export function preflightFacts(session: Session, inputs: Inputs): PreflightFacts {
  const { env, contract, catalogue, yardstick } = session;
  const baseline = yardstick?.baseline;
  return {
    where: inputs.config ?? 'the inputs',
    inputs,
    contract,
    ...(catalogue ? { catalogue } : {}),
    ...(baseline ? { baselineTasks: scoredTasks(baseline.results) } : {}),
    variable: (name) => env[name],
    arch: process.arch,
  };
}

/** What can be told of the config without starting anything; nothing is refused yet. */
export function inspectConfig(session: Session, inputs: Inputs, config: ResolvedConfig): Finding[] {
  return checkConfig(config, preflightFacts(session, inputs));
}

/**
 * Says what preflight found, all of it, and refuses the run as the input `preflight` asks: with `warn` errors are
 * warnings, with `off` nothing is said; what stands always refuses in both.
 * @throws ConfigError where an error stands; InfrastructureError where it is only that a service is out of order.
 */
export function reportFindings(session: Session, inputs: Inputs, all: readonly Finding[]): void {
  const { log, forms } = session;
  const { preflight } = inputs;
  const refuses = (finding: Finding): boolean =>
    isError(finding) && (preflight === 'strict' || standsAlways(finding.id));
  const found = all
    .filter(({ id }) => preflight !== 'off' || standsAlways(id))
    .map(
      ({ infrastructure: _, ...finding }): Finding => ({
        ...finding,
        severity: refuses(finding) ? 'error' : 'warning',
        // Findings quote what endpoints and files said.
        message: redactMessage(finding.message, forms),
        recovery: redactMessage(finding.recovery, forms),
      }),
    );
  session.findings.push(...found);
  const refused = found.filter(isError);
  for (const finding of found)
    if (!refused.includes(finding)) warn(session, describeFinding(finding), locate(finding));
  const [first] = refused;
  if (!first) return;
  redactSavedConfig(session);
  if (refused.length === 1) {
    if (all.some((finding) => refuses(finding) && finding.infrastructure))
      throw new InfrastructureError(describeFinding(first));
    throw new ConfigError(describeFinding(first), locate(first));
  }
  for (const finding of refused) log.error(describeFinding(finding), locate(finding));
  throw new ConfigError(
    `preflight found ${refused.length} errors, each of them above and in the summary: ${refused.map(({ id }) => id).join(', ')}`,
  );
}

/** The place in a user's file that a message names, for the annotation. */
function locate({ message }: Finding): Location | undefined {
  const match = /\(([^():]+\.(?:ya?ml|toml)):(\d+)\)/.exec(message);
  return match ? { file: match[1]!, line: Number(match[2]) } : undefined;
}
