import type { Inputs } from '../inputs.js';
import type { SourcedTree } from './config-file.js';
import { applyOverride, parseOverrides } from './overrides.js';
import type { Finding } from './preflight/finding.js';
import { type ConfigPath, formatPath } from './value.js';
import type { Surroundings } from './variables.js';

/**
 * Lays the overrides over a tree in place, in OmegaConf's grammar, and notes what set each leaf.
 * @param findings gets what is odd about them.
 * @returns the path of each override.
 * @throws ConfigError for what is no override, or cannot be applied.
 */
export function layOverrides(
  { root, sources }: SourcedTree,
  inputs: Inputs,
  around: Surroundings,
  findings: Finding[],
): ConfigPath[] {
  return parseOverrides(inputs.overrides).map((override) => {
    const { paths, changed, unknown, replacedBy } = applyOverride(root, override, around);
    findings.push(...unknown);
    if (!changed)
      findings.push({
        id: 'override_without_effect',
        severity: 'warning',
        message: `${override.label} changes nothing: ${formatPath(override.path)} has this value already`,
        recovery: 'take the line out, or check its key',
      });
    if (replacedBy !== undefined)
      findings.push({
        id: 'override_without_effect',
        severity: 'warning',
        message: `${override.label} changes nothing: ${replacedBy} sets ${formatPath(override.path)} again`,
        recovery: 'take one of the two out',
      });
    for (const key of paths) sources.set(key, override.label);
    return override.path;
  });
}
