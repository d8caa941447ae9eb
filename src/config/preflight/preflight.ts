import type { ResolvedConfig } from '../resolve.js';
import { checkCheckpoint } from './check-checkpoint.js';
import { checkDeployment } from './check-deployment.js';
import { checkDevices } from './check-devices.js';
import { checkEffects } from './check-effects.js';
import { checkEndpoint } from './check-endpoint.js';
import { checkEnvironment } from './check-environment.js';
import { checkExecution } from './check-execution.js';
import { checkKeys } from './check-keys.js';
import { checkSettings } from './check-settings.js';
import { checkSurroundings } from './check-surroundings.js';
import { checkTasks } from './check-tasks.js';
import { openContext, type PreflightFacts } from './context.js';
import { describeFinding, type Finding } from './finding.js';

/**
 * Everything that can be told of a resolved config from here, without asking the endpoint or starting anything: all
 * findings at once, errors first.
 */
export function checkConfig(config: ResolvedConfig, facts: PreflightFacts): Finding[] {
  const context = openContext(config, facts);
  const found = [
    ...config.findings,
    ...checkKeys(context),
    ...checkEffects(context),
    ...checkSettings(context),
    ...checkEnvironment(context),
    ...checkExecution(context),
    ...checkDevices(context),
    ...checkDeployment(context),
    ...checkEndpoint(context),
    ...checkCheckpoint(context),
    ...checkTasks(context),
    ...checkSurroundings(context),
  ];
  // Two tasks may share what is wrong.
  const once = [...new Map(found.map((finding) => [describeFinding(finding), finding])).values()];
  return [...once.filter(isError), ...once.filter((finding) => !isError(finding))];
}

export function isError({ severity }: Finding): boolean {
  return severity === 'error';
}
