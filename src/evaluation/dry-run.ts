import { type Estimate, estimateRequests, readWorkload } from '../config/estimate-requests.js';
import { openContext } from '../config/preflight/context.js';
import type { ResolvedConfig } from '../config/resolve.js';
import type { Inputs } from '../inputs.js';
import { preflightFacts } from './preflight.js';
import { secretNames } from './prepare.js';
import type { Session } from './session.js';

/** Says what a run of this config would send, and which variables it would need. */
export function describeRun(session: Session, inputs: Inputs, config: ResolvedConfig): void {
  const { tasks } = openContext(config, preflightFacts(session, inputs));
  session.estimates = tasks.map(({ name, listed, parameters }) => {
    const workload = readWorkload(listed, parameters);
    return { task: name, text: describeEstimate(estimateRequests(workload)) };
  });
  session.log.group(
    'Requests of each task, without judges and retries',
    session.estimates.map(({ task, text }) => `${task}  ${text}`),
  );
  const names = secretNames(inputs, config);
  if (names.length > 0) session.log.info(`a run needs these variables: ${names.join(', ')}`);
}

function describeEstimate(estimate: Estimate): string {
  if ('unknown' in estimate) return `unknown: ${estimate.unknown}`;
  return `${estimate.atMost ? 'at most ' : ''}${estimate.requests}`;
}
