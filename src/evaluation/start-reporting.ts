import type { Inputs } from '../inputs.js';
import { openReporting, type Reporting } from '../reporting/reporting.js';
import { redactMessage } from '../upload/scan-file.js';
import { protectToken, type Session, warn } from './session.js';

/** Opens the check, and what later posts need. */
export async function startReporting(session: Session, inputs: Inputs): Promise<Reporting> {
  protectToken(session);
  return openReporting({
    inputs,
    context: session.context,
    log: session.log,
    warn: (message) => warn(session, message),
    // What is secret is known by and by.
    redact: (text) => redactMessage(text, session.forms),
    remember: session.rememberCheck,
    ...(session.leg ? { leg: session.leg.key } : {}),
  });
}
